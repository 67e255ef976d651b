use std::sync::Arc;

use rungs_model::document::{Problem, Reader};
use rungs_model::{Outcome, State, Submission, Values};
use serde_json::Value;

#[cfg(feature = "relay")]
use crate::Hears;
use crate::adapter::held_back;
use crate::config::PLACE;
use crate::options::{Keys, Options, said};
use crate::rungs::state_in;
use crate::words::take;
use crate::{
    Adapter, Body, Call, Capabilities, Method, Request, Response, Target, action_network, actionkit, form,
    osdi, preview, proca, webhook,
};

/// The kinds of backend that a page can name. The reference backend comes first.
pub(crate) const KINDS: [&str; 8] =
    ["rungs", "preview", "action_network", "osdi", "proca", "actionkit", "form", "webhook"];

/// What may be said of each.
pub(crate) const KEYS: [Keys; 8] = [
    "",
    preview::KEYS,
    action_network::KEYS,
    osdi::KEYS,
    proca::KEYS,
    actionkit::KEYS,
    form::KEYS,
    webhook::KEYS,
];

/// What each can do at the most.
const CAN: [Capabilities; 8] = {
    let least = Capabilities::LEAST;
    [
        Capabilities::ALL,
        Capabilities { partial: false, edits: false, ladder: false, real: false, ..Capabilities::ALL },
        // One action for each person: whatever comes again is written over.
        Capabilities { deduplicates: true, ..least },
        least,
        Capabilities { counts: true, deduplicates: true, tests: true, ..least },
        Capabilities { counts: true, ..least },
        least,
        Capabilities { tests: true, ..least },
    ]
};

/// A backend of which a page only knows the kind, and what it can do: the rest is read by the code that speaks
/// with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Other {
    /// An index of `KINDS`.
    kind: usize,
    can: Capabilities,
}

/// Who speaks with a backend, and what staff should look at; or everything that is wrong with what is said of it.
pub type Read = Result<(Arc<dyn Adapter>, Vec<Problem>), Vec<Problem>>;

impl Other {
    /// Of a kind by its index, and not the first.
    pub(crate) fn of(kind: usize, given: &Value) -> Self {
        let mut can = CAN.get(kind).copied().unwrap_or(Capabilities::LEAST);
        let says = |key: &str| given.get(key).and_then(Value::as_bool);
        can.counts &= is_read(kind, given) && says("counts").unwrap_or(kind != 5);
        Self { kind, can }
    }

    /// Whether a site reads what it answers.
    #[cfg(feature = "check")]
    pub(crate) fn is_read(&self, given: &Value) -> bool {
        is_read(self.kind, given)
    }

    /// Its kind, as it is written.
    pub fn kind(&self) -> &'static str {
        KINDS.get(self.kind).copied().unwrap_or_default()
    }

    /// What it can do, so far as one can tell from its kind and from what is to be shown.
    pub fn capabilities(&self) -> Capabilities {
        self.can
    }

    /// The parameter of the page's address by which it knows whoever follows a link in an email of its own; empty
    /// where it knows nobody so.
    pub fn knows_by(&self) -> &'static str {
        if self.kind == 5 { actionkit::AKID } else { "" }
    }

    /// Its kind, and all that its config says in words: address, page, form.
    pub(crate) fn place(&self, given: &Value) -> String {
        let mut place = String::new();
        if self.can.real {
            place.push_str(self.kind());
            for word in given.as_object().into_iter().flatten().filter_map(|(_, value)| value.as_str()) {
                place.push(' ');
                place.push_str(word);
            }
        }
        place
    }

    /// Who speaks with it, as the `backend` of the config document says.
    pub fn adapter(&self, config: &Arc<Value>) -> Read {
        let mut reader = Reader::within(PLACE);
        let given = config.get("backend").unwrap_or(&Value::Null);
        if self.kind != 1 {
            keep_secrets(given, &mut reader);
        }
        let options = Options::of(config, self.keys(), &mut reader);
        match self.kind {
            2 => action_network::check(&options, &mut reader),
            3 => osdi::check(&options, &mut reader),
            _ => {}
        }
        let (adapter, warnings) = reader.finish(Spoken { kind: self.kind, options })?;
        Ok((Arc::new(adapter), warnings))
    }

    pub(crate) fn keys(&self) -> Keys {
        KEYS.get(self.kind).copied().unwrap_or_default()
    }
}

