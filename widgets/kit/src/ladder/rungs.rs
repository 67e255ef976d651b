//! The rungs, each with how it stands.

use leptos::prelude::*;
use rungs_model::Count;
use rungs_model::ladder::{Place, Rung, Standing};

use super::{Climb, words};
use crate::view::{Tag, tag};
use crate::words::word;

/// How many rungs are done.
pub(super) fn count_done(standing: &Standing) -> usize {
    standing.places.iter().filter(|place| matches!(place, Place::Done(_))).count()
}

/// "3 of 9 steps done", with a bar that says the same.
pub(super) fn progress(climb: &Climb) -> Tag {
    let by = climb.clone();
    let counted = move || {
        let standing = by.standing();
        let seen = by.ladder.rungs.iter().zip(&standing.places).filter(|(rung, place)| is_seen(rung, place));
        let (done, total) = (count_done(&standing).to_string(), seen.count().to_string());
        let said = by.context.words.fill(word::LADDER_OF, &[("done", &done), ("total", &total)]);
        let bar = tag("progress").part("bar").attr("aria-hidden", "true");
        let bar = bar.attr("max", &total).attr("value", &done);
        Some(tag("div").child(tag("p").part("step").text(&said)).child(bar))
    };
    tag("div").child_fn(counted).child(brought(climb))
}

/// How many came through them, where there are any.
fn brought(climb: &Climb) -> Tag {
    let climb = climb.clone();
    tag("div").child_fn(move || {
        let brought = climb.course.with(|course| course.brought);
        let said = (brought > 0).then(|| climb.context.words.count(word::LADDER_BROUGHT, brought.into()))?;
        Some(tag("p").part("brought").text(&said))
    })
}

/// A hidden rung is only seen by those who have done it.
fn is_seen(rung: &Rung, place: &Place) -> bool {
    !rung.hidden || matches!(place, Place::Done(_))
}

/// How a rung is drawn: how it stands, and how many people stand there; none if it is not seen.
type Seen = Option<(Place, Option<u64>)>;

/// Every rung, in order. When something has changed, only those are drawn anew that it changed.
pub(super) fn rungs(climb: &Climb) -> Tag {
    let seen = ArcRwSignal::new(Vec::<Seen>::new());
    let (by, all) = (climb.clone(), seen.clone());
    // Safari takes the meaning of a list away with its marks.
    let list = tag("ol").part("rung-list").attr("role", "list").follow(Box::new(move || {
        let standing = by.standing();
        let places = by.ladder.rungs.iter().zip(standing.places);
        all.set(
            places
                .map(|(rung, place)| is_seen(rung, &place).then(|| (place, people_on(&by, rung))))
                .collect(),
        );
    }));
    (0..climb.ladder.rungs.len()).fold(list, |list, index| {
        let (of, by, climb) = (seen.clone(), seen.clone(), climb.clone());
        list.child_when(
            move || of.with(|all| all.get(index).cloned().flatten()),
            move || {
                let (place, people) = by.with_untracked(|all| all.get(index).cloned().flatten())?;
                Some(draw(&climb, climb.ladder.rungs.get(index)?, &place, people))
            },
        )
    })
}

fn draw(climb: &Climb, rung: &Rung, place: &Place, people: Option<u64>) -> Tag {
    let words = &climb.context.words;
    let state = match place {
        Place::Done(on) => Some(words.fill(word::LADDER_DONE, &[("date", &words::day(words, *on))])),
        Place::Next => Some(words.say(word::LADDER_STATE_NEXT)),
        Place::Open => None,
        Place::Later(missing) => {
            let reasons = words::reasons(words, &climb.ladder, "ladder_needs_", missing);
            Some(words.fill(word::LADDER_LATER, &[("reasons", &reasons)]))
        }
        Place::NotNow(until) => {
            Some(words.fill(word::LADDER_PUT_OFF, &[("date", &words::day(words, *until))]))
        }
    };
    let mark = if matches!(place, Place::Done(_)) { "✓" } else { "" };
    tag("li")
        .part("rung")
        .attr("data-state", place.as_str())
        .attr("data-mode", rung.mode.as_str())
        .attr_if("aria-current", matches!(place, Place::Next).then_some("step"))
        .child(tag("span").part("mark").attr("aria-hidden", "true").text(mark))
        .child(
            tag("div")
                .child(tag("p").part("rung-label").text(&rung.label))
                .child(tag("p").part("rung-about").text(&words::about(words, rung)))
                .child(state.map(|state| tag("p").part("rung-state").text(&state)))
                .child(
                    people
                        .map(|count| tag("p").part("people").text(&words.count(word::LADDER_PEOPLE, count))),
                ),
        )
}

/// How many people stand there, where the backend tells.
fn people_on(climb: &Climb, rung: &Rung) -> Option<u64> {
    climb.course.with(|course| {
        let counts = course.counts.as_ref()?;
        let Count(standing) = counts.rungs.iter().find(|count| count.rung == rung.id)?.standing?;
        Some(standing)
    })
}
