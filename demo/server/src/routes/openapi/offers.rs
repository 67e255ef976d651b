//! What a ladder offers by itself.

use rungs_model::document::Decode as _;
use rungs_model::{Receipt, Values};
use serde_json::{Value, json};

use super::{answer, in_path, in_query, problem};

pub(super) fn paths() -> Value {
    let id = in_path("id");
    let no_token = problem("no token");
    let admin = json!([{ "admin": [] }]);
    json!({
        "/v1/widgets/{id}/offers/{offer}": { "post": {
            "summary": "Offer to host, offer to take a shift, or say \"I came\", where a rung of this ladder offers it; events take an offer to host, where they ask",
            "description": "The values are given_name, phone, locality and topic (host); given_name, phone, when and topic (shift); the code that the organisers show (check_in). The token of a ladder comes as ladder.",
            "parameters": [id, { "name": "offer", "in": "path", "required": true, "schema": { "enum": ["host", "shift", "check_in"] } }],
            "requestBody": { "required": true, "content": {
                "application/json": { "schema": { "$ref": "#/components/schemas/Submission" } },
                "application/x-www-form-urlencoded": { "schema": { "type": "object", "additionalProperties": { "type": "string" } } },
            } },
            "responses": {
                "201": answer("taken; a replay looks the same", "application/json", json!({ "$ref": "#/components/schemas/OfferConfirmation" })),
                "202": answer("a check-in: the code is right, and nothing is recorded, for no token of a ladder says of whom; or it was a test", "application/json", json!({ "$ref": "#/components/schemas/ArrivalSent" })),
                "303": { "description": "a plain form (not of a check-in): on to its page, or 422 with the form again" },
                "400": problem("not understood; detail names the place"),
                "404": problem("there is no such widget, or it does not offer this"),
                "410": problem("closed, and this was not taken before"),
                "413": problem("too large"),
                "415": problem("neither JSON nor a form; or a check-in that is not JSON"),
                "422": problem("fields need another look: a code is taken from two hours before its event to a day after; or the id was used for another content, or for what is withdrawn, declined or done"),
                "429": problem("too many from this address; Retry-After says when"),
            },
        } },
        "/admin/offers": { "get": {
            "summary": "Who offers what, open ones first by the time when they are due, a page at a time",
            "parameters": [in_query("widget", "those of this widget only"), in_query("after", "the next of the page before")],
            "security": admin,
            "responses": {
                "200": answer("a page of offers", "application/json", json!({ "$ref": "#/components/schemas/Offers" })),
                "400": problem("not understood"), "401": no_token, "404": problem("there is no such widget"),
            },
        } },
        "/admin/offers/{id}/{verdict}": { "post": {
            "summary": "Accept an offer, decline it, or say that it was done: the rung is then complete",
            "parameters": [id, { "name": "verdict", "in": "path", "required": true, "schema": { "enum": ["accept", "decline", "done"] } }],
            "security": admin,
            "responses": { "204": { "description": "noted" }, "401": no_token, "404": problem("there is no such offer"), "410": problem("it was withdrawn") },
        } },
        "/admin/widgets/{id}/check-in-codes": { "get": {
            "summary": "The code of each occurrence, to be shown there, and how many with a token of a ladder have typed it",
            "parameters": [id],
            "security": admin,
            "responses": {
                "200": answer("the codes", "application/json", json!({ "$ref": "#/components/schemas/CheckInCodes" })),
                "401": no_token, "404": problem("there is no such widget, or it has no events"),
            },
        } },
    })
}

pub(super) fn schemas() -> Value {
    let time = json!({ "type": "string", "format": "date-time" });
    let perhaps = json!({ "type": ["string", "null"], "format": "date-time" });
    json!({
        "OfferConfirmation": {
            "type": "object",
            "required": ["status", "receipt"],
            "properties": {
                "status": { "const": "confirmed" },
                "receipt": Receipt::schema(),
                "due_at": { "type": "string", "format": "date-time", "description": "when staff will have been in touch" },
            },
        },
        "ArrivalSent": {
            "type": "object",
            "required": ["status"],
            "properties": { "status": { "const": "sent" } },
        },
        "CheckInCodes": {
            "type": "object",
            "required": ["codes"],
            "properties": { "codes": { "type": "array", "items": {
                "type": "object",
                "required": ["slot", "code", "starts_at", "arrived"],
                "properties": {
                    "slot": { "type": "string" },
                    "code": { "type": "string" },
                    "starts_at": time,
                    "arrived": { "type": "integer", "minimum": 0, "description": "how many with a token of a ladder have typed it; tests apart" },
                },
            } } },
        },
        "Offers": {
            "type": "object",
            "required": ["offers", "next"],
            "properties": {
                "offers": { "type": "array", "items": {
                    "type": "object",
                    "required": ["id", "widget", "offer", "state", "created_at", "due_at", "accepted_at", "declined_at", "done_at", "withdrawn_at", "locale", "test", "values"],
                    "properties": {
                        "id": { "type": "string", "format": "uuid" },
                        "widget": { "type": "string" },
                        "offer": { "enum": ["host", "shift"] },
                        "state": { "enum": ["pending", "accepted", "declined", "done", "withdrawn"] },
                        "created_at": time,
                        "due_at": time,
                        "accepted_at": perhaps,
                        "declined_at": perhaps,
                        "done_at": perhaps,
                        "withdrawn_at": perhaps,
                        "locale": { "type": "string" },
                        "test": { "type": "boolean" },
                        "values": Values::schema(),
                    },
                } },
                "next": { "type": ["string", "null"], "description": "the after of the next page; null at the end" },
            },
        },
    })
}
