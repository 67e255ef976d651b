//! Questions that stand together under one heading.

use rungs_model::{Consent, Field, Markdown};

use super::FormSignal;
use super::consent::consent;
use super::field::field;
use crate::context::Shared;
use crate::prose;
use crate::view::{Tag, tag};
use crate::words::word;

/// Draws fields; those next to each other with the same heading stand under it together.
pub(crate) fn fields(context: &Shared, fields: &[Field], entry: FormSignal) -> Vec<Tag> {
    let mut drawn = Vec::new();
    for run in fields.chunk_by(|one, next| one.group.is_some() && one.group == next.group) {
        let inner = run.iter().map(|one| field(context, one, entry)).collect();
        match run.first().and_then(|first| first.group.as_deref()) {
            None => drawn.extend(inner),
            Some(heading) => {
                let heading =
                    if heading.is_empty() { context.words.say(word::ADDRESS) } else { heading.into() };
                let names: Vec<String> = run.iter().map(|one| one.name.to_string()).collect();
                let unseen = move || {
                    entry.with(|entry| names.iter().all(|name| !entry.form().shows(name, &entry.values)))
                };
                let inner = tag("div").part("fields").children(inner);
                let legend = tag("legend").part("group-title").text(&heading);
                drawn.push(set(legend, vec![inner]).flag_fn("hidden", "", unseen));
            }
        }
    }
    drawn
}

/// Draws consents, in the same way.
pub(crate) fn consents(context: &Shared, consents: &[Consent], entry: FormSignal) -> Vec<Tag> {
    let mut drawn = Vec::new();
    for run in consents.chunk_by(|one, next| one.group.is_some() && one.group == next.group) {
        let inner = run.iter().map(|one| consent(context, one, entry)).collect();
        match run.first().and_then(|first| first.group.as_deref()) {
            None => drawn.extend(inner),
            Some(heading) => {
                let words = Markdown::parse(heading).into_spans();
                drawn.push(set(prose::spans(tag("legend").part("group-title"), &words), inner));
            }
        }
    }
    drawn
}

fn set(legend: Tag, inner: Vec<Tag>) -> Tag {
    tag("fieldset").part("group").child(legend).children(inner)
}
