use super::Condition;
use crate::document::{Late, Reader};
use crate::thanks::check_place;
use crate::{FollowUp, Href, Kind, Text, choice, document, object};

choice! {
    /// What a campaign offers by itself, without a page of its own.
    pub enum Offer {
        /// A call back by an organiser.
        TalkToOrganiser = "talk_to_organiser",
    }
}

document! {
    /// What someone is asked next, chosen by what they answered.
    pub struct Ask check = check; {
        /// Whom it is for; everyone if missing.
        when: Option<Condition>,
        /// The rule in a sentence, for staff: "Teachers who are worried are offered a talk".
        explain: String,
        /// A page, or `#id` of a widget on this page.
        href: Option<Href>,
        /// The kind of widget that opens in place instead.
        widget: Option<Kind>,
        /// The address of its config document.
        config: Option<Href>,
        /// What is offered instead of a page.
        offer: Option<Offer>,
        /// Who is in touch after an offer was taken, and by when.
        staff_follow_up: Late<FollowUp>,
        /// What the link or button says; an offer has words of its own.
        label: Option<Text>,
        /// A sentence above it.
        text: Option<Text>,
    }
}
object!(Ask);

fn check(ask: &Ask, reader: &mut Reader) {
    let leads = [ask.href.is_some(), ask.widget.is_some(), ask.offer.is_some()];
    if leads.into_iter().filter(|leads| *leads).count() != 1 {
        reader.error("needs one of href, offer, or widget with config");
    }
    check_place(ask.widget.is_some(), ask.config.is_some(), reader);
    if ask.offer.is_none() && ask.label.is_none() {
        reader.error_at("label", "is missing: what does the link say?");
    }
    if ask.offer.is_none() && ask.staff_follow_up.get().is_some() {
        reader.error_at("staff_follow_up", "is for an offer: nobody is told who follows a link");
    }
}
