//! What the backend remembers of someone who agreed to it, under a token that only they have; and forgetting.

use leptos::prelude::*;
use rungs_backends::{Backend, Remembered, Request, Rungs};
use rungs_model::ladder::Progress;

use super::deeds::FORGET;
use super::kept::{self, Kept};
use super::{Climb, Course};
use crate::context::Shared;
use crate::later::{Missing, later};
use crate::view::{Tag, tag};
use crate::words::word;
use crate::{browser, net, referral};

/// How a link to another device begins its fragment.
const FRAGMENT: &str = "#rungs=";

/// Takes a token that came with the address, and out of the address at once: it is as good as a key.
pub(super) fn arrive(climb: &Climb) {
    let Some(window) = web_sys::window() else { return };
    let token = window.location().hash().ok().and_then(|hash| hash.strip_prefix(FRAGMENT).map(str::to_owned));
    let Some(token) = token else { return };
    if let (Ok(history), Some(page)) = (window.history(), browser::address().split('#').next()) {
        let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(page));
    }
    if kept::is_token(&token) && climb.context.backend.capabilities().ladder {
        climb.course.update_untracked(|course| {
            if course.kept.token.is_some() {
                // The own one stays until the backend has said that it knows this one.
                course.arrived = Some(token);
            } else {
                course.kept.unsaved = kept::note(&climb.context, "token", &token).is_none();
                course.kept.token = Some(token);
            }
        });
    }
}

/// Asks what is remembered: all devices know it together then. What is still to be forgotten is not asked for.
pub(super) fn open(climb: &Climb) {
    if let Backend::Other(_) = climb.context.backend {
        return shown(climb);
    }
    let (leaving, arrived) =
        climb.course.with_untracked(|course| (course.kept.leaving.clone(), course.arrived.clone()));
    if let Some(leaving) = leaving {
        forget_at_backend(climb, leaving);
    }
    let Backend::Rungs(rungs) = &climb.context.backend else { return };
    if let Some(token) = arrived.or_else(|| own_token(climb)) {
        let request = rungs.remembered(&climb.ladder, &token);
        exchange(climb, token, request, true);
    }
}

/// What a preview shows stands in its document.
fn shown(climb: &Climb) {
    let Some(backend) = climb.context.config.get("backend") else { return };
    let progress = backend.get("progress").map(Progress::read);
    let brought = backend.get("brought").and_then(serde_json::Value::as_f64).unwrap_or_default();
    climb.course.update(|course| {
        if let Some(progress) = progress {
            course.kept.progress.merge(&progress);
            course.kept.progress.wait_as(&progress);
            course.kept.unsaved = true;
        }
        course.brought = brought as u32;
    });
}

/// Adds to what is remembered.
pub(super) fn share(climb: &Climb) {
    let Backend::Rungs(rungs) = &climb.context.backend else { return };
    let Some(token) = own_token(climb) else { return };
    let progress = climb.course.with_untracked(|course| course.kept.progress.clone());
    let request = rungs.keep_progress(&climb.ladder, &token, &progress);
    exchange(climb, token, request, false);
}

/// Takes what another tab has written, if one has. Two that write at once may not see each other: what only this one
/// knows is written once more; and if the other tab let go of the token, the backend says why.
pub(super) fn heard(climb: &Climb) {
    let hears = climb.course.try_update_untracked(|course| std::mem::take(&mut course.hears));
    if hears != Some(true) {
        return;
    }
    let more = climb.course.try_update(|course| {
        let (kept, stored) = (&mut course.kept, kept::load(&climb.context));
        // What was forgotten since is not brought back.
        if !kept::is_there(&climb.context) {
            return false;
        }
        // Unless the device refused what this one knows, it is told at once by what waits.
        if !kept.unsaved {
            kept.progress.wait_as(&stored.progress);
        }
        kept.merge(stored.clone());
        let more = kept.progress != stored.progress || kept.token != stored.token;
        if more {
            kept.save(&climb.context);
        } else {
            kept.unsaved = false;
        }
        more
    });
    if more == Some(true) {
        share(climb);
    }
}

/// The token of someone who has agreed.
fn own_token(climb: &Climb) -> Option<String> {
    climb.course.try_with_untracked(|course| course.kept.token.clone())?
}

/// What became of an answer.
enum Taken {
    /// Nothing is left to be done.
    Done,
    /// The device knows more than the backend.
    More,
    /// What came with the address opens nothing: the device may have a token of its own.
    Own,
}

/// Asks under a token. `asks` if the backend is only asked: then it is told what the device knows and it does not.
fn exchange(climb: &Climb, token: String, request: Request, asks: bool) {
    let climb = climb.clone();
    leptos::task::spawn_local(async move {
        let Some(response) = net::send(&request).await else { return };
        let remembered = Rungs::read_remembered(&response);
        let is_gone = matches!(response.status, 401 | 404);
        let left = climb.course.try_update(|course| {
            course.kept.renew(&climb.context);
            let arrived = course.arrived.as_ref() == Some(&token);
            // It may have been forgotten while this was asked, here or in another tab: it stays so.
            if !arrived && course.kept.token.as_ref() != Some(&token) {
                return Taken::Done;
            }
            match remembered {
                Some(remembered) => return take(&climb, course, token, &remembered),
                None if is_gone && arrived => {
                    course.arrived = None;
                    return Taken::Own;
                }
                // It was forgotten on another device: here it is kept for as long as it was before.
                None if is_gone => {
                    course.kept.token = None;
                    course.kept.save(&climb.context);
                }
                None => {}
            }
            Taken::Done
        });
        match left {
            Some(Taken::More) if asks => share(&climb),
            Some(Taken::Own) => open(&climb),
            _ => {}
        }
    });
}

