//! The plain form of invitations: every event with its times and places, an answer to each, then
//! what is asked of everyone. It cannot hide what need not be answered; the server sees what counts.

use maud::{Markup, html};
use rungs_model::rsvp::answer::{control, guest, of_event};
use rungs_model::rsvp::{
    Event, Holding, LocalTime, Mode, NEEDS, Occurrence, Places, Private, Reply, RoleKind, Rsvp, Schedule,
    ics, links, offset_text,
};
use rungs_model::{Markdown, Timestamp};

use super::form::{Filled, control_id};
use super::picture;
use super::prose::blocks;
use super::words::Words;
use crate::private::venue_lines;
use crate::store::now;
use crate::zones::Iana;

/// Occurrences of one event on a page of several, and on a page of its own (`?event=`); also the most
/// events on a page.
const NEXT: usize = 5;
const MOST: usize = 100;

/// A time on the wall, its zone and its distance from UTC, the same in every language; isolated, so that
/// it keeps its order among words that run from right to left.
pub(crate) fn when(occurrence: &Occurrence, zone: &str) -> String {
    use rungs_model::rsvp::Zones as _;
    let (start, end) = (occurrence.local_start, occurrence.local_end);
    let until =
        if start.date == end.date { end.clock() } else { format!("{} {}", end.date.to_text(), end.clock()) };
    let offset = Iana.offset_at(zone, occurrence.start).map(offset_text).unwrap_or_default();
    format!("\u{2066}{} {} – {until} ({zone}, UTC{offset})\u{2069}", start.date.to_text(), start.clock())
}

/// A moment on the wall, as [`when`] tells times.
fn moment(at: Timestamp, zone: &str) -> String {
    use rungs_model::rsvp::Zones as _;
    let offset = Iana.offset_at(zone, at).unwrap_or_default();
    let local = LocalTime::at(at, offset);
    let (date, clock) = (local.date.to_text(), local.clock());
    format!("\u{2066}{date} {clock} ({zone}, UTC{})\u{2069}", offset_text(offset))
}

/// What a control of an answer is called; `None` if it is none.
pub(super) fn label(words: Words, rsvp: &Rsvp, schedule: &Schedule, name: &str) -> Option<String> {
    let (what, rest) = name.split_once('.').unwrap_or((name, ""));
    let event = rsvp.event(rest.split('.').next().unwrap_or_default());
    let title = event.map_or_else(|| rsvp.title.to_string(), |event| event.title.to_string());
    Some(match what {
        "rsvp" => match (schedule.find(rest), event) {
            (Some(occurrence), Some(event)) => {
                format!("{}, {}", ics::title(event, occurrence), when(occurrence, rsvp.zone(event)))
            }
            _ => title,
        },
        "guests" => format!("{title} – {}", words.fill("rsvp_guests", "limit", &event?.guests.to_string())),
        "guest" => {
            let number = rest.rsplit('.').next().unwrap_or_default();
            format!("{title} – {}", words.fill("rsvp_guest", "number", number))
        }
        "role" => format!("{title} – {}", words.say("rsvp_role")),
        "bring" => format!("{title} – {}", words.say("rsvp_what")),
        NEEDS => needs_label(words, rsvp),
        _ => return None,
    })
}

fn needs_label(words: Words, rsvp: &Rsvp) -> String {
    let own = rsvp.needs.as_ref().and_then(|needs| needs.label.as_deref());
    own.unwrap_or(words.say("rsvp_needs")).to_owned()
}

/// The key of what one answers.
pub(super) fn reply(reply: Reply) -> &'static str {
    match reply {
        Reply::Yes => "rsvp_yes",
        Reply::Maybe => "rsvp_maybe",
        Reply::No => "rsvp_no",
    }
}

pub(super) struct Invitation<'a> {
    pub(super) filled: &'a Filled<'a>,
    /// As everyone may see it.
    pub(super) rsvp: &'a Rsvp,
    pub(super) schedule: &'a Schedule,
    pub(super) places: &'a Places,
}

