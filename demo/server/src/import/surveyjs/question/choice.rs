use serde_json::{Map, Value, json};

use super::super::Desk;
use super::super::source::{Source, plain};
use super::options::Options;
use super::{Answer, Made};

/// More than these are found by typing.
const LISTED: usize = 20;

/// More than these are not generated.
const GENERATED: f64 = 1000.0;

/// The items that a question adds to its choices: what shows it, its older name, the key of its
/// words, its value and its usual words.
const SPECIAL: &[(&str, &str, &str, &str, &str)] = &[
    ("showNoneItem", "hasNone", "noneText", "none", "None"),
    ("showRefuseItem", "hasRefuse", "refuseText", "refused", "Refuse to answer"),
    ("showDontKnowItem", "hasDontKnow", "dontKnowText", "dontknow", "Don't know"),
    ("showOtherItem", "hasOther", "otherText", "other", "Other"),
];

/// Choices with the special ones after them; none where there is nothing to choose from.
fn options(source: &Source, several: bool, desk: &mut Desk) -> Option<Options> {
    let mut options = Options::of(source, "choices", desk);
    generated(source, &mut options, desk);
    if options.documents.is_empty() {
        let elsewhere =
            ["choicesByUrl", "choicesFromQuestion"].into_iter().find(|key| source.get(key).is_some());
        let message = match elsewhere {
            Some(key) => format!("its choices come from elsewhere ({key}); here they stand in the document"),
            None => "has no choices".into(),
        };
        desk.notes.left_out(&source.path, &message);
        return None;
    }
    for (shows, older, words, value, usual) in SPECIAL {
        if !source.either(shows, older) {
            continue;
        }
        let own = desk.texts.fixed(source, words, &mut desk.notes);
        if own.is_none() && !desk.texts.lang().starts_with("en") {
            desk.notes.approximated(&source.at(words), &format!("is missing: it says “{usual}”, in English"));
        }
        let label = own.unwrap_or_else(|| (*usual).into());
        if let Some(option) = options.add(&source.at(shows), value, label, desk) {
            if *value == "other" {
                option.insert("other".into(), true.into());
            } else if several {
                option.insert("exclusive".into(), true.into());
            } else {
                option.insert("pinned".into(), true.into());
            }
        }
    }
    if !several {
        for option in options.documents.iter_mut().filter_map(Value::as_object_mut) {
            option.remove("exclusive");
        }
    }
    Some(options)
}

fn generated(source: &Source, options: &mut Options, desk: &mut Desk) {
    let (Some(min), Some(max)) = (source.number("choicesMin"), source.number("choicesMax")) else { return };
    let step = source.number("choicesStep").filter(|step| *step > 0.0).unwrap_or(1.0);
    if max < min || (max - min) / step > GENERATED {
        return desk.notes.left_out(&source.at("choicesMax"), "gives no list, or too long a one");
    }
    let mut number = min;
    while number <= max {
        let text = plain(&json!(number)).unwrap_or_default();
        options.add(&source.at("choicesMin"), &text, text.clone().into(), desk);
        number += step;
    }
}

fn order(source: &Source, own: &mut Map<String, Value>, options: &mut Options) {
    let words = |option: &Value| option["label"].as_str().unwrap_or_default().to_lowercase();
    let keeps =
        |option: &Value| ["other", "exclusive", "pinned"].iter().any(|key| option[*key] == json!(true));
    match source.text("choicesOrder") {
        Some("random") => _ = own.insert("random".into(), true.into()),
        Some("asc") => options.documents.sort_by_key(|option| (keeps(option), words(option))),
        Some("desc") => {
            options.documents.sort_by_key(|option| (keeps(option), core::cmp::Reverse(words(option))));
        }
        _ => {}
    }
}

pub(super) fn one(source: &Source, kind: &'static str, desk: &mut Desk) -> Option<Made> {
    let mut options = options(source, false, desk)?;
    let mut own = Map::new();
    order(source, &mut own, &mut options);
    own.insert("options".into(), options.documents.into());
    // That an answer can be taken back is nothing to say: here it always can.
    source.either("allowClear", "showClearButton");
    Some((kind, own, Answer::One(options.values)))
}

