//! Longer texts, in which earlier answers can stand.

use rungs_model::survey::{takes_answers, unanswered_markdown};
use rungs_model::{Markdown, Text};

use crate::article;
use crate::view::{Tag, tag};

/// A text. Where answers can stand in it, `blocks` draws what they make of it, which follows its signals;
/// it is given how the text is read before there are any.
pub(super) fn text(text: &Text, blocks: impl Fn(&Markdown) -> Vec<Tag> + 'static) -> Option<Tag> {
    if !takes_answers(text) {
        return article::text(&Markdown::parse(text));
    }
    let first = unanswered_markdown(text);
    Some(tag("div").child_fn(move || Some(tag("div").part("prose").children(blocks(&first)))))
}
