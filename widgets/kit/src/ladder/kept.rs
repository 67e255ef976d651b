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
    /// Tokens that are not used any more, with spaces between: "forget me" means what is kept under them as well.
    pub(super) former: Option<String>,
    /// Tokens under which the backend is still to forget what it keeps.
    pub(super) leaving: Option<String>,
    /// It lasts only as long as the page: the device did not store it.
    pub(super) unsaved: bool,
}

/// What was kept; nothing where the device has nothing.
pub(super) fn load(context: &Context) -> Kept {
    find(context).unwrap_or_default()
}

/// What was kept, however it may have been tampered with. Days that are still to come stay as they are: which
/// clock was wrong, the one that wrote them or this one, nobody knows.
pub(super) fn find(context: &Context) -> Option<Kept> {
    let key = context.ladder_key();
    let stored = |storage: Option<web_sys::Storage>| storage?.get_item(&key).ok()?;
    // Where the device has nothing, another tab may have forgotten it: then this one has nothing to say either.
    let device = js::parse(&stored(browser::device_storage())?).unwrap_or_default();
    let mut progress = Progress::read(&device);
    if let Some(said) = stored(browser::storage()).and_then(|said| js::parse(&said)) {
        progress.merge(&Progress::read(&said));
    }
    let text = |key: &str| device.get(key).and_then(Value::as_str).map(str::to_owned);
    Some(Kept {
        progress,
        token: text("token").filter(|token| is_token(token)),
        former: text("former").filter(|tokens| are_tokens(tokens)),
        leaving: text("leaving").filter(|tokens| are_tokens(tokens)),
        unsaved: false,
    })
}

impl Kept {
    /// Whether there is nothing to be forgotten.
    pub(super) fn is_empty(&self) -> bool {
        self.progress.is_empty() && self.token.is_none() && self.former.is_none() && self.leaving.is_none()
    }

    /// Brings it up to date with what the device has, where other tabs and other ladders of the page write as well
    /// and forget. What the device did not store stays.
    pub(super) fn renew(&mut self, context: &Context) {
        let stored = load(context);
        if self.unsaved {
            self.merge(stored);
        } else {
            *self = stored;
        }
    }

    /// Takes what the device has beside what is known here.
    pub(super) fn merge(&mut self, stored: Self) {
        self.progress.merge(&stored.progress);
        self.token = stored.token.or(self.token.take());
        self.former = stored.former.or(self.former.take());
        self.leaving = stored.leaving.or(self.leaving.take().filter(|_| self.unsaved));
    }

    /// Keeps it. Where nothing can be stored, it lasts as long as the page.
    pub(super) fn save(&mut self, context: &Context) {
        let (mut device, mut said) = (self.progress.rungs(), Map::new());
        self.progress.put_said(&mut said);
        for (key, token) in [("token", &self.token), ("former", &self.former), ("leaving", &self.leaving)] {
            if let Some(token) = token {
                device.insert(key.into(), token.as_str().into());
            }
        }
        let stored = put(browser::device_storage(), context, device);
        self.unsaved = put(browser::storage(), context, said).and(stored).is_none();
    }
}

/// Notes tokens beside what the device has. They have nothing to be escaped, so no code is needed that writes
/// documents, which comes later.
pub(super) fn note(context: &Context, name: &str, tokens: &str) -> Option<()> {
    let storage = browser::device_storage()?;
    let key = context.ladder_key();
    let stored = storage.get_item(&key).ok()?.unwrap_or_default();
    let rest = stored.strip_prefix("{\"").map_or("}".into(), |rest| [",\"", rest].concat());
    storage.set_item(&key, &["{\"", name, "\":\"", tokens, "\"", &rest].concat()).ok()
}

/// Forgets everything; what only this tab has, if another one did the rest.
pub(super) fn forget(context: &Context, all: bool) {
    let device = browser::device_storage().filter(|_| all);
    for storage in [device, browser::storage()].into_iter().flatten() {
        let _ = storage.remove_item(&context.ladder_key());
    }
}

fn put(storage: Option<web_sys::Storage>, context: &Context, map: Map<String, Value>) -> Option<()> {
    let storage = storage?;
    let key = context.ladder_key();
    // Most people say nothing about themselves: to look takes less than to write.
    if map.is_empty() && matches!(storage.get_item(&key), Ok(None)) {
        return Some(());
    }
    storage.set_item(&key, &js::print(&Value::Object(map))?).ok()
}

/// Whether a text has the shape of a token: nothing that would need escaping anywhere.
pub(super) fn is_token(text: &str) -> bool {
    (16..=128).contains(&text.len()) && text.bytes().all(is_plain)
}

/// Whether a text has nothing but the letters of tokens, and spaces between.
fn are_tokens(text: &str) -> bool {
    text.bytes().all(|byte| byte == b' ' || is_plain(byte))
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}
