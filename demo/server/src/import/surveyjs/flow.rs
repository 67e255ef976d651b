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
                    Some(target) => leap(&trigger, &target, drafts, pages, desk),
                    None => desk.notes.left_out(&trigger.at("gotoName"), "leads to no question here"),
                }
            }
            "complete" => {
                // The words for those who end so, if there are some.
                let expression = trigger.text("expression").map(squeezed);
                let end = ends.0.iter().find(|end| Some(squeezed(&end.expression)) == expression);
                let target = end.map_or("end", |end| &end.id).to_owned();
                leap(&trigger, &target, drafts, pages, desk);
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

/// A leap from the last question that the expression looks at. Those who are not asked that one leap from the last before
/// it that decides both what they answered and that they are not asked.
fn leap(trigger: &Source, target: &str, drafts: &mut [Draft], pages: &[Value], desk: &mut Desk) {
    let Some((path, expression)) = trigger.expression("expression") else {
        return desk.notes.left_out(&trigger.path, "has no expression");
    };
    let mut when = match condition::of(&expression, drafts, &desk.names) {
        Ok(when) => when,
        Err(reason) => return desk.notes.left_out(&path, &format!("“{expression}” {reason}")),
    };
    let mut last = last_seen(&when, drafts);
    let place = drafts.iter().position(|draft| draft.name == target);
    if place.is_some_and(|place| Some(place) <= last) {
        return desk.notes.left_out(&trigger.path, "leads back; a survey here only goes forward");
    }
    while let Some(draft) = last.and_then(|last| drafts.get_mut(last)) {
        let rule = json!({ "when": when, "to": target });
        let rules = draft.body.entry("skip_to").or_insert_with(|| json!([]));
        if let Some(rules) = rules.as_array_mut() {
            rules.push(rule);
        }
        let Some(asked) = asked_if(draft, pages) else { return };
        match condition::without(&when, &draft.name) {
            Value::Bool(false) => return,
            Value::Bool(true) => {
                let only = format!("counts only where “{}” is asked", draft.name);
                return desk.notes.approximated(&path, &only);
            }
            rest => when = json!({ "all": [rest], "none": [asked] }),
        }
        // A condition on later questions is no condition here.
        last = last_seen(&when, drafts).filter(|earlier| Some(*earlier) < last);
    }
}

/// The last question that a condition looks at.
fn last_seen(when: &Value, drafts: &[Draft]) -> Option<usize> {
    let seen = condition::looks_at(when);
    drafts.iter().rposition(|draft| seen.contains(&&*draft.name))
}

/// When a question is asked, if not always.
fn asked_if(draft: &Draft, pages: &[Value]) -> Option<Value> {
    let page = pages.get(draft.page).and_then(|page| page.get("show_if"));
    let mut conditions: Vec<&Value> = page.into_iter().chain(draft.body.get("show_if")).collect();
    match conditions.len() {
        0 | 1 => conditions.pop().cloned(),
        _ => Some(json!({ "all": conditions })),
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
