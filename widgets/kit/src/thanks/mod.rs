//! What happens next, after any widget's success.

mod mastodon;
mod next;
mod qr;
mod share;

use rungs_model::document::{self, Problem};
use rungs_model::{Href, Markdown, Outcome, Receipt, Thanks, Values};

pub(crate) use next::next_step;
#[cfg(feature = "ladder")]
pub(crate) use next::{AFTER, CODE, in_place, link};
#[cfg(feature = "ladder")]
pub(crate) use share::share;

use crate::article;
use crate::context::Shared;
use crate::referral;
use crate::view::{Tag, tag};
use crate::words::word;

/// What was done, for the panel.
pub(crate) struct Done {
    /// How it ended.
    pub(crate) outcome: Outcome,
    /// Whether it was only a test.
    pub(crate) test: bool,
    /// What is shared when the campaign names no text.
    pub(crate) title: String,
    /// The campaign's own heading.
    pub(crate) heading: Option<String>,
    /// What the campaign says.
    pub(crate) text: Option<Markdown>,
    /// The one step that follows.
    pub(crate) next: Option<Tag>,
    /// What else there is to see.
    pub(crate) more: Option<Tag>,
    /// What was answered to an invitation.
    pub(crate) answer: Option<&'static str>,
    /// What was entered, for the widget that comes next.
    pub(crate) given: Values,
}

/// What the config document says of it. What is wrong there takes nothing else away.
pub(crate) fn said(context: &Shared) -> Option<Thanks> {
    document::part(&context.config, "thanks", &context.words.lang).unwrap_or_else(|problems| {
        let say = |problem: &Problem| ["thanks.", &*problem.path, " ", &problem.message].concat();
        let message = problems.first().map(say).unwrap_or_default();
        context.emit("rungs:error", &[("phase", "config"), ("message", &message)]);
        None
    })
}

/// The panel: thanks in honest words, one next step, ways to share.
pub(crate) fn thanks(context: &Shared, thanks: Option<&Thanks>, done: Done) -> Tag {
    let say = |key| context.words.own(context.kind, key);
    let (title, text) = match done.outcome {
        Outcome::AwaitingConfirmation => (word::AWAITING_TITLE, word::AWAITING_TEXT),
        Outcome::Sent => (word::SENT_TITLE, word::SENT_TEXT),
        _ => (word::THANKS_TITLE, word::THANKS_TEXT),
    };
    let can = context.backend.capabilities();
    let honest = if !can.real || (done.test && !can.tests) {
        say(word::PREVIEW_TEXT)
    } else if done.test {
        say(word::TEST_TEXT)
    } else {
        say(text)
    };
    // A campaign's own heading must not claim more than is known.
    let certain = matches!(done.outcome, Outcome::Confirmed(_));
    let title = done.heading.filter(|_| certain).unwrap_or_else(|| say(title));
    let code = referral::latest(context, code(&done.outcome));
    let ladder = thanks.and_then(|thanks| thanks.ladder.as_ref());
    let after = next::After { answer: done.answer, code: code.as_deref() };
    let next = ladder.map(|config| next::ladder(context, config, &done.given, &after)).or(done.next);
    tag("div")
        .part("thanks")
        .child(tag("h3").part("thanks-title").attr("tabindex", "-1").text(&title).takes_focus())
        .child(tag("p").text(&honest))
        .child(done.text.and_then(|text| article::text(&text)))
        .child(next)
        .child(done.more)
        .child(thanks.map(|thanks| share::share(context, thanks, &done.title, code.as_deref())))
        .child(manage_url(&done.outcome).map(|url| manage(context, url)))
}

fn manage_url(outcome: &Outcome) -> Option<&Href> {
    match outcome {
        Outcome::Confirmed(Some(Receipt { manage_url, .. })) => manage_url.as_ref(),
        _ => None,
    }
}

/// The code that tells whom someone brought in.
fn code(outcome: &Outcome) -> Option<&str> {
    match outcome {
        Outcome::Confirmed(Some(Receipt { referral, .. }))
        | Outcome::Waitlisted { receipt: Some(Receipt { referral, .. }), .. } => referral.as_deref(),
        _ => None,
    }
}

/// The way back to what was agreed to. The address is as good as a key: no other page learns it.
fn manage(context: &Shared, url: &Href) -> Tag {
    let link = tag("a").attr("href", url).attr("target", "_blank").attr("rel", "noopener noreferrer");
    tag("p").part("manage").child(link.text(&context.words.own(context.kind, word::MANAGE)))
}
