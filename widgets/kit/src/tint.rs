//! The campaign's colour, made readable where the widget stands.
//!
//! Colours come from the config, the page and its themes in any form that CSS has, so the
//! browser works them out: each is put into `--probe`, and read where the base stylesheet
//! uses that. What was chosen goes into custom properties of the widget's container.

use js_sys::Array;
use rungs_model::Colour;
use wasm_bindgen::prelude::*;
use web_sys::{
    CssStyleDeclaration, Element, Event, HtmlElement, MediaQueryList, MutationObserver, MutationObserverInit,
    ShadowRoot, Window, window,
};

/// Of text against its background (WCAG 2.2, 1.4.3).
const TEXT: f32 = 4.5;
/// Of what is no text (WCAG 2.2, 1.4.11).
const SHAPE: f32 = 3.0;

/// Keeps the colours true while the system changes between light and dark.
pub(crate) struct Watch {
    window: Window,
    frame: i32,
    query: MediaQueryList,
    page: MutationObserver,
    retint: Closure<dyn FnMut(Event)>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.page.disconnect();
        let _ = self.window.cancel_animation_frame(self.frame);
        let _ =
            self.query.remove_event_listener_with_callback("change", self.retint.as_ref().unchecked_ref());
    }
}

/// Chooses the colours now, once more before the next frame, when the stylesheets that it waits
/// for have come, and whenever the system changes between light and dark, or the page does.
pub(crate) fn follow(container: &HtmlElement) -> Option<Watch> {
    let probe = Probe(container.clone());
    probe.tint();
    // Heard with an event, before a frame with a number, of a change with a list; it looks at none.
    let retint = Closure::wrap(Box::new(move |_| {
        probe.tint();
    }) as Box<dyn FnMut(Event)>);
    let window = window()?;
    let frame = window.request_animation_frame(retint.as_ref().unchecked_ref()).ok()?;
    let query = window.match_media("(prefers-color-scheme: dark)").ok()??;
    query.add_event_listener_with_callback("change", retint.as_ref().unchecked_ref()).ok()?;
    let page = MutationObserver::new(retint.as_ref().unchecked_ref()).ok()?;
    let dress = MutationObserverInit::new();
    dress.set_attribute_filter(
        &["class", "style", "data-theme"].into_iter().map(JsValue::from).collect::<Array>(),
    );
    let document = window.document()?;
    for dressed in [document.document_element(), document.body().map(Element::from)].into_iter().flatten() {
        page.observe_with_options(&dressed, &dress).ok()?;
    }
    Some(Watch { window, frame, query, page, retint })
}

/// The widget's container, which works out colours.
struct Probe(HtmlElement);

impl Probe {
    fn set(&self, name: &str, value: &str) {
        // Fails only on properties that cannot be set.
        let _ = self.0.style().set_property(name, value);
    }

    /// Any colour of CSS, and its opacity.
    fn read(&self, css: &str) -> Option<(Colour, f32)> {
        self.set("--probe", css);
        Colour::parse(&value(&self.0, "column-rule-color"))
    }

    fn tint(&self) -> Option<()> {
        let page = self.behind(Some(self.0.clone().into()));
        let (accent, _) = self.read("var(--a)")?;
        let fill = accent.readable_on(page, SHAPE);
        // What the page wants, if it can be read.
        let on = match self.read("var(--rungs-on-accent,#0000)") {
            Some((own, 1.0)) if own.contrast(fill) >= TEXT => own,
            _ => fill.ink(),
        };
        let (text, _) = self.read("currentColor")?;
        let colours = [
            ("--page", page),
            // Of the text's colour, as far as they can still be told from the page.
            ("--quiet", text.over(0.82, page).readable_on(page, TEXT)),
            ("--edge", text.over(0.62, page).readable_on(page, SHAPE)),
            ("--fill", fill),
            ("--on", on),
            // Farther from the words on it, so that these stay readable.
            ("--away", on.ink()),
            ("--link", accent.readable_on(page, TEXT)),
            ("--bad", Colour { channels: [192, 28, 40] }.readable_on(page, TEXT)),
        ];
        for (name, colour) in colours {
            self.set(name, &colour.css());
        }
        Some(())
    }

    /// What is seen behind an element and in it: the first opaque colour on the way to the page's
    /// root, with what lies over it; the canvas, where there is none. Of a picture nothing is known
    /// but that the page's text is to be read on it.
    fn behind(&self, element: Option<Element>) -> Colour {
        let Some(element) = element else {
            return self.read("Canvas").map_or(Colour::WHITE, |(canvas, _)| canvas);
        };
        let (colour, opacity) =
            self.read(&value(&element, "background-color")).unwrap_or((Colour::WHITE, 0.0));
        if opacity >= 1.0 {
            return colour;
        }
        let below = match self.read("currentColor") {
            Some((text, _)) if value(&element, "background-image") != "none" => text.ink(),
            _ => self.behind(around(&element)),
        };
        colour.over(opacity, below)
    }
}

/// The element around another as it is seen: into the slot where it is shown, out of shadow roots.
fn around(element: &Element) -> Option<Element> {
    if let Some(slot) = element.assigned_slot() {
        return Some(slot.into());
    }
    element.parent_element().or_else(|| Some(element.get_root_node().dyn_ref::<ShadowRoot>()?.host()))
}

fn value(element: &Element, property: &str) -> String {
    let style: Option<CssStyleDeclaration> =
        window().and_then(|window| window.get_computed_style(element).ok()).flatten();
    style.and_then(|style| style.get_property_value(property).ok()).unwrap_or_default()
}
