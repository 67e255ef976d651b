//! Earlier answers in later texts: `{{name}}`, or `{{name|words if there is none}}`.

use super::{Ask, Question, QuestionKind, Route};
use crate::{Block, Markdown, Next, Span, Text};

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// As it is.
    Text(&'t str),
    /// An answer's control, and what stands there if there is no answer.
    Answer(&'t str, &'t str),
}

/// The pieces of a text. What is no placeholder stays as it was written.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = split(rest, "{{") {
        let Some((inside, onward)) = split(after, "}}") else { break };
        let (name, otherwise) = inside.split_once('|').unwrap_or((inside, ""));
        let name = name.trim();
        if crate::Control::parse(name).is_some() {
            pieces.push(Piece::Text(before));
            pieces.push(Piece::Answer(name, otherwise.trim()));
            rest = onward;
        } else {
            // Here is none, but one may begin within.
            let kept = before.len() + 2;
            pieces.push(Piece::Text(rest.get(..kept).unwrap_or_default()));
            rest = after;
        }
    }
    pieces.push(Piece::Text(rest));
    pieces
}

/// Parts a text at the first `mark`; by hand, because the standard search brings a machine for
/// long ones.
fn split<'t>(text: &'t str, mark: &str) -> Option<(&'t str, &'t str)> {
    let at = text.as_bytes().windows(mark.len()).position(|window| window == mark.as_bytes())?;
    Some((text.get(..at)?, text.get(at + mark.len()..)?))
}

/// A text with the words of each answer in its place.
fn filled(text: &str, words: &dyn Fn(&str) -> String) -> String {
    let mut piped = String::new();
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => piped.push_str(text),
            Piece::Answer(name, otherwise) => {
                let words = words(name);
                piped.push_str(if words.is_empty() { otherwise } else { &words });
            }
        }
    }
    piped
}

/// The same for Markdown. An answer is text wherever it stands: it is put in after the Markdown
/// was understood, so that no mark in it means anything.
fn filled_markdown(text: &str, words: &dyn Fn(&str) -> String) -> Markdown {
    let mut markdown = Markdown::parse(text);
    for block in &mut markdown.0 {
        match block {
            Block::Paragraph(spans) => fill(spans, words),
            Block::List { items, .. } => items.iter_mut().for_each(|item| fill(item, words)),
        }
    }
    markdown
}

fn fill(spans: &mut [Span], words: &dyn Fn(&str) -> String) {
    for span in spans {
        match span {
            Span::Text(text) => *text = filled(text, words),
            Span::Emphasis(inner) | Span::Strong(inner) | Span::Link(_, inner) => fill(inner, words),
        }
    }
}

/// Whether answers can stand in a text.
pub fn takes_answers(text: &str) -> bool {
    split(text, "{{").is_some()
}

/// A text as it is read before anything was answered.
pub fn unanswered(text: &str) -> String {
    filled(text, &|_| String::new())
}

/// A Markdown text as it is read before anything was answered.
pub fn unanswered_markdown(text: &str) -> Markdown {
    filled_markdown(text, &|_| String::new())
}

impl Route<'_> {
    /// A text with the answers in their places.
    pub fn pipe(&self, text: &str) -> String {
        filled(text, &|name| self.words(name))
    }

    /// A Markdown text with the answers in their places.
    pub fn pipe_markdown(&self, text: &str) -> Markdown {
        filled_markdown(text, &|name| self.words(name))
    }

    /// What is asked next, with the answers in its texts.
    pub fn pipe_ask(&self, ask: &Ask) -> Ask {
        let mut asked = ask.clone();
        for text in [&mut asked.text, &mut asked.label].into_iter().flatten() {
            text.0 = self.pipe(text);
        }
        asked
    }

    /// A next step, with the answers in its texts.
    pub fn pipe_next(&self, next: &Next) -> Next {
        let text = next.text.as_ref().map(|text| Text(self.pipe(text)));
        Next { text, label: Text(self.pipe(&next.label)), ..next.clone() }
    }

    /// An answer in the words that the respondent read or wrote.
    pub fn words(&self, name: &str) -> String {
        let answer = self.answer(name);
        match self.survey().owner(name) {
            Some(question) if &*question.name == name || question.kind == QuestionKind::Matrix => {
                self.labels(question, answer)
            }
            _ => answer.into(),
        }
    }

    fn labels(&self, question: &Question, answer: &str) -> String {
        if question.options.is_empty() {
            return answer.into();
        }
        let mut words = String::new();
        for chosen in answer.split(',').filter(|chosen| !chosen.is_empty()) {
            let option = question.options.iter().find(|option| option.value == chosen);
            let own = option.filter(|option| option.other).map(|_| self.answer(&question.part("other")));
            let label =
                option.map_or(chosen, |option| own.filter(|own| !own.is_empty()).unwrap_or(&option.label));
            if !words.is_empty() {
                words.push_str(", ");
            }
            words.push_str(label);
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_placeholder_stays_as_it_was_written() {
        for text in ["", "{{", "}}", "{{}}", "{{ a b }}", "{a}", "a }} b {{", "{{{{"] {
            let whole: String = pieces(text)
                .iter()
                .map(|piece| match piece {
                    Piece::Text(text) => *text,
                    Piece::Answer(..) => panic!("{text:?}"),
                })
                .collect();
            assert_eq!(whole, text);
        }
        assert_eq!(
            pieces("Hi {{ name | you }}!"),
            [Piece::Text("Hi "), Piece::Answer("name", "you"), Piece::Text("!")]
        );
    }
}
