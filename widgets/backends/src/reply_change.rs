use rungs_model::Values;
use serde_json::{Map, Value};

/// How answers to invitations are to be from now on. What it does not name stays.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReplyChange {
    /// Controls, as [`rungs_model::rsvp::answer`] lists them, with their new values.
    pub values: Values,
    /// Consents that are answered otherwise: yes or no.
    pub consents: Vec<(String, bool)>,
    /// Not to come to anything any more.
    pub cancel: bool,
}

impl ReplyChange {
    /// The JSON of the reference backend's API.
    pub(crate) fn to_value(&self) -> Value {
        let mut map = Map::new();
        let values = self.values.iter().map(|(name, value)| (name.to_owned(), Value::from(value)));
        map.insert("values".into(), Value::Object(values.collect()));
        if !self.consents.is_empty() {
            let word = |yes: bool| Value::from(if yes { "yes" } else { "no" });
            let answers = self.consents.iter().map(|(id, yes)| (id.clone(), word(*yes)));
            map.insert("consents".into(), Value::Object(answers.collect()));
        }
        if self.cancel {
            map.insert("cancel".into(), Value::Bool(true));
        }
        Value::Object(map)
    }
}
