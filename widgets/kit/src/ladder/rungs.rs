//! The rungs, each with how it stands.

use leptos::prelude::*;
use rungs_model::Count;
use rungs_model::ladder::{Place, Rung, Standing};

use super::{Climb, words};
use crate::view::{Tag, Texts, Watched, set, tag};
use crate::words::word;

/// How many rungs are done.
pub(super) fn count_done(standing: &Standing) -> usize {
    standing.places.iter().filter(|place| matches!(place, Place::Done(_))).count()
}

/// "3 of 9 steps done", with a bar that says the same.
pub(super) fn progress(climb: &Climb) -> Tag {
    let by = climb.clone();
    let step = tag("p").part("step");
    let bar = tag("progress").part("bar").attr("aria-hidden", "true");
    let (said, drawn) = (step.element().clone(), bar.element().clone());
    let counted = tag("div").child(step).child(bar).follow(Box::new(move || {
        let (done, total) = by.standing(|standing| {
            let all = by.ladder.rungs.iter().zip(&standing.places);
            (count_done(standing), all.filter(|(rung, place)| is_seen(rung, place)).count())
        });
        let (done, total) = (done.to_string(), total.to_string());
        set(&drawn, "max", Some(&total));
        set(&drawn, "value", Some(&done));
        said.set_text_content(Some(
            &by.context.words.fill(word::LADDER_OF, &[("done", &done), ("total", &total)]),
        ));
    }));
    tag("div").child(counted).child(brought(climb))
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

/// Every rung, in order. When something has changed, only those are written anew that it changed.
pub(super) fn rungs(climb: &Climb) -> Tag {
    let all: Vec<Watched<Seen>> = climb.ladder.rungs.iter().map(|_| Watched::new(None)).collect();
    let (by, rungs) = (climb.clone(), all.clone());
    // Safari takes the meaning of a list away with its marks.
    let list = tag("ol").part("rung-list").attr("role", "list").follow(Box::new(move || {
        by.standing(|standing| {
            for ((rung, place), own) in by.ladder.rungs.iter().zip(&standing.places).zip(&rungs) {
                own.set(is_seen(rung, place).then(|| (place.clone(), people_on(&by, rung))));
            }
        });
    }));
    all.into_iter().enumerate().fold(list, |list, (index, own)| {
        if let Some(rung) = climb.ladder.rungs.get(index).filter(|rung| !rung.hidden) {
            return list.child(draw(climb, rung, own));
        }
        let (climb, of) = (climb.clone(), own.clone());
        list.child_when(
            move || of.get().is_some(),
            move || {
                own.now()?;
                Some(draw(&climb, climb.ladder.rungs.get(index)?, own.clone()))
            },
        )
    })
}

fn draw(climb: &Climb, rung: &Rung, own: Watched<Seen>) -> Tag {
    let words = &climb.context.words;
    let mut texts = Texts::default();
    let mark = texts.within(tag("span").part("mark").attr("aria-hidden", "true"));
    let [state, people] = ["rung-state", "people"].map(|part| texts.within(tag("p").part(part)));
    let drawn = tag("li").part("rung").attr("data-mode", rung.mode.as_str());
    let (element, climb) = (drawn.element().clone(), climb.clone());
    drawn
        .child(mark)
        .child(
            tag("div")
                .child(tag("p").part("rung-label").text(&rung.label))
                .child(tag("p").part("rung-about").text(&words::about(words, rung)))
                .child(state)
                .child(people),
        )
        .follow(Box::new(move || {
            let Some((place, people)) = own.get() else { return };
            set(&element, "data-state", Some(place.as_str()));
            set(&element, "aria-current", matches!(place, Place::Next).then_some("step"));
            let mark = if matches!(place, Place::Done(_)) { "✓" } else { "" };
            let people = people.map(|count| climb.context.words.count(word::LADDER_PEOPLE, count));
            texts.write(vec![mark.into(), stands(&climb, &place), people.unwrap_or_default()]);
        }))
}

/// How a rung stands, in words; empty where that goes without saying.
fn stands(climb: &Climb, place: &Place) -> String {
    let words = &climb.context.words;
    match place {
        Place::Done(on) => words.fill(word::LADDER_DONE, &[("date", &words::day(words, *on))]),
        Place::Next => words.say(word::LADDER_STATE_NEXT),
        Place::Open => String::new(),
        Place::Later(missing) => {
            let reasons = words::reasons(words, &climb.ladder, "ladder_needs_", missing);
            words.fill(word::LADDER_LATER, &[("reasons", &reasons)])
        }
        Place::Waiting(due) => words.fill(word::LADDER_WAITING, &[("date", &words::day(words, *due))]),
        Place::NotNow(until) => words.fill(word::LADDER_PUT_OFF, &[("date", &words::day(words, *until))]),
    }
}

/// How many people stand there, where the backend tells.
fn people_on(climb: &Climb, rung: &Rung) -> Option<u64> {
    climb.course.with(|course| {
        let counts = course.counts.as_ref()?;
        let Count(standing) = counts.rungs.iter().find(|count| count.rung == rung.id)?.standing?;
        Some(standing)
    })
}
