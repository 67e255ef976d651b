//! Whatever a system answers, in a real browser: what a supporter is told of it, by each adapter. Nobody is told that
//! something is recorded of which that is not known.

use anyhow::Result;
use rungs_browser_tests::{Elsewhere, Say, World, journey};
use serde_json::{Value, json};

/// A kind of backend, and how its answers read.
struct Adapter {
    kind: &'static str,
    success: Say,
    /// What it says to who signs a second time.
    duplicate: Say,
    /// That the address is wrong, as it says so.
    refusal: Say,
    /// What comes of these three.
    outcomes: [&'static str; 3],
    /// What comes of a success in other words than its own, and in none.
    odd: &'static str,
}

fn adapter(kind: &'static str) -> Adapter {
    let described = json!([{ "description": "bad address", "properties": ["email"] }]);
    let resources = json!([{ "resource": "osdi:person", "error_descriptions": described }]);
    let (success, duplicate, refusal, outcomes, odd) = match kind {
        "action_network" => (
            Say::json(200, &json!({})),
            Say::json(200, &json!({})),
            Say::json(400, &json!({ "error": "no such petition" })),
            ["sent", "sent", "failed"],
            "failed",
        ),
        "osdi" => (
            Say::json(201, &json!({ "identifiers": ["x:1"] })),
            Say::json(200, &json!({})),
            Say::json(400, &json!({ "osdi:error": { "resource_status": resources } })),
            ["confirmed", "sent", "invalid"],
            "failed",
        ),
        "proca" => {
            let recorded =
                json!({ "data": { "addActionContact": { "contactRef": "r3f", "firstName": "G" } } });
            let error =
                json!([{ "message": "email: has invalid format", "path": ["addActionContact", "email"] }]);
            (
                Say::json(200, &recorded),
                Say::json(200, &recorded),
                Say::json(200, &json!({ "errors": error })),
                ["confirmed", "confirmed", "invalid"],
                "failed",
            )
        }
        "actionkit" => (
            Say::json(201, &json!({ "action_id": 21, "akid": ".3.x" })),
            Say::json(201, &json!({ "action_id": 22, "akid": ".3.x" })),
            Say::json(400, &json!({ "errors": { "email": ["Enter a valid address."] } })),
            ["confirmed", "confirmed", "invalid"],
            "failed",
        ),
        "rungs" => {
            let receipt = json!({ "submission_id": "0b8f9d5c-2f1e-4b0a-9d3f-000000000001", "recorded_at": "2026-11-30T00:00:00.000Z" });
            let recorded = json!({ "status": "confirmed", "receipt": receipt });
            (
                Say::json(201, &recorded),
                Say::json(200, &recorded),
                Say::json(422, &json!({ "status": 422, "errors": [{ "field": "email", "code": "email" }] })),
                ["confirmed", "confirmed", "invalid"],
                "failed",
            )
        }
        // Of these only the status says anything; nobody said that a success means that it is recorded.
        _ => (
            Say::Bytes(200, "text/html", b"<h1>Thanks".to_vec()),
            Say::Bytes(200, "text/html", b"<h1>Thanks".to_vec()),
            Say::json(422, &json!({ "errors": { "email": ["wrong"] } })),
            ["sent", "sent", "failed"],
            "sent",
        ),
    };
    Adapter { kind, success, duplicate, refusal, outcomes, odd }
}

impl Adapter {
    fn backend(&self, origin: &str, opaque: bool) -> Value {
        let mut backend = match self.kind {
            "rungs" => return json!(origin),
            "action_network" => json!({ "url": origin, "id": "a1", "email_consent": "updates" }),
            "osdi" => json!({ "url": format!("{origin}/helper"), "email_consent": "updates" }),
            "proca" => json!({ "url": format!("{origin}/api"), "action_page": 42, "counts": false }),
            "actionkit" => json!({ "url": origin, "page": "air", "counts": true,
                "map": { "consent.updates": "action_updates", "consent.public": "" } }),
            _ => json!({ "url": format!("{origin}/{}", self.kind) }),
        };
        backend["kind"] = json!(self.kind);
        if matches!(self.kind, "form" | "actionkit") {
            backend["cors"] = json!(!opaque);
        }
        backend
    }

