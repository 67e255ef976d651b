//! A select that is searched by typing: an editable combobox with a list (ARIA Authoring Practices
//! Guide, "Combobox", list autocomplete with manual selection).
//!
//! It is a file of its own (see `later`), which only a form with a search fetches.
//!
//! The select stays, unseen: it serves until this code has come, it holds what is sent, and it keeps
//! what was typed and is no choice as one more option, so that nothing is lost and the error is said.

use std::cell::{Cell, Ref, RefCell};
use std::rc::Rc;

use js_sys::JsString;
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use web_sys::{
    Element, Event, HtmlInputElement, HtmlOptionElement, HtmlSelectElement, KeyboardEvent,
    ScrollIntoViewOptions, ScrollLogicalPosition,
};

use super::FormSignal;
use super::field::tell;
use super::label::{Label, id};
use crate::browser::after_paint;
use crate::context::Shared;
use crate::later::{Missing, later};
use crate::style;
use crate::view::{Tag, tag};
use crate::words::{learn, word};

/// Comes with this code, as no other form needs it.
const LOOK: &str = include_str!(concat!(env!("OUT_DIR"), "/combobox.css"));

/// Draws the search of the select of a label.
pub(super) type Search = fn(&Shared, &Label, FormSignal) -> Option<Tag>;

#[cfg_attr(feature = "split", wasm_split_helpers::wasm_split(search, fallible))]
#[allow(clippy::unnecessary_wraps, reason = "it can fail where it is split off")]
fn search() -> Result<Search, Missing> {
    learn(word::ENGLISH_SEARCH);
    Ok(combobox)
}

/// Fetches it, once the form was seen. Should that fail, the select stays.
pub(crate) fn fetch(entry: FormSignal) {
    after_paint(move || {
        leptos::task::spawn_local(async move {
            if let Ok(search) = later!(search()) {
                // The widget may be gone by then.
                let _ = entry.try_update(|entry| entry.search = Some(search));
            }
        });
    });
}

/// How many choices the list draws at once: of more, typing finds the one that is meant.
const AT_ONCE: usize = 100;

/// A choice of the select.
#[derive(Clone)]
struct Choice {
    index: u32,
    text: String,
    /// The text as it is searched.
    folded: String,
}

#[derive(Clone)]
struct Combobox {
    context: Shared,
    entry: FormSignal,
    control: String,
    name: String,
    select: SendWrapper<HtmlSelectElement>,
    /// All choices, read once: a list may be long.
    all: Rc<RefCell<Vec<Choice>>>,
    /// What the list shows, while it is open.
    shown: ArcRwSignal<Option<Vec<Choice>>>,
    /// How many fit, of which it may show only the first.
    fits: Rc<Cell<usize>>,
    /// Which of them the arrow keys have reached.
    active: ArcRwSignal<Option<usize>>,
}

/// Takes the place of the select of this label, and its focus; not while its list is open.
fn combobox(context: &Shared, label: &Label, entry: FormSignal) -> Option<Tag> {
    let found = context.root.query_selector(&["select[name='", &label.control, "']"].concat()).ok()??;
    let has_focus = context.root.active_element().as_ref() == Some(&found);
    // A browser that does not know this selector does not tell: then it may be open.
    if has_focus && found.matches(":open").unwrap_or(true) {
        return None;
    }
    let select: HtmlSelectElement = found.dyn_into().ok()?;
    style::add(&context.root, LOOK);
    let _ = select.remove_attribute("id");
    select.set_hidden(true);
    // Browsers fill in what is not seen too. The name of a country is a token of its own (HTML).
    let token = match select.get_attribute("autocomplete").as_deref() {
        Some("country") => "country-name",
        _ => "off",
    };
    let _ = select.set_attribute("autocomplete", "off");
    let this = Combobox {
        context: context.clone(),
        entry,
        control: label.control.clone(),
        name: label.text.clone(),
        select: SendWrapper::new(select),
        all: Rc::default(),
        shown: ArcRwSignal::new(None),
        fits: Rc::default(),
        active: ArcRwSignal::new(None),
    };
    let drawn = this.draw(label, token);
    if has_focus {
        // After this task it stands in the page.
        queue_microtask(move || this.focus());
    }
    Some(drawn)
}

