//! What someone finds out who knows the survey and what is published of it.
//!
//! They write down every set of answers that could have been stored, how many gave each being unknown but not below
//! zero, and every published number as an equation about these. A hidden count follows if no numbers that fit all
//! equations make it one less, and none one more: which linear programming finds out.

use rungs_model::Values;
use rungs_model::survey::{Aggregate, Published, Question, QuestionKind, Survey};

use crate::made::orders;

pub(crate) const MINIMUM: u32 = 10;

/// A number as an equation: how often each of the profiles is counted, and what that amounts to.
#[derive(Clone, Debug)]
struct Equation {
    name: String,
    row: Vec<f64>,
    value: f64,
}

/// What is known after a look, and what is hidden.
pub(crate) struct Look {
    shown: Vec<Equation>,
    hidden: Vec<Equation>,
}

impl Look {
    /// At what is published of these counts.
    pub(crate) fn at(survey: &Survey, followed: &Aggregate, profiles: &[Values], counts: &[i64]) -> Self {
        let (shown, hidden) = equations(survey, &followed.publish(survey, MINIMUM), profiles, counts);
        Self { shown, hidden }
    }
}

/// The hidden counts of a few people that follow from what was published after several looks, between which people
/// answered and nobody went.
pub(crate) fn told(looks: &[Look]) -> Vec<String> {
    // The unknown numbers are those who came before each look.
    let until = |index: usize, equation: &Equation| {
        let blank = vec![0.0; equation.row.len()];
        let rows = (0..looks.len()).flat_map(|own| if own <= index { &equation.row } else { &blank });
        Equation { row: rows.copied().collect(), ..equation.clone() }
    };
    let all = |of: &dyn Fn(&Look) -> Vec<Equation>| -> Vec<Equation> {
        let each = looks.iter().enumerate();
        each.flat_map(|(index, look)| of(look).iter().map(|own| until(index, own)).collect::<Vec<_>>())
            .collect()
    };
    let few = |equation: &Equation| (0.5..f64::from(MINIMUM) - 0.5).contains(&equation.value);
    let few = all(&|look| look.hidden.iter().filter(|equation| few(equation)).cloned().collect());
    let shown = all(&|look| look.shown.clone());
    if few.is_empty() {
        return Vec::new();
    }
    let Some(solved) = Solved::of(&shown) else { panic!("what is published contradicts itself: {shown:?}") };
    let told = few.iter().filter(|equation| {
        let less: Vec<f64> = equation.row.iter().map(|number| -number).collect();
        !solved.reaches(&equation.row, equation.value + 1.0) && !solved.reaches(&less, 1.0 - equation.value)
    });
    told.map(|equation| format!("{} = {}", equation.name, equation.value)).collect()
}

