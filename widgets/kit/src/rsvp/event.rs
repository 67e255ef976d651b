//! What an event says of itself.

use leptos::prelude::*;
use rungs_model::Markdown;
use rungs_model::rsvp::{Event, LocalTime, Mode, Occurrence, Phase, Private, Venue, links};

use super::clock;
use super::shown::Shown;
use super::{Screen, Signals, Start, answer};
use crate::article;
use crate::context::Shared;
use crate::intl;
use crate::live::Live;
use crate::view::{Tag, tag};
use crate::words::word;

/// When an occurrence is: by the clocks there, and by those here where they show another time.
pub(super) fn when(context: &Shared, zone: &str, occurrence: &Occurrence) -> Vec<Tag> {
    let (there, here) = times(context, zone, occurrence);
    let there = tag("span").part("time").text(&there);
    let here = here.map(|here| tag("span").part("time-here").text(&[" ", &*here].concat()));
    std::iter::once(there).chain(here).collect()
}

/// The same in words.
pub(super) fn times(context: &Shared, zone: &str, occurrence: &Occurrence) -> (String, Option<String>) {
    let [start, end] = [occurrence.start, occurrence.end];
    let own = clock::here(start);
    let differs = own != occurrence.local_start;
    let lang = &context.words.lang;
    let written = |zone: &str, from: LocalTime, to: LocalTime| {
        let times = clock::range(lang, zone, (start, from), (end, to));
        // Where two zones stand beside each other, each has its name; it keeps its order in any script.
        let name = ["\u{a0}\u{2066}(", &zone.replace('_', " "), ")\u{2069}"].concat();
        if differs && zone != "UTC" { [times, name].concat() } else { times }
    };
    let here = differs.then(|| {
        let time = written(&clock::own_zone(), own, clock::here(end));
        context.words.fill(word::RSVP_LOCAL, &[("time", &time)])
    });
    (written(zone, occurrence.local_start, occurrence.local_end), here)
}

/// Where an occurrence stands in time, where that is worth a word.
pub(super) fn phase(context: &Shared, occurrence: &Occurrence, signals: Signals) -> Tag {
    let (context, occurrence) = (context.clone(), occurrence.clone());
    tag("span").part("phase").text_fn(move || phase_of(&context, &occurrence, signals))
}

/// The same in words.
pub(super) fn phase_of(context: &Shared, occurrence: &Occurrence, signals: Signals) -> String {
    let words = &context.words;
    if occurrence.cancelled {
        return words.say(word::RSVP_CANCELLED);
    }
    let now = signals.live.with(Live::now);
    match occurrence.phase(now) {
        Phase::Upcoming => String::new(),
        Phase::Soon(_) => {
            let away = intl::relative(&words.lang, occurrence.start, now);
            words.fill(word::RSVP_STARTS, &[("time", &away)])
        }
        Phase::Now => words.say(word::RSVP_NOW),
        Phase::Ended => words.say(word::RSVP_ENDED),
    }
}

/// A link that opens beside the page.
pub(super) fn away(href: &str, text: &str) -> Tag {
    tag("a").attr("href", href).attr("target", "_blank").attr("rel", "noopener noreferrer").text(text)
}

/// The address of a place, line by line.
pub(super) fn address(context: &Shared, event: &Event, venue: &Venue) -> Tag {
    let mut lines = venue.lines();
    if let (Some(country), Some(last)) = (&venue.country, lines.last_mut()) {
        *last = intl::place(&context.words.lang, country);
    }
    // Each keeps its own order, "12 Station Road" also among words that run from right to left.
    let line = |line: &String| tag("span").child(tag("bdi").text(line));
    let lines = lines.iter().map(line).collect();
    let map = links::map(event).map(|map| away(&map, &context.words.say(word::RSVP_MAP)));
    tag("div").part("address").children(lines).child(map)
}

/// Where it is.
pub(super) fn place(context: &Shared, event: &Event) -> Tag {
    let say = |key| tag("span").text(&context.words.say(key));
    let online = match event.mode {
        Mode::InPerson => None,
        Mode::Online => Some(say(word::RSVP_ONLINE)),
        Mode::Hybrid => Some(say(word::RSVP_HYBRID)),
    };
    let venue = event.venue.as_ref().filter(|venue| event.mode != Mode::Online && !venue.is_empty());
    let hint = |key| tag("span").attr("class", "hint").attr("part", "hint").text(&context.words.say(key));
    let address_later = event.keeps_back(Private::Address).then(|| hint(word::RSVP_ADDRESS_LATER));
    let link_later = event.keeps_back(Private::JoinLink).then(|| hint(word::RSVP_LINK_LATER));
    tag("div")
        .part("where")
        .child(online)
        .child(venue.map(|venue| address(context, event, venue)))
        .child(address_later)
        .child(link_later)
}

/// The whole of it.
fn about(context: &Shared, start: &Start, event: &Event, times: Option<Tag>) -> Tag {
    let words = &context.words;
    let fact = |text: &str| tag("li").part("fact").text(text);
    let mut facts = Vec::new();
    if let Some(organiser) = &event.organiser {
        let text = words.fill(word::RSVP_BY, &[("name", &organiser.name)]);
        facts.push(match &organiser.url {
            Some(url) => tag("li").part("fact").child(away(url, &text)),
            None => fact(&text),
        });
    }
    if event.child_friendly {
        facts.push(fact(&words.say(word::RSVP_CHILDREN)));
    }
    for (key, text) in [(word::RSVP_BRING, &event.bring), (word::RSVP_COST, &event.cost)] {
        facts.extend(text.as_ref().map(|text| fact(&words.fill(key, &[("text", text)]))));
    }
    if !event.languages.is_empty() {
        let names: Vec<String> =
            event.languages.iter().map(|language| intl::language(&words.lang, language)).collect();
        facts.push(fact(&words.fill(word::RSVP_LANGUAGES, &[("text", &names.join(", "))])));
    }
    let title = (event.title != start.opening.title)
        .then(|| tag("h3").part("event-title").attr("tabindex", "-1").text(&event.title));
    tag("div")
        .part("about")
        .child(title)
        .child(times)
        .child(event.image.as_ref().map(|image| article::image(image, "image")))
        .child(article::text(&Markdown::parse(&event.text)))
        .child(place(context, event))
        .child((!facts.is_empty()).then(|| tag("ul").part("facts").children(facts)))
        .child(access(context, event))
}

/// What makes it usable for more people.
fn access(context: &Shared, event: &Event) -> Option<Tag> {
    let mut items: Vec<Tag> = event
        .accessibility
        .iter()
        .map(|access| context.words.fill(&["rsvp_access_", access.as_str()].concat(), &[]))
        .map(|text| tag("li").text(&text))
        .collect();
    items.extend(event.accessibility_text.as_ref().map(|text| tag("li").text(text)));
    let heading = tag("span").part("label").text(&context.words.say(word::RSVP_ACCESS));
    let list = tag("ul").part("facts");
    (!items.is_empty()).then(|| tag("div").part("access").child(heading).child(list.children(items)))
}

/// The event that is shown: the way back to all, what it says, and its times where it takes no answers.
pub(super) fn event(context: &Shared, start: &Start, shown: &Shown, signals: Signals) -> Tag {
    let back = start.is_list.then(|| {
        tag("button")
            .part("back")
            .attr("type", "button")
            .text(&context.words.say(word::RSVP_ALL))
            .on("click", move |_| signals.turn(|course| course.screen = Screen::Browse))
    });
    let times = answer::times_above(context, shown, signals);
    tag("div").part("about").child(back).child(about(context, start, &shown.event, times))
}
