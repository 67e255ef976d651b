//! What waits on the device: one storage key per submission, so that tabs do not write over each
//! other's, and one more that says whether there are any. Where storage is forbidden or full it waits
//! in memory, and thus only as long as the page is open.

use std::cell::RefCell;

use js_sys::Object;
use rungs_model::waiting::Waiting;
use serde_json::{Map, Value};

use crate::context::Context;
use crate::message::Message;
use crate::{browser, js};

/// Says whether anything waits: the only key that is looked at before a widget is touched.
const MARK: &str = "rungs:outbox";
/// What the key of an entry begins with; the id of the message follows.
const PREFIX: &str = "rungs:outbox:";
/// The format of an entry. A change that this code could not read needs another number.
const VERSION: f64 = 2.0;
/// The format of what takes part in a widget. Code that knew nothing else would take the rest for that too.
const TAKES_PART: f64 = 1.0;

thread_local! {
    /// Key and text of what could not be stored.
    static MEMORY: RefCell<Vec<(String, String)>> = const { RefCell::new(Vec::new()) };
}

/// Whether something may wait on the device.
pub(crate) fn waits() -> bool {
    browser::device_storage().is_some_and(|storage| matches!(storage.get_item(MARK), Ok(Some(_))))
}

/// A message that waits.
pub(crate) struct Kept {
    pub(crate) message: Message,
    /// The widget it is for.
    widget: String,
    /// Where it goes. It is never sent elsewhere, whatever the config says by then.
    pub(super) place: String,
    pub(super) times: Waiting,
    /// It was tried, nobody knows what became of that, and to send it again may count it twice.
    pub(crate) unsure: bool,
    /// Whether it is stored, and not only in memory.
    pub(super) stored: bool,
    /// Whether its times were those of a clock that was put back since.
    moved: bool,
}

/// What waits for a widget.
#[derive(Default)]
pub(super) struct Found {
    /// What can be read, the oldest first.
    pub(super) kept: Vec<Kept>,
    /// Whether there is something in a format of later code. It is left alone.
    pub(super) newer: bool,
    /// Whether something was too old, and has just been deleted.
    pub(super) expired: bool,
}

#[allow(clippy::large_enum_variant, reason = "one is read and taken apart at once")]
enum Read {
    Kept(Kept),
    Newer,
    Expired,
    /// It is none of ours, or was tampered with.
    Broken,
}

impl Kept {
    pub(crate) fn new(context: &Context, message: Message) -> Self {
        let times = Waiting::new(browser::now().0);
        let (widget, place) = (context.id.clone(), context.backend.place(&context.config));
        Self { message, widget, place, times, unsure: false, stored: false, moved: false }
    }

    /// Where it is kept.
    pub(super) fn key(&self) -> String {
        [PREFIX, self.message.id()].concat()
    }

    /// The name of the lock under which it is sent.
    pub(super) fn lock(&self) -> String {
        [PREFIX, self.message.about()].concat()
    }

    /// Whether it still waits.
    pub(super) fn is_there(&self) -> bool {
        text_of(&self.key()).is_some()
    }

    /// Puts it where it waits.
    pub(super) fn put(&mut self) {
        self.stored = self.store().is_some();
        if !self.stored {
            remember(&self.key(), self.text());
        }
    }

    /// Takes in earlier changes of the same answer, which wait no longer: sent by themselves they might come later
    /// than this one.
    #[cfg(feature = "rsvp")]
    pub(super) fn overtake(&mut self) -> Vec<Self> {
        let Message::Change(own) = &mut self.message else { return Vec::new() };
        let is_earlier = |kept: &Self| match &kept.message {
            Message::Change(earlier) => earlier.url == own.url && kept.place == self.place,
            Message::Form(..) => false,
        };
        let earlier: Vec<Self> = find(&self.widget).kept.into_iter().filter(is_earlier).collect();
        for kept in earlier.iter().rev() {
            if let Message::Change(earlier) = &kept.message {
                own.wanted.follow(&earlier.wanted);
            }
        }
        earlier
    }

    fn store(&self) -> Option<()> {
        let storage = browser::device_storage()?;
        storage.set_item(&self.key(), &self.text()).ok()?;
        // After the entry: what nobody looks for would not be found.
        storage.set_item(MARK, "1").ok()
    }

    /// Says that it is being tried. What another tab has discarded meanwhile stays discarded.
    pub(super) fn update(&self) {
        if !self.is_there() {
            return;
        }
        let (key, text) = (self.key(), self.text());
        match browser::device_storage() {
            Some(storage) if self.stored => drop(storage.set_item(&key, &text)),
            _ => remember(&key, text),
        }
    }

    /// It waits no more.
    pub(super) fn remove(&self) {
        remove(&self.key());
    }

    /// Whether it may be sent by itself.
    pub(super) fn is_due(&self, now: i64) -> bool {
        !self.unsure && self.times.until <= now && browser::is_online()
    }

    /// It is being tried; `knows` says whether the backend would recognise it a second time.
    pub(crate) fn begin(&mut self, knows: bool) {
        self.times.tried = browser::now().0;
        self.unsure = !knows;
        self.update();
    }

