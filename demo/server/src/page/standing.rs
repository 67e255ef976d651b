//! How someone stands who answered an invitation: whether they have a place, where it is and how to
//! join, and a form to change their mind.

use maud::{Markup, html};
use rungs_model::document::Decode as _;
use rungs_model::rsvp::answer::{control, guest, of_event};
use rungs_model::rsvp::{Event, Holding, NEEDS, Occurrence, Places, Rsvp, ics};
use rungs_model::{Answer, FieldError, Offer, SubmissionId, Timestamp, Values};

use super::events::{answers, company, join, place, reply, state, when};
use super::form::{Filled, control_id};
use super::wish::Wish;
use super::words::Words;
use crate::definition::{Events, Read};
use crate::private::concealed_but;
use crate::reply::{asks_needs, fields as reply_fields};
use crate::standing::known_events;
use crate::store::{Held, Managed, now};
use crate::widgets::Widget;

/// What a page about someone's answers needs to know.
pub(crate) struct Standing<'a> {
    pub(crate) widget: &'a Widget,
    pub(crate) held: &'a [Held],
    pub(crate) needs: Option<&'a str>,
    /// What was entered into the form and refused.
    pub(crate) refused: Option<(&'a Values, &'a [FieldError])>,
}

/// Whether someone can still offer to host an event.
pub(crate) enum Hosting {
    /// They can, under this id: a page that is looked at twice makes one offer.
    Open(SubmissionId),
    /// They have: where that is seen and taken back.
    Offered(String),
}

impl Standing<'_> {
    fn events(&self, locale: &str) -> Option<&Events> {
        self.widget.read(locale).events()
    }

    /// The events with what this person may know of them.
    fn known(&self, events: &Events) -> Rsvp {
        let known = known_events(self.widget, self.held);
        let index = |id: &String| events.rsvp.events.iter().position(|event| *event.id == **id);
        concealed_but(&events.rsvp, &known.iter().filter_map(index).collect::<Vec<_>>())
    }

    /// Each answer and what came of it. `address` is that of the manage page.
    pub(super) fn render(&self, locale: &str, address: &str) -> Markup {
        let words = Words::of(locale);
        let Some(events) = self.events(locale) else { return html! {} };
        let known = self.known(events);
        let mut last = None;
        let rows: Vec<Markup> = self
            .held
            .iter()
            .filter_map(|held| {
                let occurrence = events.schedule.find(&held.slot)?;
                let event = known.events.get(occurrence.event)?;
                let first = last.replace(occurrence.event) != Some(occurrence.event);
                Some(row(words, &known, event, occurrence, held, first))
            })
            .collect();
        let comes = self.held.iter().any(|held| held.state != Holding::No);
        html! {
            @for row in &rows { (row) }
            @if comes { p { a href={ (address) "/events.ics" } download="events.ics" { (words.say("rsvp_calendar")) } } }
        }
    }

    /// Whether whoever said yes can host one, too: the plain form for that, with what they have just given.
    pub(super) fn host(&self, managed: &Managed, hosting: &Hosting) -> Option<Markup> {
        let locale = &managed.locale;
        let (words, read) = (Words::of(locale), self.widget.read(locale));
        let (events, wish) = (read.events()?, Wish::Offer(Offer::Host));
        let host = read.host().filter(|_| wish.is_taken(read))?;
        let id = match hosting {
            Hosting::Open(id) => id,
            Hosting::Offered(address) => {
                return Some(html! {
                    p { (words.say("rsvp_host")) ": "
                        a href=(address) target="_blank" rel="noopener noreferrer" { (words.say("request_title")) } }
                });
            }
        };
        let yes = self.held.iter().find(|held| matches!(held.state, Holding::Coming | Holding::Waiting))?;
        let mut given = reply_fields(&managed.fields);
        if let Some(occurrence) = events.schedule.find(&yes.slot)
            && let Some(event) = events.rsvp.events.get(occurrence.event)
        {
            given.set("topic", event.title.to_string());
        }
        given.set("submission_id", id.to_string());
        if managed.test {
            given.set("test", "yes".to_owned());
        }
        Some(html! {
            p { (host.text.as_deref().unwrap_or(words.say("next_title"))) }
            details {
                summary { (words.say("rsvp_host")) }
                (wish.form(read, &self.widget.id, words.lang(locale), &given, None))
            }
        })
    }

    /// The form that changes the answers.
    pub(super) fn form(&self, managed: &Managed, address: &str) -> Markup {
        let locale = &managed.locale;
        let words = Words::of(locale);
        let (read, Some(events)) = (self.widget.read(locale), self.events(locale)) else { return html! {} };
        let mut holds = reply_fields(&managed.fields);
        holds.set(NEEDS, self.needs.unwrap_or_default().to_owned());
        let (entered, errors) = self.refused.unwrap_or((&holds, &[]));
        let places = Places::blank();
        let filled = Filled { read, own: None, lang: locale, entered, errors, places: &places };
        let own: Vec<(&Held, &Occurrence)> =
            self.held.iter().filter_map(|held| Some((held, events.schedule.find(&held.slot)?))).collect();
        let mut shown: Vec<usize> = own.iter().map(|(_, occurrence)| occurrence.event).collect();
        shown.dedup();
        html! {
            details open[!errors.is_empty()] {
                summary { (words.say("rsvp_change")) }
                (mistakes(words, read, errors, entered))
                form action={ (address) "/rsvp" } method="post" {
                    @for index in shown {
                        @if let Some(event) = events.rsvp.events.get(index) {
                            @for (_, occurrence) in own.iter().filter(|(_, own)| own.event == index) {
                                (choice(&filled, &events.rsvp, event, occurrence, &holds))
                            }
                            (company(&filled, event))
                            @for question in event.questions.iter() { (filled.field(question)) }
                            (was(&holds, event))
                        }
                    }
                    @if asks_needs(events, managed) { (needs(&filled, &events.rsvp, managed, &holds)) }
                    button { (words.say("manage_save")) }
                }
                @if own.iter().any(|(held, _)| held.state != Holding::No) {
                    form action={ (address) "/rsvp" } method="post" {
                        input type="hidden" name="cancel" value="yes";
                        button class="final" { (words.say("rsvp_call_off")) }
                    }
                }
            }
        }
    }
}

