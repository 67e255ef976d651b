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

fn sketch() -> impl Strategy<Value = Sketch> {
    let look = || prop::option::of((any::<usize>(), any::<usize>(), any::<bool>()));
    let rest = (look(), look(), look(), prop::option::of((any::<usize>(), any::<usize>(), any::<usize>())));
    (0..8_usize, any::<bool>(), prop::bool::weighted(0.3), rest).prop_map(
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
            return Some(
                json!({ "field": if sketch.kind == 6 { field + ".x" } else { field }, "answered": !negated }),
            );
        }
    };
    let plain = match (sketch.kind, how % 4) {
        (3, 0) => json!({ "field": field, "less": 3 }),
        (3, 1) => json!({ "field": field, "greater": 2 }),
        _ => json!({ "field": field, "equals": value }),
    };
    Some(if negated { json!({ "none": [plain] }) } else { plain })
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
        _ => json!({ "kind": "short_text", "max_length": 5 }),
    };
    question["name"] = json!(format!("q{index}"));
    question["label"] = json!("What?");
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
    let document = json!({
        "id": "s", "kind": "survey", "title": "S", "pages": pages, "ends": [{ "id": "early", "title": "Bye" }],
    });
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
    ];
    let value = prop_oneof![
        8 => prop::sample::select(vec!["yes", "no", "a", "b", "c", "a,b", "b,a", "1", "2", "3", "5", "2,5", ""])
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

proptest! {
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
