//! Action Network with its key, which reads everything of a group: it then says what was recorded.

use rungs_model::document::{Decode as _, Reader};
use rungs_model::{Outcome, Receipt, Submission};
use serde_json::Value;

use super::{secret, without};
use crate::action_network::{KEYS, check, heard, submit};
use crate::adapter::{held_back, refused};
use crate::complaints;
use crate::options::Options;
use crate::sheet::{at, text_at};
use crate::{Adapter, Call, Response, Target};

pub(super) struct Keyed {
    key: String,
    options: Options,
}

impl Keyed {
    pub(super) fn of(value: &Value, reader: &mut Reader) -> Self {
        let key = secret(value, "key", reader);
        let options = without(value, "key", KEYS, reader);
        check(&options, reader);
        Self { key, options }
    }

    fn with_key(&self, call: Call<Outcome>) -> Call<Outcome> {
        match call {
            Call::Send(mut request) => {
                request.headers.push(("osdi-api-token", self.key.clone()));
                Call::Send(request)
            }
            answer @ Call::Answer(..) => answer,
        }
    }
}

impl Adapter for Keyed {
    fn submit(&self, to: &Target<'_>, submission: &Submission) -> Call<Outcome> {
        if submission.test {
            return held_back();
        }
        self.with_key(submit(&self.options, to, submission))
    }

    fn heard(
        &self,
        to: &Target<'_>,
        submission: &Submission,
        step: u32,
        response: &Response,
    ) -> Call<Outcome> {
        let body = &response.body;
        if matches!(response.status, 400 | 422) {
            return Call::Answer(complaints::refusal(&self.options.map, at(body, "error")), 0);
        }
        if !matches!(response.status, 200..=299) {
            return Call::Answer(refused(response), 0);
        }
        let ids = body.get("identifiers").and_then(Value::as_array);
        let Some(id) = ids.and_then(|ids| ids.first()?.as_str()) else {
            // With a key it hides nothing: an empty answer is an error that it does not name.
            return Call::Answer(Outcome::Failed { retryable: !body.is_object() }, 0);
        };
        match heard(&self.options, to, submission, step, response) {
            Call::Answer(Outcome::Sent, _) => {
                let receipt = Receipt {
                    submission_id: id.to_owned(),
                    recorded_at: text_at(body, "created_date").to_owned(),
                    ..Receipt::blank()
                };
                Call::Answer(Outcome::Confirmed(Some(receipt)), 0)
            }
            next => self.with_key(next),
        }
    }
}
