//! Answers to surveys: page by page, and those in words.

use serde_json::{Value, json};

use super::{answer, in_path, problem};

/// Answers page by page.
pub(super) fn partial() -> Value {
    let id = in_path("id");
    let export = |summary: &str, media: &str, name: &str| {
        json!({ "get": { "summary": summary, "parameters": [id], "security": [{ "admin": [] }], "responses": {
            "200": answer(name, media, json!({ "type": "string" })), "401": problem("no token"), "404": problem("there is no such widget"),
        } } })
    };
    json!({
        "/v1/widgets/{id}/submissions/{submission}/partial": { "put": {
            "summary": "Keep the answers to a survey so far, for seven days or until the whole is sent; never counted",
            "parameters": [id, in_path("submission")],
            "requestBody": { "required": true, "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Partial" } } } },
            "responses": {
                "200": answer("kept; or the whole had come before, or the survey ended so that nothing is stored", "application/json", json!({ "$ref": "#/components/schemas/Kept" })),
                "400": problem("not understood; detail names the place"),
                "404": problem("there is no such widget, or it takes no answers page by page"),
                "410": problem("closed"),
                "413": problem("too large"),
                "415": problem("not JSON"),
                "422": problem("answers up to that page need another look"),
                "429": problem("too many from this address; Retry-After says when"),
                "503": problem("the database does not answer; Retry-After says when"),
            },
        }, "delete": {
            "summary": "Delete the answers to a survey so far; none that come later under this id are kept",
            "parameters": [id, in_path("submission")],
            "responses": {
                "204": { "description": "there are none any more" },
                "400": problem("the id is no UUID"),
                "404": problem("there is no such widget"),
                "429": problem("too many from this address; Retry-After says when"),
                "503": problem("the database does not answer; Retry-After says when"),
            },
        } },
        "/admin/widgets/{id}/partials.csv": export("Answers that were not sent to the end, as CSV", "text/csv", "CSV"),
        "/admin/widgets/{id}/partials.jsonl": export("Answers that were not sent to the end, a JSON object a line", "application/jsonl", "JSON Lines"),
    })
}

/// Answers in words.
pub(super) fn open() -> Value {
    let parameters = [in_path("id"), in_path("question"), in_path("submission")];
    let missing = problem("there is no such widget, question or answer");
    let done = json!({ "204": { "description": "done" }, "401": problem("no token"), "404": missing });
    let set = |summary: &str| json!({ "summary": summary, "parameters": parameters, "security": [{ "admin": [] }], "responses": done });
    let before = json!({ "name": "before", "in": "query", "schema": { "type": "integer" }, "description": "the next of the page before" });
    json!({
        "/admin/widgets/{id}/open-answers/{question}": { "get": {
            "summary": "Answers in words to a question (also question.other), the newest first, a page at a time",
            "parameters": [parameters[0], parameters[1], before],
            "security": [{ "admin": [] }],
            "responses": { "200": answer("a page of answers", "application/json", json!({
                "type": "object",
                "required": ["question", "answers", "next"],
                "properties": {
                    "question": { "type": "string" },
                    "answers": { "type": "array", "items": { "type": "object", "required": ["submission", "text", "at", "published"], "properties": {
                        "submission": { "type": "string" }, "text": { "type": "string" }, "at": { "type": "string", "format": "date-time" }, "published": { "type": "boolean" },
                    } } },
                    "next": { "type": ["integer", "null"], "description": "the before of the next page; null at the end" },
                },
            })), "400": problem("not understood"), "401": problem("no token"), "404": missing },
        } },
        "/admin/widgets/{id}/open-answers/{question}/{submission}": {
            "put": set("Publish an answer: it appears in the results"),
            "delete": set("Take an answer back"),
        },
    })
}
