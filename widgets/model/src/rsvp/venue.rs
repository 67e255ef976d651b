use super::Spot;
use crate::document::{Decode as _, Reader};
use crate::{Decimal, Text, document, object};

document! {
    /// Where people meet.
    pub struct Venue check = check; {
        /// What it is called.
        name: Option<Text>,
        /// Street and number.
        street_address: Option<Text>,
        /// What else the address needs: floor, room, entrance.
        address_line2: Option<Text>,
        /// The postal code.
        postal_code: Option<Text>,
        /// The town.
        locality: Option<Text>,
        /// The state, province or county.
        region: Option<Text>,
        /// The country (ISO 3166-1 alpha-2).
        country: Option<String>,
        /// Degrees north, for the distance and the map.
        latitude: Option<Decimal>,
        /// Degrees east.
        longitude: Option<Decimal>,
        /// How to get there.
        directions: Option<Text>,
    }
}
object!(Venue);

fn check(venue: &Venue, reader: &mut Reader) {
    coordinates(venue.latitude, venue.longitude, reader);
}

/// Reports coordinates that are no place: one alone, or beyond the globe.
pub(crate) fn coordinates(latitude: Option<Decimal>, longitude: Option<Decimal>, reader: &mut Reader) {
    let pairs = [("latitude", latitude, longitude), ("longitude", longitude, latitude)];
    for (key, own, other) in pairs {
        if own.is_none() && other.is_some() {
            reader.error_at(key, "is missing, and the other coordinate means nothing alone");
        }
    }
    let beyond = |degrees: Option<Decimal>, most: u32| {
        degrees.is_some_and(|degrees| degrees.millionths().abs() > Decimal::from(most).millionths())
    };
    if beyond(latitude, 90) {
        reader.error_at("latitude", "must be from -90 to 90");
    }
    if beyond(longitude, 180) {
        reader.error_at("longitude", "must be from -180 to 180");
    }
}

impl Venue {
    /// Whether it says nothing of where it is.
    pub fn is_empty(&self) -> bool {
        self.lines().is_empty()
    }

    /// The address, line by line: name, street, town.
    pub fn lines(&self) -> Vec<String> {
        let own = |text: &Option<Text>| text.as_deref().unwrap_or_default().to_owned();
        let town = [own(&self.postal_code), own(&self.locality)];
        let town: Vec<&str> = town.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        let lines = [
            own(&self.name),
            own(&self.street_address),
            own(&self.address_line2),
            town.join(" "),
            own(&self.region),
            self.country.clone().unwrap_or_default(),
        ];
        lines.into_iter().filter(|line| !line.is_empty()).collect()
    }

    /// Leaves town, region and country, and where they lie.
    pub(super) fn conceal(&mut self) {
        let (latitude, longitude) = (self.latitude.map(coarse), self.longitude.map(coarse));
        let town = (self.locality.take(), self.region.take(), self.country.take());
        let (locality, region, country) = town;
        *self = Self { locality, region, country, latitude, longitude, ..Self::blank() };
    }

    /// Its place on the globe, if it says so.
    pub fn spot(&self) -> Option<Spot> {
        Some(Spot::at(self.latitude?, self.longitude?))
    }
}

/// A degree to its tenth.
pub fn coarse(degrees: Decimal) -> Decimal {
    let tenth = 100_000;
    let millionths = degrees.millionths();
    let half = if millionths < 0 { -tenth / 2 } else { tenth / 2 };
    Decimal::from_millionths(i128::from((millionths + half) / tenth * tenth))
}
