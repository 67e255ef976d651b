//! Expressions as our conditions.

use rungs_model::{Date, Decimal};
use serde_json::{Value, json};

use super::expression::{Comparison, Tree, parse};
use super::names::Names;
use super::note::Notes;
use super::question::{Answer, Draft};
use super::source::plain;

/// Gives every question its `show_if` and `required_if`.
pub(super) fn apply(drafts: &mut [Draft], notes: &mut Notes, names: &Names) {
    let mut conditions = Vec::new();
    for draft in &*drafts {
        let required: Vec<_> = draft.required_if.iter().cloned().collect();
        conditions
            .push((all_of(&draft.visible, drafts, names, notes), all_of(&required, drafts, names, notes)));
    }
    for (draft, (show_if, required_if)) in drafts.iter_mut().zip(conditions) {
        for (key, condition) in [("show_if", show_if), ("required_if", required_if)] {
            condition.map(|condition| draft.body.insert(key.into(), condition));
        }
    }
}

/// The condition that all of these expressions hold; those that it cannot say are noted.
pub(super) fn all_of(
    expressions: &[(String, String)],
    drafts: &[Draft],
    names: &Names,
    notes: &mut Notes,
) -> Option<Value> {
    let mut conditions = Vec::new();
    for (path, expression) in expressions {
        match of(expression, drafts, names) {
            Ok(condition) => conditions.push(condition),
            Err(reason) => notes.left_out(path, &format!("“{expression}” {reason}")),
        }
    }
    match conditions.len() {
        0 | 1 => conditions.pop(),
        _ => Some(json!({ "all": conditions })),
    }
}

/// The condition that an expression is.
pub(super) fn of(expression: &str, drafts: &[Draft], names: &Names) -> Result<Value, String> {
    Conditions { drafts, names }.tree(&parse(expression)?)
}

/// The names of the questions that an expression looks at.
pub(super) fn looks_at(condition: &Value) -> Vec<&str> {
    let own = condition["field"].as_str().and_then(|field| field.split('.').next());
    let within = ["all", "any", "none"].into_iter().filter_map(|key| condition[key].as_array()).flatten();
    own.into_iter().chain(within.flat_map(looks_at)).collect()
}

/// What is left of a condition where a question is not asked, so that nothing said about its answer holds; true or false
/// where nothing is left.
pub(super) fn without(condition: &Value, name: &str) -> Value {
    let Some(mut rest) = condition.as_object().cloned() else { return condition.clone() };
    if rest.get("field").and_then(Value::as_str).is_some_and(|field| field.split('.').next() == Some(name)) {
        return false.into();
    }
    for key in ["all", "any", "none"] {
        let Some(parts) = rest.get(key).and_then(Value::as_array) else { continue };
        let mut parts: Vec<Value> = parts.iter().map(|part| without(part, name)).collect();
        let decided = parts.contains(&Value::Bool(key != "all"));
        parts.retain(|part| !part.is_boolean());
        match (key, decided) {
            ("any", true) => _ = rest.remove(key),
            (_, true) => return false.into(),
            ("any", false) if parts.is_empty() => return false.into(),
            _ if parts.is_empty() => _ = rest.remove(key),
            _ => _ = rest.insert(key.into(), parts.into()),
        }
    }
    if rest.is_empty() { true.into() } else { rest.into() }
}

struct Conditions<'d> {
    drafts: &'d [Draft],
    names: &'d Names,
}

/// A control, and what its answers are.
struct Control<'d> {
    field: &'d str,
    answer: &'d Answer,
}

