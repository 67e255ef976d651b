use crate::document::{Decode, Identifier, Reader};
use crate::widget::{self, widget};
use crate::{Comment, Consent, Fields, Form, Goal, Href, Kind, PUBLIC, Text};
use crate::{choice, document, object};

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

widget! {
    /// A petition, as a campaigner writes it and as everything else uses it.
    pub struct Petition check = check; {
        /// Who decides.
        to: Option<Text>,
        /// What is asked, in order.
        fields: Fields,
        /// "Why I sign".
        comment: Option<Comment>,
        /// Shows who signed.
        signers: Option<Signers>,
        /// Shows how many signed, against what.
        goal: Option<Goal>,
    }
}
object!(Petition);

fn check(petition: &Petition, reader: &mut Reader) {
    widget::check(petition.kind, Kind::Petition, petition.accent.as_deref(), reader);
    if petition.fields.is_empty() {
        reader.error_at("fields", "must list at least one field, e.g. [\"given_name\", \"email\"]");
    }
    if petition.signers.is_some() && petition.fields.iter().all(|field| &*field.name != "given_name") {
        reader.error_at("signers", "shows first names, but fields has no given_name");
    }
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
}