pub(super) fn dropdown(source: &Source, desk: &mut Desk) -> Option<Made> {
    source.either("searchEnabled", "searchMode");
    let (_, own, answer) = one(source, "dropdown", desk)?;
    let long = own.get("options").and_then(Value::as_array).is_some_and(|options| options.len() > LISTED);
    Some((if long { "searchable" } else { "dropdown" }, own, answer))
}

pub(super) fn several(source: &Source, desk: &mut Desk) -> Option<Made> {
    let mut options = options(source, true, desk)?;
    if source.text("type") == Some("tagbox") {
        source.either("searchEnabled", "searchMode");
        source.either("allowClear", "hideSelectedItems");
        source.flag("closeOnSelect");
        desk.notes.approximated(&source.path, "its list is one of boxes to tick");
    }
    let mut own = Map::new();
    order(source, &mut own, &mut options);
    how_many(source, &mut own, options.documents.len());
    own.insert("options".into(), options.documents.into());
    Some(("multiple_choice", own, Answer::Several(options.values)))
}

/// How many may be chosen: of the question itself and of its validators.
fn how_many(source: &Source, own: &mut Map<String, Value>, offered: usize) {
    let offered = u32::try_from(offered).unwrap_or(u32::MAX);
    let (mut min, mut max) = (source.count("minSelectedChoices"), source.count("maxSelectedChoices"));
    for validator in source.objects("validators") {
        if validator.text("type") == Some("answercount") {
            min = min.or(validator.count("minCount"));
            max = max.or(validator.count("maxCount"));
        }
    }
    let max = max.map(|max| max.min(offered));
    let min = min.map(|min| min.min(max.unwrap_or(offered)));
    for (key, bound) in [("min", min), ("max", max)] {
        bound.map(|bound| own.insert(key.into(), bound.into()));
    }
}

pub(super) fn pictures(source: &Source, desk: &mut Desk) -> Option<Made> {
    if source.text("contentMode") == Some("video") {
        desk.notes.left_out(&source.at("contentMode"), "options have pictures, no films");
    }
    if source.flag("multiSelect") { several(source, desk) } else { one(source, "single_choice", desk) }
}

pub(super) fn ranking(source: &Source, desk: &mut Desk) -> Option<Made> {
    let mut options = options(source, false, desk)?;
    for option in options.documents.iter_mut().filter_map(Value::as_object_mut) {
        if option.remove("other").is_some() {
            desk.notes.left_out(&source.at("showOtherItem"), "a ranking takes no words beside its options");
        }
    }
    let mut own = Map::new();
    order(source, &mut own, &mut options);
    if source.flag("selectToRankEnabled") {
        how_many(source, &mut own, options.documents.len());
        own.remove("min");
        desk.notes.approximated(
            &source.at("selectToRankEnabled"),
            "exactly as many are ranked as maxSelectedChoices says, or all",
        );
    }
    own.insert("options".into(), options.documents.into());
    Some(("ranking", own, Answer::Several(options.values)))
}

/// Yes or no; with words of its own it is a choice between these.
pub(super) fn boolean(source: &Source, desk: &mut Desk) -> Made {
    let value = |key, usual: &str| source.get(key).and_then(plain).unwrap_or_else(|| usual.into());
    let values =
        vec![(value("valueTrue", "true"), "yes".to_owned()), (value("valueFalse", "false"), "no".to_owned())];
    let yes = desk.texts.fixed(source, "labelTrue", &mut desk.notes);
    let no = desk.texts.fixed(source, "labelFalse", &mut desk.notes);
    let answer = Answer::One(values);
    if yes.is_none() && no.is_none() {
        return ("yes_no", Map::new(), answer);
    }
    let option = |value: &str, words: Option<Value>, usual: &str| json!({ "value": value, "label": words.unwrap_or_else(|| usual.into()) });
    let options = json!([option("yes", yes, "Yes"), option("no", no, "No")]);
    ("single_choice", Map::from_iter([("options".into(), options)]), answer)
}
