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
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, HtmlElement, Node};

type Handler = Box<dyn FnMut(Event) + Send>;
type Text = Box<dyn Fn() -> Option<String> + Send>;

/// An element to be drawn; see [`tag`].
pub(crate) struct Tag {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    dynamic_attributes: Vec<(&'static str, Text)>,
    listeners: Vec<(&'static str, Handler)>,
    children: Vec<AnyView>,
    takes_focus: bool,
}

/// An element of this name, e.g. `tag("p").class("hint").text("…")`.
pub(crate) fn tag(name: &'static str) -> Tag {
    Tag {
        name,
        attributes: Vec::new(),
        dynamic_attributes: Vec::new(),
        listeners: Vec::new(),
        children: Vec::new(),
        takes_focus: false,
    }
}

impl Tag {
    /// An attribute.
    pub(crate) fn attr(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.attributes.push((name, value.into()));
        self
    }

    /// An attribute that is only there if there is a value.
    pub(crate) fn attr_if(self, name: &'static str, value: Option<String>) -> Self {
        match value {
            Some(value) => self.attr(name, value),
            None => self,
        }
    }

    /// An attribute that follows its signals, and is absent while there is no value.
    pub(crate) fn attr_fn(
        mut self,
        name: &'static str,
        value: impl Fn() -> Option<String> + Send + 'static,
    ) -> Self {
        self.dynamic_attributes.push((name, Box::new(value)));
        self
    }

    /// The class, and a `part` of the same name, so that the host page can style it.
    pub(crate) fn part(self, name: &'static str) -> Self {
        self.attr("class", name).attr("part", name)
    }

    /// The class.
    pub(crate) fn class(self, name: &'static str) -> Self {
        self.attr("class", name)
    }

    /// A child.
    pub(crate) fn child(mut self, child: impl Into<Child>) -> Self {
        self.children.push(child.into().0);
        self
    }

    /// Children.
    pub(crate) fn children(mut self, children: impl IntoIterator<Item = Tag>) -> Self {
        self.children
            .extend(children.into_iter().map(IntoAny::into_any));
        self
    }

    /// Text that stays.
    pub(crate) fn text(self, text: impl Into<String>) -> Self {
        self.child(text.into().into_any())
    }

    /// Text that follows its signals.
    pub(crate) fn text_fn(self, text: impl Fn() -> String + Send + 'static) -> Self {
        self.child(super::dynamic(move || text().into_any()))
    }

    /// Hears an event.
    pub(crate) fn on(
        mut self,
        event: &'static str,
        handler: impl FnMut(Event) + Send + 'static,
    ) -> Self {
        self.listeners.push((event, Box::new(handler)));
        self
    }

    /// Takes the focus once it stands in the page. It must be focusable.
    pub(crate) fn takes_focus(mut self) -> Self {
        self.takes_focus = true;
        self
    }
}

/// What an element may hold.
pub(crate) struct Child(AnyView);

impl From<Tag> for Child {
    fn from(tag: Tag) -> Self {
        Self(tag.into_any())
    }
}

impl From<AnyView> for Child {
    fn from(view: AnyView) -> Self {
        Self(view)
    }
}

impl From<Option<Tag>> for Child {
    fn from(tag: Option<Tag>) -> Self {
        Self(tag.map_or_else(super::nothing, IntoAny::into_any))
    }
}

/// A drawn element and what keeps it alive.
pub(crate) struct TagState {
    element: Element,
    _children: Vec<AnyViewState>,
    _listeners: Vec<Closure<dyn FnMut(Event)>>,
    _attributes: Vec<RenderEffect<()>>,
}

fn set(element: &Element, name: &str, value: Option<String>) {
    // Both fail only on names that are no attribute names.
    let _ = match value {
        Some(value) => element.set_attribute(name, &value),
        None => element.remove_attribute(name),
    };
}

impl Render for Tag {
    type State = TagState;

    fn build(self) -> TagState {
        let element = document().create_element(self.name).unwrap_throw();
        for (name, value) in self.attributes {
            set(&element, name, Some(value));
        }
        let follow = |(name, value): (&'static str, Text)| {
            let element = element.clone();
            RenderEffect::new(move |_| set(&element, name, value()))
        };
        let attributes = self.dynamic_attributes.into_iter().map(follow).collect();
        let listen = |(event, handler): (&'static str, Handler)| {
            let closure = Closure::wrap(handler as Box<dyn FnMut(Event)>);
            let _ =
                element.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
            closure
        };
        let listeners = self.listeners.into_iter().map(listen).collect();
        let place = |child: AnyView| {
            let mut state = child.build();
            state.mount(&element, None);
            state
        };
        let children = self.children.into_iter().map(place).collect();
        if self.takes_focus {
            let element = element.clone();
            // After this task the element stands in the page.
            queue_microtask(move || {
                if let Some(element) = element.dyn_ref::<HtmlElement>() {
                    let _ = element.focus();
                }
            });
        }
        TagState {
            element,
            _children: children,
            _listeners: listeners,
            _attributes: attributes,
        }
    }

    /// Draws anew: what changes in small steps is text and attributes, and these follow
    /// their signals without this.
    fn rebuild(self, state: &mut TagState) {
        let mut fresh = self.build();
        state.insert_before_this(&mut fresh);
        state.unmount();
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
        match self.element.parent_element() {
            Some(parent) => {
                child.mount(&parent, Some(&self.element));
                true
            }
            None => false,
        }
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

    fn to_html_with_buf(
        self,
        _: &mut String,
        _: &mut Position,
        _: bool,
        _: bool,
        _: Vec<AnyAttribute>,
    ) {
    }

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> TagState {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}
