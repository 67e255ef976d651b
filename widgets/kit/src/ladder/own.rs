//! What the backend remembers of someone who agreed to it, under a token that only they have: what their devices know
//! becomes the same.

use std::cell::RefCell;

use leptos::prelude::*;
use rungs_backends::{Backend, Remembered, Request, Rungs};
use rungs_model::ladder::Progress;

use super::{Climb, Course, forget, kept};
use crate::{browser, net, referral};

/// Under which name the loader, which took it out of the address, hands on what came behind [`FRAGMENT`].
const ARRIVED: &str = "#rungs";

/// How a link to another device begins its fragment. The campaign follows, and behind a point the token.
pub(super) const FRAGMENT: &str = "#rungs=";

thread_local! {
    /// What came last, for a ladder that is drawn anew. After all was forgotten that is to know nothing of it.
    static CAME: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Whether something came with the address.
pub(super) fn is_brought(climb: &Climb) -> bool {
    !climb.context.address.get(ARRIVED).is_empty()
}

/// Takes a token of this campaign that came with the address.
pub(super) fn arrive(climb: &Climb) {
    let first = || climb.context.address.get(ARRIVED).to_owned();
    let came = CAME.with_borrow_mut(|came| came.get_or_insert_with(first).clone());
    take_key(climb, &came);
}

/// Nothing that came is used again.
pub(super) fn forget_key() {
    CAME.set(Some(String::new()));
}

/// Takes what comes into a page that is open already, and takes it out of the address: the loader sees only the
/// first one. Whether anything came.
pub(super) fn come(climb: &Climb) -> bool {
    let address = browser::address();
    let Some((page, came)) = address.split_once(FRAGMENT) else { return false };
    if own_key(climb, came).is_none() {
        return false;
    }
    browser::show_address(page);
    CAME.set(Some(came.to_owned()));
    take_key(climb, came);
    true
}

/// The token, unless what came is of another campaign. Links of earlier versions name none; what is of another one
/// has a point, which no token has.
fn own_key<'k>(climb: &Climb, came: &'k str) -> Option<&'k str> {
    let own = came.strip_prefix(&*climb.context.campaign).and_then(|rest| rest.strip_prefix('.'));
    Some(own.unwrap_or(came)).filter(|token| kept::is_token(token))
}

fn take_key(climb: &Climb, came: &str) {
    let context = &climb.context;
    let Some(token) = own_key(climb, came).filter(|_| context.backend.capabilities().ladder) else { return };
    climb.course.update_untracked(|course| {
        if course.kept.token.is_some() {
            // The own one stays until the backend has said that it knows this one.
            course.arrived = Some(token.to_owned());
        } else {
            course.kept.unsaved = kept::note(context, "token", token).is_none();
            course.kept.token = Some(token.to_owned());
        }
    });
}

/// Asks what is remembered: all devices know it together then. What is still to be forgotten is not asked for.
pub(super) fn open(climb: &Climb) {
    if let Backend::Other(_) = climb.context.backend {
        return shown(climb);
    }
    let (leaving, arrived) =
        climb.course.with_untracked(|course| (course.kept.leaving.clone(), course.arrived.clone()));
    if let Some(leaving) = leaving {
        forget::at_backend(climb, leaving);
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
        // What was forgotten since is not brought back.
        let Some(stored) = kept::find(&climb.context) else { return false };
        let kept = &mut course.kept;
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
pub(super) enum Taken {
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
pub(super) fn take(climb: &Climb, course: &mut Course, token: String, remembered: &Remembered) -> Taken {
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
