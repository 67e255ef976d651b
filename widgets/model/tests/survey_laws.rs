//! What holds for every survey and every answer.

use proptest::prelude::*;
use rungs_model::survey::{Onward, Survey, Unasked};
use rungs_model::{Values, document};
use serde_json::{Value, json};

/// What a generated question is like; the numbers are reduced to what there is.
#[derive(Clone, Debug)]
struct Sketch {
    kind: usize,
    new_page: bool,
    required: bool,
    show_if: Option<(usize, usize, bool)>,
    page_show_if: Option<(usize, usize, bool)>,
    required_if: Option<(usize, usize, bool)>,
    skip_to: Option<(usize, usize, usize)>,
}

/// As many as there are kinds of questions.
const KINDS: usize = 16;

fn sketch() -> impl Strategy<Value = Sketch> {
    let look = || prop::option::of((any::<usize>(), any::<usize>(), any::<bool>()));
    let rest = (look(), look(), look(), prop::option::of((any::<usize>(), any::<usize>(), any::<usize>())));
    (0..KINDS, any::<bool>(), prop::bool::weighted(0.3), rest).prop_map(
        |(kind, new_page, required, (show_if, page_show_if, required_if, skip_to))| Sketch {
            kind,
            new_page,
            required,
            show_if,
            page_show_if,
            required_if,
            skip_to,
        },
    )
}

/// A condition about one of the first `count` questions.
fn condition(
    sketches: &[Sketch],
    count: usize,
    (which, how, negated): (usize, usize, bool),
) -> Option<Value> {
    let index = which.checked_rem(count)?;
    let sketch = sketches.get(index)?;
    let field = format!("q{index}");
    let value = match sketch.kind {
        0 => ["yes", "no"][how % 2],
        1 | 2 => ["a", "b", "c"][how % 3],
        3 => ["1", "2", "5"][how % 3],
        _ => {
            let field = match sketch.kind {
                6 => field + ".x",
                // Who answers goes by the name of the field, and a statement has no answer.
                14 => format!("town{index}"),
                15 => return None,
                // What the scale of the nearest question before counts, where there is one.
                _ if how.is_multiple_of(3) => scored(sketches, count).unwrap_or(field),
                _ => field,
            };
            return Some(json!({ "field": field, "answered": !negated }));
        }
    };
    let plain = match (sketch.kind, how % 4) {
        (3, 0) => json!({ "field": field, "less": 3 }),
        (3, 1) => json!({ "field": field, "greater": 2 }),
        _ => json!({ "field": field, "equals": value }),
    };
    Some(if negated { json!({ "none": [plain] }) } else { plain })
}

/// The score of the last of the first `count` questions that has one.
fn scored(sketches: &[Sketch], count: usize) -> Option<String> {
    let last = sketches.iter().take(count).rposition(|sketch| counts(sketch.kind))?;
    Some(format!("score{last}"))
}

/// Whether answers to a kind of question are numbers or have a score.
fn counts(kind: usize) -> bool {
    matches!(kind, 0..=4 | 6 | 8..=11)
}

fn question(index: usize, sketches: &[Sketch]) -> Value {
    let sketch = &sketches[index];
    let options = json!([{ "value": "a", "label": "A", "score": 1 }, "b", { "value": "c", "label": "C", "other": true }]);
    let many = json!([{ "value": "a", "label": "A", "score": 3 }, "b", { "value": "c", "label": "None", "exclusive": true }]);
    let rows = json!([{ "name": "x", "label": "X" }, { "name": "y", "label": "Y" }]);
    let mut question = match sketch.kind {
        0 => json!({ "kind": "yes_no" }),
        1 => json!({ "kind": "single_choice", "options": options }),
        2 => json!({ "kind": "multiple_choice", "options": many }),
        3 => json!({ "kind": "scale" }),
        4 => json!({ "kind": "number", "min": 0, "step": 0.5 }),
        5 => json!({ "kind": "ranking", "options": ["a", "b"] }),
        6 => json!({ "kind": "matrix", "rows": rows }),
        7 => json!({ "kind": "short_text", "max_length": 5 }),
        8 => json!({ "kind": "dropdown", "options": options }),
        9 => json!({ "kind": "searchable", "options": options }),
        10 => json!({ "kind": "nps" }),
        11 => json!({ "kind": "rating", "shape": "emoji" }),
        12 => json!({ "kind": "long_text" }),
        13 => json!({ "kind": "date", "earliest": "2026-01-01" }),
        14 => {
            json!({ "kind": "contact", "fields": [{ "name": format!("town{index}"), "kind": "text", "label": "Town" }] })
        }
        _ => json!({ "kind": "statement" }),
    };
    question["name"] = json!(format!("q{index}"));
    let piped = (0..index).rev().find(|before| !matches!(sketches[*before].kind, 0 | 6 | 14 | 15));
    question["label"] =
        json!(piped.map_or("What?".to_owned(), |before| format!("After {{{{q{before}|nothing}}}}?")));
    question["required"] = json!(sketch.required);
    if let Some(condition) = sketch.show_if.and_then(|look| condition(sketches, index, look)) {
        question["show_if"] = condition;
    }
    if let Some(condition) = sketch.required_if.and_then(|look| condition(sketches, index, look)) {
        question["required_if"] = condition;
    }
    if let Some((to, which, how)) = sketch.skip_to
        && let Some(when) = condition(sketches, index + 1, (which, how, false))
    {
        let later = index + 1 + to % (sketches.len() - index);
        let target =
            if later >= sketches.len() { ["end", "early"][how % 2].to_owned() } else { format!("q{later}") };
        question["skip_to"] = json!({ "when": when, "to": target });
    }
    question
}