    /// Leaves it alone until someone looks at it.
    pub(super) fn rest(&mut self) {
        self.times.rest();
        self.update();
    }

    fn text(&self) -> String {
        let mut map = Map::new();
        let version = if self.message.takes_part().is_some() { TAKES_PART } else { VERSION };
        let numbers = [
            ("v", version),
            ("at", self.times.at as f64),
            ("tried", self.times.tried as f64),
            ("until", self.times.until as f64),
        ];
        for (name, number) in numbers {
            map.insert(name.into(), number.into());
        }
        map.insert("unsure".into(), self.unsure.into());
        map.insert("widget".into(), (&*self.widget).into());
        map.insert("place".into(), (&*self.place).into());
        self.message.write(&mut map);
        js::print(&Value::Object(map)).unwrap_or_default()
    }
}

/// What waits for a widget. What is broken or too old goes.
pub(super) fn find(widget: &str) -> Found {
    let mut found = Found::default();
    for key in keys() {
        let Some(text) = text_of(&key) else { continue };
        match understand(&text, &key, Some(widget)) {
            None => {}
            Some(Read::Kept(kept)) => {
                // By a clock that was put back it is younger than it is: from now on it ages by this one.
                if kept.moved {
                    kept.update();
                }
                let place = found.kept.iter().position(|other| other.times.at > kept.times.at);
                found.kept.insert(place.unwrap_or(found.kept.len()), kept);
            }
            Some(Read::Newer) => found.newer = true,
            Some(Read::Expired) => {
                found.expired = true;
                remove(&key);
            }
            Some(Read::Broken) => remove(&key),
        }
    }
    if keys().is_empty() {
        unmark();
    }
    found
}

/// The same entry as it is now: another tab may have sent it.
pub(super) fn read(key: &str) -> Option<Kept> {
    match understand(&text_of(key)?, key, None) {
        Some(Read::Kept(kept)) => Some(kept),
        _ => None,
    }
}

/// Understands an entry; `None` if it is another widget's, unless it is to be deleted.
fn understand(text: &str, key: &str, widget: Option<&str>) -> Option<Read> {
    let value = js::parse(text).unwrap_or(Value::Null);
    let number = |name: &str| value.get(name).and_then(Value::as_f64);
    let text = |name: &str| value.get(name).and_then(Value::as_str);
    let (Some(version), Some(at)) = (number("v"), number("at")) else { return Some(Read::Broken) };
    let is_others = widget.is_some_and(|widget| text("widget").is_some_and(|own| own != widget));
    let time = |name: &str| number(name).unwrap_or_default() as i64;
    let (now, said) =
        (browser::now().0, Waiting { at: at as i64, tried: time("tried"), until: time("until") });
    let times = said.by(now);
    if times.is_over(now) {
        // Whichever widget sees it first deletes it; only its own says so.
        return Some(if is_others { Read::Broken } else { Read::Expired });
    }
    if is_others {
        return None;
    }
    if version > VERSION {
        return Some(Read::Newer);
    }
    let message = Message::read(&value).filter(|message| key.strip_prefix(PREFIX) == Some(message.id()));
    let kept = message.and_then(|message| {
        Some(Kept {
            message,
            widget: text("widget")?.to_owned(),
            place: text("place")?.to_owned(),
            times,
            unsure: value.get("unsure")?.as_bool()?,
            moved: times != said,
            stored: MEMORY.with_borrow(|memory| memory.iter().all(|(known, _)| known != key)),
        })
    });
    Some(kept.map_or(Read::Broken, Read::Kept))
}

/// The keys of all that waits.
fn keys() -> Vec<String> {
    let mut keys: Vec<String> =
        MEMORY.with_borrow(|memory| memory.iter().map(|(key, _)| key.clone()).collect());
    if let Some(storage) = browser::device_storage() {
        let stored = Object::keys(&storage);
        let stored = stored.iter().filter_map(|key| key.as_string());
        keys.extend(stored.filter(|key| key.starts_with(PREFIX)));
    }
    keys
}

fn text_of(key: &str) -> Option<String> {
    let remembered = MEMORY
        .with_borrow(|memory| memory.iter().find(|(known, _)| known == key).map(|(_, text)| text.clone()));
    remembered.or_else(|| browser::device_storage()?.get_item(key).ok()?)
}

fn remember(key: &str, text: String) {
    MEMORY.with_borrow_mut(|memory| {
        memory.retain(|(known, _)| known != key);
        memory.push((key.to_owned(), text));
    });
}

fn remove(key: &str) {
    MEMORY.with_borrow_mut(|memory| memory.retain(|(known, _)| known != key));
    if let Some(storage) = browser::device_storage() {
        let _ = storage.remove_item(key);
    }
    if keys().is_empty() {
        unmark();
    }
}

/// Takes the mark away; but not from under an entry that another tab has put there meanwhile.
fn unmark() {
    let Some(storage) = browser::device_storage() else { return };
    let _ = storage.remove_item(MARK);
    if !keys().is_empty() {
        let _ = storage.set_item(MARK, "1");
    }
}
