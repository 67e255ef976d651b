//! Proca's requests are valid by its schema.

mod wire;

use apollo_compiler::request::coerce_variable_values;
use apollo_compiler::response::JsonMap;
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Schema};
use rungs_backends::{Body, Call, Request, Response};
use rungs_model::{Kind, Submission};
use serde_json::{Value, json};
use wire::{KINDS, conversation, submission, target};

fn schema() -> Valid<Schema> {
    Schema::parse_and_validate(include_str!("proca_schema.graphql"), "proca_schema.graphql").unwrap()
}

/// Reads the query and its variables as the server does.
fn accept(schema: &Valid<Schema>, query: &str, variables: &Value) -> Result<(), String> {
    let document =
        ExecutableDocument::parse_and_validate(schema, query, "query").map_err(|found| found.to_string())?;
    let operation = document.operations.get(None).map_err(|error| format!("{error:?}"))?;
    let variables: JsonMap = serde_json::from_value(variables.clone()).map_err(|error| error.to_string())?;
    coerce_variable_values(schema, operation, &variables).map(drop).map_err(|error| format!("{error:?}"))
}

fn sent(config: &Value, kind: Kind, submission: &Submission) -> Value {
    let answer = |_: &Request| Response::default();
    let (sent, _) = conversation(&*wire::adapter(config), &target(kind), submission, answer);
    match &sent[0].body {
        Body::Json(body) => body.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_request_is_valid_by_the_schema() {
    let schema = schema();
    let full =
        json!({ "kind": "proca", "action_page": 42, "email_consent": "updates", "lead_consent": "texts" });
    let bare = json!({ "kind": "proca", "action_page": 1 });
    for config in [full, bare] {
        for kind in KINDS {
            let whole = submission(kind, "no");
            let mut nobody = whole.clone();
            for name in ["given_name", "email"] {
                nobody.values.set(name, String::new());
            }
            (nobody.source, nobody.referrer, nobody.page) = (None, None, None);
            for submission in [whole, nobody] {
                let body = sent(&config, kind, &submission);
                accept(&schema, body["query"].as_str().unwrap(), &body["variables"]).unwrap();
            }
        }
    }
}

#[test]
fn what_the_schema_does_not_have_would_be_found() {
    let schema = schema();
    let config = json!({ "kind": "proca", "action_page": 42 });
    let mut body = sent(&config, Kind::Petition, &submission(Kind::Petition, "yes"));
    let query = body["query"].as_str().unwrap().to_owned();
    assert!(accept(&schema, &query.replace("firstName", "givenName"), &body["variables"]).is_err());
    body["variables"]["contact"]["given_name"] = json!("Ada");
    assert!(accept(&schema, &query, &body["variables"]).is_err());
    let tracking = body["variables"]["tracking"].clone();
    body["variables"]["contact"].as_object_mut().unwrap().remove("given_name");
    body["variables"]["tracking"].as_object_mut().unwrap().remove("medium");
    assert!(accept(&schema, &query, &body["variables"]).is_err(), "{tracking}");
}

#[test]
fn the_count_is_asked_by_a_valid_query_in_the_address() {
    let adapter = wire::adapter(&json!({ "kind": "proca", "action_page": 42 }));
    let Call::Send(request) = adapter.state() else { panic!("no count") };
    let (_, query) = request.url.split_once('?').unwrap();
    let decode = |text: &str| {
        let pairs = reqwest::Url::parse(&format!("https://a.org/?{text}")).unwrap();
        pairs.query_pairs().into_owned().collect::<std::collections::HashMap<_, _>>()
    };
    let pairs = decode(query);
    accept(&schema(), &pairs["query"], &serde_json::from_str(&pairs["variables"]).unwrap()).unwrap();
}

#[test]
fn consents_are_said_as_they_were_answered_and_left_out_where_not_asked() {
    let privacy = |config: Value, updates| {
        sent(&config, Kind::Petition, &submission(Kind::Petition, updates))["variables"]["privacy"].clone()
    };
    let config =
        json!({ "kind": "proca", "action_page": 42, "email_consent": "updates", "lead_consent": "nothing" });
    assert_eq!(privacy(config.clone(), "yes"), json!({ "optIn": true }));
    assert_eq!(privacy(config, "no"), json!({ "optIn": false }));
    assert_eq!(privacy(json!({ "kind": "proca", "action_page": 42 }), "yes"), json!({}));
}

#[test]
fn custom_fields_are_a_string_of_json_and_tests_are_marked() {
    let config = json!({ "kind": "proca", "action_page": 42, "map": { "union_branch": "branch" } });
    let mut own = submission(Kind::Petition, "yes");
    own.test = true;
    let action = sent(&config, Kind::Petition, &own)["variables"]["action"].clone();
    let fields: Value = serde_json::from_str(action["customFields"].as_str().unwrap()).unwrap();
    assert_eq!(fields, json!({ "comment": "For my children.\n\"Now\"", "branch": "Nord & Süd" }));
    assert_eq!((&action["testing"], &action["actionType"]), (&json!(true), &json!("petition")));
}

#[test]
fn only_a_link_that_accepted_says_that_the_action_counts() {
    let returned = |double_opt_in: bool, pairs: &[(&str, &str)]| {
        let config = json!({ "kind": "proca", "action_page": 42, "double_opt_in": double_opt_in });
        let pairs = pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        wire::adapter(&config).returned(&pairs.collect())
    };
    let accepted = [("utm_source", "mail"), ("proca_confirm", "accept"), ("proca_doi", "1")];
    let confirmed = Some("proca_");
    assert_eq!(returned(true, &accepted), confirmed);
    assert_eq!(returned(true, &accepted[..2]), confirmed);
    // A page whose people do not confirm sends no such email: someone made this address up.
    assert_eq!(returned(false, &accepted), None);
    assert_eq!(returned(true, &accepted[2..]), None, "they may be written to, and that is all");
    assert_eq!(returned(true, &[("proca_confirm", "reject")]), None);
    assert_eq!(returned(true, &[]), None);
}

#[test]
fn whoever_is_unknown_has_the_same_reference_at_every_try() {
    let config = json!({ "kind": "proca", "action_page": 42 });
    let mut own = submission(Kind::Survey, "yes");
    own.values.set("email", String::new());
    let (first, again) = (sent(&config, Kind::Survey, &own), sent(&config, Kind::Survey, &own));
    let reference = first["variables"]["contactRef"].as_str().unwrap();
    assert_eq!(first, again);
    // 32 bytes in base64url, as Proca writes its fingerprints.
    assert_eq!(reference.len(), 43);
    assert!(reference.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')));
}
