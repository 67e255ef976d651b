//! Requests to be called back.

use rungs_model::document::Decode as _;
use rungs_model::{Receipt, Values};
use serde_json::{Value, json};

use super::{answer, in_path, in_query, problem};

pub(super) fn paths() -> Value {
    let id = in_path("id");
    let no_token = problem("no token");
    json!({
        "/v1/widgets/{id}/callbacks": { "post": {
            "summary": "Ask to be called back, where a survey offers a talk with an organiser",
            "description": "The values are given_name, channel (where there are several), phone, email or telegram as that needs, languages (several with commas between), when (any, morning, afternoon, evening, weekend; several with commas between), topic if there is one, and time_zone (IANA). The submission_id is one of its own: nothing leads from here to the answers.",
            "parameters": [id, { "name": "Idempotency-Key", "in": "header", "schema": { "type": "string", "format": "uuid" } }],
            "requestBody": { "required": true, "content": {
                "application/json": { "schema": { "$ref": "#/components/schemas/Submission" } },
                "application/x-www-form-urlencoded": { "schema": { "type": "object", "additionalProperties": { "type": "string" } } },
            } },
            "responses": {
                "201": answer("recorded; a replay looks the same", "application/json", json!({ "$ref": "#/components/schemas/CallbackConfirmation" })),
                "303": { "description": "a plain form: on to its page, or 422 with the form again" },
                "400": problem("not understood; detail names the place"),
                "404": problem("there is no such widget, or it offers no call back"),
                "410": problem("closed, and this was not taken before"),
                "413": problem("too large"),
                "415": problem("neither JSON nor a form"),
                "422": problem("fields need another look, or the id was used for another content or for a submission"),
                "429": problem("too many from this address; Retry-After says when"),
                "503": problem("the database does not answer; Retry-After says when"),
            },
        } },
        "/admin/callbacks": { "get": {
            "summary": "Who wants to be called back, open ones first by the time when they are due, a page at a time",
            "parameters": [in_query("widget", "those of this widget only"), in_query("after", "the next of the page before")],
            "security": [{ "admin": [] }],
            "responses": {
                "200": answer("a page of call-backs", "application/json", json!({ "$ref": "#/components/schemas/Callbacks" })),
                "400": problem("not understood"), "401": no_token, "404": problem("there is no such widget"),
            },
        } },
        "/admin/callbacks/{id}/done": { "post": {
            "summary": "Say that someone was called",
            "parameters": [id],
            "security": [{ "admin": [] }],
            "responses": { "204": { "description": "done" }, "401": no_token, "404": problem("there is no such call back"), "410": problem("it was withdrawn") },
        } },
    })
}

pub(super) fn schemas() -> Value {
    let time = json!({ "type": "string", "format": "date-time" });
    json!({
        "CallbackConfirmation": {
            "type": "object",
            "required": ["status", "receipt", "due_at"],
            "properties": { "status": { "const": "confirmed" }, "receipt": Receipt::schema(), "due_at": time },
        },
        "Callbacks": {
            "type": "object",
            "required": ["callbacks", "next"],
            "properties": {
                "callbacks": { "type": "array", "items": {
                    "type": "object",
                    "required": ["id", "widget", "created_at", "due_at", "done_at", "withdrawn_at", "locale", "test", "values"],
                    "properties": {
                        "id": { "type": "string", "format": "uuid" },
                        "widget": { "type": "string" },
                        "created_at": { "type": "string", "format": "date-time", "description": "of an anonymous survey only the day" },
                        "due_at": time,
                        "done_at": { "type": ["string", "null"], "format": "date-time" },
                        "withdrawn_at": { "type": ["string", "null"], "format": "date-time", "description": "there are no values then" },
                        "locale": { "type": "string" },
                        "test": { "type": "boolean" },
                        "values": Values::schema(),
                        "windows": { "type": "array", "description": "where their time zone is known: between which hours they may be reached, as they have it and as the organisers do", "items": {
                            "type": "object",
                            "required": ["when", "theirs", "ours"],
                            "properties": {
                                "when": { "type": "string" }, "theirs": { "type": "string" }, "ours": { "type": ["string", "null"] },
                            },
                        } },
                    },
                } },
                "next": { "type": ["string", "null"], "description": "the after of the next page; null at the end" },
            },
        },
    })
}
