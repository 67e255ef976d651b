//! Bars, and a table that says the same; both look as `style::CHART` says.

use crate::view::{Tag, svg, tag};

/// One bar.
pub(crate) struct Bar {
    /// What it stands for.
    pub(crate) name: String,
    /// How long it is, of 1.
    pub(crate) share: f64,
    /// How much that is, in words.
    pub(crate) said: String,
}

/// Draws bars: seen, not heard, for the table says it.
pub(crate) fn chart(bars: impl Iterator<Item = Bar>) -> Tag {
    tag("div").part("chart").attr("aria-hidden", "true").children(bars.map(|bar| draw(&bar)).collect())
}

fn draw(bar: &Bar) -> Tag {
    let width = ((bar.share * 1000.0) as u32).to_string();
    let ground = svg("rect").attr("class", "ground").attr("width", "1000").attr("height", "10");
    let filled = svg("rect").attr("class", "filled").attr("width", &width).attr("height", "10");
    let graph = svg("svg").attr("viewBox", "0 0 1000 10").attr("preserveAspectRatio", "none");
    tag("div")
        .part("chart-row")
        .child(tag("span").part("chart-name").text(&bar.name))
        .child(graph.attr("class", "chart-bar").attr("part", "chart-bar").child(ground).child(filled))
        .child(tag("span").part("chart-share").text(&bar.said))
}

/// A name, and its cells.
pub(crate) type Row = (String, Vec<String>);

/// Unfolds a table by its `title`.
pub(crate) fn table(title: &str, caption: &str, heads: &[String], rows: Vec<Row>) -> Tag {
    growing(title, caption, heads, rows, Vec::new)
}

/// The same, to which more rows come whenever there are more.
pub(crate) fn growing(
    title: &str,
    caption: &str,
    heads: &[String],
    rows: Vec<Row>,
    more: impl Fn() -> Vec<Tag> + 'static,
) -> Tag {
    let heads = heads.iter().map(|head| tag("th").attr("scope", "col").text(head)).collect();
    let table = tag("table")
        .part("table")
        .child(tag("caption").part("quiet").text(caption))
        .child(tag("thead").child(tag("tr").children(heads)))
        .child(tag("tbody").children(rows.into_iter().map(row).collect()).grow(more));
    tag("details").child(tag("summary").text(title)).child(table)
}

/// A row of a table.
pub(crate) fn row((name, cells): Row) -> Tag {
    let name = tag("th").attr("scope", "row").text(&name);
    tag("tr").child(name).children(cells.iter().map(|cell| tag("td").text(cell)).collect())
}