impl Invitation<'_> {
    /// The whole form, `above` first.
    pub(super) fn render(&self, action: &str, above: &Markup) -> Markup {
        let rsvp = self.rsvp;
        let only = self.filled.entered.get("event");
        let single = rsvp.events.len() == 1;
        html! {
            form action=(action) method="post" {
                (above)
                @if let Some(error) = self.filled.error("rsvp") { div id=(control_id("rsvp")) tabindex="-1" { (error) } }
                @for (index, event) in self.events() {
                    section {
                        @if !single || *event.title != *rsvp.title { h2 { (*event.title) } }
                        (self.about(event))
                        @for occurrence in self.shown(index) { (self.occurrence(event, occurrence)) }
                        @if self.to_come(index).count() > self.shown(index).count() {
                            p { a href={ "/embed/" (*rsvp.id) "?rungs.event=" (*event.id) "&lang=" (self.filled.lang) } { (self.say("rsvp_more")) } }
                        }
                        (self.company(event))
                        @for question in event.questions.iter() { (self.filled.field(question)) }
                    }
                }
                @for field in rsvp.fields.iter() { (self.filled.field(field)) }
                @if rsvp.needs.is_some() { (self.needs()) }
                (self.filled.consents())
                (self.filled.unseen())
                @if !only.is_empty() { input type="hidden" name="event" value=(only); }
                button { (rsvp.button.as_ref().map_or(self.say("rsvp_send"), |button| &**button)) }
            }
        }
    }

    fn say(&self, key: &str) -> &'static str {
        self.filled.words().say(key)
    }

    /// What is not over of an event.
    fn to_come(&self, event: usize) -> impl Iterator<Item = &Occurrence> {
        self.schedule.of_event(event).filter(|own| own.end > Timestamp(now()))
    }

    /// What of it is shown: the next few, or more of the one event that was asked for.
    fn shown(&self, event: usize) -> impl Iterator<Item = &Occurrence> {
        let only = self.filled.entered.get("event");
        let is_asked = self.rsvp.events.get(event).is_some_and(|event| *event.id == *only);
        let most = if is_asked || self.rsvp.events.len() == 1 { MOST } else { NEXT };
        let hidden = !only.is_empty() && !is_asked;
        self.to_come(event).take(if hidden { 0 } else { most })
    }

    /// The events that are shown, the first to come first.
    fn events(&self) -> Vec<(usize, &Event)> {
        let mut events = Vec::new();
        for occurrence in self.schedule.iter() {
            let known = events.iter().any(|(index, _)| *index == occurrence.event);
            if let Some(event) = self.rsvp.events.get(occurrence.event).filter(|_| !known)
                && self.shown(occurrence.event).next().is_some()
            {
                events.push((occurrence.event, event));
            }
            if events.len() == MOST {
                break;
            }
        }
        events
    }

    fn about(&self, event: &Event) -> Markup {
        let words = self.filled.words();
        html! {
            (picture(event.image.as_ref()))
            (blocks(&Markdown::parse(&event.text)))
            @if event.mode != Mode::InPerson {
                p { (words.say(if event.mode == Mode::Online { "rsvp_online" } else { "rsvp_hybrid" })) }
            }
            (place(words, event))
            @if event.keeps_back(Private::Address) { p class="hint" { (words.say("rsvp_address_later")) } }
            @if event.keeps_back(Private::JoinLink) { p class="hint" { (words.say("rsvp_link_later")) } }
            (join(words, event))
            @if let Some(organiser) = &event.organiser {
                p { @match &organiser.url { Some(url) => a href=(**url) { (*organiser.name) }, None => (*organiser.name) } }
            }
            @if !event.accessibility.is_empty() || event.accessibility_text.is_some() {
                p { strong { (words.say("rsvp_access")) } }
                ul {
                    @for access in &event.accessibility { li { (words.say(&format!("rsvp_access_{}", access.as_str()))) } }
                    @if let Some(text) = &event.accessibility_text { li { (**text) } }
                }
            }
            @if event.child_friendly { p { (words.say("rsvp_children")) } }
            @for (key, text) in [("rsvp_bring", &event.bring), ("rsvp_cost", &event.cost)] {
                @if let Some(text) = text { p { (words.fill(key, "text", text)) } }
            }
            @if !event.languages.is_empty() {
                p { (words.fill("rsvp_languages", "text", &event.languages.join(", "))) }
            }
        }
    }

    /// Whether there is still a place.
    fn room(&self, occurrence: &Occurrence) -> Option<String> {
        let words = self.filled.words();
        let places = self.places.slot(&occurrence.key);
        if occurrence.cancelled {
            return Some(words.say("rsvp_cancelled").to_owned());
        }
        if !occurrence.is_open(Timestamp(now())) {
            return Some(words.say("rsvp_late").to_owned());
        }
        let places = places?;
        match places.left {
            _ if places.full => Some(words.say("rsvp_full").to_owned()),
            Some(0) => Some(words.fill("rsvp_line", "count", &places.waiting.to_string())),
            Some(left) => Some(words.fill("rsvp_left", "count", &left.to_string())),
            None => None,
        }
    }

    fn occurrence(&self, event: &Event, occurrence: &Occurrence) -> Markup {
        let name = control(&occurrence.key);
        let value = self.filled.entered.get(&name);
        let slot = occurrence.slot.and_then(|slot| event.slots.get(slot)?.label.as_deref());
        let open = occurrence.is_open(Timestamp(now()));
        html! {
            fieldset class="field" aria-describedby=[self.filled.described(&name)] {
                legend { @if let Some(slot) = slot { (slot) ", " } (when(occurrence, self.rsvp.zone(event))) }
                @if let Some(room) = self.room(occurrence) { p class="hint" { (room) } }
                @if let Some(closes) = occurrence.closes_early(self.rsvp.deadline).filter(|_| open) {
                    p class="hint" { (self.filled.words().fill("rsvp_closes", "time", &moment(closes, self.rsvp.zone(event)))) }
                }
                @if let Some(error) = self.filled.error(&name) { (error) }
                @for (number, answer) in answers(event).enumerate() {
                    label class="choice" {
                        input type="radio" id=[(number == 0).then(|| control_id(&name))] name=(name) value=(answer.as_str())
                            checked[value == answer.as_str()] disabled[!open];
                        span { (self.say(reply(answer))) }
                    }
                }
            }
        }
    }

    fn company(&self, event: &Event) -> Markup {
        company(self.filled, event)
    }

    fn needs(&self) -> Markup {
        let words = self.filled.words();
        let hint = self.rsvp.needs.as_ref().and_then(|needs| needs.hint.as_deref());
        html! {
            div class="field" {
                label for=(control_id(NEEDS)) { (needs_label(words, self.rsvp)) " " (words.say("optional")) }
                @if let Some(hint) = hint { p class="hint" { (hint) } }
                @if let Some(error) = self.filled.error(NEEDS) { (error) }
                textarea id=(control_id(NEEDS)) name=(NEEDS) rows="3" { (self.filled.entered.get(NEEDS)) }
            }
        }
    }
}

