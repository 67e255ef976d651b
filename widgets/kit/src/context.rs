use std::cell::OnceCell;
use std::sync::Arc;

use rungs_backends::{Adapter, Backend};
use rungs_model::Values;
use rungs_model::document::Problem;
use send_wrapper::SendWrapper;
use serde_json::Value;
use web_sys::{CustomEvent, CustomEventInit, HtmlElement, ShadowRoot};

use crate::js;
use crate::words::Words;

/// The id of the element, in the live region, for [`Context::announce`].
pub(crate) const SAID: &str = "said";

/// What every part of a widget may need.
pub(crate) struct Context {
    /// The widget's id.
    pub(crate) id: String,
    /// The campaign it belongs to.
    pub(crate) campaign: String,
    /// The whole config document, for what is only read later.
    pub(crate) config: Arc<Value>,
    /// Where submissions go.
    pub(crate) backend: Backend,
    /// Who speaks with it where it is no reference backend, once that code has come; none if the config is wrong.
    pub(crate) adapter: SendWrapper<OnceCell<Option<Arc<dyn Adapter>>>>,
    /// The words of the supporter's language.
    pub(crate) words: Arc<Words>,
    /// What the page's address says, by name.
    pub(crate) address: Values,
    /// Whether the supporter had it before, and now has it anew: in another language, or of another document.
    pub(crate) anew: bool,
    /// The kind of widget, for events.
    pub(crate) kind: &'static str,
    /// The element in the host page.
    pub(crate) host: SendWrapper<HtmlElement>,
    /// Where the widget is drawn.
    pub(crate) root: SendWrapper<ShadowRoot>,
}

/// A context that views and handlers hold on to.
pub(crate) type Shared = Arc<Context>;

impl Context {
    /// Under which key the device keeps how far someone is on the campaign's ladder.
    pub(crate) fn ladder_key(&self) -> String {
        ["rungs:ladder:", &self.campaign].concat()
    }

    /// Tells the page what happened. `detail` must never hold personal data: every script
    /// of the page can hear it. Gives false if the page cancelled it.
    pub(crate) fn emit(&self, event: &str, detail: &[(&str, &str)]) -> bool {
        let own = [("widget", self.kind), ("id", &*self.id), ("campaign", &*self.campaign)];
        let all = js::texts(&[&own, detail].concat());
        let init = CustomEventInit::new();
        init.set_bubbles(true);
        init.set_composed(true);
        init.set_cancelable(event == "rungs:submit");
        init.set_detail(&all);
        match CustomEvent::new_with_event_init_dict(event, &init) {
            Ok(event) => self.host.dispatch_event(&event).unwrap_or(true),
            Err(_) => true,
        }
    }

    /// Gives the page its own form back: the config document is wrong where that was read last.
    pub(crate) fn fail(&self, problems: &[Problem]) {
        let detail = js::object(&[("phase", "config".into()), ("problems", js::problems(problems).into())]);
        let init = CustomEventInit::new();
        init.set_detail(&detail);
        if let Ok(event) = CustomEvent::new_with_event_init_dict("rungs:fail", &init) {
            let _ = self.host.dispatch_event(&event);
        }
    }

    /// Says something that has no focus of its own, through the widget's one live region.
    pub(crate) fn announce(&self, text: &str) {
        if let Some(said) = self.root.get_element_by_id(SAID) {
            said.set_text_content(Some(text));
        }
    }

    /// Moves the focus to a part of the widget.
    pub(crate) fn focus(&self, id: &str) {
        use wasm_bindgen::JsCast as _;
        if let Some(element) =
            self.root.get_element_by_id(id).and_then(|found| found.dyn_into::<HtmlElement>().ok())
        {
            let _ = element.focus();
        }
    }
}
