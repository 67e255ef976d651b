//! A survey of 100 questions: ten pages of ten, of every kind that both libraries have, some of
//! them asked only after certain answers.

use serde_json::{Value, json};

const TOPICS: [&str; 10] = [
    "streets",
    "schools",
    "parks",
    "buses",
    "housing",
    "libraries",
    "clinics",
    "playgrounds",
    "markets",
    "cycle lanes",
];

/// Pages of the survey.
pub(crate) const PAGES: usize = TOPICS.len();

/// The name of a question on a page.
pub(crate) fn name(page: usize, question: &str) -> String {
    format!("p{}_{question}", page + 1)
}

/// The document as our kit reads it.
pub(crate) fn ours() -> Value {
    let pages: Vec<Value> = TOPICS.iter().enumerate().map(|(index, topic)| page(index, topic)).collect();
    json!({
        "id": "town", "kind": "survey", "lang": "en", "backend": "preview",
        "title": "What our town needs",
        "text": "Ten pages about where we live. It takes about twenty minutes.",
        "anonymous": true,
        "pages": pages,
    })
}

fn options(words: &[&str]) -> Value {
    words
        .iter()
        .enumerate()
        .map(|(index, word)| json!({ "value": format!("o{index}"), "label": word }))
        .collect()
}

fn page(index: usize, topic: &str) -> Value {
    let name = |question: &str| name(index, question);
    let even = index.is_multiple_of(2);
    let points = if even {
        json!({ "name": name("points"), "kind": "scale", "label": format!("How satisfied are you with our {topic}?"), "low": "Not at all", "high": "Very much" })
    } else {
        json!({ "name": name("points"), "kind": "rating", "shape": "star", "label": format!("How many stars do our {topic} get?") })
    };
    let count = if even {
        json!({ "name": name("count"), "kind": "number", "label": format!("On how many days a month do you use our {topic}?"), "min": 0, "max": 31 })
    } else {
        json!({ "name": name("count"), "kind": "date", "label": format!("When did you last use our {topic}?"), "latest": "2026-12-31" })
    };
    let rows = [
        ("clean", "Cleanliness"),
        ("safe", "Safety"),
        ("near", "How near they are"),
        ("staff", "The people who work there"),
    ];
    let rows: Vec<Value> = rows.iter().map(|(name, label)| json!({ "name": name, "label": label })).collect();
    json!({
        "id": format!("page{}", index + 1),
        "title": format!("Our {topic}"),
        "questions": [
            { "name": name("one"), "kind": "single_choice", "label": format!("How often do you use our {topic}?"),
              "options": options(&["Every day", "Every week", "Every month", "Less often", "Never"]) },
            { "name": name("many"), "kind": "multiple_choice", "label": format!("What should be better about our {topic}?"),
              "options": options(&["More of them", "Nearer to me", "Cleaner", "Safer", "Cheaper", "Open for longer"]) },
            { "name": name("list"), "kind": "dropdown", "label": "Which part of town do you think of?",
              "options": options(&["Northbridge", "Southgate", "Old Town", "Riverside", "Hillside", "Station", "Harbour", "Meadows", "Mill Lane", "Westfield", "Eastfield", "Elsewhere"]) },
            points,
            { "name": name("nps"), "kind": "nps", "label": format!("How likely are you to recommend our {topic}?") },
            { "name": name("text"), "kind": "short_text", "label": format!("In one sentence: what would you change about our {topic}?") },
            { "name": name("why"), "kind": "long_text", "label": "Why this?", "show_if": { "field": name("text"), "answered": true } },
            count,
            { "name": name("grid"), "kind": "matrix", "label": format!("How good are our {topic}?"), "low": "Bad", "high": "Good", "min": 1, "max": 5, "rows": rows },
            { "name": name("rank"), "kind": "ranking", "label": "What should come first?", "show_if": { "field": name("one"), "one_of": ["o0", "o1"] },
              "options": options(&["Repairs", "Staff", "New places", "Lower prices"]) },
        ],
    })
}

#[cfg(test)]
mod tests {
    use rungs_model::document;
    use rungs_model::survey::Survey;

    use super::*;

    #[test]
    fn it_is_a_good_document_of_a_hundred_questions() {
        let (survey, warnings) = document::read::<Survey>(&ours(), "en").unwrap();
        assert_eq!((survey.questions().count(), survey.pages.len()), (100, PAGES));
        assert_eq!(warnings, []);
    }
}
