//! A widget in a page, for the tests of what it draws.
#![allow(dead_code, reason = "each test file needs a part of it")]

use js_sys::{Array, JSON, Object, Reflect};
use rungs_kit::bundle::{Define, Widget, prepare};
use rungs_kit::{petition, rsvp, survey};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Document, Element, Event, EventInit, HtmlElement, HtmlInputElement, ShadowRoot, ShadowRootInit,
    ShadowRootMode,
};

const PETITION: &str = include_str!("../../../../demo/fixtures/petition.json");
const SURVEY: &str = include_str!("../../../../demo/fixtures/survey.json");
const RSVP: &str = include_str!("../../../../demo/fixtures/rsvp.json");

pub(crate) fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}

pub(crate) fn get(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &key.into()).unwrap()
}

pub(crate) fn set(object: &JsValue, key: &str, json: &str) {
    Reflect::set(object, &key.into(), &JSON::parse(json).unwrap()).unwrap();
}

/// A fresh copy of the fixtures' petition.
pub(crate) fn base() -> JsValue {
    get(&JSON::parse(PETITION).unwrap(), "base")
}

/// A fresh copy of the fixtures' survey; what one test answers is not kept for the next.
pub(crate) fn survey() -> JsValue {
    let survey = get(&JSON::parse(SURVEY).unwrap(), "base");
    set(&survey, "resume", "false");
    survey
}

/// A fresh copy of the fixtures' event.
pub(crate) fn event() -> JsValue {
    get(&JSON::parse(RSVP).unwrap(), "base")
}

/// A widget in the page.
pub(crate) struct Page {
    pub(crate) host: HtmlElement,
    pub(crate) root: ShadowRoot,
    pub(crate) widget: Widget,
}

pub(crate) fn open_in(config: &JsValue, lang: &str, values: &JsValue) -> Result<Page, JsValue> {
    open_at(config, lang, values, &Array::new())
}

/// `address` is what the page's address says, as pairs.
pub(crate) fn open_at(
    config: &JsValue,
    lang: &str,
    values: &JsValue,
    address: &JsValue,
) -> Result<Page, JsValue> {
    draw(config, lang, values, address, false)
}

/// As if the supporter had had it before, with these values.
pub(crate) fn open_anew(config: &JsValue, values: &JsValue, address: &JsValue) -> Page {
    draw(config, "en", values, address, true).unwrap()
}

fn draw(
    config: &JsValue,
    lang: &str,
    values: &JsValue,
    address: &JsValue,
    anew: bool,
) -> Result<Page, JsValue> {
    let host: HtmlElement = document().create_element("div")?.dyn_into()?;
    document().body().unwrap().append_child(&host)?;
    let options = Object::new();
    Reflect::set(&options, &"host".into(), &host)?;
    Reflect::set(&options, &"lang".into(), &lang.into())?;
    Reflect::set(&options, &"address".into(), address)?;
    let mut widget = prepare(define(config), config, &options)?;
    let root = host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open))?;
    widget.mount(root.clone(), values, anew)?;
    Ok(Page { host, root, widget })
}

/// Reads the kind of widget that a document describes.
fn define(config: &JsValue) -> Define {
    match get(config, "kind").as_string().as_deref() {
        Some("survey") => survey::define,
        Some("rsvp") => rsvp::define,
        _ => petition::define,
    }
}

pub(crate) fn open(config: &JsValue) -> Page {
    open_in(config, "en", &Array::new()).unwrap()
}

pub(crate) fn tell(input: &HtmlInputElement, event: &str) {
    let init = EventInit::new();
    init.set_bubbles(true);
    input.dispatch_event(&Event::new_with_event_init_dict(event, &init).unwrap()).unwrap();
}

impl Page {
    /// The first; pages of a survey that are drawn and not seen are not there for anyone.
    pub(crate) fn find(&self, selector: &str) -> Option<Element> {
        self.all(selector).into_iter().find(|found| found.closest(".away").unwrap().is_none())
    }

    /// Every one, also where nobody sees it.
    pub(crate) fn all(&self, selector: &str) -> Vec<Element> {
        let all = self.root.query_selector_all(selector).unwrap();
        (0..all.length()).map(|index| all.item(index).unwrap().unchecked_into()).collect()
    }

    /// How many there are.
    pub(crate) fn count(&self, selector: &str) -> usize {
        self.all(selector).into_iter().filter(|found| found.closest(".away").unwrap().is_none()).count()
    }

    pub(crate) fn text(&self, selector: &str) -> String {
        self.find(selector).and_then(|found| found.text_content()).unwrap_or_default()
    }

    pub(crate) fn is_shown(&self, selector: &str) -> bool {
        self.find(selector).is_some_and(|found| !found.has_attribute("hidden"))
    }

    pub(crate) fn control(&self, name: &str) -> HtmlInputElement {
        self.find(&format!("[name='{name}']")).unwrap().unchecked_into()
    }

    pub(crate) fn type_in(&self, name: &str, value: &str) {
        let input = self.control(name);
        input.set_value(value);
        tell(&input, "input");
    }

    /// As when the focus leaves it.
    pub(crate) fn leave(&self, name: &str) {
        tell(&self.control(name), "change");
    }

    pub(crate) fn click(&self, selector: &str) {
        self.find(selector).unwrap().unchecked_into::<HtmlElement>().click();
    }

    pub(crate) fn fill(&self) {
        for (name, value) in
            [("given_name", "Grace"), ("family_name", "Hopper"), ("email", "grace@example.org")]
        {
            self.type_in(name, value);
        }
        self.click("[name='consent.updates'][value=no]");
    }

    /// Waits until something is so; a test that waits in vain fails with a sentence.
    pub(crate) async fn until(&self, what: &str, so: impl Fn(&Page) -> bool) {
        for _ in 0..200 {
            if so(self) {
                return;
            }
            turn().await;
        }
        panic!("never came: {what}; the widget says {:?}", self.text(".rungs"));
    }
}

/// Lets the browser work for a moment.
pub(crate) async fn turn() {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        let window = web_sys::window().unwrap();
        window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, 10).unwrap();
    });
    JsFuture::from(promise).await.unwrap();
}

pub(crate) fn heard(host: &HtmlElement, event: &str) -> Array {
    let details = Array::new();
    let kept = details.clone();
    let listener = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
        kept.push(&get(&event, "detail"));
    });
    host.add_event_listener_with_callback(event, listener.as_ref().unchecked_ref()).unwrap();
    listener.forget();
    details
}