impl<'d> Conditions<'d> {
    fn tree(&self, tree: &Tree) -> Result<Value, String> {
        let each = |trees: &[Tree]| trees.iter().map(|tree| self.tree(tree)).collect::<Result<Vec<_>, _>>();
        match tree {
            Tree::And(trees) => Ok(json!({ "all": each(trees)? })),
            Tree::Or(trees) => Ok(json!({ "any": each(trees)? })),
            Tree::Not(inner) => Ok(json!({ "none": [self.tree(inner)?] })),
            Tree::Answered(inner) => match &**inner {
                Tree::Variable(name) => self.answered(name),
                _ => Err("asks whether something other than an answer is empty".into()),
            },
            // An answer that stands alone: yes, or anything at all.
            Tree::Variable(name) => match self.control(name)?.answer {
                Answer::One(values) if values.iter().any(|(_, ours)| ours == "yes") => {
                    self.compare(Comparison::Equal, name, &[json!(true)])
                }
                _ => self.answered(name),
            },
            Tree::Compare(comparison, left, right) => match (&**left, &**right) {
                (Tree::Variable(name), Tree::Literal(value)) => {
                    self.compare(*comparison, name, std::slice::from_ref(value))
                }
                (Tree::Variable(name), Tree::List(values)) => self.compare(*comparison, name, values),
                (Tree::Literal(value), Tree::Variable(name)) => {
                    self.compare(turned(*comparison)?, name, std::slice::from_ref(value))
                }
                (Tree::Variable(_), Tree::Variable(_)) => Err("compares two answers with each other".into()),
                _ => Err("compares something other than an answer with a value".into()),
            },
            Tree::Literal(_) | Tree::List(_) => Err("has a value where a condition should stand".into()),
        }
    }

    fn control(&self, name: &str) -> Result<Control<'d>, String> {
        let unknown = || format!("looks at “{name}”, which no question here has");
        let field = self.names.control(name).ok_or_else(unknown)?;
        let (question, part) =
            field.split_once('.').map_or((field, None), |(question, part)| (question, Some(part)));
        let draft = self.drafts.iter().find(|draft| draft.name == question).ok_or_else(unknown)?;
        let answer = match (&draft.answer, part) {
            (Answer::Rows(rows, cell), Some(row)) if rows.iter().any(|known| known == row) => cell,
            (Answer::One(_) | Answer::Several(_), Some("other")) => &Answer::Text,
            (Answer::Nothing, _) | (_, Some(_)) => return Err(unknown()),
            (answer, None) => answer,
        };
        Ok(Control { field, answer })
    }

    fn answered(&self, name: &str) -> Result<Value, String> {
        let control = self.control(name)?;
        let answered = |field: &str| json!({ "field": field, "answered": true });
        Ok(match control.answer {
            Answer::Rows(rows, _) => {
                let rows: Vec<_> =
                    rows.iter().map(|row| answered(&format!("{}.{row}", control.field))).collect();
                json!({ "any": rows })
            }
            _ => answered(control.field),
        })
    }

    fn compare(&self, comparison: Comparison, name: &str, values: &[Value]) -> Result<Value, String> {
        use Comparison::{
            AllOf, AnyOf, AtLeast, AtMost, Contains, Equal, Greater, Less, NoneOf, NotContains, NotEqual,
        };
        let not = |condition: Value| json!({ "none": [condition] });
        if values.iter().all(|value| value.is_null() || value == "") {
            let answered = self.answered(name)?;
            return match comparison {
                Equal => Ok(not(answered)),
                NotEqual => Ok(answered),
                _ => Err("compares with nothing".into()),
            };
        }
        let control = self.control(name)?;
        match comparison {
            Equal => control.is(values),
            NotEqual => Ok(not(control.is(values)?)),
            Less => control.beside("less", values),
            Greater => control.beside("greater", values),
            // What was not answered is neither above nor below.
            AtMost => Ok(
                json!({ "field": control.field, "answered": true, "none": [control.beside("greater", values)?] }),
            ),
            AtLeast => Ok(
                json!({ "field": control.field, "answered": true, "none": [control.beside("less", values)?] }),
            ),
            Contains | AllOf => control.has_all(values),
            NotContains => Ok(not(control.has_all(values)?)),
            AnyOf => control.has_any(values),
            NoneOf => Ok(not(control.has_any(values)?)),
        }
    }
}

