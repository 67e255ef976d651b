use leptos::prelude::*;
use rungs_model::{Petition, Signer};

use crate::context::{Context, Shared};
use crate::intl;
use crate::live::Live;
use crate::view::{Tag, tag};
use crate::words::word;

/// Who signed: first name and place of those who agreed to be shown.
pub(crate) fn signers(context: &Shared, petition: &Petition, live: RwSignal<Live>) -> Option<Tag> {
    let limit = petition.signers.as_ref()?.limit as usize;
    let context = context.clone();
    Some(tag("div").child_fn(move || live.with(|live| list(&context, live, limit))))
}

fn list(context: &Context, live: &Live, limit: usize) -> Option<Tag> {
    let state = live.state.as_ref().filter(|_| live.painted)?;
    let signers = Some(&state.signers).filter(|signers| !signers.is_empty())?;
    let items = signers.iter().take(limit).map(|signer| item(context, signer, live)).collect();
    let title = tag("h3").part("signers-title").text(&context.words.say(word::SIGNERS));
    Some(tag("div").part("signers").child(title).child(tag("ul").children(items)))
}

fn item(context: &Context, signer: &Signer, live: &Live) -> Tag {
    let words = &context.words;
    // Names and places come in every direction of writing; each is kept from turning the other.
    let isolated = |text: &str| ["\u{2068}", text, "\u{2069}"].concat();
    let name = isolated(&signer.given_name);
    let name = match &signer.place {
        Some(place) => {
            let place = isolated(&intl::place(&words.lang, place));
            words.fill(word::SOMEONE_FROM, &[("name", &name), ("place", &place)])
        }
        None => name,
    };
    let when = signer.at.map(|at| {
        tag("span").part("when").text(&[" ", &intl::relative(&words.lang, at, live.now())].concat())
    });
    let comment = signer.comment.as_ref().map(|comment| tag("blockquote").part("comment").text(comment));
    tag("li").part("signer").text(&name).child(when).child(comment)
}
