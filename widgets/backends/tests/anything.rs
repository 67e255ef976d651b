//! Whatever comes in, there is an outcome: never a panic, never a loop.

#[path = "wire/anything.rs"]
mod anything;

use anything::{adapters, answer, answer_of, config, config_of, filled, submission, submission_of, words};
use proptest::prelude::*;
use rungs_backends::{Call, Response, Target};
use rungs_model::{Kind, Values};
use serde_json::{Map, Value, json};

fn any_json() -> impl Strategy<Value = Value> {
    let some = ["form", "/data/email", "yes"].map(str::to_owned);
    let texts = proptest::sample::select([&some[..], &words()].concat());
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<u32>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        texts.prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 64, 6, |inner| {
        let key = proptest::sample::select(words());
        let pairs = proptest::collection::vec((key, inner.clone()), 0..6);
        let object = pairs.prop_map(|pairs| Value::Object(pairs.into_iter().collect::<Map<_, _>>()));
        prop_oneof![proptest::collection::vec(inner, 0..5).prop_map(Value::Array), object.clone(), object]
    })
}

proptest! {
    #[test]
    fn any_answer_is_an_outcome(status in prop_oneof![Just(200_u16), Just(201), Just(400), Just(422), 0..1000_u16],
        retry_after in any::<Option<u32>>(), body in any_json()) {
        answer(&Response { status, retry_after, body });
    }

    #[test]
    fn any_bytes_are_an_outcome(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        answer_of(&bytes);
        config_of(&bytes);
        submission_of(&bytes);
    }

    #[test]
    fn any_config_is_understood_or_named_wrong(value in any_json()) {
        config(&value);
    }

    #[test]
    fn any_entry_makes_requests_that_go_where_they_should(
        pairs in proptest::collection::vec(("[a-z_.]{1,12}|rsvp\\.[a-z]{1,3}|email|given_name|phone", "\\PC{0,20}"), 0..8),
        source in proptest::option::of("\\PC{0,20}"),
        locale in "\\PC{0,8}",
    ) {
        let mut own = filled();
        own.values = pairs.into_iter().collect::<Values>();
        (own.source, own.locale) = (source, locale);
        submission(&own);
    }
}

/// Every kind has a real request to be fed, so that the above looks at more than refusals.
#[test]
fn every_adapter_but_the_preview_would_send() {
    let to = Target::new("w", Kind::Rsvp);
    for (index, adapter) in adapters().iter().enumerate().skip(1) {
        assert!(matches!(adapter.submit(&to, &filled()), Call::Send(_)), "{index}");
    }
    let found = serde_json::to_vec(&json!({ "kind": "proca" })).unwrap();
    config_of(&found);
}
