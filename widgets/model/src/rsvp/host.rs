use super::Rsvp;
use crate::{FollowUp, Form, Text, document, object, offer};

document! {
    /// Asks whoever said yes whether they can host one, too. It is an offer: staff agree on it first.
    pub struct Host {
        /// A sentence above the button; the locale has one.
        text: Option<Text>,
        /// Who is in touch with whoever offers it, and by when: two days later if missing.
        staff_follow_up: Option<FollowUp>,
    }
}
object!(Host);

impl Rsvp {
    /// What is asked of whoever can host one. Phone numbers come from where those of the answers do.
    pub fn host_form(&self) -> Form {
        let questions = self.events.iter().flat_map(|event| event.questions.iter());
        let country = self.fields.iter().chain(questions).find_map(|field| field.country.as_deref());
        offer::hosting(country)
    }
}
