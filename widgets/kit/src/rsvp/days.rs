//! Events by day, in the time of whoever looks. Part of the second file.

use std::sync::Arc;

use rungs_model::rsvp::{Found, by_day};
use rungs_model::{Date, Timestamp};

use super::clock::{self, Style};
use super::whole::Whole;
use super::{Signals, browse, find};
use crate::context::Shared;
use crate::view::{Tag, tag};

/// The beginning of a day of UTC, which stands for the day when it is written.
pub(super) fn moment(date: Date) -> Timestamp {
    Timestamp(date.days() * 86_400_000)
}

/// A day in words.
pub(super) fn called(lang: &str, date: Date) -> String {
    clock::moment(lang, "UTC", Style::Day, moment(date))
}

/// Every day on which one of these takes place, with those.
pub(super) fn grouped(whole: &Whole, found: &[Found]) -> Vec<(Date, Vec<Found>)> {
    let occurrences = found.iter().filter_map(|found| whole.schedule.get(found.occurrence));
    let mut days: Vec<(Date, Vec<Found>)> = Vec::new();
    for day in by_day(occurrences, &clock::own_zone(), &find::zones()) {
        let Some(found) = found.get(day.occurrence) else { continue };
        match days.last_mut() {
            Some((date, all)) if *date == day.date => all.push(*found),
            _ => days.push((day.date, vec![*found])),
        }
    }
    days
}

/// Draws them, day after day.
pub(super) fn agenda(context: &Shared, whole: &Arc<Whole>, found: &[Found], signals: Signals) -> Tag {
    let day = |(date, found): &(Date, Vec<Found>)| {
        let items = found.iter().map(|found| browse::item(context, whole, found, signals));
        tag("section")
            .part("day")
            .child(tag("h3").part("day-title").text(&called(&context.words.lang, *date)))
            .child(tag("ul").part("events").children(items.collect()))
    };
    tag("div").part("agenda").children(grouped(whole, found).iter().map(day).collect())
}
