//! Each adapter's requests, for each kind of widget, as text in `tests/golden/`.
//!
//! `RUNGS_GOLDEN=write cargo test -p rungs-backends --test golden` writes them anew; read the difference
//! before you commit it.

mod wire;

use std::path::Path;
use std::sync::Arc;

use rungs_backends::{Adapter, Backend, Response};
use rungs_model::Kind;
use serde_json::{Value, json};
use wire::{KINDS, adapter, conversation, submission, target, written};

/// Compares with `tests/golden/<name>.json`.
fn same(name: &str, found: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name).with_extension("json");
    let found = format!("{found:#}\n");
    if std::env::var_os("RUNGS_GOLDEN").is_some_and(|wish| wish == "write") {
        std::fs::write(&path, &found).unwrap();
    }
    let known = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert_eq!(found, known, "{name} is not what tests/golden has");
}

/// Every request to a backend that takes all of them.
fn requests(adapter: &dyn Adapter, kind: Kind, updates: &str) -> Value {
    let links = json!({ "_links": {
        "osdi:record_signature_helper": { "href": "https://osdi.example.org/petitions/1/sign" },
        "osdi:record_attendance_helper": { "href": "https://osdi.example.org/events/1/attend" },
        "osdi:record_submission_helper": { "href": "https://osdi.example.org/forms/1/submit" },
    }, "identifiers": ["action_network:1"] });
    let taken = || Response { status: 200, retry_after: None, body: links.clone() };
    let (sent, _) = conversation(adapter, &target(kind), &submission(kind, updates), |_| taken());
    sent.iter().map(written).collect()
}

fn compare(name: &str, adapter: &Arc<dyn Adapter>, kinds: &[Kind]) {
    for kind in kinds {
        for (updates, ending) in [("yes", ""), ("no", "-no")] {
            same(&[name, "-", kind.as_str(), ending].concat(), &requests(&**adapter, *kind, updates));
        }
    }
}

#[test]
fn the_reference_backend_is_sent_everything() {
    let Ok(Backend::Rungs(rungs)) = rungs_backends::read(&json!("https://api.example.org")) else { panic!() };
    for kind in KINDS {
        let request = rungs.submit(target(kind).widget, &submission(kind, "no"));
        same(&["rungs-", kind.as_str()].concat(), &written(&request));
    }
}

#[test]
fn action_network_is_told_a_no_before_the_action() {
    let config = json!({
        "kind": "action_network", "id": "a1b2", "email_consent": "updates", "sms_consent": "texts",
        "tags": ["volunteer"], "boxes": ["host"], "autoresponse": true,
        "map": { "union_branch": "branch", "utm_campaign": "utm_campaign", "why": "" },
    });
    compare("action_network", &adapter(&config), &KINDS);
}

#[test]
fn action_network_also_takes_forms_and_mere_people() {
    for action in ["forms", "people"] {
        let config = json!({ "kind": "action_network", "id": "a1b2", "action": action, "tell_no": "with_action", "email_consent": "updates" });
        compare(&["action_network_", action].concat(), &adapter(&config), &[Kind::Petition]);
    }
}

#[test]
fn an_osdi_server_is_asked_for_its_helper_or_told_at_once() {
    let linked = json!({ "kind": "osdi", "resource": "https://osdi.example.org/x/1", "email_consent": "updates", "tags": ["a"] });
    compare("osdi", &adapter(&linked), &KINDS);
    let direct = json!({ "kind": "osdi", "url": "https://osdi.example.org/h", "email_consent": "updates" });
    compare("osdi_direct", &adapter(&direct), &[Kind::Petition]);
}

#[test]
fn proca_gets_a_contact_with_its_consent() {
    let config = json!({ "kind": "proca", "action_page": 42, "email_consent": "updates", "map": { "union_branch": "branch" } });
    compare("proca", &adapter(&config), &KINDS);
}

#[test]
fn actionkit_gets_flat_fields_with_and_without_cors() {
    let map =
        json!({ "union_branch": "action_branch", "consent.updates": "action_updates", "consent.texts": "" });
    let config =
        json!({ "kind": "actionkit", "url": "https://act.example.org/", "page": "clean-air", "map": map });
    compare("actionkit", &adapter(&config), &KINDS);
    let opaque = json!({ "kind": "actionkit", "url": "https://act.example.org", "page": "clean-air", "cors": false, "map": map });
    compare("actionkit_opaque", &adapter(&opaque), &[Kind::Petition]);
}

#[test]
fn a_form_is_posted_as_a_browser_would() {
    let config = json!({ "kind": "form", "url": "https://crm.example.org/form/", "with": { "form_id": "12" },
        "map": { "given_name": "FNAME", "email": "EMAIL", "referrer_host": "" } });
    compare("form", &adapter(&config), &KINDS);
}

#[test]
fn a_webhook_gets_the_submission_or_a_template() {
    let config = json!({ "kind": "webhook", "url": "https://hooks.example.org/1" });
    compare("webhook", &adapter(&config), &KINDS);
    let template = json!({ "text": "{{given_name}} {{ family_name }} signed {{widget}} ({{nothing}})", "yes": "{{consent.updates}}",
        "all": [1, true, null, { "from": "{{utm_medium}}" }] });
    let config = json!({ "kind": "webhook", "url": "https://hooks.example.org/1", "template": template });
    compare("webhook_template", &adapter(&config), &[Kind::Petition]);
}

#[test]
fn a_relay_sends_its_secrets_in_headers() {
    let relayed = |config: Value| rungs_backends::relay::read(&config).unwrap().0;
    let keyed = json!({ "kind": "action_network", "key": "k3y", "id": "a1b2", "email_consent": "updates",
        "map": { "utm_campaign": "campaign", "referrer_host": "came_from" } });
    compare("relay_action_network", &relayed(keyed), &KINDS);
    let mobilize = json!({ "kind": "mobilize", "key": "k3y", "organization": 7, "event": 9,
        "timeslots": { "assembly": "812" }, "sms_consent": "texts" });
    compare("relay_mobilize", &relayed(mobilize), &[Kind::Rsvp]);
    let nation = json!({ "kind": "nationbuilder", "token": "t0k", "url": "https://n.nationbuilder.com",
        "email_consent": "updates", "sms_consent": "texts",
        "map": { "union_branch": "employer", "source": "first_source", "referrer": "recruiter", "utm_campaign": "campaign" } });
    compare("relay_nationbuilder", &relayed(nation), &KINDS);
    let signed = json!({ "kind": "webhook", "secret": "s3c", "url": "https://hooks.example.org/1" });
    compare("relay_webhook", &relayed(signed), &[Kind::Petition]);
}
