//! One question, whatever its kind.

use std::rc::Rc;

use rungs_model::survey::{Question, QuestionKind, takes_answers, unanswered};
use rungs_model::{Decimal, Image, Text};

use super::{Signals, choices, many, matrix, points, ranking};
use crate::article;
use crate::context::Shared;
use crate::form::{self, Label, Piped};
use crate::prose;
use crate::view::{Tag, tag};
use crate::words::word;

/// Draws the question of this index on the page; it is hidden while it is not asked.
pub(super) fn question(context: &Shared, question: &Question, index: usize, signals: Signals) -> Tag {
    let drawn = draw(context, question, index, signals);
    let unseen = move || !signals.asked(index, |asked| asked.shown);
    tag("div")
        .part("question")
        .attr("data-kind", question.kind.as_str())
        .flag_fn("hidden", "", unseen)
        .child(drawn)
}

fn draw(context: &Shared, question: &Question, index: usize, signals: Signals) -> Tag {
    use QuestionKind::{MultipleChoice, Nps, Scale, SingleChoice, Statement, YesNo};
    if is_rich(question) {
        let context = context.clone();
        let draw = move || signals.way()?.question(&context, index, signals);
        return tag("div").attr("class", "awaited").child_once(draw);
    }
    let label = label(context, question, index, signals);
    match question.kind {
        Statement => statement(question, label),
        SingleChoice | MultipleChoice => choices::choices(context, question, &label, signals),
        YesNo => choices::yes_no(context, question, &label, signals),
        Scale | Nps => points::scale(context, question, &label, signals),
        _ => field(context, question, label, signals),
    }
}

/// The kinds that few surveys begin with, and that take the most code. Part of the second file.
pub(super) fn rich(context: &Shared, question: &Question, index: usize, signals: Signals) -> Tag {
    let label = label(context, question, index, signals);
    match question.kind {
        QuestionKind::Matrix => matrix::matrix(context, question, &label, signals),
        QuestionKind::Ranking => ranking::ranking(context, question, &label, signals),
        QuestionKind::Rating => points::rating(context, question, &label, signals),
        QuestionKind::MultipleChoice => many::many(context, question, &label, signals),
        // Of very many one is found by typing.
        QuestionKind::SingleChoice | QuestionKind::Dropdown | QuestionKind::Searchable => {
            field(context, question, label, signals)
        }
        _ => contact(context, question, label, signals),
    }
}

/// Whether a question is drawn by code of the second file.
pub(super) fn is_rich(question: &Question) -> bool {
    use QuestionKind::{Contact, Matrix, Ranking, Rating};
    question.has_many() || matches!(question.kind, Matrix | Ranking | Rating | Contact)
}

fn label(context: &Shared, question: &Question, index: usize, signals: Signals) -> Label {
    let unit = question.unit.as_ref().map(|unit| [" (", unit, ")"].concat()).unwrap_or_default();
    Label {
        control: question.name.to_string(),
        text: String::new(),
        hint: hint(context, question),
        required: question.required,
        piped: Some(Piped {
            text: Rc::new(move || signals.asked(index, |asked| [&*asked.label, &unit].concat())),
            required: Rc::new(move || signals.asked(index, |asked| asked.required)),
            more: more(question, index, signals),
        }),
    }
}

/// The campaign's hint, and how many may be chosen.
fn hint(context: &Shared, question: &Question) -> Option<String> {
    let words = &context.words;
    let number = |bound: Option<Decimal>| bound.map(Decimal::to_text);
    let choose = match (question.kind, number(question.min), number(question.max)) {
        (QuestionKind::Ranking, _, _) if question.ranked() < question.options.len() => {
            Some(words.fill(word::SURVEY_RANK_SOME, &[("count", &question.ranked().to_string())]))
        }
        (QuestionKind::Ranking, _, _) => Some(words.say(word::SURVEY_RANK)),
        (QuestionKind::MultipleChoice, Some(min), Some(max)) if min == max => {
            Some(words.fill(word::SURVEY_CHOOSE_EXACTLY, &[("count", &min)]))
        }
        (QuestionKind::MultipleChoice, Some(min), Some(max)) => {
            Some(words.fill(word::SURVEY_CHOOSE_BETWEEN, &[("min", &min), ("max", &max)]))
        }
        (QuestionKind::MultipleChoice, Some(min), None) => {
            Some(words.fill(word::SURVEY_CHOOSE_MIN, &[("count", &min)]))
        }
        (QuestionKind::MultipleChoice, None, Some(max)) => {
            Some(words.fill(word::SURVEY_CHOOSE_MAX, &[("count", &max)]))
        }
        _ => None,
    };
    let own = question.hint.as_ref().filter(|hint| !takes_answers(hint));
    match (own, choose) {
        (Some(own), Some(choose)) => Some([&**own, " ", &choose].concat()),
        (own, choose) => own.map(|own| own.0.clone()).or(choose),
    }
}

/// Text and picture of a question, and its hint if answers stand in it.
fn more(question: &Question, index: usize, signals: Signals) -> Option<Rc<dyn Fn() -> Tag>> {
    let hint = question.hint.as_ref().filter(|hint| takes_answers(hint)).map(|hint| unanswered(hint));
    if question.text.is_none() && question.image.is_none() && hint.is_none() {
        return None;
    }
    let (words, picture) = (question.text.clone(), question.image.clone());
    Some(Rc::new(move || {
        let hint = hint.clone().map(|first| {
            let said = move || signals.asked(index, |asked| asked.hint.clone()).unwrap_or(first.clone());
            tag("p").part("hint").text_fn(said)
        });
        let more = tag("div").part("more").child(hint);
        more.child(text(words.as_ref(), index, signals)).child(image(picture.as_ref()))
    }))
}

fn image(image: Option<&Image>) -> Option<Tag> {
    image.map(|image| article::image(image, "question-image"))
}

fn text(text: Option<&Text>, index: usize, signals: Signals) -> Option<Tag> {
    super::text::text(text?, move |first| {
        signals.asked(index, |asked| prose::blocks(asked.text.as_ref().unwrap_or(first)))
    })
}

fn statement(question: &Question, label: Label) -> Tag {
    let Some(piped) = label.piped else { return tag("div") };
    let more = piped.more();
    let said = question.label.is_some().then(|| tag("p").part("label").text_fn(move || piped.text()));
    tag("div").part("statement").child(said).child(more)
}

/// Who answers: the fields of any form, under a heading if there is one.
fn contact(context: &Shared, question: &Question, label: Label, signals: Signals) -> Tag {
    let fields = tag("div").part("fields").children(form::fields(context, &question.fields, signals.entry));
    if question.fields.iter().any(|field| field.search) {
        form::fetch_search(signals.entry);
    }
    let more = label.piped.as_ref().and_then(Piped::more);
    let Some(piped) = label.piped.filter(|_| question.label.is_some()) else {
        return tag("div").part("contact").child(more).child(fields);
    };
    let legend = tag("legend").part("group-title").text_fn(move || piped.text());
    let hint = label.hint.map(|hint| tag("p").part("hint").text(&hint));
    tag("fieldset").part("group").child(legend).child(hint).child(more).child(fields)
}

/// A kind that every form has.
fn field(context: &Shared, question: &Question, label: Label, signals: Signals) -> Tag {
    let Some(field) = question.to_field(signals.seed) else { return tag("div") };
    if field.search {
        form::fetch_search(signals.entry);
    }
    let other = choices::other(context, question, signals);
    form::labelled(context, &field, label, signals.entry).child(other)
}
