//! What a widget of events opens with: its event, where there is one. What is asked of whoever comes,
//! and of many events every single one, need not be understood before that.

use serde_json::Value;

use super::Event;
use crate::document::{Decode, Elsewhere, Identifier, Reader};
use crate::widget;
use crate::{Density, Image, Kind, Status, Text, Theme, Timestamp, document};

document! {
    /// A config document of events as far as it is seen first. [`Rsvp`](super::Rsvp) reads and checks the whole.
    pub struct Opening check = check; {
        /// Names it at the backend and in events.
        id: Identifier,
        /// The kind of widget this document describes.
        kind: Kind,
        /// The campaign it belongs to; its id if missing.
        campaign: Option<Identifier>,
        /// Read later.
        lang: Elsewhere,
        /// Read later.
        backend: Elsewhere,
        /// Heading.
        title: Text,
        /// What it is about: Markdown.
        text: Text = Text::default(),
        /// A picture above the text.
        image: Option<Image>,
        /// The only one, or how many there are.
        events: FirstEvent,
        /// The time zone (IANA) of events that name none.
        time_zone: Option<String>,
        /// Read later.
        kinds: Elsewhere,
        /// Read later.
        view: Elsewhere,
        /// Read later.
        distance: Elsewhere,
        /// Read later.
        fields: Elsewhere,
        /// Read later.
        needs: Elsewhere,
        /// Read later.
        host: Elsewhere,
        /// Read later.
        consents: Elsewhere,
        /// The last moment to take part (RFC 3339).
        deadline: Option<Timestamp>,
        /// Open or closed.
        status: Status = Status::Open,
        /// What is said once closed: Markdown.
        closed_text: Option<Text>,
        /// What the button says.
        button: Option<Text>,
        /// Read later.
        thanks: Elsewhere,
        /// Seconds between looks at the counts while the page is visible; 0 for none.
        refresh: u32 = 30,
        /// Test mode: submissions are marked as tests and never counted.
        test: bool = false,
        /// The campaign's colour, #rrggbb.
        accent: Option<String>,
        /// Light, dark or as the system has it.
        theme: Theme = Theme::Auto,
        /// How much room there is around everything.
        density: Density = Density::Comfortable,
        /// Read later.
        source: Elsewhere,
        /// Read later.
        state: Elsewhere,
    }
}
crate::object!(Opening);

fn check(opening: &Opening, reader: &mut Reader) {
    widget::check(opening.kind, Kind::Rsvp, opening.accent.as_deref(), reader);
}

impl Opening {
    /// Whether answers are taken at `now`.
    pub fn is_open(&self, now: Timestamp) -> bool {
        widget::is_open(self.status, self.deadline, now)
    }

    /// The campaign it belongs to.
    pub fn campaign(&self) -> &str {
        self.campaign.as_ref().unwrap_or(&self.id)
    }
}

/// The event of a document that has one; of one with several, only how many there are.
#[derive(Clone, Debug, PartialEq)]
pub struct FirstEvent {
    /// It.
    pub event: Option<Event>,
    /// How many there are.
    pub count: usize,
}

impl Decode for FirstEvent {
    fn read(&mut self, value: &Value, reader: &mut Reader) {
        let events = reader.list(value);
        self.count = events.len();
        #[cfg(not(feature = "brief"))]
        if let [only] = events {
            reader.item(0, only, self.event.insert(Event::blank()));
        }
    }

    fn blank() -> Self {
        Self { event: None, count: 0 }
    }

    fn schema() -> Value {
        Vec::<Event>::schema()
    }
}
