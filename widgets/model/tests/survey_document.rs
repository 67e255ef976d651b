//! Reading surveys that strangers wrote.

use proptest::prelude::*;
use rungs_model::document::{self, Decode, schema};
use rungs_model::survey::{Opening, QuestionKind, Survey};
use serde_json::{Value, json};

fn read(document: &Value) -> Result<Survey, Vec<String>> {
    let problems = |problems: Vec<document::Problem>| problems.iter().map(ToString::to_string).collect();
    document::read(document, "en").map(|(survey, _)| survey).map_err(problems)
}

fn survey(more: &Value) -> Value {
    let mut document = json!({ "id": "s", "kind": "survey", "title": "S" });
    document.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    document
}

/// A survey of these questions, each on a page of its own with the id p0, p1 and so on.
fn pages(questions: &[Value]) -> Value {
    let page = |(index, question)| json!({ "id": format!("p{index}"), "questions": [question] });
    survey(&json!({ "pages": questions.iter().enumerate().map(page).collect::<Vec<_>>() }))
}

fn text(name: &str) -> Value {
    json!({ "name": name, "kind": "short_text", "label": name })
}

fn choice(name: &str) -> Value {
    json!({ "name": name, "kind": "single_choice", "label": name, "options": ["bus", "bike"] })
}

fn with(mut question: Value, key: &str, value: Value) -> Value {
    question[key] = value;
    question
}

#[track_caller]
fn problem(document: &Value, start: &str) {
    let problems = read(document).err().unwrap_or_default();
    assert!(problems.iter().any(|problem| problem.starts_with(start)), "{start}\nis not in {problems:#?}");
}

/// The survey of the documentation, with every type.
fn example() -> Value {
    serde_json::from_str(include_str!("../../../demo/fixtures/survey.json")).unwrap()
}

#[test]
fn the_smallest_survey_is_one_page_of_questions() {
    let survey = read(&survey(&json!({ "questions": [text("why")] }))).unwrap();
    assert_eq!(survey.pages.len(), 1);
    assert_eq!(&*survey.pages[0].questions[0].name, "why");
    assert_eq!(survey.campaign(), "s");
}

#[test]
fn the_example_holds_every_type_and_has_no_problem() {
    let (survey, warnings) = document::read::<Survey>(&example()["base"], "en").unwrap();
    assert_eq!(warnings, []);
    for kind in QuestionKind::ALL {
        assert!(survey.questions().any(|question| question.kind == *kind), "{kind:?}");
    }
}

#[test]
fn what_a_survey_opens_with_is_its_first_page_as_the_whole_has_it() {
    let one_page = survey(&json!({ "questions": [text("a"), choice("b")] }));
    for document in [example()["base"].clone(), pages(&[text("a"), text("b"), choice("c")]), one_page] {
        let whole = read(&document).unwrap();
        let (mut opening, warnings) = document::read::<Opening>(&document, "en").unwrap();
        assert_eq!(warnings, []);
        let (page, count) = opening.take_page();
        assert_eq!((Some(&page), count), (whole.pages.first(), whole.pages.len()));
        assert_eq!(opening.title, whole.title);
        assert_eq!(opening.form(&page).consents, whole.form().consents);
    }
}

#[test]
fn a_survey_that_asks_nothing_cannot_be_opened() {
    for document in [survey(&json!({})), survey(&json!({ "pages": [] }))] {
        let problems = document::read::<Opening>(&document, "en").unwrap_err();
        assert!(problems.iter().any(|problem| problem.path == "pages"), "{problems:?}");
    }
}

#[test]
fn before_anything_is_answered_its_own_words_stand_in_the_place_of_an_answer() {
    let said = rungs_model::survey::unanswered("Why {{transport|like that}}, {{name}}?");
    assert_eq!(said, "Why like that, ?");
    let markdown = rungs_model::survey::unanswered_markdown("You go *{{transport|so}}*.");
    assert_eq!(markdown.plain(), "You go so.");
}

