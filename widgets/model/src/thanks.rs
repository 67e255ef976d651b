//! What follows any widget: thanks, one next step, ways to share.

use crate::document::{Identifier, Late, Reader};
use crate::rsvp::Reply;
use crate::{Href, Kind, Text};
use crate::{choice, document, object};

choice! {
    /// A way to share.
    pub enum Channel {
        /// The device's own share sheet, where there is one.
        Native = "native",
        /// `WhatsApp`.
        Whatsapp = "whatsapp",
        /// Telegram.
        Telegram = "telegram",
        /// Signal, which takes no links from pages: text and link are copied for it.
        Signal = "signal",
        /// A text message.
        Sms = "sms",
        /// An email.
        Email = "email",
        /// Facebook.
        Facebook = "facebook",
        /// X.
        X = "x",
        /// Bluesky.
        Bluesky = "bluesky",
        /// Mastodon, on the supporter's own server.
        Mastodon = "mastodon",
        /// Threads.
        Threads = "threads",
        /// `LinkedIn`.
        Linkedin = "linkedin",
        /// The link, copied.
        Copy = "copy",
        /// The link as a QR code, for someone who stands beside.
        Qr = "qr",
    }
}

document! {
    /// The one good step that follows.
    pub struct Next check = check_next; {
        /// A page, or `#id` of the next widget on this page.
        href: Option<Href>,
        /// The kind of widget that opens in place instead.
        widget: Option<Kind>,
        /// The address of its config document.
        config: Option<Href>,
        /// What the link says.
        label: Text,
        /// A sentence above it.
        text: Option<Text>,
    }
}
object!(Next);

fn check_next(next: &mut Next, reader: &mut Reader) {
    if next.href.is_some() == next.widget.is_some() {
        reader.error("needs either href, or widget and config");
    }
    check_place(next.widget.is_some(), next.config.is_some(), reader);
    #[cfg(feature = "ladder")]
    if next.widget == Some(Kind::Ladder) {
        reader.error_at("widget", "is a ladder, which chooses the next step itself: write its address as \"ladder\" of thanks, instead of next");
    }
}

/// A widget that opens in place has both a kind and a config.
pub(crate) fn check_place(widget: bool, config: bool, reader: &mut Reader) {
    let missing = "is missing: a widget that opens in place has a kind and a config";
    if widget != config {
        reader.error_at(if widget { "config" } else { "widget" }, missing);
    }
}

document! {
    /// What is said where; in other places it is `share_text`.
    pub struct ShareTexts {
        /// On `WhatsApp`.
        whatsapp: Option<Text>,
        /// On Telegram.
        telegram: Option<Text>,
        /// On Signal.
        signal: Option<Text>,
        /// In a text message.
        sms: Option<Text>,
        /// In an email.
        email: Option<Text>,
        /// The subject of an email.
        email_subject: Option<Text>,
        /// On X.
        x: Option<Text>,
        /// On Bluesky.
        bluesky: Option<Text>,
        /// On Mastodon.
        mastodon: Option<Text>,
        /// On Threads.
        threads: Option<Text>,
    }
}
object!(ShareTexts);

impl ShareTexts {
    /// What is said there, if it has words of its own.
    pub fn of(&self, channel: Channel) -> Option<&Text> {
        match channel {
            Channel::Whatsapp => self.whatsapp.as_ref(),
            Channel::Telegram => self.telegram.as_ref(),
            Channel::Signal => self.signal.as_ref(),
            Channel::Sms => self.sms.as_ref(),
            Channel::Email => self.email.as_ref(),
            Channel::X => self.x.as_ref(),
            Channel::Bluesky => self.bluesky.as_ref(),
            Channel::Mastodon => self.mastodon.as_ref(),
            Channel::Threads => self.threads.as_ref(),
            Channel::Native | Channel::Facebook | Channel::Linkedin | Channel::Copy | Channel::Qr => None,
        }
    }
}

document! {
    /// A rung of the campaign's ladder that is completed here.
    pub struct Completes {
        /// Its id.
        rung: Identifier,
        /// What must have been answered to an invitation; any answer if missing.
        answer: Option<Reply>,
        /// Whether sharing completes it, instead of taking part.
        by_sharing: bool = false,
    }
}
object!(Completes);

document! {
    /// What a supporter sees after taking part.
    pub struct Thanks {
        /// Heading; the locale has one.
        title: Option<Text>,
        /// Markdown.
        text: Option<Text>,
        /// Ways to share, in order.
        share: Vec<Channel> = vec![Channel::Native, Channel::Whatsapp, Channel::Facebook, Channel::Email, Channel::Copy],
        /// What is shared with the link; the widget's title if missing.
        share_text: Option<Text>,
        /// The same for single ways to share.
        share_texts: Option<ShareTexts>,
        /// The address that is shared; the page's own if missing.
        share_url: Option<Href>,
        /// The next step.
        next: Option<Next>,
        /// The address of the campaign's ladder, which then chooses the next step.
        ladder: Option<Href>,
        /// What is completed here on the campaign's ladder: the device keeps it for pages with that ladder. The
        /// reference backend fills it in.
        completes: Late<Vec<Completes>>,
    }
}
object!(Thanks);

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::document;

    #[test]
    fn a_ladder_is_not_named_as_a_next_step_but_in_its_own_place() {
        let next = |widget: &str| {
            let next = json!({ "widget": widget, "config": "/way.json", "label": "Your way" });
            document::read::<Thanks>(&json!({ "next": next }), "en")
        };
        let problems = next("ladder").unwrap_err();
        assert_eq!(problems[0].path, "next.widget");
        assert!(problems[0].message.contains("\"ladder\" of thanks, instead of next"), "{problems:?}");
        assert!(next("survey").is_ok());
    }
}
