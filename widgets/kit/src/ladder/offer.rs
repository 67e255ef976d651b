//! What a ladder offers by itself, in place: talking to an organiser, hosting, a shift, "I came", bringing
//! friends. It comes when it is asked for.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::callback::CallBack;
use rungs_model::document::{self, Decode as _};
use rungs_model::ladder::{Happened, Offer};
use rungs_model::{FollowUp, Outcome};

use super::{Climb, Course, deeds, friends, news, way, words};
use crate::browser;
use crate::form::{self, Entry, FormSignal, FormView, Judge, OfForm, form_view};
use crate::later::{Missing, later};
use crate::message::{Message, Route};
use crate::outbox::{self, Home, Outbox};
use crate::requested::{self, Requested};
use crate::submit::{self, Draft, Way};
use crate::view::{Tag, tag};
use crate::words::{learn, word};

/// Draws something of a ladder.
pub(super) type Draw = Arc<dyn Fn(&Climb) -> Tag + Send + Sync>;

/// An offer that is being filled in.
#[derive(Clone)]
pub(super) struct Offered {
    /// The rung.
    pub(super) rung: usize,
    /// Draws it.
    pub(super) draw: Draw,
}

/// Sees to what waits to be sent, if anything does.
#[cfg_attr(feature = "split", wasm_split_helpers::wasm_split(touched, fallible))]
#[allow(clippy::needless_pass_by_value, clippy::unnecessary_wraps, reason = "so it must be to be split off")]
pub(super) fn wait(climb: Climb) -> Result<(), Missing> {
    arrive(&climb);
    Ok(())
}

/// Puts the code to use that comes with an offer; without the rest of the ladder's own nothing waits.
fn arrive(climb: &Climb) -> Option<Rc<Outbox>> {
    for table in
        [word::ENGLISH_LATER, word::ENGLISH_REQUEST, word::ENGLISH_CALLBACK, word::ENGLISH_LADDER_LATER]
    {
        learn(table);
    }
    let way = climb.course.try_with_untracked(|course| course.way.clone())??;
    if let Some(there) = way.outbox().get() {
        return Some(there.clone().outbox());
    }
    let keeps = document::part(&climb.context.config, "outbox", "").ok().flatten().unwrap_or(true);
    let by = climb.clone();
    let late = move |message: &Message, outcome: &Outcome| arrived(&by, message, outcome);
    // Every form here is that of an offer.
    let home = Home { show: Box::new(|_, _| {}), back: Box::new(|_| {}), late: Box::new(late) };
    let outbox = outbox::open(&climb.context, None, keeps, home);
    let _ = way.outbox().set(outbox.clone());
    Some(outbox)
}

/// Takes note of what was offered earlier; whether that is seen.
fn arrived(climb: &Climb, message: &Message, outcome: &Outcome) -> bool {
    let Message::Form(_, Route::Offer(offer)) = message else { return false };
    let rung = climb.ladder.rungs.iter().position(|rung| rung.offer == Some(*offer));
    let Some(rung) = rung.filter(|_| outcome.is_done() && is_there(climb)) else { return false };
    done(climb, rung, *offer, outcome);
    true
}

/// What is said after an offer of a rung, with the ways to take it back.
fn thanks(rung: &str, offer: Offer, requested: Requested) -> Draw {
    let rung = rung.to_owned();
    let label = match offer {
        Offer::TalkToOrganiser => word::SURVEY_CALLBACK_WITHDRAW,
        _ => word::SURVEY_CALLBACK_TAKE_BACK,
    };
    Arc::new(move |climb| {
        let (by, of) = (climb.clone(), rung.clone());
        let taken_back = move || {
            let said = by.context.words.say(word::SURVEY_CALLBACK_WITHDRAWN);
            by.change(|progress, _| progress.stop_waiting(&of));
            by.course.try_update(|course| thank(course, thanks(&of, offer, Requested::told(said))));
        };
        requested::panel(&climb.context, &requested, label, Rc::new(taken_back)).part("notice")
    })
}

fn thank(course: &mut Course, thanks: Draw) {
    course.thanks = Some(thanks);
    course.thanked += 1;
}

/// Opens the offer of a rung.
pub(super) fn open(climb: &Climb, rung: usize) {
    let climb = climb.clone();
    leptos::task::spawn_local(async move {
        let _ = later!(come(climb, rung));
    });
}

#[cfg_attr(feature = "split", wasm_split_helpers::wasm_split(touched, fallible))]
#[allow(clippy::needless_pass_by_value, clippy::unnecessary_wraps, reason = "so it must be to be split off")]
fn come(climb: Climb, rung: usize) -> Result<(), Missing> {
    if arrive(&climb).is_none() {
        way::fetch(&climb);
    }
    let Some(offer) = climb.ladder.rungs.get(rung).and_then(|rung| rung.offer) else { return Ok(()) };
    let draw: Draw = if offer == Offer::BringFriend {
        Arc::new(move |climb| friends::friends(climb, rung))
    } else if offer == Offer::Share {
        Arc::new(friends::share)
    } else {
        let words = &climb.context.words;
        // What is wrong with it was said when the document was judged.
        let settings: Option<CallBack> =
            document::part(&climb.context.config, "call_back", &words.lang).unwrap_or_default();
        let settings = settings.unwrap_or_else(CallBack::blank);
        let asked = if offer == Offer::TalkToOrganiser {
            form::call_back(words, &settings, None)
        } else {
            let mut asked = offer.form(None);
            form::in_words(words, &mut asked, settings.time_zone.as_deref());
            asked
        };
        let mut entry = Entry::new(Arc::new(asked), (*climb.given).clone(), &climb.context);
        entry.judge = Some(Arc::new(OfForm));
        // It was asked for: there is nothing to begin.
        entry.started = true;
        form_of(rung, offer, FormSignal::new(entry))
    };
    climb.course.try_update(|course| course.offered = Some(Offered { rung, draw }));
    Ok(())
}

