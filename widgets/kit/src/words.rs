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
        filled(self.find(key).unwrap_or(key), values)
    }

    /// The words for `count` of something, `{count}` filled in.
    pub(crate) fn count(&self, key: &str, count: u64) -> String {
        let category = intl::plural_category(&self.lang, count);
        let form = [key, "_", &category].concat();
        let form = if self.find(&form).is_some() { form } else { [key, "_other"].concat() };
        self.fill(&form, &[("count", &intl::number(&self.lang, count as f64))])
    }

    /// The words for the place of something in a row, e.g. "3rd place": `{n}` filled in.
    pub(crate) fn ordinal(&self, key: &str, number: u64) -> String {
        let other = [key, "_other"].concat();
        // English words want the English ordinal.
        let own = self.translated.contains_key(&other);
        let lang = if own { &*self.lang } else { "en" };
        let form = [key, "_", &intl::ordinal_category(lang, number)].concat();
        let find = |form: &str| if own { self.find(form) } else { look_up(word::ENGLISH_ORDINAL, form) };
        let words = find(&form).or_else(|| find(&other)).unwrap_or(key);
        filled(words, &[("n", &intl::number(lang, number as f64))])
    }
}

fn filled(words: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::new();
    for part in words.split('{') {
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
    let learnt = || LEARNT.with_borrow(|learnt| learnt.iter().find_map(|table| look_up(table, key)));
    look_up(word::ENGLISH, key).or_else(learnt)
}

fn look_up(table: Table, key: &str) -> Option<&'static str> {
    let index = table.binary_search_by(|(known, _)| (*known).cmp(key)).ok()?;
    table.get(index).map(|(_, text)| *text)
}

#[cfg(all(test, target_arch = "wasm32"))]
mod tests {
    use serde_json::json;
    use wasm_bindgen_test::*;

    use super::*;

    wasm_bindgen_test_configure!(run_in_browser);

    fn places(lang: &str, translated: Value, numbers: &[u64]) -> Vec<String> {
        let words = Words::new(lang.into(), translated);
        numbers.iter().map(|number| words.ordinal(word::PLACE, *number)).collect()
    }

    #[wasm_bindgen_test]
    fn a_place_in_a_row_is_said_as_the_language_says_it() {
        let english = places("en", Value::Null, &[1, 2, 3, 4, 11, 21, 1002]);
        assert_eq!(
            english,
            ["1st place", "2nd place", "3rd place", "4th place", "11th place", "21st place", "1,002nd place"]
        );
        let french = json!({ "place_one": "{n}re place", "place_other": "{n}e place" });
        assert_eq!(places("fr", french, &[1, 2]), ["1re place", "2e place"]);
    }

    #[wasm_bindgen_test]
    fn a_language_without_the_word_says_it_in_whole_english() {
        assert_eq!(places("cs", Value::Null, &[1, 3]), ["1st place", "3rd place"]);
    }

    #[wasm_bindgen_test]
    fn a_form_that_is_missing_is_said_by_the_general_one() {
        assert_eq!(places("sv", json!({ "place_other": "{n}:e plats" }), &[1]), ["1:e plats"]);
    }
}