/// All that could be published of a survey: what is, and the counts that are not.
fn equations(
    survey: &Survey,
    published: &Published,
    profiles: &[Values],
    counts: &[i64],
) -> (Vec<Equation>, Vec<Equation>) {
    let (mut shown, mut hidden) = (Vec::new(), Vec::new());
    let equation = |name: String, of: &dyn Fn(&Values) -> f64| {
        let row: Vec<f64> = profiles.iter().map(of).collect();
        let value = row.iter().zip(counts).map(|(factor, count)| factor * *count as f64).sum();
        Equation { name, row, value }
    };
    let mut sort = |count: Option<u64>, equation: Equation| match count {
        Some(count) => {
            assert!((count as f64 - equation.value).abs() < 0.5, "{}: {count}", equation.name);
            shown.push(equation);
        }
        None => hidden.push(equation),
    };
    let one = |so: bool| f64::from(u8::from(so));
    sort(published.submissions.map(|count| count.0), equation("all".into(), &|_| 1.0));
    let mut means = Vec::new();
    for question in survey.questions() {
        let name = &*question.name;
        let chosen = |profile: &Values, value: &str| profile.get(name).split(',').any(|own| own == value);
        let figures = published.questions.iter().find(|figures| figures.name == name);
        let answered = figures.and_then(|figures| figures.answered).map(|count| count.0);
        sort(answered, equation(name.into(), &|profile| one(!profile.get(name).is_empty())));
        let groups: Vec<(&str, Vec<&str>)> = match question.kind {
            QuestionKind::Nps => {
                vec![("detractors", vec!["0"]), ("passives", vec!["7"]), ("promoters", vec!["10"])]
            }
            QuestionKind::YesNo => vec![("yes", vec!["yes"]), ("no", vec!["no"])],
            QuestionKind::Scale => ["1", "2", "3"].map(|point| (point, vec![point])).into(),
            QuestionKind::Number => vec![("1", vec!["1"]), ("9", vec!["9"])],
            _ => question.options.iter().map(|option| (&*option.value, vec![&*option.value])).collect(),
        };
        for (value, of) in groups {
            let figure =
                figures.and_then(|figures| figures.counts.iter().find(|figure| figure.value == value));
            let count = figure.and_then(|figure| figure.count).map(|count| count.0);
            let so = |profile: &Values| one(of.iter().any(|own| chosen(profile, own)));
            sort(count, equation(format!("{name}={value}"), &so));
            if let Some(place) = figure.and_then(|figure| figure.place) {
                let sum = equation(format!("places of {name}={value}"), &|profile| {
                    place_of(profile.get(name), value).unwrap_or(0) as f64
                });
                let mean = sum.value / count.expect("a count beside a mean place") as f64;
                assert!((place.millionths() as f64 / 1e6 - mean).abs() < 0.006, "{}: {mean}", sum.name);
                means.push(sum);
            }
        }
        if question.kind == QuestionKind::Ranking {
            for (what, so) in of_orders(question) {
                sort(None, equation(format!("{name}: {what}"), &|profile| one(so(profile.get(name)))));
            }
        }
        if figures.is_some_and(|figures| figures.mean.is_some()) {
            means.push(equation(format!("sum of {name}"), &|profile| {
                profile.get(name).parse().unwrap_or(0.0)
            }));
        }
    }
    shown.extend(means);
    (shown, hidden)
}

/// The place of an option in an order, from 1.
fn place_of(order: &str, option: &str) -> Option<usize> {
    order.split(',').position(|own| own == option).map(|index| index + 1)
}

type IsSo = Box<dyn Fn(&str) -> bool>;

/// What could be known of the orders that people put options in: which option they have at a place, which come before
/// a place in any order, which of two they prefer, and the whole order.
fn of_orders(question: &Question) -> Vec<(String, IsSo)> {
    let options: Vec<String> = question.options.iter().map(|option| option.value.clone()).collect();
    let mut all: Vec<(String, IsSo)> = Vec::new();
    for option in &options {
        for place in 1..=question.ranked() {
            let own = option.clone();
            all.push((
                format!("{option} at {place}"),
                Box::new(move |order| place_of(order, &own) == Some(place)),
            ));
        }
        for other in options.iter().filter(|other| *other != option) {
            let (own, than) = (option.clone(), other.clone());
            let before = move |order: &str| {
                place_of(order, &own)
                    .is_some_and(|place| place_of(order, &than).is_none_or(|other| place < other))
            };
            all.push((format!("{option} before {other}"), Box::new(before)));
            if option > other {
                continue;
            }
            let (own, with) = (option.clone(), other.clone());
            let both = move |order: &str| {
                let first: Vec<&str> = order.split(',').take(2).collect();
                first.contains(&&*own) && first.contains(&&*with)
            };
            all.push((format!("{option} and {other} first"), Box::new(both)));
        }
    }
    let options: Vec<&str> = options.iter().map(String::as_str).collect();
    // How many gave none is no secret: it follows from how many answered.
    for order in orders(&options, question.ranked()).into_iter().filter(|order| !order.is_empty()) {
        all.push((format!("the order {order}"), Box::new(move |own| own == order)));
    }
    all
}

const NOTHING: f64 = 1e-7;