impl Combobox {
    fn draw(&self, label: &Label, token: &str) -> Tag {
        let (shown, drawn) = (self.shown.clone(), self.clone());
        let (active, control) = (self.active.clone(), self.control.clone());
        let (on_input, on_key, on_click) = (self.clone(), self.clone(), self.clone());
        let chosen = if self.select.value().is_empty() { String::new() } else { self.chosen_text() };
        let input = tag("input")
            .part("input")
            .attr("type", "text")
            .attr("id", &id(&self.control))
            .attr("role", "combobox")
            .attr("aria-autocomplete", "list")
            .attr("aria-controls", &self.list_id())
            .attr("autocomplete", token)
            .attr("spellcheck", "false")
            .attr("value", &chosen)
            .flag("required", label.required)
            .says_fn("aria-expanded", move || {
                shown.with(|shown| shown.as_ref().is_some_and(|all| !all.is_empty()))
            })
            .attr_fn("aria-activedescendant", move || active.get().map(|at| option_id(&control, at)))
            .on("input", move |_| on_input.search())
            .on("keydown", move |event| {
                if let Some(event) = event.dyn_ref::<KeyboardEvent>() {
                    on_key.press(event);
                }
            })
            .on("click", move |_| on_click.toggle());
        let leaver = self.clone();
        tag("div")
            .part("combobox")
            .child(label.describe(input, self.entry))
            .child_fn(move || drawn.shown.with(|shown| Some(drawn.list(shown.as_ref()?))))
            .on("focusout", move |_| leaver.close())
    }

    /// The open list.
    fn list(&self, choices: &[Choice]) -> Tag {
        // The focus stays where the typing is, whatever of the list is pressed.
        self.drawn_list(choices).on("mousedown", |event: Event| event.prevent_default())
    }

    fn drawn_list(&self, choices: &[Choice]) -> Tag {
        let words = &self.context.words;
        if choices.is_empty() {
            return tag("p").part("listbox").text(&words.say(word::NO_RESULTS));
        }
        let options = choices.iter().enumerate().map(|(at, choice)| self.option(at, choice));
        let more = (self.fits.get() > choices.len()).then(|| {
            let said = ["… ", &words.count(word::RESULTS, self.fits.get() as u64)].concat();
            tag("li").part("option").attr("role", "option").attr("aria-disabled", "true").text(&said)
        });
        let chooser = self.clone();
        let choose = move |event: Event| {
            let pressed = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let option = pressed.and_then(|pressed| pressed.closest("[data-index]").ok().flatten());
            let index = option.and_then(|option| option.get_attribute("data-index")?.parse().ok());
            if let Some(index) = index {
                chooser.choose(index);
            }
        };
        tag("ul")
            .part("listbox")
            .attr("id", &self.list_id())
            // What scrolls is a stop of the Tab key otherwise.
            .attr("tabindex", "-1")
            .on("click", choose)
            .attr("role", "listbox")
            .attr("aria-label", &self.name)
            .children(options.collect())
            .child(more)
    }

    fn option(&self, at: usize, choice: &Choice) -> Tag {
        let active = self.active.clone();
        tag("li")
            .part("option")
            .attr("id", &option_id(&self.control, at))
            .attr("role", "option")
            .flag_fn("aria-selected", "true", move || active.get() == Some(at))
            .attr("data-index", &choice.index.to_string())
            .text(&choice.text)
    }

    fn list_id(&self) -> String {
        ["l-", &self.control].concat()
    }

    fn input(&self) -> Option<HtmlInputElement> {
        self.context.root.get_element_by_id(&id(&self.control))?.dyn_into().ok()
    }

    /// Takes the focus, with the caret behind what stands there.
    fn focus(&self) {
        if let Some(input) = self.input() {
            let _ = input.focus();
            let _ = input.set_selection_range(u32::MAX, u32::MAX);
        }
    }

