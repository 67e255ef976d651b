//! Takes one errand after the other.

use std::sync::{Arc, Weak};
use std::time::Duration;

use anyhow::Result;
use rungs_backends::Hears;
use rungs_model::rsvp::Phase;
use rungs_model::{Kind, Outcome, Timestamp};
use tokio::sync::Notify;

use super::Target;
use crate::app::Shared;
use crate::store::{Errand, Forwarded, Next, now};
use crate::widgets::Widget;

/// Another process may have queued something: how often that is looked for, and how long a fault of the
/// database is waited out.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// What has failed for so long is left to staff, in milliseconds, and so often: neither a clock that jumps nor a
/// process that was away makes a few failures last for days.
const GIVE_UP: i64 = 3 * 24 * 60 * 60 * 1_000;
const TRIES: i64 = 20;
/// The first pause after a failure, in milliseconds; each next one is up to twice as long.
const PAUSE: i64 = 1_000;
/// The longest pause of what failed.
const LONGEST_PAUSE: i64 = 6 * 60 * 60 * 1_000;
/// How often is looked at what waits for a place, in milliseconds: nobody says when an event is over or called off.
const LOOK_AT_LINE: i64 = 10 * 60 * 1_000;
/// The longest pause of a target that fails.
const LONGEST_HOLD: i64 = 5 * 60 * 1_000;

