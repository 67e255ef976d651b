//! The widgets that this server keeps: the latest version of each document.

use std::collections::HashMap;
use std::iter;
use std::sync::{Arc, RwLock};

use anyhow::Result;
use rungs_model::rsvp::Occurrence;
use serde_json::Value;

use crate::accept_language;
use crate::definition::Read;
use crate::private;
use crate::rules::Rules;
use crate::state::Cache;
use crate::store::{Declared, Store};

/// A widget as its latest document has it.
pub(crate) struct Widget {
    pub(crate) id: String,
    pub(crate) version: i64,
    pub(crate) document: Value,
    /// The document as everyone gets it.
    pub(crate) public: Value,
    /// Read in the document's own language.
    own: (String, Read),
    /// Read in every other language that its texts come in.
    others: Vec<(String, Read)>,
    pub(crate) state: Cache,
    pub(crate) results: Cache,
}

impl Widget {
    pub(crate) fn new(id: String, version: i64, document: Value) -> Option<Self> {
        let read = |lang: String| {
            let read = Read::new(&document, &lang)?;
            Some((lang, read))
        };
        let mut all = languages(&document).into_iter().map(read);
        let own = all.next()??;
        let others = all.collect::<Option<_>>()?;
        let (state, results) = (Cache::default(), Cache::default());
        let public = private::public(&document);
        Some(Self { id, version, document, public, own, others, state, results })
    }

    /// The document in a language, its base, or the campaign's own.
    pub(crate) fn read(&self, lang: &str) -> &Read {
        self.in_lang(lang).1
    }

    /// The same, with the language that it turned out to be.
    pub(crate) fn in_lang(&self, lang: &str) -> (&str, &Read) {
        let (lang, read) = self.find(lang).unwrap_or(&self.own);
        (lang, read)
    }

    /// The first language of an `Accept-Language` header that the document comes in.
    pub(crate) fn preferred(&self, accepted: &str) -> &str {
        let found = accept_language::wanted(accepted).into_iter().find_map(|tag| self.find(tag));
        found.map_or_else(|| self.lang(), |(lang, _)| lang)
    }

    fn find(&self, lang: &str) -> Option<&(String, Read)> {
        let base = lang.split('-').next().unwrap_or(lang);
        let all = || iter::once(&self.own).chain(&self.others);
        all().find(|(own, _)| own == lang).or_else(|| all().find(|(own, _)| own == base))
    }

    /// The language of the document.
    pub(crate) fn lang(&self) -> &str {
        &self.own.0
    }

    /// The places of each occurrence of its events.
    fn declared(&self) -> Option<Vec<Declared>> {
        let events = self.own.1.events()?;
        let one = |occurrence: &Occurrence| Declared {
            slot: occurrence.key.clone(),
            capacity: occurrence.capacity,
            waits: events.rsvp.events.get(occurrence.event).is_none_or(|event| event.waiting_list),
        };
        Some(events.schedule.iter().map(one).collect())
    }

    /// Every consent with its wording, in every language.
    pub(crate) fn wordings(&self) -> impl Iterator<Item = (&str, String)> {
        let consents = iter::once(&self.own).chain(&self.others).flat_map(|(_, read)| &read.form.consents);
        consents.map(|consent| (&*consent.id, consent.wording()))
    }
}

/// Keys of a document that are as short as a language tag and are none.
const SHORT_KEYS: [&str; 6] = ["alt", "id", "max", "min", "src", "to"];

/// The languages that any text of a document comes in, its own first. An object whose
/// values are all strings and whose keys all look like language tags is such a text.
fn languages(document: &Value) -> Vec<String> {
    fn is_tag(key: &str) -> bool {
        let primary = key.split('-').next().unwrap_or_default();
        (2..=3).contains(&primary.len()) && !SHORT_KEYS.contains(&primary)
    }
    fn walk(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(map) => {
                if map.values().all(Value::is_string) && map.keys().all(|key| is_tag(key)) {
                    let new: Vec<_> = map.keys().filter(|key| !found.contains(key)).cloned().collect();
                    found.extend(new);
                }
                map.values().for_each(|value| walk(value, found));
            }
            Value::Array(items) => items.iter().for_each(|item| walk(item, found)),
            _ => {}
        }
    }
    let own = document.get("lang").and_then(Value::as_str).unwrap_or("en");
    let mut found = vec![own.to_owned()];
    walk(document, &mut found);
    found
}

/// A widget as an earlier version of its document has it; none if this server cannot read that any more.
pub(crate) async fn version(store: &Store, id: &str, version: i64) -> Result<Option<Widget>> {
    Ok(Widget::new(id.to_owned(), version, store.document(id, version).await?))
}

/// Every widget, by id.
pub(crate) struct Widgets(RwLock<HashMap<String, Arc<Widget>>>);

impl Widgets {
    pub(crate) async fn load(store: &Store) -> Result<Self> {
        let widgets = Self(RwLock::default());
        widgets.refresh(store).await?;
        Ok(widgets)
    }

    /// Takes up documents that were added since, by this process or another.
    pub(crate) async fn refresh(&self, store: &Store) -> Result<()> {
        for (id, version) in store.latest_versions().await? {
            if self.get(&id).is_some_and(|known| known.version == version) {
                continue;
            }
            let document = store.document(&id, version).await?;
            let Some(widget) = Widget::new(id.clone(), version, document) else {
                tracing::error!(
                    widget = id,
                    version,
                    "the stored document cannot be read by this version; left out"
                );
                continue;
            };
            store.publish(&id, widget.wordings()).await?;
            if widget.read("").ladder().is_some() {
                let documents = store.documents(&id).await?;
                if let Some(rules) = Rules::new(&id, version, &documents) {
                    store.follow(rules).await?;
                }
            }
            if let Some(declared) = widget.declared() {
                store.declare_slots(&id, version, &declared).await?;
            }
            if let Ok(mut all) = self.0.write() {
                all.insert(id, Arc::new(widget));
            }
        }
        Ok(())
    }

    pub(crate) fn get(&self, id: &str) -> Option<Arc<Widget>> {
        self.0.read().ok()?.get(id).cloned()
    }

    /// The ladder of a campaign.
    pub(crate) fn ladder(&self, campaign: &str) -> Option<Arc<Widget>> {
        let own = |widget: &Arc<Widget>| {
            widget.read("").ladder().is_some_and(|ladder| ladder.campaign() == campaign)
        };
        self.all().into_iter().find(own)
    }

    pub(crate) fn all(&self) -> Vec<Arc<Widget>> {
        let mut all: Vec<_> = self.0.read().map(|all| all.values().cloned().collect()).unwrap_or_default();
        all.sort_by(|one: &Arc<Widget>, other| one.id.cmp(&other.id));
        all
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_languages_of_a_document_are_found_in_its_texts() {
        let document = json!({
            "id": "x", "lang": "de", "title": { "de": "Luft", "fr": "Air", "pt-BR": "Ar" },
            "image": { "src": "a", "alt": "b" }, "thanks": { "title": { "en": "Thanks" } },
        });
        assert_eq!(languages(&document), ["de", "en", "fr", "pt-BR"]);
    }
}
