//! Putting options in order: by pressing them one after another, by buttons, and by dragging.
//!
//! What is ranked stands in a control of its own, first to last with commas between.

use leptos::prelude::*;
use rungs_model::Image;
use rungs_model::survey::Question;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, PointerEvent};

use super::Signals;
use crate::context::Shared;
use crate::form::{self, Label};
use crate::view::{Tag, tag};
use crate::words::word;
use crate::{article, style};

/// Comes with this code.
const LOOK: &str = include_str!(concat!(env!("OUT_DIR"), "/ranking.css"));

/// What can be done with an option that has a place.
#[derive(Clone, Copy, PartialEq)]
enum Move {
    Up,
    Down,
    Out,
}

#[derive(Clone)]
struct Ranking {
    context: Shared,
    signals: Signals,
    name: String,
    /// In this respondent's order.
    options: Vec<Choice>,
    most: usize,
}

/// What can be ranked.
#[derive(Clone)]
struct Choice {
    value: String,
    label: String,
    image: Option<Image>,
}

impl Choice {
    fn image(&self) -> Option<Tag> {
        self.image.as_ref().map(|image| article::image(image, "option-image"))
    }
}

pub(super) fn ranking(context: &Shared, question: &Question, label: &Label, signals: Signals) -> Tag {
    style::add(&context.root, LOOK);
    let ordered = question.order(signals.seed).into_iter().filter_map(|index| question.options.get(index));
    let ranking = Ranking {
        context: context.clone(),
        signals,
        name: question.name.to_string(),
        options: ordered
            .map(|option| Choice {
                value: option.value.clone(),
                label: option.label.0.clone(),
                image: option.image.clone(),
            })
            .collect(),
        most: question.ranked(),
    };
    let typed = signals.entry.with_untracked(|entry| entry.values.get(&question.name).to_owned());
    // Where an error leads to: its first button, or this.
    let control = tag("input")
        .attr("type", "text")
        .attr("hidden", "")
        .attr("name", &question.name)
        .attr("value", &typed);
    let name = ranking.name.clone();
    let ranked = move || signals.entry.with(|entry| entry.values.get(&name).to_owned());
    let lists = tag("div").attr("id", &form::id(&question.name)).attr("tabindex", "-1").part("ranking");
    let lists = lists.child_when(ranked, move || Some(ranking.lists()));
    let legend = label.words(tag("legend").part("label"), context, signals.entry);
    label.group("", legend, vec![control, lists], signals.entry)
}

impl Ranking {
    fn lists(&self) -> Tag {
        let ranked = self.values();
        let option = |value: &String| self.options.iter().find(|own| own.value == *value);
        let known: Vec<&Choice> = ranked.iter().filter_map(option).collect();
        let count = known.len();
        let rows = known.iter().enumerate();
        let rows: Vec<Tag> = rows.map(|(place, option)| self.row(place, count, option)).collect();
        let rows = (count > 0).then(|| tag("ol").part("ranked").children(rows));
        let rest: Vec<Tag> = self
            .options
            .iter()
            .filter(|option| !ranked.contains(&option.value))
            .map(|option| {
                let this = self.clone();
                let taken = option.value.clone();
                let full = count >= self.most;
                let button = tag("button").part("rank").attr("type", "button");
                let button = button.attr("id", &self.id("in", &taken)).flag("disabled", full);
                let button = button.child(option.image()).child(tag("span").text(&option.label));
                tag("li").child(button.on("click", move |_| this.append(&taken)))
            })
            .collect();
        let rest = (!rest.is_empty()).then(|| tag("ul").part("unranked").children(rest));
        tag("div").child(rows).child(rest)
    }

