//! Emails that are still to be sent.

use serde_json::{Value, json};

use super::{answer, in_path, in_query, problem};

pub(super) fn paths() -> Value {
    let no_token = problem("no token");
    let none = problem("nothing was given up under this id");
    json!({
        "/admin/emails": { "get": {
            "summary": "How many emails wait, and those that are not tried any more by themselves, a page at a time",
            "parameters": [in_query("after", "the next of the page before")],
            "security": [{ "admin": [] }],
            "responses": {
                "200": answer("the queue", "application/json", json!({ "$ref": "#/components/schemas/Emails" })),
                "400": problem("not understood"), "401": no_token,
            },
        } },
        "/admin/emails/{id}": { "delete": {
            "summary": "Take one of them off the list: it is never sent",
            "parameters": [in_path("id")],
            "security": [{ "admin": [] }],
            "responses": { "204": { "description": "it is gone" }, "401": no_token, "404": none },
        } },
        "/admin/emails/{id}/retry": { "post": {
            "summary": "Have one of them tried again, if there is still a reason to send it",
            "parameters": [in_path("id")],
            "security": [{ "admin": [] }],
            "responses": { "204": { "description": "it is due now" }, "401": no_token, "404": none },
        } },
    })
}

pub(super) fn schemas() -> Value {
    let text = json!({ "type": "string" });
    let number = json!({ "type": "integer" });
    json!({ "Emails": {
        "type": "object",
        "required": ["sends", "waiting", "oldest", "given_up", "dead", "next"],
        "properties": {
            "sends": { "type": "boolean", "description": "whether this server sends any" },
            "waiting": number, "given_up": number,
            "oldest": { "type": ["string", "null"], "format": "date-time", "description": "since when the oldest waits" },
            "dead": { "type": "array", "items": {
                "type": "object",
                "required": ["id", "widget", "submission", "slot", "occasion", "added_at", "tries", "error"],
                "properties": {
                    "id": number, "widget": text, "submission": text, "slot": text,
                    "occasion": { "enum": ["day", "hour", "place"] },
                    "added_at": { "type": "string", "format": "date-time" }, "tries": number, "error": text,
                },
            } },
            "next": { "type": ["integer", "null"] },
        },
    } })
}