/// Takes what is remembered under a token, which is the device's own from now on.
fn take(climb: &Climb, course: &mut Course, token: String, remembered: &Remembered) -> Taken {
    referral::latest(&climb.context, remembered.referral.as_deref());
    let kept = &mut course.kept;
    let mut all = kept.progress.clone();
    all.merge(&remembered.progress);
    all.wait_as_told(&remembered.progress);
    let same = all.steps() == remembered.progress.steps();
    kept.progress = all;
    if let Some(before) = kept.token.replace(token).filter(|before| kept.token.as_ref() != Some(before)) {
        let former = kept.former.take().map(|former| former + " ").unwrap_or_default();
        kept.former = Some(former + &before);
    }
    kept.save(&climb.context);
    (course.arrived, course.brought) = (None, remembered.brought);
    if same { Taken::Done } else { Taken::More }
}

/// The exact words that are agreed to, and the button; afterwards a link for other devices.
pub(super) fn remember(climb: &Climb) -> Tag {
    let (climb, of) = (climb.clone(), climb.clone());
    let token = move || of.course.with(|course| course.kept.token.clone());
    tag("div").child_when(token, move || {
        let token = climb.course.with_untracked(|course| course.kept.token.clone());
        Some(token.map_or_else(|| agree(&climb), |token| devices(&climb.context, &token)))
    })
}

fn agree(climb: &Climb) -> Tag {
    let words = &climb.context.words;
    let Some(wording) = &climb.ladder.remember else { return tag("div") };
    let trouble = RwSignal::new(None);
    let by = climb.clone();
    let press = move |_| {
        let (Backend::Rungs(rungs), Some(wording)) = (&by.context.backend, &by.ladder.remember) else {
            return;
        };
        let (progress, before) =
            by.course.with_untracked(|course| (course.kept.progress.clone(), course.forgotten));
        let request = rungs.remember(&by.ladder, wording, &by.context.words.lang, &progress);
        let climb = by.clone();
        leptos::task::spawn_local(async move {
            let remembered = match net::send(&request).await {
                Some(response) => Rungs::read_remembered(&response),
                None => None,
            };
            if let Some((token, remembered)) = remembered.and_then(|mut all| Some((all.token.take()?, all))) {
                agreed(&climb, token, &remembered, before);
            } else {
                let failed = climb.context.words.say(word::LADDER_FAILED);
                climb.context.announce(&failed);
                trouble.try_set(Some(failed));
            }
        });
    };
    let text = rungs_model::Markdown::parse(&wording.consent);
    tag("div")
        .part("remember")
        .child(crate::article::text(&text))
        .child(
            tag("button")
                .part("back")
                .attr("type", "button")
                .text(&words.say(word::LADDER_AGREE))
                .on("click", press),
        )
        .child(tag("p").part("error").text_fn(move || trouble.get().unwrap_or_default()))
}

/// Takes the token of whoever has agreed. Who wanted to be forgotten while it was on its way is forgotten; where
/// another tab has agreed at the same time, one token is enough.
fn agreed(climb: &Climb, token: String, remembered: &Remembered, before: u32) {
    let left = climb.course.try_update(|course| {
        course.kept.renew(&climb.context);
        if course.forgotten != before || course.kept.token.is_some() {
            return None;
        }
        Some(take(climb, course, token.clone(), remembered))
    });
    match left.flatten() {
        Some(Taken::More) => share(climb),
        Some(_) => {}
        None => {
            forget_at_backend(climb, token);
            return share(climb);
        }
    }
    climb.context.announce(&climb.context.words.say(word::LADDER_KEPT));
}

/// The link that carries it to another device.
fn devices(context: &Shared, token: &str) -> Tag {
    let page = browser::page().unwrap_or_default();
    let link = [&page, FRAGMENT, token].concat();
    let said = context.words.say(word::LADDER_LINK);
    let open = tag("input").part("input").attr("type", "text").attr("readonly", "").attr("id", "link");
    let label = tag("label").part("label").attr("for", "link").text(&said);
    tag("div").part("field").child(label).child(open.attr("value", &link))
}

/// Drops what is known of someone here: it was forgotten, by this ladder, another one or another tab. Gives the
/// tokens, for the backend.
pub(super) fn forgotten(climb: &Climb) -> Option<Kept> {
    kept::forget(&climb.context, false);
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
            forget_at_backend(climb, tokens);
        }
        None => climb.context.announce(&climb.context.words.say(word::LADDER_FORGOTTEN)),
    }
}

/// Has the backend forget what it keeps under these tokens.
fn forget_at_backend(climb: &Climb, tokens: String) {
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
