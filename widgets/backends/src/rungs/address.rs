use rungs_model::document;
use rungs_model::document::{Decode, Reader};
use rungs_model::object;
use serde_json::Value;

use crate::url::is_safe;

document! {
    /// The address of a reference backend.
    pub(crate) struct Address {
        /// The kind of backend.
        kind: String = String::new(),
        /// Where its `/v1` lies, e.g. `https://api.example.org`.
        url: ServerUrl,
    }
}
object!(Address);

impl Address {
    /// Where it is.
    pub(super) fn url(self) -> ServerUrl {
        self.url
    }
}

/// An address that submissions may go to: https, or http on this machine.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ServerUrl(pub(super) String);

impl ServerUrl {
    pub(super) fn parse(url: &str) -> Option<Self> {
        let url = url.trim_end_matches('/');
        is_safe(url).then(|| Self(url.into()))
    }
}

impl Decode for ServerUrl {
    fn read(&mut self, value: &Value, reader: &mut Reader) {
        let expected = "must start with https:// (http:// only on this machine), or be \"preview\"";
        reader.parsed(self, value, Self::parse, expected);
    }

    fn blank() -> Self {
        Self(String::new())
    }

    fn schema() -> Value {
        serde_json::json!({ "type": "string", "format": "uri" })
    }
}
