use rungs_model::Values;
use serde_json::{Map, Value};

/// Answers to a survey up to a page, before the whole is sent.
#[derive(Clone, Copy, Debug)]
pub struct Partial<'s> {
    /// The id under which the whole will be sent.
    pub submission_id: &'s str,
    /// The page that was answered last: its id, or its index where it has none.
    pub page: &'s str,
    /// Grows with every sending: of two, the greater one holds, in whatever order they come.
    pub revision: u32,
    /// The language of the survey (BCP 47).
    pub locale: &'s str,
    /// What was answered so far, by control.
    pub values: &'s Values,
    /// A test.
    pub test: bool,
}

impl Partial<'_> {
    /// The JSON of the reference backend's API.
    pub(crate) fn to_value(self) -> Value {
        let values: Map<_, _> = self.values.iter().map(|(name, value)| (name.into(), value.into())).collect();
        let mut map = Map::new();
        map.insert("page".into(), self.page.into());
        map.insert("revision".into(), self.revision.into());
        map.insert("locale".into(), self.locale.into());
        map.insert("values".into(), Value::Object(values));
        if self.test {
            map.insert("test".into(), true.into());
        }
        Value::Object(map)
    }
}
