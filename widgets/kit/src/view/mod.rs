//! An element as one plain type.
//!
//! Leptos gives every combination of element, attributes and children a type of its own
//! and compiles the code for each. That is fast and heavy: the fields of a form weigh more
//! than the rest of the kit. A [`Tag`] is an ordinary Leptos view that follows ordinary
//! signals, but its name, attributes and children are data, so that its code exists once.
//! It also never writes HTML, which a page with `require-trusted-types-for` would refuse.

mod focus;
mod render;
mod watched;

use leptos::prelude::*;
use leptos::tachys::view::Mountable;
use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event};

use crate::browser::after_paint;
pub(crate) use focus::{is_still, keep_still};
pub(crate) use watched::{Texts, Watched};

/// An element that is being put together; see [`tag`].
pub(crate) struct Tag(SendWrapper<TagState>);

/// An element and what keeps it alive.
pub(crate) struct TagState {
    element: Element,
    kept: Vec<Kept>,
}

enum Kept {
    Listener(#[expect(dead_code, reason = "is dropped with the element")] Closure<dyn FnMut(Event)>),
    Effect(#[expect(dead_code, reason = "is dropped with the element")] RenderEffect<()>),
}

/// An element of this name, e.g. `tag("p").part("hint").text("…")`.
pub(crate) fn tag(name: &str) -> Tag {
    // Fails only on a name that is no element's.
    let element = document().create_element(name).unwrap_throw();
    Tag(SendWrapper::new(TagState { element, kept: Vec::new() }))
}

/// A graphic element of this name.
pub(crate) fn svg(name: &str) -> Tag {
    let element = document().create_element_ns(Some("http://www.w3.org/2000/svg"), name).unwrap_throw();
    Tag(SendWrapper::new(TagState { element, kept: Vec::new() }))
}

impl Tag {
    /// Itself, to be changed by hand.
    pub(crate) fn element(&self) -> &Element {
        &self.0.element
    }

    /// An attribute.
    pub(crate) fn attr(self, name: &str, value: &str) -> Self {
        set(&self.0.element, name, Some(value));
        self
    }

    /// An attribute that is only there if there is a value.
    pub(crate) fn attr_if(self, name: &str, value: Option<&str>) -> Self {
        set(&self.0.element, name, value);
        self
    }

    /// An attribute without a value that is there or not.
    pub(crate) fn flag(self, name: &str, on: bool) -> Self {
        self.attr_if(name, on.then_some(""))
    }

    /// An attribute that follows its signals: absent, or `value`.
    pub(crate) fn flag_fn(
        self,
        name: &'static str,
        value: &'static str,
        on: impl Fn() -> bool + 'static,
    ) -> Self {
        self.says(name, [None, Some(value)], Box::new(on))
    }

    /// An attribute that follows its signals: `false` or `true`.
    pub(crate) fn says_fn(self, name: &'static str, so: impl Fn() -> bool + 'static) -> Self {
        self.says(name, [Some("false"), Some("true")], Box::new(so))
    }

    fn says(self, name: &'static str, words: [Option<&'static str>; 2], so: Box<dyn Fn() -> bool>) -> Self {
        let element = self.0.element.clone();
        let mut last = None;
        self.follow(Box::new(move || {
            let now = so();
            // Most signals change more often than what follows them.
            if last.replace(now) != Some(now) {
                set(&element, name, words[usize::from(now)]);
            }
        }))
    }

    /// An attribute that follows its signals.
    pub(crate) fn attr_fn(self, name: &'static str, value: impl Fn() -> Option<String> + 'static) -> Self {
        let element = self.0.element.clone();
        self.follow(Box::new(move || set(&element, name, value().as_deref())))
    }

    /// Runs now, and again whenever a signal that it read has changed.
    pub(crate) fn follow(mut self, draw: Box<dyn FnMut()>) -> Self {
        let mut draw = draw;
        self.0.kept.push(Kept::Effect(RenderEffect::new(move |_| draw())));
        self
    }

    /// The class, and a `part` of the same name, so that the host page can style it.
    pub(crate) fn part(self, name: &str) -> Self {
        self.attr("class", name).attr("part", name)
    }

    /// A child, if there is one.
    pub(crate) fn child(mut self, child: impl Into<Option<Tag>>) -> Self {
        if let Some(child) = child.into() {
            self.append(child);
        }
        self
    }

    /// Adds a child to an element that may already be seen.
    pub(crate) fn append(&mut self, child: Tag) {
        let child = child.0.take();
        let _ = self.0.element.append_child(&child.element);
        self.0.kept.extend(child.kept);
    }

    /// Children.
    pub(crate) fn children(mut self, children: Vec<Tag>) -> Self {
        for child in children {
            self.append(child);
        }
        self
    }

    /// Children without listeners that take the place of these once the widget was seen.
    pub(crate) fn children_later(self, draw: impl FnOnce() -> Vec<Tag> + 'static) -> Self {
        let element = self.0.element.clone();
        after_paint(move || {
            element.set_text_content(None);
            for child in draw() {
                let _ = element.append_child(&child.0.element);
            }
        });
        self
    }

    /// A child that follows its signals: it is drawn anew whenever one has changed.
    pub(crate) fn child_fn(self, draw: impl Fn() -> Option<Tag> + 'static) -> Self {
        self.redraw(Box::new(draw))
    }

    fn redraw(self, draw: Box<dyn Fn() -> Option<Tag>>) -> Self {
        let place = document().create_text_node("");
        let _ = self.0.element.append_child(&place);
        let mut drawn: Option<TagState> = None;
        self.follow(Box::new(move || {
            let fresh = draw().map(|tag| tag.0.take());
            if let Some(mut before) = drawn.take() {
                before.unmount();
            }
            if let (Some(fresh), Some(parent)) = (&fresh, place.parent_node()) {
                let _ = parent.insert_before(&fresh.element, Some(&place));
            }
            drawn = fresh;
        }))
    }

    /// A child that is drawn anew only when what it is drawn from has changed.
    pub(crate) fn child_when<T: PartialEq + 'static>(
        self,
        of: impl Fn() -> T + 'static,
        draw: impl Fn() -> Option<Tag> + 'static,
    ) -> Self {
        let changes = ArcRwSignal::new(0_u32);
        let (count, mut last) = (changes.clone(), None);
        // Two effects: one that ran and drew nothing would still dispose of what it drew before.
        self.follow(Box::new(move || {
            let now = of();
            if last.as_ref() != Some(&now) {
                count.update(|count| *count += 1);
                last = Some(now);
            }
        }))
        .child_fn(move || {
            changes.track();
            draw()
        })
    }