    /// All choices, without the invitation to choose and what was typed.
    fn choices(&self) -> Ref<'_, Vec<Choice>> {
        // What was typed is the last one; names of countries may still come.
        let typed = self.select.query_selector("[data-typed]").ok().flatten().is_some();
        let count = self.select.length().saturating_sub(1 + u32::from(typed));
        if self.all.borrow().len() != count as usize {
            let choice = |index: u32| {
                let option: HtmlOptionElement = self.select.item(index)?.dyn_into().ok()?;
                let text = option.text();
                Some(Choice { index, folded: folded(&text), text })
            };
            *self.all.borrow_mut() = (1..=count).filter_map(choice).collect();
        }
        self.all.borrow()
    }

    fn chosen_text(&self) -> String {
        let chosen = self.select.item(self.select.selected_index().cast_unsigned());
        chosen.and_then(|option| option.text_content()).unwrap_or_default()
    }

    /// What is typed is the answer: a choice by its words, else as it stands.
    fn search(&self) {
        let typed = self.input().map(|input| input.value()).unwrap_or_default();
        let wanted = folded(&typed);
        let same = self.choices().iter().find(|choice| choice.folded == wanted).map(|choice| choice.index);
        match same {
            Some(index) => self.select.set_selected_index(index.cast_signed()),
            None if wanted.is_empty() => self.select.set_selected_index(0),
            None => self.keep(&typed),
        }
        self.open(&wanted);
    }

    fn keep(&self, typed: &str) {
        let before = self.select.query_selector("[data-typed]").ok().flatten();
        before.inspect(web_sys::Element::remove);
        if let Ok(option) = HtmlOptionElement::new_with_text_and_value(typed, typed) {
            let _ = option.set_attribute("data-typed", "");
            let _ = self.select.append_child(&option);
            option.set_selected(true);
        }
    }

    /// Shows what fits, the best first, and says how many do.
    fn open(&self, wanted: &str) {
        let all = self.choices();
        let ranks = all.iter().map(|choice| rank(&choice.folded, wanted)).collect::<Vec<_>>();
        let count = ranks.iter().flatten().count();
        let mut fits = Vec::new();
        for rank in 0..3 {
            let those = all.iter().zip(&ranks).filter(|(_, own)| **own == Some(rank));
            fits.extend(those.take(AT_ONCE - fits.len()).map(|(choice, _)| choice.clone()));
        }
        self.fits.set(count);
        let words = &self.context.words;
        let said =
            if count == 0 { words.say(word::NO_RESULTS) } else { words.count(word::RESULTS, count as u64) };
        self.active.set(None);
        self.shown.set(Some(fits));
        self.context.announce(&said);
    }

    /// Opens the whole list where a choice stands, else what fits what was typed.
    fn open_anew(&self) {
        let typed = self.select.query_selector("[data-typed]:checked").ok().flatten();
        self.open(
            &typed.and_then(|typed| typed.text_content()).map_or_else(String::new, |text| folded(&text)),
        );
    }

    fn close(&self) {
        if self.shown.with_untracked(Option::is_some) {
            self.shown.set(None);
            self.active.set(None);
            self.context.announce("");
        }
    }

    fn toggle(&self) {
        if self.shown.with_untracked(Option::is_some) { self.close() } else { self.open_anew() }
    }

    fn choose(&self, index: u32) {
        self.select.set_selected_index(index.cast_signed());
        if let Some(input) = self.input() {
            input.set_value(&self.chosen_text());
        }
        self.close();
        self.tell();
    }

    /// The form reads itself when it hears of an input.
    fn tell(&self) {
        tell(&self.select, "input");
    }

    fn press(&self, event: &KeyboardEvent) {
        // Keys that put letters together belong to the input method.
        if event.is_composing() {
            return;
        }
        let count = self.shown.with_untracked(|shown| shown.as_ref().map(Vec::len));
        let active = self.active.get_untracked();
        match (&*event.key(), count) {
            ("ArrowDown" | "ArrowUp", None) => self.open_anew(),
            ("ArrowDown", Some(count)) if count > 0 => self.reach(active.map_or(0, |at| (at + 1) % count)),
            ("ArrowUp", Some(count)) if count > 0 => {
                self.reach(active.filter(|at| *at > 0).unwrap_or(count) - 1);
            }
            ("Enter", Some(_)) if active.is_some() => {
                let chosen = self.shown.with_untracked(|shown| Some(shown.as_ref()?.get(active?)?.index));
                if let Some(index) = chosen {
                    self.choose(index);
                }
            }
            // It ends the search; the form is sent by the next one.
            ("Enter" | "Escape", Some(_)) => self.close(),
            ("Escape", None) => {
                // What is around may close by the same key.
                let Some(input) = self.input().filter(|input| !input.value().is_empty()) else { return };
                input.set_value("");
                self.select.set_selected_index(0);
                self.tell();
            }
            _ => return,
        }
        event.prevent_default();
    }

    /// Moves to a choice and brings it into view.
    fn reach(&self, at: usize) {
        self.active.set(Some(at));
        let Some(option) = self.context.root.get_element_by_id(&option_id(&self.control, at)) else { return };
        let nearest = ScrollIntoViewOptions::new();
        nearest.set_block(ScrollLogicalPosition::Nearest);
        option.scroll_into_view_with_scroll_into_view_options(&nearest);
    }
}

fn option_id(control: &str, at: usize) -> String {
    ["o-", control, "-", &at.to_string()].concat()
}

/// Without capitals and accents, as people type.
#[inline(always)]
#[allow(clippy::inline_always, reason = "files that come later at different times need it")]
pub(crate) fn folded(text: &str) -> String {
    let apart: String = JsString::from(text.trim()).to_lower_case().normalize("NFD").into();
    apart.chars().filter(|letter| !matches!(letter, '\u{300}'..='\u{36f}')).collect()
}

/// How well a text fits: at its beginning, at the beginning of a word, or anywhere.
fn rank(text: &str, wanted: &str) -> Option<u8> {
    if text.starts_with(wanted) {
        Some(0)
    } else if text.contains(&[" ", wanted].concat()) {
        Some(1)
    } else {
        text.contains(wanted).then_some(2)
    }
}
