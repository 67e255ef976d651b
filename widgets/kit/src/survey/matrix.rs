//! The same scale or options for several rows: a grid, and on narrow screens a card for each row.

use rungs_model::survey::{Question, Row};

use super::{Signals, points};
use crate::context::Shared;
use crate::form::{self, Label};
use crate::view::{Tag, tag};

pub(super) fn matrix(context: &Shared, question: &Question, label: Label, signals: Signals) -> Tag {
    let heads = if question.options.is_empty() {
        question.points().map(|point| point.to_string()).collect()
    } else {
        question.options.iter().map(|option| option.label.0.clone()).collect::<Vec<_>>()
    };
    let heads = heads.iter().map(|head| tag("span").text(head));
    // What is heard stands in each row.
    let head = tag("div")
        .part("matrix-head")
        .attr("aria-hidden", "true")
        .child(tag("span"))
        .children(heads.collect());
    let order = question.row_order(signals.seed).into_iter().filter_map(|index| question.rows.get(index));
    let rows = order.map(|row| self::row(context, question, row, &label, signals)).collect();
    let pointed = question.options.is_empty();
    let legend = label.words(tag("legend").part("label"), context, signals.entry);
    let grid = tag("div").part("matrix").flag("data-points", pointed).child(head).children(rows);
    let ends = points::seen(points::ends(context, question));
    // Its errors are those of the rows.
    let controls = [Some(grid), ends].into_iter().flatten().collect();
    label.group("", legend, controls, signals.entry)
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
    let cells = if question.options.is_empty() {
        points::line(context, question, &control, signals)
    } else {
        let options = question.options.iter().enumerate();
        let cell = |(index, option): (usize, &rungs_model::survey::AnswerOption)| {
            tag("label")
                .part("point")
                .child(form::button("radio", &control, &option.value, index == 0, signals.entry))
                .child(tag("span").text(&option.label))
        };
        options.map(cell).collect()
    };
    let set = tag("div").part("row").attr("role", "radiogroup").attr("aria-labelledby", &id);
    let set = whole.requires(label.describe(set, signals.entry), "aria-required", "true");
    set.child(tag("span").part("row-label").attr("id", &id).text(&row.label))
        .children(cells)
        .child(label.error(signals.entry))
}
