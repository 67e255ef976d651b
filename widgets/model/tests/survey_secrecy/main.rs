//! Nobody learns by calculating what results hide.

mod attack;
mod made;
mod rankings;

use std::collections::BTreeMap;

use attack::{Look, MINIMUM, told};
use made::{Orders, Sketch, aggregate, numbers, profiles, ranked, sketches, spread, spread_orders, survey};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use rungs_model::survey::{Aggregate, Followed, Survey, Unasked};
use rungs_model::{Values, document};
use serde_json::{Value, json};

fn attacked(survey: &Survey, followed: &Aggregate, profiles: &[Values], counts: &[i64]) -> Vec<String> {
    told(&[Look::at(survey, followed, profiles, counts)])
}

fn plain(kind: usize, show_if: Option<(usize, usize, bool)>) -> Sketch {
    Sketch { kind, required: true, show_if, and: None, skip: None, unstored: false, required_if: None }
}

#[test]
fn the_attack_finds_what_a_survey_without_care_would_tell() {
    let sketches = [plain(0, None), plain(0, Some((0, 6, false)))];
    let survey = survey(&sketches);
    let profiles = profiles(&survey, &sketches);
    // 40 say yes and are asked more, 3 say no.
    let counts: Vec<i64> = profiles
        .iter()
        .map(|profile| {
            if profile.get("q1") == "yes" {
                40
            } else if profile.get("q0") == "no" {
                3
            } else {
                0
            }
        })
        .collect();
    assert_eq!(counts.iter().sum::<i64>(), 43, "{profiles:?}");
    let aggregate = aggregate(&survey, &profiles, &counts);
    let attack = |aggregate: &Aggregate| attacked(&survey, aggregate, &profiles, &counts);
    assert!(!attack(&aggregate).is_empty(), "how many were asked tells it");
    let followed = aggregate.follow(&survey, &Aggregate::default(), MINIMUM).shown;
    assert_eq!(attack(&followed), Vec::<String>::new());
}

#[test]
fn what_hangs_on_one_answer_is_published_where_that_tells_nothing() {
    let document = json!({
        "id": "s", "kind": "survey", "title": "S", "questions": [
            { "name": "here", "kind": "yes_no", "label": "Here?", "required": true,
              "skip_to": { "when": { "field": "here", "equals": "no" }, "to": "others" } },
            { "name": "how", "kind": "single_choice", "label": "How?", "required": true, "options": ["bike", "bus", "boat"] },
            { "name": "far", "kind": "scale", "label": "How far?", "show_if": { "field": "how", "equals": "bike" } },
            { "name": "sea", "kind": "yes_no", "label": "Rough?", "show_if": { "field": "how", "equals": "boat" } },
            { "name": "dangers", "kind": "multiple_choice", "label": "Dangers?", "options": ["speed", "light"] },
            { "name": "where", "kind": "yes_no", "label": "At night?", "show_if": { "field": "dangers", "equals": "light" } },
        ],
        "ends": [{ "id": "others", "title": "Thanks", "send": false }],
    });
    let survey = document::read::<Survey>(&document, "en").expect("a survey").0;
    let mut aggregate = Aggregate::default();
    let mut add = |count: i64, pairs: &[(&str, &str)]| {
        let values: Values =
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let (values, _) = survey.check(&values, Unasked::Refuse).expect("right");
        (0..count).for_each(|_| aggregate.add(&survey, &values));
    };
    add(30, &[("here", "yes"), ("how", "bike"), ("far", "3"), ("dangers", "speed,light"), ("where", "yes")]);
    add(20, &[("here", "yes"), ("how", "bus"), ("dangers", "speed")]);
    add(12, &[("here", "yes"), ("how", "boat"), ("sea", "no"), ("dangers", "speed")]);
    let answered = |aggregate: &Aggregate, name: &str| {
        let published = aggregate.publish(&survey, MINIMUM);
        let figures = published.questions.into_iter().find(|figures| figures.name == name);
        figures.and_then(|figures| figures.answered).map(|count| count.0)
    };
    let all = aggregate.clone().follow(&survey, &Aggregate::default(), MINIMUM).shown;
    for (name, count) in [("here", 62), ("how", 62), ("far", 30), ("sea", 12), ("dangers", 62), ("where", 30)]
    {
        assert_eq!(answered(&all, name), Some(count), "{name}");
    }
    // Where few go by boat, how many are asked about the sea would tell how few.
    let mut few = Aggregate::default();
    for (count, how) in [(30, "bike"), (20, "bus"), (3, "boat")] {
        let values: Values = [("here", "yes"), ("how", how)]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into_iter()
            .collect();
        (0..count).for_each(|_| few.add(&survey, &values));
    }
    let few = few.follow(&survey, &Aggregate::default(), MINIMUM).shown;
    assert_eq!(answered(&few, "how"), Some(53));
    assert_eq!(answered(&few, "sea"), None);
}

