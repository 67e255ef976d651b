//! One field: label, hint, error, control. What a kind needs beyond that is data.

use std::cell::Cell;

use leptos::prelude::*;
use rungs_model::{Comment, Field, FieldKind};
use web_sys::{Event, EventInit, EventTarget};

use super::choice::{checkbox, one_of};
use super::label::{Label, id};
use super::{FormSignal, names};
use crate::context::Shared;
use crate::intl;
use crate::view::{Tag, tag};
use crate::words::word;

/// Draws a field of the form; one with a condition is hidden while that does not hold, and a postal
/// code where there are none.
pub(crate) fn field(context: &Shared, field: &Field, entry: FormSignal) -> Tag {
    let drawn = draw(context, field, entry);
    if field.show_if.is_none() && field.kind() != FieldKind::PostalCode {
        return drawn;
    }
    let name = field.name.clone();
    let hidden = move || entry.with(|entry| !entry.form().shows(&name, &entry.values));
    drawn.flag_fn("hidden", "", hidden)
}

fn draw(context: &Shared, field: &Field, entry: FormSignal) -> Tag {
    let label = Label {
        control: field.name.to_string(),
        text: names::label(&context.words, field),
        hint: field.hint.as_ref().map(|hint| hint.0.clone()),
        required: field.is_required(),
        piped: None,
    };
    labelled(context, field, label, entry)
}

/// Draws a field under a label.
pub(crate) fn labelled(context: &Shared, field: &Field, label: Label, entry: FormSignal) -> Tag {
    match field.kind() {
        FieldKind::Radio => several("radio", context, field, &label, entry),
        FieldKind::Checkboxes => several("checkbox", context, field, &label, entry),
        FieldKind::Hidden => input(field, FieldKind::Hidden, entry),
        FieldKind::Checkbox => tick(context, &label, entry),
        FieldKind::Select => {
            let choices = field.options.iter().map(|choice| (choice.value.as_str(), choice.label.0.clone()));
            let options = options(context, field, choices.collect(), entry);
            searched(context, field, label, select(field).children(options), entry)
        }
        FieldKind::Country => searched(context, field, label, countries(context, field, entry), entry),
        FieldKind::Textarea => textarea(context, &label, field.max_length(), entry),
        kind => {
            let limit = field.max_length.filter(|_| kind == FieldKind::Text);
            let counter = limit.map(|limit| counter(context, &label.control, limit, entry));
            let drawn = label.around(context, input(field, kind, entry), entry).child(counter);
            if kind != FieldKind::Email {
                return drawn;
            }
            let (context, control) = (context.clone(), label.control.clone());
            drawn.child_once(move || {
                let judge = entry.with(|entry| entry.judge.clone())?;
                Some(judge.correction(&context, &control, entry))
            })
        }
    }
}

/// A one-line control.
fn input(field: &Field, kind: FieldKind, entry: FormSignal) -> Tag {
    let (kind, mode) = match kind {
        FieldKind::Email => ("email", Some("email")),
        FieldKind::Phone => ("tel", Some("tel")),
        FieldKind::Date => ("date", None),
        FieldKind::Time => ("time", None),
        FieldKind::Url => ("url", None),
        FieldKind::Hidden => ("hidden", None),
        // `type=number` changes its value under a scrolling wheel and hides what it cannot read.
        FieldKind::Number => ("text", Some("decimal")),
        _ => ("text", None),
    };
    let typed = entry.with_untracked(|entry| entry.values.get(&field.name).to_owned());
    let input = tag("input").part("input").attr("type", kind).attr_if("inputmode", mode);
    named(input, field)
        .attr("value", &typed)
        .attr_if("min", field.earliest.as_deref())
        .attr_if("max", field.latest.as_deref())
}

fn named(control: Tag, field: &Field) -> Tag {
    control.attr("id", &id(&field.name)).attr("name", &field.name).attr("autocomplete", field.autocomplete())
}

fn select(field: &Field) -> Tag {
    named(tag("select").part("select"), field)
}

/// A select, that can be searched once the code for that has come if the field says so.
fn searched(context: &Shared, field: &Field, label: Label, select: Tag, entry: FormSignal) -> Tag {
    let drawn = label.around(context, select, entry);
    if !field.search {
        return drawn;
    }
    let context = context.clone();
    drawn.child_once(move || entry.with(|entry| entry.search)?(&context, &label, entry))
}