/// The equations, solved for some of the unknown numbers: a tableau of the simplex method.
#[derive(Clone)]
struct Solved {
    /// Each row ends with what it amounts to.
    rows: Vec<Vec<f64>>,
    /// Which unknown each row is solved for.
    basis: Vec<usize>,
    width: usize,
}

impl Solved {
    /// None if nothing fits all of the equations.
    fn of(equations: &[Equation]) -> Option<Self> {
        let width = equations.first().map_or(0, |equation| equation.row.len());
        let count = equations.len();
        // Beside the unknown numbers stands one for each equation, for what is missing there.
        let rows = equations.iter().enumerate().map(|(index, equation)| {
            let missing = (0..count).map(|other| f64::from(u8::from(other == index)));
            equation.row.iter().copied().chain(missing).chain([equation.value]).collect()
        });
        let mut solved =
            Self { rows: rows.collect(), basis: (width..width + count).collect(), width: width + count };
        let mut goal: Vec<f64> =
            (0..solved.width).map(|place| if place < width { 0.0 } else { -1.0 }).collect();
        let best = solved.maximize(&mut goal, f64::INFINITY);
        if best < -NOTHING {
            return None;
        }
        // What is missing nowhere is taken out; an equation that says nothing new too.
        for index in (0..solved.rows.len()).rev() {
            if solved.basis[index] >= width {
                let place = (0..width).find(|place| solved.rows[index][*place].abs() > NOTHING);
                if let Some(place) = place {
                    solved.solve_for(index, place);
                } else {
                    solved.rows.remove(index);
                    solved.basis.remove(index);
                }
            }
        }
        for row in &mut solved.rows {
            row.drain(width..width + count);
        }
        solved.width = width;
        Some(solved)
    }

    /// Whether a sum of the unknown numbers can be as much as this.
    fn reaches(&self, sum: &[f64], wanted: f64) -> bool {
        let mut solved = self.clone();
        solved.maximize(&mut sum.to_vec(), wanted) >= wanted - 1e-5
    }

    /// The greatest that a sum can be, or what it can be as soon as that is `enough`.
    fn maximize(&mut self, goal: &mut Vec<f64>, enough: f64) -> f64 {
        goal.push(0.0);
        for (row, own) in self.rows.iter().zip(&self.basis) {
            let factor = goal[*own];
            if factor != 0.0 {
                goal.iter_mut().zip(row).for_each(|(number, own)| *number -= factor * own);
            }
        }
        for turn in 0..20_000 {
            let sum = -goal[self.width];
            if sum >= enough {
                return sum;
            }
            // The steepest way; after a while the first, which never goes in a circle (Bland's rule).
            let rises = (0..self.width).filter(|place| goal[*place] > NOTHING);
            let place = if turn < 200 {
                rises.max_by(|one, other| goal[*one].total_cmp(&goal[*other]))
            } else {
                rises.min()
            };
            let Some(place) = place else { return sum };
            let limits = self.rows.iter().enumerate().filter(|(_, row)| row[place] > NOTHING);
            let limit = limits.min_by(|(one, row), (other, own)| {
                let ratio = |row: &Vec<f64>| row[self.width] / row[place];
                let near = (ratio(row) - ratio(own)).abs() < NOTHING;
                let by_number = self.basis[*one].cmp(&self.basis[*other]);
                if near { by_number } else { ratio(row).total_cmp(&ratio(own)) }
            });
            let Some((index, _)) = limit else { return f64::INFINITY };
            self.solve_for(index, place);
            let factor = goal[place];
            goal.iter_mut().zip(&self.rows[index]).for_each(|(number, own)| *number -= factor * own);
        }
        panic!("goes in a circle");
    }

    fn solve_for(&mut self, index: usize, place: usize) {
        let by = self.rows[index][place];
        self.rows[index].iter_mut().for_each(|number| *number /= by);
        let solved = self.rows[index].clone();
        for (other, row) in self.rows.iter_mut().enumerate() {
            let factor = row[place];
            if other != index && factor.abs() > 1e-12 {
                row.iter_mut().zip(&solved).for_each(|(number, own)| *number -= factor * own);
            }
        }
        self.basis[index] = place;
    }
}
