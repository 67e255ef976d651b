//! An element as one plain type.
//!
//! Leptos gives every combination of element, attributes and children a type of its own
//! and compiles the code for each. That is fast and heavy: the fields of a form weigh more
//! than the rest of the kit. A [`Tag`] is an ordinary Leptos view whose name, attributes
//! and children are data, so that its code exists once. It also never writes HTML, which a
//! page with `require-trusted-types-for` would refuse.

use leptos::prelude::*;
use leptos::tachys::html::attribute::Attribute;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::view::add_attr::AddAnyAttr;
use leptos::tachys::view::any_view::AnyViewState;
use leptos::tachys::view::{Mountable, Position, PositionState, Render, RenderHtml};
use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, HtmlElement, Node};

/// An element that is being put together; see [`tag`].
pub(crate) struct Tag(SendWrapper<TagState>);

/// An element and what keeps it alive.
pub(crate) struct TagState {
    element: Element,
    kept: Vec<Kept>,
}

enum Kept {
    View(#[expect(dead_code, reason = "is dropped with the element")] AnyViewState),
    Listener(#[expect(dead_code, reason = "is dropped with the element")] Closure<dyn FnMut(Event)>),
    Effect(#[expect(dead_code, reason = "is dropped with the element")] RenderEffect<()>),
}

/// An element of this name, e.g. `tag("p").part("hint").text("…")`.
pub(crate) fn tag(name: &str) -> Tag {
    // Fails only on a name that is no element's.
    let element = document().create_element(name).unwrap_throw();
    Tag(SendWrapper::new(TagState { element, kept: Vec::new() }))
}

impl Tag {
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

    /// An attribute that follows its signals: absent, empty or `true`.
    pub(crate) fn flag_fn(
        self,
        name: &'static str,
        value: &'static str,
        on: impl Fn() -> bool + 'static,
    ) -> Self {
        self.follow(name, value, Box::new(on))
    }

    fn follow(self, name: &'static str, value: &'static str, on: Box<dyn Fn() -> bool>) -> Self {
        let element = self.0.element.clone();
        let effect = RenderEffect::new(move |_| set(&element, name, on().then_some(value)));
        self.keep(effect)
    }

    /// The class, and a `part` of the same name, so that the host page can style it.
    pub(crate) fn part(self, name: &str) -> Self {
        self.attr("class", name).attr("part", name)
    }

    /// A child.
    pub(crate) fn child(self, child: impl Into<Child>) -> Self {
        self.append(child.into())
    }

    fn append(mut self, child: Child) -> Self {
        match child {
            Child::None => {}
            Child::Tag(tag) => {
                let tag = tag.0.take();
                let _ = self.0.element.append_child(&tag.element);
                self.0.kept.extend(tag.kept);
            }
            Child::View(view) => {
                let mut state = view.build();
                state.mount(&self.0.element, None);
                self.0.kept.push(Kept::View(state));
            }
        }
        self
    }

    /// Children.
    pub(crate) fn children(self, children: Vec<Tag>) -> Self {
        children.into_iter().fold(self, |tag, child| tag.append(Child::Tag(child)))
    }

    /// Text that stays.
    pub(crate) fn text(self, text: &str) -> Self {
        let _ = self.0.element.append_child(&document().create_text_node(text));
        self
    }

    /// Text that follows its signals.
    pub(crate) fn text_fn(self, text: impl Fn() -> String + 'static) -> Self {
        self.say(Box::new(text))
    }

    fn say(self, text: Box<dyn Fn() -> String>) -> Self {
        let node = document().create_text_node("");
        let _ = self.0.element.append_child(&node);
        let effect = RenderEffect::new(move |_| {
            let text = text();
            // Screen readers announce a live region again when it is only touched.
            if node.data() != text {
                node.set_data(&text);
            }
        });
        self.keep(effect)
    }

    /// Keeps an effect alive for as long as the element.
    pub(crate) fn keep(mut self, effect: RenderEffect<()>) -> Self {
        self.0.kept.push(Kept::Effect(effect));
        self
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

    /// Takes the focus once it stands in the page. It must be focusable.
    pub(crate) fn takes_focus(self) -> Self {
        let element = self.0.element.clone();
        // After this task the element stands in the page.
        queue_microtask(move || {
            if let Some(element) = element.dyn_ref::<HtmlElement>() {
                let _ = element.focus();
            }
        });
        self
    }
}

fn set(element: &Element, name: &str, value: Option<&str>) {
    // Both fail only on names that are no attribute's.
    let _ = match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    };
}

/// What an element may hold.
pub(crate) enum Child {
    None,
    Tag(Tag),
    View(AnyView),
}

impl From<Tag> for Child {
    fn from(tag: Tag) -> Self {
        Self::Tag(tag)
    }
}

impl From<AnyView> for Child {
    fn from(view: AnyView) -> Self {
        Self::View(view)
    }
}

impl From<Option<Tag>> for Child {
    fn from(tag: Option<Tag>) -> Self {
        tag.map_or(Self::None, Self::Tag)
    }
}

impl Render for Tag {
    type State = TagState;

    fn build(self) -> TagState {
        self.0.take()
    }

    /// Takes the place of what was drawn before. What changes in small steps is text and
    /// flags, and these follow their signals without this.
    fn rebuild(self, state: &mut TagState) {
        let fresh = self.build();
        let _ = state.element.replace_with_with_node_1(&fresh.element);
        *state = fresh;
    }
}

impl Mountable for TagState {
    fn unmount(&mut self) {
        self.element.remove();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        let _ = parent.insert_before(&self.element, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        let parent = self.element.parent_element();
        if let Some(parent) = &parent {
            child.mount(parent, Some(&self.element));
        }
        parent.is_some()
    }

    fn elements(&self) -> Vec<Element> {
        vec![self.element.clone()]
    }
}

impl AddAnyAttr for Tag {
    type Output<SomeNewAttr: Attribute> = Self;

    /// Attributes are given to a tag by its own methods only.
    fn add_any_attr<NewAttr: Attribute>(self, _: NewAttr) -> Self
    where
        Self::Output<NewAttr>: RenderHtml,
    {
        self
    }
}

/// The kit only ever runs in the browser: nothing here writes HTML.
impl RenderHtml for Tag {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(self, _: &mut String, _: &mut Position, _: bool, _: bool, _: Vec<AnyAttribute>) {}

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> TagState {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}
