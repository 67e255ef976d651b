//! Every word that the kit says. English is compiled in; other languages come from
//! `locales/<lang>.json` by way of the loader, and fall back to English key by key. The English
//! words that nobody reads before they touch a form are in the second file.

use std::cell::RefCell;

use serde_json::{Map, Value};

use crate::intl;

/// The keys, one constant each, and the English table.
#[allow(dead_code, reason = "some keys are put together, e.g. from the code of an error")]
pub(crate) mod word {
    include!(concat!(env!("OUT_DIR"), "/words.rs"));
}

/// The words of one language.
#[derive(Debug)]
pub(crate) struct Words {
    /// The language (BCP 47).
    pub(crate) lang: String,
    translated: Map<String, Value>,
}

impl Words {
    pub(crate) fn new(lang: String, translated: Value) -> Self {
        let translated = match translated {
            Value::Object(map) => map,
            _ => Map::new(),
        };
        Self { lang, translated }
    }

    fn find(&self, key: &str) -> Option<&str> {
        self.translated.get(key).and_then(Value::as_str).or_else(|| english(key))
    }

    /// The words for `key`.
    pub(crate) fn say(&self, key: &'static str) -> String {
        self.find(key).unwrap_or(key).into()
    }

    /// The words for `key` of a widget of this kind, or else of any.
    pub(crate) fn own(&self, kind: &str, key: &'static str) -> String {
        self.find(&[kind, "_", key].concat()).map_or_else(|| self.say(key), String::from)
    }

    /// The words for `key`, with `{name}`s filled in.
    pub(crate) fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        let mut filled = String::new();
        for part in self.find(key).unwrap_or(key).split('{') {
            let value = part.split_once('}').and_then(|(name, rest)| {
                let (_, value) = values.iter().find(|(known, _)| *known == name)?;
                Some((*value, rest))
            });
            let (value, rest) = value.unwrap_or(("", part));
            filled.push_str(value);
            filled.push_str(rest);
        }
        filled
    }

    /// The words for `count` of something, `{count}` filled in.
    pub(crate) fn count(&self, key: &str, count: u64) -> String {
        let category = intl::plural_category(&self.lang, count);
        let form = [key, "_", &category].concat();
        let form = if self.find(&form).is_some() { form } else { [key, "_other"].concat() };
        self.fill(&form, &[("count", &intl::number(&self.lang, count as f64))])
    }
}

type Table = &'static [(&'static str, &'static str)];

thread_local! {
    /// What came with a widget's own code, or with the second file.
    static LEARNT: RefCell<Vec<Table>> = const { RefCell::new(Vec::new()) };
}

/// Adds words that not every page needs, which the code that needs them brings.
pub(crate) fn learn(words: Table) {
    LEARNT.with_borrow_mut(|learnt| {
        if !learnt.iter().any(|known| std::ptr::eq(*known, words)) {
            learnt.push(words);
        }
    });
}

fn english(key: &str) -> Option<&'static str> {
    let find = |table: Table| {
        let index = table.binary_search_by(|(known, _)| (*known).cmp(key)).ok()?;
        table.get(index).map(|(_, text)| *text)
    };
    find(word::ENGLISH).or_else(|| LEARNT.with_borrow(|learnt| learnt.iter().find_map(|table| find(table))))
}
