//! What holds for any definition.

use proptest::prelude::*;
use rungs_model::document::read;
use rungs_model::survey::Survey;
use rungs_server::import::surveyjs::convert;
use serde_json::{Map, Value, json};

/// Every fixture.
fn definitions() -> Vec<Value> {
    ["kinds", "branches", "oldest", "languages", "losses"]
        .into_iter()
        .map(|name| {
            let file = super::folder().join(format!("{name}.json"));
            serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
        })
        .collect()
}

/// Values that stand where they do not belong.
fn odd() -> impl Strategy<Value = Value> {
    let names =
        ["rides", "age", "town", "", "page", "a.b", "{x}", "{{rides}}", "\u{202e}", "x,y", "1|2", "é"];
    let expressions = [
        "{rides} = 'often'",
        "{age} > 3 and",
        "((((",
        "{town} contains",
        "{last} notempty",
        "!{join}",
        "'",
        "[",
        "{rate.light} = bad or {rate} empty",
        "{lines} = ['N1']",
        "-{age} < 1e999",
        "{lines} anyof []",
    ];
    let kinds = [
        "text",
        "checkbox",
        "matrix",
        "rating",
        "panel",
        "multipletext",
        "boolean",
        "ranking",
        "html",
        "image",
    ];
    let markup = [
        "<b>x",
        "</b></i>",
        "<a href='x'>[y]</a>",
        "<",
        "<script>",
        "&#x110000;&#0;",
        "<li>*",
        "<a href=/x><p>y</a>",
    ];
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        prop::num::f64::NORMAL.prop_map(Value::from),
        (-3_i32..12).prop_map(Value::from),
        prop::sample::select(names.to_vec()).prop_map(Value::from),
        prop::sample::select(expressions.to_vec()).prop_map(Value::from),
        prop::sample::select(kinds.to_vec()).prop_map(Value::from),
        prop::sample::select(markup.to_vec()).prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        Just(json!([])),
        Just(json!({})),
        Just(json!(["a", 1, { "value": "b", "text": { "default": 5 } }, null])),
        Just(json!([{ "type": "text", "name": "x", "visibleIf": "{x} = 1" }])),
    ]
}

/// Puts a value at the place of that number, counting every value within.
fn put(value: &mut Value, at: &mut usize, new: &Value, key: Option<&str>) {
    if *at == 0 {
        match (value.as_object_mut(), key) {
            // Sometimes as one more key.
            (Some(object), Some(key)) => _ = object.insert(key.into(), new.clone()),
            _ => *value = new.clone(),
        }
    }
    *at = at.wrapping_sub(1);
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| put(item, at, new, key)),
        Value::Object(map) => map.values_mut().for_each(|item| put(item, at, new, key)),
        _ => {}
    }
}

fn mutated() -> impl Strategy<Value = Value> {
    let keys = [
        "visibleIf",
        "requiredIf",
        "title",
        "type",
        "name",
        "choices",
        "rateMin",
        "rateMax",
        "rateValues",
        "rows",
        "columns",
        "elements",
        "html",
        "isRequired",
        "min",
        "maxLength",
        "valueName",
        "choicesMax",
        "triggers",
    ];
    let change = (0_usize..400, odd(), prop::option::of(prop::sample::select(keys.to_vec())));
    (prop::sample::select(definitions()), prop::collection::vec(change, 0..6)).prop_map(
        |(mut definition, changes)| {
            for (mut at, new, key) in changes {
                put(&mut definition, &mut at, &new, key);
            }
            definition
        },
    )
}

/// Any JSON at all.
fn any_json() -> impl Strategy<Value = Value> {
    odd().prop_recursive(4, 40, 6, |inner| {
        let keys =
            ["pages", "elements", "questions", "type", "name", "choices", "items", "triggers", "expression"];
        let entry = (prop::sample::select(keys.to_vec()), inner.clone());
        prop_oneof![
            prop::collection::vec(inner, 0..5).prop_map(Value::from),
            prop::collection::vec(entry, 0..6).prop_map(|entries| {
                Value::Object(
                    entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<Map<_, _>>(),
                )
            }),
        ]
    })
}

fn holds(definition: &Value) -> Result<(), TestCaseError> {
    if let Ok(imported) = convert(definition, "any") {
        for lang in ["en", "de", "pt-BR"] {
            let read = read::<Survey>(&imported.document, lang);
            prop_assert!(read.is_ok(), "{:?}\n{:#}", read.err(), imported.document);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn a_definition_that_was_tampered_with_gives_a_good_document_or_a_sentence(definition in mutated()) {
        holds(&definition)?;
    }

    #[test]
    fn any_json_gives_a_good_document_or_a_sentence(definition in any_json()) {
        holds(&definition)?;
    }
}
