//! The one way out: every widget's submission goes through here.

use rungs_backends::Call;
use rungs_model::{ConsentAnswer, Outcome, Submission, SubmissionId, Values};

use crate::context::Context;
use crate::{browser, net};

/// Tries after the first one.
const RETRIES: u32 = 3;
/// A wait that a backend asks for beyond this is left to the supporter.
const LONGEST_WAIT_S: u32 = 8;

/// Sends and, where it can help, sends again: always under the same id, so that a backend
/// that had it already recognises it.
pub(crate) async fn send(context: &Context, submission: &Submission) -> Outcome {
    let request = match context.backend.submit(&context.id, submission) {
        Call::Answer(outcome, delay) => {
            browser::sleep(delay).await;
            return outcome;
        }
        Call::Send(request) => request,
    };
    let mut tries = 0;
    loop {
        let outcome = match net::send(&request).await {
            Some(response) => context.backend.outcome(&response),
            None => Outcome::Unreachable,
        };
        let wait = match outcome {
            Outcome::RateLimited { retry_after: Some(seconds) } if seconds <= LONGEST_WAIT_S => {
                seconds * 1000
            }
            Outcome::Failed { retryable: true } => jitter(tries),
            Outcome::Unreachable if browser::is_online() => jitter(tries),
            _ => return outcome,
        };
        if tries == RETRIES {
            return outcome;
        }
        tries += 1;
        browser::sleep(wait).await;
    }
}

/// Full jitter: anything up to 1, 2, 4 seconds, so that a crowd does not come back at once.
fn jitter(tries: u32) -> u32 {
    (js_sys::Math::random() * f64::from(1000 << tries)) as u32
}

/// The id of this content: the same for a retry, a double click and a reload, another
/// once anything was changed. Falls back to a fresh one where nothing can be stored.
pub(crate) fn id_for(widget: &str, values: &Values, consents: &[ConsentAnswer]) -> Option<SubmissionId> {
    let mut print = Fingerprint::default();
    for (name, value) in values.iter() {
        print.add(name);
        print.add(value);
    }
    for consent in consents {
        print.add(&consent.id);
        print.add(consent.answer.as_str());
    }
    let print = print.to_text();
    let key = ["rungs:", widget].concat();
    let storage = browser::storage();
    let stored = storage.as_ref().and_then(|storage| storage.get_item(&key).ok().flatten());
    let same =
        stored.as_deref().and_then(|stored| stored.strip_prefix(&*print)).and_then(SubmissionId::parse);
    same.or_else(|| {
        let id = browser::random_id()?;
        if let Some(storage) = storage {
            let _ = storage.set_item(&key, &[&print, &*id].concat());
        }
        Some(id)
    })
}

/// Forgets the id of what was sent: the backend will not take it again.
pub(crate) fn forget_id(widget: &str) {
    if let Some(storage) = browser::storage() {
        let _ = storage.remove_item(&["rungs:", widget].concat());
    }
}

/// FNV-1a, 64 bits. Tells contents apart within one tab's session; nothing is read back from it.
struct Fingerprint(u64);

impl Default for Fingerprint {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fingerprint {
    fn add(&mut self, text: &str) {
        for byte in text.bytes().chain([0]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn to_text(&self) -> String {
        [&self.0.to_string(), ":"].concat()
    }
}
