use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::super::Desk;
use super::super::source::{Source, plain};
use super::super::text::clean;

/// Options as our document has them, and which of ours each value of the definition became.
#[derive(Default)]
pub(super) struct Options {
    pub(super) documents: Vec<Value>,
    pub(super) values: Vec<(String, String)>,
    taken: HashSet<String>,
}

impl Options {
    /// The items of a list: values, `value|text`, or objects with both.
    pub(super) fn of(source: &Source, key: &'static str, desk: &mut Desk) -> Self {
        let mut options = Self::default();
        for (path, item) in source.list(key) {
            options.item(&path, item, desk);
        }
        options
    }

    fn item(&mut self, path: &str, item: &Value, desk: &mut Desk) {
        let Some(object) = item.as_object() else {
            let text = plain(item).unwrap_or_default();
            let (value, label) = text.split_once('|').unwrap_or((&text, &text));
            self.add(path, value, clean(label).into(), desk);
            return;
        };
        let item = Source::new(object, path.into());
        let value = item.get("value").or_else(|| item.get("name")).and_then(plain).unwrap_or_default();
        let label = item.get("text").or_else(|| item.get("title"));
        let label = label.and_then(|label| desk.texts.label(label, &item.at("text"), &mut desk.notes));
        let label = label.unwrap_or_else(|| clean(&value).into());
        if let Some(option) = self.add(path, &value, label.clone(), desk) {
            if item.flag("isExclusive") {
                option.insert("exclusive".into(), true.into());
            }
            if let Some(src) = item.text("imageLink") {
                let image = json!({ "src": src, "alt": label });
                if rungs_model::Href::parse(src).is_some() {
                    option.insert("image".into(), image);
                } else {
                    desk.notes.left_out(&item.at("imageLink"), "is no address of a picture");
                }
            }
        }
        super::super::note::rest(&item, &mut desk.notes);
    }

    /// Adds an option; gives it to be added to.
    pub(super) fn add(
        &mut self,
        path: &str,
        theirs: &str,
        label: Value,
        desk: &mut Desk,
    ) -> Option<&mut Map<String, Value>> {
        let ours = value(theirs);
        if ours.is_empty() {
            desk.notes.left_out(path, "has no value");
            return None;
        }
        if !self.taken.insert(ours.clone()) {
            desk.notes.left_out(path, &format!("the value “{ours}” is there already"));
            return None;
        }
        if ours != theirs {
            desk.notes.approximated(path, &format!("its value is “{ours}” here"));
        }
        self.values.push((theirs.into(), ours.clone()));
        let label = if label == json!("") { ours.clone().into() } else { label };
        self.documents.push(json!({ "value": ours, "label": label }));
        self.documents.last_mut().and_then(Value::as_object_mut)
    }
}

/// The nearest value that ours may have: 1 to 200 characters without commas, tidy.
fn value(theirs: &str) -> String {
    let legal: String =
        clean(theirs).chars().map(|character| if character == ',' { ';' } else { character }).collect();
    let legal: String = rungs_model::tidy(&legal).chars().take(200).collect();
    rungs_model::tidy(&legal)
}
