//! Points of a scale, stars and faces.

use rungs_model::survey::{Question, QuestionKind, Shape};

use super::{Signals, choices};
use crate::context::Shared;
use crate::form::{self, Label};
use crate::view::{Tag, svg, tag};
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
        .child(tag("span").text(&value))
        .child(heard)
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
pub(super) fn scale(context: &Shared, question: &Question, label: &Label, signals: Signals) -> Tag {
    let points = tag("div").part("points").children(line(context, question, &question.name, signals));
    let scale = tag("div").part("scale").child(points).child(seen(ends(context, question)));
    choices::set("radio", context, question, label, vec![scale], signals)
}

/// The words of the ends, to be seen; what is heard stands with the points.
pub(super) fn seen((low, high): (Option<String>, Option<String>)) -> Option<Tag> {
    if low.is_none() && high.is_none() {
        return None;
    }
    let end = |words: Option<String>| tag("span").text(&words.unwrap_or_default());
    Some(tag("div").part("ends").attr("aria-hidden", "true").child(end(low)).child(end(high)))
}

/// Stars, as many as chosen, or faces.
pub(super) fn rating(context: &Shared, question: &Question, label: &Label, signals: Signals) -> Tag {
    let faces = question.shape == Some(Shape::Emoji);
    let last = *question.points().end();
    let signs = question.points().map(|at| {
        let value = at.to_string();
        let name =
            context.words.fill(word::SURVEY_STEP, &[("position", &value), ("total", &last.to_string())]);
        let sign = if faces { face(at, last) } else { tag("span").attr("aria-hidden", "true").text("★") };
        tag("label")
            .part(if faces { "face" } else { "star" })
            .child(form::button("radio", &question.name, &value, at == 1, signals.entry))
            .child(sign)
            .child(tag("span").part("quiet").text(&name))
    });
    let signs = tag("div").part("signs").children(signs.collect());
    let rating = tag("div").part("rating").child(signs).child(seen(ends(context, question)));
    choices::set("radio", context, question, label, vec![rating], signals)
}

/// A face that smiles the more, the higher the point. Drawn, because not every device has all emoji.
fn face(at: i32, last: i32) -> Tag {
    // How far the middle of the mouth is below its corners, in tenths.
    let smile = (at - 1) * 80 / (last - 1).max(1) - 40;
    let corner = 155 - smile / 4;
    let tenths = |tenths: i32| [&(tenths / 10).to_string(), ".", &(tenths % 10).to_string()].concat();
    let mouth = ["M8 ", &tenths(corner), "Q12 ", &tenths(corner + smile), " 16 ", &tenths(corner)].concat();
    let round = |x: &str, y: &str, r: &str, class: &str| {
        svg("circle").attr("cx", x).attr("cy", y).attr("r", r).attr("class", class)
    };
    svg("svg")
        .attr("viewBox", "0 0 24 24")
        .attr("aria-hidden", "true")
        .child(round("12", "12", "10", "outline"))
        .child(round("8.5", "9.5", "1.2", "eye"))
        .child(round("15.5", "9.5", "1.2", "eye"))
        .child(svg("path").attr("d", &mouth).attr("class", "outline"))
}