/// Forwards to a target until the app is gone.
pub(super) async fn work(app: Weak<Shared>, target: Arc<Target>, added: Arc<Notify>) {
    loop {
        let wake = added.notified();
        let Some(shared) = app.upgrade() else { return };
        let pause = match once(&shared, &target).await {
            Ok(None) => continue,
            Ok(Some(pause)) => pause.min(LOOK_EVERY),
            Err(error) => {
                tracing::error!(target = target.id, "nothing can be forwarded: {error:#}");
                LOOK_EVERY
            }
        };
        drop(shared);
        tokio::select! {
            () = wake => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Forwards what is due, if anything is; else says how long to wait.
async fn once(shared: &Shared, target: &Target) -> Result<Option<Duration>> {
    // Longer than a try may take: nobody else takes up what is still being tried.
    let lease = i64::try_from(target.patience.as_millis()).unwrap_or(i64::MAX / 2) + 5_000;
    let knows = |widget: &str| shared.widgets.get(widget).is_some();
    let hears = target.adapter.hears() != Hears::Nothing;
    match shared.store.next_errand(&target.id, lease, target.interval, hears, knows).await? {
        Next::Idle => Ok(Some(LOOK_EVERY)),
        Next::Wait(millis) => Ok(Some(Duration::from_millis(u64::try_from(millis).unwrap_or(0).max(1)))),
        Next::Errand(errand) => {
            forward(shared, target, &errand).await?;
            Ok(None)
        }
    }
}

async fn forward(shared: &Shared, target: &Target, errand: &Errand) -> Result<()> {
    let store = &shared.store;
    // Once known, a widget stays so: whoever took it knew it.
    let Some(widget) = shared.widgets.get(&errand.widget) else { return Ok(()) };
    let over = |slot: &str| over(&widget, slot);
    let tells_waiting = target.adapter.tells_waiting();
    let found = store.to_forward(errand, tells_waiting, over).await?;
    let Some(Forwarded { submission, waitlisted, standing }) = found else {
        return store.errand_done(&target.id, errand.id).await;
    };
    if waitlisted && !tells_waiting {
        return store.errand_waits(&target.id, errand, now() + LOOK_AT_LINE, target.interval).await;
    }
    let kind: Kind = widget.read("").kind();
    if is_old_news(target, errand, &standing) {
        return done(shared, target, errand, kind, &standing).await;
    }
    let to = rungs_backends::Target::new(&errand.widget, kind);
    let to = to.revised(u32::try_from(errand.revision).unwrap_or(u32::MAX));
    let conversation = target.wire.converse(&*target.adapter, &to, &submission);
    let outcome = tokio::time::timeout(target.patience, conversation).await;
    let outcome = outcome.unwrap_or(Outcome::Unreachable);
    match &outcome {
        Outcome::Confirmed(_)
        | Outcome::AwaitingConfirmation
        | Outcome::Sent
        | Outcome::Waitlisted { .. } => done(shared, target, errand, kind, &standing).await,
        Outcome::RateLimited { retry_after } => {
            let wait =
                retry_after.map_or(LONGEST_HOLD / 5, |seconds| i64::from(seconds).saturating_mul(1_000));
            let until = now() + wait.min(LONGEST_PAUSE);
            store.errand_failed(&target.id, errand.id, until, until, false, outcome.name()).await
        }
        Outcome::Unreachable | Outcome::Failed { retryable: true } if !is_given_up(errand) => {
            let fails = store.failures(&target.id).await?;
            let due = now() + jitter(errand.tries, LONGEST_PAUSE);
            let held = now() + jitter(fails, LONGEST_HOLD);
            store.errand_failed(&target.id, errand.id, due, held, true, outcome.name()).await
        }
        _ => {
            tracing::error!(
                target = target.id,
                widget = errand.widget,
                submission = errand.submission,
                outcome = outcome.name(),
                "cannot be forwarded; it waits at /admin/relay"
            );
            let lacks = target.adapter.lacks(&submission);
            let lacks = lacks.map(|(key, message)| format!("to.{key}: {message}"));
            store.bury(errand, &lacks.unwrap_or_else(|| said(&outcome))).await
        }
    }
}

/// Whether a change is one that the target hears nothing of.
fn is_old_news(target: &Target, errand: &Errand, standing: &str) -> bool {
    let told = errand.standing.as_deref();
    target.adapter.hears() == Hears::WhoComes && told == Some(standing)
}

/// Nothing more is to be done, until an answer to an event changes.
async fn done(shared: &Shared, target: &Target, errand: &Errand, kind: Kind, standing: &str) -> Result<()> {
    let store = &shared.store;
    if kind == Kind::Rsvp && target.adapter.hears() != Hears::Nothing {
        return store.errand_told(&target.id, errand, standing).await;
    }
    store.errand_done(&target.id, errand.id).await
}

/// Since when nobody gets a place there any more, in milliseconds, if it is over or called off, or was taken out of the
/// document. When something was called off nobody knows: since ever.
fn over(widget: &Widget, slot: &str) -> Option<i64> {
    let found = widget.read("").events().and_then(|events| events.schedule.find(slot));
    match found.filter(|own| !own.cancelled) {
        None => Some(i64::MIN),
        Some(own) => (own.phase(Timestamp(now())) == Phase::Ended).then_some(own.end.0),
    }
}

/// Whether a further failure is the last.
fn is_given_up(errand: &Errand) -> bool {
    let since = errand.failing_since.unwrap_or(i64::MAX);
    errand.tries + 1 >= TRIES && now().saturating_sub(since) >= GIVE_UP
}

/// Why a target did not take it, without what was entered.
fn said(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Invalid { fields, .. } if !fields.is_empty() => {
            let fields: Vec<_> =
                fields.iter().map(|error| format!("{}: {}", error.field, error.code.as_str())).collect();
            format!("invalid: {}", fields.join(", "))
        }
        outcome => outcome.name().to_owned(),
    }
}

/// Full jitter, so that what failed together does not come back together.
fn jitter(fails: i64, longest: i64) -> i64 {
    let most = PAUSE.saturating_mul(1 << fails.clamp(0, 40)).min(longest);
    let mut bytes = [0; 8];
    // Without random numbers the longest pause is the safe one.
    match getrandom::fill(&mut bytes) {
        Ok(()) => i64::from_le_bytes(bytes).rem_euclid(most) + 1,
        Err(_) => most,
    }
}
