//! Efforts, reasons and days in words.

use std::cell::{OnceCell, RefCell};

use rungs_model::Date;
use rungs_model::ladder::{Ladder, Mode, Reason, Rung};

use crate::intl::{Days, Lists, Measure};
use crate::words::{Words, word};

/// What writes days and efforts in a language.
struct Formats {
    lang: String,
    days: OnceCell<Days>,
    minutes: OnceCell<Measure>,
    hours: OnceCell<Measure>,
    kilometres: OnceCell<Measure>,
    lists: OnceCell<Lists>,
}

thread_local! {
    /// To make one takes as long as to write hundreds, and the first a browser as long as to draw a ladder.
    static FORMATS: RefCell<Option<Formats>> = const { RefCell::new(None) };
}

fn with<T>(words: &Words, write: impl FnOnce(&Formats) -> T) -> T {
    FORMATS.with_borrow_mut(|made| {
        let lang = &words.lang;
        let formats = made.take().filter(|formats| formats.lang == *lang).unwrap_or_else(|| Formats {
            lang: lang.clone(),
            days: OnceCell::new(),
            minutes: OnceCell::new(),
            hours: OnceCell::new(),
            kilometres: OnceCell::new(),
            lists: OnceCell::new(),
        });
        write(made.insert(formats))
    })
}

/// `2 minutes`, `3 hours`.
pub(super) fn effort(words: &Words, minutes: u32) -> String {
    let (number, unit) = if minutes >= 60 && minutes.is_multiple_of(30) {
        (f64::from(minutes) / 60.0, "hour")
    } else {
        (minutes.into(), "minute")
    };
    with(words, |formats| {
        let own = if unit == "hour" { &formats.hours } else { &formats.minutes };
        own.get_or_init(|| Measure::in_words(&words.lang, unit)).write(number)
    })
}

/// A day as the language writes it.
pub(super) fn day(words: &Words, date: Date) -> String {
    let text = date.to_text();
    with(words, |formats| formats.days.get_or_init(|| Days::new(&words.lang)).write(&text)).unwrap_or(text)
}

/// How much time a rung takes, and where it is done.
pub(super) fn about(words: &Words, rung: &Rung) -> String {
    let place = words.say(match rung.mode {
        Mode::Online => word::LADDER_ONLINE,
        Mode::Offline => word::LADDER_OFFLINE,
    });
    match rung.effort_minutes {
        Some(minutes) => [&effort(words, minutes), " · ", &place].concat(),
        None => place,
    }
}

/// Why something is asked, or what it still waits for: `ladder_why_` or `ladder_needs_`, each reason with
/// what it is about.
pub(super) fn reasons(words: &Words, ladder: &Ladder, start: &str, reasons: &[Reason]) -> String {
    let said = reasons.iter().map(|reason| {
        let key = [start, reason.code()].concat();
        let label = |index: usize| ladder.rungs.get(index).map_or("", |rung| &rung.label.0).to_owned();
        let skill = |index: usize| ladder.skills.get(index).map_or("", |skill| &skill.label.0).to_owned();
        match *reason {
            Reason::Done(rung) => words.fill(&key, &[("label", &label(rung))]),
            Reason::Minutes(minutes) => words.fill(&key, &[("time", &effort(words, minutes))]),
            Reason::Skill(index) => words.fill(&key, &[("skill", &skill(index))]),
            Reason::Within(km) => words.fill(&key, &[("distance", &distance(words, km))]),
            Reason::Evenings | Reason::Weekends => words.fill(&key, &[]),
        }
    });
    all_of(words, &said.collect::<Vec<_>>())
}

fn distance(words: &Words, km: u32) -> String {
    with(words, |formats| {
        formats.kilometres.get_or_init(|| Measure::new(&words.lang, "kilometer")).write(km.into())
    })
}

/// "Bus, train, and bicycle".
fn all_of(words: &Words, names: &[String]) -> String {
    match names {
        [only] => only.clone(),
        _ => with(words, |formats| {
            formats.lists.get_or_init(|| Lists::new(&words.lang, "conjunction")).write(names)
        }),
    }
}
