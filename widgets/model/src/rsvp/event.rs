use super::{LocalTime, Repeat, Slot, Venue};
use crate::document::{Identifier, Reader};
use crate::{Fields, Href, Image, Text, Timestamp, choice, document, object};

choice! {
    /// Where people meet.
    pub enum Mode {
        /// In a room, or outside.
        InPerson = "in_person",
        /// In a webinar or a call.
        Online = "online",
        /// Both, as each likes.
        Hybrid = "hybrid",
    }
}

choice! {
    /// Who learns the address and how to join.
    pub enum Reveal {
        /// Whoever comes, once they said so.
        AfterRsvp = "after_rsvp",
        /// Everyone.
        Always = "always",
    }
}

choice! {
    /// What one learns only after the RSVP.
    pub enum Private {
        /// The address.
        Address = "address",
        /// How to join.
        JoinLink = "join_link",
    }
}

choice! {
    /// Whether it takes place.
    pub enum Happening {
        /// It does.
        Scheduled = "scheduled",
        /// It was called off.
        Cancelled = "cancelled",
    }
}

choice! {
    /// What makes an event usable for more people.
    pub enum Access {
        /// No steps on the way in.
        StepFree = "step_free",
        /// A toilet for wheelchair users.
        AccessibleToilet = "accessible_toilet",
        /// Parking for disabled people.
        AccessibleParking = "accessible_parking",
        /// A hearing loop.
        HearingLoop = "hearing_loop",
        /// Sign language.
        SignLanguage = "sign_language",
        /// Captions while people speak.
        Captions = "captions",
        /// A quiet space.
        QuietSpace = "quiet_space",
        /// Seats for whoever needs one.
        Seating = "seating",
        /// Assistance dogs are welcome.
        AssistanceDogs = "assistance_dogs",
        /// Interpretation into other languages.
        Interpretation = "interpretation",
    }
}

choice! {
    /// What someone comes for.
    pub enum RoleKind {
        /// To be there.
        Attend = "attend",
        /// To help.
        Volunteer = "volunteer",
        /// To bring something.
        Bring = "bring",
    }
}

document! {
    /// What one can come as.
    pub struct Role {
        /// Its value.
        id: Identifier,
        /// To attend, to help, or to bring something.
        kind: RoleKind,
        /// What is read; the locale has words for each kind.
        label: Option<Text>,
    }
}
object!(Role);

document! {
    /// Who invites.
    pub struct Organiser {
        /// Their name.
        name: Text,
        /// Where to write to.
        email: Option<String>,
        /// Their page.
        url: Option<Href>,
    }
}
object!(Organiser);

document! {
    /// One event.
    pub struct Event check = check; {
        /// Names it; part of the keys of answers, and of the entry in calendars, for which it must never change.
        id: Identifier,
        /// What it is called: at most 200 characters.
        title: Text,
        /// What it is about: Markdown.
        text: Text = Text::default(),
        /// A picture.
        image: Option<Image>,
        /// Who invites.
        organiser: Option<Organiser>,
        /// In a room, online or both.
        mode: Mode = Mode::InPerson,
        /// Where.
        venue: Option<Venue>,
        /// Where to join online. Private, unless `reveal` says always.
        join_url: Option<Href>,
        /// How else to join, e.g. a phone number and a code. As private as the link.
        join_text: Option<Text>,
        /// Who learns address and join link. If missing: the address everyone, the link whoever comes.
        reveal: Option<Reveal>,
        /// Filled in by the reference backend: what it keeps back until the RSVP.
        after_rsvp: Vec<Private>,
        /// What makes it usable for more people.
        accessibility: Vec<Access>,
        /// More about that.
        accessibility_text: Option<Text>,
        /// What to bring.
        bring: Option<Text>,
        /// Whether children are welcome.
        child_friendly: bool = false,
        /// What it costs, in words.
        cost: Option<Text>,
        /// The languages that are spoken (BCP 47).
        languages: Vec<String>,
        /// Which of the widget's `kinds` it is of.
        kinds: Vec<String>,
        /// Its time zone (IANA), e.g. Europe/Berlin; else that of all events.
        time_zone: Option<String>,
        /// When it starts, by the clocks there: 2026-05-01T18:00. Where clocks show that twice, with the offset.
        start: Option<LocalTime>,
        /// When it ends, by the clocks there.
        end: Option<LocalTime>,
        /// When it comes again.
        repeat: Option<Repeat>,
        /// Shifts or sessions to choose from, instead of start and end; several can be chosen at once.
        slots: Vec<Slot>,
        /// The most people, guests included: of each occurrence, and of each slot that says nothing else.
        capacity: Option<u32>,
        /// Whether one can wait for a place.
        waiting_list: bool = true,
        /// The last moment to answer (RFC 3339); else its end.
        closes: Option<Timestamp>,
        /// So many minutes before the start of each occurrence or slot is the last moment to answer.
        closes_before: Option<u32>,
        /// The most guests that one can bring.
        guests: u32 = 0,
        /// Whether the names of guests are asked.
        guest_names: bool = true,
        /// Whether one may answer maybe, which holds no place.
        maybe: bool = true,
        /// What one can come as.
        roles: Vec<Role>,
        /// What is asked of those who may come to this event only.
        questions: Fields,
        /// Whether it takes place.
        status: Happening = Happening::Scheduled,
        /// Raised whenever calendars must take up a change (RFC 5545 §3.8.7.4).
        sequence: u32 = 0,
    }
}
object!(Event);

