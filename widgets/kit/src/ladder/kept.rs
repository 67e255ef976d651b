//! What is kept on the device: which rungs were done or put off and when, and the token of whoever agreed that
//! the backend remembers them. What someone says about themselves is kept no longer than the tab.

use rungs_model::ladder::Progress;
use serde_json::{Map, Value};

use crate::context::Context;
use crate::{browser, js};

/// What is known of someone on this device.
#[derive(Clone, Default)]
pub(super) struct Kept {
    pub(super) progress: Progress,
    pub(super) token: Option<String>,
}

/// What was kept, however it may have been tampered with. Days that are still to come stay as they are: which
/// clock was wrong, the one that wrote them or this one, nobody knows.
pub(super) fn load(context: &Context) -> Kept {
    let key = context.ladder_key();
    let stored = |storage: Option<web_sys::Storage>| js::parse(&storage?.get_item(&key).ok()??);
    let device = stored(browser::device_storage()).unwrap_or(Value::Null);
    let mut progress = Progress::read(&device);
    if let Some(said) = stored(browser::storage()) {
        progress.merge(&Progress::read(&said));
    }
    let token = device.get("token").and_then(Value::as_str).filter(|token| is_token(token));
    Kept { progress, token: token.map(str::to_owned) }
}

/// Keeps it. Where nothing can be stored, it lasts as long as the page.
pub(super) fn save(context: &Context, kept: &Kept) {
    let Value::Object(mut device) = kept.progress.to_value() else { return };
    let said = device.remove("said");
    if let Some(token) = &kept.token {
        device.insert("token".into(), token.as_str().into());
    }
    put(browser::device_storage(), context, device);
    put(browser::storage(), context, said.map(|said| ("said".to_owned(), said)).into_iter().collect());
}

/// Forgets everything.
pub(super) fn forget(context: &Context) {
    for storage in [browser::device_storage(), browser::storage()].into_iter().flatten() {
        let _ = storage.remove_item(&context.ladder_key());
    }
}

fn put(storage: Option<web_sys::Storage>, context: &Context, map: Map<String, Value>) {
    let Some(storage) = storage else { return };
    let key = context.ladder_key();
    // Most people say nothing about themselves: to look takes less than to write.
    if map.is_empty() && matches!(storage.get_item(&key), Ok(None)) {
        return;
    }
    if let Some(text) = js::print(&Value::Object(map)) {
        let _ = storage.set_item(&key, &text);
    }
}

/// Whether a text has the shape of a token: nothing that would need escaping anywhere.
pub(super) fn is_token(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (16..=128).contains(&text.len()) && text.bytes().all(plain)
}
