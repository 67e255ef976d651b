//! Action Network with its key, which reads everything of a group: it then says what was recorded.

use rungs_model::document::{Decode, OfEvents, Reader};
use rungs_model::{Outcome, Receipt, Submission};
use serde_json::Value;

use super::{secret, without};
use crate::action_network::ActionNetwork;
use crate::adapter::refused;
use crate::entries::invalid;
use crate::object::text_at;
use crate::{Adapter, Call, Response, Target};

#[derive(Debug)]
pub(super) struct Keyed {
    key: String,
    inner: ActionNetwork,
}

impl Decode for Keyed {
    fn read(&mut self, value: &Value, reader: &mut Reader) {
        self.key = secret(value, "key", reader);
        without(value, "key", &mut self.inner, reader);
    }

    fn blank() -> Self {
        Self { key: String::new(), inner: ActionNetwork::blank() }
    }

    fn schema() -> Value {
        ActionNetwork::schema()
    }
}

impl Keyed {
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
        self.with_key(self.inner.submit(to, submission))
    }

    fn heard(
        &self,
        to: &Target<'_>,
        submission: &Submission,
        step: u32,
        response: &Response,
    ) -> Call<Outcome> {
        let body = &response.body;
        let said = text_at(body, "error");
        if matches!(response.status, 400 | 422) && !said.is_empty() {
            return Call::Answer(invalid(Vec::new(), said), 0);
        }
        if !matches!(response.status, 200..=299) {
            return Call::Answer(refused(response), 0);
        }
        let ids = body.get("identifiers").and_then(Value::as_array);
        let Some(id) = ids.and_then(|ids| ids.first()?.as_str()) else {
            // With a key it hides nothing: an empty answer is an error that it does not name.
            return Call::Answer(Outcome::Failed { retryable: !body.is_object() }, 0);
        };
        match self.inner.heard(to, submission, step, response) {
            Call::Answer(Outcome::Sent, _) => {
                let receipt = Receipt {
                    submission_id: id.to_owned(),
                    recorded_at: text_at(body, "created_date").to_owned(),
                    manage_url: None,
                    rsvp: OfEvents::default(),
                };
                Call::Answer(Outcome::Confirmed(Some(receipt)), 0)
            }
            next => self.with_key(next),
        }
    }
}