#[test]
fn the_schema_says_what_the_reader_accepts() {
    let schema = schema::of::<Survey>("A survey");
    let validator = jsonschema::validator_for(&schema).unwrap();
    for good in
        [example()["base"].clone(), pages(&[text("a")]), survey(&json!({ "questions": [choice("a")] }))]
    {
        assert!(read(&good).is_ok(), "{:?}", read(&good));
        assert!(validator.is_valid(&good), "{:?}", validator.iter_errors(&good).next());
    }
    for bad in [
        survey(&json!({ "questions": 5 })),
        survey(&json!({ "questions": [with(text("a"), "kind", json!("essay"))] })),
        survey(&json!({ "questions": [text("a")], "results": "sometimes" })),
    ] {
        assert!(read(&bad).is_err() && !validator.is_valid(&bad), "{bad}");
    }
}

#[test]
fn an_unknown_type_is_named_with_the_likely_one() {
    problem(
        &pages(&[text("a"), with(text("b"), "kind", json!("singel_choice"))]),
        "pages[1].questions[0].kind: must be one of single_choice, multiple_choice",
    );
    let problems = read(&pages(&[with(text("b"), "kind", json!("singel_choice"))])).unwrap_err();
    assert!(problems[0].ends_with("did you mean \"single_choice\"?"), "{problems:?}");
}

#[test]
fn each_question_must_make_sense_by_itself() {
    let question = |more: Value| {
        let mut question = json!({ "name": "q", "label": "Q" });
        question.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        survey(&json!({ "questions": [question, text("z")] }))
    };
    for (more, start) in [
        (json!({ "kind": "single_choice" }), "questions[0].options: must list at least one"),
        (
            json!({ "kind": "single_choice", "options": ["a", "a"] }),
            "questions[0].options[1].value: \"a\" is used twice",
        ),
        (
            json!({ "kind": "single_choice", "options": ["a, or b"] }),
            "questions[0].options[0]: holds a comma",
        ),
        (
            json!({ "kind": "multiple_choice", "options": [{ "value": "a,b", "label": "A" }] }),
            "questions[0].options[0].value",
        ),
        (
            json!({ "kind": "dropdown", "options": [{ "value": "a", "label": "A", "exclusive": true }] }),
            "questions[0].options: only",
        ),
        (
            json!({ "kind": "single_choice", "options": [
                { "value": "a", "label": "A", "other": true }, { "value": "b", "label": "B", "other": true },
            ] }),
            "questions[0].options: one option",
        ),
        (
            json!({ "kind": "multiple_choice", "options": ["a", "b"], "max": 3 }),
            "questions[0].max: must be within",
        ),
        (
            json!({ "kind": "multiple_choice", "options": ["a", "b"], "min": 2, "max": 1 }),
            "questions[0].max: is below min",
        ),
        (json!({ "kind": "scale", "max": 12 }), "questions[0].max: must be whole numbers, with 2 to 11"),
        (json!({ "kind": "scale", "min": 5 }), "questions[0].max: must be whole"),
        (json!({ "kind": "rating", "max": 1 }), "questions[0].max: must be whole"),
        (json!({ "kind": "matrix" }), "questions[0].rows: must list"),
        (
            json!({ "kind": "matrix", "rows": [{ "name": "a", "label": "A" }, { "name": "a", "label": "A" }] }),
            "questions[0].rows[1].name",
        ),
        (json!({ "kind": "number", "step": 0 }), "questions[0].step: must be above 0"),
        (json!({ "kind": "number", "min": 2, "max": 1 }), "questions[0].max: is below min"),
        (json!({ "kind": "date", "earliest": "soon" }), "questions[0].earliest: must be a date"),
        (
            json!({ "kind": "date", "earliest": "2026-02-01", "latest": "2026-01-01" }),
            "questions[0].latest: is before",
        ),
        (json!({ "kind": "contact" }), "questions[0].fields: must list"),
        (json!({ "kind": "short_text", "label": null }), "questions[0].label: is missing"),
        (json!({ "kind": "statement", "label": null }), "questions[0]: says nothing"),
    ] {
        problem(&question(more), start);
    }
}

#[test]
fn a_key_that_a_type_does_not_use_is_a_warning() {
    let document =
        survey(&json!({ "questions": [with(text("a"), "rows", json!([{ "name": "r", "label": "R" }]))] }));
    let (_, warnings) = document::read::<Survey>(&document, "en").unwrap();
    assert_eq!(warnings[0].to_string(), "questions[0].rows: is not used by the kind short_text");
}

