//! What an email says: plain text, in the language in which someone answered, with nothing in it that would
//! tell whether it was opened.

use anyhow::{Context as _, Result};
use lettre::Message;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, header};
use rungs_model::rsvp::{Event, Occurrence, Rsvp, ics};
use sha2::{Digest as _, Sha256};

use super::Occasion;
use crate::page::{Words, when};
use crate::private::venue_lines;
use crate::store::Letter;

/// What an email is made of.
pub(super) struct Content<'a> {
    pub(super) rsvp: &'a Rsvp,
    pub(super) event: &'a Event,
    pub(super) occurrence: &'a Occurrence,
    pub(super) locale: &'a str,
    /// The address of the page on which they change their answer.
    pub(super) manage: &'a str,
}

impl Content<'_> {
    fn subject(&self, occasion: Occasion) -> String {
        let key = match occasion {
            Occasion::Day | Occasion::Hour => "mail_reminder",
            Occasion::Place => "mail_place",
        };
        Words::of(self.locale).fill(key, "title", &ics::title(self.event, self.occurrence))
    }

    fn text(&self, occasion: Occasion) -> String {
        let words = Words::of(self.locale);
        let event = self.event;
        let own = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let link = |key: &str, url: &str| format!("{}\n{url}", words.say(key));
        let what = [ics::title(event, self.occurrence), when(self.occurrence, self.rsvp.zone(event))];
        let place = event.venue.as_ref();
        let where_to = venue_lines(place)
            .into_iter()
            .chain(place.and_then(|place| place.directions.as_ref()).map(|text| text.0.clone()));
        let how = [
            event.join_url.as_deref().map(|url| link("rsvp_join", url)).unwrap_or_default(),
            own(event.join_text.as_deref()),
        ];
        let bring = event.bring.as_ref().map(|text| words.fill("rsvp_bring", "text", text));
        let parts = [
            if occasion == Occasion::Place { words.say("mail_place_text").to_owned() } else { String::new() },
            what.join("\n"),
            where_to.collect::<Vec<_>>().join("\n"),
            how.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n"),
            bring.unwrap_or_default(),
            link("rsvp_change", self.manage),
            link("rsvp_calendar", &format!("{}/events.ics", self.manage)),
            format!("-- \n{}\n{}", words.say("mail_why"), link("mail_stop", &stop(self.manage))),
        ];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n") + "\n"
    }

    /// The whole of it. One press in a mail program stops the next (RFC 8058).
    pub(super) fn message(&self, letter: &Letter, from: &Mailbox, to: Mailbox) -> Result<Message> {
        let raw = |name, value: String| HeaderValue::new(HeaderName::new_from_ascii_str(name), value);
        let lang = Words::of(self.locale).lang(self.locale).to_owned();
        Message::builder()
            .from(from.clone())
            .to(to)
            .subject(self.subject(letter.occasion))
            .message_id(Some(message_id(letter, from.email.domain())))
            .header(ContentType::TEXT_PLAIN)
            .header(header::MIME_VERSION_1_0)
            .raw_header(raw("Auto-Submitted", "auto-generated".to_owned()))
            .raw_header(raw("Content-Language", lang))
            .raw_header(raw("List-Unsubscribe", format!("<{}>", stop(self.manage))))
            .raw_header(raw("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()))
            .date_now()
            .body(self.text(letter.occasion))
            .context("the email cannot be written")
    }
}

/// Where the emails are stopped.
fn stop(manage: &str) -> String {
    format!("{manage}/emails")
}

/// The same each time that it is sent; it tells nobody which answer it is about.
fn message_id(letter: &Letter, domain: &str) -> String {
    let mut hash = Sha256::new();
    for part in [&*letter.widget, &letter.submission, &letter.slot, letter.occasion.as_str()] {
        hash.update(part);
        hash.update([0]);
    }
    hash.update(letter.start.to_be_bytes());
    format!("<{}@{domain}>", hex::encode(&hash.finalize()[..16]))
}
