//! The Markdown subset of campaign texts: paragraphs, lists, emphasis, links.
//!
//! The result is a tree that the kit and the server turn into nodes; there is no HTML on
//! the way, so `<script>` is four letters and two brackets. Whatever is not understood
//! stays as it was written.

use crate::Href;
use crate::text::is_letter;

/// A parsed text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markdown(pub Vec<Block>);

/// A block of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Lines up to the next empty one.
    Paragraph(Vec<Span>),
    /// Lines that start with `- `, `* ` or `1. `.
    List {
        /// Whether the items are numbered.
        ordered: bool,
        /// Each item.
        items: Vec<Vec<Span>>,
    },
}

/// A run of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span {
    /// As it is.
    Text(String),
    /// `*so*` or `_so_`.
    Emphasis(Vec<Span>),
    /// `**so**` or `__so__`.
    Strong(Vec<Span>),
    /// `[text](address)`.
    Link(Href, Vec<Span>),
}

/// Nesting beyond this stays as written, so that hostile input cannot exhaust the stack.
const DEEPEST: u8 = 4;

impl Markdown {
    /// Parses any text; there is no wrong one.
    pub fn parse(text: &str) -> Self {
        let mut blocks = Vec::new();
        let mut open: Option<Open> = None;
        for line in text.lines() {
            let line = line.trim();
            if line.is_empty() {
                blocks.extend(open.take().map(Open::close));
                continue;
            }
            match (marker(line), &mut open) {
                (Some((ordered, item)), Some(Open::List(same, items))) if *same == ordered => {
                    items.push(item.into());
                }
                (Some((ordered, item)), _) => {
                    blocks.extend(open.take().map(Open::close));
                    open = Some(Open::List(ordered, vec![item.into()]));
                }
                // A line without a marker goes on with what is open.
                (None, Some(Open::Paragraph(text))) => join(text, line),
                (None, Some(Open::List(_, items))) => {
                    if let Some(last) = items.last_mut() {
                        join(last, line);
                    }
                }
                (None, None) => open = Some(Open::Paragraph(line.into())),
            }
        }
        blocks.extend(open.map(Open::close));
        Self(blocks)
    }

    /// The words alone.
    pub fn plain(self) -> String {
        fn add(words: &mut String, spans: &[Span]) {
            for span in spans {
                match span {
                    Span::Text(text) => words.push_str(text),
                    Span::Emphasis(inner) | Span::Strong(inner) | Span::Link(_, inner) => add(words, inner),
                }
            }
        }
        let mut words = String::new();
        add(&mut words, &self.into_spans());
        words
    }

    /// The spans of a text that is one line, such as a consent.
    pub fn into_spans(self) -> Vec<Span> {
        let mut spans = Vec::new();
        for block in self.0 {
            if !spans.is_empty() {
                spans.push(Span::Text(" ".into()));
            }
            match block {
                Block::Paragraph(inner) => spans.extend(inner),
                Block::List { items, .. } => spans.extend(items.into_iter().flatten()),
            }
        }
        spans
    }
}

enum Open {
    Paragraph(String),
    List(bool, Vec<String>),
}

impl Open {
    fn close(self) -> Block {
        match self {
            Self::Paragraph(text) => Block::Paragraph(spans(&text, DEEPEST)),
            Self::List(ordered, items) => {
                Block::List { ordered, items: items.iter().map(|item| spans(item, DEEPEST)).collect() }
            }
        }
    }
}

fn join(text: &mut String, line: &str) {
    text.push(' ');
    text.push_str(line);
}

/// `- item` → (false, "item"); `12. item` → (true, "item").
fn marker(line: &str) -> Option<(bool, &str)> {
    if let Some(item) = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")) {
        return Some((false, item.trim_start()));
    }
    let (number, item) = line.split_once('.')?;
    let item = item.strip_prefix(' ')?;
    let numbered = (1..=3).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    numbered.then(|| (true, item.trim_start()))
}

