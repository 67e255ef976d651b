//! Numbers, times and names in the supporter's language, all by the browser's `Intl`.
//!
//! `Intl` throws on a language tag it cannot read; each of these then uses the browser's
//! own default.

use js_sys::{Array, Object};
use rungs_model::Timestamp;
use wasm_bindgen::prelude::*;

use crate::js;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Intl)]
    type NumberFormat;
    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(locales: &JsValue) -> Result<NumberFormat, JsValue>;
    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn styled(locales: &JsValue, options: &Object) -> Result<NumberFormat, JsValue>;
    #[wasm_bindgen(method)]
    fn format(this: &NumberFormat, number: f64) -> String;

    #[wasm_bindgen(js_namespace = Intl)]
    type PluralRules;
    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(locales: &JsValue) -> Result<PluralRules, JsValue>;
    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn of_type(locales: &JsValue, options: &Object) -> Result<PluralRules, JsValue>;
    #[wasm_bindgen(method)]
    fn select(this: &PluralRules, number: f64) -> String;

    #[wasm_bindgen(js_namespace = Intl)]
    type DateTimeFormat;
    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(locales: &JsValue, options: &Object) -> Result<DateTimeFormat, JsValue>;
    #[wasm_bindgen(method)]
    fn format(this: &DateTimeFormat, millis: f64) -> String;
    #[wasm_bindgen(method, js_name = resolvedOptions)]
    fn resolved_options(this: &DateTimeFormat) -> Object;

    #[wasm_bindgen(js_namespace = Intl)]
    type RelativeTimeFormat;
    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(locales: &JsValue, options: &Object) -> Result<RelativeTimeFormat, JsValue>;
    #[wasm_bindgen(method)]
    fn format(this: &RelativeTimeFormat, value: f64, unit: &str) -> String;

    #[wasm_bindgen(js_namespace = Intl)]
    type DisplayNames;
    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(locales: &JsValue, options: &Object) -> Result<DisplayNames, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn of(this: &DisplayNames, code: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = Intl)]
    type ListFormat;
    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(locales: &JsValue, options: &Object) -> Result<ListFormat, JsValue>;
    #[wasm_bindgen(method)]
    fn format(this: &ListFormat, list: &Array) -> String;

    #[wasm_bindgen(js_namespace = Intl)]
    type Collator;
    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(locales: &JsValue) -> Result<Collator, JsValue>;
    #[wasm_bindgen(method)]
    fn compare(this: &Collator, left: &str, right: &str) -> f64;
}

fn with_fallback<T>(lang: &str, make: impl Fn(&JsValue) -> Result<T, JsValue>) -> Option<T> {
    make(&lang.into()).or_else(|_| make(&JsValue::UNDEFINED)).ok()
}

/// `1234` → `1,234`.
pub(crate) fn number(lang: &str, number: f64) -> String {
    Measure::plain(lang).write(number)
}

/// `0.25` → `25 %`, as the language writes it.
pub(crate) fn percent(lang: &str, share: f64) -> String {
    let style = js::texts(&[("style", "percent")]);
    with_fallback(lang, |locale| NumberFormat::styled(locale, &style))
        .map_or_else(String::new, |format| format.format(share))
}

/// Writes `3` as `3 km`, as a language does. To make one takes as long as to write hundreds.
pub(crate) struct Measure(Option<NumberFormat>);

impl Measure {
    /// Of a unit, e.g. `kilometer`.
    pub(crate) fn new(lang: &str, unit: &str) -> Self {
        let style = js::texts(&[("style", "unit"), ("unit", unit)]);
        Self(with_fallback(lang, |locale| NumberFormat::styled(locale, &style)))
    }

    /// Of nothing: plain numbers.
    pub(crate) fn plain(lang: &str) -> Self {
        Self(with_fallback(lang, NumberFormat::new))
    }

    /// The same in whole words: "3 kilometres".
    pub(crate) fn in_words(lang: &str, unit: &str) -> Self {
        let style = js::texts(&[("style", "unit"), ("unit", unit), ("unitDisplay", "long")]);
        Self(with_fallback(lang, |locale| NumberFormat::styled(locale, &style)))
    }

    /// Writes so many.
    pub(crate) fn write(&self, number: f64) -> String {
        self.0.as_ref().map_or_else(String::new, |format| format.format(number))
    }
}

/// The CLDR plural category: `one`, `few`, `other`, …
pub(crate) fn plural_category(lang: &str, count: u64) -> String {
    with_fallback(lang, PluralRules::new).map_or_else(|| "other".into(), |rules| rules.select(count as f64))
}

/// The CLDR category of an ordinal: `two` for the English 2nd, 22nd, …
pub(crate) fn ordinal_category(lang: &str, number: u64) -> String {
    let style = js::texts(&[("type", "ordinal")]);
    with_fallback(lang, |locale| PluralRules::of_type(locale, &style))
        .map_or_else(|| "other".into(), |rules| rules.select(number as f64))
}

/// "Bus, train, or bicycle".
pub(crate) fn any_of(lang: &str, names: &[String]) -> String {
    Lists::new(lang, "disjunction").write(names)
}

/// Writes lists. To make one takes as long as to write hundreds.
pub(crate) struct Lists(Option<ListFormat>);

impl Lists {
    /// As a language does: a `conjunction` ("and") or a `disjunction` ("or").
    pub(crate) fn new(lang: &str, kind: &str) -> Self {
        let style = js::texts(&[("type", kind)]);
        Self(with_fallback(lang, |locale| ListFormat::new(locale, &style)))
    }

