//! The one way out: every widget's submission goes through here.

use std::rc::Rc;

use leptos::prelude::*;
use rungs_backends::Backend;
use rungs_model::{ConsentAnswer, FieldError, Outcome, REFERRAL, Submission, SubmissionId, Values};

use crate::backend;
use crate::completes;
use crate::context::{Context, Shared};
use crate::form::FormSignal;
use crate::message::{Message, Route};
use crate::outbox::{Kept, Outbox, Then};
use crate::words::word;
use crate::{browser, js};

/// Tries after the first one, while the supporter waits.
const RETRIES: u32 = 3;
/// A wait that a backend asks for beyond this is left to the supporter.
const LONGEST_WAIT_S: u32 = 8;

/// Longer codes are cut off.
const LONGEST_CODE: usize = 200;

/// What was accepted, on its way out.
pub(crate) struct Draft {
    pub(crate) values: Values,
    pub(crate) consents: Vec<ConsentAnswer>,
    pub(crate) source: Option<String>,
    /// The id that parts of it were sent under; else one is made.
    pub(crate) submission_id: Option<SubmissionId>,
    /// The page it was filled in on.
    pub(crate) page: Option<String>,
    pub(crate) test: bool,
    /// What it is for.
    pub(crate) to: Route,
}

/// Where something goes by way of: it waits there if it has to, and `back` undoes what is shown of that, should
/// it be thrown away.
#[derive(Default)]
pub(crate) struct Way {
    pub(crate) outbox: Option<Rc<Outbox>>,
    pub(crate) back: Option<Rc<dyn Fn()>>,
}

/// Sends what a form accepted, and tells the page how it ended. What has to wait ends so for now, and
/// `then` hears again of how it ended. Should the page prevent the sending, the form is no longer on its way.
pub(crate) fn post(context: &Shared, entry: FormSignal, draft: Draft, way: Way, then: Then) {
    let made = || id_for(&context.id, &draft);
    let allowed = draft
        .submission_id
        .clone()
        .or_else(made)
        .filter(|id| context.emit("rungs:submit", &[("submission_id", id)]));
    let Some(submission_id) = allowed else {
        return entry.update(|entry| entry.sending = false);
    };
    // Whoever answers anonymously sends no page, and nothing else of the way here.
    let known = draft.page.is_some();
    let attribution = if known { attribution(context) } else { Values::default() };
    let submission = Submission {
        submission_id,
        locale: context.words.lang.clone(),
        values: draft.values,
        consents: draft.consents,
        source: draft.source,
        referrer: Some(code(context.address.get(REFERRAL))).filter(|code| known && !code.is_empty()),
        page: draft.page,
        attribution,
        ladder: ladder_token(context).filter(|_| known),
        test: draft.test,
    };
    pass_on(context, entry, Message::Form(submission, draft.to), way, then);
}

/// Sends a message of a form.
pub(crate) fn pass_on(context: &Shared, entry: FormSignal, message: Message, way: Way, then: Then) {
    let context = context.clone();
    leptos::task::spawn_local(async move {
        let news = News::of(&context, &message);
        let outcome = match way.outbox.filter(|outbox| outbox.keeps()) {
            Some(outbox) => outbox.send(message, then.clone(), way.back).await,
            None => match send(&context, &mut Kept::new(&context, message), false).await {
                Outcome::Queued => Outcome::Unreachable,
                outcome => outcome,
            },
        };
        // The widget may be gone by the time the answer comes.
        let is_there = entry.try_update(|entry| entry.sending = false).is_some();
        news.tell(&context, &outcome);
        if is_there {
            then(outcome);
        }
    });
}

/// What the page is told of a message.
pub(crate) struct News {
    /// The id of a filled form; none of a change.
    id: Option<String>,
    /// What was answered to an invitation.
    answer: Option<&'static str>,
    /// Whether it is the widget's own form.
    takes_part: bool,
}

impl News {
    pub(crate) fn of(context: &Context, message: &Message) -> Self {
        let id = matches!(message, Message::Form(..)).then(|| message.id().to_owned());
        Self { id, answer: message.answer(context), takes_part: message.takes_part().is_some() }
    }

    /// Tells the page how it ended, and notes what that completes on the campaign's ladder.
    pub(crate) fn tell(&self, context: &Context, outcome: &Outcome) {
        let Some(id) = &self.id else {
            #[cfg(feature = "rsvp")]
            crate::rsvp::tell(context, outcome);
            return;
        };
        if self.takes_part && outcome.is_done() {
            completes::note(context, false, self.answer);
            #[cfg(feature = "rsvp")]
            crate::rsvp::keep(context, outcome);
        }
        let answer = self.answer.unwrap_or_default();
        let told = [("outcome", outcome.name()), ("submission_id", id), ("answer", answer)];
        context.emit("rungs:outcome", if self.answer.is_some() { &told[..] } else { &told[..2] });
    }
}

