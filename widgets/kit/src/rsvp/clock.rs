//! Time zones and times, by the browser's `Intl`.

use std::cell::RefCell;

use js_sys::{Object, Reflect};
use rungs_model::rsvp::{self, LocalTime, Zones};
use rungs_model::{Date, Timestamp, Weekday};
use wasm_bindgen::prelude::*;

use crate::js;

#[wasm_bindgen]
extern "C" {
    #[derive(Clone)]
    #[wasm_bindgen(js_namespace = Intl)]
    type DateTimeFormat;
    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(locales: &JsValue, options: &Object) -> Result<DateTimeFormat, JsValue>;
    #[wasm_bindgen(method)]
    fn format(this: &DateTimeFormat, millis: f64) -> String;
    #[wasm_bindgen(method, js_name = formatRange)]
    fn format_range(this: &DateTimeFormat, from: f64, to: f64) -> String;
    #[wasm_bindgen(method, js_name = resolvedOptions)]
    fn resolved_options(this: &DateTimeFormat) -> Object;

    #[wasm_bindgen(js_namespace = Intl)]
    type Locale;
    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(lang: &str) -> Result<Locale, JsValue>;
    #[wasm_bindgen(method, catch, js_name = getWeekInfo)]
    fn week_info(this: &Locale) -> Result<Object, JsValue>;
}

/// How a time is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// What is read back: numbers in one order.
    Numbers,
    /// Day and time, and the short name of the zone.
    Time,
    /// A day.
    Day,
    /// The name of a day of the week, short.
    Weekday,
    /// The same in one letter.
    NarrowWeekday,
    /// The same in full.
    LongWeekday,
    /// A month.
    Month,
}

type Made = (Style, String, String, Option<DateTimeFormat>);

thread_local! {
    /// A format takes long to make, and there are few.
    static MADE: RefCell<Vec<Made>> = const { RefCell::new(Vec::new()) };
}

fn options(style: Style, zone: &str) -> Object {
    let day: &[(&str, &str)] =
        &[("weekday", "long"), ("day", "numeric"), ("month", "long"), ("year", "numeric")];
    let clock: &[(&str, &str)] = &[("hour", "numeric"), ("minute", "2-digit")];
    let all = match style {
        Style::Numbers => [
            &[
                ("year", "numeric"),
                ("month", "2-digit"),
                ("day", "2-digit"),
                ("hour", "2-digit"),
                ("minute", "2-digit"),
                ("second", "2-digit"),
                ("hourCycle", "h23"),
            ][..],
            &[],
        ]
        .concat(),
        Style::Time => [day, clock, &[("timeZoneName", "short")]].concat(),
        Style::Day => day.to_vec(),
        Style::Weekday => vec![("weekday", "short")],
        Style::NarrowWeekday => vec![("weekday", "narrow")],
        Style::LongWeekday => vec![("weekday", "long")],
        Style::Month => vec![("month", "long"), ("year", "numeric")],
    };
    js::texts(&[&all[..], &[("timeZone", zone)]].concat())
}

/// The format of a zone; `None` where the browser does not know the zone.
fn with<T>(lang: &str, zone: &str, style: Style, make: impl Fn(&DateTimeFormat) -> T) -> Option<T> {
    MADE.with_borrow_mut(|made| {
        let known = made.iter().position(|(own, of, at, _)| *own == style && of == lang && at == zone);
        let index = known.unwrap_or_else(|| {
            let options = options(style, zone);
            let format = DateTimeFormat::new(&lang.into(), &options);
            let format = format.or_else(|_| DateTimeFormat::new(&JsValue::UNDEFINED, &options));
            made.push((style, lang.into(), zone.into(), format.ok()));
            made.len() - 1
        });
        made.get(index)?.3.as_ref().map(&make)
    })
}

/// The zones that the browser knows.
pub(crate) struct Clocks;

impl Zones for Clocks {
    fn offset_at(&self, zone: &str, at: Timestamp) -> Option<i32> {
        let shown = with("en-US", zone, Style::Numbers, |format| format.format(at.0 as f64))?;
        let numbers: Vec<&str> = shown.split(|letter: char| !letter.is_ascii_digit()).collect();
        let numbers: Vec<&str> = numbers.into_iter().filter(|digits| !digits.is_empty()).collect();
        let [month, day, year, hour, minute, second] = numbers[..] else { return None };
        let date = Date::parse(&[year, "-", month, "-", day].concat())?;
        let number = |digits: &str| digits.bytes().fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'));
        let seconds = date.days() * 86_400 + number(hour) * 3600 + number(minute) * 60 + number(second);
        Some((seconds - at.0.div_euclid(1000)) as i32)
    }
}

