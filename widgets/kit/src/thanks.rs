//! What happens next, after any widget's success.

use rungs_model::{Channel, Href, Markdown, Next, Outcome, Receipt, Thanks};
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event};

use crate::article;
use crate::browser::{address, encoded};
use crate::context::Shared;
use crate::js;
use crate::view::{Tag, tag};
use crate::words::word;

/// What was done, for the panel.
pub(crate) struct Done {
    /// How it ended.
    pub(crate) outcome: Outcome,
    /// Whether it was only a test.
    pub(crate) test: bool,
    /// What is shared when the campaign names no text.
    pub(crate) title: String,
    /// The campaign's own heading.
    pub(crate) heading: Option<String>,
    /// What the campaign says.
    pub(crate) text: Option<Markdown>,
    /// The one step that follows.
    pub(crate) next: Option<Tag>,
    /// What else there is to see.
    pub(crate) more: Option<Tag>,
}

/// The panel: thanks in honest words, one next step, ways to share.
pub(crate) fn thanks(context: &Shared, thanks: Option<&Thanks>, done: Done) -> Tag {
    let say = |key| context.words.own(context.kind, key);
    let (title, text) = match done.outcome {
        Outcome::AwaitingConfirmation => (word::AWAITING_TITLE, word::AWAITING_TEXT),
        Outcome::Sent => (word::SENT_TITLE, word::SENT_TEXT),
        _ => (word::THANKS_TITLE, word::THANKS_TEXT),
    };
    let honest = if !context.backend.capabilities().real {
        say(word::PREVIEW_TEXT)
    } else if done.test {
        say(word::TEST_TEXT)
    } else {
        say(text)
    };
    // A campaign's own heading must not claim more than is known.
    let certain = matches!(done.outcome, Outcome::Confirmed(_));
    let title = done.heading.filter(|_| certain).unwrap_or_else(|| say(title));
    tag("div")
        .part("thanks")
        .child(tag("h3").part("thanks-title").attr("tabindex", "-1").text(&title).takes_focus())
        .child(tag("p").text(&honest))
        .child(done.text.and_then(|text| article::text(&text)))
        .child(done.next)
        .child(done.more)
        .child(thanks.map(|thanks| share(context, thanks, &done.title)))
        .child(manage_url(&done.outcome).map(|url| manage(context, url)))
}

fn manage_url(outcome: &Outcome) -> Option<&Href> {
    match outcome {
        Outcome::Confirmed(Some(Receipt { manage_url, .. })) => manage_url.as_ref(),
        _ => None,
    }
}

/// The way back to what was agreed to. The address is as good as a key: no other page learns it.
fn manage(context: &Shared, url: &Href) -> Tag {
    let link = tag("a").attr("href", url).attr("target", "_blank").attr("rel", "noopener noreferrer");
    tag("p").part("manage").child(link.text(&context.words.own(context.kind, word::MANAGE)))
}

/// A link to the next step.
pub(crate) fn next_step(context: &Shared, next: &Next) -> Tag {
    let text = next.text.as_ref().map_or_else(|| context.words.say(word::NEXT_TITLE), |text| text.0.clone());
    tag("div")
        .part("next")
        .child(tag("p").text(&text))
        .child(tag("a").part("button").attr("href", &next.href).text(&next.label.0))
}

fn share(context: &Shared, thanks: &Thanks, title: &str) -> Tag {
    let url = thanks.share_url.as_ref().map_or_else(address, |url| url.to_string());
    let text = thanks.share_text.as_ref().map_or_else(|| title.to_owned(), |text| text.0.clone());
    let ways = thanks.share.iter().filter_map(|channel| way(context, *channel, &text, &url));
    let ways = ways.map(|way| tag("li").child(way)).collect::<Vec<_>>();
    tag("div")
        .part("share")
        .child(tag("p").part("share-title").text(&context.words.own(context.kind, word::SHARE_TITLE)))
        .child(tag("ul").children(ways))
}

/// One way to share; `None` where this browser has none such.
fn way(context: &Shared, channel: Channel, text: &str, url: &str) -> Option<Tag> {
    let label = context.words.fill(&["share_", channel.as_str()].concat(), &[]);
    let (to, both) = (encoded(url), encoded(&[text, " ", url].concat()));
    let link = |parts: &[&str]| {
        tag("a").attr("href", &parts.concat()).attr("target", "_blank").attr("rel", "noopener").text(&label)
    };
    let heard = context.clone();
    let tell = move || {
        heard.emit("rungs:share", &[("channel", channel.as_str())]);
    };
    let drawn = match channel {
        Channel::Native | Channel::Copy => return button(context, channel, &label, text, url),
        Channel::Whatsapp => link(&["https://wa.me/?text=", &both]),
        Channel::Facebook => link(&["https://www.facebook.com/sharer/sharer.php?u=", &to]),
        Channel::X => link(&["https://x.com/intent/post?text=", &encoded(text), "&url=", &to]),
        Channel::Bluesky => link(&["https://bsky.app/intent/compose?text=", &both]),
        Channel::Telegram => link(&["https://t.me/share/url?url=", &to, "&text=", &encoded(text)]),
        Channel::Email => link(&["mailto:?subject=", &encoded(text), "&body=", &both]),
    };
    Some(drawn.part("share-link").on("click", move |_| tell()))
}

#[wasm_bindgen]
extern "C" {
    #[derive(Clone)]
    type Navigator;
    #[wasm_bindgen(thread_local_v2, js_name = navigator)]
    static NAVIGATOR: Navigator;
    #[wasm_bindgen(method, catch)]
    async fn share(this: &Navigator, data: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(method, getter, js_name = share)]
    fn share_function(this: &Navigator) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn clipboard(this: &Navigator) -> Option<Clipboard>;

    type Clipboard;
    #[wasm_bindgen(method, catch, js_name = writeText)]
    async fn write_text(this: &Clipboard, text: &str) -> Result<(), JsValue>;
}

/// The ways that are buttons, because the browser itself does them.
fn button(context: &Shared, channel: Channel, label: &str, text: &str, url: &str) -> Option<Tag> {
    let native = channel == Channel::Native;
    if native && NAVIGATOR.with(Navigator::share_function).is_undefined() {
        return None;
    }
    let data = js::object(&[("text", text.into()), ("url", url.into())]);
    let data = send_wrapper::SendWrapper::new(data);
    let (context, url) = (context.clone(), url.to_owned());
    let press = move |event: Event| {
        let pressed = event.current_target().and_then(|target| target.dyn_into::<Element>().ok());
        let (context, url, data) = (context.clone(), url.clone(), data.clone());
        leptos::task::spawn_local(async move {
            let navigator = NAVIGATOR.with(Clone::clone);
            let done = if native {
                navigator.share(&data).await.is_ok()
            } else {
                let copied = match navigator.clipboard() {
                    Some(clipboard) => clipboard.write_text(&url).await.is_ok(),
                    None => false,
                };
                let key = if copied { word::SHARE_COPIED } else { word::SHARE_COPY_FAILED };
                let said = context.words.fill(key, &[("link", &url)]);
                if let Some(pressed) = &pressed {
                    pressed.set_text_content(Some(&said));
                }
                context.announce(&said);
                copied
            };
            if done {
                context.emit("rungs:share", &[("channel", channel.as_str())]);
            }
        });
    };
    Some(tag("button").part("share-link").attr("type", "button").text(label).on("click", press))
}