/// What one may answer to an event.
pub(super) fn answers(event: &Event) -> impl Iterator<Item = Reply> {
    let maybe = event.maybe;
    Reply::ALL.iter().copied().filter(move |reply| maybe || *reply != Reply::Maybe)
}

/// Guests, and what one comes as.
pub(super) fn company(filled: &Filled, event: &Event) -> Markup {
    let words = filled.words();
    let input = |name: &str, label: &str, kind: &str| {
        html! {
            div class="field" {
                label for=(control_id(name)) { (label) }
                @if let Some(error) = filled.error(name) { (error) }
                input id=(control_id(name)) name=(name) type="text" inputmode=[(kind == "number").then_some("numeric")]
                    value=(filled.entered.get(name)) aria-describedby=[filled.described(name)];
            }
        }
    };
    let role = of_event("role", &event.id);
    let chosen = filled.entered.get(&role);
    html! {
        @if event.guests > 0 {
            (input(&of_event("guests", &event.id), &words.fill("rsvp_guests", "limit", &event.guests.to_string()), "number"))
            @if event.guest_names {
                @for number in 1..=event.guests {
                    (input(&guest(&event.id, number), &words.fill("rsvp_guest", "number", &number.to_string()), "text"))
                }
            }
        }
        @if !event.roles.is_empty() {
            div class="field" {
                label for=(control_id(&role)) { (words.say("rsvp_role")) }
                @if let Some(error) = filled.error(&role) { (error) }
                select id=(control_id(&role)) name=(role) {
                    option value="" { (words.say("choose")) }
                    @for role in &event.roles {
                        option value=(*role.id) selected[*role.id == *chosen] {
                            (role.label.as_ref().map_or(words.say(&format!("rsvp_role_{}", role.kind.as_str())), |label| &**label))
                        }
                    }
                }
            }
            @if event.roles.iter().any(|role| role.kind == RoleKind::Bring) {
                (input(&of_event("bring", &event.id), words.say("rsvp_what"), "text"))
            }
        }
    }
}

/// The address, with links to a map and to the way there.
pub(super) fn place(words: Words, event: &Event) -> Markup {
    let venue = event.venue.as_ref();
    let ways = [("rsvp_map", links::map(event)), ("rsvp_directions", links::directions(event))];
    let lines = venue_lines(venue);
    html! {
        @if !lines.is_empty() {
            address { @for (index, line) in lines.iter().enumerate() { @if index > 0 { br; } (line) } }
        }
        @if let Some(text) = venue.and_then(|venue| venue.directions.as_ref()) { p { (**text) } }
        @if ways.iter().any(|(_, link)| link.is_some()) {
            p {
                @for (key, link) in ways {
                    @if let Some(link) = link { a href=(link) target="_blank" rel="noopener noreferrer" { (words.say(key)) } " " }
                }
            }
        }
    }
}

/// How to join, for those who may know.
pub(super) fn join(words: Words, event: &Event) -> Markup {
    html! {
        @if let Some(url) = &event.join_url {
            p { a href=(**url) target="_blank" rel="noopener noreferrer" { (words.say("rsvp_join")) } " " code { (**url) } }
        }
        @if let Some(text) = &event.join_text { p { (**text) } }
    }
}

/// Whether they have a place, in words.
pub(super) fn state(words: Words, held: &crate::store::Held) -> String {
    match held.state {
        Holding::Coming => words.say("rsvp_coming").to_owned(),
        Holding::Waiting => {
            words.fill("rsvp_waiting", "position", &held.position.unwrap_or_default().to_string())
        }
        Holding::Maybe => words.say("rsvp_may_come").to_owned(),
        Holding::No => words.say("rsvp_not_coming").to_owned(),
    }
}
