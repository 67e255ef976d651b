//! The words of hosted pages: the same files as the widget's, and beside them those that only
//! this server says; English where a language has no word of its own.

use std::collections::HashMap;
use std::sync::LazyLock;

use rungs_model::{ErrorCode, Form, Values, bare_label};

use super::{events, survey};
use crate::accept_language;
use crate::definition::Read;

type Table = HashMap<String, String>;

macro_rules! locales {
    ($($lang:literal)*) => {
        [$((
            $lang,
            include_str!(concat!("../../../../widgets/embed/locales/", $lang, ".json")),
            include_str!(concat!("../../locales/", $lang, ".json")),
        )),*]
    };
}

/// Every file of `widgets/embed/locales`, and its fellow in `locales`; a test compares.
const FILES: [(&str, &str, &str); 18] =
    locales!["ar" "de" "en" "es" "fa" "fr" "hi" "it" "ja" "nl" "pl" "pt" "ru" "sv" "sw" "tr" "uk" "zh-Hans"];

static TABLES: LazyLock<HashMap<&str, Table>> = LazyLock::new(|| {
    FILES.into_iter().map(|(lang, kit, own)| (lang, parsed(kit).chain(parsed(own)).collect())).collect()
});

fn parsed(text: &str) -> impl Iterator<Item = (String, String)> {
    serde_json::from_str::<Table>(text).unwrap_or_default().into_iter()
}

/// The words of one language.
#[derive(Clone, Copy)]
pub(crate) struct Words(Option<&'static Table>);

impl Words {
    /// The words of a language (BCP 47), or of its base.
    pub(crate) fn of(lang: &str) -> Self {
        Self(find(lang).map(|(_, table)| table))
    }

    /// The words of the most wanted language that has any, with that language; else English.
    pub(crate) fn preferred(accepted: &str) -> (&'static str, Self) {
        let found = accept_language::wanted(accepted).into_iter().find_map(find);
        found.map_or(("en", Self::of("en")), |(lang, table)| (lang, Self(Some(table))))
    }

    /// The language that is said when `lang` was asked for.
    pub(crate) fn lang(self, lang: &str) -> &str {
        if self.0.is_some() { lang } else { "en" }
    }

    /// The words for `key`.
    pub(crate) fn say(self, key: &str) -> &'static str {
        let english = || TABLES.get("en").and_then(|table| table.get(key));
        self.0.and_then(|table| table.get(key)).or_else(english).map_or("", String::as_str)
    }

    /// The words for `key`, with `{name}` filled in.
    pub(crate) fn fill(self, key: &str, name: &str, value: &str) -> String {
        self.say(key).replace(&format!("{{{name}}}"), value)
    }

    /// What is wrong with a control.
    pub(crate) fn error(self, read: &Read, control: &str, code: &ErrorCode, entered: &Values) -> String {
        let asked = read.survey().and_then(|of| Some((of, survey::owner(of, control)?)));
        if let Some((of, question)) = asked {
            if let Some(own) = question.errors.get(code) {
                return own.to_owned();
            }
            let said =
                self.fill(&survey::mistake(question, code), "limit", &code.limit().unwrap_or_default());
            return said.replace("{label}", bare_label(&survey::label(self, of, question, control, entered)));
        }
        if let Some(events) = read.events()
            && let Some(label) = events::label(self, &events.rsvp, &events.schedule, control)
        {
            let choice = control.starts_with("rsvp") && *code == ErrorCode::Required;
            let key = format!("error_{}{}", code.as_str(), if choice { "_choice" } else { "" });
            let said = self.fill(&key, "limit", &code.limit().unwrap_or_default());
            return said.replace("{label}", bare_label(&label));
        }
        self.error_of(&read.form, control, code)
    }

    /// The same of a form's own control.
    pub(crate) fn error_of(self, form: &Form, control: &str, code: &ErrorCode) -> String {
        let field = form.fields.iter().find(|field| &*field.name == control);
        if let Some(own) = field.and_then(|field| field.errors.get(code)) {
            return own.to_owned();
        }
        let choice = if *code == ErrorCode::Required && form.chooses(control) { "_choice" } else { "" };
        let sentence = self.fill(
            &format!("error_{}{choice}", code.as_str()),
            "limit",
            &code.limit().unwrap_or_default(),
        );
        // The label last: it may hold braces of its own.
        sentence.replace("{label}", bare_label(&self.label(form, control)))
    }

    /// What a control is called.
    pub(crate) fn label(self, form: &Form, control: &str) -> String {
        if let Some(field) = form.fields.iter().find(|field| &*field.name == control) {
            return field
                .label
                .as_ref()
                .map_or_else(|| self.say(control).to_owned(), |label| label.0.clone());
        }
        let comment = form.comment.as_ref().filter(|_| control == "comment");
        match comment {
            Some(comment) => {
                comment.label.as_ref().map_or_else(|| self.say("comment").to_owned(), |label| label.0.clone())
            }
            None => form
                .consents
                .iter()
                .find(|consent| consent.control() == control)
                .map_or_else(|| self.say("consent").to_owned(), |consent| consent.markdown().plain()),
        }
    }
}

