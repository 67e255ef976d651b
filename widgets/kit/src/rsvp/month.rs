//! A month as a grid of days (ARIA Authoring Practices Guide, "Grid": arrows, Home, End, Page Up and
//! Page Down), and what takes place on the day that was chosen. Part of the second file.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::rsvp::{Found, Spot, month_weeks};
use rungs_model::{Date, Weekday};
use wasm_bindgen::JsCast as _;
use web_sys::{Event, KeyboardEvent};

use super::clock::{self, Style};
use super::find::{self, Wanted, Wish};
use super::whole::Whole;
use super::{Signals, browse, days};
use crate::context::Shared;
use crate::view::{Tag, tag};
use crate::words::word;

/// So many letters of a day's name fit into a seventh of a phone; the short names of some languages are long.
const FIT: usize = 4;

fn id(date: Date) -> String {
    ["day-", &date.to_text()].concat()
}

fn first_of(date: Date) -> Date {
    date.plus_days(1 - i64::from(date.day()))
}

/// Draws the month of the day that was reached, and that day.
pub(super) fn month(context: &Shared, whole: &Arc<Whole>, wanted: Wanted, signals: Signals) -> Tag {
    let (by, of) = (context.clone(), whole.clone());
    let (day_by, day_of) = (context.clone(), whole.clone());
    // What else the wish says draws the grid anew; another day of the same month does not.
    let shown = move || wanted.with(|wish| (first_of(wish.day).days(), asked(wish)));
    let known = Known::default();
    let by_day = known.clone();
    let grid = move || Some(grid(&by, &of, &by_day, wanted));
    let day = move || {
        let wish = wanted.get();
        let date = wish.day;
        let all = known.days(&day_of, &wish);
        find::tell(&day_by, &day_of, wanted, all.count);
        let items: Vec<Tag> =
            all.of(date).iter().map(|found| browse::item(&day_by, &day_of, found, signals)).collect();
        let list = if items.is_empty() {
            tag("p").text(&day_by.words.say(word::RSVP_NOTHING))
        } else {
            tag("ul").part("events").children(items)
        };
        let title = tag("h3").part("day-title").text(&days::called(&day_by.words.lang, date));
        Some(tag("section").part("day").child(title).child(list))
    };
    tag("div").part("month").child(tag("div").child_when(shown, grid)).child(tag("div").child_fn(day))
}

/// What a wish asks for, whatever day was reached.
type Asked = ([String; 3], [Option<i64>; 2], Option<(Spot, f64)>);

fn asked(wish: &Wish) -> Asked {
    let texts = [&wish.kind, &wish.language, &wish.mode].map(String::clone);
    let days = [wish.from, wish.to].map(|day| day.map(Date::days));
    (texts, days, wish.here.zip(wish.within))
}

/// The events of each day, and how many there are.
struct Days {
    count: usize,
    all: Vec<(Date, Vec<Found>)>,
}

impl Days {
    fn of(&self, date: Date) -> &[Found] {
        let own = self.all.iter().find(|(own, _)| *own == date);
        own.map(|(_, found)| &found[..]).unwrap_or_default()
    }
}

/// What was asked last, and the days that were found for it.
type Last = (Asked, Rc<Days>);

/// The days that were found for a wish: whoever walks from one to another has none of them looked for anew.
#[derive(Clone, Default)]
struct Known(Rc<RefCell<Option<Last>>>);

impl Known {
    fn days(&self, whole: &Whole, wish: &Wish) -> Rc<Days> {
        let asked = asked(wish);
        let mut known = self.0.borrow_mut();
        if let Some((_, days)) = known.as_ref().filter(|(of, _)| *of == asked) {
            return days.clone();
        }
        let found = find::found(whole, wish);
        let days = Rc::new(Days { count: found.len(), all: days::grouped(whole, &found) });
        *known = Some((asked, days.clone()));
        days
    }
}

