//! The API, described for machines (`OpenAPI` 3.1).

mod answers;
mod callbacks;
mod emails;
mod events;
mod ladder;
mod managing;
mod offers;
mod relay;
mod requests;

use axum::routing::get;
use axum::{Json, Router};
use rungs_model::document::Decode;
use rungs_model::rsvp::{Places, Rsvp, Standing};
use rungs_model::survey::{Published, Survey};
use rungs_model::{Petition, State, Submission};
use serde_json::{Value, json};

use crate::app::App;

pub(super) fn router() -> Router<App> {
    Router::new().route("/openapi.json", get(document))
}

async fn document() -> Json<Value> {
    Json(describe())
}

fn in_path(name: &str) -> Value {
    json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } })
}

fn answer(description: &str, media: &str, schema: Value) -> Value {
    let mut content = json!({ media: {} });
    content[media]["schema"] = schema;
    json!({ "description": description, "content": content })
}

fn problem(description: &str) -> Value {
    answer(description, "application/problem+json", json!({ "$ref": "#/components/schemas/Problem" }))
}

fn in_query(name: &str, description: &str) -> Value {
    json!({ "name": name, "in": "query", "description": description, "schema": { "type": "string" } })
}

fn calendar() -> Value {
    answer("a calendar (RFC 5545)", "text/calendar", json!({ "type": "string" }))
}

fn html(description: &str) -> Value {
    answer(description, "text/html", json!({ "type": "string" }))
}

fn describe() -> Value {
    let mut api = all_but_managing();
    let own = [
        managing::paths(),
        requests::paths(),
        answers::partial(),
        answers::open(),
        events::paths(),
        callbacks::paths(),
        ladder::paths(),
        offers::paths(),
        relay::paths(),
        emails::paths(),
    ];
    for more in own {
        extend(&mut api["paths"], more);
    }
    let own =
        [callbacks::schemas(), ladder::schemas(), offers::schemas(), relay::schemas(), emails::schemas()];
    for more in own {
        extend(&mut api["components"]["schemas"], more);
    }
    api
}

fn extend(object: &mut Value, more: Value) {
    if let (Some(object), Value::Object(more)) = (object.as_object_mut(), more) {
        object.extend(more);
    }
}

