//! What becomes of each kind of question.

use rungs_server::import::surveyjs::Fate;
use serde_json::json;

use super::{imported, question, says};

#[test]
fn each_kind_becomes_the_nearest_of_ours() {
    let kinds = imported("kinds");
    for (name, kind) in [
        ("intro", "statement"),
        ("front", "statement"),
        ("nickname", "short_text"),
        ("member", "yes_no"),
        ("weekday", "single_choice"),
        ("uses", "multiple_choice"),
        ("branch", "dropdown"),
        ("born", "searchable"),
        ("languages", "multiple_choice"),
        ("stars", "rating"),
        ("mood", "rating"),
        ("recommend", "nps"),
        ("noise", "scale"),
        ("price", "single_choice"),
        ("first", "ranking"),
        ("rooms", "matrix"),
        ("shelves", "matrix"),
        ("poster", "single_choice"),
        ("distance", "number"),
        ("age", "number"),
        ("volume", "number"),
        ("since", "date"),
        ("wish", "long_text"),
        ("sum", "statement"),
        ("home_town", "short_text"),
        ("email", "contact"),
        ("call", "contact"),
        ("site", "contact"),
    ] {
        assert_eq!(question(&kinds, name)["kind"], kind, "{name}");
    }
}

#[test]
fn what_a_question_says_comes_along() {
    let kinds = imported("kinds");
    let expected = [
        (
            "nickname",
            json!({ "name": "nickname", "kind": "short_text", "label": "What may we call you?", "hint": "Sam", "max_length": 30 }),
        ),
        (
            "uses",
            json!({
                "name": "uses", "kind": "multiple_choice", "label": "What for?", "min": 1, "max": 2,
                "options": [
                    { "value": "books", "label": "books" }, { "value": "wifi", "label": "wifi" }, { "value": "quiet", "label": "quiet" },
                    { "value": "none", "label": "None", "exclusive": true },
                ],
            }),
        ),
        (
            "weekday",
            json!({
                "name": "weekday", "kind": "single_choice", "label": "When do you come?", "random": true,
                "options": [
                    { "value": "Weekdays", "label": "Weekdays" }, { "value": "weekend", "label": "Saturdays, Sundays" },
                    { "value": "Mornings; mostly", "label": "Mornings, mostly" }, { "value": "other", "label": "Something else", "other": true },
                ],
            }),
        ),
        (
            "stars",
            json!({ "name": "stars", "kind": "rating", "label": "The staff", "shape": "star", "max": 6 }),
        ),
        (
            "noise",
            json!({ "name": "noise", "kind": "scale", "label": "How loud?", "high": "Deafening", "min": 1, "max": 7 }),
        ),
        (
            "rooms",
            json!({
                "name": "rooms", "kind": "matrix", "label": "The rooms", "required": true,
                "rows": [{ "name": "reading_room", "label": "The reading room" }, { "name": "caf", "label": "café" }],
                "options": [{ "value": "Good", "label": "Good" }, { "value": "bad", "label": "Bad" }],
            }),
        ),
        (
            "shelves",
            json!({
                "name": "shelves", "kind": "matrix", "label": "shelves", "required": true, "min": 1, "max": 4,
                "rows": [{ "name": "new", "label": "new" }, { "name": "old", "label": "old" }],
            }),
        ),
        (
            "distance",
            json!({ "name": "distance", "kind": "number", "label": "How far away?", "min": 0, "max": 50, "step": 0.5 }),
        ),
        (
            "email",
            json!({
                "name": "email", "kind": "contact",
                "fields": [{ "name": "email", "kind": "email", "label": "Your email", "required": true, "autocomplete": "email" }],
            }),
        ),
        ("intro", json!({ "name": "intro", "kind": "statement", "text": "We ask about *this* library." })),
        ("wish", json!({ "name": "wish", "kind": "long_text", "label": "One wish", "max_length": 400 })),
    ];
    for (name, expected) in expected {
        assert_eq!(*question(&kinds, name), expected);
    }
    assert_eq!(
        question(&kinds, "poster")["options"][0]["image"]["src"],
        "https://library.example.org/owl.png"
    );
    assert_eq!(question(&kinds, "branch")["label"], "Which branch, {{nickname}}?");
    assert_eq!(kinds.document["text"], "Ten minutes for 1. the \\*reading room\\*");
    assert_eq!(
        kinds.document["thanks"]["text"],
        "Thank you\n\nThe library **reads every word**, {{nickname}}."
    );
    says(&kinds, "pages[0].elements[0].html", Fate::Approximated, "without <img>");
    says(&kinds, "pages[0].elements[4]", Fate::LeftOut, "how it looks: colCount");
    says(&kinds, "pages[1].elements[8].choices[1].imageLink", Fate::LeftOut, "no address");
    says(&kinds, "pages[1].elements[13].validators[0].minLength", Fate::LeftOut, "too short");
    says(&kinds, "pages[2].elements[1].requiredIf", Fate::LeftOut, "by a condition");
}
