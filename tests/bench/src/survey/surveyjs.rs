//! Our document, as `SurveyJS` asks the same.

use serde_json::{Value, json};

/// The definition that asks what the document asks.
pub(crate) fn theirs(document: &Value) -> Value {
    let pages: Vec<Value> = list(&document["pages"]).iter().map(page).collect();
    json!({
        "title": document["title"],
        "description": document["text"],
        "showProgressBar": true,
        "showQuestionNumbers": "off",
        "pages": pages,
    })
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn page(page: &Value) -> Value {
    let elements: Vec<Value> = list(&page["questions"]).iter().map(element).collect();
    json!({ "name": page["id"], "title": page["title"], "elements": elements })
}

fn element(question: &Value) -> Value {
    let mut element = kind(question);
    element["name"] = question["name"].clone();
    element["title"] = question["label"].clone();
    if let Some(condition) = condition(&question["show_if"]) {
        element["visibleIf"] = condition.into();
    }
    element
}

fn kind(question: &Value) -> Value {
    let choices = || -> Value {
        let options = list(&question["options"]).iter();
        options.map(|option| json!({ "value": option["value"], "text": option["label"] })).collect()
    };
    let ends = |mut rating: Value| {
        for (ours, theirs) in [("low", "minRateDescription"), ("high", "maxRateDescription")] {
            if question[ours].is_string() {
                rating[theirs] = question[ours].clone();
            }
        }
        rating
    };
    match question["kind"].as_str().unwrap_or_default() {
        "single_choice" => json!({ "type": "radiogroup", "choices": choices() }),
        "multiple_choice" => json!({ "type": "checkbox", "choices": choices() }),
        "dropdown" => json!({ "type": "dropdown", "choices": choices() }),
        "ranking" => json!({ "type": "ranking", "choices": choices() }),
        "scale" => ends(json!({ "type": "rating", "rateMin": 1, "rateMax": 5 })),
        "rating" => json!({ "type": "rating", "rateType": "stars", "rateMin": 1, "rateMax": 5 }),
        "nps" => json!({ "type": "rating", "rateMin": 0, "rateMax": 10 }),
        "long_text" => json!({ "type": "comment" }),
        "number" => {
            json!({ "type": "text", "inputType": "number", "min": question["min"], "max": question["max"] })
        }
        "date" => json!({ "type": "text", "inputType": "date", "max": question["latest"] }),
        "matrix" => {
            let rows = list(&question["rows"]).iter();
            let rows: Value = rows.map(|row| json!({ "value": row["name"], "text": row["label"] })).collect();
            let ends = [&question["low"], &question["high"]].map(|end| end.as_str().unwrap_or_default());
            let column = |point: u8| {
                let text = match point {
                    1 => format!("1 – {}", ends[0]),
                    5 => format!("5 – {}", ends[1]),
                    _ => point.to_string(),
                };
                json!({ "value": point, "text": text })
            };
            json!({ "type": "matrix", "rows": rows, "columns": (1..=5).map(column).collect::<Value>() })
        }
        _ => json!({ "type": "text" }),
    }
}

fn condition(condition: &Value) -> Option<String> {
    let field = condition["field"].as_str()?;
    if condition["answered"] == json!(true) {
        return Some(format!("{{{field}}} notempty"));
    }
    let values: Vec<String> = list(&condition["one_of"])
        .iter()
        .filter_map(|value| Some(format!("'{}'", value.as_str()?)))
        .collect();
    Some(format!("{{{field}}} anyof [{}]", values.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::document;

    #[test]
    fn every_question_has_its_twin() {
        let ours = document::ours();
        let theirs = theirs(&ours);
        let names = |pages: &Value, key: &str| -> Vec<Value> {
            list(pages).iter().flat_map(|page| list(&page[key])).map(|one| one["name"].clone()).collect()
        };
        let (names, twins) = (names(&ours["pages"], "questions"), names(&theirs["pages"], "elements"));
        assert_eq!((names.len(), &names), (100, &twins));
        let second = &theirs["pages"][1]["elements"];
        let types: Vec<_> = list(second).iter().map(|element| element["type"].as_str().unwrap()).collect();
        let expected = [
            "radiogroup",
            "checkbox",
            "dropdown",
            "rating",
            "rating",
            "text",
            "comment",
            "text",
            "matrix",
            "ranking",
        ];
        assert_eq!(types, expected);
        assert_eq!(second[6]["visibleIf"], "{p2_text} notempty");
        assert_eq!(second[9]["visibleIf"], "{p2_one} anyof ['o0', 'o1']");
        assert_eq!(second[8]["columns"][4]["text"], "5 – Good");
    }
}
