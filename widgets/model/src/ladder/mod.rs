//! What a ladder of engagement *is*: its rungs, where someone stands on them, and the one thing
//! that they are asked next.
//!
//! [`Ladder`] is the document. [`Ladder::reached_by`] tells which rungs something that happened
//! completes, [`Progress`] keeps them, [`Ladder::standing`] says what that amounts to today. Order is
//! advice: a rung can be done before those below it, and nothing that is done is ever taken away.

mod counts;
mod deed;
#[cfg(not(target_arch = "wasm32"))]
mod explain;
mod inspect;
mod progress;
mod rung;
mod said;
mod standing;
mod town;
mod unlock;

pub use crate::offer::Offer;
pub use counts::{Counts, RungCount};
pub use deed::{Act, Deed, Happened, OfWidget};
pub use progress::Progress;
pub use rung::{Mode, Near, Rung};
pub use said::Said;
pub use standing::{Ask, Place, Reason, Standing};
pub use town::{Town, towns};
pub use unlock::Unlock;

use crate::callback::CallBack;
use crate::document::{Decode, Elsewhere, Identifier, Late, Problem, Reader};
use crate::{
    Choice, Completes, Density, Image, Kind, Markdown, Text, Thanks, Theme, choice, document, object, widget,
};

choice! {
    /// How a ladder is drawn.
    pub enum Look {
        /// From the first rung down to the last.
        Vertical = "vertical",
        /// From side to side.
        Horizontal = "horizontal",
        /// The next step and little else.
        Compact = "compact",
    }
}

choice! {
    /// What someone may say about themselves, so that what they are asked fits.
    pub enum Subject {
        /// How many minutes they have today.
        Minutes = "minutes",
        /// Whether they have time in the evening.
        Evenings = "evenings",
        /// Whether they have time at the weekend.
        Weekends = "weekends",
        /// What they are good at.
        Skills = "skills",
        /// Where they are. It never leaves their page.
        Distance = "distance",
    }
}

document! {
    /// What someone agrees to when their progress is kept by the backend.
    pub struct Remember {
        /// The exact words, with Markdown links and emphasis.
        consent: Text,
        /// The campaign's own name for this wording, e.g. 2026-03.
        version: String = String::new(),
    }
}
object!(Remember);

document! {
    /// A ladder, as a campaigner writes it and as everything else uses it.
    pub struct Ladder check = check; {
        /// Names it at the backend and in events.
        id: Identifier,
        /// The kind of widget this document describes.
        kind: Kind,
        /// The campaign whose ladder it is; its id if missing.
        campaign: Option<Identifier>,
        /// The language of the texts (BCP 47); attributes and page come first.
        lang: Option<String>,
        /// Where offers and progress go: an address of a reference backend, preview, or an object with a kind.
        backend: Elsewhere,
        /// Heading.
        title: Text,
        /// What it is about: Markdown with paragraphs, emphasis, links and lists.
        text: Text = Text::default(),
        /// A picture above the text.
        image: Option<Image>,
        /// Its rungs, from the smallest step to the greatest: 1 to 50.
        rungs: Vec<Rung>,
        /// How it is drawn.
        look: Look = Look::Vertical,
        /// For how many days a rung is not proposed again to whoever said "not now": 0 to 365.
        not_now_days: u32 = 14,
        /// Whether it shows how many people stand on each rung, where the backend can tell.
        summary: bool = false,
        /// Counts below this are not shown.
        minimum: u32 = 10,
        /// What people are asked about themselves, so that the next step fits.
        ask_about: Vec<Subject>,
        /// The skills that people choose from.
        skills: Vec<Choice>,
        /// Towns that people may say they are in or near; without any, only their device can tell.
        towns: Late<Vec<Town>>,
        /// What people agree to so that their progress goes with them from one device to the next; if
        /// missing, it stays on the device.
        remember: Option<Remember>,
        /// How it is shared, where a rung offers that: `share`, `share_text`, `share_texts` and `share_url` as after
        /// any widget.
        thanks: Late<Thanks>,
        /// How people are called back, where a rung offers a talk.
        call_back: Late<CallBack>,
        /// Test mode: what is sent is marked as a test and never counted.
        test: bool = false,
        /// Whether an offer that cannot be sent yet waits on the device, for 24 hours at most.
        outbox: Late<bool>,
        /// The campaign's colour, #rrggbb.
        accent: Option<String>,
        /// Light, dark or as the system has it.
        theme: Theme = Theme::Auto,
        /// How much room there is around everything.
        density: Density = Density::Comfortable,
        /// Filled in by the reference backend: the state when the document was sent.
        state: Elsewhere,
    }
}

/// With the feature `late` the whole is judged by [`Ladder::problems`].
fn check(ladder: &Ladder, reader: &mut Reader) {
    widget::check(ladder.kind, Kind::Ladder, ladder.accent.as_deref(), reader);
    #[cfg(not(feature = "late"))]
    inspect::ladder(ladder, reader);
}

impl Decode for Ladder {
    fn read(&mut self, value: &serde_json::Value, reader: &mut crate::document::Reader) {
        self.read_object(value, reader);
        // What is offered says by itself what completes the rung.
        for rung in &mut self.rungs {
            let offered = rung.offer.filter(|_| rung.done_by.is_empty());
            rung.done_by.extend(offered.map(|offer| Deed::Act(offer.act())));
        }
    }

    fn blank() -> Self {
        Self::blank_object()
    }

    fn schema() -> serde_json::Value {
        Self::object_schema()
    }
}

impl Ladder {
    /// What is wrong with it as a whole.
    pub fn problems(&self) -> Vec<Problem> {
        let mut reader = Reader::new("");
        inspect::ladder(self, &mut reader);
        reader.into_problems()
    }

    /// The campaign whose ladder it is.
    pub fn campaign(&self) -> &str {
        self.campaign.as_ref().unwrap_or(&self.id)
    }

    /// Hides the rungs whose offers a backend has to take: this one's does not.
    pub fn keep_to_the_page(&mut self) {
        for rung in &mut self.rungs {
            let stays = matches!(rung.offer, None | Some(Offer::Share | Offer::BringFriend));
            rung.hidden |= !stays;
        }
    }

    /// The text above the rungs.
    pub fn markdown(&self) -> Markdown {
        Markdown::parse(&self.text)
    }

    /// The index of a rung; none where there is no such rung (any more).
    pub fn position(&self, id: &str) -> Option<usize> {
        self.rungs.iter().position(|rung| &*rung.id == id)
    }

    /// What taking part in a widget, and sharing it, completes: for pages that have the widget and no ladder.
    pub fn completed_at(&self, widget: &str) -> Vec<Completes> {
        let by = |rung: &Rung, deed: &Deed| {
            let (answer, by_sharing) = match deed {
                Deed::Widget(own) if *own.widget == *widget => (own.answer, false),
                Deed::Act(Act::Share) => (None, true),
                _ => return None,
            };
            Some(Completes { rung: rung.id.clone(), answer, by_sharing })
        };
        self.rungs
            .iter()
            .flat_map(|rung| rung.done_by.iter().filter_map(move |deed| by(rung, deed)))
            .collect()
    }

    /// The rungs that something completes.
    pub fn reached_by(&self, happened: &Happened) -> Vec<&Rung> {
        let reached = |rung: &&Rung| rung.done_by.iter().any(|deed| deed.is_done_by(happened));
        self.rungs.iter().filter(reached).collect()
    }
}
