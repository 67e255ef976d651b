use serde_json::Value;

use crate::Backend;

/// What a site gets to know from a backend's answers. A widget goes by the answer itself, and needs none of this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Answers {
    /// They may be read.
    pub(crate) read: bool,
    /// They say whether a submission was recorded.
    pub(crate) confirm: bool,
    /// They say what is wrong with which field.
    pub(crate) field_errors: bool,
}

impl Answers {
    /// Those of the backend that a config document has `given`.
    pub(crate) fn of(backend: &Backend, given: &Value) -> Self {
        let Backend::Other(other) = backend else {
            return Self { read: true, confirm: true, field_errors: true };
        };
        let read = other.is_read(given);
        let confirm = match other.kind() {
            "action_network" | "osdi" => false,
            // They confirm where staff say so.
            "form" | "webhook" => given.get("confirms").and_then(Value::as_bool) == Some(true),
            _ => true,
        };
        let names_fields = matches!(other.kind(), "osdi" | "proca" | "actionkit" | "preview");
        Self { read, confirm: read && confirm, field_errors: read && names_fields }
    }
}
