//! The API, described for machines (`OpenAPI` 3.1).

use axum::routing::get;
use axum::{Json, Router};
use rungs_model::document::Decode;
use rungs_model::{Petition, State, Submission};
use serde_json::{Value, json};

use crate::app::App;

pub(super) fn router() -> Router<App> {
    Router::new().route("/openapi.json", get(document))
}

async fn document() -> Json<Value> {
    Json(describe())
}

fn describe() -> Value {
    let id = json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } });
    let answer = |description: &str, media: &str, schema: Value| json!({ "description": description, "content": { media: { "schema": schema } } });
    let problem = |description: &str| {
        answer(description, "application/problem+json", json!({ "$ref": "#/components/schemas/Problem" }))
    };
    let get = |summary: &str, parameters: Value, responses: Value| json!({ "get": { "summary": summary, "parameters": parameters, "responses": responses } });
    let admin = |method: &str, summary: &str, parameters: Value, responses: Value| json!({ method: { "summary": summary, "parameters": parameters, "responses": responses, "security": [{ "admin": [] }] } });
    let unknown = problem("there is no such widget");
    let html = |description: &str| answer(description, "text/html", json!({ "type": "string" }));
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
            "/v1/widgets/{id}": get("The config document, with its state", json!([id]), json!({ "200": answer("a petition", "application/json", json!({ "$ref": "#/components/schemas/Petition" })), "404": unknown })),
            "/v1/widgets/{id}/state": get("Count and latest signers who agreed to be shown", json!([id]), json!({ "200": answer("the state", "application/json", json!({ "$ref": "#/components/schemas/State" })), "304": { "description": "as in If-None-Match" }, "404": unknown })),
            "/v1/widgets/{id}/submissions": { "post": {
                "summary": "Sign",
                "parameters": [id, { "name": "Idempotency-Key", "in": "header", "schema": { "type": "string", "format": "uuid" } }],
                "requestBody": { "required": true, "content": {
                    "application/json": { "schema": { "$ref": "#/components/schemas/Submission" } },
                    "application/x-www-form-urlencoded": { "schema": { "type": "object", "additionalProperties": { "type": "string" } } },
                } },
                "responses": {
                    "201": answer("recorded; a replay and a repeat look the same", "application/json", json!({ "$ref": "#/components/schemas/Confirmation" })),
                    "303": { "description": "a plain form was recorded: on to the thank-you page" },
                    "400": problem("not understood; detail names the place"),
                    "404": unknown,
                    "410": problem("closed"),
                    "413": problem("too large"),
                    "415": problem("neither JSON nor urlencoded"),
                    "422": problem("fields need another look, or the id was used for another content"),
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
            "/admin/people/erase": admin("post", "Erase a person by email or phone", json!([]), json!({ "200": answer("how many submissions were emptied", "application/json", json!({ "type": "object", "properties": { "erased": { "type": "integer" } } })), "400": problem("nobody named"), "401": problem("no token") })),
        },
        "components": {
            "securitySchemes": { "admin": { "type": "http", "scheme": "bearer" } },
            "schemas": {
                "Petition": Petition::schema(),
                "State": State::schema(),
                "Submission": Submission::schema(),
                "Confirmation": {
                    "type": "object",
                    "required": ["status", "receipt"],
                    "properties": { "status": { "const": "confirmed" }, "receipt": rungs_model::Receipt::schema() },
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
