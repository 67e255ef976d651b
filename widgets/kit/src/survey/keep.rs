//! Answers are kept on the device until they are sent, so that nobody has to begin again.

use std::time::Duration;

use leptos::prelude::*;
use rungs_model::Values;
use rungs_model::survey::Survey;
use serde_json::{Map, Value};

use super::{Course, Screen, Signals, page, partial};
use crate::context::{Context, Shared};
use crate::view::{Tag, tag};
use crate::words::word;
use crate::{browser, js};

/// Answers that are older are forgotten.
const LONGEST_MS: i64 = 7 * 24 * 60 * 60 * 1000;
/// Answers are written down at most this often.
const PAUSE: Duration = Duration::from_millis(300);

/// What a survey begins with.
pub(super) struct Kept {
    pub(super) values: Values,
    /// Whether some of it is from an earlier visit.
    pub(super) restored: bool,
}

fn key(context: &Context) -> String {
    ["rungs:answers:", &context.id].concat()
}

/// What was typed in the page, or else kept from an earlier visit.
pub(super) fn restore(context: &Context, resume: bool, typed: Values) -> Kept {
    if resume
        && !is_answered(&typed)
        && let Some(values) = read(context)
    {
        return Kept { values, restored: true };
    }
    Kept { values: typed, restored: false }
}

fn read(context: &Context) -> Option<Values> {
    let text = browser::device_storage()?.get_item(&key(context)).ok()??;
    let stored = js::parse(&text)?;
    let age = browser::now().0 - stored.get("at")?.as_f64()? as i64;
    if !(0..LONGEST_MS).contains(&age) {
        forget(context);
        return None;
    }
    let Value::Object(values) = stored.get("values")? else { return None };
    let pairs = values.iter().filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())));
    let values: Values = pairs.collect();
    is_answered(&values).then_some(values)
}

fn is_answered(values: &Values) -> bool {
    values.iter().any(|(name, value)| !name.starts_with('_') && !value.is_empty())
}

/// Keeps the answers, in a moment.
pub(super) fn save(context: &Shared, survey: &Survey, signals: Signals) {
    let waits = signals.course.with_untracked(|course| is_asking(course) && !course.saving);
    if !survey.resume || !waits {
        return;
    }
    signals.course.update_untracked(|course| course.saving = true);
    let context = context.clone();
    set_timeout(
        move || {
            // The widget may be gone, or the answers sent.
            let asking = signals.course.try_update_untracked(|course| {
                course.saving = false;
                is_asking(course)
            });
            if asking == Some(true) {
                write(&context, signals);
            }
        },
        PAUSE,
    );
}

fn is_asking(course: &Course) -> bool {
    matches!(course.screen, Screen::Asking)
}

fn write(context: &Context, signals: Signals) {
    let Some(storage) = browser::device_storage() else { return };
    let page = signals.course.with_untracked(|course| course.page);
    let values = signals.entry.with_untracked(|entry| {
        is_answered(&entry.values).then(|| {
            let mut values = entry.values.clone();
            values.set(page::PAGE, page.to_string());
            values
        })
    });
    let Some(values) = values else { return };
    let pairs = values.iter().filter(|(_, value)| !value.is_empty());
    let map: Map<String, Value> = pairs.map(|(name, value)| (name.into(), value.into())).collect();
    let mut stored = Map::new();
    stored.insert("at".into(), (browser::now().0 as f64).into());
    stored.insert("values".into(), map.into());
    if let Some(text) = js::print(&stored.into()) {
        // A full or forbidden storage only means that nothing is kept.
        let _ = storage.set_item(&key(context), &text);
    }
}

/// Forgets what was kept: it was sent, or is no longer wanted.
pub(super) fn forget(context: &Context) {
    if let Some(storage) = browser::device_storage() {
        let _ = storage.remove_item(&key(context));
    }
}

/// Says that answers are kept, with a way to delete them.
pub(super) fn note(context: &Shared, survey: &Survey, signals: Signals) -> Option<Tag> {
    let sent = partial::is_taken(context, survey)
        .then(|| tag("span").text(&[&context.words.say(word::SURVEY_PARTIAL), " "].concat()));
    if !survey.resume || browser::device_storage().is_none() {
        return sent.map(|sent| tag("p").part("kept").child(sent));
    }
    let words = context.clone();
    let unanswered = move || signals.entry.with(|entry| !is_answered(&entry.values));
    let said = move || {
        let back = if signals.course.with(|course| course.restored) {
            words.words.say(word::SURVEY_RESTORED) + " "
        } else {
            String::new()
        };
        back + &words.words.say(word::SURVEY_KEPT) + " "
    };
    let by = context.clone();
    let button = tag("button").attr("class", "link").attr("part", "link").attr("type", "button");
    let button =
        button.text(&context.words.say(word::SURVEY_FORGET)).on("click", move |_| restart(&by, signals));
    Some(tag("p").part("kept").flag_fn("hidden", "", unanswered).child(sent).text_fn(said).child(button))
}

/// Deletes every answer, and begins anew.
fn restart(context: &Shared, signals: Signals) {
    forget(context);
    signals.entry.update(|entry| {
        entry.values = Values::default();
        entry.forgive();
        entry.started = false;
    });
    signals.turn(|course| {
        course.restored = false;
        course.page = 0;
    });
    context.announce(&context.words.say(word::SURVEY_FORGOTTEN));
}