/// What the clocks of the device show at an instant.
pub(super) fn here(at: Timestamp) -> LocalTime {
    let own = -js_sys::Date::new(&(at.0 as f64).into()).get_timezone_offset();
    LocalTime::at(at, (own * 60.0) as i32)
}

thread_local! {
    /// Asking for it takes as long as writing many times.
    static ZONE: RefCell<(f64, String)> = const { RefCell::new((0.0, String::new())) };
}

/// How long the zone of the device holds, in milliseconds: someone may travel.
const ZONE_MS: f64 = 60_000.0;

/// The zone of the device.
pub(super) fn own_zone() -> String {
    let now = js_sys::Date::now();
    ZONE.with_borrow_mut(|(asked, zone)| {
        if (now - *asked).abs() > ZONE_MS {
            (*asked, *zone) = (now, asked_zone());
        }
        zone.clone()
    })
}

fn asked_zone() -> String {
    let format = DateTimeFormat::new(&JsValue::UNDEFINED, &Object::new());
    let zone = format
        .ok()
        .and_then(|format| Reflect::get(&format.resolved_options(), &"timeZone".into()).ok()?.as_string());
    zone.unwrap_or_else(|| "UTC".into())
}

/// An instant, and what the clocks of a zone show then.
pub(super) type Moment = (Timestamp, LocalTime);

/// What stands before and behind the day in a range of times on one day, by language, zone, its offset in
/// milliseconds and the minutes of the day; none where a language writes a day in a range differently.
struct Pattern {
    lang: String,
    zone: String,
    times: (i64, u16, u16),
    around: Option<(String, String)>,
}

thread_local! {
    /// Browsers write a range a hundred times slower than a day, and most events begin and end at the same few times.
    static PATTERNS: RefCell<Vec<Pattern>> = const { RefCell::new(Vec::new()) };
}

/// From when to when, as the clocks of a zone show it.
pub(super) fn range(lang: &str, zone: &str, from: Moment, to: Moment) -> String {
    let whole = || {
        let range = |format: &DateTimeFormat| format.format_range(from.0.0 as f64, to.0.0 as f64);
        with(lang, zone, Style::Time, range).unwrap_or_default()
    };
    let [(instant, start), (_, end)] = [from, to];
    if start.date != end.date {
        return whole();
    }
    let day = moment(lang, zone, Style::Day, instant);
    let times = (start.naive() - instant.0, start.minute, end.minute);
    PATTERNS.with_borrow_mut(|patterns| {
        let is_own = |known: &Pattern| known.times == times && known.zone == zone && known.lang == lang;
        let index = patterns.iter().position(is_own).unwrap_or_else(|| {
            let around = whole().split_once(&*day).map(|(before, behind)| (before.into(), behind.into()));
            patterns.push(Pattern { lang: lang.into(), zone: zone.into(), times, around });
            patterns.len() - 1
        });
        let around = patterns.get(index).and_then(|pattern| pattern.around.as_ref());
        around.map_or_else(whole, |(before, behind)| [before, &*day, behind].concat())
    })
}

/// A moment, as the clocks of a zone show it.
pub(super) fn moment(lang: &str, zone: &str, style: Style, at: Timestamp) -> String {
    with(lang, zone, style, |format| format.format(at.0 as f64)).unwrap_or_default()
}

/// The date that the clocks of a zone show.
pub(super) fn date(zone: &str, at: Timestamp) -> Date {
    LocalTime::at(at, Clocks.offset_at(zone, at).unwrap_or_default()).date
}

/// The moment at which a day begins by the clocks of the device.
pub(super) fn midnight(date: Date) -> Timestamp {
    rsvp::midnight(date, &own_zone(), &Clocks)
}

/// With which day weeks begin; Monday, where the browser does not tell (ISO 8601).
pub(super) fn first_weekday(lang: &str) -> Weekday {
    let first = || {
        let info = Locale::new(lang).and_then(|locale| locale.week_info()).ok()?;
        let day = Reflect::get(&info, &"firstDay".into()).ok()?.as_f64()?;
        Weekday::ALL.get(day as usize - 1).copied()
    };
    first().unwrap_or(Weekday::Monday)
}
