//! What the link in the receipt of a call-back or an offer leads to.

use serde_json::{Map, Value, json};

use super::{answer, html, in_path, in_query, problem};

pub(super) fn paths() -> Value {
    let both = [("callbacks", "a call that was asked for"), ("offers", "an offer")];
    both.into_iter().flat_map(|(name, what)| of(name, what)).collect::<Map<String, Value>>().into()
}

fn of(name: &str, what: &str) -> [(String, Value); 3] {
    let token = in_path("id");
    let nowhere = problem("the link leads nowhere");
    let too_many = problem("too many from this address; Retry-After says when");
    let page = json!({
        "get": {
            "summary": format!("The page of {what}, to take it back: the manage_url of its receipt, whose last segment is the token"),
            "parameters": [token, in_query("thanks", "after a plain form: without a button, so that it may be framed")],
            "responses": { "200": html("a page"), "404": nowhere },
        },
        "post": {
            "summary": "Press the page's button",
            "parameters": [token],
            "responses": { "303": { "description": "taken back: back to the page" }, "404": nowhere, "429": too_many },
        },
    });
    let withdraw = json!({ "post": {
        "summary": format!("Take {what} back: what was entered is deleted, and staff see that it was withdrawn. Again is answered the same"),
        "parameters": [token],
        "security": [{ "manage": [] }],
        "responses": {
            "200": answer("withdrawn", "application/json", json!({
                "type": "object",
                "required": ["status", "withdrawn_at"],
                "properties": { "status": { "const": "withdrawn" }, "withdrawn_at": { "type": "string", "format": "date-time" } },
            })),
            "404": problem("there is none, or the token does not belong to it"),
            "429": too_many,
        },
    } });
    let state = json!({ "get": {
        "summary": format!("How {what} stands, for whoever made it"),
        "parameters": [token],
        "security": [{ "manage": [] }],
        "responses": {
            "200": answer("how it stands", "application/json", json!({
                "type": "object",
                "required": ["status", "due_at"],
                "properties": {
                    "status": { "enum": ["pending", "done", "declined", "withdrawn"] },
                    "due_at": { "type": "string", "format": "date-time", "description": "when staff will have been in touch" },
                },
            })),
            "404": problem("there is none, or the token does not belong to it"),
            "429": too_many,
        },
    } });
    [
        (format!("/v1/{name}/{{id}}"), page),
        (format!("/v1/{name}/{{id}}/withdraw"), withdraw),
        (format!("/v1/{name}/{{id}}/state"), state),
    ]
}
