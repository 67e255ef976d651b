//! A random order that stays the same for the same respondent.

use super::Question;

/// A seed from any text, such as the id of a submission (FNV-1a).
pub fn seed(text: &str) -> u64 {
    text.bytes()
        .fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

/// The next number and state of `SplitMix64` (Steele, Lea and Flood, 2014).
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// The indexes from 0 to `pinned.len() - 1`, shuffled, but with those that are pinned at their
/// own places.
fn shuffle(pinned: &[bool], mut state: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..pinned.len()).collect();
    let free: Vec<usize> = (0..pinned.len()).filter(|index| pinned.get(*index) == Some(&false)).collect();
    for last in (1..free.len()).rev() {
        let other = (next(&mut state) % (last as u64 + 1)) as usize;
        if let (Some(one), Some(other)) = (free.get(last), free.get(other)) {
            order.swap(*one, *other);
        }
    }
    order
}

impl Question {
    /// The indexes of its options in the order in which a respondent sees them. The same
    /// `seed` always gives the same order; two questions have orders of their own.
    pub fn order(&self, seed: u64) -> Vec<usize> {
        let pinned: Vec<bool> =
            self.options.iter().map(|option| !self.random || option.keeps_its_place()).collect();
        shuffle(&pinned, seed ^ self::seed(&self.name))
    }

    /// The same for the rows of a matrix, whose options keep their order.
    pub fn row_order(&self, seed: u64) -> Vec<usize> {
        let pinned: Vec<bool> = self.rows.iter().map(|row| !self.random || row.pinned).collect();
        shuffle(&pinned, seed ^ self::seed(&self.name))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_random_order_is_a_permutation_with_the_pinned_at_their_places(
            pinned in prop::collection::vec(any::<bool>(), 0..40), seed: u64,
        ) {
            let order = shuffle(&pinned, seed);
            let mut sorted = order.clone();
            sorted.sort_unstable();
            prop_assert_eq!(sorted, (0..pinned.len()).collect::<Vec<_>>());
            prop_assert!(order.iter().enumerate().all(|(place, index)| !pinned[place] || place == *index));
            prop_assert_eq!(order, shuffle(&pinned, seed), "and the same for the same seed");
        }
    }

    #[test]
    fn every_option_comes_first_about_equally_often() {
        let mut first = [0_u32; 5];
        for respondent in 0..10_000_u32 {
            first[shuffle(&[false; 5], seed(&respondent.to_string()))[0]] += 1;
        }
        assert!(first.iter().all(|count| (1850..2150).contains(count)), "{first:?}");
    }
}
