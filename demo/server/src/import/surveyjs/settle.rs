//! Holds the document against our own checks, and takes out what they refuse: references to
//! what is asked later, pages that nobody comes to, values that nothing offers.

use std::collections::BTreeSet;

use rungs_model::document::{self, Problem};
use rungs_model::survey::Survey;
use serde_json::Value;

use super::note::Notes;
use super::outline::Outline;
use super::question::Draft;

/// Taking something out can make something else wrong, but each pass takes something out.
const PASSES: usize = 50;

/// Where each page and question of the document comes from.
pub(super) struct Origins {
    pages: Vec<(String, Vec<String>)>,
}

impl Origins {
    pub(super) fn of(outline: &Outline, drafts: &[Draft]) -> Self {
        let pages = outline.pages.iter().enumerate().map(|(index, page)| {
            let of_page = drafts.iter().filter(|draft| draft.page == index);
            (page.source.path.clone(), of_page.map(|draft| draft.path.clone()).collect())
        });
        Self { pages: pages.collect() }
    }
}

/// A place in the document: of a page, a question or the document, and the key there.
struct Place<'p> {
    page: Option<usize>,
    question: Option<usize>,
    /// The rest of the path.
    key: &'p str,
}

impl<'p> Place<'p> {
    fn of(path: &'p str) -> Self {
        let (page, rest) = index(path, "pages").map_or((None, path), |(page, rest)| (Some(page), rest));
        let question = page.and_then(|_| index(rest, "questions"));
        match question {
            Some((question, key)) => Self { page, question: Some(question), key },
            None => Self { page, question: None, key: rest },
        }
    }

    fn object<'d>(&self, document: &'d mut Value) -> Option<&'d mut Value> {
        let Some(page) = self.page else { return Some(document) };
        let page = document.get_mut("pages")?.get_mut(page)?;
        match self.question {
            Some(question) => page.get_mut("questions")?.get_mut(question),
            None => Some(page),
        }
    }
}

/// `pages[3].title` → (3, "title").
fn index<'p>(path: &'p str, key: &str) -> Option<(usize, &'p str)> {
    let (number, rest) = path.strip_prefix(key)?.strip_prefix('[')?.split_once(']')?;
    Some((number.parse().ok()?, rest.trim_start_matches('.')))
}

/// What a pass takes out as a whole.
#[derive(Default)]
struct Doomed {
    questions: BTreeSet<(usize, usize)>,
    pages: BTreeSet<usize>,
}

/// Gives the document once it passes, in each of the languages.
pub(super) fn settle(
    mut document: Value,
    mut origins: Origins,
    languages: &[String],
    notes: &mut Notes,
) -> Result<Value, String> {
    remove_empty_pages(&mut document, &mut origins);
    for _ in 0..PASSES {
        let problems = languages.iter().find_map(|lang| document::read::<Survey>(&document, lang).err());
        let Some(problems) = problems else { return Ok(document) };
        let mut doomed = Doomed::default();
        let mut seen = BTreeSet::new();
        for problem in problems.iter().filter(|problem| problem.is_error()) {
            // After a change, what else is said about the same key may not be so any more.
            if !problem.message.starts_with("shows ") && !seen.insert(&problem.path) {
                continue;
            }
            mend(&mut document, problem, &origins, &mut doomed, notes)?;
        }
        remove(&mut document, &mut origins, &doomed);
        remove_empty_pages(&mut document, &mut origins);
    }
    Err("the definition could not be made into a document that passes its checks".into())
}

