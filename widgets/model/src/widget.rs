//! What the config documents of all widgets have in common.

use crate::choice;
use crate::document::Reader;
use crate::state::Kind;
use crate::time::Timestamp;

choice! {
    /// Whether submissions are taken.
    pub enum Status {
        /// They are.
        Open = "open",
        /// They are not.
        Closed = "closed",
    }
}

choice! {
    /// Light or dark.
    pub enum Theme {
        /// As the supporter's system has it.
        Auto = "auto",
        /// Always light.
        Light = "light",
        /// Always dark.
        Dark = "dark",
    }
}

choice! {
    /// How much room there is around everything.
    pub enum Density {
        /// Enough for thumbs.
        Comfortable = "comfortable",
        /// Little, for a sidebar or an app.
        Compact = "compact",
        /// Much, for a page of its own.
        Spacious = "spacious",
    }
}

/// Declares the config document of a widget: the keys that all widgets have, around its own.
///
/// The keys become fields of the one struct, so that reading, warnings about unknown keys and
/// the schema see no seam.
macro_rules! widget {
    (
        $(#[doc = $about:literal])*
        $vis:vis struct $name:ident $(check = $check:path;)? { $($own:tt)* }
    ) => {
        $crate::document! {
            $(#[doc = $about])*
            $vis struct $name $(check = $check;)? {
                /// Names it at the backend and in events.
                id: $crate::document::Identifier,
                /// The kind of widget this document describes.
                kind: $crate::Kind,
                /// The campaign it belongs to; its id if missing.
                campaign: Option<$crate::document::Identifier>,
                /// The language of the texts (BCP 47); attributes and page come first.
                lang: Option<String>,
                /// Where submissions go: an address of a reference backend, preview, or an object with a kind.
                backend: $crate::document::Elsewhere,
                /// Heading.
                title: $crate::Text,
                /// What it is about: Markdown with paragraphs, emphasis, links and lists.
                text: $crate::Text = $crate::Text::default(),
                /// A picture above the text.
                image: Option<$crate::Image>,
                $($own)*
                /// Questions of consent.
                consents: $crate::Consents,
                /// The last moment to take part (RFC 3339).
                deadline: Option<$crate::Timestamp>,
                /// Open or closed.
                status: $crate::Status = $crate::Status::Open,
                /// What is said once closed: Markdown.
                closed_text: Option<$crate::Text>,
                /// What the button says.
                button: Option<$crate::Text>,
                /// After taking part.
                thanks: $crate::document::Late<$crate::Thanks>,
                /// Seconds between looks at the counts while the page is visible; 0 for none.
                refresh: u32 = 30,
                /// Test mode: submissions are marked as tests and never counted.
                test: bool = false,
                /// Whether what cannot be sent yet waits on the device, for 24 hours at most.
                outbox: bool = true,
                /// The campaign's colour, #rrggbb.
                accent: Option<String>,
                /// Light, dark or as the system has it.
                theme: $crate::Theme = $crate::Theme::Auto,
                /// How much room there is around everything.
                density: $crate::Density = $crate::Density::Comfortable,
                /// The source code sent with each submission.
                source: Option<String>,
                /// Filled in by the reference backend: the state when the document was sent.
                state: $crate::document::Elsewhere,
            }
        }

        impl $name {
            /// The text above the form.
            pub fn markdown(&self) -> $crate::Markdown {
                $crate::Markdown::parse(&self.text)
            }

            /// Whether submissions are taken at `now`.
            pub fn is_open(&self, now: $crate::Timestamp) -> bool {
                $crate::widget::is_open(self.status, self.deadline, now)
            }

            /// The campaign it belongs to.
            pub fn campaign(&self) -> &str {
                self.campaign.as_ref().unwrap_or(&self.id)
            }
        }
    };
}
pub(crate) use widget;

/// Whether submissions are taken at `now`.
pub(crate) fn is_open(status: Status, deadline: Option<Timestamp>, now: Timestamp) -> bool {
    status == Status::Open && deadline.is_none_or(|deadline| now < deadline)
}

/// What is checked in the config of every widget.
pub(crate) fn check(kind: Kind, expected: Kind, accent: Option<&str>, reader: &mut Reader) {
    if kind != expected {
        reader.error_at("kind", &["must be ", expected.as_str(), " here"].concat());
    }
    if accent.is_some_and(|accent| !is_colour(accent)) {
        reader.error_at("accent", "must be a colour such as #c2185b");
    }
}

fn is_colour(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|digits| {
        matches!(digits.len(), 3 | 6) && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
    })
}
