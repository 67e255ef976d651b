//! When what waits on a device is tried, in which order, and when it is too old.

/// What is older is deleted, in milliseconds.
const LONGEST_MS: i64 = 24 * 60 * 60 * 1000;
/// Clocks of two tabs may differ by a little, in milliseconds.
const SKEW_MS: i64 = 60_000;

/// The times of something that waits on a device, in milliseconds since 1970 by its clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// When it was entered.
    pub at: i64,
    /// When it was last tried; 0 for never.
    pub tried: i64,
    /// Not to be tried by itself before.
    pub until: i64,
}

impl Waiting {
    /// Entered now.
    pub fn new(now: i64) -> Self {
        Self { at: now, tried: 0, until: 0 }
    }

    /// By a clock that may have been put back since: all moves along with it, so that it neither waits nor stays for
    /// longer than it was to.
    #[must_use]
    pub fn by(self, now: i64) -> Self {
        let ahead = self.at.max(self.tried).saturating_sub(now);
        if ahead <= SKEW_MS {
            return self;
        }
        let back = |time: i64| if time == 0 { 0 } else { time.saturating_sub(ahead) };
        Self { at: back(self.at), tried: back(self.tried), until: back(self.until) }
    }

    /// Whether it is too old, by a clock that it was brought up to.
    pub fn is_over(self, now: i64) -> bool {
        now.saturating_sub(self.at) > LONGEST_MS
    }

    /// It is not tried by itself any more.
    pub fn rest(&mut self) {
        self.until = self.at.saturating_add(LONGEST_MS);
    }
}

/// In which order things that wait are tried, the first entered first: whatever was tried least recently goes first, so
/// that what keeps failing holds up nothing else; of what is about the same, nothing before what was entered earlier.
pub fn turns(waiting: &[(&str, i64)]) -> Vec<usize> {
    let mut turns: Vec<(i64, usize)> = Vec::new();
    for (index, (about, tried)) in waiting.iter().enumerate() {
        let mut since = *tried;
        for (earlier, tried) in waiting.iter().take(index) {
            if earlier == about {
                since = since.max(*tried);
            }
        }
        let place = turns.iter().position(|(other, _)| *other > since);
        turns.insert(place.unwrap_or(turns.len()), (since, index));
    }
    turns.into_iter().map(|(_, index)| index).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HOUR: i64 = 60 * 60 * 1000;
    const NOW: i64 = 1_800_000_000_000;

    #[test]
    fn a_clock_that_was_put_back_neither_delays_it_nor_keeps_it() {
        // Entered ten hours ago, tried an hour ago, and asked to wait for two.
        let waiting = Waiting { at: NOW - 10 * HOUR, tried: NOW - HOUR, until: NOW + HOUR };
        for back in [2 * HOUR, 30 * HOUR, 20_000 * HOUR] {
            let now = NOW - back;
            let by = waiting.by(now);
            assert_eq!(by, Waiting { at: now - 9 * HOUR, tried: now, until: now + 2 * HOUR });
            assert!(!by.is_over(now + 15 * HOUR) && by.is_over(now + 15 * HOUR + 1));
        }
        let never = Waiting::new(NOW).by(NOW - 3 * HOUR);
        assert_eq!(never, Waiting { at: NOW - 3 * HOUR, tried: 0, until: 0 });
    }

    #[test]
    fn a_clock_that_goes_on_changes_nothing_and_after_a_day_it_is_over() {
        let waiting = Waiting { at: NOW, tried: NOW + HOUR, until: NOW + 2 * HOUR };
        for later in [HOUR, HOUR - SKEW_MS, 24 * HOUR, 24 * HOUR + 1, 9_000 * HOUR] {
            assert_eq!(waiting.by(NOW + later), waiting);
            assert_eq!(waiting.is_over(NOW + later), later > 24 * HOUR);
        }
    }

    #[test]
    fn what_keeps_failing_holds_up_nothing_else() {
        assert_eq!(turns(&[("a", 0), ("b", 0), ("c", 0)]), [0, 1, 2]);
        assert_eq!(turns(&[("a", 9), ("b", 5), ("c", 0)]), [2, 1, 0]);
        // But what is about the same stays in its order.
        assert_eq!(turns(&[("a", 9), ("b", 5), ("a", 0), ("c", 0)]), [3, 1, 0, 2]);
    }

    proptest! {
        #[test]
        fn everything_has_its_turn_and_nothing_overtakes_what_is_about_the_same(
            waiting in proptest::collection::vec(("[a-c]", 0..5_i64), 0..9),
        ) {
            let waiting: Vec<(&str, i64)> = waiting.iter().map(|(about, tried)| (&**about, *tried)).collect();
            let turns = turns(&waiting);
            let mut all = turns.clone();
            all.sort_unstable();
            prop_assert_eq!(all, (0..waiting.len()).collect::<Vec<_>>());
            for about in ["a", "b", "c"] {
                let own: Vec<_> = turns.iter().filter(|index| waiting[**index].0 == about).collect();
                prop_assert!(own.is_sorted());
            }
        }

        #[test]
        fn whatever_stands_there_is_brought_to_a_time_that_can_be_reckoned_with(
            at: i64, tried: i64, until: i64, now in 0..4_000_000_000_000_i64,
        ) {
            let by = Waiting { at, tried, until }.by(now);
            prop_assert!(by.at <= now.saturating_add(SKEW_MS) && by.tried <= now.saturating_add(SKEW_MS));
            let _ = by.is_over(now);
        }
    }
}
