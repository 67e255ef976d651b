//! Bringing friends: each is invited by a link that the supporter sends themselves. Their names leave the
//! page only in that message.

use leptos::prelude::*;
use rungs_model::document::Decode as _;
use rungs_model::ladder::Offer;
use rungs_model::{Channel, Text, Thanks};
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement};

use super::{Climb, offer};
use crate::thanks::share;
use crate::view::{Tag, tag};
use crate::words::word;

/// How many are invited.
const FRIENDS: usize = 2;

/// Asks for names, and gives each a message of their own.
pub(super) fn friends(climb: &Climb, rung: usize) -> Tag {
    let asked = (0..FRIENDS).map(|index| friend(climb, index));
    let by = climb.clone();
    let sent = tag("button").part("button").attr("type", "button");
    let sent = sent.text(&climb.context.words.say(word::LADDER_INVITED));
    let sent = sent.on("click", move |_| offer::done(&by, rung, Offer::BringFriend));
    tag("div").part("fields").children(asked.collect()).child(sent).takes_focus_within()
}

fn friend(climb: &Climb, index: usize) -> Tag {
    let words = &climb.context.words;
    let name = RwSignal::new(String::new());
    let id = ["friend-", &index.to_string()].concat();
    let said = words.fill(word::LADDER_FRIEND, &[("number", &(index + 1).to_string())]);
    let label = tag("label").part("label").attr("for", &id).text(&said);
    let input = tag("input").part("input").attr("type", "text").attr("id", &id).attr("autocomplete", "off");
    let input = input.on("change", move |event: Event| {
        let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        name.set(input.map(|input| input.value().trim().to_owned()).unwrap_or_default());
    });
    let climb = climb.clone();
    let ways = move || {
        let name = name.get();
        if name.is_empty() {
            return None;
        }
        let text =
            climb.context.words.fill(word::LADDER_INVITE, &[("name", &name), ("title", &climb.ladder.title)]);
        let thanks = Thanks {
            share: vec![Channel::Native, Channel::Whatsapp, Channel::Sms, Channel::Email, Channel::Copy],
            share_text: Some(Text(text)),
            ..Thanks::blank()
        };
        Some(share(&climb.context, &thanks, &climb.ladder.title, None))
    };
    tag("div").part("field").child(label).child(input).child_fn(ways)
}
