use std::collections::BTreeSet;

use serde_json::Value;

/// The tag of a language as we write it: `pt-br` is `pt-BR`, `zh-cn` is `zh-Hans`.
pub(super) fn tag(theirs: &str) -> String {
    let theirs = theirs.trim();
    if !theirs.chars().all(|character| character.is_ascii_alphanumeric() || character == '-') {
        return String::new();
    }
    match theirs.to_lowercase().as_str() {
        "zh-cn" => "zh-Hans".into(),
        "zh-tw" => "zh-Hant".into(),
        "ua" => "uk".into(),
        lower => match lower.split_once('-') {
            Some((language, region)) if region.len() == 2 => format!("{language}-{}", region.to_uppercase()),
            _ => lower.into(),
        },
    }
}

/// Every language that a document has texts in, its own first.
pub(super) fn of(document: &Value, own: &str) -> Vec<String> {
    let mut found = BTreeSet::new();
    look(document, &mut found);
    found.remove(own);
    std::iter::once(own.to_owned()).chain(found).collect()
}

/// The keys that hold a text, wherever they stand.
const TEXTS: &[&str] = &["title", "text", "label", "hint", "low", "high", "alt", "button", "required"];

fn look(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| look(item, found)),
        Value::Object(map) => {
            for (key, value) in map {
                match value {
                    Value::Object(texts) if TEXTS.contains(&key.as_str()) => {
                        found.extend(texts.keys().cloned());
                    }
                    value => look(value, found),
                }
            }
        }
        _ => {}
    }
}