#[test]
fn every_name_is_used_once() {
    let contact = json!({ "name": "who", "kind": "contact", "fields": ["email"] });
    problem(&pages(&[text("a"), text("a")]), "pages[1].questions[0].name: \"a\" is used twice");
    problem(&pages(&[text("p0")]), "pages[0].questions[0].name: \"p0\" is used twice");
    problem(&pages(&[text("email"), contact]), "pages[1].questions[0].fields: \"email\" is used twice");
    problem(&pages(&[text("source")]), "pages[0].questions[0].name: \"source\" is used by the survey itself");
    let ends = json!({ "questions": [text("a")], "ends": [{ "id": "a", "title": "Bye" }, { "id": "end", "title": "Bye" }] });
    problem(&survey(&ends), "ends[0].id: \"a\" is used twice");
    problem(&survey(&ends), "ends[1].id: \"end\" is used by the survey itself");
}

#[test]
fn a_condition_looks_back_and_at_what_there_is() {
    let when = |field: &str, value: &str| json!({ "field": field, "equals": value });
    let second =
        |condition: Value| pages(&[choice("how"), with(text("why"), "show_if", condition), text("last")]);
    assert!(read(&second(when("how", "bus"))).is_ok());
    let path = "pages[1].questions[0].show_if";
    problem(&second(when("last", "x")), &format!("{path}: looks at \"last\", which is not asked before"));
    problem(&second(when("why", "x")), &format!("{path}: looks at \"why\", which is not asked before"));
    problem(&second(when("hwo", "x")), &format!("{path}: looks at \"hwo\", which no question has"));
    problem(
        &second(json!({ "any": [{ "none": [when("how", "bsu")] }] })),
        &format!("{path}: looks for \"bsu\", which \"how\" does not offer; did you mean \"bus\"?"),
    );
    let mut document = pages(&[choice("how"), text("why")]);
    document["pages"][0]["show_if"] = when("how", "bus");
    problem(&document, "pages[0].show_if: looks at \"how\", which is not asked before");
    document = pages(&[choice("how"), with(text("why"), "required_if", when("how", "tram"))]);
    problem(&document, "pages[1].questions[0].required_if: looks for \"tram\"");
    document["asks"] =
        json!([{ "when": when("who", "x"), "explain": "For all", "href": "#x", "label": "X" }]);
    problem(&document, "asks[0].when: looks at \"who\", which no question has");
}

#[test]
fn a_leap_goes_forward_to_what_there_is() {
    let leap = |to: Value| pages(&[text("a"), with(text("b"), "skip_to", to), text("c")]);
    for to in ["p2", "c", "end"] {
        let rule = json!({ "when": { "field": "a", "answered": true }, "to": to });
        assert!(read(&leap(rule.clone())).is_ok(), "{to}: {:?}", read(&leap(rule)));
    }
    for to in ["p0", "p1", "a", "b"] {
        problem(&leap(json!(to)), &format!("pages[1].questions[0].skip_to: leads back to \"{to}\""));
    }
    problem(&leap(json!("nowhere")), "pages[1].questions[0].skip_to: leads to \"nowhere\", which is no page");
    let rules = json!([{ "when": { "field": "c", "answered": true }, "to": "end" }, { "to": "ned" }]);
    problem(
        &leap(rules.clone()),
        "pages[1].questions[0].skip_to[0]: looks at \"c\", which is not asked before",
    );
    problem(&leap(rules), "pages[1].questions[0].skip_to[1]: leads to \"ned\"");
    let own = json!({ "when": { "field": "b", "answered": true }, "to": "end" });
    assert!(read(&leap(own)).is_ok(), "a leap may look at its own question");
}

#[test]
fn what_nobody_can_come_to_is_named() {
    let leap = |to: Value| pages(&[with(choice("a"), "skip_to", to), text("b"), text("c")]);
    problem(&leap(json!("p2")), "pages[1]: can never be reached");
    problem(&leap(json!("end")), "pages[2]: can never be reached");
    let rule = |value: &str, to: &str| json!({ "when": { "field": "a", "equals": value }, "to": to });
    assert!(read(&leap(rule("bus", "p2"))).is_ok());
    let both = leap(json!([rule("bus", "p2"), rule("bike", "end")]));
    assert!(read(&both).is_ok(), "who answers nothing goes on");
    let mut required = both;
    required["pages"][0]["questions"][0]["required"] = json!(true);
    problem(&required, "pages[1]: can never be reached");
    let flat =
        survey(&json!({ "questions": [with(text("a"), "skip_to", json!("c")), text("b"), text("c")] }));
    problem(&flat, "questions[1]: can never be reached");
    assert_eq!(read(&flat).unwrap_err().len(), 1);
}

