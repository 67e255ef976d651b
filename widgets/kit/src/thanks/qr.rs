//! The link as a QR code, for someone who stands beside. The code that draws it comes when it is asked for.

use leptos::prelude::*;
use qrcodegen::{QrCode, QrCodeEcc};

use super::share::Message;
use crate::later::{Missing, later};
use crate::view::{Tag, svg, tag};
use crate::words::word;

/// The quiet zone around the code, in modules (ISO/IEC 18004).
const QUIET: i32 = 4;

/// Draws the code once it is asked for.
pub(super) fn qr(message: Message) -> Tag {
    let path = RwSignal::new(None);
    let summary = tag("summary").part("share-link").text(&message.label);
    let what = message.context.words.say(word::SHARE_QR_CODE);
    let drawn = move || path.with(|path: &Option<Code>| Some(path.as_ref()?.draw(&what)));
    tag("details").child(summary).child(tag("div").child_once(drawn)).on("toggle", move |_| {
        if path.with_untracked(Option::is_some) {
            return;
        }
        message.tell();
        let url = message.url.clone();
        leptos::task::spawn_local(async move {
            if let Ok(code) = later!(code(url)) {
                path.try_set(Some(code));
            }
        });
    })
}

/// Its dark modules as a path, and how wide it is in modules.
pub(super) struct Code {
    path: String,
    size: i32,
}

/// Encodes an address.
#[cfg_attr(feature = "split", wasm_split_helpers::wasm_split(qr, fallible))]
#[allow(clippy::needless_pass_by_value, reason = "so it must be to be split off")]
pub(super) fn code(url: String) -> Result<Code, Missing> {
    let code = QrCode::encode_text(&url, QrCodeEcc::Medium).map_err(|_| Missing)?;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in 0..code.size() {
            if code.get_module(x, y) {
                let place = [&(x + QUIET).to_string(), " ", &(y + QUIET).to_string()];
                path.extend(["M"].into_iter().chain(place.map(|part| part as &str)).chain(["h1v1h-1z"]));
            }
        }
    }
    Ok(Code { path, size: code.size() + 2 * QUIET })
}

impl Code {
    fn draw(&self, what: &str) -> Tag {
        let size = self.size.to_string();
        let dark = svg("path").attr("d", &self.path);
        svg("svg")
            .attr("class", "qr")
            .attr("part", "qr")
            .attr("role", "img")
            .attr("aria-label", what)
            .attr("viewBox", &["0 0 ", &size, " ", &size].concat())
            .child(dark)
    }
}