/// What nobody may read tells nothing: of `ActionKit` if that is so said, of forms unless it is said otherwise.
fn is_read(kind: usize, given: &Value) -> bool {
    !matches!(kind, 5 | 6) || given.get("cors").and_then(Value::as_bool).unwrap_or(kind == 5)
}

/// The keys that a secret may stand under: never in a page, nor in a file of a relay.
pub const SECRETS: &str = "key secret token password";

/// What stands in a page can be read by everyone.
fn keep_secrets(given: &Value, reader: &mut Reader) {
    let mut rest = SECRETS;
    while !rest.is_empty() {
        let key = take(&mut rest, b' ');
        if given.get(key).is_some() {
            reader.error_at(key, said("must not stand in a page, where everyone can read it: use a relay"));
        }
    }
}

/// Speaks with a backend of a kind by its index.
struct Spoken {
    kind: usize,
    options: Options,
}

impl Adapter for Spoken {
    fn submit(&self, to: &Target<'_>, submission: &Submission) -> Call<Outcome> {
        let options = &self.options;
        // Where it would count like any other, nothing is sent.
        if submission.test && self.kind != 1 && CAN.get(self.kind).is_some_and(|can| !can.tests) {
            return held_back();
        }
        match self.kind {
            1 => preview::submit(options, submission),
            2 => action_network::submit(options, to, submission),
            3 => osdi::submit(options, to, submission),
            4 => proca::submit(options, to, submission),
            5 => actionkit::submit(options, submission),
            6 => form::submit(options, to, submission),
            _ => webhook::submit(options, to, submission),
        }
    }

    fn heard(
        &self,
        to: &Target<'_>,
        submission: &Submission,
        step: u32,
        response: &Response,
    ) -> Call<Outcome> {
        let options = &self.options;
        let outcome = match self.kind {
            2 => return action_network::heard(options, to, submission, step, response),
            3 => return osdi::heard(options, to, submission, step, response),
            4 => proca::heard(options, response),
            5 => actionkit::heard(options, response),
            _ => form::heard(options, response),
        };
        Call::Answer(outcome, 0)
    }

    fn returned(&self, address: &Values) -> Option<&'static str> {
        if self.kind == 4 { proca::returned(&self.options, address) } else { None }
    }

    fn state(&self) -> Call<Option<State>> {
        let url = match self.kind {
            1 => return Call::Answer(state_in(self.options.get("state")), 0),
            4 => proca::state(&self.options),
            5 => actionkit::state(&self.options),
            _ => None,
        };
        match url {
            Some(url) => Call::Send(Request::new(Method::Get, url, Body::Empty)),
            None => Call::Answer(None, 0),
        }
    }

    fn read_state(&self, response: &Response) -> Option<State> {
        match self.kind {
            4 => proca::read_state(response),
            5 => actionkit::read_state(response),
            _ => None,
        }
    }

    /// Proca, `ActionKit`, forms and webhooks take answers in whatever words they come.
    #[cfg(feature = "relay")]
    fn tells_waiting(&self) -> bool {
        self.kind >= 4
    }

    /// Forms and webhooks are the campaign's own; others make an action of whatever they are told.
    #[cfg(feature = "relay")]
    fn hears(&self) -> Hears {
        if self.kind >= 6 { Hears::Everything } else { Hears::WhoComes }
    }

    #[cfg(feature = "relay")]
    fn lacks(&self, submission: &Submission) -> Option<(&'static str, String)> {
        if self.kind == 5 { actionkit::lacks(&self.options, submission) } else { None }
    }

    fn results(&self) -> Option<&Value> {
        Some(self.options.get("results")).filter(|results| self.kind == 1 && !results.is_null())
    }
}