fn spans(text: &str, depth: u8) -> Vec<Span> {
    let mut out = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    // Once a closing mark was searched for in vain there is none further on either; that
    // keeps "[[[[[…" linear.
    let mut hopeless = [false; 5];
    let mut before = ' ';
    while let Some(first) = rest.chars().next() {
        if first == '\\'
            && let Some(escaped) = rest.chars().nth(1).filter(char::is_ascii_punctuation)
        {
            plain.push(escaped);
            before = escaped;
            rest = rest.get(2..).unwrap_or_default();
            continue;
        }
        if let Some((span, after)) = found(rest, before, depth, &mut hopeless) {
            if !plain.is_empty() {
                out.push(Span::Text(core::mem::take(&mut plain)));
            }
            out.push(span);
            before = ')';
            rest = after;
        } else {
            plain.push(first);
            before = first;
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
    }
    if !plain.is_empty() {
        out.push(Span::Text(plain));
    }
    out
}

/// The span that starts right here, and what follows it.
fn found<'t>(text: &'t str, before: char, depth: u8, hopeless: &mut [bool; 5]) -> Option<(Span, &'t str)> {
    let depth = depth.checked_sub(1)?;
    if text.starts_with('[') {
        return link(text, depth, &mut hopeless[4]);
    }
    let marks = ["**", "__", "*", "_"];
    let (index, mark) = marks.iter().enumerate().find(|(_, mark)| text.starts_with(**mark))?;
    let inner = text.get(mark.len()..)?;
    // `snake_case` and `2 * 3` are no emphasis.
    let inside_word = mark.starts_with('_') && is_letter(before);
    if hopeless[index] || inside_word || inner.starts_with([' ', '*', '_']) {
        return None;
    }
    let Some(end) = find(inner, mark) else {
        hopeless[index] = true;
        return None;
    };
    let (inside, after) = (inner.get(..end)?, inner.get(end + mark.len()..)?);
    let word_goes_on = mark.starts_with('_') && after.starts_with(is_letter);
    if inside.ends_with(' ') || word_goes_on {
        return None;
    }
    let inside = spans(inside, depth);
    Some((if mark.len() == 2 { Span::Strong(inside) } else { Span::Emphasis(inside) }, after))
}

/// The first place of a short `mark`: the standard search brings a machine for long ones.
fn find(text: &str, mark: &str) -> Option<usize> {
    text.as_bytes().windows(mark.len()).position(|window| window == mark.as_bytes())
}

fn link<'t>(text: &'t str, depth: u8, hopeless: &mut bool) -> Option<(Span, &'t str)> {
    if *hopeless {
        return None;
    }
    let Some(middle) = find(text, "](") else {
        *hopeless = true;
        return None;
    };
    let label = text.get(1..middle)?;
    let rest = text.get(middle + 2..)?;
    let end = rest.find(')')?;
    let href = Href::parse(rest.get(..end)?)?;
    if label.contains('[') {
        return None;
    }
    Some((Span::Link(href, spans(label, depth)), rest.get(end + 1..)?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(text: &str) -> Span {
        Span::Text(text.into())
    }

    fn paragraph(source: &str) -> Vec<Span> {
        match Markdown::parse(source).0.as_slice() {
            [Block::Paragraph(spans)] => spans.clone(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn empty_lines_part_paragraphs_and_markers_make_lists() {
        let parsed = Markdown::parse("One\ntwo\n\n- a\n- b\n  more\n1. c");
        assert_eq!(
            parsed.0,
            [
                Block::Paragraph(vec![text("One two")]),
                Block::List { ordered: false, items: vec![vec![text("a")], vec![text("b more")]] },
                Block::List { ordered: true, items: vec![vec![text("c")]] },
            ]
        );
    }

    #[test]
    fn emphasis_and_links_nest() {
        let href = Href::parse("https://a.org/_x_").unwrap();
        assert_eq!(
            paragraph("a **b *c* d** [e *f*](https://a.org/_x_)."),
            [
                text("a "),
                Span::Strong(vec![text("b "), Span::Emphasis(vec![text("c")]), text(" d")]),
                text(" "),
                Span::Link(href, vec![text("e "), Span::Emphasis(vec![text("f")])]),
                text("."),
            ]
        );
    }

    #[test]
    fn a_script_link_or_tag_stays_as_it_was_written() {
        for source in
            ["[x](javascript:alert(1))", "<b onclick=x>", "snake_case_name", "2 * 3 * 4", "[[[", "a ** b"]
        {
            assert_eq!(paragraph(source), [text(source)], "{source}");
        }
    }

    #[test]
    fn a_backslash_keeps_a_mark() {
        assert_eq!(paragraph("\\*not\\* this"), [text("*not* this")]);
    }

    #[test]
    fn hostile_nesting_is_kept_as_it_was_written() {
        for source in ["[".repeat(100_000), "**".repeat(50_000), "[a](".repeat(30_000)] {
            assert!(paragraph(&source) == [text(&source)]);
        }
    }

    proptest! {
        #[test]
        fn any_text_parses_and_plain_words_are_kept(source in "\\PC{0,200}", marks in "[\\[\\]()*_\\\\ a\n-]{0,80}") {
            let _ = (Markdown::parse(&source), Markdown::parse(&marks));
        }
    }
}
