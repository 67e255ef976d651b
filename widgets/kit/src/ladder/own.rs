//! What the backend remembers of someone who agreed to it, under a token that only they have; and forgetting.

use leptos::prelude::*;
use rungs_backends::{Backend, Remembered, Request, Rungs};
use rungs_model::ladder::Progress;

use super::Climb;
use super::kept::{self, Kept};
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
        climb.course.update_untracked(|course| course.kept.token = Some(token));
    }
}

/// Asks what is remembered: all devices know it together then.
pub(super) fn open(climb: &Climb) {
    if let Backend::Other(_) = climb.context.backend {
        return shown(climb);
    }
    let Some((rungs, token)) = of(climb) else { return };
    // It may have come with the address just now.
    climb.course.with_untracked(|course| kept::save(&climb.context, &course.kept));
    exchange(climb, rungs.remembered(&climb.ladder, &token));
}

/// What a preview shows stands in its document.
fn shown(climb: &Climb) {
    let Some(backend) = climb.context.config.get("backend") else { return };
    let progress = backend.get("progress").map(Progress::read);
    let brought = backend.get("brought").and_then(serde_json::Value::as_f64).unwrap_or_default();
    climb.course.update(|course| {
        if let Some(progress) = progress {
            course.kept.progress.merge(&progress);
        }
        course.brought = brought as u32;
    });
}

/// Adds to what is remembered.
pub(super) fn share(climb: &Climb) {
    let Some((rungs, token)) = of(climb) else { return };
    let progress = climb.course.with_untracked(|course| course.kept.progress.clone());
    exchange(climb, rungs.keep_progress(&climb.ladder, &token, &progress));
}

/// The backend and the token, where someone has agreed.
fn of(climb: &Climb) -> Option<(&Rungs, String)> {
    let Backend::Rungs(rungs) = &climb.context.backend else { return None };
    Some((rungs, climb.course.try_with_untracked(|course| course.kept.token.clone())??))
}

fn exchange(climb: &Climb, request: Request) {
    let climb = climb.clone();
    leptos::task::spawn_local(async move {
        let Some(response) = net::send(&request).await else { return };
        match Rungs::read_remembered(&response) {
            Some(remembered) => take(&climb, remembered),
            // It was forgotten on another device: here it is kept for as long as it was before.
            None if matches!(response.status, 401 | 404) => {
                climb.course.try_update(|course| {
                    course.kept.token = None;
                    kept::save(&climb.context, &course.kept);
                });
            }
            None => {}
        }
    });
}

fn take(climb: &Climb, remembered: Remembered) {
    referral::latest(&climb.context, remembered.referral.as_deref());
    climb.course.try_update(|course| {
        course.kept.progress.merge(&remembered.progress);
        course.kept.token = remembered.token.or(course.kept.token.take());
        course.brought = remembered.brought;
        kept::save(&climb.context, &course.kept);
    });
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
        let progress = by.course.with_untracked(|course| course.kept.progress.clone());
        let request = rungs.remember(&by.ladder, wording, &by.context.words.lang, &progress);
        let climb = by.clone();
        leptos::task::spawn_local(async move {
            let remembered = match net::send(&request).await {
                Some(response) => Rungs::read_remembered(&response),
                None => None,
            };
            if let Some(remembered) = remembered {
                take(&climb, remembered);
                climb.context.announce(&climb.context.words.say(word::LADDER_KEPT));
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

/// The link that carries it to another device.
fn devices(context: &Shared, token: &str) -> Tag {
    let page = browser::page().unwrap_or_default();
    let link = [&page, FRAGMENT, token].concat();
    let said = context.words.say(word::LADDER_LINK);
    let open = tag("input").part("input").attr("type", "text").attr("readonly", "").attr("id", "link");
    let label = tag("label").part("label").attr("for", "link").text(&said);
    tag("div").part("field").child(label).child(open.attr("value", &link))
}

/// Forgets what is on this device. Gives the token, for the backend.
pub(super) fn clear(climb: &Climb) -> Option<String> {
    kept::forget(&climb.context);
    referral::forget();
    let token = climb.course.try_update(|course| {
        (course.position, course.brought) = (None, 0);
        std::mem::take(&mut course.kept).token
    });
    let token = token.flatten();
    climb.context.announce(&climb.context.words.say(word::LADDER_FORGOTTEN));
    climb.tell();
    token
}

/// Has the backend forget, too.
pub(super) fn forget_at_backend(climb: &Climb, token: Option<String>) {
    let Some(token) = token else { return };
    let climb = climb.clone();
    leptos::task::spawn_local(async move {
        let _ = later!(forget(climb, token));
    });
}

#[cfg_attr(feature = "split", wasm_split_helpers::wasm_split(ladder, fallible))]
#[allow(clippy::needless_pass_by_value, clippy::unnecessary_wraps, reason = "so it must be to be split off")]
fn forget(climb: Climb, token: String) -> Result<(), Missing> {
    let Backend::Rungs(rungs) = &climb.context.backend else { return Ok(()) };
    let request = rungs.forget_progress(&climb.ladder, &token);
    leptos::task::spawn_local(async move {
        let gone = net::send(&request).await.is_some_and(|answer| matches!(answer.status, 204 | 401 | 404));
        if !gone {
            // It must not seem to be gone when it is not: the way to be rid of it stays.
            climb.course.try_update(|course| {
                course.kept = Kept { token: Some(token), ..Kept::default() };
                kept::save(&climb.context, &course.kept);
            });
            climb.context.announce(&climb.context.words.say(word::LADDER_NOT_FORGOTTEN));
        }
    });
    Ok(())
}