fn check(event: &Event, reader: &mut Reader) {
    length(&event.title, 200, "title", reader);
    length(&event.text, 20_000, "text", reader);
    let room = event.mode != Mode::Online;
    if room && event.venue.as_ref().is_none_or(Venue::is_empty) && !event.keeps_back(Private::Address) {
        reader.error_at("venue", "must say where: a name or an address; or the mode is online");
    }
    if !room && event.venue.is_some() {
        reader.warn_at("venue", "is not used by the mode online");
    }
    let joins = event.join_url.is_some() || event.join_text.is_some();
    if event.mode == Mode::InPerson && joins {
        reader.warn_at("join_url", "is not used by the mode in_person");
    }
    if event.mode != Mode::InPerson && !joins && !event.keeps_back(Private::JoinLink) {
        reader.warn_at("join_url", "is missing: whoever comes will ask for it");
    }
    if event.join_url.as_ref().is_some_and(|url| !url.is_web() && !url.starts_with("tel:")) {
        reader.error_at("join_url", "must start with https:// or tel:");
    }
    times(event, reader);
    if event.guests > 50 {
        reader.error_at("guests", "must be from 0 to 50");
    }
    for (index, role) in event.roles.iter().enumerate() {
        if event.roles.iter().take(index).any(|other| other.id == role.id) {
            let place = ["roles[", &index.to_string(), "].id"].concat();
            reader.error_at(&place, &["\"", &*role.id, "\" is used twice"].concat());
        }
    }
}

fn times(event: &Event, reader: &mut Reader) {
    if event.slots.is_empty() {
        for (key, time) in [("start", event.start), ("end", event.end)] {
            if time.is_none() {
                reader.error_at(key, "is missing, and there are no slots");
            }
        }
    } else {
        for (key, written) in [
            ("start", event.start.is_some()),
            ("end", event.end.is_some()),
            ("repeat", event.repeat.is_some()),
        ] {
            if written {
                reader.error_at(key, "cannot stand beside slots, which have times of their own");
            }
        }
    }
    if let (Some(repeat), Some(start)) = (&event.repeat, event.start)
        && !repeat.includes(start.date)
    {
        reader.error_at("start", "is on none of the days that repeat names");
    }
    if event.slots.len() > super::MOST {
        reader.error_at("slots", "are too many: 500 fit; make it several events");
    }
    for (index, slot) in event.slots.iter().enumerate() {
        if event.slots.iter().take(index).any(|other| other.id == slot.id) {
            let place = ["slots[", &index.to_string(), "].id"].concat();
            reader.error_at(&place, &["\"", &*slot.id, "\" is used twice"].concat());
        }
    }
}

pub(super) fn length(text: &str, most: usize, key: &str, reader: &mut Reader) {
    let length = text.chars().count();
    if length > most {
        let message = ["is ", &length.to_string(), " characters long; ", &most.to_string(), " fit"];
        reader.error_at(key, &message.concat());
    }
}

impl Event {
    /// Whether the backend keeps this back, in the document that everyone gets.
    pub fn keeps_back(&self, what: Private) -> bool {
        self.after_rsvp.contains(&what)
    }

    /// What only those who come may learn.
    pub fn private(&self) -> Vec<Private> {
        let mut private = Vec::new();
        if self.reveal == Some(Reveal::AfterRsvp) && self.venue.is_some() {
            private.push(Private::Address);
        }
        if self.reveal != Some(Reveal::Always) && (self.join_url.is_some() || self.join_text.is_some()) {
            private.push(Private::JoinLink);
        }
        private
    }

    /// Leaves what everyone may know: of a private address the town and where it lies to some ten
    /// kilometres, of a private link nothing.
    pub fn conceal(&mut self) {
        let private = self.private();
        if let Some(venue) = self.venue.as_mut().filter(|_| private.contains(&Private::Address)) {
            venue.conceal();
        }
        if private.contains(&Private::JoinLink) {
            (self.join_url, self.join_text) = (None, None);
        }
        self.after_rsvp = private;
    }

    /// The role of that id.
    pub fn role(&self, id: &str) -> Option<&Role> {
        self.roles.iter().find(|role| &*role.id == id)
    }
}
