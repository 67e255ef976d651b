use super::{Rsvp, Spot};
use crate::condition::small;

/// So many characters of a postal code tell a region.
const REGION: usize = 2;
/// Fewer letters of a town's name are the beginning of too many.
const LETTERS: usize = 3;

/// Letters and digits, small: what people write with or without spaces and hyphens.
fn folded(text: &str) -> Vec<char> {
    text.chars().filter(|letter| !letter.is_whitespace() && *letter != '-').map(small).collect()
}

/// How many characters two texts have in common at their beginning.
fn shared(one: &[char], other: &[char]) -> usize {
    one.iter().zip(other).take_while(|(one, other)| one == other).count()
}

/// Towns and postal codes with where they lie, ready to be looked up.
#[derive(Clone, Debug, Default)]
pub struct Towns(Vec<Known>);

/// Its name and its postal code, folded.
#[derive(Clone, Debug)]
struct Known {
    name: Vec<char>,
    code: Vec<char>,
    spot: Spot,
}

impl Towns {
    /// Of towns with their postal codes, either of which may be empty.
    pub(crate) fn new<'k>(known: &mut dyn Iterator<Item = (&'k str, &'k str, Spot)>) -> Self {
        let mut towns = Vec::new();
        for (name, code, spot) in known {
            towns.push(Known { name: folded(name), code: folded(code), spot });
        }
        Self(towns)
    }

    /// Those of the venues of some events.
    pub fn of(rsvp: &Rsvp) -> Self {
        let venues = rsvp.events.iter().filter_map(|event| event.venue.as_ref());
        let mut known = venues.filter_map(|venue| {
            let town = venue.locality.as_deref().unwrap_or_default();
            Some((town, venue.postal_code.as_deref().unwrap_or_default(), venue.spot()?))
        });
        Self::new(&mut known)
    }

    /// About where a place lies that someone typed: a town or a postal code, as far as it is known here. Nothing
    /// is asked of anyone. The same town or code comes first, then a town that begins so, then the code that
    /// shares most with it: codes that begin alike are neighbours.
    pub fn spot_of(&self, typed: &str) -> Option<Spot> {
        let typed = folded(typed);
        let mut best: Option<(usize, Spot)> = None;
        for town in &self.0 {
            let likeness = town.likeness(&typed);
            if likeness > best.map(|(before, _)| before) {
                best = likeness.map(|likeness| (likeness, town.spot));
            }
        }
        best.map(|(_, spot)| spot)
    }
}

impl Known {
    /// How well it fits what was typed; none if not at all.
    fn likeness(&self, typed: &[char]) -> Option<usize> {
        let begins = shared(&self.code, typed);
        match () {
            () if typed.is_empty() => None,
            () if self.name == typed || self.code == typed => Some(usize::MAX),
            () if typed.len() >= LETTERS && self.name.starts_with(typed) => Some(usize::MAX - 1),
            () if begins >= REGION && 2 * begins >= typed.len() => Some(begins),
            () => None,
        }
    }
}
