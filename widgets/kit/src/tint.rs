//! The campaign's colour, made readable where the widget stands.
//!
//! Colours come from the config, the page and its themes in any form that CSS has, so the
//! browser works them out: each is put into `--probe`, and read where the base stylesheet
//! uses that. What was chosen goes into custom properties of the widget's container.

use leptos::prelude::request_animation_frame;
use rungs_model::Colour;
use wasm_bindgen::prelude::*;
use web_sys::{CssStyleDeclaration, Element, HtmlElement, MediaQueryList, ShadowRoot, window};

/// Of text against its background (WCAG 2.2, 1.4.3).
const TEXT: f64 = 4.5;
/// Of what is no text (WCAG 2.2, 1.4.11).
const SHAPE: f64 = 3.0;

/// Keeps the colours true while the system changes between light and dark.
pub(crate) struct Watch {
    query: MediaQueryList,
    retint: Closure<dyn FnMut()>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ =
            self.query.remove_event_listener_with_callback("change", self.retint.as_ref().unchecked_ref());
    }
}

/// Chooses the colours now, once more before the next frame, when the stylesheets that it waits
/// for have come, and whenever the system changes between light and dark.
pub(crate) fn follow(container: &HtmlElement) -> Option<Watch> {
    tint(container);
    let seen = container.clone();
    request_animation_frame(move || {
        tint(&seen);
    });
    let query = window()?.match_media("(prefers-color-scheme: dark)").ok()??;
    let seen = container.clone();
    let retint = Closure::wrap(Box::new(move || {
        tint(&seen);
    }) as Box<dyn FnMut()>);
    let _ = query.add_event_listener_with_callback("change", retint.as_ref().unchecked_ref());
    Some(Watch { query, retint })
}

fn tint(container: &HtmlElement) -> Option<()> {
    let style = container.style();
    let computed = computed(container)?;
    let read = |css: &str| {
        let _ = style.set_property("--probe", css);
        Colour::parse(&computed.get_property_value("column-rule-color").ok()?)
    };
    let page = background(container, &read);
    let (accent, _) = read("var(--a)")?;
    let fill = accent.readable_on(page, SHAPE);
    // What the page wants, if it can be read.
    let on = match read("var(--rungs-on-accent,#0000)") {
        Some((own, 1.0)) if own.contrast(fill) >= TEXT => own,
        _ => fill.ink(),
    };
    let (bad, _) = read("#c01c28")?;
    for (name, colour) in [
        ("--page", page),
        ("--fill", fill),
        ("--on", on),
        // Farther from the words on it, so that these stay readable.
        ("--away", on.ink()),
        ("--link", accent.readable_on(page, TEXT)),
        ("--bad", bad.readable_on(page, TEXT)),
    ] {
        style.set_property(name, &colour.css()).ok()?;
    }
    style.remove_property("--probe").ok()?;
    Some(())
}

/// What is seen behind the widget: the first opaque colour from here to the page's root, with
/// what lies over it; the canvas, where there is none or a picture is in the way.
fn background(container: &HtmlElement, read: &dyn Fn(&str) -> Option<(Colour, f64)>) -> Colour {
    let mut veils = Vec::new();
    let mut next = Some(Element::from(container.clone()));
    while let Some(element) = next {
        let Some(style) = computed(&element) else { break };
        let value = |name: &str| style.get_property_value(name).unwrap_or_default();
        if let Some((colour, opacity)) = read(&value("background-color"))
            && opacity > 0.0
        {
            veils.push((colour, opacity));
            if opacity >= 1.0 {
                break;
            }
        }
        if value("background-image") != "none" {
            break;
        }
        next = around(&element);
    }
    let canvas = read("Canvas").map_or(Colour::WHITE, |(canvas, _)| canvas);
    veils.iter().rev().fold(canvas, |below, (colour, opacity)| colour.over(*opacity, below))
}

/// The element around another, out of shadow roots too.
fn around(element: &Element) -> Option<Element> {
    element.parent_element().or_else(|| Some(element.get_root_node().dyn_ref::<ShadowRoot>()?.host()))
}

fn computed(element: &Element) -> Option<CssStyleDeclaration> {
    window()?.get_computed_style(element).ok()?
}
