use serde_json::{Value, json};

use super::{answer, html, in_path, problem};

/// What the link of a receipt leads to.
pub(super) fn paths() -> Value {
    let (id, token) = (in_path("id"), in_path("token"));
    let nowhere = problem("the link leads nowhere");
    let too_many = problem("too many from this address; Retry-After says when");
    json!({
        "/v1/submissions/{id}": { "get": {
            "summary": "Every answer as it stands, and what came of it",
            "parameters": [id],
            "security": [{ "manage": [] }],
            "responses": {
                "200": answer("every answer as it stands", "application/json", json!({ "$ref": "#/components/schemas/Agreed" })),
                "404": problem("no such submission, or the token does not belong to it"),
            },
        }, "patch": {
            "summary": "Change answers to consents and to invitations; each change is kept",
            "parameters": [id],
            "security": [{ "manage": [] }, {}],
            "requestBody": { "required": true, "content": { "application/json": { "schema": {
                "type": "object",
                "properties": {
                    "token": { "type": "string", "description": "the last segment of the manage_url, if it is not sent as a bearer token" },
                    "consents": { "type": "object", "additionalProperties": { "enum": ["yes", "no"] } },
                    "values": { "type": "object", "additionalProperties": { "type": "string" }, "description": "of an answer to invitations: the controls that change" },
                    "cancel": { "type": "boolean", "description": "not to come to anything any more" },
                    "id": { "type": "string", "format": "uuid", "description": "tells a change of answers from others: what comes twice is made once, and answered as the first time" },
                    "instead_of": { "type": "array", "items": { "type": "string", "format": "uuid" }, "description": "earlier changes whose place this one takes, also if it is refused: should they come later, they are not made; what was made before it was named here stays made" },
                },
            } } } },
            "responses": {
                "200": answer("every answer as it stands", "application/json", json!({ "$ref": "#/components/schemas/Agreed" })),
                "400": problem("not understood; detail names the place"),
                "404": problem("no such submission, or the token does not belong to it"),
                "413": problem("too large"),
                "415": problem("not JSON"),
                "422": problem("something was not asked, cannot be answered so, or has no place left, or the id was used for another change: nothing is changed"),
                "429": too_many,
            },
        } },
        "/v1/manage/{token}": {
            "get": { "summary": "What was agreed to, as a page: the manage_url of a receipt", "parameters": [token], "responses": { "200": html("a page"), "404": nowhere } },
            "post": { "summary": "Save the page's form", "parameters": [token],
                "requestBody": { "content": { "application/x-www-form-urlencoded": { "schema": { "type": "object", "additionalProperties": { "type": "string" } } } } },
                "responses": { "303": { "description": "saved: back to the page" }, "404": nowhere, "422": problem("an answer that cannot be given: nothing is changed"), "429": too_many } },
        },
        "/v1/manage/{token}/standing": { "get": { "summary": "How someone stands who answered an invitation, as a page that may be framed", "parameters": [token], "responses": { "200": html("a page"), "404": nowhere } } },
        "/v1/manage/{token}/rsvp": { "post": { "summary": "Save the page's form about coming", "parameters": [token],
            "requestBody": { "content": { "application/x-www-form-urlencoded": { "schema": { "type": "object", "additionalProperties": { "type": "string" } } } } },
            "responses": { "303": { "description": "saved: back to the page" }, "404": nowhere, "422": html("the page again, with what is wrong"), "429": too_many } } },
        "/v1/manage/{token}/emails": {
            "get": { "summary": "Whether someone gets emails about what they come to, as a page with a button for the other", "parameters": [token], "responses": { "200": html("a page"), "404": nowhere } },
            "post": { "summary": "Stop these emails, as the button of a mail program does (RFC 8058); with emails=yes, send them again", "parameters": [token],
                "requestBody": { "content": { "application/x-www-form-urlencoded": { "schema": { "type": "object", "properties": { "emails": { "enum": ["yes"] } } } } } },
                "responses": { "200": html("a page that says so"), "404": nowhere, "429": too_many } },
        },
        "/v1/manage/{token}/events.ics": { "get": { "summary": "What someone comes to, as a calendar, with what only they may know", "parameters": [token], "responses": { "200": super::calendar(), "404": nowhere } } },
        "/v1/manage/{token}/erase": { "post": { "summary": "Delete everything personal of the submission", "parameters": [token], "responses": { "200": html("a page that says so"), "404": nowhere, "429": too_many } } },
    })
}
