//! Pages and questions that nobody can come to, because every way leaps over them.

use super::Paths;
use crate::document::Reader;
use crate::survey::places::{Place, Stand, Targets};
use crate::survey::{Names, Question, QuestionKind, Skip, Survey};

pub(super) fn check(survey: &Survey, paths: Paths, reader: &mut Reader) {
    let places: Vec<Place> = survey.places().collect();
    let targets = Targets::of(survey);
    let mut reached = vec![false; places.len()];
    let reach = |reached: &mut Vec<bool>, number: usize| {
        if let Some(place) = reached.get_mut(number) {
            *place = true;
        }
    };
    reach(&mut reached, 0);
    // Leaps only go forward: when the turn of a place comes, all that leads there was seen.
    for place in &places {
        if reached.get(place.number) != Some(&true) {
            continue;
        }
        let (rules, always_here): (&[Skip], bool) = match place.stand {
            Stand::PageStart => (&[], true),
            Stand::Question(_, question) => (&question.skip_to, question.show_if.is_none()),
            Stand::PageEnd => (&place.page.skip_to, true),
        };
        for target in rules.iter().filter_map(|rule| targets.get(&rule.to)) {
            // What leads back was reported, and is not followed.
            if target.number > place.number {
                reach(&mut reached, target.number);
            }
        }
        let always = always_here && place.page.show_if.is_none() && leaps_always(rules, place);
        if !always {
            reach(&mut reached, place.number + 1);
        }
    }
    report(&places, &reached, paths, reader);
}

/// Whether one of the rules always holds, or all together leave no answer out.
fn leaps_always(rules: &[Skip], place: &Place) -> bool {
    if rules.iter().any(|rule| rule.when.is_none()) {
        return true;
    }
    let Stand::Question(_, question) = place.stand else { return false };
    question.required && covers(rules, question)
}

/// Whether the rules look at nothing but this question's answer and name each that it offers.
fn covers(rules: &[Skip], question: &Question) -> bool {
    let mut named = Names::default();
    for condition in rules.iter().filter_map(|rule| rule.when.as_ref()) {
        let only = condition.field.as_deref() == Some(&*question.name)
            && condition.all.is_empty()
            && condition.any.is_empty()
            && condition.none.is_empty()
            && condition.contains.is_none()
            && condition.less.is_none()
            && condition.greater.is_none()
            && condition.answered.is_none()
            && (condition.equals.is_none() || condition.one_of.is_empty());
        if only {
            condition.equals.iter().chain(&condition.one_of).for_each(|value| _ = named.add(value));
        }
    }
    match question.kind {
        QuestionKind::YesNo => named.has("yes") && named.has("no"),
        QuestionKind::SingleChoice | QuestionKind::Dropdown | QuestionKind::Searchable => {
            question.options.iter().all(|option| named.has(&option.value))
        }
        _ => false,
    }
}

fn report(places: &[Place], reached: &[bool], paths: Paths, reader: &mut Reader) {
    let message = "can never be reached: skip_to leads past it every time";
    let lost = |place: &Place| reached.get(place.number) == Some(&false);
    let is_question = |place: &Place| matches!(place.stand, Stand::Question(..));
    let mut whole_page = None;
    for place in places.iter().filter(|place| lost(place)) {
        let page = place.page_index;
        match place.stand {
            Stand::PageStart => {
                let mut of_page =
                    places.iter().filter(|place| place.page_index == page && is_question(place));
                if of_page.all(lost) {
                    whole_page = Some(page);
                    let path = paths.page(page, "");
                    reader.error_at(path.trim_end_matches('.'), message);
                }
            }
            Stand::Question(index, _) if whole_page != Some(page) => {
                let path = paths.question(page, index, "");
                reader.error_at(path.trim_end_matches('.'), message);
            }
            _ => {}
        }
    }
}