fn row(
    words: Words,
    rsvp: &Rsvp,
    event: &Event,
    occurrence: &Occurrence,
    held: &Held,
    first: bool,
) -> Markup {
    html! {
        section {
            h2 { (ics::title(event, occurrence)) }
            p { (when(occurrence, rsvp.zone(event))) }
            p { strong {
                @if occurrence.cancelled { (words.say("rsvp_cancelled")) }
                @else if occurrence.end <= Timestamp(now()) { (words.say("rsvp_ended")) }
                @else { (state(words, held)) }
            } }
            @if first { (place(words, event)) (join(words, event)) }
        }
    }
}

fn mistakes(words: Words, read: &Read, errors: &[FieldError], entered: &Values) -> Markup {
    html! {
        @if !errors.is_empty() {
            div class="problem" role="alert" {
                h2 { (words.say("problem")) }
                ul { @for error in errors {
                    li { a href={ "#" (control_id(&error.field)) } { (words.error(read, &error.field, &error.code, entered)) } }
                } }
            }
        }
    }
}

fn choice(filled: &Filled, rsvp: &Rsvp, event: &Event, occurrence: &Occurrence, holds: &Values) -> Markup {
    let words = filled.words();
    let name = control(&occurrence.key);
    let value = filled.entered.get(&name);
    html! {
        fieldset class="field" {
            legend { (ics::title(event, occurrence)) ", " (when(occurrence, rsvp.zone(event))) }
            @if let Some(error) = filled.error(&name) { (error) }
            input type="hidden" name={ "was." (name) } value=(holds.get(&name));
            @for (number, answer) in answers(event).enumerate() {
                label class="choice" {
                    input type="radio" id=[(number == 0).then(|| control_id(&name))] name=(name) value=(answer.as_str())
                        checked[value == answer.as_str()];
                    span { (words.say(reply(answer))) }
                }
            }
        }
    }
}

/// What they need, with the consent to keep it where it was not given.
fn needs(filled: &Filled, rsvp: &Rsvp, managed: &Managed, holds: &Values) -> Markup {
    let agreed = managed.consents.iter().any(|given| given.id == NEEDS && given.answer == Answer::Yes);
    let consent = rsvp.needs.as_ref().filter(|_| !agreed).and_then(|needs| needs.consent(false));
    html! {
        div class="field" {
            label for=(control_id(NEEDS)) { (filled.words().say("rsvp_needs")) }
            @if let Some(error) = filled.error(NEEDS) { (error) }
            textarea id=(control_id(NEEDS)) name=(NEEDS) rows="3" { (filled.entered.get(NEEDS)) }
            input type="hidden" name="was.needs" value=(holds.get(NEEDS));
        }
        @if let Some(consent) = consent { (filled.consent(&consent)) }
    }
}

/// What the page shows of guests, roles and questions, so that only what differs from it is a change.
fn was(holds: &Values, event: &Event) -> Markup {
    let mut names: Vec<String> = ["guests", "role", "bring"].map(|what| of_event(what, &event.id)).into();
    names.extend(event.questions.iter().map(|question| question.name.to_string()));
    names.extend((1..=event.guests).map(|number| guest(&event.id, number)));
    html! {
        @for name in names.iter().filter(|name| !holds.get(name).is_empty()) {
            input type="hidden" name={ "was." (name) } value=(holds.get(name));
        }
    }
}
