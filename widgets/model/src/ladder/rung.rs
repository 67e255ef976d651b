use super::{Act, Deed, Unlock};
use crate::document::{Identifier, Reader};
use crate::rsvp::{Spot, coordinates};
use crate::{Decimal, FollowUp, Href, Kind, Offer, Text, choice, document, object};

choice! {
    /// Where a step is taken.
    pub enum Mode {
        /// On a screen.
        Online = "online",
        /// Among people.
        Offline = "offline",
    }
}

impl Offer {
    /// What completes the rung of the offer.
    pub const fn act(self) -> Act {
        match self {
            Self::TalkToOrganiser => Act::CallBack,
            Self::Host => Act::Host,
            Self::Shift => Act::Shift,
            Self::Share => Act::Share,
            Self::BringFriend => Act::BroughtFriend,
            Self::CheckIn => Act::Attended,
        }
    }
}

document! {
    /// Where a step is taken.
    pub struct Near check = on_the_globe; {
        /// Degrees north.
        latitude: Decimal,
        /// Degrees east.
        longitude: Decimal,
        /// Whoever is known to live farther away, in kilometres, is not asked; everyone is if missing.
        km: Option<u32>,
    }
}
object!(Near);

fn on_the_globe(near: &Near, reader: &mut Reader) {
    coordinates(Some(near.latitude), Some(near.longitude), reader);
}

impl Near {
    /// Whether it is so many kilometres from there, or fewer.
    pub(super) fn is_within(&self, km: u32, position: Spot) -> bool {
        Spot::at(self.latitude, self.longitude).kilometres(position) <= f64::from(km)
    }
}

document! {
    /// A step.
    pub struct Rung {
        /// Names it in progress and in counts: it must never change, nor be given to another rung.
        id: Identifier,
        /// What it is called, e.g. Sign the petition: at most 100 characters.
        label: Text,
        /// More about it: Markdown.
        text: Text = Text::default(),
        /// How many minutes it takes.
        effort_minutes: Option<u32>,
        /// On a screen, or among people.
        mode: Mode = Mode::Online,
        /// What completes it: any of these. An offer completes it by itself.
        done_by: Vec<Deed>,
        /// Where it leads: a page, or `#id` of a widget on this page.
        href: Option<Href>,
        /// The kind of widget that is opened in place, instead of a page.
        widget: Option<Kind>,
        /// The address of that widget's config document.
        config: Option<Href>,
        /// What is offered in place, instead of a page.
        offer: Option<Offer>,
        /// What the button says; the locale has words.
        action: Option<Text>,
        /// Who is in touch once it was chosen, and by when.
        staff_follow_up: Option<FollowUp>,
        /// When it is open; always if missing.
        unlock: Option<Unlock>,
        /// Where it is.
        near: Option<Near>,
        /// Neither shown nor proposed. What was done of it stays done.
        hidden: bool = false,
    }
}
object!(Rung);

impl Rung {
    /// Whether there is something to press: a page, a widget or an offer; or a widget that is to be found
    /// on the page.
    pub fn leads(&self) -> bool {
        let of_widget = |deed: &Deed| matches!(deed, Deed::Widget(_));
        self.href.is_some()
            || self.widget.is_some()
            || self.offer.is_some()
            || self.done_by.iter().any(of_widget)
    }
}
