use crate::document::Reader;
use crate::rsvp::{Spot, Towns, coordinates};
use crate::{Decimal, Text, document, object};

document! {
    /// A town that people may say they are in or near.
    pub struct Town check = on_the_globe; {
        /// What it is called.
        name: Text,
        /// Its postal code; codes that begin alike are taken for neighbours.
        postal_code: Option<String>,
        /// Degrees north.
        latitude: Decimal,
        /// Degrees east.
        longitude: Decimal,
    }
}
object!(Town);

fn on_the_globe(town: &Town, reader: &mut Reader) {
    coordinates(Some(town.latitude), Some(town.longitude), reader);
}

/// Some towns, ready to be looked up.
pub fn towns(all: &[Town]) -> Towns {
    let mut known = all.iter().map(|town| {
        let code = town.postal_code.as_deref().unwrap_or_default();
        (&*town.name, code, Spot::at(town.latitude, town.longitude))
    });
    Towns::new(&mut known)
}
