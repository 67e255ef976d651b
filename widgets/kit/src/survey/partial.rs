//! Pages on their way while the rest is still to be answered, where a survey and its backend take such.
//! Part of the second file.

use leptos::prelude::*;
use rungs_backends::Partial;
use rungs_model::survey::Survey;
use rungs_model::{SubmissionId, Values};
use wasm_bindgen::JsCast as _;
use web_sys::HtmlInputElement;

use super::Signals;
use crate::context::Shared;
use crate::{browser, net};

/// The controls that hold the id of what will be sent, and how often a part of it was; no question can be
/// called so.
const ID: &str = "_id";
const REVISION: &str = "_revision";

/// Whether pages are sent one by one.
pub(super) fn is_taken(context: &Shared, survey: &Survey) -> bool {
    survey.partial && context.backend.capabilities().partial
}

/// The id under which pages were sent, for the whole.
pub(super) fn id(values: &Values) -> Option<SubmissionId> {
    SubmissionId::parse(values.get(ID))
}

/// Sends what was answered up to a page. Should that fail, a later page or the whole brings it.
pub(super) fn send(context: &Shared, survey: &Survey, signals: Signals, page: usize) {
    if !is_taken(context, survey) {
        return;
    }
    let answered = signals.entry.with_untracked(|entry| survey.check_until(page, &entry.values));
    let Ok(values) = answered else { return };
    let counted = signals.entry.try_update_untracked(|entry| {
        let id = id(&entry.values).or_else(browser::random_id)?;
        let revision = entry.values.get(REVISION).parse().unwrap_or(0_u32) + 1;
        entry.values.set(ID, id.to_string());
        entry.values.set(REVISION, revision.to_string());
        Some((id, revision))
    });
    let Some((id, revision)) = counted.flatten() else { return };
    let index = page.to_string();
    let named = survey.pages.get(page).and_then(|page| page.id.as_ref());
    let partial = Partial {
        submission_id: &id,
        page: named.map_or(&index, |id| id),
        revision,
        locale: &context.words.lang,
        values: &values,
        test: survey.test,
    };
    if let Some(request) = context.backend.keep(&context.id, &partial) {
        leptos::task::spawn_local(async move {
            let _ = net::send(&request).await;
        });
    }
}

/// Has what was sent of these answers deleted. Should that fail, it is tried again when the survey is opened next.
pub(super) fn discard(context: &Shared, values: &Values) {
    let Some(id) = id(values) else { return };
    let waiting = waiting(context);
    if waiting.split(',').all(|other| *other != *id) {
        note(context, [&*waiting, ",", &id].concat().trim_start_matches(','));
    }
    ask(context, &id);
}

/// Has deleted what could not be when it was asked for.
pub(super) fn discard_waiting(context: &Shared) {
    for id in waiting(context).split(',').filter(|id| !id.is_empty()) {
        ask(context, id);
    }
}

/// Asks the backend to delete what it has under an id, whether or not the device could note that.
fn ask(context: &Shared, id: &str) {
    let Some(request) = context.backend.discard(&context.id, id) else { return };
    let (context, id) = (context.clone(), id.to_owned());
    leptos::task::spawn_local(async move {
        if net::send(&request).await.is_some_and(|answer| answer.status == 204 || answer.status == 404) {
            let left = waiting(&context);
            let left: Vec<&str> = left.split(',').filter(|other| *other != id).collect();
            note(&context, &left.join(","));
        }
    });
}

/// Where the ids are noted of what is still to be deleted.
fn key(context: &Shared) -> String {
    ["rungs:discard:", &context.id].concat()
}

fn waiting(context: &Shared) -> String {
    let storage = browser::device_storage();
    storage.and_then(|storage| storage.get_item(&key(context)).ok()?).unwrap_or_default()
}

fn note(context: &Shared, ids: &str) {
    if let Some(storage) = browser::device_storage() {
        let _ = if ids.is_empty() {
            storage.remove_item(&key(context))
        } else {
            storage.set_item(&key(context), ids)
        };
    }
}

/// What was sent under this id is deleted, or the whole was refused: what comes next has another one. The form
/// holds it too, unseen, and is read with the next answer.
pub(super) fn forget(context: &Shared, signals: Signals) {
    for name in [ID, REVISION] {
        signals.entry.update_untracked(|entry| entry.values.set(name, String::new()));
        let input = context.root.query_selector(&["input[name='", name, "']"].concat()).ok().flatten();
        if let Some(input) = input.and_then(|input| input.dyn_into::<HtmlInputElement>().ok()) {
            input.set_value("");
        }
    }
}
