//! Bringing friends: each is invited by a link of their own that the supporter sends themselves. Their names leave
//! the page only in that message; of the links the backend can tell only that they are different ones.

use leptos::prelude::*;
use rungs_model::document::{self, Decode as _};
use rungs_model::ladder::Offer;
use rungs_model::{Channel, Outcome, Text, Thanks, invitation};
use serde_json::{Map, Value};
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement};

use super::{Climb, offer};
use crate::browser;
use crate::referral;
use crate::thanks::{self, CODE};
use crate::view::{Tag, tag};
use crate::words::word;

/// How many are invited.
const FRIENDS: usize = 2;

/// How many characters tell one invitation of someone from their others.
const MARK: usize = 6;

/// Asks for names, and gives each a message of their own.
pub(super) fn friends(climb: &Climb, rung: usize) -> Tag {
    let asked = (0..FRIENDS).map(|index| friend(climb, index));
    let by = climb.clone();
    let sent = tag("button").part("button").attr("type", "button");
    let sent = sent.text(&climb.context.words.say(word::LADDER_INVITED));
    let sent = sent.on("click", move |_| offer::done(&by, rung, Offer::BringFriend, &Outcome::Sent));
    tag("div").part("fields").children(asked.collect()).child(sent).takes_focus_within()
}

/// Sharing with anyone, in the ways that the document names.
pub(super) fn share(climb: &Climb) -> Tag {
    let context = &climb.context;
    let usual = || document::read::<Thanks>(&Value::Object(Map::new()), "").ok().map(|(usual, _)| usual);
    let said = thanks::said(context).or_else(usual);
    let code = own(climb);
    let ways = said.map(|said| thanks::share(context, &said, &climb.ladder.title, code.as_deref()));
    tag("div").part("fields").child(ways).child(offer::away(climb)).takes_focus_within()
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
    let mark = mark();
    let ways = move || {
        let name = name.get();
        if name.is_empty() {
            return None;
        }
        let text =
            climb.context.words.fill(word::LADDER_INVITE, &[("name", &name), ("title", &climb.ladder.title)]);
        let said = Thanks {
            share: vec![Channel::Native, Channel::Whatsapp, Channel::Sms, Channel::Email, Channel::Copy],
            share_text: Some(Text(text)),
            ..Thanks::blank()
        };
        let code = mark.as_ref().zip(own(&climb)).map(|(mark, code)| invitation(&code, mark));
        Some(thanks::share(&climb.context, &said, &climb.ladder.title, code.as_deref()))
    };
    tag("div").part("field").child(label).child(input).child_fn(ways)
}

/// Something that no other invitation has.
fn mark() -> Option<String> {
    browser::random_id().and_then(|id| Some(id.get(..MARK)?.to_owned()))
}

/// The supporter's code: as the backend told it, or as the widget did in whose thanks this is.
fn own(climb: &Climb) -> Option<String> {
    referral::latest(&climb.context, None).or_else(|| climb.context.host.get_attribute(CODE))
}
