//! Tables of words in one text, with spaces between them: in a page they weigh half of what a list of strings does.

/// What stands before the first of a mark (ASCII), and after it; none where there is none.
#[inline(never)]
pub(crate) fn split(text: &str, mark: u8) -> Option<(&str, &str)> {
    let (word, after) = text.split_at_checked(text.bytes().position(|byte| byte == mark)?)?;
    Some((word, after.get(1..)?))
}

/// The same; all and nothing, where there is none.
pub(crate) fn cut(text: &str, mark: u8) -> (&str, &str) {
    split(text, mark).unwrap_or((text, ""))
}

/// Takes what stands before the first of a mark off a text, and the mark.
pub(crate) fn take<'t>(rest: &mut &'t str, mark: u8) -> &'t str {
    let (word, after) = cut(rest, mark);
    *rest = after;
    word
}

/// What stands after a word in a table of pairs.
pub(crate) fn meaning<'t>(table: &'t str, word: &str) -> Option<&'t str> {
    let mut rest = table;
    while !rest.is_empty() {
        let (known, meaning) = (take(&mut rest, b' '), take(&mut rest, b' '));
        if known == word {
            return Some(meaning);
        }
    }
    None
}

/// Whether a word is among others, which have a mark between them.
pub(crate) fn has(words: &str, mark: u8, word: &str) -> bool {
    let mut rest = words;
    while !rest.is_empty() {
        if take(&mut rest, mark) == word {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_whole_and_with_its_meaning() {
        assert_eq!(meaning("a b c d", "c"), Some("d"));
        assert_eq!(meaning("a b c d", "b"), None);
        assert!(has("ab|c", b'|', "ab") && has("ab|c", b'|', "c"));
        assert!(!has("ab|c", b'|', "a") && !has("ab|c", b'|', "") && !has("", b'|', ""));
        assert_eq!((cut("a/b/c", b'/'), cut("a", b'/')), (("a", "b/c"), ("a", "")));
    }
}
