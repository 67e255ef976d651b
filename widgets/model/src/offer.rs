use crate::callback::CallBack;
use crate::document::Decode as _;
use crate::{Form, callback, choice};

choice! {
    /// What a campaign offers by itself, without a page of its own.
    pub enum Offer {
        /// A call back by an organiser.
        TalkToOrganiser = "talk_to_organiser",
        /// To host an event; staff agree on it first.
        Host = "host",
        /// To take a shift.
        Shift = "shift",
        /// To share, in the ways that the ladder's `thanks` name.
        Share = "share",
        /// To bring a friend.
        BringFriend = "bring_friend",
        /// To say "I came", with the code that is shown at the event.
        CheckIn = "check_in",
    }
}

impl Offer {
    /// What is asked of whoever takes it, before a campaign says how it calls people back; numbers come from this
    /// country, if the campaign says so. No consent: the offer itself is the purpose.
    pub fn form(self, country: Option<&str>) -> Form {
        match self {
            Self::TalkToOrganiser => callback::form(&CallBack::blank(), country),
            Self::Host => hosting(country),
            Self::Shift => form(&["given_name", "phone", "when", "topic"], country),
            // Who the friends are stays with whoever invites them.
            Self::Share | Self::BringFriend => form(&[], country),
            Self::CheckIn => form(&["code"], country),
        }
    }
}

/// What is asked of whoever can host an event.
pub(crate) fn hosting(country: Option<&str>) -> Form {
    form(&["given_name", "phone", "locality", "topic"], country)
}

fn form(names: &[&str], country: Option<&str>) -> Form {
    let mut fields: Vec<_> = names.iter().filter_map(|name| callback::field_of(name)).collect();
    callback::numbers_from(country, &mut fields);
    Form { fields, comment: None, consents: Vec::new() }
}