fn mend(
    document: &mut Value,
    problem: &Problem,
    origins: &Origins,
    doomed: &mut Doomed,
    notes: &mut Notes,
) -> Result<(), String> {
    let place = Place::of(&problem.path);
    let origin = origin(&place, origins);
    if problem.message.starts_with("shows ") {
        let name = problem.message.split('"').nth(1).unwrap_or_default();
        let shown = place.object(document).and_then(|object| key_mut(object, place.key));
        if let Some(text) = shown {
            notes.left_out(&origin, &format!("its {} {}: a dash stands there", place.key, problem.message));
            without(text, name);
            return Ok(());
        }
    }
    let key = place.key.split(['.', '[']).next().unwrap_or_default();
    let needed = matches!(key, "" | "name" | "kind" | "label" | "options" | "rows" | "fields");
    match (place.page, place.question) {
        (Some(page), Some(question)) if needed => {
            if doomed.questions.insert((page, question)) {
                notes.left_out(&origin, &problem.message);
            }
        }
        (Some(page), None) if matches!(key, "" | "id") => {
            if doomed.pages.insert(page) {
                notes.left_out(&origin, &problem.message);
            }
        }
        (Some(_), _) => {
            notes.left_out(&origin, &format!("its {key}, which {}", problem.message));
            let rule = index(place.key, key).map(|(rule, _)| rule);
            let Some(object) = place.object(document) else { return Ok(()) };
            drop_key(object, key, rule);
        }
        // Of the document itself: there is nothing to ask, or no title.
        (None, _) if matches!(key, "thanks" | "ends" | "text" | "button") => {
            notes.left_out(&problem.path, &problem.message);
            document.as_object_mut().map(|document| document.remove(key));
        }
        (None, _) => return Err(format!("no document can be made of it: {problem}")),
    }
    Ok(())
}

/// Takes a key out, or one of several leaps.
fn drop_key(object: &mut Value, key: &str, rule: Option<usize>) {
    let Some(object) = object.as_object_mut() else { return };
    if let Some(rule) = rule
        && let Some(rules) = object.get_mut(key).and_then(Value::as_array_mut)
        && rules.len() > 1
    {
        // The place stays until the pass is over, so that those after it keep their numbers.
        if let Some(rule) = rules.get_mut(rule) {
            *rule = Value::Null;
        }
        return;
    }
    object.remove(key);
}

fn origin(place: &Place, origins: &Origins) -> String {
    let page = place.page.and_then(|page| origins.pages.get(page));
    let Some((path, questions)) = page else { return place.key.into() };
    place.question.and_then(|question| questions.get(question)).unwrap_or(path).clone()
}

/// The value at a path of keys, e.g. `thanks.text` or `ends[0].title`.
fn key_mut<'d>(object: &'d mut Value, path: &str) -> Option<&'d mut Value> {
    let mut here = object;
    for step in path.split(['.', '[', ']']).filter(|step| !step.is_empty()) {
        here = match step.parse::<usize>() {
            Ok(number) if here.is_array() => here.get_mut(number)?,
            _ => here.get_mut(step)?,
        };
    }
    Some(here)
}

/// Puts a dash where an answer would be shown.
fn without(text: &mut Value, name: &str) {
    let placeholder = format!("{{{{{name}}}}}");
    match text {
        Value::String(text) => *text = text.replace(&placeholder, "–"),
        Value::Object(texts) => texts.values_mut().for_each(|text| without(text, name)),
        _ => {}
    }
}

fn remove(document: &mut Value, origins: &mut Origins, doomed: &Doomed) {
    let Some(pages) = document.get_mut("pages").and_then(Value::as_array_mut) else { return };
    for page in pages.iter_mut() {
        tidy_rules(page);
        page.get_mut("questions").and_then(Value::as_array_mut).into_iter().flatten().for_each(tidy_rules);
    }
    for (page, question) in doomed.questions.iter().rev() {
        let questions =
            pages.get_mut(*page).and_then(|page| page.get_mut("questions")).and_then(Value::as_array_mut);
        if let (Some(questions), Some((_, of))) = (questions, origins.pages.get_mut(*page))
            && *question < questions.len().min(of.len())
        {
            questions.remove(*question);
            of.remove(*question);
        }
    }
    for page in doomed.pages.iter().rev() {
        if *page < pages.len().min(origins.pages.len()) {
            pages.remove(*page);
            origins.pages.remove(*page);
        }
    }
}

/// Removes the leaps that were taken out.
fn tidy_rules(object: &mut Value) {
    if let Some(rules) = object.get_mut("skip_to").and_then(Value::as_array_mut) {
        rules.retain(|rule| !rule.is_null());
    }
}

/// Pages that ask and say nothing are no pages.
fn remove_empty_pages(document: &mut Value, origins: &mut Origins) {
    let Some(pages) = document.get_mut("pages").and_then(Value::as_array_mut) else { return };
    let mut index = 0;
    while let Some(page) = pages.get(index) {
        let asks = page["questions"].as_array().is_some_and(|questions| !questions.is_empty());
        if asks || page.get("text").is_some() {
            index += 1;
        } else {
            pages.remove(index);
            if index < origins.pages.len() {
                origins.pages.remove(index);
            }
        }
    }
}
