use serde_json::{Value, json};

use super::{calendar, in_path, in_query, problem};

/// Calendars, and who comes.
pub(super) fn paths() -> Value {
    let (id, submission) = (in_path("id"), in_path("submission"));
    let (event, slot) =
        (in_query("event", "of the event of this id"), in_query("slot", "of the occurrence of this key"));
    let needs = in_query("needs", "yes: with what people need, which may tell about their health");
    let list = |media: &str| {
        json!({ "get": {
            "summary": "Who answered to what, and what came of it",
            "parameters": [id, slot, needs],
            "security": [{ "admin": [] }],
            "responses": {
                "200": super::answer("a row per answer to an occurrence", media, json!({ "type": "string" })),
                "401": problem("no token"),
                "404": problem("there is no such widget"),
            },
        } })
    };
    let mark = |summary: &str| {
        json!({ "post": {
            "summary": summary,
            "parameters": [id, submission, slot],
            "security": [{ "admin": [] }],
            "responses": {
                "204": { "description": "done" },
                "400": problem("no slot named"),
                "401": problem("no token"),
                "404": problem("they have not answered to that"),
            },
        } })
    };
    let feed = |summary: &str, parameters: Value| {
        json!({ "get": {
            "summary": summary,
            "parameters": parameters,
            "responses": {
                "200": calendar(),
                "304": { "description": "as in If-None-Match" },
                "404": problem("there are no such events"),
            },
        } })
    };
    json!({
        "/v1/campaigns/{id}/events.ics": feed("All events of a campaign, for calendar programs to subscribe to", json!([id])),
        "/v1/widgets/{id}/events.ics": feed("The events of a widget, or one of them", json!([id, event, slot])),
        "/admin/widgets/{id}/attendees.csv": list("text/csv"),
        "/admin/widgets/{id}/attendees.jsonl": list("application/jsonl"),
        "/admin/widgets/{id}/attendees/{submission}/check-in": mark("Mark that someone is there"),
        "/admin/widgets/{id}/attendees/{submission}/check-out": mark("Take that mark back"),
    })
}