fn survey(sketches: &[Sketch]) -> Survey {
    let mut pages: Vec<Value> = Vec::new();
    for (index, sketch) in sketches.iter().enumerate() {
        if index == 0 || sketch.new_page {
            let mut page = json!({ "questions": [] });
            if let Some(condition) = sketch.page_show_if.and_then(|look| condition(sketches, index, look)) {
                page["show_if"] = condition;
            }
            pages.push(page);
        }
        pages.last_mut().unwrap()["questions"].as_array_mut().unwrap().push(question(index, sketches));
    }
    let counting = (0..sketches.len()).filter(|index| counts(sketches[*index].kind));
    let scores: Vec<Value> = counting
        .clone()
        .map(|last| {
            // It counts all up to a question, and that twice.
            let before: Vec<Value> = counting.clone().filter(|index| *index < last).map(|index| json!(format!("q{index}"))).collect();
            let own = json!({ "question": format!("q{last}"), "times": 2 });
            json!({ "name": format!("score{last}"), "of": before.into_iter().chain([own]).collect::<Vec<_>>() })
        })
        .collect();
    let mut document = json!({
        "id": "s", "kind": "survey", "title": "S", "pages": pages, "ends": [{ "id": "early", "title": "Bye" }],
        "scores": scores,
    });
    if sketches.iter().all(|sketch| sketch.kind == 15) {
        let asked = json!({ "name": "last", "kind": "yes_no", "label": "What?" });
        document["pages"][0]["questions"].as_array_mut().unwrap().push(asked);
    }
    match document::read::<Survey>(&document, "en") {
        Ok((survey, _)) => survey,
        Err(problems) => panic!("{problems:?} in {document:#}"),
    }
}

fn any_survey() -> impl Strategy<Value = Survey> {
    prop::collection::vec(sketch(), 1..10).prop_map(|sketches| survey(&sketches))
}

/// Answers, right and wrong, to questions that may be there or not.
fn any_answers() -> impl Strategy<Value = Vec<(String, String)>> {
    let name = prop_oneof![
        (0..10_usize).prop_map(|index| format!("q{index}")),
        (0..10_usize, prop::sample::select(vec!["x", "y", "other"]))
            .prop_map(|(index, part)| format!("q{index}.{part}")),
        (0..10_usize).prop_map(|index| format!("town{index}")),
    ];
    let value = prop_oneof![
        8 => prop::sample::select(vec!["yes", "no", "a", "b", "c", "a,b", "b,a", "1", "2", "3", "5", "2,5", "2026-03-04", ""])
            .prop_map(str::to_owned),
        1 => "\\PC{0,8}",
    ];
    prop::collection::vec((name, value), 0..20)
}

fn set(answers: &[(String, String)]) -> Values {
    let mut values = Values::default();
    for (name, value) in answers {
        values.set(name, value.clone());
    }
    values
}

/// The page of the question that has a control.
fn page_of(survey: &Survey, control: &str) -> Option<usize> {
    let has = |page: &rungs_model::survey::Page| {
        page.questions.iter().any(|question| question.controls().iter().any(|own| own == control))
    };
    survey.pages.iter().position(has)
}

