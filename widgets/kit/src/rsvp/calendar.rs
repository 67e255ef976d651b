//! Calendars: a file for the program on the device, and links for those on the web. Part of the second file.

use std::sync::Arc;

use rungs_model::rsvp::links::{self, Calendar};
use rungs_model::rsvp::{Holding, Rsvp, ics};
use wasm_bindgen::JsCast as _;
use web_sys::{Blob, BlobPropertyBag, HtmlElement, Url};

use super::event;
use super::whole::Whole;
use crate::browser;
use crate::context::Shared;
use crate::view::{Tag, tag};
use crate::words::word;

/// Calendars on the web, by their own names.
const ON_THE_WEB: [(Calendar, &str); 4] = [
    (Calendar::Google, "Google"),
    (Calendar::Outlook, "Outlook"),
    (Calendar::Office, "Microsoft 365"),
    (Calendar::Yahoo, "Yahoo"),
];

/// Every way to put an occurrence into a calendar. `rsvp` tells what whoever comes may know, `state` whether they do.
pub(super) fn calendars(
    context: &Shared,
    whole: &Arc<Whole>,
    rsvp: &Arc<Rsvp>,
    index: usize,
    state: Holding,
) -> Option<Tag> {
    let maybe = state != Holding::Coming;
    let occurrence = whole.schedule.get(index)?;
    let own = rsvp.events.get(occurrence.event)?;
    let web = ON_THE_WEB.map(|(kind, name)| {
        tag("li").child(event::away(&links::calendar(kind, own, occurrence, maybe), name).part("share-link"))
    });
    let (by, whole, rsvp, key) = (context.clone(), whole.clone(), rsvp.clone(), occurrence.key.clone());
    let download = move |_| {
        let host = host(&by);
        let page = browser::page().unwrap_or_default();
        let uncertain = if maybe { &[&*key][..] } else { &[] };
        let calendar = ics::Calendar { host: &host, stamp: browser::now(), page: &page, maybe: uncertain };
        let text = rsvp.ics(&whole.schedule, &calendar, &|occurrence| occurrence.key == key);
        let _ = save(&text, &[&key, ".ics"].concat());
    };
    let file = tag("button")
        .part("share-link")
        .attr("type", "button")
        .text(&context.words.say(word::RSVP_CALENDAR))
        .on("click", download);
    let drawn = tag("div")
        .part("calendars")
        .child(file)
        .child(tag("p").part("hint").text(&context.words.say(word::RSVP_CALENDARS)))
        .child(tag("ul").part("ways").children(web.into()));
    Some(drawn)
}

/// What stands behind the @ of UIDs: the host of the backend, which its own calendars name too; that of the page, where
/// there is no backend.
fn host(context: &Shared) -> String {
    let backend = Some(context.backend.place(&context.config)).filter(|url| url.contains("://"));
    let url = backend.or_else(browser::page).unwrap_or_default();
    let rest = url.split_once("://").map_or(&*url, |(_, rest)| rest);
    rest.split(['/', ':']).next().unwrap_or_default().to_owned()
}

/// Offers a text as a file.
fn save(text: &str, name: &str) -> Option<()> {
    let kind = BlobPropertyBag::new();
    kind.set_type("text/calendar;charset=utf-8");
    let parts = js_sys::Array::of1(&text.into());
    let blob = Blob::new_with_str_sequence_and_options(&parts, &kind).ok()?;
    let url = Url::create_object_url_with_blob(&blob).ok()?;
    let link = leptos::prelude::document().create_element("a").ok()?;
    link.set_attribute("href", &url).ok()?;
    link.set_attribute("download", name).ok()?;
    link.dyn_ref::<HtmlElement>()?.click();
    // The browser has taken it by then.
    leptos::prelude::set_timeout(
        move || {
            let _ = Url::revoke_object_url(&url);
        },
        std::time::Duration::from_mins(1),
    );
    Some(())
}