fn options(context: &Shared, field: &Field, choices: Vec<(&str, String)>, entry: FormSignal) -> Vec<Tag> {
    // The names of countries come later, and may find the widget gone.
    let Some(chosen) = entry.try_with_untracked(|entry| entry.values.get(&field.name).to_owned()) else {
        return Vec::new();
    };
    let known = chosen.is_empty() || choices.iter().any(|(value, _)| *value == chosen);
    let typed = (field.search && !known).then(|| {
        tag("option").attr("data-typed", "").attr("value", &chosen).flag("selected", true).text(&chosen)
    });
    let option = |(value, label): (&str, String)| {
        let option = tag("option").attr("value", value).text(&label);
        option.flag("selected", value == chosen)
    };
    let first = option(("", context.words.say(word::CHOOSE)));
    std::iter::once(first).chain(choices.into_iter().map(option)).chain(typed).collect()
}

/// The names of all countries take a while: until they come, only the chosen one is there.
fn countries(context: &Shared, field: &Field, entry: FormSignal) -> Tag {
    let chosen = entry.with_untracked(|entry| entry.values.get(&field.name).to_owned());
    let known = rungs_model::countries().find(|code| *code == chosen);
    let known = known.map(|code| (code, code.to_owned()));
    let (later, asked) = (context.clone(), field.clone());
    select(field)
        .children(options(context, field, known.into_iter().collect(), entry))
        .children_later(move || options(&later, &asked, intl::countries(&later.words.lang), entry))
}

fn several(kind: &str, context: &Shared, field: &Field, label: &Label, entry: FormSignal) -> Tag {
    let buttons = field.options.iter().enumerate().map(|(index, option)| {
        let words = tag("label").text(&option.label);
        one_of(kind, &field.name, &option.value, index == 0, words, entry)
    });
    let legend = label.words(tag("legend").part("label"), context, entry);
    label.group(kind, legend, buttons.collect(), entry)
}

fn tick(context: &Shared, label: &Label, entry: FormSignal) -> Tag {
    let words = label.words(tag("label"), context, entry);
    tag("div")
        .part("field")
        .child(label.error(entry))
        .child(checkbox(label, words, entry))
        .child(label.hint())
}

/// Several lines.
fn textarea(context: &Shared, label: &Label, limit: u32, entry: FormSignal) -> Tag {
    let typed = entry.with_untracked(|entry| entry.values.get(&label.control).to_owned());
    let control = tag("textarea")
        .part("textarea")
        .attr("id", &id(&label.control))
        .attr("name", &label.control)
        .attr("rows", "4")
        .text(&typed);
    label.around(context, control, entry).child(counter(context, &label.control, limit, entry))
}

/// How many letters are left, from the first one on.
fn counter(context: &Shared, control: &str, limit: u32, entry: FormSignal) -> Tag {
    let (name, words) = (control.to_owned(), context.clone());
    let (before, limit) = (Cell::new(0), u64::from(limit));
    let left = move || {
        let used = entry.with(|entry| rungs_model::tidy(entry.values.get(&name)).chars().count() as u64);
        let changed = before.replace(used) != used;
        if used == 0 {
            return String::new();
        }
        let (key, count) = if used > limit { (word::OVER, used - limit) } else { (word::LEFT, limit - used) };
        let text = words.words.count(key, count);
        // Near the end it is heard too, at every tenth letter: each would drown out the typing.
        if changed && (count <= 20 && count % 10 == 0 || used == limit + 1) {
            words.announce(&text);
        }
        text
    };
    tag("p").part("counter").text_fn(left)
}

/// "Why I sign".
pub(crate) fn comment(context: &Shared, comment: &Comment, entry: FormSignal) -> Tag {
    let label = Label {
        control: "comment".into(),
        text: names::comment_label(&context.words, comment),
        hint: comment.hint.as_ref().map(|hint| hint.0.clone()),
        required: comment.required,
        piped: None,
    };
    textarea(context, &label, comment.max_length, entry)
}

/// Lets the form hear an event of a control, or of its own.
pub(crate) fn tell(target: &EventTarget, event: &str) {
    let init = EventInit::new();
    init.set_bubbles(true);
    if let Ok(event) = Event::new_with_event_init_dict(event, &init) {
        let _ = target.dispatch_event(&event);
    }
}