/// Seeks what is told of a survey that is made up.
fn seek(sketches: &[Sketch], numbers: &[i64]) -> Result<(), TestCaseError> {
    let survey = survey(sketches);
    let profiles = profiles(&survey, sketches);
    let counts = spread(&profiles, numbers);
    let followed = aggregate(&survey, &profiles, &counts).follow(&survey, &Aggregate::default(), MINIMUM);
    prop_assert_eq!(
        attacked(&survey, &followed.shown, &profiles, &counts),
        Vec::<String>::new(),
        "{:?}",
        counts
    );
    Ok(())
}

/// Seeks what is told by several looks at one.
fn seek_between(sketches: &[Sketch], looks: &[Vec<i64>]) -> Result<(), TestCaseError> {
    let survey = survey(sketches);
    let profiles = profiles(&survey, sketches);
    let mut all = Aggregate::default();
    let mut counts = vec![0; profiles.len()];
    let mut baseline = Aggregate::default();
    // What was last seen of each question: it may have been left out in between.
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    let mut known = Vec::new();
    let mut before = Aggregate::default();
    for numbers in looks {
        let more = spread(&profiles, numbers);
        counts.iter_mut().zip(&more).for_each(|(count, more)| *count += more);
        all.merge(&aggregate(&survey, &profiles, &more));
        let followed = all.clone().follow(&survey, &baseline, MINIMUM);
        baseline = followed.baseline;
        for now in followed.shown.publish(&survey, MINIMUM).questions {
            let Some(after) = now.answered else { continue };
            if let Some(before) = seen.insert(now.name.clone(), after.0) {
                let more = after.0.abs_diff(before);
                prop_assert!(more == 0 || more >= u64::from(MINIMUM), "{}: {more} more", now.name);
            }
        }
        // Figures that were kept say nothing of what is now, and nobody knows of those that are as before.
        let mut fresh = followed.shown.clone();
        let same = |control: &String| {
            let name = control.split('.').next().unwrap_or_default();
            let own = |of: &Aggregate| {
                let own = of.tallies.iter().filter(|(control, _)| control.split('.').next() == Some(name));
                own.map(|(control, tally)| (control.clone(), tally.clone())).collect::<Vec<_>>()
            };
            own(&fresh) == own(&all) && own(&fresh) != own(&before)
        };
        let kept: Vec<String> = fresh.tallies.keys().filter(|control| !same(control)).cloned().collect();
        fresh.tallies.retain(|control, _| !kept.contains(control));
        before = followed.shown;
        known.push(Look::at(&survey, &fresh, &profiles, &counts));
    }
    for look in &known {
        prop_assert_eq!(told(std::slice::from_ref(look)), Vec::<String>::new(), "{:?}", counts);
    }
    Ok(())
}

/// Seeks what is told of the orders that a few have put options in.
fn seek_orders(sketch: &Sketch, orders: &Orders) -> Result<(), TestCaseError> {
    let sketches = std::slice::from_ref(sketch);
    let survey = survey(sketches);
    let profiles = profiles(&survey, sketches);
    let counts = spread_orders(&profiles, orders);
    let all = aggregate(&survey, &profiles, &counts).follow(&survey, &Aggregate::default(), MINIMUM).shown;
    prop_assert_eq!(attacked(&survey, &all, &profiles, &counts), Vec::<String>::new(), "{:?}", counts);
    Ok(())
}

/// As many as `PROPTEST_CASES` says, for a long search.
fn cases(usual: u32) -> ProptestConfig {
    let wanted = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig::with_cases(wanted.unwrap_or(usual))
}

fn always_the_same(cases: u32) -> ProptestConfig {
    ProptestConfig { rng_seed: RngSeed::Fixed(2026), ..ProptestConfig::with_cases(cases) }
}