    fn row(&self, place: usize, count: usize, option: &Choice) -> Tag {
        let Choice { value, label, .. } = option;
        let place_text = (place + 1).to_string();
        let words = &self.context.words;
        let button = |act: Move, key: &'static str, sign: &str, unusable: bool| {
            let (this, value) = (self.clone(), value.clone());
            let id = match act {
                Move::Up => self.id("up", &value),
                Move::Down => self.id("down", &value),
                Move::Out => self.id("out", &value),
            };
            tag("button")
                .part("rank-move")
                .attr("type", "button")
                .attr("id", &id)
                // Not `disabled`: that would drop the focus of who moved it here.
                .attr_if("aria-disabled", unusable.then_some("true"))
                .child(tag("span").attr("aria-hidden", "true").text(sign))
                .child(tag("span").part("quiet").text(&words.fill(key, &[("option", label)])))
                .on("click", move |_| this.act(&value, act))
        };
        let place_words = tag("span").part("place").text(&place_text);
        // Together, so that they go below a long name together.
        let moves = tag("span")
            .part("rank-moves")
            .child(button(Move::Up, word::SURVEY_UP, "↑", place == 0))
            .child(button(Move::Down, word::SURVEY_DOWN, "↓", place + 1 == count))
            .child(button(Move::Out, word::SURVEY_UNRANK, "×", false));
        tag("li")
            .attr("data-value", value)
            .child(self.handle())
            .child(place_words)
            .child(option.image())
            .child(tag("span").part("ranked-label").text(label))
            .child(moves)
    }

    fn id(&self, what: &str, value: &str) -> String {
        ["k-", what, "-", &self.name, ":", value].concat()
    }

    fn values(&self) -> Vec<String> {
        let ranked = self.signals.entry.with_untracked(|entry| entry.values.get(&self.name).to_owned());
        ranked.split(',').filter(|value| !value.is_empty()).map(String::from).collect()
    }

    fn set(&self, values: &[String]) {
        let found = self.context.root.query_selector(&["input[name='", &self.name, "']"].concat());
        if let Some(input) = found.ok().flatten().and_then(|found| found.dyn_into::<HtmlInputElement>().ok())
        {
            input.set_value(&values.join(","));
            form::tell(&input, "input");
        }
    }

    fn append(&self, value: &str) {
        let mut values = self.values();
        values.push(value.into());
        self.set(&values);
        self.say_place(value, values.len());
        // The button that was pressed is gone: the next one that can be is where they go on.
        let next = self.options.iter().find(|own| !values.contains(&own.value));
        let next = next.filter(|_| values.len() < self.most);
        self.focus(next.map_or_else(|| self.id("up", value), |own| self.id("in", &own.value)));
    }

    fn act(&self, value: &str, act: Move) {
        let mut values = self.values();
        let Some(place) = values.iter().position(|own| own == value) else { return };
        let to = match act {
            Move::Out => {
                values.remove(place);
                self.set(&values);
                let label = self.label(value);
                self.context.announce(&self.context.words.fill(word::SURVEY_UNRANKED, &[("option", &label)]));
                return self.focus(self.id("in", value));
            }
            Move::Up => place.checked_sub(1),
            Move::Down => Some(place + 1).filter(|to| *to < values.len()),
        };
        let Some(to) = to else { return };
        values.swap(place, to);
        self.set(&values);
        self.say_place(value, to + 1);
        self.focus(self.id(if act == Move::Up { "up" } else { "down" }, value));
    }

    fn label(&self, value: &str) -> String {
        let found = self.options.iter().find(|own| own.value == value);
        found.map(|own| own.label.clone()).unwrap_or_default()
    }

    fn say_place(&self, value: &str, place: usize) {
        let place = self.context.words.ordinal(word::PLACE, place as u64);
        self.context.announce(&[&self.label(value), ": ", &place].concat());
    }

    /// Once the lists are drawn anew.
    fn focus(&self, id: String) {
        let context = self.context.clone();
        set_timeout(move || context.focus(&id), std::time::Duration::ZERO);
    }

    /// What is dragged: it stays under the pointer while the others make room.
    fn handle(&self) -> Tag {
        let this = self.clone();
        let down = |event: Event| {
            let Some(event) = event.dyn_ref::<PointerEvent>() else { return };
            if let Some(handle) = event.current_target().and_then(|target| target.dyn_into::<Element>().ok())
            {
                let _ = handle.set_pointer_capture(event.pointer_id());
                event.prevent_default();
            }
        };
        let over = |event: Event| {
            let Some(event) = event.dyn_ref::<PointerEvent>() else { return };
            let row = event.current_target().and_then(|target| target.dyn_into::<Element>().ok());
            let held = row.as_ref().is_some_and(|handle| handle.has_pointer_capture(event.pointer_id()));
            let Some(row) = row.filter(|_| held).and_then(|handle| handle.parent_element()) else { return };
            make_room(&row, f64::from(event.client_y()));
        };
        let up = move |event: Event| {
            let row = event.current_target().and_then(|target| target.dyn_into::<Element>().ok());
            let list = row.and_then(|handle| handle.parent_element()).and_then(|row| row.parent_element());
            if let Some(list) = list {
                this.take(&list);
            }
        };
        tag("span")
            .part("handle")
            .attr("aria-hidden", "true")
            .text("⠿")
            .on("pointerdown", down)
            .on("pointermove", over)
            .on("lostpointercapture", up)
    }

    /// The order as it was dragged.
    fn take(&self, list: &Element) {
        let rows = list.children();
        let rows = (0..rows.length()).filter_map(|index| rows.item(index)?.dyn_into::<HtmlElement>().ok());
        let values: Vec<String> = rows.filter_map(|row| row.get_attribute("data-value")).collect();
        if values != self.values() {
            self.set(&values);
        }
    }
}

/// Moves the neighbours of a dragged row past it, as long as the pointer is over one. The row itself is
/// never taken out: the browser would let go of it.
fn make_room(row: &Element, y: f64) {
    let Some(list) = row.parent_element() else { return };
    while let Some(above) = row.previous_element_sibling()
        && y < above.get_bounding_client_rect().bottom()
    {
        let _ = list.insert_before(&above, row.next_sibling().as_ref());
    }
    while let Some(below) = row.next_element_sibling()
        && y > below.get_bounding_client_rect().top()
    {
        let _ = list.insert_before(&below, Some(row));
    }
}
