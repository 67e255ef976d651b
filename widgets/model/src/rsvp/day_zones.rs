use std::cell::RefCell;

use super::clock::{DAY, Zones};
use crate::Timestamp;

/// Zones that are asked once per day: the browser's `Intl` takes long to answer, and thousands of
/// events share their days. Where the offset is the same at both ends of a day (of UTC), it holds
/// between them: no zone turns its clocks there and back within one.
pub struct DayZones<'z> {
    zones: &'z dyn Zones,
    known: RefCell<Vec<Known>>,
}

/// What is known of a zone: the offset at the beginning of days, in their order.
struct Known {
    zone: String,
    days: Vec<(i64, Option<i32>)>,
}

impl<'z> DayZones<'z> {
    /// Nothing is asked yet.
    pub fn new(zones: &'z dyn Zones) -> Self {
        Self { zones, known: RefCell::default() }
    }

    fn begin(&self, zone: &str, day: i64) -> Option<i32> {
        let mut known = self.known.borrow_mut();
        let place = known.iter().position(|known| known.zone == zone).unwrap_or_else(|| {
            known.push(Known { zone: zone.into(), days: Vec::new() });
            known.len() - 1
        });
        let days = &mut known.get_mut(place)?.days;
        match days.binary_search_by_key(&day, |(day, _)| *day) {
            Ok(index) => days.get(index)?.1,
            Err(index) => {
                let offset = self.zones.offset_at(zone, Timestamp(day.saturating_mul(DAY)));
                days.insert(index, (day, offset));
                offset
            }
        }
    }
}

impl Zones for DayZones<'_> {
    fn offset_at(&self, zone: &str, at: Timestamp) -> Option<i32> {
        let day = at.0.div_euclid(DAY);
        let (begin, end) = (self.begin(zone, day)?, self.begin(zone, day + 1)?);
        if begin == end { Some(begin) } else { self.zones.offset_at(zone, at) }
    }
}
