//! "Did you mean …?"

/// Optimal string alignment distance: insertions, deletions, substitutions and swaps of
/// neighbours each cost one. Gives up above `limit` and returns `limit + 1`.
pub(crate) fn distance(left: &str, right: &str, limit: usize) -> usize {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    if left.len().abs_diff(right.len()) > limit {
        return limit + 1;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=right.len()).collect();
    for (row, l) in left.iter().enumerate() {
        let mut line = vec![row + 1];
        for (column, r) in right.iter().enumerate() {
            let mut best =
                (above[column] + usize::from(l != r)).min(above[column + 1] + 1).min(line[column] + 1);
            if row > 0 && column > 0 && *l == right[column - 1] && left[row - 1] == *r {
                best = best.min(before[column - 1] + 1);
            }
            line.push(best);
        }
        before = core::mem::replace(&mut above, line);
    }
    above[right.len()].min(limit + 1)
}

/// The candidate nearest to `word`, if it is near enough to be a slip of the keyboard.
pub(crate) fn nearest<'a>(word: &str, candidates: &[&'a str]) -> Option<&'a str> {
    // A third of the letters may be wrong; words of one or two letters match nothing.
    let limit = (word.chars().count() / 3).min(3);
    candidates
        .iter()
        .map(|candidate| (distance(word, candidate, limit), *candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swap_of_neighbours_costs_one() {
        assert_eq!(distance("tilte", "title", 3), 1);
    }

    #[test]
    fn the_search_gives_up_above_its_limit() {
        assert_eq!(distance("a", "abcdefgh", 2), 3);
        assert_eq!(distance("kitten", "sitting", 2), 3);
        assert_eq!(distance("kitten", "sitting", 3), 3);
    }

    #[test]
    fn a_slip_finds_its_key_and_nonsense_finds_none() {
        let keys = ["title", "text", "to", "goal"];
        assert_eq!(nearest("tilte", &keys), Some("title"));
        assert_eq!(nearest("gaol", &keys), Some("goal"));
        assert_eq!(nearest("zebra", &keys), None);
        assert_eq!(nearest("", &keys), None);
    }
}