    /// A child that comes as soon as there is one, and then stays.
    pub(crate) fn child_once(self, draw: impl Fn() -> Option<Tag> + 'static) -> Self {
        let element = self.0.element.clone();
        let mut drawn: Option<TagState> = None;
        self.follow(Box::new(move || {
            if drawn.is_none()
                && let Some(tag) = draw()
            {
                let fresh = tag.0.take();
                let _ = element.append_child(&fresh.element);
                drawn = Some(fresh);
            }
        }))
    }

    /// Children that come behind those that are there, whenever there are more.
    pub(crate) fn grow(self, draw: impl Fn() -> Vec<Tag> + 'static) -> Self {
        let element = self.0.element.clone();
        let mut drawn: Vec<TagState> = Vec::new();
        self.follow(Box::new(move || {
            for tag in draw() {
                let fresh = tag.0.take();
                let _ = element.append_child(&fresh.element);
                drawn.push(fresh);
            }
        }))
    }

    /// Text that stays.
    pub(crate) fn text(self, text: &str) -> Self {
        let _ = self.0.element.append_child(&document().create_text_node(text));
        self
    }

    /// Text that follows its signals.
    pub(crate) fn text_fn(self, text: impl Fn() -> String + 'static) -> Self {
        self.says_text(Box::new(text))
    }

    fn says_text(self, text: Box<dyn Fn() -> String>) -> Self {
        let node = document().create_text_node("");
        let _ = self.0.element.append_child(&node);
        let mut last = String::new();
        self.follow(Box::new(move || {
            let text = text();
            // Screen readers announce a live region again when it is only touched.
            if last != text {
                node.set_data(&text);
                last = text;
            }
        }))
    }

    /// Hears an event.
    pub(crate) fn on(self, event: &str, handler: impl FnMut(Event) + 'static) -> Self {
        self.hear(event, Closure::wrap(Box::new(handler)))
    }

    fn hear(mut self, event: &str, handler: Closure<dyn FnMut(Event)>) -> Self {
        let _ = self.0.element.add_event_listener_with_callback(event, handler.as_ref().unchecked_ref());
        self.0.kept.push(Kept::Listener(handler));
        self
    }
}

/// Gives an element an attribute, or takes it away.
pub(crate) fn set(element: &Element, name: &str, value: Option<&str>) {
    // Both fail only on names that are no attribute's.
    let _ = match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    };
}
