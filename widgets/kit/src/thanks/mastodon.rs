//! Mastodon has as many servers as it likes: the supporter names theirs.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlInputElement};

use super::share::Message;
use crate::view::{Tag, tag};
use crate::words::word;

/// What a server's name looks like, for the browser's own check.
const SERVER: &str = r"\s*(https?://)?[\w\-]+(\.[\w\-]+)+/?\s*";

/// Asks for the server, and sends the message there as a form, without script.
pub(super) fn mastodon(message: Message) -> Tag {
    let say = |key| message.context.words.say(key);
    let input = tag("input")
        .part("input")
        .attr("id", "mastodon")
        .attr("type", "text")
        .attr("inputmode", "url")
        .attr("autocomplete", "off")
        .attr("autocapitalize", "none")
        .attr("spellcheck", "false")
        .attr("placeholder", "mastodon.social")
        .attr("pattern", SERVER)
        .attr("required", "")
        .on("input", |event| address(&event));
    let label = tag("label").part("label").attr("for", "mastodon").text(&say(word::SHARE_MASTODON_SERVER));
    let text = tag("input").attr("type", "hidden").attr("name", "text").attr("value", &message.both());
    let go = tag("button").part("share-link").text(&say(word::SHARE_MASTODON_GO));
    let form = tag("form")
        .attr("class", "ask")
        .attr("method", "get")
        .attr("target", "_blank")
        .attr("rel", "noopener")
        .child(label)
        .child(input)
        .child(text)
        .child(go);
    let summary = tag("summary").part("share-link").text(&message.label);
    tag("details").child(summary).child(form.on("submit", move |_| message.tell()))
}

/// Has the form lead to the server that is typed.
fn address(event: &Event) {
    let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let Some(input) = input else { return };
    let typed = input.value();
    let typed = typed.trim();
    let host = typed.strip_prefix("https://").or_else(|| typed.strip_prefix("http://")).unwrap_or(typed);
    if let Some(form) = input.unchecked_ref::<Element>().closest("form").ok().flatten() {
        let _ = form.set_attribute("action", &["https://", host.trim_end_matches('/'), "/share"].concat());
    }
}