/// The answers on pages up to `page`.
fn until(survey: &Survey, answers: &Values, page: usize) -> Values {
    let pairs = answers.iter().filter(|(name, _)| page_of(survey, name).is_some_and(|of| of <= page));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// What an answer counts, said once more: numbers, a yes, and options that have a score.
fn points(survey: &Survey, kept: &Values, name: &str) -> f64 {
    let question = survey.question(name).expect("a question");
    let of = |answer: &str| match question.kind.as_str() {
        "yes_no" => f64::from(u8::from(answer == "yes")),
        "single_choice" | "dropdown" | "searchable" => f64::from(u8::from(answer == "a")),
        "multiple_choice" => {
            if answer.split(',').any(|one| one == "a") {
                3.0
            } else {
                0.0
            }
        }
        _ => answer.parse().unwrap_or(0.0),
    };
    if question.kind.as_str() == "matrix" {
        ["x", "y"].map(|row| of(kept.get(&format!("{name}.{row}")))).iter().sum()
    } else {
        of(kept.get(name))
    }
}

proptest! {
    #[test]
    fn a_score_is_the_sum_of_what_was_asked_and_answered(survey in any_survey(), answers in any_answers()) {
        let entered = set(&answers);
        if let Ok((kept, _)) = survey.check(&entered, Unasked::Drop) {
            let scores = survey.route(&kept).scores();
            for score in &survey.scores {
                let all = score.of.iter().map(|part| points(&survey, &kept, &part.question) * if part.times == 1.into() { 1.0 } else { 2.0 });
                let sum: f64 = all.sum();
                let own: f64 = scores.get(&score.name).parse().expect("a number");
                prop_assert!((own - sum).abs() < 1e-6, "{}: {} for {}", &*score.name, own, sum);
            }
        }
    }

    #[test]
    fn an_answer_stands_in_later_words_only_where_it_was_asked(survey in any_survey(), answers in any_answers()) {
        let entered = set(&answers);
        let route = survey.route(&entered);
        for question in survey.questions() {
            let label = route.pipe(question.label.as_deref().unwrap_or_default());
            prop_assert!(!label.contains("{{q") || entered.iter().any(|(_, value)| value.contains("{{")), "{}", label);
            if route.answers().is_empty() {
                prop_assert!(label == "What?" || label == "After nothing?", "{}", label);
            }
        }
    }

    #[test]
    fn every_way_ends_and_back_is_the_way_that_one_came(survey in any_survey(), answers in any_answers()) {
        let entered = set(&answers);
        let route = survey.route(&entered);
        let mut seen = Vec::new();
        let mut here = route.stops().first().map(|stop| stop.page);
        while let Some(page) = here {
            prop_assert_eq!(route.previous(page), seen.last().copied());
            seen.push(page);
            prop_assert!(seen.len() <= survey.pages.len());
            here = match route.next(page) {
                Onward::Page(next) => Some(next),
                Onward::Send => { prop_assert!(route.end().is_none()); None }
                Onward::End(end) => { prop_assert_eq!(Some(end), route.end()); None }
            };
        }
        prop_assert_eq!(seen.len(), route.stops().len());
    }

    #[test]
    fn widget_and_server_agree_on_what_is_asked_and_valid(survey in any_survey(), answers in any_answers()) {
        let entered = set(&answers);
        let route = survey.route(&entered);
        if let Ok((kept, _)) = survey.check(&entered, Unasked::Drop) {
            prop_assert_eq!(&kept, &route.answers());
            prop_assert_eq!(survey.check(&kept, Unasked::Refuse).map(|(kept, _)| kept), Ok(kept.clone()));
            let again = survey.route(&kept);
            prop_assert_eq!(again.stops(), route.stops());
            prop_assert_eq!(again.end(), route.end());
        } else {
            prop_assert!(survey.check(&entered, Unasked::Refuse).is_err());
        }
    }

    #[test]
    fn a_later_answer_changes_nothing_on_earlier_pages(survey in any_survey(), answers in any_answers()) {
        let entered = set(&answers);
        let whole = survey.route(&entered);
        for page in 0..survey.pages.len() {
            let so_far = until(&survey, &entered, page);
            let part = survey.route(&so_far);
            let stops = |route: &rungs_model::survey::Route| {
                route.stops().iter().filter(|stop| stop.page <= page).cloned().collect::<Vec<_>>()
            };
            prop_assert_eq!(stops(&whole), stops(&part));
            let whole: Vec<_> = whole.errors_on(page).collect();
            prop_assert_eq!(whole, part.errors_on(page).collect::<Vec<_>>());
        }
    }

    #[test]
    fn the_share_that_is_done_never_falls_while_one_goes_forward(survey in any_survey(), answers in any_answers()) {
        let entered = set(&answers);
        let mut before = (0_u64, u64::MAX);
        for stop in survey.route(&entered).stops() {
            // As one comes to the page, and as one leaves it.
            for until_page in [stop.page.checked_sub(1), Some(stop.page)] {
                let so_far = until_page.map_or_else(Values::default, |page| until(&survey, &entered, page));
                let progress = survey.progress(&so_far, stop.page);
                prop_assert!(progress.position >= 1 && progress.position <= progress.total);
                let now = (u64::from(progress.position), u64::from(progress.total));
                prop_assert!(now.1 <= before.1, "{:?} after {:?}", now, before);
                prop_assert!(now.0 >= before.0);
                before = now;
            }
        }
        let last = survey.route(&entered).stops().last().map(|stop| stop.page);
        if let Some(page) = last {
            let progress = survey.progress(&entered, page);
            prop_assert_eq!(progress.position as usize, survey.route(&entered).stops().len());
        }
    }

    #[test]
    fn what_is_kept_page_by_page_is_what_is_kept_in_the_end(survey in any_survey(), answers in any_answers()) {
        let entered = set(&answers);
        if let Ok((kept, _)) = survey.check(&entered, Unasked::Drop) {
            for page in 0..survey.pages.len() {
                prop_assert_eq!(survey.check_until(page, &entered), Ok(until(&survey, &kept, page)));
            }
        }
    }
}
