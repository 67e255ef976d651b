use core::fmt::{Display, Formatter, Result};

use super::source::Source;

/// What became of a part of a definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Our documents cannot say it.
    LeftOut,
    /// They say something near it.
    Approximated,
}

/// One thing that did not come through as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Where it stands in the definition, e.g. `pages[0].elements[2].visibleIf`.
    pub path: String,
    /// What became of it.
    pub fate: Fate,
    /// What staff should know, in English.
    pub message: String,
}

impl Display for Note {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let path = if self.path.is_empty() { "the definition" } else { &self.path };
        let fate = match self.fate {
            Fate::LeftOut => "left out",
            Fate::Approximated => "approximated",
        };
        write!(f, "{path}: {fate}: {}", self.message)
    }
}

/// The notes of an import.
#[derive(Default)]
pub(super) struct Notes(Vec<Note>);

impl Notes {
    pub(super) fn left_out(&mut self, path: &str, message: &str) {
        self.add(path, Fate::LeftOut, message);
    }

    pub(super) fn approximated(&mut self, path: &str, message: &str) {
        self.add(path, Fate::Approximated, message);
    }

    fn add(&mut self, path: &str, fate: Fate, message: &str) {
        let note = Note { path: path.into(), fate, message: message.into() };
        // A panel's condition is that of each of its questions, but is one thing to say.
        if !self.0.contains(&note) {
            self.0.push(note);
        }
    }

    /// All, in the order of the definition as far as their paths tell it.
    pub(super) fn in_order(mut self) -> Vec<Note> {
        self.0.sort_by(|one, other| steps(&one.path).cmp(&steps(&other.path)));
        self.0
    }
}

/// The steps of a path, numbers as numbers: `pages[10]` comes after `pages[9]`.
fn steps(path: &str) -> Vec<(usize, &str)> {
    let steps = path.split(['.', '[', ']']).filter(|step| !step.is_empty());
    steps.map(|step| step.parse().map_or((0, step), |number| (number, ""))).collect()
}

/// Keys that only say how a form looks, one a line.
const LOOKS: &str = include_str!("looks.txt");

/// Keys that say nothing to people.
const SILENT: &[&str] = &["$schema", "sjsVersion", "surveyId", "surveyPostId", "surveyShowDataSaving"];

/// Notes every key that nothing has looked at.
pub(super) fn rest(source: &Source, notes: &mut Notes) {
    let mut looks = Vec::new();
    for key in source.unread() {
        if LOOKS.lines().any(|look| look == key) {
            looks.push(key);
        } else if !SILENT.contains(&key) {
            notes.left_out(&source.at(key), "has no counterpart here");
        }
    }
    if !looks.is_empty() {
        notes.left_out(&source.path, &format!("how it looks: {}", looks.join(", ")));
    }
}

/// The same for the definition itself, with words for what is often asked about.
pub(super) fn rest_of_survey(survey: &Source, notes: &mut Notes) {
    for key in ["firstPageIsStarted", "firstPageIsStartPage"] {
        if survey.flag(key) {
            notes.left_out(key, "the first page is a page like the others");
        }
    }
    if survey.flag("sendResultOnPageNext") || survey.flag("partialSendEnabled") {
        notes.left_out("", "answers are not sent page by page; \"partial\": true in the document says so");
    }
    rest(survey, notes);
}
