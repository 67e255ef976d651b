//! The way in from `rungs.js`: what each bundle exports.

use std::cell::OnceCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use js_sys::Array;
use leptos::mount::{UnmountHandle, mount_to};
use leptos::prelude::*;
use rungs_backends::Backend;
use rungs_model::document::{self, Decode, Problem};
use rungs_model::{Density, Theme, Values};
use send_wrapper::SendWrapper;
use serde_json::Value;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, HtmlFormElement, ShadowRoot};

use crate::context::{Context, Shared};
use crate::form::entered;
use crate::view::{Tag, TagState};
use crate::words::Words;
use crate::{js, style, tint};

type View = Rc<dyn Fn(&Shared, Values) -> Tag>;

/// A widget whose config document is understood.
pub struct Definition {
    pub(crate) kind: &'static str,
    pub(crate) id: String,
    pub(crate) campaign: String,
    pub(crate) accent: Option<String>,
    pub(crate) theme: Theme,
    pub(crate) density: Density,
    pub(crate) css: &'static str,
    pub(crate) backend: Backend,
    pub(crate) warnings: Vec<Problem>,
    pub(crate) view: View,
}

/// Reads a config document in a language.
pub type Define = fn(&Value, &str) -> Result<Definition, Vec<Problem>>;

/// Reads what a config document says of a widget and of its backend, with what staff should look at.
pub(crate) fn understood<T: Decode>(
    config: &Value,
    lang: &str,
) -> Result<(T, Backend, Vec<Problem>), Vec<Problem>> {
    let read = document::read::<T>(config, lang);
    match (read, rungs_backends::read(config.get("backend").unwrap_or(&Value::Null))) {
        (Ok((widget, warnings)), Ok(backend)) => Ok((widget, backend, warnings)),
        (read, backend) => {
            let mut problems = read.err().unwrap_or_default();
            problems.extend(backend.err().unwrap_or_default());
            Err(problems)
        }
    }
}

/// A widget on its way into the page; see `rungs.d.ts`.
#[wasm_bindgen]
pub struct Widget {
    define: Define,
    config: Arc<Value>,
    definition: Definition,
    host: HtmlElement,
    lang: String,
    words: Arc<Words>,
    address: Values,
    frame: Frame,
    mounted: Option<Mounted>,
}

/// What a widget is drawn into.
struct Frame {
    container: HtmlElement,
    sheets: Array,
}

struct Mounted {
    root: ShadowRoot,
    #[expect(dead_code, reason = "is dropped with the widget")]
    colours: Option<tint::Watch>,
    /// Dropping it takes the view down.
    view: Option<UnmountHandle<TagState>>,
}

impl Drop for Mounted {
    /// What changed in this task is drawn at its end, and needs the view for that.
    fn drop(&mut self) {
        let view = self.view.take();
        set_timeout(move || drop(view), Duration::ZERO);
    }
}

/// Understands a config document and makes ready what can be without touching the page. Throws
/// `{ phase: "config", problems: [{ path, message }] }`.
pub fn prepare(define: Define, config: &JsValue, options: &JsValue) -> Result<Widget, JsValue> {
    let option = |key: &str| js_sys::Reflect::get(options, &key.into()).unwrap_or(JsValue::UNDEFINED);
    let lang = option("lang").as_string().filter(|lang| !lang.is_empty()).unwrap_or_else(|| "en".into());
    let host = option("host").dyn_into::<HtmlElement>()?;
    let (config, definition) = definition(define, config, &lang)?;
    let words = js::read(&option("words")).unwrap_or(Value::Null);
    let words = Arc::new(Words::new(lang.clone(), words));
    let frame = frame(&definition, &lang)?;
    let address = js::pairs(&option("address"));
    Ok(Widget { define, config, definition, host, lang, words, address, frame, mounted: None })
}

/// Reads a config document, and keeps it for what is only read later.
fn definition(define: Define, config: &JsValue, lang: &str) -> Result<(Arc<Value>, Definition), JsValue> {
    let read = if let Some(config) = js::read(config) {
        define(&config, lang).map(|definition| (Arc::new(config), definition))
    } else {
        let mut reader = rungs_model::document::Reader::new(lang);
        reader.error("is nested too deeply, or holds what JSON cannot");
        Err(reader.into_problems())
    };
    read.map_err(|problems| {
        js::object(&[("phase", "config".into()), ("problems", js::problems(&problems).into())]).into()
    })
}

fn frame(definition: &Definition, lang: &str) -> Result<Frame, JsValue> {
    let container: HtmlElement = document().create_element("div")?.dyn_into()?;
    let attributes = [
        ("part", "widget"),
        ("class", "rungs"),
        ("lang", lang),
        ("dir", if rungs_model::is_rtl(lang) { "rtl" } else { "ltr" }),
        ("data-theme", definition.theme.as_str()),
        ("data-density", definition.density.as_str()),
    ];
    for (name, value) in attributes {
        container.set_attribute(name, value)?;
    }
    if let Some(accent) = &definition.accent {
        container.style().set_property("--accent", accent)?;
    }
    Ok(Frame { container, sheets: style::sheets(definition.css) })
}

#[wasm_bindgen]
impl Widget {
    /// What staff should look at in the config document.
    #[wasm_bindgen(getter)]
    pub fn warnings(&self) -> JsValue {
        js::problems(&self.definition.warnings).into()
    }

    /// Draws the widget, with what is typed in its children as pairs of name and value; or `anew`,
    /// with what was entered when it was drawn before.
    pub fn mount(&mut self, root: ShadowRoot, values: &JsValue, anew: bool) -> Result<(), JsValue> {
        self.draw(root, js::pairs(values), anew)
    }

    /// Takes another config document, keeping what was typed.
    pub fn update(&mut self, config: &JsValue) -> Result<(), JsValue> {
        let (config, definition) = definition(self.define, config, &self.lang)?;
        let frame = frame(&definition, &self.lang)?;
        let values = self.entered();
        let root = self.take_down();
        (self.config, self.definition, self.frame) = (config, definition, frame);
        root.map_or(Ok(()), |root| self.draw(root, values, true))
    }

    /// Takes the widget out of the page for good.
    pub fn unmount(mut self) {
        self.take_down();
    }

    fn draw(&mut self, root: ShadowRoot, values: Values, anew: bool) -> Result<(), JsValue> {
        let context: Shared = Arc::new(Context {
            id: self.definition.id.clone(),
            campaign: self.definition.campaign.clone(),
            config: self.config.clone(),
            backend: self.definition.backend.clone(),
            adapter: SendWrapper::new(OnceCell::new()),
            words: self.words.clone(),
            address: self.address.clone(),
            anew,
            kind: self.definition.kind,
            host: SendWrapper::new(self.host.clone()),
            root: SendWrapper::new(root.clone()),
        });
        let container = &self.frame.container;
        style::adopt(&root, &self.frame.sheets)?;
        root.append_child(container)?;
        // While it is empty, what is behind it is quickly found out.
        let colours = tint::follow(container);
        let view = self.definition.view.clone();
        let view = mount_to(container.clone(), move || view(&context, values));
        self.mounted = Some(Mounted { root, colours, view: Some(view) });
        Ok(())
    }

    fn entered(&self) -> Values {
        let form =
            self.mounted.as_ref().and_then(|mounted| mounted.root.query_selector("form").ok().flatten());
        form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok())
            .map_or_else(Values::default, |form| entered(&form))
    }

    fn take_down(&mut self) -> Option<ShadowRoot> {
        let mounted = self.mounted.take()?;
        self.frame.container.remove();
        Some(mounted.root.clone())
    }
}