fn grid(context: &Shared, whole: &Arc<Whole>, known: &Known, wanted: Wanted) -> Tag {
    let lang = &context.words.lang;
    let wish = wanted.get_untracked();
    let month = first_of(wish.day);
    let days = known.days(whole, &wish);
    let title = clock::moment(lang, "UTC", Style::Month, days::moment(month));
    let first = clock::first_weekday(lang);
    let weeks: Vec<[Date; 7]> = month_weeks(month, first).collect();
    let name = |style, date: &Date| clock::moment(lang, "UTC", style, days::moment(*date));
    let head = weeks.first().into_iter().flatten().map(|date| {
        let short = Some(name(Style::Weekday, date)).filter(|name| name.chars().count() <= FIT);
        tag("th")
            .attr("scope", "col")
            .attr("abbr", &name(Style::LongWeekday, date))
            .text(&short.unwrap_or_else(|| name(Style::NarrowWeekday, date)))
    });
    let rows = weeks.iter().map(|week| {
        let cells = week.iter().map(|date| cell(context, whole, *date, month, days.of(*date).len(), wanted));
        tag("tr").children(cells.collect())
    });
    let by = context.clone();
    let press = move |event: Event| {
        if let Some(event) = event.dyn_ref::<KeyboardEvent>() {
            key(&by, event, first, wanted);
        }
    };
    let table = tag("table")
        .part("grid")
        .attr("role", "grid")
        .attr("aria-labelledby", "month-title")
        .child(tag("thead").child(tag("tr").children(head.collect())))
        .child(tag("tbody").children(rows.collect()))
        .on("keydown", press);
    let turn = |key, sign: &str, months: i64| {
        let id = ["turn", if months < 0 { "-back" } else { "-on" }].concat();
        let by = context.clone();
        tag("button")
            .part("turn")
            .attr("type", "button")
            .attr("id", &id)
            .child(tag("span").attr("aria-hidden", "true").text(sign))
            .child(tag("span").attr("class", "quiet").text(&context.words.say(key)))
            .on("click", move |_| {
                wanted.update(|wish| wish.day = first_of(wish.day).plus_months(months));
                focus_later(&by, id.clone());
            })
    };
    let title = tag("h3").part("month-title").attr("id", "month-title").text(&title);
    tag("div")
        .part("calendar")
        .child(
            tag("div").part("month-head").child(turn(word::RSVP_EARLIER, "‹", -1)).child(title).child(turn(
                word::RSVP_LATER,
                "›",
                1,
            )),
        )
        .child(table)
}

fn cell(context: &Shared, whole: &Whole, date: Date, month: Date, count: usize, wanted: Wanted) -> Tag {
    let lang = &context.words.lang;
    let number = whole.number(context, date.day() as usize);
    let mut said = days::called(lang, date);
    if count > 0 {
        let count = whole.number(context, count);
        said = [&*said, ". ", &context.words.fill(word::RSVP_FOUND, &[("count", &count)])].concat();
    }
    let is_day = move || wanted.with(|wish| wish.day == date);
    let marks = (count > 0).then(|| {
        tag("span").part("count-of-day").attr("aria-hidden", "true").text(&whole.number(context, count))
    });
    let button = tag("button")
        .part("date")
        .attr("type", "button")
        .attr("id", &id(date))
        .flag("data-other", date.month() != month.month())
        .flag("data-any", count > 0)
        .attr_fn("tabindex", move || Some(if is_day() { "0" } else { "-1" }.into()))
        .child(tag("span").attr("aria-hidden", "true").text(&number))
        .child(marks)
        .child(tag("span").attr("class", "quiet").text(&said))
        .on("click", move |_| wanted.update(|wish| wish.day = date));
    tag("td").attr("role", "gridcell").says_fn("aria-selected", is_day).child(button)
}

fn key(context: &Shared, event: &KeyboardEvent, first: Weekday, wanted: Wanted) {
    let date = wanted.with_untracked(|wish| wish.day);
    let onward = if rungs_model::is_rtl(&context.words.lang) { -1 } else { 1 };
    let next = match &*event.key() {
        "ArrowRight" => date.plus_days(onward),
        "ArrowLeft" => date.plus_days(-onward),
        "ArrowDown" => date.plus_days(7),
        "ArrowUp" => date.plus_days(-7),
        "Home" => date.week_start(first),
        "End" => date.week_start(first).plus_days(6),
        "PageUp" => date.plus_months(-1),
        "PageDown" => date.plus_months(1),
        _ => return,
    };
    event.prevent_default();
    wanted.update(|wish| wish.day = next);
    focus_later(context, id(next));
}

/// Gives the focus to what has an id: another month is drawn at the end of this task.
fn focus_later(context: &Shared, id: String) {
    let context = context.clone();
    set_timeout(move || context.focus(&id), std::time::Duration::ZERO);
}