fn all_but_managing() -> Value {
    let id = in_path("id");
    let get = |summary: &str, parameters: Value, responses: Value| json!({ "get": { "summary": summary, "parameters": parameters, "responses": responses } });
    let admin = |method: &str, summary: &str, parameters: Value, responses: Value| json!({ method: { "summary": summary, "parameters": parameters, "responses": responses, "security": [{ "admin": [] }] } });
    let unknown = problem("there is no such widget");
    let done = json!({ "204": { "description": "done" }, "401": problem("no token"), "404": problem("there is no such submission") });
    let changed = json!({ "200": answer("the new version", "application/json", json!({ "type": "object" })), "401": problem("no token"), "404": unknown });
    json!({
        "openapi": "3.1.0",
        "info": { "title": "The Rungs reference backend", "version": env!("CARGO_PKG_VERSION") },
        "paths": {
            "/healthz": get("Whether the server and its database answer", json!([]), json!({ "200": answer("well", "application/json", json!({ "type": "object" })), "503": problem("unwell") })),
            "/openapi.json": get("This document", json!([]), json!({ "200": answer("OpenAPI 3.1", "application/json", json!({ "type": "object" })) })),
            "/embed/page.css": get("The stylesheet of hosted pages", json!([]), json!({ "200": answer("CSS", "text/css", json!({ "type": "string" })) })),
            "/embed/{id}": get("The hosted page, which works without script", json!([id]), json!({ "200": html("a page"), "404": unknown })),
            "/v1/widgets/{id}": get("The config document, with its state", json!([id]), json!({ "200": answer("a petition, a survey, events or a ladder, without what only those who come may learn", "application/json", json!({ "anyOf": [{ "$ref": "#/components/schemas/Petition" }, { "$ref": "#/components/schemas/Survey" }, { "$ref": "#/components/schemas/Rsvp" }, { "$ref": "#/components/schemas/Ladder" }] })), "404": unknown })),
            "/v1/widgets/{id}/state": get("Count, latest signers who agreed to be shown, and how full events are", json!([id]), json!({ "200": answer("the state", "application/json", json!({ "$ref": "#/components/schemas/State" })), "304": { "description": "as in If-None-Match" }, "404": unknown })),
            "/v1/widgets/{id}/results": get("Results of a survey, where and as far as they are shown", json!([id]), json!({ "200": answer("the results", "application/json", json!({ "$ref": "#/components/schemas/Results" })), "304": { "description": "as in If-None-Match" }, "404": problem("there is no such widget, or it shows no results") })),
            "/v1/widgets/{id}/submissions": { "post": {
                "summary": "Sign, answer a survey, or say what one comes to",
                "parameters": [id, { "name": "Idempotency-Key", "in": "header", "schema": { "type": "string", "format": "uuid" } }],
                "requestBody": { "required": true, "content": {
                    "application/json": { "schema": { "$ref": "#/components/schemas/Submission" } },
                    "application/x-www-form-urlencoded": { "schema": { "type": "object", "additionalProperties": { "type": "string" } } },
                } },
                "responses": {
                    "200": answer("the survey ended early: nothing is stored", "application/json", json!({ "type": "object", "required": ["status", "end"], "properties": { "status": { "const": "not_stored" }, "end": { "type": "string" } } })),
                    "201": answer("recorded; a replay and a repeat look the same", "application/json", json!({ "$ref": "#/components/schemas/Confirmation" })),
                    "303": { "description": "a plain form was recorded: on to the thank-you page, or to how someone stands who answered an invitation" },
                    "400": problem("not understood; detail names the place"),
                    "404": unknown,
                    "410": problem("closed, and this was not recorded before"),
                    "413": problem("too large"),
                    "415": problem("neither JSON nor urlencoded"),
                    "422": problem("fields need another look, there is no place left (full), or the id was used for another content"),
                    "429": problem("too many from this address; Retry-After says when"),
                    "503": problem("busy; Retry-After says when"),
                },
            } },
            "/admin/widgets": admin("get", "Every widget with its figures", json!([]), json!({ "200": answer("widgets", "application/json", json!({ "type": "object" })), "401": problem("no token") })),
            "/admin/widgets/{id}": admin("put", "Add a version of a config document", json!([id]), json!({ "200": answer("the new version, with warnings", "application/json", json!({ "type": "object" })), "400": problem("what is wrong, with paths"), "401": problem("no token") })),
            "/admin/widgets/{id}/close": admin("post", "Take no more signatures", json!([id]), changed.clone()),
            "/admin/widgets/{id}/open": admin("post", "Take signatures again", json!([id]), changed.clone()),
            "/admin/widgets/{id}/submissions.csv": admin("get", "Every submission as CSV", json!([id]), json!({ "200": answer("CSV", "text/csv", json!({ "type": "string" })), "401": problem("no token"), "404": unknown })),
            "/admin/widgets/{id}/submissions.jsonl": admin("get", "Every submission, a JSON object a line", json!([id]), json!({ "200": answer("JSON Lines", "application/jsonl", json!({ "type": "string" })), "401": problem("no token"), "404": unknown })),
            "/admin/submissions/{id}/hide-comment": admin("post", "Hide a comment", json!([id]), done.clone()),
            "/admin/submissions/{id}/show-comment": admin("post", "Show a hidden comment", json!([id]), done.clone()),
            "/admin/people/erase": admin("post", "Erase a person by email, by phone, by their name at Telegram (`telegram`) or by several of these", json!([]), json!({ "200": answer("how many submissions were emptied", "application/json", json!({ "type": "object", "properties": { "erased": { "type": "integer" }, "partials": { "type": "integer", "description": "answers that were not sent to the end" }, "callbacks": { "type": "integer", "description": "requests to be called back, which are known by email address, by phone number or by name at Telegram" } } })), "400": problem("nobody named"), "401": problem("no token") })),
        },
        "components": {
            "securitySchemes": {
                "admin": { "type": "http", "scheme": "bearer" },
                "climber": { "type": "http", "scheme": "bearer", "description": "the token that was given when progress began to be kept" },
                "manage": { "type": "http", "scheme": "bearer", "description": "the last segment of the manage_url of a receipt" },
            },
            "schemas": {
                "Petition": Petition::schema(),
                "Survey": Survey::schema(),
                "Rsvp": Rsvp::schema(),
                "Results": Published::schema(),
                "State": { "allOf": [State::schema(), { "properties": { "rsvp": Places::schema() } }] },
                "Submission": Submission::schema(),
                "Partial": super::partials::schema(),
                "Kept": {
                    "type": "object",
                    "required": ["status"],
                    "properties": { "status": { "enum": ["kept", "submitted", "not_stored", "deleted"] }, "revision": { "type": "integer" } },
                },
                "Confirmation": {
                    "type": "object",
                    "required": ["status", "receipt"],
                    "properties": {
                        "status": { "enum": ["confirmed", "waitlisted"] },
                        "position": { "type": "integer", "minimum": 1, "description": "the foremost place in a line, where waitlisted" },
                        "receipt": { "allOf": [rungs_model::Receipt::schema(), { "properties": { "rsvp": Standing::schema() } }] },
                    },
                },
                "Agreed": {
                    "type": "object",
                    "required": ["submission_id", "consents"],
                    "properties": { "submission_id": { "type": "string", "format": "uuid" }, "consents": { "type": "array", "items": {
                        "type": "object",
                        "required": ["id", "answer", "at"],
                        "properties": { "id": { "type": "string" }, "answer": rungs_model::Answer::schema(), "at": { "type": "string", "format": "date-time" } },
                    } },
                        "values": { "type": "object", "additionalProperties": { "type": "string" }, "description": "of an answer to invitations: every control as it holds now" },
                        "rsvp": Standing::schema(), "superseded": { "const": true, "description": "this change was not made, for one that came before has taken its place" },
                    },
                },
                "Problem": {
                    "type": "object",
                    "required": ["type", "title", "status", "detail"],
                    "properties": {
                        "type": { "type": "string" }, "title": { "type": "string" }, "status": { "type": "integer" }, "detail": { "type": "string" },
                        "errors": { "type": "array", "items": { "type": "object", "required": ["field", "code"], "properties": {
                            "field": { "type": "string" }, "code": { "type": "string" }, "limit": { "type": "string" } } } },
                    },
                },
            },
        },
    })
}
