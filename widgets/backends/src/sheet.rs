//! What is sent to a backend: bodies filled in line by line, and addresses with gaps. Tables weigh less in a page than
//! code.

use rungs_model::{Answer, Submission, Values};
use serde_json::{Map, Value};

use crate::adapter::post;
use crate::entries::{consent, entry};
use crate::options::Options;
use crate::words::{cut, has, split, take};
use crate::{Body, Request};

/// What is filled into a body: in each line a path, a space, and what stands there; see [`Sheet::get`]. A step of a path
/// is a key, or `0` for the one item of a list, or `+` for a further one. `?` and an option is the yes or no to the
/// consent that it names, if that was asked.
pub(crate) type Lines = &'static str;

/// What is known of the person, and has a place of its own in most systems.
const PERSON: &str =
    "given_name family_name email phone street_address address_line2 postal_code locality region country";

/// A body in the making, without what is empty.
pub(crate) struct Sheet<'s> {
    options: &'s Options,
    submission: &'s Submission,
    known: Values,
    body: Value,
}

impl<'s> Sheet<'s> {
    /// Empty, and knowing everything that the submission holds: what was entered, then consents, and where it came
    /// from.
    pub(crate) fn of(options: &'s Options, submission: &'s Submission) -> Self {
        let mut known = Values::default();
        let mut know = |name: &str, text: &str| {
            if entry(&known, name).is_none() {
                known.set(name, text.into());
            }
        };
        submission.values.iter().for_each(|(name, text)| know(name, text));
        for consent in &submission.consents {
            if consent.answer != Answer::Notice {
                know(&["consent.", &consent.id].concat(), consent.answer.as_str());
            }
        }
        let mut learn = |name: &str, text: &Option<String>| text.iter().for_each(|text| know(name, text));
        learn("source", &submission.source);
        learn("referrer", &submission.referrer);
        learn("page", &submission.page);
        submission.attribution.iter().for_each(|(name, text)| know(name, text));
        know("locale", &submission.locale);
        Self { options, submission, known, body: Value::Null }
    }

    /// Makes something else known.
    pub(crate) fn know(&mut self, name: &str, text: &str) {
        self.known.set(name, text.into());
    }

    /// The first of some that is there, with `|` between them: what is known by a name, an option after `$`, or the very
    /// words after `=`.
    pub(crate) fn get<'t>(&'t self, names: &'t str) -> &'t str {
        let (mut rest, mut text) = (names, "");
        while !rest.is_empty() && text.is_empty() {
            let name = take(&mut rest, b'|');
            text = match name.split_at_checked(1) {
                Some(("$", key)) => self.options.text(key),
                Some(("=", words)) => words,
                _ => self.known.get(name),
            };
        }
        text
    }

    /// Fills in what of the lines is there.
    pub(crate) fn fill(&mut self, lines: Lines) {
        let mut rest = lines;
        while !rest.is_empty() {
            let (path, names) = cut(take(&mut rest, b'\n'), b' ');
            let value = match names.strip_prefix('?') {
                Some(key) => consent(self.submission, self.options.text(key)).map(Value::from),
                None => Some(self.get(names)).filter(|text| !text.is_empty()).map(Value::from),
            };
            if let Some(value) = value {
                put(&mut self.body, path, value);
            }
        }
    }

    /// Fills in something else.
    pub(crate) fn put(&mut self, path: &str, value: Value) {
        put(&mut self.body, path, value);
    }

    /// A text whose gaps, `{{name}}`, are filled with what is known.
    pub(crate) fn text(&self, template: &str) -> String {
        let mut text = String::new();
        let mut rest = template;
        while let Some((before, after)) = split(rest, b'{') {
            text.push_str(before);
            let gap = after.strip_prefix('{').and_then(|gap| split(gap, b'}'));
            if let Some((names, after)) =
                gap.and_then(|(names, after)| Some((names, after.strip_prefix('}')?)))
            {
                text.push_str(self.get(names.trim()));
                rest = after;
            } else {
                text.push('{');
                rest = after;
            }
        }
        text.push_str(rest);
        text
    }

    /// What was entered beside the person and what is `taken`, under the names of a mapping; of consents and where it
    /// came from what the mapping names.
    pub(crate) fn custom(&self, map: &Values, taken: &str) -> Values {
        let own = |name: &str| {
            let was_entered = entry(&self.submission.values, name).is_some();
            let is_free = was_entered && !has(PERSON, b' ', name) && !has(taken, b' ', name);
            if is_free { name.to_owned() } else { String::new() }
        };
        let mut custom = Values::default();
        self.collect(&mut custom, map, &own, "=yes", "=no");
        custom
    }

