//! Markdown as nodes.

use rungs_model::{Block, Markdown, Span};

use crate::view::{Tag, tag};

/// The blocks of a text.
pub(crate) fn blocks(markdown: &Markdown) -> Vec<Tag> {
    markdown.0.iter().map(block).collect()
}

fn block(block: &Block) -> Tag {
    match block {
        Block::Paragraph(inner) => spans(tag("p").attr("dir", "auto"), inner),
        Block::List { ordered, items } => tag(if *ordered { "ol" } else { "ul" })
            .attr("dir", "auto")
            .children(items.iter().map(|item| spans(tag("li"), item)).collect()),
    }
}

/// Puts spans into `parent`.
pub(crate) fn spans(parent: Tag, spans_: &[Span]) -> Tag {
    spans_.iter().fold(parent, |parent, span| match span {
        Span::Text(text) => parent.text(text),
        Span::Emphasis(inner) => parent.child(spans(tag("em"), inner)),
        Span::Strong(inner) => parent.child(spans(tag("strong"), inner)),
        // A link out of a half-filled form opens beside it, so that nothing typed is lost.
        Span::Link(href, inner) => {
            let link = tag("a").attr("href", href).attr("target", "_blank").attr("rel", "noopener");
            parent.child(spans(link, inner))
        }
    })
}
