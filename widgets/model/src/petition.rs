use crate::document::{Decode, Identifier, Reader};
use crate::widget::{self, widget};
use crate::{Comment, Consent, Fields, Form, Goal, Href, Kind, PUBLIC, Text};
use crate::{document, object};

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