fn form_of(rung: usize, offer: Offer, entry: FormSignal) -> Draw {
    Arc::new(move |climb| asks(climb, rung, offer, entry))
}

fn asks(climb: &Climb, rung: usize, offer: Offer, entry: FormSignal) -> Tag {
    let by = climb.clone();
    let words = climb.context.words.clone();
    let view = FormView {
        entry,
        content: form::questions(&climb.context, entry),
        back: Some(away(climb)),
        button: Box::new(move || words.say(word::LADDER_SEND)),
        fetch: Rc::new(|| {}),
        submit: Box::new(move || {
            send(&by, rung, offer, entry);
            Box::pin(async { Ok(()) })
        }),
    };
    form_view(&climb.context, view).takes_focus_within()
}

/// The way back to the step.
pub(super) fn away(climb: &Climb) -> Tag {
    let back = climb.clone();
    let away = tag("button").part("back").attr("type", "button");
    away.text(&climb.context.words.say(word::LADDER_BACK)).on("click", move |_| {
        back.context.focus("next");
        back.course.update(|course| course.offered = None);
    })
}

fn send(climb: &Climb, rung: usize, offer: Offer, entry: FormSignal) {
    let judge: Arc<dyn Judge> = Arc::new(OfForm);
    let accepted = entry.try_update(|entry| entry.attempt(&climb.context, &judge)).flatten();
    let Some((values, consents)) = accepted else {
        return form::focus_summary(&climb.context);
    };
    let draft = Draft {
        values,
        consents,
        source: None,
        submission_id: None,
        page: browser::page(),
        test: climb.ladder.test,
        to: Route::Offer(offer),
    };
    let way = Way { outbox: arrive(climb), back: Some(Rc::new(|| {})) };
    let by = climb.clone();
    let then = move |outcome| show(&by, rung, offer, entry, outcome);
    submit::post(&climb.context, entry, draft, way, Rc::new(then));
}

fn show(climb: &Climb, rung: usize, offer: Offer, entry: FormSignal, outcome: Outcome) {
    if !is_there(climb) {
        return;
    }
    let (fields, trouble) = match submit::refusal(&climb.context, outcome) {
        Ok(Outcome::Queued) => return put_by(climb),
        Ok(Outcome::Closed) => (Vec::new(), climb.context.words.say(word::OUTBOX_REFUSED)),
        Ok(outcome) => return done(climb, rung, offer, &outcome),
        Err(refused) => refused,
    };
    // It is no longer open if it has waited.
    climb.course.try_update(|course| {
        let draw = form_of(rung, offer, entry);
        course.offered.get_or_insert(Offered { rung, draw });
    });
    form::refuse(&climb.context, entry, fields, trouble);
}

/// The ladder may be gone by the time that something is answered.
fn is_there(climb: &Climb) -> bool {
    climb.course.try_with_untracked(|_| ()).is_some()
}

/// It waits: the note says so, whatever is asked next.
fn put_by(climb: &Climb) {
    climb.course.try_update(|course| course.offered = None);
    if let Some(outbox) = arrive(climb) {
        outbox.say(String::new());
        outbox::focus(&outbox);
    }
}

/// Thanks for it. What staff have to see to is done once they say so; until then it waits for them.
pub(super) fn done(climb: &Climb, rung: usize, offer: Offer, outcome: &Outcome) {
    let Some(own) = climb.ladder.rungs.get(rung) else { return };
    let words = &climb.context.words;
    let follow_up = own.staff_follow_up.as_ref();
    let within = || {
        let follow_up = follow_up?;
        let time = words::effort(words, follow_up.within_hours.saturating_mul(60));
        Some(words.fill(word::LADDER_THANKS_WHO, &[("name", &follow_up.who), ("time", &time)]))
    };
    let otherwise = || within().unwrap_or_else(|| words.say(word::LADDER_THANKS));
    let thanks = thanks(&own.id, offer, Requested::new(words, outcome, otherwise));
    climb.course.try_update(|course| {
        course.offered = None;
        thank(course, thanks);
    });
    if matches!(offer, Offer::CheckIn | Offer::Share | Offer::BringFriend) {
        return deeds::reach(climb, &Happened::Act(offer.act()));
    }
    let hours = FollowUp::hours(follow_up);
    let due = requested::due(outcome);
    let known = climb.course.with_untracked(|course| course.kept.token.is_some());
    if let Outcome::Confirmed(Some(receipt)) = outcome
        && let Some(link) = &receipt.manage_url
    {
        news::follow(climb, &own.id, offer, link);
    }
    climb.change(|progress, today| {
        let due = due.unwrap_or_else(|| today.plus_days(i64::from(hours.div_ceil(24))));
        progress.wait(&own.id, due, known);
    });
}
