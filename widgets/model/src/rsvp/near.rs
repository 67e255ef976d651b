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

impl Rsvp {
    /// About where a place lies that someone typed: a town or a postal code, as far as the venues of
    /// the events know it. Nothing is asked of anyone. The same town or code comes first, then a town that
    /// begins so, then the code that shares most with it: codes that begin alike are neighbours.
    pub fn spot_of(&self, typed: &str) -> Option<Spot> {
        let venues = self.events.iter().filter_map(|event| event.venue.as_ref());
        let mut known = venues.filter_map(|venue| {
            let town = venue.locality.as_deref().unwrap_or_default();
            Some((town, venue.postal_code.as_deref().unwrap_or_default(), venue.spot()?))
        });
        most_alike(&mut known, typed)
    }
}

/// Of towns with their postal codes, where the one lies that is most like what was typed.
pub(crate) fn most_alike<'k>(
    known: &mut dyn Iterator<Item = (&'k str, &'k str, Spot)>,
    typed: &str,
) -> Option<Spot> {
    let typed = folded(typed);
    let mut best: Option<(usize, Spot)> = None;
    for (town, code, spot) in known {
        let likeness = likeness(town, code, &typed);
        if likeness > best.map(|(before, _)| before) {
            best = likeness.map(|likeness| (likeness, spot));
        }
    }
    best.map(|(_, spot)| spot)
}

/// How well a town fits what was typed; none if not at all.
fn likeness(town: &str, code: &str, typed: &[char]) -> Option<usize> {
    let (town, code) = (folded(town), folded(code));
    let begins = shared(&code, typed);
    match () {
        () if typed.is_empty() => None,
        () if town == typed || code == typed => Some(usize::MAX),
        () if typed.len() >= LETTERS && town.starts_with(typed) => Some(usize::MAX - 1),
        () if begins >= REGION && 2 * begins >= typed.len() => Some(begins),
        () => None,
    }
}
