//! Points of a scale, stars and faces.

use rungs_model::survey::{Question, QuestionKind, Shape};

use super::{Signals, choices};
use crate::context::Shared;
use crate::form::{self, Label};
use crate::view::{Tag, tag};
use crate::words::word;

/// The words at the two ends of a scale.
pub(super) fn ends(context: &Shared, question: &Question) -> (Option<String>, Option<String>) {
    let words = |own: &Option<rungs_model::Text>, usual: &'static str| {
        let usual = (question.kind == QuestionKind::Nps).then(|| context.words.say(usual));
        own.as_ref().map(|own| own.0.clone()).or(usual)
    };
    (words(&question.low, word::SURVEY_UNLIKELY), words(&question.high, word::SURVEY_LIKELY))
}

/// A point with its number, and for those who cannot see the ends also their words.
pub(super) fn point(control: &str, point: i32, first: bool, words: Option<&str>, signals: Signals) -> Tag {
    let value = point.to_string();
    let heard = words.map(|words| tag("span").part("quiet").text(&[" ", words].concat()));
    tag("label")
        .part("point")
        .child(form::button("radio", control, &value, first, signals.entry))
        .child(tag("span").text(&value).child(heard))
}

/// The points of a question or of a row, the words of its ends with the first and the last.
pub(super) fn line(context: &Shared, question: &Question, control: &str, signals: Signals) -> Vec<Tag> {
    let (low, high) = ends(context, question);
    let points = question.points();
    let (first, last) = (*points.start(), *points.end());
    let words = |at: i32| match at {
        _ if at == first => low.as_deref(),
        _ if at == last => high.as_deref(),
        _ => None,
    };
    points.map(|at| point(control, at, at == first, words(at), signals)).collect()
}

/// A scale, or the net promoter score's.
pub(super) fn scale(context: &Shared, question: &Question, label: Label, signals: Signals) -> Tag {
    let points = tag("div").part("points").children(line(context, question, &question.name, signals));
    let ends = seen(ends(context, question));
    choices::set(
        "radio",
        context,
        question,
        label,
        [Some(points), ends].into_iter().flatten().collect(),
        signals,
    )
}

/// The words of the ends, to be seen; what is heard stands with the points.
pub(super) fn seen((low, high): (Option<String>, Option<String>)) -> Option<Tag> {
    if low.is_none() && high.is_none() {
        return None;
    }
    let end = |words: Option<String>| tag("span").text(&words.unwrap_or_default());
    Some(tag("div").part("ends").attr("aria-hidden", "true").child(end(low)).child(end(high)))
}

const FACES: [&str; 5] = ["😞", "🙁", "😐", "🙂", "😀"];

/// Stars, as many as chosen, or faces.
pub(super) fn rating(context: &Shared, question: &Question, label: Label, signals: Signals) -> Tag {
    let faces = question.shape == Some(Shape::Emoji);
    let last = *question.points().end();
    let sign = |at: i32| {
        // Five faces over as many points as there are.
        let face = usize::try_from((at - 1) * 4 / (last - 1).max(1)).unwrap_or(0);
        if faces { FACES.get(face).copied().unwrap_or("😐") } else { "★" }
    };
    let signs = question.points().map(|at| {
        let value = at.to_string();
        let name =
            context.words.fill(word::SURVEY_STEP, &[("position", &value), ("total", &last.to_string())]);
        tag("label")
            .part(if faces { "face" } else { "star" })
            .child(form::button("radio", &question.name, &value, at == 1, signals.entry))
            .child(tag("span").attr("aria-hidden", "true").text(sign(at)))
            .child(tag("span").part("quiet").text(&name))
    });
    let signs = tag("div").part("rating").children(signs.collect());
    let ends = seen(ends(context, question));
    choices::set(
        "radio",
        context,
        question,
        label,
        [Some(signs), ends].into_iter().flatten().collect(),
        signals,
    )
}
