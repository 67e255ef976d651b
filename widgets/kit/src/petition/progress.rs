use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::{Goal, Petition, State, Timestamp};

use crate::context::{Context, Shared};
use crate::intl;
use crate::live::Live;
use crate::view::{Tag, tag};
use crate::words::word;

/// How many signed, against which goal, and how long there is.
pub(crate) fn progress(context: &Shared, petition: &Arc<Petition>, live: RwSignal<Live>) -> Tag {
    let (counted, closing) = (context.clone(), context.clone());
    let goal = petition.goal.clone();
    let deadline = petition.deadline;
    let count = move || {
        let goal = goal.as_ref()?;
        live.with(|live| match &live.state {
            Some(state) if !goal.shows(state.count.0) => None,
            Some(state) if live.painted => Some(count(&counted, goal, state, live)),
            _ => counted.backend.capabilities().counts.then(room_for_count),
        })
    };
    let left = move || {
        let time = deadline?;
        let (now, painted) = live.with(|live| (live.now(), live.painted));
        (now < time).then(|| if painted { closes(&closing, time, now) } else { room("deadline") })
    };
    tag("div").part("progress").child_fn(count).child_fn(left)
}

/// As high as a line of the same class, so that nothing moves when that comes.
fn room(class: &str) -> Tag {
    tag("p").attr("class", class).text("\u{a0}")
}

fn room_for_count() -> Tag {
    let bar = tag("progress").attr("class", "bar");
    tag("div")
        .attr("class", "room")
        .attr("aria-hidden", "true")
        .child(room("count"))
        .child(bar)
        .child(room("goal"))
}

fn closes(context: &Context, time: Timestamp, now: Timestamp) -> Tag {
    let words = &context.words;
    let away = intl::relative(&words.lang, time, now);
    let exactly = intl::time(&words.lang, time, now);
    let text = words.fill(word::CLOSES, &[("time", &away)]);
    tag("p").part("deadline").child(tag("time").attr("title", &exactly).text(&text))
}

fn count(context: &Context, goal: &Goal, state: &State, live: &Live) -> Tag {
    let words = &context.words;
    let number = |count: u64| intl::number(&words.lang, count as f64);
    let next = goal.current(state.count.0);
    let key = if state.verified { word::CONFIRMED } else { word::SIGNED };
    let spoken = words.fill(word::PROGRESS, &[("count", &number(state.count.0)), ("goal", &number(next))]);
    // A number without its time would claim to be of now.
    let age = state.as_of.filter(|_| live.is_stale()).map(|time| {
        let time = intl::time(&words.lang, time, live.now());
        tag("span").part("age").text(&[" ", &words.fill(word::AS_OF, &[("time", &time)])].concat())
    });
    tag("div")
        .child(tag("p").part("count").text(&words.count(key, state.count.0)).child(age))
        .child(
            tag("progress")
                .part("bar")
                .attr("max", &next.to_string())
                .attr("value", &state.count.0.to_string())
                .attr("aria-label", &spoken),
        )
        .child(tag("p").part("goal").text(&words.fill(word::GOAL, &[("count", &number(next))])))
}
