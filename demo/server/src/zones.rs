//! Time zones, from a copy of the IANA database that this program brings along.

use jiff::tz;
use rungs_model::Timestamp;
use rungs_model::rsvp::Zones;

/// The zones of the IANA database.
pub(crate) struct Iana;

impl Zones for Iana {
    fn offset_at(&self, zone: &str, at: Timestamp) -> Option<i32> {
        let zone = tz::db().get(zone).ok()?;
        Some(zone.to_offset(jiff::Timestamp::from_millisecond(at.0).ok()?).seconds())
    }
}
