//! Done once while nobody waits: what the first step of someone runs for the first time. A browser compiles code as it
//! is called, and makes what writes a language as it is asked for; both take longer than the step itself.

use leptos::prelude::*;
use rungs_model::ladder::{Act, Happened, Progress, Reason};

use super::{Climb, ask, words};
use crate::js;
use crate::words::word;

/// Goes through it with the next step, and leaves no trace of that.
pub(super) fn rehearse(climb: &Climb) {
    let known = climb.course.try_with_untracked(|course| {
        // What is open, or is to take the focus, is not drawn twice.
        if course.offered.is_some() || course.follows {
            return None;
        }
        let next = course.standing.ask.as_ref().map(|ask| ask.rung);
        Some((course.kept.progress.clone(), course.today, next))
    });
    let Some((mut progress, today, next)) = known.flatten() else { return };
    let Some(rung) = next.and_then(|next| climb.ladder.rungs.get(next)) else { return };
    climb.ladder.reached_by(&Happened::Act(Act::Share));
    progress.complete(&rung.id, today);
    let kept = js::print(&progress.to_value()).and_then(|text| js::parse(&text));
    let standing = climb.ladder.standing(&Progress::read(&kept.unwrap_or_default()), today, None);
    let said = &climb.context.words;
    said.fill(word::LADDER_COMPLETED, &[("label", &rung.label)]);
    words::reasons(said, &climb.ladder, "ladder_why_", &[Reason::Evenings, Reason::Weekends]);
    js::texts(&[("next", &rung.id)]);
    if let Some(next) = standing.ask {
        Owner::new().with(|| drop(ask::next(climb, next.rung, &next.reasons)));
    }
    // Whatever follows where someone stands finds that nothing has changed.
    climb.moves.update(|count| *count += 1);
}
