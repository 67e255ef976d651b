//! JSON Schema 2020-12, from the same declarations that the decoder uses.

use serde_json::{Map, Value, json};

/// The schema of an object, built key by key.
#[derive(Debug)]
pub struct Object {
    about: String,
    properties: Map<String, Value>,
    required: Vec<Value>,
}

fn prose(doc: &str) -> String {
    doc.lines().map(str::trim).collect::<Vec<_>>().join(" ").trim().replace('`', "")
}

impl Object {
    /// An object described by its doc comment.
    pub fn new(about: &str) -> Self {
        Self { about: prose(about), properties: Map::new(), required: Vec::new() }
    }

    /// Adds a key.
    pub fn property(&mut self, key: &str, mut schema: Value, doc: &str, optional: bool) {
        if let Value::Object(schema) = &mut schema {
            schema.insert("description".into(), prose(doc).into());
        }
        self.properties.insert(key.into(), schema);
        if !optional {
            self.required.push(key.into());
        }
    }

    /// The finished schema. Unknown keys are allowed: they are warnings, not errors.
    pub fn finish(self) -> Value {
        json!({
            "type": "object",
            "description": self.about,
            "properties": self.properties,
            "required": self.required,
        })
    }
}

/// The schema of a whole document, with the address of its dialect.
pub fn of<T: super::Decode>(title: &str) -> Value {
    let mut schema = T::schema();
    if let Value::Object(schema) = &mut schema {
        schema.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
        schema.insert("title".into(), title.into());
    }
    schema
}
