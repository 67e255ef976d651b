//! Which mean places of a ranking are shown, so that they do not tell in which order a few have put its options.
//!
//! With a mean and a count goes a sum: that of the places that people gave an option. What the sums of those that are
//! not shown amount to is known as well, as all places together are.
//!
//! Whichever options someone looks at, each person has at most one of them at each place. So their places, each less
//! some place `j`, add up to no less than `(1 − j) + … + (j − 1 − j)` per person, and to just that if these options
//! have all places before `j` and none behind it. How much more it is says how many at most have an order that is not
//! so: nobody is no secret, and few are one. These are all bounds that there are for such sums (those of orders of all
//! options are the permutohedron; Rado, 1952): with all of them far enough, or met, everyone could have another order.

use super::hide::is_few;

/// An option of a ranking.
pub(super) struct Ranked {
    /// How many ranked it.
    pub(super) count: i64,
    /// The sum of the places that they gave it, from 1.
    pub(super) sum: i128,
    /// Whether the count is shown.
    pub(super) is_shown: bool,
}

/// Of which options the mean place is shown, where `people` put `places` of them in order.
pub(super) fn show_places(options: &[Ranked], places: usize, people: i64, minimum: u32) -> Vec<bool> {
    let mut shown: Vec<bool> = options.iter().map(|option| option.is_shown).collect();
    while let Some(before) = first_of_a_few(options, &shown, places, people, minimum) {
        // Of options that not everyone ranks more is known: each count.
        let more = if places == options.len() { nearest(options, &shown, &before) } else { Vec::new() };
        if more.is_empty() {
            shown.fill(false);
            break;
        }
        for hidden in more {
            if let Some(shown) = shown.get_mut(hidden) {
                *shown = false;
            }
        }
    }
    shown
}

/// Options of which it is told that almost all people have them before all others up to some place, but for a few:
/// by option whether it is one of them. None if that is told of none.
fn first_of_a_few(
    options: &[Ranked],
    shown: &[bool],
    places: usize,
    people: i64,
    minimum: u32,
) -> Option<Vec<bool>> {
    let few = |apart: i128| i64::try_from(apart.abs()).is_ok_and(|apart| is_few(apart, minimum));
    for place in (1..=places).filter_map(|place| i128::try_from(place).ok()) {
        let apart =
            |option: &Ranked| option.sum.saturating_sub(place.saturating_mul(i128::from(option.count)));
        let alone =
            || options.iter().zip(shown).map(|(option, shown)| if *shown { apart(option) } else { 0 });
        let hidden = options.iter().zip(shown).filter(|(_, shown)| !**shown);
        let hidden = hidden.map(|(option, _)| apart(option)).fold(0, i128::saturating_add);
        // Those before the place bring the sum down as far as it goes.
        let least = i128::from(people).saturating_mul(place * (place - 1) / 2);
        let sums = alone().chain([hidden]).map(|apart| apart.min(0));
        let slack = sums.fold(least, i128::saturating_add);
        let set = |changed: Option<usize>| {
            let of = |index: usize, own: i128| (own < 0) != (changed == Some(index));
            let all = alone().zip(shown).enumerate();
            let all = all.map(
                |(index, (own, shown))| {
                    if *shown { of(index, own) } else { of(options.len(), hidden) }
                },
            );
            Some(all.collect())
        };
        if few(slack) {
            return set(None);
        }
        if slack == 0
            && let Some(changed) = alone().chain([hidden]).position(few)
        {
            return set(Some(changed));
        }
    }
    None
}

/// What to hide so that nobody knows the sum of just those options: of them the one with the greatest mean, and of the
/// others the one with the least; one of the two if of the other side some are hidden already.
fn nearest(options: &[Ranked], shown: &[bool], before: &[bool]) -> Vec<usize> {
    let all = || options.iter().zip(shown).zip(before).enumerate();
    let is_hidden = |side: bool| all().any(|(_, ((_, shown), before))| !shown && *before == side);
    let of = |side: bool| {
        let own = all().filter(move |(_, ((_, shown), before))| **shown && **before == side);
        own.map(|(index, ((option, _), _))| (option.sum, index))
    };
    let last = of(true).max().filter(|_| !is_hidden(true));
    let first = of(false).min().filter(|_| !is_hidden(false));
    last.into_iter().chain(first).map(|(_, index)| index).collect()
}