    /// Every answer, and what comes of it.
    fn answers(&self) -> Vec<(Say, &'static str)> {
        let page = b"<!doctype html><h1>Welcome to the hotel's network</h1>".to_vec();
        let wrong =
            json!({ "data": 7, "action_id": [], "identifiers": 7, "status": 7, "receipt": [], "errors": 7 });
        // An object is all that these two ever say.
        let wrong_types = match self.kind {
            "action_network" | "osdi" => "sent",
            // It says that something is wrong, and not what.
            "actionkit" => "failed",
            _ => self.odd,
        };
        vec![
            (self.success.clone(), self.outcomes[0]),
            (self.duplicate.clone(), self.outcomes[1]),
            (self.refusal.clone(), self.outcomes[2]),
            (Say::Busy(3_600), "rate_limited"),
            (Say::Busy(-7), "rate_limited"),
            (Say::Bytes(200, "text/html", page), self.odd),
            (Say::Bytes(200, "application/json", vec![0xff, 0xfe, 0x80, b'{']), self.odd),
            (Say::json(200, &json!("x".repeat(10_000_000))), self.odd),
            (Say::json(200, &wrong), wrong_types),
            (Say::json(500, &json!({ "status": "confirmed", "action_id": 21 })), "failed"),
            (Say::Round, "unreachable"),
            (Say::Cut, "unreachable"),
        ]
    }
}

/// Signs, and waits for what comes of it.
async fn sign(world: &World, backend: &Value) -> Result<String> {
    let mut config = world.config();
    config["backend"] = backend.clone();
    // What fails is told at once, and leaves nothing behind for the next one.
    config["outbox"] = json!(false);
    config["refresh"] = json!(60);
    world.open(&config).await?;
    world.browser.ready().await?;
    world.fill("grace@example.org").await?;
    world.submit().await?;
    let outcome = "heard.find(({ type }) => type == 'rungs:outcome')?.detail.outcome";
    world.browser.until(outcome).await?;
    let heard = world.browser.script(&format!("return {outcome}")).await?;
    Ok(heard.as_str().unwrap_or_default().to_owned())
}

/// What is seen of an outcome.
async fn is_shown(world: &World, outcome: &str) -> Result<()> {
    let shown = match outcome {
        "confirmed" => "deep('.thanks-title')?.innerText == 'Thank you for signing'",
        "sent" => "deep('.thanks')?.innerText.includes('Your signature has been sent.')",
        "invalid" => "deep('[name=email]')?.getAttribute('aria-invalid') == 'true'",
        _ => "deep('#summary:not([hidden])') && deep('[name=email]').value == 'grace@example.org'",
    };
    world.browser.until(shown).await?;
    if outcome != "confirmed" {
        let said = "return deep('.thanks-title')?.innerText ?? ''";
        let said = world.browser.script(said).await?;
        assert_ne!(said, json!("Thank you for signing"), "{outcome}");
        assert!(!world.browser.text("#said").await?.contains("is recorded"), "{outcome}");
    }
    Ok(())
}

fn answers(kind: &'static str) {
    journey(|world| async move {
        // Who is to wait for a random while waits for none.
        world.browser.before_pages("Math.random = () => 0").await?;
        let adapter = adapter(kind);
        let elsewhere = Elsewhere::start(true, 200, &json!({})).await?;
        for (say, expected) in adapter.answers() {
            elsewhere.say(say.clone());
            let outcome = sign(&world, &adapter.backend(&elsewhere.origin, false)).await?;
            let said = || format!("{say:?}").chars().take(200).collect::<String>();
            assert_eq!(outcome, expected, "{kind}: {}", said());
            is_shown(&world, expected).await?;
        }
        // A site that may not read what is answered knows no more than whether it went.
        let unread = Elsewhere::start(false, 200, &json!({ "action_id": 21, "status": "confirmed" })).await?;
        let opaque = matches!(kind, "form" | "actionkit");
        let outcome = sign(&world, &adapter.backend(&unread.origin, true)).await?;
        assert_eq!(outcome, if opaque { "sent" } else { "unreachable" }, "{kind}: unread");
        is_shown(&world, &outcome).await?;
        // Nor is there a count that nobody can read.
        if opaque {
            assert_eq!(world.browser.script("return deep('.room, .count')").await?, Value::Null);
        }
        Ok(())
    });
}

#[test]
fn whatever_a_reference_backend_answers_is_told_as_what_it_is() {
    answers("rungs");
}

#[test]
fn whatever_action_network_answers_is_told_as_what_it_is() {
    answers("action_network");
}

#[test]
fn whatever_an_osdi_server_answers_is_told_as_what_it_is() {
    answers("osdi");
}

#[test]
fn whatever_proca_answers_is_told_as_what_it_is() {
    answers("proca");
}

#[test]
fn whatever_actionkit_answers_is_told_as_what_it_is() {
    answers("actionkit");
}

#[test]
fn whatever_a_form_answers_is_told_as_what_it_is() {
    answers("form");
}

#[test]
fn whatever_a_webhook_answers_is_told_as_what_it_is() {
    answers("webhook");
}
