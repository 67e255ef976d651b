//! Names that are legal in our documents, and which of ours each name of a definition became.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::note::Notes;
use super::outline::{Element, Outline, Role};
use super::source::plain;

/// Names that the survey itself uses.
const RESERVED: &[&str] =
    &["comment", "submission_id", "locale", "source", "referrer", "page", "test", "end", "consent"];

/// Longer ones are cut, with room left for a number.
const LONGEST: usize = 56;

/// Every name of an import.
#[derive(Default)]
pub(super) struct Names {
    taken: HashSet<String>,
    /// Ours of an element or page, by its path.
    by_path: HashMap<String, String>,
    /// The control that an expression or a text means, by what it is called there, in small
    /// letters: SurveyJS does not tell capitals apart.
    controls: HashMap<String, String>,
    /// Ours of each row of a matrix, by the matrix and the row.
    rows: HashMap<(String, String), String>,
}

impl Names {
    pub(super) fn of(outline: &Outline, notes: &mut Notes) -> Self {
        let mut names = Self::default();
        let every = || outline.pages.iter().flat_map(|page| &page.elements);
        // Those that can stay as they are first, so that no other takes their place.
        for element in every().filter(|element| legal(&element.name, "") == element.name) {
            names.element(element, notes);
        }
        for element in
            every().filter(|element| !names.by_path.contains_key(&element.source.path)).collect::<Vec<_>>()
        {
            names.element(element, notes);
        }
        for (index, page) in outline.pages.iter().enumerate() {
            let name = page.source.text("name").unwrap_or_default();
            let ours = names.take(&legal(name, &format!("page{}", index + 1)));
            names.by_path.insert(page.source.path.clone(), ours);
        }
        names
    }

    fn element(&mut self, element: &Element, notes: &mut Notes) {
        let source = &element.source;
        let fallback = if element.role == Role::Heading { "heading" } else { "question" };
        let ours = self.take(&legal(&element.name, fallback));
        if ours != element.name && element.role == Role::Question {
            notes.approximated(&source.at("name"), &format!("is “{ours}” here"));
        }
        self.by_path.insert(source.path.clone(), ours.clone());
        if element.role == Role::Heading {
            return;
        }
        self.refer(&element.name, &ours);
        if let Some(other) = source.text("valueName") {
            self.refer(other, &ours);
        }
        for suffix in ["-comment", "-other"] {
            self.refer(&format!("{}{suffix}", element.name), &format!("{ours}.other"));
        }
        let mut rows = HashSet::new();
        for (index, row) in source.list("rows").into_iter().map(|(_, row)| row).enumerate() {
            let value = plain(row.get("value").unwrap_or(row)).unwrap_or_default();
            let mut row = legal(&value, &format!("row{}", index + 1));
            while !rows.insert(row.clone()) {
                row = format!("{row}_{index}");
            }
            self.refer(&format!("{}.{value}", element.name), &format!("{ours}.{row}"));
            self.rows.insert((ours.clone(), value), row);
        }
    }

    /// A name that nothing has yet.
    pub(super) fn take(&mut self, wanted: &str) -> String {
        let numbered = (2_usize..).map(|number| format!("{wanted}_{number}"));
        let free = std::iter::once(wanted.to_owned())
            .chain(numbered)
            .find(|name| !RESERVED.contains(&name.as_str()) && !self.taken.contains(name))
            .unwrap_or_default();
        self.taken.insert(free.clone());
        free
    }

    fn refer(&mut self, name: &str, control: &str) {
        self.controls.entry(name.trim().to_lowercase()).or_insert_with(|| control.into());
    }

    /// Ours of the element at this path.
    pub(super) fn element_at(&self, path: &str) -> String {
        self.by_path.get(path).cloned().unwrap_or_default()
    }

    /// Ours of the page at this path.
    pub(super) fn page(&self, path: &str) -> String {
        self.element_at(path)
    }

    /// The control that an expression or a text means.
    pub(super) fn control(&self, name: &str) -> Option<&str> {
        self.controls.get(&name.trim().to_lowercase()).map(String::as_str)
    }

    /// Ours of a row.
    pub(super) fn row(&self, matrix: &str, value: &Value) -> Option<&str> {
        let value = plain(value.get("value").unwrap_or(value)).unwrap_or_default();
        self.rows.get(&(matrix.to_owned(), value)).map(String::as_str)
    }
}

/// The nearest legal name: 1 to 64 of `A–Z a–z 0–9 _ -`, starting with a letter or digit.
pub(super) fn legal(name: &str, otherwise: &str) -> String {
    let mut legal = String::new();
    for character in name.chars() {
        match character {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' => legal.push(character),
            _ if legal.ends_with('_') => {}
            _ => legal.push('_'),
        }
    }
    let mut legal = legal.trim_start_matches(['_', '-']).to_owned();
    legal.truncate(LONGEST);
    // What was replaced at the end says nothing; what was written there may stay.
    let kept = if name.ends_with(['_', '-']) { legal.as_str() } else { legal.trim_end_matches('_') };
    if kept.is_empty() { otherwise.into() } else { kept.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_not_legal_becomes_the_nearest_that_is() {
        for (name, ours) in [
            ("age", "age"),
            ("How old are you?", "How_old_are_you"),
            ("a.b", "a_b"),
            ("_x_", "x_"),
            ("straße", "stra_e"),
            ("年齢", "question"),
        ] {
            assert_eq!(legal(name, "question"), ours);
        }
        assert_eq!(legal(&"n".repeat(300), "question").len(), LONGEST);
    }
}