/// The token of whoever agreed that a reference backend keeps their progress on the campaign's ladder.
fn ladder_token(context: &Context) -> Option<String> {
    let Backend::Rungs(_) = context.backend else { return None };
    let kept = browser::device_storage()?.get_item(&context.ladder_key()).ok()??;
    let kept = js::parse(&kept)?;
    Some(kept.get("token")?.as_str()?.to_owned())
}

/// Where someone came from, as the page's address and the browser tell.
fn attribution(context: &Context) -> Values {
    let mut known = Values::default();
    let mut keep = |name: &str, text: &str| {
        if !text.is_empty() {
            known.set(name, code(text));
        }
    };
    for name in ["utm_medium", "utm_campaign", "utm_content", "utm_term"] {
        keep(name, context.address.get(name));
    }
    keep("referrer_host", &browser::referrer_host());
    if let Backend::Other(other) = &context.backend {
        keep(other.knows_by(), context.address.get(other.knows_by()));
    }
    known
}

fn code(text: &str) -> String {
    text.chars().take(LONGEST_CODE).collect()
}

/// What an outcome leaves to be mended in the form: which fields, and a sentence above them. Else it
/// is the outcome itself.
pub(crate) fn refusal(context: &Context, outcome: Outcome) -> Result<Outcome, (Vec<FieldError>, String)> {
    let say = |key| Err((Vec::new(), context.words.say(key)));
    match outcome {
        Outcome::Invalid { fields, form } => {
            // Nothing on the form is wrong, so it is the id: perhaps of what they had deleted.
            if fields.is_empty() {
                forget_id(&context.id);
            }
            let own = form.filter(|_| fields.is_empty());
            Err((fields, own.unwrap_or_else(|| context.words.say(word::INVALID))))
        }
        Outcome::Full => say(word::FULL),
        Outcome::RateLimited { .. } => say(word::RATE_LIMITED),
        Outcome::Unreachable => say(word::UNREACHABLE),
        Outcome::Failed { retryable: true } => say(word::FAILED),
        Outcome::Failed { retryable: false } => say(word::FAILED_FINAL),
        outcome => Ok(outcome),
    }
}

/// Sends and, where it can help, sends again: always under the same id, so that a backend
/// that had it already recognises it. One that would not is asked again only if it has said that it did not
/// take it. What `waits` is not sent at all while there is no network.
pub(crate) async fn send(context: &Shared, kept: &mut Kept, waits: bool) -> Outcome {
    let mut tries = 0;
    loop {
        if waits && !browser::is_online() {
            return Outcome::Unreachable;
        }
        let (outcome, again) = attempt(context, kept).await;
        let wait = match outcome {
            outcome if !again => return outcome,
            Outcome::RateLimited { retry_after: Some(seconds) } if seconds <= LONGEST_WAIT_S => {
                seconds * 1000
            }
            Outcome::Failed { retryable: true } | Outcome::RateLimited { retry_after: None } => {
                jitter(1000 << tries)
            }
            Outcome::Unreachable if browser::is_online() => jitter(1000 << tries),
            _ => return outcome,
        };
        if tries == RETRIES {
            return outcome;
        }
        tries += 1;
        browser::sleep(wait).await;
    }
}

/// Sends once. Of what is kept it is remembered whether sending it again may count it twice.
pub(crate) async fn attempt(context: &Shared, kept: &mut Kept) -> (Outcome, bool) {
    let knows = context.backend.capabilities().deduplicates;
    kept.begin(knows);
    let (outcome, again) = backend::attempt(context, &kept.message).await;
    kept.unsure = !knows && !again;
    (outcome, again)
}

/// Full jitter: anything up to so many milliseconds, so that a crowd does not come back at once.
pub(crate) fn jitter(millis: u32) -> u32 {
    (js_sys::Math::random() * f64::from(millis)) as u32
}

/// The id of this content: the same for a retry, a double click and a reload, another
/// once anything was changed. Falls back to a fresh one where nothing can be stored.
fn id_for(widget: &str, draft: &Draft) -> Option<SubmissionId> {
    let mut print = Fingerprint::default();
    // Two offers may be asked the same.
    print.add(draft.to.name());
    for (name, value) in draft.values.iter() {
        print.add(name);
        print.add(value);
    }
    for consent in &draft.consents {
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
