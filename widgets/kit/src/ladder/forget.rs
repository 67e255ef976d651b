//! Forgetting someone: on this device at once, and at the backend as soon as it can be reached.

use leptos::prelude::*;
use rungs_backends::Backend;

use super::Climb;
use super::deeds::FORGET;
use super::kept::{self, Kept};
use super::own;
use crate::later::{Missing, later};
use crate::words::word;
use crate::{net, referral};

/// Drops what is known of someone here: it was forgotten, by this ladder, another one or another tab. Gives the
/// tokens, for the backend.
pub(super) fn forgotten(climb: &Climb) -> Option<Kept> {
    kept::forget(&climb.context, false);
    own::forget_key();
    referral::forget();
    climb.course.try_update(|course| {
        (course.position, course.brought, course.arrived) = (None, 0, None);
        course.forgotten += 1;
        std::mem::replace(&mut course.kept, kept::load(&climb.context))
    })
}

/// Forgets what is on this device at once, and has the backend forget, too.
pub(super) fn clear(climb: &Climb) {
    // Other ladders and tabs may have written tokens that this one has not read.
    climb.course.update_untracked(|course| course.kept.renew(&climb.context));
    kept::forget(&climb.context, true);
    let Some(known) = forgotten(climb) else { return };
    let tokens = [known.token, known.former, known.leaving].into_iter().flatten();
    let tokens = tokens.reduce(|tokens, more| tokens + " " + &more);
    if let Some(tokens) = &tokens {
        // Whatever happens to this page, the backend is asked until it has forgotten.
        let _ = kept::note(&climb.context, "leaving", tokens);
    }
    // Other ladders of the page read now what is noted.
    climb.context.emit(FORGET, &[]);
    climb.tell();
    match tokens {
        Some(tokens) => {
            // That it could not be reached is not known yet.
            climb.course.update(|course| course.kept.leaving = None);
            at_backend(climb, tokens);
        }
        None => climb.context.announce(&climb.context.words.say(word::LADDER_FORGOTTEN)),
    }
}

/// Has the backend forget what it keeps under these tokens.
pub(super) fn at_backend(climb: &Climb, tokens: String) {
    let climb = climb.clone();
    leptos::task::spawn_local(async move {
        // Without the code for it the tokens stay noted, and the next visit tries again.
        if later!(forget(climb.clone(), tokens)).is_err() {
            climb.course.try_update(|course| course.kept.renew(&climb.context));
            climb.context.announce(&climb.context.words.say(word::LADDER_NOT_FORGOTTEN));
        }
    });
}

#[cfg_attr(feature = "split", wasm_split_helpers::wasm_split(ladder, fallible))]
#[allow(clippy::needless_pass_by_value, clippy::unnecessary_wraps, reason = "so it must be to be split off")]
fn forget(climb: Climb, tokens: String) -> Result<(), Missing> {
    leptos::task::spawn_local(async move {
        let Backend::Rungs(rungs) = &climb.context.backend else { return };
        let mut still = Vec::new();
        for token in tokens.split(' ').filter(|token| kept::is_token(token)) {
            let request = rungs.forget_progress(&climb.ladder, token);
            let answer = net::send(&request).await;
            if !answer.is_some_and(|answer| matches!(answer.status, 204 | 401 | 404)) {
                still.push(token);
            }
        }
        left(&climb, &tokens, &still.join(" "));
    });
    Ok(())
}

/// Notes which of these tokens the backend has not forgotten yet, and says how it stands. It must not seem to be
/// gone when it is not: the way to be rid of it stays.
fn left(climb: &Climb, asked: &str, still: &str) {
    let gone = still.is_empty();
    let empty = climb.course.try_update(|course| {
        course.kept.renew(&climb.context);
        let mut leaving: Vec<_> = course.kept.leaving.iter().flat_map(|own| own.split(' ')).collect();
        leaving.retain(|token| asked.split(' ').all(|asked| asked != *token));
        leaving.extend(still.split(' ').filter(|token| !token.is_empty()));
        let leaving = leaving.join(" ");
        course.kept.leaving = Some(leaving).filter(|leaving| !leaving.is_empty());
        let empty = course.kept.is_empty();
        if empty {
            kept::forget(&climb.context, true);
        } else {
            course.kept.save(&climb.context);
        }
        empty
    });
    if gone && empty == Some(true) {
        // Other ladders of the page have read that it was still to be forgotten.
        climb.context.emit(FORGET, &[]);
    }
    let said = match empty {
        _ if !gone => word::LADDER_NOT_FORGOTTEN,
        Some(true) => word::LADDER_FORGOTTEN,
        _ => return,
    };
    climb.context.announce(&climb.context.words.say(said));
}
