//! What a config document may say of another backend: one declaration for all kinds, so that the code that
//! reads it is in a page once.

use rungs_model::document::{Decode as _, Identifier, Reader, Verbatim};
use rungs_model::{Values, choice, document, object};
use serde_json::Value;

use crate::url::Endpoint;

choice! {
    /// What Action Network takes.
    pub(crate) enum Action {
        /// Signatures of a petition.
        Petitions = "petitions",
        /// Attendances of an event.
        Events = "events",
        /// Submissions of a form.
        Forms = "forms",
        /// Responses to a survey.
        Surveys = "surveys",
        /// People, without an action.
        People = "people",
    }
}

choice! {
    /// How Action Network is told a no to emails.
    pub(crate) enum TellNo {
        /// By adding the person unsubscribed first, which its documentation knows.
        First = "person_first",
        /// With the action, which works for some and is not documented.
        Along = "with_action",
    }
}

document! {
    /// A backend that is no reference backend.
    pub(crate) struct Options {
        /// The kind of backend.
        kind: String = String::new(),
        /// Where it is: of Action Network and Proca their API, if it is another; of OSDI the helper; of ActionKit the
        /// instance; of a form or webhook where it is posted to.
        url: Option<Endpoint>,
        /// OSDI: instead of url, the petition, event or form whose links name the helper.
        resource: Option<Endpoint>,
        /// Action Network: the id of what is acted on, after `action_network:` in its identifiers.
        id: Option<Identifier>,
        /// Action Network: what is taken; by the kind of widget if missing.
        action: Option<Action>,
        /// Action Network: the event campaign that the event belongs to.
        event_campaign: Option<Identifier>,
        /// Action Network: how a no to emails is told.
        tell_no: TellNo = TellNo::First,
        /// Action Network: whether its own email of thanks is sent; as set there if missing.
        autoresponse: Option<bool>,
        /// Action Network: boxes that are sent as 1 or 0, so that an earlier 1 does not stay.
        boxes: Vec<String>,
        /// Action Network and OSDI: tags to add, which must exist there.
        tags: Vec<String>,
        /// Action Network and OSDI: the country of addresses whose form does not ask for it (ISO 3166).
        country: Option<String>,
        /// The consent that is a yes or no to emails. Who was not asked has not agreed.
        email_consent: Option<Identifier>,
        /// The consent that is a yes or no to text messages.
        sms_consent: Option<Identifier>,
        /// Proca: the consent that is a yes or no to the lead organisation.
        lead_consent: Option<Identifier>,
        /// Proca: the number of the action page.
        action_page: Option<u32>,
        /// Proca: the type of the action; by the kind of widget if missing.
        action_type: Option<String>,
        /// Proca: whether people confirm by a link in an email before they count.
        double_opt_in: bool = false,
        /// ActionKit: the short name of the page.
        page: Option<String>,
        /// Whether the count is shown: of Proca by default, of ActionKit only if it is true.
        counts: Option<bool>,
        /// Whether this site may read the answer: of ActionKit by default, of a form only if it is true.
        cors: Option<bool>,
        /// Form and webhook: whether a success (200 to 299) means that it is recorded.
        confirms: bool = false,
        /// Form and ActionKit: fields that are sent as they are here, by name.
        with: Values,
        /// Form and ActionKit: what a yes to a consent is sent as; yes and 1 if missing.
        yes: Option<String>,
        /// Form and ActionKit: what a no is sent as. If missing, ActionKit gets 0, and a form nothing, as of a box that
        /// is not ticked.
        no: Option<String>,
        /// Webhook: an object that is sent instead of the submission as it is; a test gets `test` in it. In its strings `{{email}}` and the like stand for
        /// what was entered, `{{consent.updates}}` for yes or no, `{{source}}` and so on.
        template: Verbatim,
        /// Other names of fields, by control, `consent.<id>`, `source`, `utm_medium` and so on; an empty name is not sent.
        map: Values,
    }
}
object!(Options);

/// The keys that have a meaning for a backend, beside `kind`, and whether each must be there.
pub(crate) type Keys = &'static [(&'static str, bool)];

impl Options {
    /// Reads what a backend of some kind may say.
    pub(crate) fn of(value: &Value, keys: Keys, reader: &mut Reader) -> Self {
        let mut options = Self::blank();
        options.read(value, reader);
        if let Value::Object(map) = value {
            for key in map.keys() {
                let known = keys.iter().any(|(known, _)| known == key) || key == "kind";
                if !known && KEYS.contains(&&**key) {
                    reader.warn_at(key, "has no meaning for this kind of backend");
                }
            }
            for (key, _) in keys.iter().filter(|(key, needed)| *needed && !map.contains_key(*key)) {
                reader.error_at(key, "is missing");
            }
        }
        options
    }

    /// Where it is.
    pub(crate) fn url(&self) -> &str {
        self.url.as_ref().map_or("", |url| &url.0)
    }
}

/// All of them.
const KEYS: &[&str] = &[
    "url",
    "resource",
    "id",
    "action",
    "event_campaign",
    "tell_no",
    "autoresponse",
    "boxes",
    "tags",
    "country",
    "email_consent",
    "sms_consent",
    "lead_consent",
    "action_page",
    "action_type",
    "double_opt_in",
    "page",
    "counts",
    "cors",
    "confirms",
    "with",
    "yes",
    "no",
    "template",
    "map",
];
