use std::sync::Arc;

use rungs_model::document::{Problem, Reader};
use serde_json::{Map, Value};

use crate::other::KINDS;
use crate::{Backend, Other, Rungs};

/// Reads the `backend` of a config document: an address (a reference backend), the word
/// `preview`, or an object with a `kind`. Of another backend's object only the kind is read; see
/// [`Other::adapter`].
pub fn read(value: &Value) -> Result<Backend, Vec<Problem>> {
    let mut reader = Reader::within(PLACE);
    let backend = decode(value, &mut reader);
    let problems = reader.into_problems();
    match backend {
        Some(backend) if !problems.iter().any(Problem::is_error) => Ok(backend),
        _ => Err(problems),
    }
}

/// Everything that is wrong with the `backend` of a config document, or worth a look.
pub fn check(value: &Value) -> Vec<Problem> {
    match read(value) {
        Ok(Backend::Rungs(_)) => Vec::new(),
        Ok(Backend::Other(other)) => match other.adapter(&document(value)) {
            Ok((_, problems)) | Err(problems) => problems,
        },
        Err(problems) => problems,
    }
}

/// Where all of this stands in a config document.
pub(crate) const PLACE: &str = "backend";

/// A config document that says nothing but this of its backend.
pub(crate) fn document(backend: &Value) -> Arc<Value> {
    let mut map = Map::new();
    map.insert(PLACE.into(), backend.clone());
    Arc::new(Value::Object(map))
}

fn decode(value: &Value, reader: &mut Reader) -> Option<Backend> {
    let kind = match value {
        Value::Null => {
            reader.error("is missing; name an address, or \"preview\" while you are building");
            return None;
        }
        Value::String(text) if text == "preview" => value,
        Value::String(_) => return Some(Backend::Rungs(Rungs::at(value, reader))),
        value => value.get("kind").unwrap_or(&Value::Null),
    };
    match reader.choice(kind, &KINDS)? {
        0 => Some(Backend::Rungs(Rungs::decode(value, reader))),
        kind => Some(Backend::Other(Other::of(kind, value))),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn one_attribute_swaps_the_backend() {
        assert!(matches!(read(&json!("https://api.example.org")), Ok(Backend::Rungs(_))));
        assert!(matches!(read(&json!("preview")), Ok(Backend::Other(other)) if other.kind() == "preview"));
        assert!(matches!(read(&json!({ "kind": "rungs", "url": "https://a.org/" })), Ok(Backend::Rungs(_))));
    }

    #[test]
    fn a_backend_in_the_clear_is_refused_unless_it_is_this_machine() {
        for good in ["http://localhost:8787", "http://127.0.0.1:8787", "http://[::1]:1", "https://a.org/sub"]
        {
            assert!(read(&json!(good)).is_ok(), "{good}");
        }
        for bad in [
            "http://api.example.org",
            "ftp://a.org",
            "javascript:x",
            "//a.org",
            "",
            "http://localhost.evil.org",
        ] {
            let problems = read(&json!(bad)).unwrap_err();
            assert_eq!(problems[0].path, "backend", "{bad}");
            assert!(problems[0].message.contains("https"), "{problems:?}");
        }
    }

    #[test]
    fn a_wrong_kind_is_named_with_its_path() {
        let problems = read(&json!({ "kind": "rung" })).unwrap_err();
        assert!(problems[0].message.contains("did you mean \"rungs\""), "{problems:?}");
        let problems = read(&json!({ "kind": "rungs", "url": 5 })).unwrap_err();
        assert_eq!(problems[0].path, "backend.url");
        assert!(read(&Value::Null).unwrap_err()[0].message.contains("missing"));
    }

    proptest! {
        #[test]
        fn any_text_is_a_backend_or_an_error(text in "\\PC*") {
            let _ = read(&json!(text));
        }
    }
}
