//! "Did you mean …?"

/// Whether one becomes the other by so many slips at most (optimal string alignment): a letter too much, one too few,
/// another one, or two neighbours swapped. Letters are bytes: what is compared is nearly always ASCII.
fn is_within(left: &[u8], right: &[u8], slips: usize) -> bool {
    match (left, right) {
        ([], rest) | (rest, []) => rest.len() <= slips,
        ([l, ls @ ..], [r, rs @ ..]) if l == r => is_within(ls, rs, slips),
        ([_, ls @ ..], [_, rs @ ..]) => {
            let Some(left_over) = slips.checked_sub(1) else { return false };
            let swapped = || match (left, right) {
                ([a, b, ls @ ..], [c, d, rs @ ..]) => a == d && b == c && is_within(ls, rs, left_over),
                _ => false,
            };
            is_within(ls, rs, left_over)
                || is_within(ls, right, left_over)
                || is_within(left, rs, left_over)
                || swapped()
        }
    }
}

/// The candidate nearest to `word`, if that is no more than so many slips of the keyboard away (few: each may multiply
/// the time by four).
pub(crate) fn nearest_within<'a>(word: &str, candidates: &[&'a str], slips: usize) -> Option<&'a str> {
    let near = |slips| {
        candidates.iter().find(|candidate| is_within(word.as_bytes(), candidate.as_bytes(), slips)).copied()
    };
    (0..=slips).find_map(near)
}

/// The candidate nearest to `word`, if it is near enough to be a slip of the keyboard.
pub(crate) fn nearest<'a>(word: &str, candidates: &[&'a str]) -> Option<&'a str> {
    // A third of the letters may be wrong; words of one or two letters match nothing.
    nearest_within(word, candidates, (word.len() / 3).min(3))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn distance(left: &str, right: &str) -> Option<usize> {
        (0..=3).find(|slips| is_within(left.as_bytes(), right.as_bytes(), *slips))
    }

    #[test]
    fn every_slip_costs_one() {
        assert_eq!(distance("title", "title"), Some(0));
        assert_eq!(distance("tilte", "title"), Some(1), "a swap of neighbours");
        assert_eq!(distance("titel", "title"), Some(1), "at the end, too");
        assert_eq!(distance("tittle", "title"), Some(1));
        assert_eq!(distance("tile", "title"), Some(1));
        assert_eq!(distance("tidle", "title"), Some(1));
        assert_eq!(distance("kitten", "sitting"), Some(3));
        assert_eq!(distance("", "abc"), Some(3));
    }

    #[test]
    fn the_search_gives_up_above_its_limit() {
        assert_eq!(distance("a", "abcdefgh"), None);
        assert_eq!(nearest_within("kitten", &["sitting"], 2), None);
        assert_eq!(nearest(&"a".repeat(100_000), &["title"]), None);
    }

    #[test]
    fn a_slip_finds_its_key_and_nonsense_finds_none() {
        let keys = ["title", "text", "to", "goal"];
        assert_eq!(nearest("tilte", &keys), Some("title"));
        assert_eq!(nearest("gaol", &keys), Some("goal"));
        assert_eq!(nearest("zebra", &keys), None);
        assert_eq!(nearest("", &keys), None);
        assert_eq!(nearest_within("tent", &["test", "tent"], 1), Some("tent"), "the nearest, not the first");
    }
}
