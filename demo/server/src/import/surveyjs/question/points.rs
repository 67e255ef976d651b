use serde_json::{Map, Value, json};

use super::super::Desk;
use super::super::source::Source;
use super::options::Options;
use super::{Answer, Made};

/// A rating: a scale, stars or faces, a net promoter score, or a choice where its points are
/// no row of whole numbers.
pub(super) fn rating(source: &Source, desk: &mut Desk) -> Option<Made> {
    let words = [
        ("low", "minRateDescription", "mininumRateDescription"),
        ("high", "maxRateDescription", "maximumRateDescription"),
    ];
    let mut own = Map::new();
    for (ours, key, older) in words {
        let text = desk.texts.fixed(source, key, &mut desk.notes);
        let text = text.or_else(|| desk.texts.fixed(source, older, &mut desk.notes));
        text.map(|text| own.insert(ours.into(), text));
    }
    source.flag("autoGenerate");
    let listed = source.list("rateValues");
    let shape = match source.text("rateType").or_else(|| source.text("rateDisplayMode")) {
        Some("stars") => Some("star"),
        Some("smileys") => Some("emoji"),
        _ => None,
    };
    let (min, max) = if listed.is_empty() { ends(source) } else { row(source) };
    let (Some(min), Some(max)) = (min, max) else {
        return choice(source, &own, desk);
    };
    let made = match (shape, min, max - min + 1) {
        (Some(shape), 1, 2..=10) => {
            own.insert("shape".into(), shape.into());
            own.insert("max".into(), max.into());
            "rating"
        }
        (None, 0, 11) => {
            desk.notes.approximated(&source.path, "counts as a net promoter score; “scale” if it is none");
            "nps"
        }
        (_, _, 2..=11) => {
            if shape.is_some() {
                desk.notes.approximated(
                    &source.at("rateType"),
                    "is a scale of numbers: stars begin at 1 and are 2 to 10",
                );
            }
            own.insert("min".into(), min.into());
            own.insert("max".into(), max.into());
            "scale"
        }
        _ => return choice(source, &own, desk),
    };
    Some((made, own, Answer::Points(min..=max)))
}

/// The lowest and the highest point, where they are whole numbers one apart.
fn ends(source: &Source) -> (Option<i64>, Option<i64>) {
    let min = source.number("rateMin").unwrap_or(1.0);
    let count = source.number("rateCount");
    let step = source.number("rateStep").unwrap_or(1.0);
    let max = source.number("rateMax").or_else(|| Some(min + count? - 1.0)).unwrap_or(5.0);
    let whole = |number: f64| (number % 1.0 == 0.0).then_some(number as i64);
    if (step - 1.0).abs() > f64::EPSILON { (None, None) } else { (whole(min), whole(max)) }
}

/// The ends of a list of values, where it is such a row and has no words of its own.
fn row(source: &Source) -> (Option<i64>, Option<i64>) {
    let values = source.list("rateValues");
    let bare = |value: &Value| value.get("value")?.as_i64().filter(|_| value.get("text").is_none());
    let number = |value: &Value| value.as_i64().or_else(|| bare(value));
    let numbers: Vec<i64> = values.iter().filter_map(|(_, value)| number(value)).collect();
    let Some(first) = numbers.first().copied() else { return (None, None) };
    let in_row = numbers.len() == values.len()
        && first.abs() < 1000
        && numbers.iter().zip(first..).all(|(number, expected)| *number == expected);
    if in_row { (Some(first), numbers.last().copied()) } else { (None, None) }
}

/// The points as options of a choice.
fn choice(source: &Source, ends: &Map<String, Value>, desk: &mut Desk) -> Option<Made> {
    let mut options = Options::of(source, "rateValues", desk);
    if options.documents.is_empty() {
        let (min, max) = (source.number("rateMin").unwrap_or(1.0), source.number("rateMax").unwrap_or(5.0));
        let step = source.number("rateStep").filter(|step| *step > 0.0).unwrap_or(1.0);
        for index in 0..100_u8 {
            let number = min + step * f64::from(index);
            if number > max {
                break;
            }
            let text =
                super::super::source::plain(&json!((number * 1000.0).round() / 1000.0)).unwrap_or_default();
            options.add(&source.at("rateMin"), &text, text.clone().into(), desk);
        }
    }
    if options.documents.is_empty() {
        desk.notes.left_out(&source.path, "has no points");
        return None;
    }
    desk.notes.approximated(
        &source.path,
        "its points are the options of a choice: they are no row of 2 to 11 whole numbers",
    );
    let last = options.documents.len() - 1;
    for (key, index) in [("low", 0), ("high", last)] {
        let Some(words) = ends.get(key).and_then(Value::as_str) else { continue };
        if let Some(label) = options.documents.get_mut(index).and_then(|option| option.get_mut("label"))
            && let Some(point) = label.as_str()
        {
            *label = format!("{point} – {words}").into();
        }
    }
    Some((
        "single_choice",
        Map::from_iter([("options".into(), options.documents.into())]),
        Answer::One(options.values),
    ))
}
