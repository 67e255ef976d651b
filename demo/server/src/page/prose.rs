//! Markdown as HTML: nodes become elements, text becomes text.

use maud::{Markup, html};
use rungs_model::{Block, Markdown, Span};

/// Paragraphs and lists.
pub(super) fn blocks(markdown: &Markdown) -> Markup {
    html! {
        @for block in &markdown.0 {
            @match block {
                Block::Paragraph(inner) => p { (spans(inner)) },
                Block::List { ordered: true, items } => ol { @for item in items { li { (spans(item)) } } },
                Block::List { ordered: false, items } => ul { @for item in items { li { (spans(item)) } } },
            }
        }
    }
}

/// A line of text.
pub(super) fn spans(line: &[Span]) -> Markup {
    html! {
        @for span in line {
            @match span {
                Span::Text(text) => (text),
                Span::Emphasis(inner) => em { (spans(inner)) },
                Span::Strong(inner) => strong { (spans(inner)) },
                Span::Link(href, inner) => a href=(**href) target="_blank" rel="noopener" { (spans(inner)) },
            }
        }
    }
}
