use rungs_model::document::{Decode, Reader};
use serde_json::Value;

use crate::url::is_safe;

const SAFE: &str = "must start with https:// (http:// only on this machine)";

/// An address exactly as it is to be called.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Endpoint(pub(crate) String);

impl Endpoint {
    fn parse(url: &str) -> Option<Self> {
        is_safe(url).then(|| Self(url.into()))
    }
}

impl Decode for Endpoint {
    fn read(&mut self, value: &Value, reader: &mut Reader) {
        reader.parsed(self, value, Self::parse, SAFE);
    }

    fn blank() -> Self {
        Self(String::new())
    }

    fn schema() -> Value {
        serde_json::json!({ "type": "string", "format": "uri" })
    }
}