#[test]
fn a_score_adds_up_what_has_numbers() {
    let with_score = |of: Value| {
        let mut document =
            pages(&[text("a"), json!({ "name": "n", "kind": "nps", "label": "N" }), choice("c")]);
        document["scores"] = json!([{ "name": "sum", "of": of }]);
        document
    };
    assert!(read(&with_score(json!(["n"]))).is_ok());
    assert!(read(&with_score(json!([{ "question": "n", "times": -2.5 }]))).is_ok());
    problem(&with_score(json!([])), "scores[0].of: must name at least one");
    problem(&with_score(json!(["x"])), "scores[0].of[0]: \"x\" is no question");
    problem(&with_score(json!(["n", "a"])), "scores[0].of[1]: \"a\" has nothing to add up");
    problem(&with_score(json!(["c"])), "scores[0].of[0]: \"c\" has nothing to add up");
    let mut early = with_score(json!(["n"]));
    early["pages"][1]["show_if"] = json!({ "field": "sum", "greater": 3 });
    problem(&early, "pages[1].show_if: looks at \"sum\", which is not asked before");
    let mut late = with_score(json!(["n"]));
    late["pages"][2]["show_if"] = json!({ "field": "sum", "greater": 3 });
    assert!(read(&late).is_ok());
}

#[test]
fn a_text_shows_only_earlier_answers() {
    let label = |words: &str| {
        let yes = json!({ "name": "yes", "kind": "yes_no", "label": "Yes?" });
        pages(&[text("a"), yes, with(text("b"), "label", json!(words)), text("c")])
    };
    assert!(read(&label("You said {{a}}, {{a|nothing}} and {{ this }}")).is_err(), "this is a name");
    assert!(read(&label("You said {{a}}, {{a|nothing}} and {{this and that}}")).is_ok());
    problem(&label("{{c}}"), "pages[2].questions[0].label: shows \"c\", which is not asked before");
    problem(&label("{{b}}"), "pages[2].questions[0].label: shows \"b\", which is not asked before");
    problem(&label("{{yes}}"), "pages[2].questions[0].label: shows \"yes\", but yes and no make no text");
}

#[test]
fn an_anonymous_survey_asks_nothing_about_the_person() {
    let mut document = pages(&[text("a"), json!({ "name": "who", "kind": "contact", "fields": ["email"] })]);
    document["consents"] = json!([{ "id": "news", "text": "Write to me" }]);
    assert!(read(&document).is_ok());
    document["anonymous"] = json!(true);
    problem(&document, "pages[1].questions[0].kind: \"who\" asks who answers, but the survey is anonymous");
    problem(&document, "consents[0]: \"news\" asks a person's consent");
}

#[test]
fn the_frame_of_a_survey_is_checked_like_a_petitions() {
    problem(&with(pages(&[text("a")]), "kind", json!("petition")), "kind: must be survey here");
    problem(&with(pages(&[text("a")]), "accent", json!("red")), "accent: must be a colour");
    problem(&survey(&json!({})), "questions: must ask at least one question");
    problem(&with(pages(&[text("a")]), "questions", json!([text("b")])), "questions: must be on a page");
    let asks = json!([{ "explain": "x" }, { "explain": "x", "href": "#a" }]);
    problem(
        &with(pages(&[text("a")]), "asks", asks.clone()),
        "asks[0]: needs one of href, offer, or widget with config",
    );
    problem(&with(pages(&[text("a")]), "asks", asks), "asks[1].label: is missing");
    let promise = json!({ "who": "Sam", "within_hours": 24 });
    let link =
        json!([{ "explain": "All read on.", "href": "/more", "label": "More", "staff_follow_up": promise }]);
    problem(&with(pages(&[text("a")]), "asks", link), "asks[0].staff_follow_up: is for an offer");
    let never = json!([{ "explain": "All.", "offer": "talk_to_organiser", "staff_follow_up": { "who": "Sam", "within_hours": 0 } }]);
    problem(
        &with(pages(&[text("a")]), "asks", never),
        "asks[0].staff_follow_up.within_hours: must be from 1",
    );
}

