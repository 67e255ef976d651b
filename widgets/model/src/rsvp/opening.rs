//! What a widget of events opens with: all that its form needs of everyone. A reader need not wait until
//! every event is understood.

use crate::document::{Elsewhere, Reader};
use crate::widget::{self, widget};
use crate::{Fields, Kind};

widget! {
    /// A config document of events without the events. [`Rsvp`](super::Rsvp) reads and checks the whole.
    pub struct Opening check = check; {
        /// Read later.
        events: Elsewhere,
        /// Read later.
        time_zone: Elsewhere,
        /// Read later.
        kinds: Elsewhere,
        /// Read later.
        view: Elsewhere,
        /// Read later.
        distance: Elsewhere,
        /// What is asked of everyone, in order.
        fields: Fields,
        /// Read later.
        needs: Elsewhere,
    }
}
crate::object!(Opening);

fn check(opening: &Opening, reader: &mut Reader) {
    widget::check(opening.kind, Kind::Rsvp, opening.accent.as_deref(), reader);
}