proptest! {
    #![proptest_config(always_the_same(400))]

    #[test]
    fn no_hidden_count_of_a_few_follows_from_what_is_published(
        sketches in sketches(5), numbers in numbers(),
    ) {
        seek(&sketches, &numbers)?;
    }

    #[test]
    fn no_looks_ever_tell_what_a_few_have_answered_between(
        sketches in sketches(4),
        looks in prop::collection::vec(numbers(), 2..4),
    ) {
        seek_between(&sketches, &looks)?;
    }

    #[test]
    fn the_order_that_a_few_prefer_never_follows_from_mean_places((sketch, orders) in ranked()) {
        seek_orders(&sketch, &orders)?;
    }
}

// Others on every run.
proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn no_hidden_count_follows_in_surveys_that_nobody_has_seen_before(
        sketches in sketches(5), numbers in numbers(),
    ) {
        seek(&sketches, &numbers)?;
    }

    #[test]
    fn no_looks_tell_anything_in_surveys_that_nobody_has_seen_before(
        sketches in sketches(4),
        looks in prop::collection::vec(numbers(), 2..4),
    ) {
        seek_between(&sketches, &looks)?;
    }

    #[test]
    fn no_order_of_a_few_follows_in_rankings_that_nobody_has_seen_before((sketch, orders) in ranked()) {
        seek_orders(&sketch, &orders)?;
    }
}

/// However much hangs on each other, what to leave out is found in the time of a request.
#[test]
fn a_thousand_questions_that_hang_on_each_other_are_gone_through_in_time() {
    let document = |show_if: &dyn Fn(usize) -> Value| {
        let question = |number: usize| {
            let mut question = json!({ "name": format!("q{number}"), "kind": "yes_no", "label": "?" });
            if number > 0 {
                question["show_if"] = show_if(number);
            }
            question
        };
        let questions: Vec<Value> = (0..1000).map(question).collect();
        json!({ "id": "s", "kind": "survey", "title": "S", "questions": questions })
    };
    let yes = |number: usize| json!({ "field": format!("q{number}"), "equals": "yes" });
    let first = document(&|_| yes(0));
    let pairs = document(&|number| {
        if number % 2 == 0 { json!({ "field": "q0", "answered": true }) } else { yes(number - 1) }
    });
    let chain = document(&|number| yes(number - 1));
    let all = document(
        &|number| json!({ "any": (number.saturating_sub(20)..number).map(yes).collect::<Vec<_>>() }),
    );
    // Each may end it, or lead on by one of several rules.
    let mut leaps = document(&|_| json!({ "field": "q0", "answered": true }));
    for number in 0..970 {
        let to = |to: usize| format!("q{}", number + to);
        let no = |number: usize| json!({ "field": format!("q{number}"), "equals": "no" });
        leaps["questions"][number]["skip_to"] = json!([
            { "when": no(number), "to": to(10) }, { "when": no(number / 2), "to": to(20) }, { "when": no(number / 3), "to": "end" },
        ]);
    }
    for (document, at_least) in [(first, 1000), (pairs, 2), (chain, 2), (all, 1), (leaps, 1)] {
        let survey = document::read::<Survey>(&document, "en").expect("a survey").0;
        let answers: Values = (0..1000).map(|number| (format!("q{number}"), "yes".to_owned())).collect();
        let (answers, _) = survey.check(&answers, Unasked::Drop).expect("right");
        let mut all = Aggregate::default();
        (0..30).for_each(|_| all.add(&survey, &answers));
        let start = std::time::Instant::now();
        let followed = all.follow(&survey, &Aggregate::default(), MINIMUM);
        let took = start.elapsed();
        let shown = answered_of(&survey, &followed.shown).len();
        assert!(shown >= at_least, "{shown} published");
        assert!(took.as_secs() < 60, "{took:?}");
    }
}

/// What is published of an aggregate, by control: how many answered.
fn answered_of(survey: &Survey, aggregate: &Aggregate) -> BTreeMap<String, u64> {
    let questions = aggregate.publish(survey, MINIMUM).questions.into_iter();
    questions.filter_map(|figures| Some((figures.name, figures.answered?.0))).collect()
}

/// The results of a survey after the first look, where so many answered so.
fn first_look(questions: &Value, ends: &Value, answered: &[(u32, &[(&str, &str)])]) -> (Survey, Aggregate) {
    let document = json!({ "id": "s", "kind": "survey", "title": "S", "questions": questions, "ends": ends });
    let survey = document::read::<Survey>(&document, "en").expect("a survey").0;
    let mut all = Aggregate::default();
    for (count, pairs) in answered {
        let values: Values =
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let (values, _) = survey.check(&values, Unasked::Refuse).expect("right");
        (0..*count).for_each(|_| all.add(&survey, &values));
    }
    let shown = all.follow(&survey, &Aggregate::default(), MINIMUM).shown;
    (survey, shown)
}

