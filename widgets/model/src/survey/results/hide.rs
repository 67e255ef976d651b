//! Which counts are hidden, so that none below the minimum is seen or can be worked out.

/// The counts of alternatives, of which everyone chose one: they add up to a total that is shown.
pub(super) fn hide_alternatives(counts: &[i64], minimum: u32) -> Vec<Option<i64>> {
    let mut shown: Vec<_> =
        counts.iter().map(|count| Some(*count).filter(|count| !is_few(*count, minimum))).collect();
    hide_what_follows(&mut shown, counts, minimum);
    shown
}

/// The counts of options of which several can be chosen, by `answered` people: where few did
/// not choose one, those few are told as well.
pub(super) fn hide_choices(counts: &[i64], answered: i64, minimum: u32) -> Vec<Option<i64>> {
    let few = |count: i64| is_few(count, minimum) || is_few(answered.wrapping_sub(count), minimum);
    counts.iter().map(|count| Some(*count).filter(|count| !few(*count))).collect()
}

/// Hides more, the smallest first, until the hidden counts do not follow from the total: at
/// least two of them, and together at least the minimum.
pub(super) fn hide_what_follows(shown: &mut [Option<i64>], counts: &[i64], minimum: u32) {
    loop {
        let hidden =
            || shown.iter().zip(counts).filter(|(shown, _)| shown.is_none()).map(|(_, count)| *count);
        let (how_many, sum) = (hidden().count(), hidden().fold(0, i64::wrapping_add));
        if how_many == 0 || how_many > 1 && sum >= i64::from(minimum) {
            return;
        }
        let seen = shown.iter_mut().filter(|shown| shown.is_some_and(|count| count > 0));
        match seen.min_by_key(|shown| **shown) {
            Some(smallest) => *smallest = None,
            None => return,
        }
    }
}

/// The counts of options of which each of `answered` people chose as many: those who chose an option add up to a total,
/// and so do those who did not.
pub(super) fn hide_as_many(counts: &[i64], answered: i64, minimum: u32) -> Vec<Option<i64>> {
    let rest = |count: &i64| answered.wrapping_sub(*count);
    let mut shown = hide_choices(counts, answered, minimum);
    hide_what_follows(&mut shown, counts, minimum);
    let rests: Vec<i64> = counts.iter().map(rest).collect();
    let mut shown: Vec<Option<i64>> = shown.iter().map(|shown| shown.as_ref().map(rest)).collect();
    hide_what_follows(&mut shown, &rests, minimum);
    shown.iter().map(|shown| shown.as_ref().map(rest)).collect()
}

/// Nobody is no secret.
pub(super) fn is_few(count: i64, minimum: u32) -> bool {
    (1..i64::from(minimum)).contains(&count)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_small_count_is_hidden_together_with_the_one_that_would_tell_it() {
        assert_eq!(hide_alternatives(&[50, 30, 3], 10), [Some(50), None, None]);
        assert_eq!(hide_alternatives(&[97, 3, 0], 10), [None, None, Some(0)]);
        assert_eq!(hide_alternatives(&[50, 6, 7], 10), [Some(50), None, None]);
        assert_eq!(hide_alternatives(&[50, 10, 0], 10), [Some(50), Some(10), Some(0)]);
        assert_eq!(hide_alternatives(&[1, 2], 1), [Some(1), Some(2)]);
    }

    #[test]
    fn those_few_who_did_not_choose_are_hidden_too() {
        assert_eq!(hide_choices(&[97, 50, 3, 100, 0], 100, 10), [None, Some(50), None, Some(100), Some(0)]);
    }

    #[test]
    fn how_few_did_not_choose_the_options_that_are_hidden_does_not_follow_either() {
        assert_eq!(hide_as_many(&[98, 97, 90, 15], 100, 10), [None, None, None, Some(15)]);
        assert_eq!(hide_as_many(&[100, 90, 95, 15], 100, 10), [Some(100), Some(90), None, None]);
        assert_eq!(hide_as_many(&[60, 3, 57, 80], 100, 10), [Some(60), None, None, Some(80)]);
    }

    proptest! {
        #[test]
        fn of_options_of_which_everyone_chose_as_many_neither_side_can_be_worked_out(
            most in any::<bool>(), people in prop::collection::vec((0..5_usize, prop_oneof![0..9_i64, 10..60_i64]), 1..8),
            minimum in 0..20_u32,
        ) {
            // All but one of five, or the one.
            let chooses = |own: usize, option: usize| (own == option) != most;
            let count = |option| people.iter().filter(|(own, _)| chooses(*own, option)).map(|(_, count)| count).sum();
            let counts: Vec<i64> = (0..5).map(count).collect();
            let answered: i64 = people.iter().map(|(_, count)| count).sum();
            prop_assume!(answered >= i64::from(minimum));
            let shown = hide_as_many(&counts, answered, minimum);
            let hidden: Vec<i64> =
                shown.iter().zip(&counts).filter(|(shown, _)| shown.is_none()).map(|(_, count)| *count).collect();
            let rest: i64 = hidden.iter().map(|count| answered - count).sum();
            let many = |sum: i64| sum >= i64::from(minimum);
            let open = hidden.len() > 1 && many(hidden.iter().sum()) && many(rest);
            prop_assert!(hidden.is_empty() || open, "{counts:?} {shown:?}");
        }

        #[test]
        fn what_is_hidden_cannot_be_worked_out(counts in prop::collection::vec(0..60_i64, 0..8), minimum in 0..20_u32) {
            let shown = hide_alternatives(&counts, minimum);
            prop_assert!(shown.iter().flatten().all(|count| !is_few(*count, minimum)));
            let hidden: Vec<i64> =
                shown.iter().zip(&counts).filter(|(shown, _)| shown.is_none()).map(|(_, count)| *count).collect();
            let total: i64 = counts.iter().sum();
            if !hidden.is_empty() && total >= i64::from(minimum) {
                prop_assert!(hidden.len() > 1 && hidden.iter().sum::<i64>() >= i64::from(minimum), "{counts:?} {shown:?}");
            }
        }
    }
}
