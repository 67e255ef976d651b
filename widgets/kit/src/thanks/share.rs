//! Ways to share. Nothing of any third party is loaded: a press follows a link, or the browser does it itself.

use rungs_model::{Channel, Thanks, share_link};
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event};

use super::{mastodon, qr};
use crate::browser::{address, encoded};
use crate::completes;
use crate::context::Shared;
use crate::js;
use crate::view::{Tag, tag};
use crate::words::word;

/// What is shared in one way.
#[derive(Clone)]
pub(super) struct Message {
    pub(super) context: Shared,
    pub(super) channel: Channel,
    /// What the way is called.
    pub(super) label: String,
    pub(super) text: String,
    pub(super) subject: String,
    pub(super) url: String,
}

/// Every way to share that the campaign names and this browser has. `code` tells who shared it.
pub(crate) fn share(context: &Shared, thanks: &Thanks, title: &str, code: Option<&str>) -> Tag {
    let url = thanks.share_url.as_ref().map_or_else(address, |url| url.to_string());
    let own = |channel| thanks.share_texts.as_ref()?.of(channel);
    let subject = thanks.share_texts.as_ref().and_then(|texts| texts.email_subject.as_ref());
    let message = |channel: Channel| Message {
        context: context.clone(),
        channel,
        label: context.words.fill(&["share_", channel.as_str()].concat(), &[]),
        text: own(channel)
            .or(thanks.share_text.as_ref())
            .map_or_else(|| title.to_owned(), |text| text.0.clone()),
        subject: subject.map_or_else(|| title.to_owned(), |text| text.0.clone()),
        url: share_link(&url, channel, &context.campaign, code),
    };
    let ways = thanks.share.iter().filter_map(|channel| message(*channel).way());
    tag("div")
        .part("share")
        .child(tag("p").part("share-title").text(&context.words.own(context.kind, word::SHARE_TITLE)))
        .child(tag("ul").children(ways.map(|way| tag("li").child(way)).collect()))
}

impl Message {
    /// One way to share; `None` where this browser has none such.
    fn way(self) -> Option<Tag> {
        let (to, text, both) = (encoded(&self.url), encoded(&self.text), encoded(&self.both()));
        let subject = encoded(&self.subject);
        Some(match self.channel {
            Channel::Native if NAVIGATOR.with(Navigator::share_function).is_undefined() => return None,
            Channel::Native | Channel::Signal | Channel::Copy => self.button(),
            Channel::Mastodon => mastodon::mastodon(self),
            Channel::Qr => qr::qr(self),
            Channel::Whatsapp => self.link(&["https://wa.me/?text=", &both]),
            Channel::Telegram => self.link(&["https://t.me/share/url?url=", &to, "&text=", &text]),
            // iOS wants the ampersand, Android does without.
            Channel::Sms => self.link(&["sms:?&body=", &both]),
            Channel::Email => self.link(&["mailto:?subject=", &subject, "&body=", &both]),
            Channel::Facebook => self.link(&["https://www.facebook.com/sharer/sharer.php?u=", &to]),
            Channel::X => self.link(&["https://x.com/intent/post?text=", &text, "&url=", &to]),
            Channel::Bluesky => self.link(&["https://bsky.app/intent/compose?text=", &both]),
            Channel::Threads => {
                self.link(&["https://www.threads.net/intent/post?text=", &text, "&url=", &to])
            }
            Channel::Linkedin => self.link(&["https://www.linkedin.com/sharing/share-offsite/?url=", &to]),
        })
    }

    /// Text and link, in one message.
    pub(super) fn both(&self) -> String {
        [&self.text, " ", &self.url].concat()
    }

    /// Tells the page that it was shared.
    pub(super) fn tell(&self) {
        completes::note(&self.context, true, None);
        self.context.emit("rungs:share", &[("channel", self.channel.as_str())]);
    }

    fn link(self, href: &[&str]) -> Tag {
        tag("a")
            .part("share-link")
            .attr("href", &href.concat())
            .attr("target", "_blank")
            .attr("rel", "noopener")
            .text(&self.label)
            .on("click", move |_| self.tell())
    }

    /// A way that is a button, because the browser itself does it.
    fn button(self) -> Tag {
        let button = tag("button").part("share-link").attr("type", "button").text(&self.label);
        button.on("click", move |event: Event| {
            let pressed = event.current_target().and_then(|target| target.dyn_into::<Element>().ok());
            let message = self.clone();
            leptos::task::spawn_local(async move {
                if message.press(pressed).await {
                    message.tell();
                }
            });
        })
    }

    async fn press(&self, pressed: Option<Element>) -> bool {
        let navigator = NAVIGATOR.with(Clone::clone);
        if self.channel == Channel::Native {
            let data = js::object(&[("text", (&*self.text).into()), ("url", (&*self.url).into())]);
            return navigator.share(&data).await.is_ok();
        }
        let copied = match (navigator.clipboard(), self.channel) {
            (Some(clipboard), Channel::Signal) => clipboard.write_text(&self.both()).await.is_ok(),
            (Some(clipboard), _) => clipboard.write_text(&self.url).await.is_ok(),
            (None, _) => false,
        };
        let key = match (copied, self.channel) {
            (true, Channel::Signal) => word::SHARE_SIGNAL_COPIED,
            (true, _) => word::SHARE_COPIED,
            (false, _) => word::SHARE_COPY_FAILED,
        };
        let said = self.context.words.fill(key, &[("link", &self.url)]);
        if let Some(pressed) = pressed {
            pressed.set_text_content(Some(&said));
        }
        self.context.announce(&said);
        copied
    }
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