/// Of 30 who were asked, 28 answered; how few did not is told by that, and so are their answers to what only they
/// were asked.
#[test]
fn what_a_few_left_blank_is_left_out_where_they_are_asked_something_for_that() {
    let both = json!({ "all": [{ "field": "here", "equals": "yes" }, { "none": [{ "field": "how", "answered": true }] }] });
    let questions = json!([
        { "name": "here", "kind": "yes_no", "label": "Here?", "required": true },
        { "name": "how", "kind": "yes_no", "label": "By bike?", "show_if": { "field": "here", "equals": "yes" } },
        { "name": "why", "kind": "yes_no", "label": "Would you?", "required": true, "show_if": both },
    ]);
    let (bike, none): (&[_], &[_]) = (&[("here", "yes"), ("how", "yes")], &[("here", "yes"), ("why", "no")]);
    let (survey, few) = first_look(&questions, &json!([]), &[(28, bike), (2, none), (20, &[("here", "no")])]);
    assert_eq!(answered_of(&survey, &few).into_keys().collect::<Vec<_>>(), ["here"]);
    // Nobody is no secret, and many are none.
    for blank in [0, 12] {
        let (survey, all) =
            first_look(&questions, &json!([]), &[(28, bike), (blank, none), (20, &[("here", "no")])]);
        assert_eq!(answered_of(&survey, &all).get("how"), Some(&28), "{blank} left it blank");
    }
}

/// 30 go by bike and 25 by bus, of 50: five do both.
#[test]
fn how_many_chose_two_options_together_is_told_by_how_many_chose_each() {
    let both =
        json!({ "all": [{ "field": "ways", "equals": "bike" }, { "field": "ways", "equals": "bus" }] });
    let questions = json!([
        { "name": "ways", "kind": "multiple_choice", "label": "How?", "options": ["bike", "bus"] },
        { "name": "fold", "kind": "yes_no", "label": "A folding bike?", "required": true, "show_if": both },
    ]);
    let answered = |both: u32| {
        let (survey, shown) = first_look(
            &questions,
            &json!([]),
            &[
                (25, &[("ways", "bike")]),
                (20, &[("ways", "bus")]),
                (both, &[("ways", "bike,bus"), ("fold", "yes")]),
            ],
        );
        answered_of(&survey, &shown).into_keys().collect::<Vec<_>>()
    };
    assert_eq!(answered(5), Vec::<String>::new());
    assert_eq!(answered(0), ["ways"]);
}

#[test]
fn how_many_gave_no_number_is_told_by_those_who_did() {
    let questions = json!([
        { "name": "age", "kind": "number", "label": "Age?" },
        { "name": "why", "kind": "yes_no", "label": "Rather not?", "required": true,
          "show_if": { "field": "age", "answered": false } },
    ]);
    let (survey, few) = first_look(&questions, &json!([]), &[(30, &[("age", "40")]), (4, &[("why", "yes")])]);
    assert_eq!(answered_of(&survey, &few).into_keys().collect::<Vec<_>>(), Vec::<String>::new());
    let (survey, many) =
        first_look(&questions, &json!([]), &[(30, &[("age", "40")]), (14, &[("why", "yes")])]);
    assert_eq!(answered_of(&survey, &many).into_values().collect::<Vec<_>>(), [30, 14]);
}

/// 50 live here and 53 work here, of 100 who must do one or the other: three do both.
#[test]
fn where_two_answers_together_end_a_survey_neither_is_published() {
    let neither =
        json!({ "all": [{ "field": "live", "equals": "no" }, { "field": "work", "equals": "no" }] });
    let both = json!({ "all": [{ "field": "live", "equals": "yes" }, { "field": "work", "equals": "yes" }] });
    let questions = json!([
        { "name": "live", "kind": "yes_no", "label": "Live?", "required": true },
        { "name": "work", "kind": "yes_no", "label": "Work?", "required": true,
          "skip_to": { "when": neither, "to": "others" } },
        { "name": "home", "kind": "yes_no", "label": "From home?", "required": true, "show_if": both },
        { "name": "glad", "kind": "yes_no", "label": "Glad?" },
    ]);
    let ends = json!([{ "id": "others", "title": "Thanks", "send": false }]);
    let (survey, all) = first_look(
        &questions,
        &ends,
        &[
            (47, &[("live", "yes"), ("work", "no"), ("glad", "yes")]),
            (50, &[("live", "no"), ("work", "yes"), ("glad", "yes")]),
            (3, &[("live", "yes"), ("work", "yes"), ("home", "yes"), ("glad", "no")]),
        ],
    );
    assert_eq!(answered_of(&survey, &all).into_keys().collect::<Vec<_>>(), ["glad"]);
}