/// The file of a language, whichever letters of its tag are capitals.
fn find(lang: &str) -> Option<(&'static str, &'static Table)> {
    let lang = lang.to_ascii_lowercase();
    let traditional = ["zh-tw", "zh-hk", "zh-mo", "zh-hant"].iter().any(|other| lang.starts_with(other));
    let base = match lang.split('-').next() {
        Some("zh") if !traditional => "zh-Hans",
        base => base?,
    };
    TABLES.get_key_value(base).map(|(lang, table)| (*lang, table))
}

/// The direction of a language's script.
pub(crate) fn direction(lang: &str) -> &'static str {
    if rungs_model::is_rtl(lang) { "rtl" } else { "ltr" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_of_the_kit_is_spoken_here() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../widgets/embed/locales");
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        let known: Vec<String> = FILES.iter().map(|(lang, ..)| format!("{lang}.json")).collect();
        assert_eq!(names, known);
        assert!(TABLES.values().all(|table| table.len() > 50), "each file is an object of strings");
    }

    #[test]
    fn every_language_says_all_that_only_the_server_says_with_the_same_blanks() {
        let blanks = |text: &str| -> Vec<String> {
            let mut blanks: Vec<_> =
                text.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0.to_owned())).collect();
            blanks.sort();
            blanks
        };
        let all = |text| -> Vec<_> {
            let mut all: Vec<_> = parsed(text).map(|(key, said)| (key, blanks(&said))).collect();
            all.sort();
            all
        };
        let (_, _, english) = FILES.into_iter().find(|(lang, ..)| *lang == "en").unwrap();
        assert!(all(english).len() > 10);
        for (lang, kit, own) in FILES {
            assert_eq!(all(own), all(english), "{lang}");
            let kit: Table = parsed(kit).collect();
            assert!(parsed(own).all(|(key, text)| !text.is_empty() && !kit.contains_key(&key)), "{lang}");
        }
    }

    #[test]
    fn the_most_wanted_language_that_has_words_is_preferred_and_else_english() {
        let preferred = |accepted| Words::preferred(accepted).0;
        assert_eq!(preferred("tlh, de-AT;q=0.5, fr;q=0.7"), "fr");
        assert_eq!(preferred("ZH-cn, en;q=0.5"), "zh-Hans");
        assert_eq!(preferred("zh-TW, pt-BR;q=0.1"), "pt");
        assert_eq!(Words::preferred("uk;q=0, *").1.say("yes"), "Yes");
    }

    #[test]
    fn a_region_speaks_its_base_and_the_unknown_english() {
        assert_eq!(Words::of("de-AT").say("yes"), "Ja");
        assert_eq!(Words::of("tlh").say("yes"), "Yes");
        assert_eq!((Words::of("zh-CN").say("yes"), Words::of("zh-TW").say("yes")), ("是", "Yes"));
        assert_eq!((direction("ar-EG"), direction("de")), ("rtl", "ltr"));
    }
}