    /// Writes one.
    pub(crate) fn write(&self, names: &[String]) -> String {
        let names = names.iter().map(JsValue::from).collect::<Array>();
        self.0.as_ref().map_or_else(String::new, |format| format.format(&names))
    }
}

/// A clock time today, else a date with time.
pub(crate) fn time(lang: &str, time: Timestamp, now: Timestamp) -> String {
    let today = (now.0 - time.0).abs() < 12 * HOUR;
    let style: &[_] =
        if today { &[("timeStyle", "short")] } else { &[("dateStyle", "medium"), ("timeStyle", "short")] };
    let style = js::texts(style);
    with_fallback(lang, |locale| DateTimeFormat::new(locale, &style))
        .map_or_else(String::new, |format| format.format(time.0 as f64))
}

/// A moment (RFC 3339) as the language writes a day and a time, in the time zone of the device; `None` for
/// anything else.
#[cfg(any(feature = "rsvp", feature = "survey", feature = "ladder"))]
pub(crate) fn moment(lang: &str, text: &str) -> Option<String> {
    let millis = js_sys::Date::parse(text);
    let style = js::texts(&[("dateStyle", "full"), ("timeStyle", "short")]);
    let format = with_fallback(lang, |locale| DateTimeFormat::new(locale, &style))?;
    (!millis.is_nan()).then(|| format.format(millis))
}

/// The time zone of the device (IANA), where it tells.
#[cfg(any(feature = "rsvp", feature = "survey", feature = "ladder"))]
pub(crate) fn zone() -> Option<String> {
    let format = with_fallback("", |locale| DateTimeFormat::new(locale, &Object::new()))?;
    js_sys::Reflect::get(&format.resolved_options(), &"timeZone".into()).ok()?.as_string()
}

/// An hour of today on the device, as the language writes it, there or in another time zone; `None` if nobody knows that
/// zone.
#[cfg(any(feature = "rsvp", feature = "survey", feature = "ladder"))]
pub(crate) fn hour(lang: &str, hour: u32, zone: Option<&str>) -> Option<String> {
    let style = [("timeStyle", "short"), ("timeZone", zone.unwrap_or_default())];
    let style = js::texts(if zone.is_some() { &style } else { &style[..1] });
    let today = js_sys::Date::new_0();
    today.set_hours(hour);
    today.set_minutes(0);
    with_fallback(lang, |locale| DateTimeFormat::new(locale, &style))
        .map(|format| format.format(today.get_time()))
}

/// A date of the calendar (`2026-12-31`) as the language writes it; `None` for anything else.
pub(crate) fn date(lang: &str, text: &str) -> Option<String> {
    Days::new(lang).write(text)
}

/// Writes dates of the calendar. To make one takes as long as to write hundreds.
pub(crate) struct Days(Option<DateTimeFormat>);

impl Days {
    /// As a language does.
    pub(crate) fn new(lang: &str) -> Self {
        let style = js::texts(&[("dateStyle", "medium"), ("timeZone", "UTC")]);
        Self(with_fallback(lang, |locale| DateTimeFormat::new(locale, &style)))
    }

    /// Writes one (`2026-12-31`); `None` for anything else.
    pub(crate) fn write(&self, text: &str) -> Option<String> {
        // Without a time it is read as midnight UTC (ECMA-262, Date Time String Format).
        let millis = js_sys::Date::parse(text);
        let format = self.0.as_ref()?;
        (text.len() == 10 && !millis.is_nan()).then(|| format.format(millis))
    }
}

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// How far away a time is: "in 3 days", "5 minutes ago".
pub(crate) fn relative(lang: &str, time: Timestamp, now: Timestamp) -> String {
    let away = time.0 - now.0;
    let (size, unit) = match away.abs() {
        0..HOUR => (MINUTE, "minute"),
        HOUR..DAY => (HOUR, "hour"),
        _ => (DAY, "day"),
    };
    let style = js::texts(&[("numeric", "auto")]);
    with_fallback(lang, |locale| RelativeTimeFormat::new(locale, &style))
        .map_or_else(String::new, |format| format.format((away / size) as f64, unit))
}

fn region_names(lang: &str) -> Option<DisplayNames> {
    let style = js::texts(&[("type", "region")]);
    with_fallback(lang, |locale| DisplayNames::new(locale, &style))
}

/// The name of a language, or its code if that is not known.
pub(crate) fn language(lang: &str, code: &str) -> String {
    let style = js::texts(&[("type", "language")]);
    let names = with_fallback(lang, |locale| DisplayNames::new(locale, &style));
    names.and_then(|names| names.of(code).ok()?.as_string()).unwrap_or_else(|| code.into())
}

/// Country codes with their names, in the language's alphabetical order.
pub(crate) fn countries(lang: &str) -> Vec<(&'static str, String)> {
    let names = region_names(lang);
    let name = |code: &str| names.as_ref()?.of(code).ok()?.as_string();
    let collator = with_fallback(lang, Collator::new);
    let mut all: Vec<(&'static str, String)> = Vec::new();
    for code in rungs_model::countries() {
        let name = name(code).unwrap_or_else(|| code.into());
        let before = |(_, other): &(&str, String)| {
            collator.as_ref().is_some_and(|collator| collator.compare(other, &name) < 0.0)
        };
        all.insert(all.partition_point(before), (code, name));
    }
    all
}

/// The name of a country, or the text itself if it is not a country's code.
pub(crate) fn place(lang: &str, text: &str) -> String {
    let is_code = rungs_model::countries().any(|code| code == text);
    let names = is_code.then(|| region_names(lang)).flatten();
    names.and_then(|names| names.of(text).ok()?.as_string()).unwrap_or_else(|| text.into())
}
