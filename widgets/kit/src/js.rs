//! JSON between JavaScript and Rust.
//!
//! Written by hand: the browser parses and prints JSON, so only the walk over the result
//! is ours, at a fraction of the weight of a serializer.

use js_sys::{Array, Object, Reflect};
use rungs_model::Values;
use rungs_model::document::Problem;
use serde_json::{Map, Number, Value};
use wasm_bindgen::{JsCast, JsValue};

/// Deeper than any document of ours; keeps a hostile one from exhausting the stack.
const DEEPEST: u8 = 32;

/// Reads a plain JavaScript value; `None` where JSON has no such value.
pub fn read(value: &JsValue) -> Option<Value> {
    walk(value, DEEPEST)
}

fn walk(value: &JsValue, depth: u8) -> Option<Value> {
    let depth = depth.checked_sub(1)?;
    if value.is_null() || value.is_undefined() {
        Some(Value::Null)
    } else if let Some(text) = value.as_string() {
        Some(Value::String(text))
    } else if let Some(truth) = value.as_bool() {
        Some(Value::Bool(truth))
    } else if let Some(number) = value.as_f64() {
        Number::from_f64(number).map(Value::Number)
    } else if let Some(array) = value.dyn_ref::<Array>() {
        array.iter().map(|item| walk(&item, depth)).collect::<Option<_>>().map(Value::Array)
    } else {
        let object = value.dyn_ref::<Object>()?;
        let mut map = Map::new();
        for key in Object::keys(object).iter() {
            let item = Reflect::get(object, &key).ok()?;
            map.insert(key.as_string()?, walk(&item, depth)?);
        }
        Some(Value::Object(map))
    }
}

/// Reads JSON.
pub(crate) fn parse(text: &str) -> Option<Value> {
    read(&js_sys::JSON::parse(text).ok()?)
}

/// Writes JSON.
pub(crate) fn print(value: &Value) -> Option<String> {
    js_sys::JSON::stringify(&write(value)).ok().map(String::from)
}

/// Pairs of name and value, from an array of them or a `FormData`.
pub fn pairs(list: &JsValue) -> Values {
    let pair = |pair: JsValue| {
        let pair: Array = pair.dyn_into().ok()?;
        Some((pair.get(0).as_string()?, pair.get(1).as_string()?))
    };
    Array::from(list).iter().filter_map(pair).collect()
}

/// Makes a plain object of a few keys.
pub fn object(pairs: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (key, value) in pairs {
        put(&object, key, value);
    }
    object
}

/// Makes a plain object of a few texts.
pub fn texts(pairs: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (key, value) in pairs {
        put(&object, key, &(*value).into());
    }
    object
}

/// What is wrong with a document, as a list of `{ path, message }`.
pub fn problems(problems: &[Problem]) -> Array {
    let plain = |problem: &Problem| texts(&[("path", &problem.path), ("message", &problem.message)]);
    problems.iter().map(plain).collect()
}

fn put(object: &Object, key: &str, value: &JsValue) {
    // Setting a property of a fresh object cannot fail.
    let _ = Reflect::set(object, &key.into(), value);
}

/// Makes a plain JavaScript value.
pub fn write(value: &Value) -> JsValue {
    match value {
        Value::Null => JsValue::NULL,
        Value::Bool(truth) => (*truth).into(),
        Value::Number(number) => number.as_f64().unwrap_or_default().into(),
        Value::String(text) => text.into(),
        Value::Array(items) => items.iter().map(write).collect::<Array>().into(),
        Value::Object(map) => {
            let object = Object::new();
            for (key, item) in map {
                put(&object, key, &write(item));
            }
            object.into()
        }
    }
}