impl Control<'_> {
    /// Our value of one in an expression.
    fn value(&self, value: &Value) -> Result<String, String> {
        let text = plain(value).ok_or("compares with nothing")?;
        let missing = || format!("looks for “{text}”, which “{}” does not offer", self.field);
        match self.answer {
            Answer::One(values) | Answer::Several(values) => {
                let same = |theirs: &str| theirs.to_lowercase() == text.to_lowercase();
                let found = values.iter().find(|(theirs, _)| same(theirs));
                found.map(|(_, ours)| ours.clone()).ok_or_else(missing)
            }
            Answer::Points(points) => {
                let point = text.parse().ok().filter(|point| points.contains(point));
                point.map(|point: i64| point.to_string()).ok_or_else(missing)
            }
            Answer::Number => Decimal::parse(&text).map(Decimal::to_text).ok_or_else(missing),
            Answer::Date => {
                let day = text.get(..10).unwrap_or(&text);
                Date::parse(day).map(|_| day.to_owned()).ok_or_else(missing)
            }
            Answer::Text => Ok(text),
            Answer::Rows(..) | Answer::Nothing => Err("compares a whole matrix".into()),
        }
    }

    fn values(&self, values: &[Value]) -> Result<Vec<String>, String> {
        values.iter().map(|value| self.value(value)).collect()
    }

    /// The answer is this; of several, these and no others.
    fn is(&self, values: &[Value]) -> Result<Value, String> {
        let chosen = self.values(values)?;
        if let Answer::Several(offered) = self.answer {
            let others: Vec<_> =
                offered.iter().map(|(_, ours)| ours).filter(|ours| !chosen.contains(ours)).collect();
            let all = self.each(&chosen);
            if others.is_empty() {
                return Ok(json!({ "all": all }));
            }
            return Ok(json!({ "all": all, "none": [{ "field": self.field, "one_of": others }] }));
        }
        match chosen.as_slice() {
            [one] => Ok(json!({ "field": self.field, "equals": one })),
            _ => Err("compares one answer with a list".into()),
        }
    }

    fn each(&self, values: &[String]) -> Vec<Value> {
        values.iter().map(|value| json!({ "field": self.field, "equals": value })).collect()
    }

    fn has_all(&self, values: &[Value]) -> Result<Value, String> {
        if *self.answer == Answer::Text {
            let words = values.iter().filter_map(plain);
            let all: Vec<_> = words.map(|words| json!({ "field": self.field, "contains": words })).collect();
            return Ok(json!({ "all": all }));
        }
        Ok(json!({ "all": self.each(&self.values(values)?) }))
    }

    fn has_any(&self, values: &[Value]) -> Result<Value, String> {
        Ok(json!({ "field": self.field, "one_of": self.values(values)? }))
    }

    fn beside(&self, side: &str, values: &[Value]) -> Result<Value, String> {
        let text = match values {
            [one] => plain(one).unwrap_or_default(),
            _ => return Err("compares with a list".into()),
        };
        let bound = match self.answer {
            Answer::Date => text.get(..10).filter(|day| Date::parse(day).is_some()).map(Value::from),
            Answer::Rows(..) | Answer::Several(_) | Answer::Nothing => None,
            _ => text
                .parse::<f64>()
                .ok()
                .filter(|number| number.is_finite() && number.abs() < 1e12)
                .map(Value::from),
        };
        let bound =
            bound.ok_or_else(|| format!("asks whether “{}” is before or after “{text}”", self.field))?;
        Ok(json!({ "field": self.field, side: bound }))
    }
}

/// The comparison with its sides turned.
fn turned(comparison: Comparison) -> Result<Comparison, String> {
    use Comparison::{AtLeast, AtMost, Equal, Greater, Less, NotEqual};
    match comparison {
        Equal | NotEqual => Ok(comparison),
        Less => Ok(Greater),
        Greater => Ok(Less),
        AtMost => Ok(AtLeast),
        AtLeast => Ok(AtMost),
        _ => Err("looks for an answer within a value".into()),
    }
}
