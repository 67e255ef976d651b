//! What is still to be forwarded.

use serde_json::{Value, json};

use super::{answer, in_path, in_query, problem};

pub(super) fn paths() -> Value {
    let no_token = problem("no token");
    json!({
        "/admin/relay": { "get": {
            "summary": "How many submissions wait for each target, and those that are not tried any more by themselves, a page at a time",
            "parameters": [in_query("after", "the next of the page before")],
            "security": [{ "admin": [] }],
            "responses": {
                "200": answer("the queues", "application/json", json!({ "$ref": "#/components/schemas/Relay" })),
                "400": problem("not understood"), "401": no_token,
            },
        } },
        "/admin/relay/{id}": { "delete": {
            "summary": "Delete one of them: it is never forwarded",
            "parameters": [in_path("id")],
            "security": [{ "admin": [] }],
            "responses": { "204": { "description": "it is gone" }, "401": no_token, "404": problem("nothing was given up under this id") },
        } },
        "/admin/relay/{id}/retry": { "post": {
            "summary": "Have one of them tried again",
            "parameters": [in_path("id")],
            "security": [{ "admin": [] }],
            "responses": { "204": { "description": "it is due now" }, "401": no_token, "404": problem("nothing was given up under this id") },
        } },
        "/admin/relay/targets/{id}/retry": { "post": {
            "summary": "Have all that is not tried any more by itself of a target tried again, e.g. once its key is right",
            "parameters": [in_path("id")],
            "security": [{ "admin": [] }],
            "responses": {
                "200": answer("how many these are", "application/json", json!({
                    "type": "object", "required": ["retried"], "properties": { "retried": { "type": "integer" } },
                })),
                "401": no_token,
            },
        } },
    })
}

pub(super) fn schemas() -> Value {
    let time = json!({ "type": "string", "format": "date-time" });
    let text = json!({ "type": "string" });
    let number = json!({ "type": "integer" });
    json!({ "Relay": {
        "type": "object",
        "required": ["targets", "dead", "next"],
        "properties": {
            "targets": { "type": "array", "items": {
                "type": "object",
                "required": ["id", "waiting", "waitlisted", "dead", "oldest", "known"],
                "properties": {
                    "id": text, "waiting": number, "waitlisted": number, "dead": number, "known": { "type": "boolean" },
                    "oldest": { "type": ["string", "null"], "format": "date-time" },
                },
            } },
            "dead": { "type": "array", "items": {
                "type": "object",
                "required": ["id", "target", "widget", "submission", "added_at", "tries", "error"],
                "properties": {
                    "id": number, "target": text, "widget": text, "submission": text, "added_at": time, "tries": number,
                    "error": { "type": ["string", "null"] },
                },
            } },
            "next": { "type": ["integer", "null"] },
        },
    } })
}
