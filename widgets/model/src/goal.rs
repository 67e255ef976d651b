use crate::document::Reader;
use crate::{document, object};

document! {
    /// What the count is measured against. The goal raises itself when it is reached.
    pub struct Goal check = check; {
        /// Goals in rising order. Afterwards, and when there are none: 100, 250, 500, 1,000, 2,500 and so on.
        steps: Vec<u32>,
        /// Below this count, neither count nor bar is shown.
        minimum: u32 = 0,
    }
}
object!(Goal);

fn check(goal: &Goal, reader: &mut Reader) {
    if !goal.steps.is_sorted_by(|one, next| one < next) || goal.steps.first() == Some(&0) {
        reader.error_at("steps", "must rise from step to step and start above 0");
    }
}

impl Goal {
    /// The goal to show: the first that `count` has not reached yet.
    pub fn current(&self, count: u64) -> u64 {
        let configured = self.steps.iter().map(|step| u64::from(*step)).find(|step| *step > count);
        configured.unwrap_or_else(|| {
            let mut round = 100;
            loop {
                for step in [round, round / 2 * 5, round * 5] {
                    if step > count {
                        return step;
                    }
                }
                round = match round.checked_mul(10) {
                    Some(round) if round < u64::MAX / 10 => round,
                    _ => return count.saturating_add(1),
                };
            }
        })
    }

    /// Whether `count` is large enough to be shown.
    pub fn shows(&self, count: u64) -> bool {
        count >= u64::from(self.minimum)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn goal(steps: &[u32]) -> Goal {
        Goal { steps: steps.to_vec(), minimum: 25 }
    }

    #[test]
    fn the_goal_raises_itself_the_moment_it_is_reached() {
        let goal = goal(&[50, 300]);
        assert_eq!(goal.current(49), 50);
        assert_eq!(goal.current(50), 300);
        assert_eq!(goal.current(300), 500);
        assert_eq!(goal.current(999), 1000);
        assert_eq!(goal.current(1000), 2500);
    }

    #[test]
    fn a_small_count_is_hidden_until_the_minimum() {
        assert!(!goal(&[]).shows(24));
        assert!(goal(&[]).shows(25));
    }

    proptest! {
        #[test]
        fn the_goal_is_always_ahead_and_never_falls(count in 0..u64::MAX, more in 0..1_000_000_u64) {
            let goal = goal(&[10, 1000]);
            prop_assert!(goal.current(count) > count);
            prop_assert!(goal.current(count.saturating_add(more)) >= goal.current(count) || count > u64::MAX / 100);
        }
    }
}