    /// Adds everything under the names of a mapping, or those that `own` gives to what that does not name. `yes` and `no`
    /// are what is said to a consent, as [`Self::get`] has it. What is empty is left out.
    pub(crate) fn collect(
        &self,
        fields: &mut Values,
        map: &Values,
        own: &dyn Fn(&str) -> String,
        yes: &str,
        no: &str,
    ) {
        for (name, text) in self.known.iter() {
            let theirs = entry(map, name).map_or_else(|| own(name), str::to_owned);
            let text = match text {
                "yes" if is_consent(name) => self.get(yes),
                "no" if is_consent(name) => self.get(no),
                _ => text,
            };
            if !theirs.is_empty() && !text.is_empty() {
                fields.set(&theirs, text.into());
            }
        }
    }

    /// The consent of a no that the mapping gives no place to. Where a backend takes whoever acts for someone who
    /// agrees, that would be a silent yes.
    pub(crate) fn unsaid_no(&self) -> Option<&str> {
        let is_unsaid = |(name, text): &(&str, &str)| {
            *text == "no" && is_consent(name) && entry(&self.options.map, name).is_none()
        };
        Some(self.known.iter().find(is_unsaid)?.0)
    }

    /// A request with the body, to where a template leads.
    pub(crate) fn post(self, template: &str) -> Request {
        post(self.text(template), Body::Json(self.body))
    }

    /// What was filled in.
    #[cfg(feature = "relay")]
    pub(crate) fn into_body(self) -> Value {
        self.body
    }
}

/// Whether a name is that of a consent.
pub(crate) fn is_consent(name: &str) -> bool {
    name.starts_with("consent.")
}

/// Names and texts as an object.
pub(crate) fn object(pairs: &Values) -> Value {
    let mut map = Map::new();
    for (name, text) in pairs.iter() {
        map.insert(name.into(), text.into());
    }
    Value::Object(map)
}

/// Puts something where a path leads.
#[inline(never)]
pub(crate) fn put(mut place: &mut Value, path: &str, leaf: Value) {
    let mut rest = path;
    while !rest.is_empty() {
        let step = take(&mut rest, b'/');
        let is_item = matches!(step, "0" | "+");
        if place.is_null() {
            *place = if is_item { Value::Array(Vec::new()) } else { Value::Object(Map::new()) };
        }
        place = match place {
            Value::Array(items) => {
                if items.is_empty() || step == "+" {
                    items.push(Value::Null);
                }
                let Some(item) = items.last_mut() else { return };
                item
            }
            Value::Object(map) => {
                if !map.contains_key(step) {
                    map.insert(step.into(), Value::Null);
                }
                let Some(inner) = map.get_mut(step) else { return };
                inner
            }
            _ => return,
        };
    }
    *place = leaf;
}

/// What stands where a path of keys leads; null where that is nowhere.
pub(crate) fn at<'v>(value: &'v Value, path: &str) -> &'v Value {
    let (mut place, mut rest) = (value, path);
    while !rest.is_empty() {
        place = place.get(take(&mut rest, b'/')).unwrap_or(&Value::Null);
    }
    place
}

/// The text there.
pub(crate) fn text_at<'v>(value: &'v Value, path: &str) -> &'v str {
    at(value, path).as_str().unwrap_or_default()
}

/// Names and texts as the text of a JSON object: serde's own writer weighs 4 KB in the wasm.
pub(crate) fn as_json(values: &Values) -> String {
    let mut text = String::from("{");
    for (name, value) in values.iter() {
        if text.len() > 1 {
            text.push(',');
        }
        quote(&mut text, name);
        text.push(':');
        quote(&mut text, value);
    }
    text.push('}');
    text
}

fn quote(to: &mut String, text: &str) {
    to.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => {
                to.push('\\');
                to.push(letter);
            }
            '\n' => to.push_str("\\n"),
            // What else is below a space is no text: `Form::check` lets none through.
            '\0'..' ' => to.push(' '),
            _ => to.push(letter),
        }
    }
    to.push('"');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_reads_back(name in "\\PC{1,9}", text in "(\\PC|\n|\")*") {
            let mut values = Values::default();
            values.set(&name, text.clone());
            let read: Value = serde_json::from_str(&as_json(&values)).unwrap();
            prop_assert_eq!(read[&name].as_str(), Some(&*text));
        }
    }

    #[test]
    fn lines_lead_into_objects_and_lists() {
        let mut body = Value::Null;
        for path in ["a/b/0/c", "a/b/0/d", "a/e/+", "a/e/+"] {
            put(&mut body, path, path.into());
        }
        let expected = json!({ "a": { "b": [{ "c": "a/b/0/c", "d": "a/b/0/d" }], "e": ["a/e/+", "a/e/+"] } });
        assert_eq!(body, expected);
    }
}