#[test]
fn where_an_end_hangs_on_one_answer_all_else_is_published() {
    let questions = json!([
        { "name": "live", "kind": "yes_no", "label": "Live?", "required": true,
          "skip_to": { "when": { "field": "live", "equals": "no" }, "to": "others" } },
        { "name": "born", "kind": "date", "label": "Born?", "required": true,
          "skip_to": { "when": { "field": "born", "greater": "2010-12-31" }, "to": "others" } },
        { "name": "age", "kind": "number", "label": "Age?", "required": true, "min": 0, "max": 120,
          "skip_to": { "when": { "field": "age", "less": 16 }, "to": "others" } },
        { "name": "glad", "kind": "yes_no", "label": "Glad?" },
    ]);
    let ends = json!([{ "id": "others", "title": "Thanks", "send": false }]);
    let (survey, all) = first_look(
        &questions,
        &ends,
        &[(30, &[("live", "yes"), ("born", "2000-02-03"), ("age", "26"), ("glad", "yes")])],
    );
    assert_eq!(answered_of(&survey, &all).into_keys().collect::<Vec<_>>(), ["age", "glad", "live"]);
}

#[test]
fn what_hangs_on_two_of_several_options_is_published() {
    let chose = |option: &str| json!({ "field": "ways", "equals": option });
    let questions = json!([
        { "name": "ways", "kind": "multiple_choice", "label": "How?", "options": ["bike", "bus", "foot"] },
        { "name": "lanes", "kind": "yes_no", "label": "Lanes?", "required": true, "show_if": chose("bike") },
        { "name": "fares", "kind": "yes_no", "label": "Fares?", "required": true, "show_if": chose("bus") },
    ]);
    let (survey, all) = first_look(
        &questions,
        &json!([]),
        &[
            (20, &[("ways", "bike"), ("lanes", "yes")]),
            (15, &[("ways", "bus,foot"), ("fares", "no")]),
            (12, &[("ways", "bike,bus"), ("lanes", "no"), ("fares", "no")]),
        ],
    );
    assert_eq!(answered_of(&survey, &all).into_values().collect::<Vec<_>>(), [27, 32, 47]);
}

/// One look shows a question, the next leaves it out as few took the way there from elsewhere, and the third must not
/// show it with one more.
#[test]
fn a_question_that_was_left_out_is_held_against_what_was_shown_of_it() {
    let document = json!({
        "id": "s", "kind": "survey", "title": "S", "questions": [
            { "name": "how", "kind": "single_choice", "label": "How?", "required": true, "options": ["bike", "bus"] },
            { "name": "far", "kind": "scale", "label": "How far?", "required": true, "show_if": { "field": "how", "equals": "bike" } },
        ],
    });
    let survey = document::read::<Survey>(&document, "en").expect("a survey").0;
    let answered = |bike: u32, bus: u32| {
        let mut all = Aggregate::default();
        for (count, pairs) in [(bike, vec![("how", "bike"), ("far", "3")]), (bus, vec![("how", "bus")])] {
            let values: Values =
                pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            (0..count).for_each(|_| all.add(&survey, &values));
        }
        all
    };
    let shown = |followed: &Followed| {
        let published = followed.shown.publish(&survey, MINIMUM);
        let far = published.questions.into_iter().find(|figures| figures.name == "far");
        far.and_then(|figures| figures.answered).map(|count| count.0)
    };
    let first = answered(10, 20).follow(&survey, &Aggregate::default(), MINIMUM);
    assert_eq!(shown(&first), Some(10));
    // Almost all of those who go by bus were erased: how many go by bike would tell how few are left.
    let second = answered(45, 2).follow(&survey, &first.baseline, MINIMUM);
    assert_eq!(shown(&second), None);
    let third = answered(11, 60).follow(&survey, &second.baseline, MINIMUM);
    assert_eq!(shown(&third), Some(10), "one more would be one answer");
    let later = answered(50, 90).follow(&survey, &third.baseline, MINIMUM);
    assert_eq!(shown(&later), Some(50));
}
