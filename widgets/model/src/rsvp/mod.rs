//! What events and RSVPs *are*: the document, when each event takes place, what a list or a
//! calendar shows of them, and what one may answer.
//!
//! [`Rsvp`] is the document. [`Schedule::new`] lays it out in time with a [`Zones`], which the
//! browser and the server each bring; it names what only time zones can tell is wrong.
//! [`Rsvp::check`] judges an answer, whose controls [`answer`] lists. [`ics`] writes calendars.

pub mod answer;
mod clock;
mod day_zones;
mod event;
mod host;
pub mod ics;
mod inspect;
pub mod links;
mod list;
mod month;
mod near;
mod needs;
mod opening;
mod repeat;
mod reply;
mod schedule;
mod slot;
mod spot;
mod times;
mod venue;

pub use answer::Claim;
pub use clock::{Instant, LocalTime, Zones, midnight, offset_text};
pub use day_zones::DayZones;
pub use event::{Access, Event, Happening, Mode, Organiser, Private, Reveal, Role, RoleKind};
pub use host::Host;
pub use list::{Facets, Filter, Found, List, Sort};
pub use month::{DayOf, by_day, month_weeks};
pub use near::Towns;
pub use needs::{NEEDS, Needs};
pub use opening::{FirstEvent, Opening};
pub use repeat::{Every, MOST, MonthWeek, Repeat};
pub use reply::{Answered, Details, Held, Holding, Places, Reply, SlotPlaces, Standing};
pub use schedule::{Occurrence, Phase, Schedule};
pub use slot::Slot;
pub use spot::{Spot, miles};
pub use times::times;
#[cfg(feature = "ladder")]
pub(crate) use venue::coordinates;
pub use venue::{Venue, coarse};

use crate::widget::widget;
use crate::{Choice, Fields, choice, object};

choice! {
    /// What events are shown as at first.
    pub enum View {
        /// One after the other.
        List = "list",
        /// By day.
        Agenda = "agenda",
        /// A month at a time.
        Month = "month",
    }
}

choice! {
    /// What distances are told in.
    pub enum Distance {
        /// Kilometres.
        Kilometres = "km",
        /// Miles.
        Miles = "mi",
    }
}

widget! {
    /// Events, as a campaigner writes them and as everything else uses them.
    pub struct Rsvp check = inspect::rsvp; {
        /// The events, one or many, in any order.
        events: Vec<Event>,
        /// The time zone (IANA) of events that name none.
        time_zone: Option<String>,
        /// The kinds of event there are, for the filter.
        kinds: Vec<Choice>,
        /// What events are shown as at first, where there are several.
        view: View = View::List,
        /// What distances are told in; the locale decides if missing.
        distance: Option<Distance>,
        /// What is asked of everyone, in order.
        fields: Fields,
        /// Asks what someone needs in order to take part.
        needs: Option<Needs>,
        /// Asks whoever said yes whether they can host one, too.
        host: Option<Host>,
    }
}
object!(Rsvp);

impl Rsvp {
    /// The event of that id.
    pub fn event(&self, id: &str) -> Option<&Event> {
        self.events.iter().find(|event| &*event.id == id)
    }

    /// The time zone of an event.
    pub fn zone<'r>(&'r self, event: &'r Event) -> &'r str {
        event.time_zone.as_deref().or(self.time_zone.as_deref()).unwrap_or("UTC")
    }
}
