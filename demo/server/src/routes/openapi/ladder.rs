//! Ladders: progress, counts, who brought whom.

use rungs_model::document::Decode as _;
use rungs_model::ladder::{Counts, Ladder};
use serde_json::{Value, json};

use super::{answer, in_path, problem};

pub(super) fn paths() -> Value {
    let campaign = in_path("campaign");
    let holder = json!([{ "climber": [] }]);
    let unknown = problem("nothing is kept under this token; the same whatever is wrong with it");
    let known = answer("what is known", "application/json", json!({ "$ref": "#/components/schemas/Climb" }));
    json!({
        "/v1/ladder/{campaign}": {
            "parameters": [campaign],
            "post": {
                "summary": "Have progress kept, under the wording that was agreed to",
                "requestBody": { "required": true, "content": { "application/json": { "schema": { "$ref": "#/components/schemas/BeginClimb" } } } },
                "responses": {
                    "201": answer("kept; the token opens it from now on and is told only here", "application/json", json!({ "$ref": "#/components/schemas/Begun" })),
                    "400": problem("not understood"),
                    "404": problem("the campaign has no ladder, or one that keeps no progress"),
                    "413": problem("too large"),
                    "415": problem("not JSON"),
                    "422": problem("no agreement"),
                    "429": problem("too many from this address; Retry-After says when"),
                },
            },
            "get": {
                "summary": "What is known of the holder of a token: what their devices said and what was done here",
                "security": holder,
                "responses": { "200": known, "404": unknown },
            },
            "put": {
                "summary": "Add what a device knows: every rung with its earliest date",
                "security": holder,
                "requestBody": { "required": true, "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Progress" } } } },
                "responses": { "200": known, "400": problem("not JSON"), "404": unknown, "413": problem("too large"), "415": problem("not JSON"), "429": problem("too many from this address; Retry-After says when") },
            },
            "delete": {
                "summary": "Forget it at once, and what led from it to what was sent",
                "security": holder,
                "responses": { "204": { "description": "forgotten" }, "404": unknown },
            },
        },
        "/v1/campaigns/{campaign}/rungs": { "get": {
            "summary": "How many are on each rung; those that are too few are not told",
            "parameters": [campaign],
            "responses": {
                "200": answer("the counts", "application/json", json!({ "$ref": "#/components/schemas/Counts" })),
                "304": { "description": "as in If-None-Match" },
                "404": problem("the campaign has no ladder, or one that shows no counts"),
            },
        } },
        "/v1/referrals/{code}": { "get": {
            "summary": "How many people took part with a referral code, or by one invitation with it (code.mark); none of a code that nobody was given",
            "parameters": [in_path("code")],
            "responses": { "200": answer("how many", "application/json", json!({ "type": "object", "required": ["brought"], "properties": { "brought": { "type": "integer", "minimum": 0 } } })) },
        } },
        "/admin/campaigns/{campaign}/referrals": { "get": {
            "summary": "Who brought whom, and of everyone how many came through them, directly (brought) and in all (chain)",
            "parameters": [campaign],
            "security": [{ "admin": [] }],
            "responses": {
                "200": answer("the chains", "application/json", json!({ "$ref": "#/components/schemas/Referrals" })),
                "401": problem("no token"),
                "404": problem("there is no such campaign"),
            },
        } },
    })
}

pub(super) fn schemas() -> Value {
    let dates = json!({ "type": "object", "additionalProperties": { "type": "string", "format": "date" } });
    let brought =
        json!({ "type": "integer", "minimum": 0, "description": "how many people they brought in" });
    let referral = json!({ "type": "string", "description": "their own code to hand on; with a point and a mark of up to 16 letters and digits behind it, that of one invitation" });
    let progress = json!({ "$ref": "#/components/schemas/Progress" });
    json!({
        "Ladder": Ladder::schema(),
        "Counts": Counts::schema(),
        "Progress": {
            "type": "object",
            "properties": {
                "done": dates,
                "not_now": dates,
                "waiting": { "type": "object", "additionalProperties": { "type": "string", "format": "date" }, "description": "only told: what staff have to see to, with the day by which they will have been in touch" },
            },
        },
        "BeginClimb": {
            "type": "object",
            "required": ["agreement"],
            "properties": {
                "agreement": { "type": "object", "required": ["text"], "properties": {
                    "text": { "type": "string", "description": "the exact wording that was agreed to" },
                    "version": { "type": "string" }, "locale": { "type": "string" },
                } },
                "progress": progress,
                "test": { "type": "boolean", "description": "never counted" },
            },
        },
        "Climb": { "type": "object", "required": ["progress", "brought"], "properties": { "progress": progress, "brought": brought, "referral": referral } },
        "Begun": { "type": "object", "required": ["token", "progress", "brought"], "properties": { "token": { "type": "string" }, "progress": progress, "brought": brought, "referral": referral } },
        "Referrals": {
            "type": "object",
            "required": ["people", "links"],
            "properties": {
                "people": { "type": "array", "items": {
                    "type": "object",
                    "required": ["person", "name", "brought_by", "brought", "chain"],
                    "properties": {
                        "person": { "type": "string", "description": "email address, digits of the phone number, or else the submission or the ladder" },
                        "name": { "type": "string" },
                        "brought_by": { "type": "array", "items": { "type": "string" } },
                        "brought": { "type": "integer" },
                        "chain": { "type": "integer" },
                    },
                } },
                "links": { "type": "array", "items": {
                    "type": "object",
                    "required": ["from", "to", "widget", "at"],
                    "properties": { "from": { "type": "string" }, "to": { "type": "string" }, "widget": { "type": "string" }, "at": { "type": "string", "format": "date-time" }, "invitation": { "type": "string", "description": "the mark of the invitation" } },
                } },
            },
        },
    })
}
