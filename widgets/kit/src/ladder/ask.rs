//! The one thing that someone is asked next.

use leptos::prelude::*;
use rungs_model::Markdown;
use rungs_model::ladder::{Reason, Rung};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::{Climb, deeds, offer, rungs, words};
use crate::article;
use crate::browser;
use crate::thanks::{in_place, link};
use crate::view::{Tag, tag};
use crate::words::word;

/// Draws it, anew when it is another: what was thanked for, the widget that was opened for a step, the step.
pub(super) fn ask(climb: &Climb) -> Tag {
    let (climb, of) = (climb.clone(), climb.clone());
    let asked = move || {
        of.standing(|standing| {
            let done = rungs::count_done(standing) == standing.places.len();
            (standing.ask.as_ref().map(|ask| (ask.rung, ask.reasons.clone())), done)
        })
    };
    let (drawn, seen) = (asked.clone(), std::cell::Cell::new(false));
    let by = climb.clone();
    let draw = move || {
        let (ask, done) = untrack(&drawn);
        let fresh = seen.replace(true);
        let asked = ask.and_then(|(index, reasons)| next(&by, index, &reasons));
        let drawn = asked.unwrap_or_else(|| over(&by, done));
        // What is new is shown as such, once.
        Some(drawn.flag("data-fresh", fresh))
    };
    tag("div")
        .part("steps")
        .child(thanked(&climb))
        .child(opened(&climb))
        .child(tag("div").child_when(asked, draw))
}

/// Nothing more is asked.
fn over(climb: &Climb, done: bool) -> Tag {
    let key = if done { word::LADDER_ALL_DONE } else { word::LADDER_NOTHING };
    let said = tag("p").part("done").attr("id", "next").attr("tabindex", "-1");
    led(climb, said.text(&climb.context.words.say(key)))
}

/// Whoever pressed "not now" is led to what comes instead, once it was seen: to move the focus takes longer than to
/// draw it. Whoever is busy elsewhere is not.
fn led(climb: &Climb, heading: Tag) -> Tag {
    let follows = climb.course.try_update_untracked(|course| std::mem::take(&mut course.follows));
    if follows == Some(true) {
        let context = climb.context.clone();
        browser::after_paint(move || context.focus("next"));
    }
    heading
}

/// What is said after an offer.
fn thanked(climb: &Climb) -> Tag {
    let (climb, of) = (climb.clone(), climb.clone());
    tag("div").child_when(
        move || of.course.with(|course| course.thanked),
        move || {
            let draw = climb.course.with_untracked(|course| course.thanks.clone())?;
            Some(draw(&climb))
        },
    )
}

/// The widget of a step, in place. It stays when its rung is done: what it says then is not lost.
fn opened(climb: &Climb) -> Tag {
    let (climb, of) = (climb.clone(), climb.clone());
    let opened = move || of.course.with(|course| course.opened);
    tag("div").child_when(opened, move || {
        let rung = climb.ladder.rungs.get(climb.course.with_untracked(|course| course.opened)?)?;
        let (kind, config) = (rung.widget?, rung.config.as_ref()?);
        Some(in_place(&climb.context, kind.as_str(), config, &rung.label, &climb.given))
    })
}

pub(super) fn next(climb: &Climb, index: usize, reasons: &[Reason]) -> Option<Tag> {
    let words = &climb.context.words;
    let rung = climb.ladder.rungs.get(index)?;
    let why = (!reasons.is_empty()).then(|| {
        let reasons = words::reasons(words, &climb.ladder, "ladder_why_", reasons);
        tag("p").part("why").text(&words.fill(word::LADDER_BECAUSE, &[("reasons", &reasons)]))
    });
    let follow_up = rung.staff_follow_up.as_ref().map(|follow_up| {
        let time = words::effort(words, follow_up.within_hours.saturating_mul(60));
        let said = words.fill(word::LADDER_FOLLOW_UP, &[("name", &follow_up.who), ("time", &time)]);
        tag("p").part("follow-up").text(&said)
    });
    let (by, of, at) = (climb.clone(), climb.clone(), climb.clone());
    let offer = move |climb: &Climb| {
        climb.course.with(|course| course.offered.clone().filter(|offered| offered.rung == index))
    };
    let is_offered = move || offer(&of).is_some();
    let steps = move || {
        let offered = untrack(|| offer(&by));
        Some(offered.map_or_else(|| buttons(&by, index), |offered| (offered.draw)(&by)))
    };
    let heading = tag("h3").part("next-label").attr("id", "next").attr("tabindex", "-1").text(&rung.label);
    let drawn = tag("section")
        .part("next")
        .attr("aria-labelledby", "next")
        .child(tag("p").part("next-title").text(&words.say(word::LADDER_NEXT)))
        .child(led(climb, heading))
        .child(article::text(&Markdown::parse(&rung.text)))
        .child(tag("p").part("rung-about").text(&words::about(words, rung)))
        .child(why)
        .child(follow_up)
        .child_when(is_offered, steps)
        // Its widget is open above.
        .flag_fn("hidden", "", move || at.course.with(|course| course.opened == Some(index)));
    Some(drawn)
}

fn buttons(climb: &Climb, index: usize) -> Tag {
    let words = &climb.context.words;
    let Some(rung) = climb.ladder.rungs.get(index) else { return tag("div") };
    let label = rung.action.as_ref().map_or_else(|| words.say(word::LADDER_GO), |action| action.0.clone());
    let later = tag("button").part("back").attr("type", "button").text(&words.say(word::LADDER_NOT_NOW));
    let later = later.on("click", {
        let (climb, id) = (climb.clone(), rung.id.to_string());
        move |_| {
            deeds::decline(&climb, &id);
        }
    });
    tag("div").part("buttons").child(way_to(climb, rung, index, &label)).child(later)
}

/// What the button of a rung does.
fn way_to(climb: &Climb, rung: &Rung, index: usize, label: &str) -> Option<Tag> {
    if rung.offer.is_some() {
        let climb = climb.clone();
        let open = tag("button").part("button").attr("type", "button").text(label);
        return Some(open.on("click", move |_| offer::open(&climb, index)));
    }
    if let Some(there) = on_this_page(rung) {
        let go = tag("button").part("button").attr("type", "button").text(label);
        return Some(go.on("click", move |_| go_to(&there)));
    }
    match (&rung.href, rung.widget, &rung.config) {
        (Some(href), ..) => Some(link(href, label)),
        (None, Some(_), Some(_)) => {
            let climb = climb.clone();
            let open = tag("button").part("button").attr("type", "button").text(label);
            Some(open.on("click", move |_| climb.course.update(|course| course.opened = Some(index))))
        }
        _ => None,
    }
}

/// The element of the page that shows the rung's widget already.
fn on_this_page(rung: &Rung) -> Option<Element> {
    let config = rung.config.as_ref()?;
    let selector = "[config],[data-config]";
    let found = document().query_selector_all(selector).ok()?;
    (0..found.length()).find_map(|index| {
        let element: Element = found.item(index)?.dyn_into().ok()?;
        let own = browser::config_of(&element)?;
        // The one may be a whole address, the other a path.
        (own.ends_with(&**config) || config.ends_with(&own)).then_some(element)
    })
}

fn go_to(element: &Element) {
    element.scroll_into_view();
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        // Not every element can have the focus by itself.
        if !element.has_attribute("tabindex") {
            let _ = element.set_attribute("tabindex", "-1");
        }
        let _ = element.focus();
    }
}
