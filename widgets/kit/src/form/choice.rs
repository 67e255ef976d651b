//! Boxes to tick and buttons to choose by.

use leptos::prelude::*;

use super::FormSignal;
use super::label::{Label, id};
use crate::view::{Tag, tag};

/// One button or box of several, with its words beside it. The first has the control's own id.
pub(crate) fn one_of(
    kind: &str,
    control: &str,
    value: &str,
    first: bool,
    words: Tag,
    entry: FormSignal,
) -> Tag {
    line(button(kind, control, value, first, entry), words, &id_of(control, value, first))
}

/// The same without words.
pub(crate) fn button(kind: &str, control: &str, value: &str, first: bool, entry: FormSignal) -> Tag {
    input(kind, control, value, &id_of(control, value, first), entry)
}

/// No control has a colon in its name: it is that of nothing else.
fn id_of(control: &str, value: &str, first: bool) -> String {
    if first { id(control) } else { [&id(control), ":", value].concat() }
}

/// A box with its words beside it; ticked it means `yes`.
pub(crate) fn checkbox(label: &Label, words: Tag, entry: FormSignal) -> Tag {
    let own = id(&label.control);
    let input = input("checkbox", &label.control, "yes", &own, entry);
    line(label.requires(label.describe(input, entry), "required", ""), words, &own)
}

fn input(kind: &str, control: &str, value: &str, id: &str, entry: FormSignal) -> Tag {
    let checked = entry.with_untracked(|entry| {
        let answer = entry.values.get(control);
        answer == value || answer.split(',').any(|ticked| ticked == value)
    });
    tag("input")
        .part(kind)
        .attr("type", kind)
        .attr("id", id)
        .attr("name", control)
        .attr("value", value)
        .flag("checked", checked)
}

fn line(input: Tag, words: Tag, id: &str) -> Tag {
    tag("div").part("choice").child(input).child(words.attr("for", id))
}
