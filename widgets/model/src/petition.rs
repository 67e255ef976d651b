use crate::document::{Decode, Elsewhere, Identifier, Reader};
use crate::{Comment, Consent, Consents, Fields, Form, Goal, Href, Markdown, PUBLIC, Text, Timestamp};
use crate::{choice, document, object};

choice! {
    /// Whether signatures are taken.
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

choice! {
    /// A way to share.
    pub enum Channel {
        /// The device's own share sheet, where there is one.
        Native = "native",
        /// `WhatsApp`.
        Whatsapp = "whatsapp",
        /// Facebook.
        Facebook = "facebook",
        /// X.
        X = "x",
        /// Bluesky.
        Bluesky = "bluesky",
        /// Telegram.
        Telegram = "telegram",
        /// An email.
        Email = "email",
        /// The link, copied.
        Copy = "copy",
    }
}

document! {
    /// A picture.
    pub struct Image {
        /// Where it is.
        src: Href,
        /// What it shows, for those who cannot see it; empty if it only decorates.
        alt: Text,
        /// Width in pixels, so that nothing moves when it arrives.
        width: Option<u32>,
        /// Height in pixels.
        height: Option<u32>,
    }
}
object!(Image);

document! {
    /// Signers are shown: first name and place of those who agreed, nothing else.
    pub struct Signers {
        /// The exact words that ask for it.
        consent: Text,
        /// How many of the latest are shown.
        limit: u32 = 5,
    }
}
object!(Signers);

document! {
    /// The one good step that follows.
    pub struct Next {
        /// A page, or `#id` of the next widget on this page.
        href: Href,
        /// What the link says.
        label: Text,
        /// A sentence above it.
        text: Option<Text>,
    }
}
object!(Next);

document! {
    /// What a supporter sees after signing.
    pub struct Thanks {
        /// Heading; the locale has one.
        title: Option<Text>,
        /// Markdown.
        text: Option<Text>,
        /// Ways to share, in order.
        share: Vec<Channel> = vec![Channel::Native, Channel::Whatsapp, Channel::Facebook, Channel::Email, Channel::Copy],
        /// What is shared with the link; the petition's title if missing.
        share_text: Option<Text>,
        /// The address that is shared; the page's own if missing.
        share_url: Option<Href>,
        /// The next step.
        next: Option<Next>,
    }
}
object!(Thanks);

document! {
    /// A petition, as a campaigner writes it and as everything else uses it.
    pub struct Petition check = check; {
        /// Names it at the backend and in events.
        id: Identifier,
        /// The kind of widget this document describes.
        kind: crate::state::Kind,
        /// The campaign it belongs to; its id if missing.
        campaign: Option<Identifier>,
        /// The language of the texts (BCP 47); attributes and page come first.
        lang: Option<String>,
        /// Where signatures go: an address of a reference backend, preview, or an object with a kind.
        backend: Elsewhere,
        /// Heading.
        title: Text,
        /// The petition itself: Markdown with paragraphs, emphasis, links and lists.
        text: Text = Text::default(),
        /// A picture above the text.
        image: Option<Image>,
        /// Who decides.
        to: Option<Text>,
        /// What is asked, in order.
        fields: Fields,
        /// "Why I sign".
        comment: Option<Comment>,
        /// Questions of consent.
        consents: Consents,
        /// Shows who signed.
        signers: Option<Signers>,
        /// Shows how many signed, against what.
        goal: Option<Goal>,
        /// The last moment to sign (RFC 3339).
        deadline: Option<Timestamp>,
        /// Open or closed.
        status: Status = Status::Open,
        /// What is said once closed: Markdown.
        closed_text: Option<Text>,
        /// What the button says.
        button: Option<Text>,
        /// After signing.
        thanks: Option<Thanks>,
        /// Seconds between looks at the count while the page is visible; 0 for none.
        refresh: u32 = 30,
        /// Test mode: signatures are marked as tests and never counted.
        test: bool = false,
        /// The campaign's colour, #rrggbb.
        accent: Option<String>,
        /// Light, dark or as the system has it.
        theme: Theme = Theme::Auto,
        /// How much room there is around everything.
        density: Density = Density::Comfortable,
        /// The source code sent with each signature.
        source: Option<String>,
        /// Filled in by the reference backend: the state when the document was sent.
        state: Elsewhere,
    }
}
object!(Petition);

fn check(petition: &Petition, reader: &mut Reader) {
    if petition.fields.is_empty() {
        reader.error_at("fields", "must list at least one field, e.g. [\"given_name\", \"email\"]");
    }
    if let Some(accent) = &petition.accent
        && !is_colour(accent)
    {
        reader.error_at("accent", "must be a colour such as #c2185b");
    }
    if petition.signers.is_some() && petition.fields.iter().all(|field| &*field.name != "given_name") {
        reader.error_at("signers", "shows first names, but fields has no given_name");
    }
}

fn is_colour(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|digits| {
        matches!(digits.len(), 3 | 6) && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
    })
}

impl Petition {
    /// Everything it asks, the consent to be shown included.
    pub fn form(&self) -> Form {
        self.clone().take_form()
    }

    /// The same, leaving none of it behind: nothing has to be copied, nor the code for it linked.
    pub fn take_form(&mut self) -> Form {
        let mut consents = std::mem::take(&mut self.consents.0);
        consents.extend(self.public_consent());
        Form { fields: std::mem::take(&mut self.fields.0), comment: self.comment.take(), consents }
    }

    fn public_consent(&self) -> Option<Consent> {
        let text = self.signers.as_ref()?.consent.clone();
        let id = Identifier::parse(PUBLIC)?;
        Some(Consent { id, text, ..Consent::blank() })
    }

    /// The petition's text.
    pub fn markdown(&self) -> Markdown {
        Markdown::parse(&self.text)
    }

    /// Whether signatures are taken at `now`.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.status == Status::Open && self.deadline.is_none_or(|deadline| now < deadline)
    }

    /// The campaign it belongs to.
    pub fn campaign(&self) -> &str {
        self.campaign.as_ref().unwrap_or(&self.id)
    }
}
