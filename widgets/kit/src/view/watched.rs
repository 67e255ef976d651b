//! What a drawing shows and that can change in place.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;
use web_sys::Node;

use super::Tag;

/// Something that a part of a drawing shows, and that can be another. Signals of each type would weigh more.
#[derive(Clone)]
pub(crate) struct Watched<T> {
    value: Rc<RefCell<T>>,
    changes: ArcRwSignal<u32>,
}

impl<T: Clone + PartialEq> Watched<T> {
    /// Shows this at first.
    pub(crate) fn new(value: T) -> Self {
        Self { value: Rc::new(RefCell::new(value)), changes: ArcRwSignal::new(0) }
    }

    /// What is shown now.
    pub(crate) fn now(&self) -> T {
        self.value.borrow().clone()
    }

    /// The same, and follows it.
    pub(crate) fn get(&self) -> T {
        self.changes.track();
        self.now()
    }

    /// Shows something else, if it is.
    pub(crate) fn set(&self, value: T) {
        if *self.value.borrow() != value {
            self.value.replace(value);
            self.changes.update(|count| *count += 1);
        }
    }
}

/// Texts that are written anew in place: that takes a fraction of drawing their elements anew.
#[derive(Default)]
pub(crate) struct Texts {
    nodes: Vec<Node>,
    last: Vec<String>,
}

impl Texts {
    /// Room for one in an element.
    pub(crate) fn within(&mut self, tag: Tag) -> Tag {
        let tag = tag.text("");
        self.nodes.extend(tag.element().last_child());
        self.last.push(String::new());
        tag
    }

    /// Writes them, in the order of their elements.
    pub(crate) fn write(&mut self, texts: Vec<String>) {
        for ((node, last), text) in self.nodes.iter().zip(&mut self.last).zip(texts) {
            if *last != text {
                node.set_node_value(Some(&text));
                *last = text;
            }
        }
    }
}
