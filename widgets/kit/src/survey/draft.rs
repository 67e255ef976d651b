//! How answers are kept on the device, and what is said of that. Part of the second file.

use std::time::Duration;

use leptos::prelude::*;
use rungs_model::Values;
use rungs_model::survey::draft::{Apart, fingerprint};
use rungs_model::survey::{Draft, Survey};

use super::keep::{forget, is_answered, key, stored};
use super::{Course, Screen, Signals, page, partial};
use crate::context::{Context, Shared};
use crate::view::{Tag, keep_still, tag};
use crate::words::word;
use crate::{browser, js};

/// Answers are written down at most this often.
const PAUSE: Duration = Duration::from_millis(300);

/// Fits what was restored to the survey as it is now, and begins again where that is not what it was.
pub(super) fn fit(context: &Shared, survey: &Survey, signals: Signals) {
    let restored = context.anew || signals.course.with_untracked(|course| course.restored);
    partial::discard_waiting(context);
    if !survey.resume {
        return;
    }
    // What has been written since the page opened is that of another tab.
    if !restored {
        return;
    }
    let Some(mut draft) = stored(context).as_ref().and_then(Draft::read) else { return };
    let of = fingerprint(&context.config);
    let changed = draft.of != of;
    if changed {
        // An earlier version of the kit did not note what it was.
        let unknown = draft.of.is_empty();
        draft.values = signals.entry.with_untracked(|entry| entry.values.clone());
        draft.fit(survey, &of);
        draft.values.set(page::PAGE, "0".into());
        if unknown && draft.apart.as_ref().is_some_and(Vec::is_empty) {
            draft.apart = None;
        }
        let values = draft.values.clone();
        signals.entry.update(|entry| entry.values = values);
        write(context, &draft);
    }
    let apart = draft.apart.is_some();
    if changed || apart {
        keep_still();
        signals.turn(|course| {
            course.apart = draft.apart;
            if changed {
                course.page = 0;
            }
        });
    }
    if apart {
        context.announce(&context.words.say(word::SURVEY_CHANGED));
    }
}

/// Says that the survey is another one now, and what of the answers has no place in it.
pub(super) fn changed(context: &Shared, signals: Signals) -> Option<Tag> {
    let apart = signals.course.with_untracked(|course| course.apart.clone())?;
    let say = |key| tag("p").text(&context.words.say(key));
    let lines = |apart: &Apart| [tag("dt").text(&apart.question), tag("dd").text(&apart.answer)];
    let left = (!apart.is_empty()).then(|| say(word::SURVEY_APART));
    let list = left.is_some().then(|| tag("dl").children(apart.iter().flat_map(lines).collect()));
    Some(tag("div").part("notice").child(say(word::SURVEY_CHANGED)).child(left).child(list))
}

/// Keeps the answers, in a moment.
pub(super) fn save(context: &Shared, survey: &std::sync::Arc<Survey>, signals: Signals) {
    let waits = signals.course.with_untracked(|course| is_asking(course) && !course.saving);
    if !survey.resume || !waits {
        return;
    }
    signals.course.update_untracked(|course| course.saving = true);
    let (context, survey) = (context.clone(), survey.clone());
    set_timeout(
        move || {
            // The widget may be gone, or the answers sent.
            let asking = signals.course.try_update_untracked(|course| {
                course.saving = false;
                is_asking(course)
            });
            if asking == Some(true) {
                keep(&context, &survey, signals);
            }
        },
        PAUSE,
    );
}

fn is_asking(course: &Course) -> bool {
    matches!(course.screen, Screen::Asking)
}

fn keep(context: &Shared, survey: &Survey, signals: Signals) {
    let (page, apart) = signals.course.with_untracked(|course| (course.page, course.apart.clone()));
    let mut values: Values = signals.entry.with_untracked(|entry| entry.values.clone());
    if !is_answered(&values) && apart.is_none() {
        // Every answer was taken back.
        partial::discard(context, &values);
        partial::forget(context, signals);
        forget(context);
        return;
    }
    values.set(page::PAGE, page.to_string());
    let mut draft = stored(context).as_ref().and_then(Draft::read).unwrap_or_default();
    // It may be that of another tab, which has another version of the survey.
    (draft.of, draft.apart) = (fingerprint(&context.config), apart);
    let words = [word::YES, word::NO].map(|key| context.words.say(key));
    draft.take(survey, &values, browser::now().0 as f64, [&words[0], &words[1]]);
    write(context, &draft);
}

fn write(context: &Context, draft: &Draft) {
    if let (Some(storage), Some(text)) = (browser::device_storage(), js::print(&draft.to_value())) {
        // A full or forbidden storage only means that nothing is kept.
        let _ = storage.set_item(&key(context), &text);
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
    let nothing = move || {
        let unanswered = signals.entry.with(|entry| !is_answered(&entry.values));
        unanswered && signals.course.with(|course| course.apart.is_none())
    };
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
    Some(tag("p").part("kept").flag_fn("hidden", "", nothing).child(sent).text_fn(said).child(button))
}

/// Deletes every answer, and begins anew.
fn restart(context: &Shared, signals: Signals) {
    forget(context);
    signals.entry.with_untracked(|entry| partial::discard(context, &entry.values));
    signals.entry.update(|entry| {
        entry.values = Values::default();
        entry.forgive();
        entry.started = false;
    });
    signals.turn(|course| {
        course.restored = false;
        course.apart = None;
        course.page = 0;
    });
    context.announce(&context.words.say(word::SURVEY_FORGOTTEN));
}
