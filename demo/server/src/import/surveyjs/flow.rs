//! Triggers as leaps.

use serde_json::{Value, json};

use super::Desk;
use super::completion::Ends;
use super::condition;
use super::question::Draft;
use super::source::Source;

/// Gives questions and pages their `skip_to`.
pub(super) fn apply(
    survey: &Source,
    drafts: &mut [Draft],
    pages: &mut [Value],
    ends: &Ends,
    desk: &mut Desk,
) {
    for trigger in survey.objects("triggers") {
        match trigger.text("type").unwrap_or_default().trim_end_matches("trigger") {
            "skip" => {
                let target = trigger.text("gotoName").map(str::to_owned);
                let target = target.and_then(|target| desk.names.control(&target).map(str::to_owned));
                match target {
                    Some(target) => leap(&trigger, &target, drafts, desk),
                    None => desk.notes.left_out(&trigger.at("gotoName"), "leads to no question here"),
                }
            }
            "complete" => {
                // The words for those who end so, if there are some.
                let expression = trigger.text("expression").map(squeezed);
                let end = ends.0.iter().find(|end| Some(squeezed(&end.expression)) == expression);
                let target = end.map_or("end", |end| &end.id).to_owned();
                leap(&trigger, &target, drafts, desk);
            }
            other => {
                desk.notes.left_out(&trigger.path, &format!("there is nothing like the trigger {other}"));
            }
        }
    }
    closing(drafts, pages, ends, desk);
}

fn squeezed(expression: &str) -> String {
    expression.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A leap from the last question that the expression looks at.
fn leap(trigger: &Source, target: &str, drafts: &mut [Draft], desk: &mut Desk) {
    let Some((path, expression)) = trigger.expression("expression") else {
        return desk.notes.left_out(&trigger.path, "has no expression");
    };
    let when = match condition::of(&expression, drafts, &desk.names) {
        Ok(when) => when,
        Err(reason) => return desk.notes.left_out(&path, &format!("“{expression}” {reason}")),
    };
    let seen = condition::looks_at(&when);
    let last = drafts.iter().rposition(|draft| seen.contains(&&*draft.name));
    let place = drafts.iter().position(|draft| draft.name == target);
    if place.is_some_and(|place| Some(place) <= last) {
        return desk.notes.left_out(&trigger.path, "leads back; a survey here only goes forward");
    }
    if let Some(draft) = last.and_then(|last| drafts.get_mut(last)) {
        let rules = draft.body.entry("skip_to").or_insert_with(|| json!([]));
        rules.as_array_mut().into_iter().for_each(|rules| rules.push(json!({ "when": when, "to": target })));
    }
}

/// Other words at the end are where the last page leads.
fn closing(drafts: &[Draft], pages: &mut [Value], ends: &Ends, desk: &mut Desk) {
    let Some(last) = pages.last_mut().and_then(Value::as_object_mut) else { return };
    let mut rules = Vec::new();
    for end in &ends.0 {
        match condition::of(&end.expression, drafts, &desk.names) {
            Ok(when) => rules.push(json!({ "when": when, "to": end.id })),
            Err(reason) => desk.notes.left_out(&end.path, &format!("“{}” {reason}", end.expression)),
        }
    }
    if rules.is_empty() {
        return;
    }
    if last.contains_key("show_if") {
        desk.notes.approximated("completedHtmlOnCondition", "is said to those who see the last page");
    }
    last.insert("skip_to".into(), rules.into());
}
