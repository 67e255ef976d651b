//! What stands around the form of every widget.

use rungs_model::{Image, Markdown, Text};

use crate::context::{SAID, Shared};
use crate::form::FormSignal;
use crate::prose;
use crate::view::{Tag, tag};
use crate::words::word;

/// A picture.
pub(crate) fn image(image: &Image, part: &str) -> Tag {
    let size = |pixels: Option<u32>| pixels.map(|pixels| pixels.to_string());
    tag("img")
        .part(part)
        .attr("src", &image.src)
        .attr("alt", &image.alt)
        .attr_if("width", size(image.width).as_deref())
        .attr_if("height", size(image.height).as_deref())
}

/// A text, unless it is empty.
pub(crate) fn text(markdown: &Markdown) -> Option<Tag> {
    let blocks = prose::blocks(markdown);
    (!blocks.is_empty()).then(|| tag("div").part("prose").children(blocks))
}

/// Says so where what is sent will not count.
pub(crate) fn notice(context: &Shared, test: bool) -> Option<Tag> {
    let can = context.backend.capabilities();
    let key = match (can.real && (can.tests || !test), test) {
        (false, _) => word::PREVIEW,
        (true, true) => word::TEST_MODE,
        (true, false) => return None,
    };
    Some(tag("p").part("notice").text(&context.words.own(context.kind, key)))
}

/// What is said once nothing is taken any more, in the campaign's words or ours.
pub(crate) fn closed(context: &Shared, own: Option<&Text>) -> Tag {
    let say = |key| context.words.own(context.kind, key);
    let own = own.and_then(|own| text(&Markdown::parse(own)));
    tag("div")
        .part("closed")
        .attr("tabindex", "-1")
        .child(tag("h3").part("closed-title").text(&say(word::CLOSED_TITLE)))
        .child(own.unwrap_or_else(|| tag("p").text(&say(word::CLOSED_TEXT))))
}

/// The one polite live region. The focus moves to what matters, and is read from there;
/// this says what has no focus of its own.
pub(crate) fn status(context: &Shared, entry: FormSignal) -> Tag {
    let context = context.clone();
    let said = move || {
        let sending = entry.with(|entry| entry.sending);
        if sending { context.words.say(word::SENDING) } else { String::new() }
    };
    region().text_fn(said).child(announced())
}

/// The same where no form is sent.
#[cfg(feature = "ladder")]
pub(crate) fn announcer() -> Tag {
    region().child(announced())
}

fn region() -> Tag {
    tag("p").part("quiet").attr("role", "status")
}

fn announced() -> Tag {
    tag("span").attr("id", SAID)
}
