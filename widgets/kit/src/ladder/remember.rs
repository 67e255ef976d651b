//! Agreeing that the backend remembers someone's progress, and the link that carries it to another device.

use leptos::prelude::*;
use rungs_backends::{Backend, Remembered, Rungs};
use rungs_model::Markdown;

use super::own::{self, Taken};
use super::{Climb, forget};
use crate::context::Shared;
use crate::view::{Tag, Watched, tag};
use crate::words::word;
use crate::{article, browser, net};

/// The exact words that are agreed to, and the button; afterwards a link for other devices.
pub(super) fn remember(climb: &Climb) -> Tag {
    let (climb, of) = (climb.clone(), climb.clone());
    let token = move || of.course.with(|course| course.kept.token.clone());
    tag("div").child_when(token, move || {
        let token = climb.course.with_untracked(|course| course.kept.token.clone());
        Some(token.map_or_else(|| agree(&climb), |token| devices(&climb.context, &token)))
    })
}

fn agree(climb: &Climb) -> Tag {
    let words = &climb.context.words;
    let Some(wording) = &climb.ladder.remember else { return tag("div") };
    let trouble = Watched::new(None);
    let (by, wrong) = (climb.clone(), trouble.clone());
    let press = move |_| {
        let (Backend::Rungs(rungs), Some(wording)) = (&by.context.backend, &by.ladder.remember) else {
            return;
        };
        let (progress, before) =
            by.course.with_untracked(|course| (course.kept.progress.clone(), course.forgotten));
        let request = rungs.remember(&by.ladder, wording, &by.context.words.lang, &progress);
        let (climb, trouble) = (by.clone(), wrong.clone());
        leptos::task::spawn_local(async move {
            let remembered = match net::send(&request).await {
                Some(response) => Rungs::read_remembered(&response),
                None => None,
            };
            if let Some((token, remembered)) = remembered.and_then(|mut all| Some((all.token.take()?, all))) {
                agreed(&climb, token, &remembered, before);
            } else {
                let failed = climb.context.words.say(word::LADDER_FAILED);
                climb.context.announce(&failed);
                trouble.set(Some(failed));
            }
        });
    };
    let text = Markdown::parse(&wording.consent);
    tag("div")
        .part("remember")
        .child(article::text(&text))
        .child(
            tag("button")
                .part("back")
                .attr("type", "button")
                .text(&words.say(word::LADDER_AGREE))
                .on("click", press),
        )
        .child(tag("p").part("error").text_fn(move || trouble.get().unwrap_or_default()))
}

/// Takes the token of whoever has agreed. Who wanted to be forgotten while it was on its way is forgotten; where
/// another tab has agreed at the same time, one token is enough.
fn agreed(climb: &Climb, token: String, remembered: &Remembered, before: u32) {
    let left = climb.course.try_update(|course| {
        course.kept.renew(&climb.context);
        if course.forgotten != before || course.kept.token.is_some() {
            return None;
        }
        Some(own::take(climb, course, token.clone(), remembered))
    });
    match left.flatten() {
        Some(Taken::More) => own::share(climb),
        Some(_) => {}
        None => {
            forget::at_backend(climb, token);
            return own::share(climb);
        }
    }
    climb.context.announce(&climb.context.words.say(word::LADDER_KEPT));
}

/// The link that carries it to another device.
fn devices(context: &Shared, token: &str) -> Tag {
    let page = browser::page().unwrap_or_default();
    let link = [&page, own::FRAGMENT, &context.campaign, ".", token].concat();
    let said = context.words.say(word::LADDER_LINK);
    let open = tag("input").part("input").attr("type", "text").attr("readonly", "").attr("id", "link");
    let label = tag("label").part("label").attr("for", "link").text(&said);
    tag("div").part("field").child(label).child(open.attr("value", &link))
}