#[test]
fn a_thousand_questions_and_five_thousand_options_are_read_in_no_time() {
    let options: Vec<String> = (0..5000).map(|index| format!("Town {index}")).collect();
    let mut questions: Vec<Value> = (0..1000).map(|index| text(&format!("q{index}"))).collect();
    questions.push(json!({ "name": "town", "kind": "searchable", "label": "Town", "options": options }));
    let started = std::time::Instant::now();
    assert!(read(&pages(&questions)).is_ok());
    assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
}

/// Each guess of what was meant goes through all that there is.
#[test]
fn of_a_thousand_wrong_names_and_values_each_is_named_and_the_first_with_what_was_likely_meant() {
    let options: Vec<String> = (0..1000).map(|index| format!("Town {index}")).collect();
    let town = json!({ "name": "town", "kind": "searchable", "label": "Town", "options": options });
    let wrong = |index: usize| {
        let condition = if index.is_multiple_of(2) {
            json!({ "field": "town", "equals": format!("Twon {index}") })
        } else {
            json!({ "field": "twon", "answered": true })
        };
        with(text(&format!("q{index}")), "show_if", condition)
    };
    let questions: Vec<Value> = std::iter::once(town).chain((0..1000).map(wrong)).collect();
    let problems = read(&pages(&questions)).unwrap_err();
    assert_eq!(problems.len(), 1000);
    let guessed =
        |problems: &[String]| problems.iter().filter(|problem| problem.contains("did you mean")).count();
    assert_eq!((guessed(&problems), guessed(&problems[..20])), (20, 20), "{:?}", &problems[..21]);
}

/// Any JSON, deep and strange, with the keys of a survey among its own.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        prop::sample::select(vec![
            "a",
            "end",
            "q",
            "single_choice",
            "matrix",
            "scale",
            "contact",
            "{{a}}",
            "\u{202E}\0"
        ])
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 96, 6, |inner| {
        let key = prop_oneof![
            "\\PC{0,6}",
            prop::sample::select(vec![
                "id",
                "kind",
                "title",
                "pages",
                "questions",
                "name",
                "label",
                "options",
                "rows",
                "min",
                "max",
                "skip_to",
                "to",
                "when",
                "field",
                "equals",
                "show_if",
                "all",
                "scores",
                "of",
                "asks",
                "ends",
                "results",
                "fields",
                "value",
                "text",
            ])
            .prop_map(str::to_owned),
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((key, inner), 0..8)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_json_is_a_survey_or_problems_with_words(value in any_json()) {
        if let Err(problems) = document::read::<Survey>(&value, "en") {
            prop_assert!(problems.iter().all(|problem| !problem.message.is_empty()));
        }
    }

    #[test]
    fn one_wrong_value_is_reported_with_a_path(
        key in prop::sample::select(vec!["pages", "questions", "scores", "ends", "asks", "results"]),
        value in any_json(),
    ) {
        let mut document = pages(&[text("a"), choice("b")]);
        document[key] = value;
        if let Err(problems) = document::read::<Survey>(&document, "en") {
            prop_assert!(problems.iter().filter(|problem| problem.is_error()).all(|problem| !problem.path.is_empty()));
        }
    }
}

#[test]
fn the_schema_names_every_key_with_words() {
    for (key, schema) in Survey::schema()["properties"].as_object().unwrap() {
        assert!(schema["description"].as_str().is_some_and(|words| !words.is_empty()), "{key}");
    }
}

#[test]
fn very_many_options_are_searched_and_such_a_ranking_or_matrix_is_refused() {
    let options: Vec<String> = (0..5000).map(|option| format!("Place {option}")).collect();
    let question = |kind: &str| {
        json!({ "name": "q", "kind": kind, "label": "Which?", "options": options,
            "rows": if kind == "matrix" { json!([{ "name": "r", "label": "R" }]) } else { json!([]) } })
    };
    for kind in ["single_choice", "dropdown", "searchable"] {
        let survey = read(&survey(&json!({ "questions": [question(kind)] }))).expect("a survey");
        let asked = survey.question("q").expect("it");
        assert!(asked.has_many() && asked.to_field(0).is_some_and(|field| field.search), "{kind}");
    }
    for kind in ["ranking", "matrix"] {
        problem(
            &survey(&json!({ "questions": [question(kind)] })),
            "questions[0].options: must be 100 at most",
        );
    }
}
