//! The way in from `rungs.js`: what each bundle exports.

use std::rc::Rc;
use std::sync::Arc;

use js_sys::Array;
use leptos::mount::{UnmountHandle, mount_to};
use leptos::prelude::*;
use rungs_backends::Backend;
use rungs_model::document::Problem;
use rungs_model::{Theme, Values};
use send_wrapper::SendWrapper;
use serde_json::Value;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, HtmlFormElement, ShadowRoot};

use crate::context::{Context, Shared};
use crate::form::entered;
use crate::view::{Tag, TagState};
use crate::words::Words;
use crate::{intl, js, style};

type View = Rc<dyn Fn(&Shared, Values) -> Tag>;

/// A widget whose config document is understood.
pub struct Definition {
    pub(crate) kind: &'static str,
    pub(crate) id: String,
    pub(crate) campaign: String,
    pub(crate) accent: Option<String>,
    pub(crate) theme: Theme,
    pub(crate) css: &'static str,
    pub(crate) backend: Backend,
    pub(crate) warnings: Vec<Problem>,
    pub(crate) view: View,
}

/// Reads a config document in a language.
pub type Define = fn(&Value, &str) -> Result<Definition, Vec<Problem>>;

/// A widget on its way into the page; see `rungs.d.ts`.
#[wasm_bindgen]
pub struct Widget {
    define: Define,
    definition: Definition,
    host: HtmlElement,
    lang: String,
    words: Value,
    carried: Values,
    mounted: Option<Mounted>,
}

struct Mounted {
    root: ShadowRoot,
    container: HtmlElement,
    // Dropping it takes the view down.
    _view: UnmountHandle<TagState>,
}

/// Understands a config document without touching the page. Throws
/// `{ phase: "config", problems: [{ path, message }] }`.
pub fn prepare(define: Define, config: &JsValue, options: &JsValue) -> Result<Widget, JsValue> {
    let option = |key: &str| js_sys::Reflect::get(options, &key.into()).unwrap_or(JsValue::UNDEFINED);
    let lang = option("lang").as_string().filter(|lang| !lang.is_empty()).unwrap_or_else(|| "en".into());
    let host = option("host").dyn_into::<HtmlElement>()?;
    let definition = definition(define, config, &lang)?;
    let pairs = Array::from(&option("values"));
    let carried = pairs.iter().filter_map(|pair| {
        let pair = pair.dyn_into::<Array>().ok()?;
        Some((pair.get(0).as_string()?, pair.get(1).as_string()?))
    });
    Ok(Widget {
        define,
        definition,
        host,
        lang,
        words: js::read(&option("words")).unwrap_or(Value::Null),
        carried: carried.collect(),
        mounted: None,
    })
}

fn definition(define: Define, config: &JsValue, lang: &str) -> Result<Definition, JsValue> {
    let read = if let Some(config) = js::read(config) {
        define(&config, lang)
    } else {
        let mut reader = rungs_model::document::Reader::new(lang);
        reader.error("is nested too deeply, or holds what JSON cannot");
        Err(reader.into_problems())
    };
    read.map_err(|problems| {
        js::object(&[("phase", "config".into()), ("problems", list(&problems).into())]).into()
    })
}

/// Black or white, whichever is easier to read on the accent: black on lighter than 18 %
/// luminance, where both have the same contrast (WCAG 2, relative luminance).
fn on_accent(accent: &str) -> &'static str {
    let digits = accent.trim_start_matches('#');
    let size = digits.len() / 3;
    let channel = |index: usize| {
        let text = digits.get(index * size..(index + 1) * size).unwrap_or_default();
        let full = if size == 1 { 15.0 } else { 255.0 };
        let value = u32::from_str_radix(text, 16).map_or(0.0, f64::from) / full;
        // A square stands for the sRGB curve: close enough for this choice, and no powers in the wasm.
        value * value
    };
    let luminance = 0.2126 * channel(0) + 0.7152 * channel(1) + 0.0722 * channel(2);
    if luminance > 0.18 { "#000" } else { "#fff" }
}

fn list(problems: &[Problem]) -> Array {
    let plain = |problem: &Problem| {
        js::object(&[("path", (&problem.path).into()), ("message", (&problem.message).into())])
    };
    problems.iter().map(plain).collect()
}

#[wasm_bindgen]
impl Widget {
    /// What staff should look at in the config document.
    #[wasm_bindgen(getter)]
    pub fn warnings(&self) -> JsValue {
        list(&self.definition.warnings).into()
    }

    /// Draws the widget.
    pub fn mount(&mut self, root: ShadowRoot) -> Result<(), JsValue> {
        let container: HtmlElement = document().create_element("div")?.dyn_into()?;
        let attributes = [
            ("part", "widget"),
            ("class", "rungs"),
            ("lang", &*self.lang),
            ("dir", if intl::is_rtl(&self.lang) { "rtl" } else { "ltr" }),
            ("data-theme", self.definition.theme.as_str()),
        ];
        for (name, value) in attributes {
            container.set_attribute(name, value)?;
        }
        if let Some(accent) = &self.definition.accent {
            container.style().set_property("--accent", accent)?;
            container.style().set_property("--on", on_accent(accent))?;
        }
        style::adopt(&root, &[style::BASE, self.definition.css])?;
        root.append_child(&container)?;
        let context: Shared = Arc::new(Context {
            id: self.definition.id.clone(),
            campaign: self.definition.campaign.clone(),
            backend: self.definition.backend.clone(),
            words: Words::new(self.lang.clone(), self.words.clone()),
            kind: self.definition.kind,
            host: SendWrapper::new(self.host.clone()),
            root: SendWrapper::new(root.clone()),
        });
        let values = std::mem::take(&mut self.carried);
        let draw = self.definition.view.clone();
        let view = mount_to(container.clone(), move || draw(&context, values));
        self.mounted = Some(Mounted { root, container, _view: view });
        Ok(())
    }

    /// Takes another config document, keeping what was typed.
    pub fn update(&mut self, config: &JsValue) -> Result<(), JsValue> {
        self.definition = definition(self.define, config, &self.lang)?;
        self.carried = self.entered();
        match self.take_down() {
            Some(root) => self.mount(root),
            None => Ok(()),
        }
    }

    /// What is typed now, as pairs of name and value.
    pub fn values(&self) -> JsValue {
        let values = self.entered();
        let pairs = values.iter().map(|(name, value)| Array::of2(&name.into(), &value.into()));
        pairs.collect::<Array>().into()
    }

    /// Takes the widget out of the page for good.
    pub fn unmount(mut self) {
        self.take_down();
    }

    fn entered(&self) -> Values {
        let form =
            self.mounted.as_ref().and_then(|mounted| mounted.root.query_selector("form").ok().flatten());
        form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok())
            .map_or_else(Values::default, |form| entered(&form))
    }

    fn take_down(&mut self) -> Option<ShadowRoot> {
        let mounted = self.mounted.take()?;
        mounted.container.remove();
        Some(mounted.root)
    }
}
