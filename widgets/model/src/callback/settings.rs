//! How a campaign talks with people: what it says of its call-backs.

use crate::document::Reader;
use crate::{Choice, choice, document, object};

choice! {
    /// How an organiser gets in touch.
    pub enum Channel {
        /// A call.
        Phone = "phone",
        /// A text message.
        Sms = "sms",
        /// A message by `WhatsApp`.
        Whatsapp = "whatsapp",
        /// A message by Signal.
        Signal = "signal",
        /// A message by Telegram.
        Telegram = "telegram",
        /// An email.
        Email = "email",
        /// A video call, whose link is sent by email.
        Video = "video",
    }
}

impl Channel {
    /// Its own name, which is the same in all languages; the others are named by the locale.
    pub const fn brand(self) -> Option<&'static str> {
        match self {
            Self::Whatsapp => Some("WhatsApp"),
            Self::Signal => Some("Signal"),
            Self::Telegram => Some("Telegram"),
            Self::Phone | Self::Sms | Self::Email | Self::Video => None,
        }
    }

    /// The field that says where someone is reached so.
    pub const fn contact(self) -> &'static str {
        match self {
            Self::Phone | Self::Sms | Self::Whatsapp | Self::Signal => "phone",
            Self::Telegram => "telegram",
            Self::Email | Self::Video => "email",
        }
    }
}

choice! {
    /// A part of the week in which someone may be reached, in their own time.
    pub enum Window {
        /// From 9 to 12.
        Morning = "morning",
        /// From 12 to 17.
        Afternoon = "afternoon",
        /// From 17 to 20.
        Evening = "evening",
        /// On Saturday or Sunday, from 10 to 18.
        Weekend = "weekend",
    }
}

impl Window {
    /// The hours between which it lies.
    pub const fn hours(self) -> (u32, u32) {
        match self {
            Self::Morning => (9, 12),
            Self::Afternoon => (12, 17),
            Self::Evening => (17, 20),
            Self::Weekend => (10, 18),
        }
    }
}

document! {
    /// How a campaign calls people back.
    pub struct CallBack check = check; {
        /// The ways in which organisers get in touch, the usual one first; `phone` if missing.
        channels: Vec<Channel>,
        /// The languages that organisers speak, where someone may choose.
        languages: Vec<Choice>,
        /// The windows that someone may choose, all if missing. Their hours are those of whoever is called.
        windows: Vec<Window>,
        /// What a talk can be about, to choose from; it is typed if missing.
        topics: Vec<Choice>,
        /// The time zone of the organisers, e.g. Europe/London. People elsewhere see the hours there, too.
        time_zone: Option<String>,
    }
}
object!(CallBack);

impl CallBack {
    /// The ways in which organisers get in touch.
    pub fn channels(&self) -> &[Channel] {
        if self.channels.is_empty() { &[Channel::Phone] } else { &self.channels }
    }

    /// The windows that someone may choose.
    pub fn windows(&self) -> &[Window] {
        if self.windows.is_empty() { Window::ALL } else { &self.windows }
    }
}

fn check(call_back: &CallBack, reader: &mut Reader) {
    let mut seen = Vec::new();
    for channel in &call_back.channels {
        if seen.contains(channel) {
            reader.error_at("channels", &["names \"", channel.as_str(), "\" twice"].concat());
        }
        seen.push(*channel);
    }
    if call_back.languages.iter().any(|choice| choice.value.contains(',')) {
        reader
            .error_at("languages", "a value must have no comma: commas stand between those that are ticked");
    }
    for (key, choices) in [("languages", &call_back.languages), ("topics", &call_back.topics)] {
        if choices.iter().any(|choice| choice.value.is_empty() || choice.label.is_empty()) {
            reader.error_at(key, "each needs a value and a label");
        }
    }
    if call_back.topics.iter().any(|topic| topic.value.chars().count() > 200) {
        reader.error_at("topics", "a value has at most 200 characters");
    }
    if call_back.time_zone.as_deref().is_some_and(|zone| !is_zone(zone)) {
        reader.error_at("time_zone", "must be the name of a time zone, e.g. Europe/London");
    }
}

/// Whether a text has the shape of a time zone's name (IANA): letters, digits and `/ _ + -`.
fn is_zone(zone: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'_' | b'+' | b'-');
    (1..=64).contains(&zone.len()) && zone.bytes().all(plain)
}
