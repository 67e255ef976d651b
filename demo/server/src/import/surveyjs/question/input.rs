use rungs_model::Date;
use serde_json::{Map, Value, json};

use super::super::Desk;
use super::super::source::{Source, plain};
use super::{Answer, Made};

/// The bounds of validators and of the question itself.
#[derive(Default)]
struct Bounds {
    min: Option<f64>,
    max: Option<f64>,
    longest: Option<u32>,
    numeric: bool,
    email: bool,
}

pub(super) fn text(source: &Source, name: &str, theirs: &str, desk: &mut Desk) -> Made {
    let mut bounds = bounds(source, desk);
    let kind = match source.text("inputType").unwrap_or("text") {
        "text" if bounds.email => "email",
        "text" if bounds.numeric => "number",
        kind => kind,
    };
    let autocomplete = source.text("autocomplete").or_else(|| source.text("autoComplete"));
    match kind {
        "email" | "tel" | "url" => contact(source, kind, (name, theirs), autocomplete, desk),
        "number" | "range" => {
            let range = kind == "range";
            bounds.min = bounds.min.or(source.number("min")).or(range.then_some(0.0));
            bounds.max = bounds.max.or(source.number("max")).or(range.then_some(100.0));
            number(source, &bounds, range)
        }
        "date" => date(source, desk),
        _ => {
            if kind != "text" {
                desk.notes.approximated(&source.at("inputType"), &format!("{kind} is a line of text"));
            }
            let own = longest(&bounds, source);
            ("short_text", own, Answer::Text)
        }
    }
}

pub(super) fn comment(source: &Source, desk: &mut Desk) -> Made {
    let bounds = bounds(source, desk);
    ("long_text", longest(&bounds, source), Answer::Text)
}

pub(super) fn slider(source: &Source, desk: &mut Desk) -> Made {
    if source.text("sliderType") == Some("range") {
        desk.notes.approximated(&source.at("sliderType"), "one number is asked, not two");
    }
    let mut bounds = bounds(source, desk);
    bounds.min = source.number("min").or(Some(0.0));
    bounds.max = source.number("max").or(Some(100.0));
    number(source, &bounds, false)
}

fn bounds(source: &Source, desk: &mut Desk) -> Bounds {
    let mut bounds = Bounds::default();
    for validator in source.objects("validators") {
        let words = validator.get("text").is_some();
        match validator.text("type").unwrap_or_default().trim_end_matches("validator") {
            "numeric" => {
                bounds.numeric = true;
                bounds.min = validator.number("minValue");
                bounds.max = validator.number("maxValue");
            }
            "email" => bounds.email = true,
            "text" => {
                bounds.longest = validator.count("maxLength");
                validator.flag("allowDigits");
                if validator.count("minLength").is_some() {
                    desk.notes.left_out(&validator.at("minLength"), "a text is never too short");
                }
            }
            other => {
                desk.notes.left_out(&validator.path, &format!("there is no rule like {other}"));
                continue;
            }
        }
        if words {
            desk.notes.left_out(&validator.at("text"), "the words for what is wrong are the kit's");
        }
    }
    bounds
}

fn longest(bounds: &Bounds, source: &Source) -> Map<String, Value> {
    let longest = source.count("maxLength").into_iter().chain(bounds.longest).min();
    longest.map(|longest| ("max_length".into(), longest.into())).into_iter().collect()
}

fn number(source: &Source, bounds: &Bounds, range: bool) -> Made {
    let step = source.number("step").filter(|step| *step >= 0.000_001).or(range.then_some(1.0));
    let mut own = Map::new();
    for (key, value) in [("min", bounds.min), ("max", bounds.max), ("step", step)] {
        value.map(|value| own.insert(key.into(), short(value)));
    }
    ("number", own, Answer::Number)
}

/// A whole number without a point.
fn short(number: f64) -> Value {
    if number % 1.0 == 0.0 { json!(number as i64) } else { json!(number) }
}

fn date(source: &Source, desk: &mut Desk) -> Made {
    let mut own = Map::new();
    for (key, ours) in [("min", "earliest"), ("max", "latest")] {
        let Some(bound) = source.get(key).and_then(plain) else { continue };
        let day = bound.get(..10).unwrap_or(&bound);
        if Date::parse(day).is_some() {
            own.insert(ours.into(), day.into());
        } else {
            desk.notes.left_out(&source.at(key), "is no date such as 2026-12-31");
        }
    }
    ("date", own, Answer::Date)
}

/// An address is asked by a field of a contact question that bears its name.
fn contact(
    source: &Source,
    kind: &str,
    (name, theirs): (&str, &str),
    autocomplete: Option<&str>,
    desk: &mut Desk,
) -> Made {
    let kind = if kind == "tel" { "phone" } else { kind };
    let label = desk.texts.fixed(source, "title", &mut desk.notes);
    let label =
        label.unwrap_or_else(|| super::super::text::clean(theirs.rsplit('.').next().unwrap_or(name)).into());
    let label = if label == json!("") { name.into() } else { label };
    let mut field =
        json!({ "name": name, "kind": kind, "label": label, "required": source.flag("isRequired") });
    let usual = match kind {
        "email" => "email",
        "phone" => "tel",
        _ => "url",
    };
    field["autocomplete"] = autocomplete.unwrap_or(usual).into();
    let hint = desk.texts.fixed(source, "description", &mut desk.notes);
    if let Some(hint) = hint.or_else(|| desk.texts.fixed(source, "placeholder", &mut desk.notes)) {
        field["hint"] = hint;
    }
    if let Some(words) = desk.texts.fixed(source, "requiredErrorText", &mut desk.notes) {
        field["errors"] = json!({ "required": words });
    }
    ("contact", Map::from_iter([("fields".into(), json!([field]))]), Answer::Text)
}
