//! What questions hang on, against a way to find it that is slow and plain.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::{Values, document};

/// What a question is like: numbers are taken modulo what there is.
#[derive(Clone, Debug)]
struct Sketch {
    new_page: bool,
    show_if: Option<usize>,
    page_show_if: Option<usize>,
    /// What each rule looks at, and to where it leads.
    rules: Vec<(usize, usize)>,
    /// Whether the rules are those of the page.
    of_page: bool,
}

fn sketch() -> impl Strategy<Value = Sketch> {
    let look = || prop::option::weighted(0.3, any::<usize>());
    let rules = prop::collection::vec((any::<usize>(), any::<usize>()), 0..3);
    (any::<bool>(), look(), look(), prop_oneof![1 => Just(Vec::new()), 1 => rules], any::<bool>()).prop_map(
        |(new_page, show_if, page_show_if, rules, of_page)| Sketch {
            new_page,
            show_if,
            page_show_if,
            rules,
            of_page,
        },
    )
}

fn survey(sketches: &[Sketch]) -> Survey {
    let count = sketches.len();
    // One of the questions before, or what the first two amount to.
    let look = |which: usize, before: usize| {
        let which = which.checked_rem(before + usize::from(before > 1))?;
        Some(match which {
            _ if which == before => json!({ "field": "sum", "greater": 1 }),
            _ if which % 3 == 0 => json!({ "field": format!("q{which}"), "answered": false }),
            _ => json!({ "field": format!("q{which}"), "equals": "yes" }),
        })
    };
    let mut pages: Vec<Value> = Vec::new();
    for (index, sketch) in sketches.iter().enumerate() {
        if index == 0 || sketch.new_page {
            pages.push(json!({ "id": format!("p{index}"), "questions": [] }));
            if let Some(condition) = sketch.page_show_if.and_then(|which| look(which, index)) {
                pages.last_mut().unwrap()["show_if"] = condition;
            }
        }
        let page = pages.last_mut().unwrap();
        let mut question = json!({ "name": format!("q{index}"), "kind": "yes_no", "label": "?" });
        if let Some(condition) = sketch.show_if.and_then(|which| look(which, index)) {
            question["show_if"] = condition;
        }
        let rule = |(which, to): &(usize, usize)| {
            let later = index + 1 + to % (count - index + 1);
            let to = match later.checked_sub(count) {
                None if sketches[later].new_page && to % 2 == 0 => format!("p{later}"),
                None => format!("q{later}"),
                Some(0) => "end".into(),
                Some(_) => "out".into(),
            };
            json!({ "when": look(*which, index + 1), "to": to })
        };
        let rules: Vec<Value> = sketch.rules.iter().map(rule).collect();
        let ends_page = sketches.get(index + 1).is_none_or(|next| next.new_page);
        let place = if sketch.of_page && ends_page { &mut *page } else { &mut question };
        if !rules.is_empty() {
            place["skip_to"] = json!(rules);
        }
        page["questions"].as_array_mut().unwrap().push(question);
    }
    let mut document = json!({
        "id": "s", "kind": "survey", "title": "S", "pages": pages,
        "ends": [{ "id": "out", "title": "Bye", "send": false }],
    });
    if count > 1 {
        document["scores"] = json!([{ "name": "sum", "of": ["q0", "q1"] }]);
    }
    document::read::<Survey>(&document, "en")
        .unwrap_or_else(|problems| panic!("{problems:?}: {document:#}"))
        .0
}

/// All that a name hangs on, with itself: by following every leap over it.
struct Slow<'s>(BTreeMap<&'s str, BTreeSet<String>>, BTreeSet<String>);

impl<'s> Slow<'s> {
    fn of(survey: &'s Survey) -> Self {
        let mut slow = Self(BTreeMap::new(), BTreeSet::new());
        let mut leaps: Vec<(usize, BTreeSet<String>)> = Vec::new();
        for place in survey.places() {
            let mut own = slow.with(survey, place.page.show_if.as_ref());
            for (_, of) in leaps.iter().filter(|(to, _)| *to > place.number) {
                own.extend(of.iter().cloned());
            }
            if let Stand::Question(_, question) = place.stand {
                own.extend(slow.with(survey, question.show_if.as_ref()));
                slow.0.insert(&question.name, own.clone());
            }
            for rule in rules_of(&place) {
                own.extend(slow.with(survey, rule.when.as_ref()));
                if &*rule.to == "out" {
                    slow.1.extend(own.iter().cloned());
                }
                leaps.push((survey.target(&rule.to).unwrap().number, own.clone()));
            }
        }
        slow
    }

    fn with(&self, survey: &Survey, condition: Option<&Condition>) -> BTreeSet<String> {
        let mut all = BTreeSet::new();
        let Some(condition) = condition else { return all };
        condition.each(&mut |field, _| {
            let parts = if field == "sum" { vec!["q0", "q1"] } else { Vec::new() };
            all.insert(field.to_owned());
            for control in parts.into_iter().chain(survey.question(field).map(|own| &*own.name)) {
                all.insert(control.to_owned());
                all.extend(self.0.get(control).into_iter().flatten().cloned());
            }
        });
        all
    }
}

fn names(hangs: &Hangs, among: &Among) -> BTreeSet<String> {
    among
        .iter()
        .map(|number| hangs.control(number).map_or("sum", |(control, _)| control).to_owned())
        .collect()
}

proptest! {
    #[test]
    fn what_a_question_hangs_on_is_what_the_slow_way_finds(sketches in prop::collection::vec(sketch(), 1..10)) {
        let survey = survey(&sketches);
        let (hangs, slow) = (Hangs::of(&survey), Slow::of(&survey));
        for question in survey.questions() {
            prop_assert_eq!(&names(&hangs, &hangs.closure(question)), &slow.0[&*question.name], "{}", &*question.name);
        }
        prop_assert_eq!(names(&hangs, hangs.unstored()), slow.1);
    }

    #[test]
    fn what_does_not_matter_for_a_question_changes_nothing_about_it(
        sketches in prop::collection::vec(sketch(), 1..10), which: usize, answers in prop::collection::vec(0..3_usize, 10),
    ) {
        let survey = survey(&sketches);
        let hangs = Hangs::of(&survey);
        let question = survey.question(&format!("q{}", which % sketches.len())).unwrap();
        let on = names(&hangs, &hangs.closure(question));
        let wanted: BTreeSet<&str> = on.iter().map(String::as_str).chain([&*question.name]).collect();
        let answer = |name: &String| {
            let index: usize = name.strip_prefix('q')?.parse().ok()?;
            Some((name.clone(), ["", "yes", "no"][answers[index]].to_owned()))
        };
        let values: Values = on.iter().filter_map(answer).collect();
        let reduced = hangs.reduced(&wanted, &mut |_| true).unwrap();
        let (whole, part) = (survey.route(&values), reduced.route(&values));
        for name in &wanted {
            prop_assert_eq!(whole.asks(name), part.asks(name), "{}", name);
        }
        prop_assert_eq!(whole.end().is_some(), part.end().is_some());
        prop_assert_eq!(whole.answers(), part.answers());
    }
}
