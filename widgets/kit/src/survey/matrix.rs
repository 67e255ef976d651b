//! The same scale or options for several rows: a grid, and on narrow screens a card for each row.

use rungs_model::survey::{AnswerOption, Question, Row};

use super::{Signals, points};
use crate::context::Shared;
use crate::form::{self, Label};
use crate::view::{Tag, tag};

pub(super) fn matrix(context: &Shared, question: &Question, label: &Label, signals: Signals) -> Tag {
    let pointed = question.options.is_empty();
    let (low, high) = points::ends(context, question);
    let points = question.points();
    let (first, last) = (*points.start(), *points.end());
    let heads: Vec<Tag> = if pointed {
        let head = |at: i32| {
            let words = match at {
                _ if at == first => low.as_ref(),
                _ if at == last => high.as_ref(),
                _ => None,
            };
            tag("span").text(&at.to_string()).child(words.map(|words| tag("span").part("end").text(words)))
        };
        points.map(head).collect()
    } else {
        question.options.iter().map(|option| tag("span").text(&option.label)).collect()
    };
    // What is heard stands in each row.
    let head = tag("div").part("matrix-head").attr("aria-hidden", "true").child(tag("span")).children(heads);
    let order = question.row_order(signals.seed).into_iter().filter_map(|index| question.rows.get(index));
    let rows = order.map(|row| self::row(context, question, row, label, signals)).collect();
    let legend = label.words(tag("legend").part("label"), context, signals.entry);
    let grid = tag("div").part("matrix").flag("data-points", pointed).child(head).children(rows);
    // Its errors are those of the rows.
    label.group("", legend, vec![grid], signals.entry)
}

fn row(context: &Shared, question: &Question, row: &Row, whole: &Label, signals: Signals) -> Tag {
    let control = question.part(&row.name);
    let label = Label {
        control: control.clone(),
        text: row.label.0.clone(),
        hint: None,
        required: question.required,
        piped: None,
    };
    let id = ["r-", &control].concat();
    let pointed = question.options.is_empty();
    let points = if pointed {
        points::line(context, question, &control, signals)
    } else {
        let options = question.options.iter().enumerate();
        let point = |(index, option): (usize, &AnswerOption)| {
            tag("label")
                .part("point")
                .child(form::button("radio", &control, &option.value, index == 0, signals.entry))
                .child(tag("span").text(&option.label))
        };
        options.map(point).collect()
    };
    let set = tag("div").part("row").attr("role", "radiogroup").attr("aria-labelledby", &id);
    let set = whole.requires(label.describe(set, signals.entry), "aria-required", "true");
    let name = tag("span").part("row-label").attr("id", &id).text(&row.label);
    let ends = pointed.then(|| points::seen(points::ends(context, question))).flatten();
    set.child(tag("div").part("cells").child(name).children(points))
        .child(ends)
        .child(label.error(signals.entry))
}
