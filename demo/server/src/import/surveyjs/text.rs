//! Texts: in one language or several, with earlier answers in them.

use serde_json::{Map, Value};

use super::names::Names;
use super::note::Notes;
use super::source::{Source, plain};
use super::{html, languages};

/// How the texts of a definition are read.
pub(super) struct Texts {
    /// The language of those that come in one.
    lang: String,
}

impl Texts {
    pub(super) fn of(survey: &Source) -> Self {
        let lang = survey.text("locale").map(languages::tag).filter(|lang| !lang.is_empty());
        Self { lang: lang.unwrap_or_else(|| "en".into()) }
    }

    pub(super) fn lang(&self) -> &str {
        &self.lang
    }

    /// A text that earlier answers can stand in.
    pub(super) fn words(&self, source: &Source, key: &'static str, names: &Names) -> Option<Value> {
        self.each(source.get(key)?, &|text| piped(&clean(text), names))
    }

    /// The same as Markdown; what is written in it means nothing there.
    pub(super) fn markdown(&self, source: &Source, key: &'static str, names: &Names) -> Option<Value> {
        self.each(source.get(key)?, &|text| piped(&escaped(&clean(text)), names))
    }

    /// HTML as Markdown.
    pub(super) fn html(
        &self,
        source: &Source,
        key: &'static str,
        names: &Names,
        notes: &mut Notes,
    ) -> Option<Value> {
        let value = source.get(key)?;
        let lost = std::cell::RefCell::new(Vec::new());
        let text = self.each(value, &|text| {
            let read = html::to_markdown(&clean(text));
            lost.borrow_mut().extend(read.lost);
            piped(&read.markdown, names)
        });
        let mut lost = lost.into_inner();
        lost.sort();
        lost.dedup();
        if !lost.is_empty() {
            notes.approximated(&source.at(key), &format!("is Markdown, without <{}>", lost.join(">, <")));
        }
        text
    }

    /// A text that no answers can stand in.
    pub(super) fn fixed(&self, source: &Source, key: &'static str, notes: &mut Notes) -> Option<Value> {
        self.label(source.get(key)?, &source.at(key), notes)
    }

    /// The same as Markdown.
    pub(super) fn fixed_markdown(
        &self,
        source: &Source,
        key: &'static str,
        notes: &mut Notes,
    ) -> Option<Value> {
        let value = source.get(key)?;
        note_braces(value, &source.at(key), notes);
        self.each(value, &|text| escaped(&clean(text)))
    }

    /// The same, of a value.
    pub(super) fn label(&self, value: &Value, path: &str, notes: &mut Notes) -> Option<Value> {
        note_braces(value, path, notes);
        self.each(value, &clean)
    }

    /// Turns a text in each of its languages; none if nothing is left.
    fn each(&self, value: &Value, turn: &dyn Fn(&str) -> String) -> Option<Value> {
        let Some(map) = value.as_object() else {
            let text = turn(&plain(value)?);
            return (!text.is_empty()).then(|| text.into());
        };
        let mut texts = Map::new();
        // What is written under the language's own name gives way to “default”, as it does there.
        let own = map.iter().filter(|(lang, _)| *lang != "default");
        for (lang, text) in own.chain(map.get_key_value("default")) {
            let lang = if lang == "default" { self.lang.clone() } else { languages::tag(lang) };
            let text = turn(&plain(text).unwrap_or_default());
            if !text.is_empty() && !lang.is_empty() {
                texts.insert(lang, text.into());
            }
        }
        match texts.len() {
            0 => None,
            1 => texts.remove(&self.lang).or(Some(Value::Object(texts))),
            _ => Some(Value::Object(texts)),
        }
    }
}

fn note_braces(value: &Value, path: &str, notes: &mut Notes) {
    let texts = value.as_object().map_or_else(|| vec![value], |map| map.values().collect());
    if texts.iter().filter_map(|text| text.as_str()).any(|text| text.contains('{')) {
        notes.left_out(path, "shows answers, which this text cannot");
    }
}

/// Without what no text of ours may hold: control characters, and marks that turn the direction of
/// writing (Unicode TR 36).
pub(super) fn clean(text: &str) -> String {
    clean_inside(text).trim().into()
}

/// The same, with the space around it.
pub(super) fn clean_inside(text: &str) -> String {
    let shown = |character: &char| match character {
        '\n' | '\t' => true,
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => false,
        other => !other.is_control(),
    };
    text.chars().filter(shown).collect()
}

/// `{name}` of a question that there is becomes `{{name}}`.
fn piped(text: &str, names: &Names) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let inside = after.split_once('}').filter(|(name, _)| !name.contains('{'));
        // In Markdown the marks of a name are escaped.
        let control =
            inside.and_then(|(name, onward)| Some((names.control(&name.replace('\\', ""))?, onward)));
        if let Some((control, onward)) = control {
            out.push_str("{{");
            out.push_str(control);
            out.push_str("}}");
            rest = onward;
        } else {
            out.push('{');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

/// A plain text so that Markdown reads it as it is.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::new();
    for (index, line) in text.lines().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        let line = line.trim();
        // What would begin a list.
        let number = line.split_once(". ").filter(|(number, _)| {
            (1..=3).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit())
        });
        let line = match number {
            Some((number, rest)) => format!("{number}\\. {}", marks_escaped(rest)),
            None if line.starts_with("- ") => format!("\\{}", marks_escaped(line)),
            None => marks_escaped(line),
        };
        out.push_str(&line);
    }
    out
}

pub(super) fn marks_escaped(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        if matches!(character, '\\' | '*' | '_' | '[') {
            out.push('\\');
        }
        out.push(character);
    }
    out
}
