//! The way that answers lead through a survey, and what is made of them.

use rungs_model::survey::{Onward, Progress, Survey, Unasked};
use rungs_model::{Block, Decimal, ErrorCode, Span, Values, document};
use serde_json::{Value, json};

fn survey(more: &Value) -> Survey {
    let mut document = json!({ "id": "s", "kind": "survey", "title": "S" });
    document.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    document::read::<Survey>(&document, "en").unwrap().0
}

/// A survey of these questions, each on a page of its own with the id p0, p1 and so on.
fn pages(questions: &[Value]) -> Value {
    let page = |(index, question)| json!({ "id": format!("p{index}"), "questions": [question] });
    json!({ "pages": questions.iter().enumerate().map(page).collect::<Vec<_>>() })
}

fn text(name: &str) -> Value {
    json!({ "name": name, "kind": "short_text", "label": name })
}

fn question(name: &str, more: &Value) -> Value {
    let mut question = json!({ "name": name, "kind": "single_choice", "label": name });
    question.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    question
}

fn how() -> Value {
    question("how", &json!({ "options": ["bus", "bike", "walk"] }))
}

fn with(mut question: Value, key: &str, value: Value) -> Value {
    question[key] = value;
    question
}

fn values(pairs: &[(&str, &str)]) -> Values {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn shown(survey: &Survey, entered: &[(&str, &str)]) -> Vec<usize> {
    survey.route(&values(entered)).stops().iter().map(|stop| stop.page).collect()
}

fn equals(field: &str, value: &str) -> Value {
    json!({ "field": field, "equals": value })
}

#[test]
fn pages_follow_each_other_and_back_again() {
    let survey = survey(&pages(&[text("a"), text("b"), text("c")]));
    let entered = Values::default();
    let route = survey.route(&entered);
    assert_eq!(route.next(0), Onward::Page(1));
    assert_eq!(route.next(2), Onward::Send);
    assert_eq!((route.previous(0), route.previous(2)), (None, Some(1)));
}

#[test]
fn a_page_or_question_is_shown_where_its_condition_holds() {
    let mut document = pages(&[how(), with(text("why"), "show_if", equals("how", "bus")), text("c")]);
    document["pages"][2]["show_if"] = json!({ "field": "why", "answered": true });
    let survey = survey(&document);
    assert_eq!(shown(&survey, &[]), [0]);
    assert_eq!(shown(&survey, &[("how", "bus")]), [0, 1]);
    assert_eq!(shown(&survey, &[("how", "bus"), ("why", "cheap")]), [0, 1, 2]);
    assert_eq!(
        shown(&survey, &[("how", "bike"), ("why", "cheap")]),
        [0],
        "nor what hangs on a hidden answer"
    );
}

#[test]
fn a_page_without_questions_or_with_a_statement_is_shown_and_an_empty_one_is_not() {
    let mut document =
        pages(&[text("a"), with(text("b"), "show_if", json!({ "field": "a", "answered": true }))]);
    document["pages"][0]["questions"] =
        json!([text("a"), { "name": "s", "kind": "statement", "text": "Hello" }]);
    document["pages"].as_array_mut().unwrap().push(json!({ "title": "A word before the end" }));
    assert_eq!(shown(&survey(&document), &[]), [0, 2]);
}

#[test]
fn a_leap_leaves_out_everything_between() {
    let rule = json!({ "when": equals("how", "bus"), "to": "p3" });
    let survey = survey(&pages(&[with(how(), "skip_to", rule), text("b"), text("c"), text("d")]));
    assert_eq!(shown(&survey, &[("how", "bus")]), [0, 3]);
    assert_eq!(shown(&survey, &[("how", "bike")]), [0, 1, 2, 3]);
    let entered = values(&[("how", "bus")]);
    assert_eq!(survey.route(&entered).next(0), Onward::Page(3));
    assert_eq!(survey.route(&entered).previous(3), Some(0), "back is the way that one came");
}

#[test]
fn a_leap_works_within_a_page_and_to_the_midst_of_another() {
    let rule =
        json!([{ "when": equals("how", "bus"), "to": "d" }, { "when": equals("how", "bike"), "to": "b" }]);
    let document = json!({ "pages": [
        { "questions": [with(how(), "skip_to", rule), text("a"), text("b")] },
        { "questions": [text("c"), text("d")] },
    ] });
    let survey = survey(&document);
    let asked = |how: &str| {
        let entered = values(&[("how", how)]);
        survey.route(&entered).questions().map(|question| question.name.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(asked("bus"), ["how", "d"]);
    assert_eq!(asked("bike"), ["how", "b", "c", "d"]);
    assert_eq!(asked("walk"), ["how", "a", "b", "c", "d"]);
}

#[test]
fn a_page_can_leap_too() {
    let mut document = pages(&[how(), text("b"), text("c")]);
    document["pages"][0]["skip_to"] = json!({ "when": equals("how", "walk"), "to": "end" });
    let survey = survey(&document);
    assert_eq!(shown(&survey, &[("how", "walk")]), [0]);
    let entered = values(&[("how", "walk")]);
    assert_eq!(survey.route(&entered).next(0), Onward::Send, "the usual end");
}

#[test]
fn an_early_end_has_its_own_message_and_asks_no_consent() {
    let rule = json!({ "when": equals("how", "walk"), "to": "lucky" });
    let mut document = pages(&[with(how(), "skip_to", rule), with(text("b"), "required", json!(true))]);
    document["ends"] = json!([{ "id": "lucky", "title": "Lucky you" }]);
    document["consents"] = json!([{ "id": "news", "text": "News?", "style": "radio" }]);
    let survey = survey(&document);
    let entered = values(&[("how", "walk")]);
    let route = survey.route(&entered);
    let Onward::End(end) = route.next(0) else { panic!("{:?}", route.next(0)) };
    assert_eq!(&*end.title, "Lucky you");
    assert!(survey.check(&entered, Unasked::Refuse).unwrap().1.is_empty());
    let errors = survey.check(&values(&[("how", "bus")]), Unasked::Refuse).unwrap_err();
    assert_eq!(errors.iter().map(|error| error.field.as_str()).collect::<Vec<_>>(), ["b", "consent.news"]);
}

#[test]
fn a_question_is_required_by_condition() {
    let nps = question("nps", &json!({ "kind": "nps" }));
    let why = with(text("why"), "required_if", json!({ "field": "nps", "less": 7 }));
    let survey = survey(&pages(&[nps, why]));
    let errors = |nps: &str| survey.check(&values(&[("nps", nps)]), Unasked::Refuse).err();
    assert_eq!(errors("3").unwrap()[0].code, ErrorCode::Required);
    assert_eq!(errors("7"), None);
    assert_eq!(errors(""), None);
}

#[test]
fn an_answer_to_what_is_not_asked_is_dropped_by_the_widget_and_refused_by_the_server() {
    let other =
        json!([{ "value": "bus", "label": "Bus" }, { "value": "else", "label": "Else", "other": true }]);
    let how = question("how", &json!({ "options": other }));
    let survey = survey(&pages(&[how, with(text("b"), "show_if", equals("how", "else"))]));
    let entered = values(&[("how", "bus"), ("how.other", "on a horse"), ("b", "x"), ("csrf", "1")]);
    let (kept, _) = survey.check(&entered, Unasked::Drop).unwrap();
    assert_eq!(kept.iter().collect::<Vec<_>>(), [("how", "bus")]);
    let errors = survey.check(&entered, Unasked::Refuse).unwrap_err();
    let refused: Vec<_> = errors.iter().map(|error| (error.field.as_str(), error.code.clone())).collect();
    assert_eq!(refused, [("how.other", ErrorCode::NotAsked), ("b", ErrorCode::NotAsked)]);
    assert!(
        survey.check(&values(&[("how", "bus"), ("b", " ")]), Unasked::Refuse).is_ok(),
        "nothing is no answer"
    );
}

#[test]
fn answers_can_be_kept_page_by_page() {
    let survey =
        survey(&pages(&[with(text("a"), "required", json!(true)), with(text("b"), "required", json!(true))]));
    let kept = survey.check_until(0, &values(&[("a", " x "), ("b", "early")])).unwrap();
    assert_eq!(kept.iter().collect::<Vec<_>>(), [("a", "x")]);
    assert!(survey.check_until(1, &values(&[("a", "x")])).is_err());
    assert!(survey.check_until(usize::MAX, &values(&[("a", "x"), ("b", "y")])).is_ok());
}

#[test]
fn progress_counts_what_may_still_come_and_never_falls() {
    let survey = survey(&pages(&[
        how(),
        with(text("bus"), "show_if", equals("how", "bus")),
        with(text("line"), "show_if", json!({ "field": "bus", "answered": true })),
        with(text("bike"), "show_if", equals("how", "bike")),
        text("last"),
    ]));
    let at = |page, entered: &[(&str, &str)]| survey.progress(&values(entered), page);
    let progress = |position, total, certain| Progress { position, total, certain };
    assert_eq!(at(0, &[]), progress(1, 5, false), "five at most");
    assert_eq!(at(0, &[("how", "bus")]), progress(1, 4, false), "the bike is ruled out");
    assert_eq!(at(1, &[("how", "bus")]), progress(2, 4, false));
    assert_eq!(at(1, &[("how", "bus"), ("bus", "7")]), progress(2, 4, true));
    assert_eq!(at(4, &[("how", "bus")]), progress(3, 3, true), "the line was not asked");
    assert_eq!(at(0, &[("how", "walk")]), progress(1, 2, true));
    assert_eq!(at(3, &[("how", "bike")]), progress(2, 3, true));
}

#[test]
fn a_leap_that_may_come_is_not_counted_before_it_is_certain() {
    let rule = json!({ "when": equals("how", "bus"), "to": "end" });
    let survey = survey(&pages(&[with(how(), "skip_to", rule), text("b"), text("c")]));
    let at = |entered: &[(&str, &str)]| survey.progress(&values(entered), 0);
    assert_eq!(at(&[]), Progress { position: 1, total: 3, certain: false });
    assert_eq!(at(&[("how", "bus")]), Progress { position: 1, total: 1, certain: true });
    assert_eq!(at(&[("how", "walk")]), Progress { position: 1, total: 3, certain: true });
}

#[test]
fn a_score_adds_up_answers_and_can_be_looked_at() {
    let many = json!({ "kind": "multiple_choice", "options": [
        { "value": "speed", "label": "Speed", "score": 2 }, { "value": "light", "label": "Light", "score": 0.5 },
        { "value": "none", "label": "None" },
    ] });
    let rows = json!([{ "name": "x", "label": "X" }, { "name": "y", "label": "Y" }]);
    let mut document = pages(&[
        question("many", &many),
        question("scale", &json!({ "kind": "scale" })),
        question("grid", &json!({ "kind": "matrix", "rows": rows })),
        question("yes", &json!({ "kind": "yes_no" })),
        with(text("why"), "show_if", json!({ "field": "worry", "greater": 6 })),
    ]);
    document["scores"] = json!([
        { "name": "worry", "of": ["many", { "question": "scale", "times": -1 }, "grid", { "question": "yes", "times": 10 }] },
    ]);
    let survey = survey(&document);
    let answers = [("many", "speed,light"), ("scale", "3"), ("grid.x", "2"), ("grid.y", "5"), ("yes", "no")];
    let entered = values(&answers);
    let route = survey.route(&entered);
    assert_eq!(route.scores().get("worry"), "6.5");
    assert_eq!(route.answers(), values(&answers), "a score is no answer");
    assert!(route.asks("why"));
    let none = Values::default();
    assert_eq!(survey.route(&none).scores().get("worry"), "0");
    assert!(!survey.route(&none).asks("why"));
}

#[test]
fn earlier_answers_stand_in_later_texts_as_they_were_read() {
    let other =
        json!([{ "value": "bus", "label": "By bus" }, { "value": "x", "label": "Else", "other": true }]);
    let rows = json!([{ "name": "row", "label": "Row" }]);
    let survey = survey(&pages(&[
        question("how", &json!({ "kind": "multiple_choice", "options": other })),
        question(
            "grid",
            &json!({ "kind": "matrix", "rows": rows, "options": [{ "value": "t", "label": "True" }] }),
        ),
        text("name"),
    ]));
    let entered =
        values(&[("how", "bus,x"), ("how.other", "on **foot**"), ("grid.row", "t"), ("name", "Ada")]);
    let route = survey.route(&entered);
    assert_eq!(route.pipe("Hi {{name}}: {{how}}, {{grid.row}}."), "Hi Ada: By bus, on **foot**, True.");
    assert_eq!(route.pipe("{{ nobody | you }} {{nobody}}{{"), "you {{");
    let empty = Values::default();
    assert_eq!(survey.route(&empty).pipe("Hi {{name|there}}"), "Hi there");
}

#[test]
fn answers_stand_in_what_is_asked_next_too() {
    let survey = survey(&json!({
        "questions": [text("name")],
        "asks": [{ "explain": "All.", "href": "#walk", "label": "Come along, {{name}}", "text": "Well said, {{name|friend}}." }],
        "thanks": { "next": { "href": "#walk", "label": "{{name|You}} too?" } },
    }));
    let entered = values(&[("name", "Ada")]);
    let route = survey.route(&entered);
    let ask = route.pipe_ask(route.ask().expect("it is asked of everyone"));
    assert_eq!(ask.label.expect("a label").0, "Come along, Ada");
    assert_eq!(ask.text.expect("a text").0, "Well said, Ada.");
    let thanks = survey.thanks.get().as_ref().and_then(|thanks| thanks.next.clone()).expect("a next step");
    assert_eq!(route.pipe_next(&thanks).label.0, "Ada too?");
}

#[test]
fn an_answer_in_a_markdown_text_is_nothing_but_text() {
    let survey = survey(&pages(&[text("a")]));
    let entered = values(&[("a", "**x** [l](https://evil.example) {{a}}")]);
    let piped = survey.route(&entered).pipe_markdown("*{{a}}*\n\n- {{a}}");
    let said = || vec![Span::Text("**x** [l](https://evil.example) {{a}}".into())];
    assert_eq!(piped.0[0], Block::Paragraph(vec![Span::Emphasis(said())]));
    assert_eq!(piped.0[1], Block::List { ordered: false, items: vec![said()] });
}

#[test]
fn answers_choose_the_next_ask() {
    let mut document = pages(&[question("nps", &json!({ "kind": "nps" }))]);
    document["asks"] = json!([
        { "when": { "field": "nps", "greater": 8 }, "explain": "Fans are asked to host.", "href": "#host", "label": "Host" },
        { "when": { "field": "nps", "less": 5 }, "explain": "Critics are offered a talk.", "offer": "talk_to_organiser" },
    ]);
    let survey = survey(&document);
    let ask = |nps: &str| survey.route(&values(&[("nps", nps)])).ask().map(|ask| ask.explain.clone());
    assert_eq!(ask("9").as_deref(), Some("Fans are asked to host."));
    assert_eq!(ask("2").as_deref(), Some("Critics are offered a talk."));
    assert_eq!((ask("7"), ask("")), (None, None));
}

#[test]
fn each_type_has_its_rule() {
    let options = |more: Value| json!({ "options": ["a", "b", "c"], "max": more });
    let many = json!({ "kind": "multiple_choice", "min": 2, "max": 2, "options": [
        "a", "b", "c", { "value": "none", "label": "None", "exclusive": true },
    ] });
    let survey = survey(&json!({ "questions": [
        question("one", &json!({ "options": ["a", "b"] })),
        question("many", &many),
        question("drop", &json!({ "kind": "dropdown", "options": ["a"] })),
        question("search", &json!({ "kind": "searchable", "options": ["a"] })),
        question("yes", &json!({ "kind": "yes_no" })),
        question("scale", &json!({ "kind": "scale", "min": -2, "max": 2 })),
        question("nps", &json!({ "kind": "nps" })),
        question("stars", &json!({ "kind": "rating" })),
        with(question("rank", &options(json!(2))), "kind", json!("ranking")),
        question("all", &json!({ "kind": "ranking", "options": ["a", "b", "c"] })),
        question("grid", &json!({ "kind": "matrix", "max": 3, "rows": [{ "name": "r", "label": "R" }] })),
        question("table", &json!({ "kind": "matrix", "options": ["t"], "rows": [{ "name": "r", "label": "R" }] })),
        question("short", &json!({ "kind": "short_text", "max_length": 3 })),
        question("long", &json!({ "kind": "long_text" })),
        question("number", &json!({ "kind": "number", "min": 1, "max": 9, "step": 0.5 })),
        question("date", &json!({ "kind": "date", "earliest": "2026-01-01" })),
        { "name": "who", "kind": "contact", "fields": [{ "name": "email", "required": false }] },
        { "name": "hello", "kind": "statement", "text": "Hello" },
    ] }));
    let two = Decimal::from(2);
    for (control, entered, kept) in [
        ("one", "a", Ok("a")),
        ("one", "c", Err(ErrorCode::Option)),
        ("many", "c,a,c", Ok("a,c")),
        ("many", "a", Err(ErrorCode::TooFew(two))),
        ("many", "a,b,c", Err(ErrorCode::TooMany(two))),
        ("many", "none", Ok("none")),
        ("many", "none,a", Err(ErrorCode::Exclusive)),
        ("many", "a,x", Err(ErrorCode::Option)),
        ("drop", "b", Err(ErrorCode::Option)),
        ("search", "a", Ok("a")),
        ("yes", "yes", Ok("yes")),
        ("yes", "maybe", Err(ErrorCode::Option)),
        ("scale", "-2", Ok("-2")),
        ("scale", "-3", Err(ErrorCode::Option)),
        ("scale", "1.5", Err(ErrorCode::Option)),
        ("nps", "10", Ok("10")),
        ("nps", "11", Err(ErrorCode::Option)),
        ("stars", "0", Err(ErrorCode::Option)),
        ("stars", "5.0", Ok("5")),
        ("rank", "c,a", Ok("c,a")),
        ("rank", "c", Err(ErrorCode::TooFew(two))),
        ("rank", "a,b,c", Err(ErrorCode::TooMany(two))),
        ("rank", "a,a", Err(ErrorCode::Twice)),
        ("all", "c,a,b", Ok("c,a,b")),
        ("all", "c,a", Err(ErrorCode::TooFew(Decimal::from(3)))),
        ("all", "c,a,d", Err(ErrorCode::Option)),
        ("grid.r", "3", Ok("3")),
        ("grid.r", "4", Err(ErrorCode::Option)),
        ("table.r", "t", Ok("t")),
        ("table.r", "f", Err(ErrorCode::Option)),
        ("short", " abc ", Ok("abc")),
        ("short", "abcd", Err(ErrorCode::TooLong(3))),
        ("long", "a\r\nb", Ok("a\nb")),
        ("long", "a\0", Err(ErrorCode::Characters)),
        ("number", "1,50", Ok("1.5")),
        ("number", "1.2", Err(ErrorCode::Step(Decimal::parse("0.5").unwrap()))),
        ("number", "10", Err(ErrorCode::Max(Decimal::from(9)))),
        ("number", "ten", Err(ErrorCode::Number)),
        ("date", "2026-02-29", Err(ErrorCode::Date)),
        ("date", "2025-12-31", Err(ErrorCode::Earliest("2026-01-01".into()))),
        ("email", "ada@example.org", Ok("ada@example.org")),
        ("email", "ada", Err(ErrorCode::Email)),
    ] {
        match (survey.check(&values(&[(control, entered)]), Unasked::Refuse), kept) {
            (Ok((values, _)), Ok(kept)) => assert_eq!(values.get(control), kept, "{control}: {entered}"),
            (Err(errors), Err(code)) => {
                let found: Vec<_> = errors.into_iter().map(|error| (error.field, error.code)).collect();
                assert_eq!(found, [(control.to_owned(), code)], "{control}: {entered}");
            }
            (found, _) => panic!("{control}: {entered}: {found:?}"),
        }
    }
}

#[test]
fn a_required_matrix_needs_every_row_and_other_needs_its_words() {
    let rows = json!([{ "name": "x", "label": "X" }, { "name": "y", "label": "Y" }]);
    let survey = survey(&json!({ "questions": [
        question("grid", &json!({ "kind": "matrix", "required": true, "rows": rows })),
        question("how", &json!({ "options": [{ "value": "x", "label": "Else", "other": true }] })),
    ] }));
    let errors = survey.check(&values(&[("grid.x", "1"), ("how", "x")]), Unasked::Refuse).unwrap_err();
    let found: Vec<_> = errors.iter().map(|error| (error.field.as_str(), error.code.clone())).collect();
    assert_eq!(found, [("grid.y", ErrorCode::Required), ("how.other", ErrorCode::Required)]);
}

#[test]
fn an_answer_of_a_hundred_kilobytes_is_refused_and_not_feared() {
    let survey = survey(&json!({ "questions": [
        question("many", &json!({ "kind": "multiple_choice", "options": ["a", "b"] })),
        question("rank", &json!({ "kind": "ranking", "options": ["a", "b"] })),
        text("short"),
    ] }));
    let long = "a,".repeat(50_000);
    let errors = survey
        .check(&values(&[("many", &long), ("rank", &long), ("short", &long)]), Unasked::Refuse)
        .unwrap_err();
    let codes: Vec<_> = errors.into_iter().map(|error| error.code).collect();
    assert_eq!(codes, [ErrorCode::Option, ErrorCode::Option, ErrorCode::TooLong(200)]);
}

/// However much was pasted, a page is not slow for a thousand conditions that look into it.
#[test]
fn a_condition_looks_into_no_more_of_a_wrong_answer_than_a_right_one_could_hold() {
    let document = json!({ "id": "s", "kind": "survey", "title": "S", "questions": [
        { "name": "why", "kind": "long_text", "label": "Why?", "max_length": 300 },
        { "name": "more", "kind": "yes_no", "label": "?", "show_if": { "field": "why", "contains": "end" } },
    ] });
    let survey = document::read::<Survey>(&document, "en").unwrap().0;
    let asks = |why: String| {
        let entered: Values = [("why".to_owned(), why)].into_iter().collect();
        survey.route(&entered).asks("more")
    };
    assert!(asks("the end".into()) && asks(["end", &"é".repeat(400)].concat()), "also while it is too long");
    assert!(!asks(["é".repeat(400).as_str(), "end"].concat()));
}
