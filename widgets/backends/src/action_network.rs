//! Action Network, by the helper endpoints that its API opens to scripts without a key.
//!
//! It answers `200 {}` to everything, so that nothing is ever confirmed. Whoever is new is subscribed unless
//! they are unsubscribed already: a no is said before the action is recorded.

use rungs_model::document::{Identifier, Reader};
use rungs_model::{ErrorCode, FieldError, Kind, Outcome, Submission, Values, choice, document, object};

use crate::adapter::{held_back, refused};
use crate::entries::{code, consent, custom, invalid, language, one_reply};
use crate::object::{Object, only};
use crate::url::Endpoint;
use crate::{Adapter, Body, Call, Method, Request, Response, Target};

choice! {
    /// What is taken there.
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
    /// How a no to emails is said.
    pub(crate) enum No {
        /// By adding the person unsubscribed first, which its documentation knows.
        First = "person_first",
        /// With the action, which works for some and is not documented.
        Status = "status",
    }
}

document! {
    /// Action Network without a key: blind posts, which it never confirms.
    pub(crate) struct ActionNetwork check = check; {
        /// The kind of backend.
        kind: String = String::new(),
        /// The id of the petition, event, form or survey there: what follows `action_network:`.
        id: Option<Identifier>,
        /// What is taken there; by the kind of widget if missing.
        action: Option<Action>,
        /// The event campaign that the event belongs to.
        event_campaign: Option<Identifier>,
        /// Where its API lies.
        url: Endpoint = Endpoint(String::from("https://actionnetwork.org/api/v2")),
        /// The consent that is a yes or no to emails. Who was not asked is not subscribed.
        email_consent: Option<Identifier>,
        /// The consent that is a yes or no to text messages.
        sms_consent: Option<Identifier>,
        /// How a no to emails is said: person_first or status.
        no: No = No::First,
        /// The country of addresses whose form does not ask for it (ISO 3166).
        country: Option<String>,
        /// Tags to add. They must exist there.
        tags: Vec<String>,
        /// Boxes that are sent as 1 or 0, so that an earlier 1 does not stay.
        boxes: Vec<String>,
        /// Whether its own email of thanks is sent; as set there if missing.
        autoresponse: Option<bool>,
        /// Other names of custom fields, by control; an empty name is not sent.
        map: Values,
    }
}
object!(ActionNetwork);

fn check(action: &mut ActionNetwork, reader: &mut Reader) {
    if action.id.is_none() && action.action != Some(Action::People) {
        reader.error_at("id", "is missing: the part after action_network: in the identifiers");
    }
    if action.email_consent.is_none() {
        reader.warn_at("email_consent", "is missing: until it names a consent, nobody new is subscribed");
    }
}

/// The body of OSDI's person.
pub(crate) struct Person<'s> {
    pub(crate) submission: &'s Submission,
    /// Whether emails are wanted: `status`, none to leave it as it is.
    pub(crate) status: Option<&'static str>,
    /// Whether text messages are.
    pub(crate) texts: bool,
    pub(crate) country: Option<&'s str>,
    pub(crate) custom: Values,
}

impl Person<'_> {
    pub(crate) fn to_object(&self) -> Object {
        let value = |name| self.submission.values.get(name);
        let mut person = Object::default();
        person.text("given_name", value("given_name"));
        person.text("family_name", value("family_name"));
        if !value("email").is_empty() {
            let mut email = Object::default();
            email.text("address", value("email"));
            email.text("status", self.status.unwrap_or_default());
            person.put("email_addresses", only(email));
        }
        if !value("phone").is_empty() {
            let mut phone = Object::default();
            // Digits alone, as its examples have it.
            phone.text("number", value("phone").trim_start_matches('+'));
            phone.text("status", if self.texts { "subscribed" } else { "" });
            person.put("phone_numbers", only(phone));
        }
        if let Some(address) = self.address() {
            person.put("postal_addresses", only(address));
        }
        let spoken = language(&self.submission.locale);
        if !spoken.is_empty() {
            person.list("languages_spoken", &[spoken.to_owned()]);
        }
        let mut fields = Object::default();
        self.custom.iter().for_each(|(name, value)| fields.put(name, value.into()));
        person.nest("custom_fields", fields);
        person
    }

    /// Without a country it would be taken for one in the United States, and is not sent.
    fn address(&self) -> Option<Object> {
        let value = |name| self.submission.values.get(name);
        let country = Some(value("country")).filter(|country| !country.is_empty()).or(self.country)?;
        let mut address = Object::default();
        let lines = ["street_address", "address_line2"].map(|name| value(name).to_owned());
        let lines: Vec<String> = lines.into_iter().filter(|line| !line.is_empty()).collect();
        address.list("address_lines", &lines);
        for part in ["locality", "region", "postal_code"] {
            address.text(part, value(part));
        }
        address.text("country", country);
        Some(address)
    }
}

/// Where someone came from, its codes in the letters that are allowed.
pub(crate) fn referrer_data(submission: &Submission) -> Object {
    let mut data = Object::default();
    data.text("source", &code(submission.source.as_deref().unwrap_or_default()));
    data.text("referrer", &code(submission.referrer.as_deref().unwrap_or_default()));
    let page = submission.page.as_deref().unwrap_or_default();
    data.text("website", page.split_once("://").map_or(page, |(_, rest)| rest));
    data
}

impl ActionNetwork {
    fn action(&self, kind: Kind) -> Action {
        self.action.unwrap_or(match kind {
            Kind::Petition => Action::Petitions,
            Kind::Rsvp => Action::Events,
            _ => Action::Surveys,
        })
    }

    fn endpoint(&self, action: Action) -> String {
        let helper = match action {
            Action::People => return self.url.at(&["/people"]),
            Action::Petitions => "/signatures",
            Action::Events => "/attendances",
            Action::Forms => "/submissions",
            Action::Surveys => "/responses",
        };
        let id = self.id.as_ref().map_or("", |id| id);
        match &self.event_campaign {
            Some(campaign) if action == Action::Events => {
                self.url.at(&["/event_campaigns/", campaign, "/events/", id, helper])
            }
            _ => self.url.at(&["/", action.as_str(), "/", id, helper]),
        }
    }

    /// Whether the person goes before the action, to be there unsubscribed when it comes.
    fn in_two(&self, action: Action, submission: &Submission) -> bool {
        action != Action::People
            && self.no == No::First
            && !submission.values.get("email").is_empty()
            && consent(submission, self.email_consent.as_deref()) != Some(true)
    }

    fn person(&self, submission: &Submission, status: Option<&'static str>) -> Object {
        let mut fields = custom(submission, &self.map, KNOWN);
        for name in &self.boxes {
            let ticked = matches!(submission.values.get(name), "yes" | "1");
            let field = crate::entries::mapped(&self.map, name).unwrap_or(name);
            fields.set(field, if ticked { "1" } else { "0" }.into());
        }
        let texts = consent(submission, self.sms_consent.as_deref()) == Some(true);
        let country = self.country.as_deref();
        let mut whole = Object::default();
        let person = Person { submission, status, texts, country, custom: fields };
        whole.nest("person", person.to_object());
        whole
    }

    fn post(
        action: Action,
        url: String,
        submission: &Submission,
        tags: &[String],
        mut body: Object,
    ) -> Request {
        if action == Action::Petitions {
            body.text("comments", submission.values.get("comment"));
        }
        body.list("add_tags", tags);
        body.nest("action_network:referrer_data", referrer_data(submission));
        Request::new(Method::Post, url, Body::Json(body.into()))
    }

    /// The action itself.
    fn record(&self, action: Action, submission: &Submission) -> Request {
        let agreed = consent(submission, self.email_consent.as_deref()) == Some(true);
        let status = match agreed {
            true => Some("subscribed"),
            false if self.in_two(action, submission) => None,
            false => Some("unsubscribed"),
        };
        let mut body = self.person(submission, status);
        if let Some(enabled) = self.autoresponse {
            let mut autoresponse = Object::default();
            autoresponse.put("enabled", enabled.into());
            let mut triggers = Object::default();
            triggers.nest("autoresponse", autoresponse);
            body.nest("triggers", triggers);
        }
        Self::post(action, self.endpoint(action), submission, &self.tags, body)
    }
}

/// What has a place of its own.
const KNOWN: &[&str] = &[
    "given_name",
    "family_name",
    "email",
    "phone",
    "street_address",
    "address_line2",
    "postal_code",
    "locality",
    "region",
    "country",
    "comment",
];

impl Adapter for ActionNetwork {
    fn submit(&self, to: &Target<'_>, submission: &Submission) -> Call<Outcome> {
        if submission.test {
            return held_back();
        }
        if submission.values.get("email").is_empty() && submission.values.get("phone").is_empty() {
            let email = FieldError { field: "email".into(), code: ErrorCode::Required };
            return Call::Answer(invalid(vec![email], ""), 0);
        }
        let action = self.action(to.kind);
        // An attendance there is always a yes.
        if action == Action::Events
            && let Err(refusal) = one_reply(submission, &["yes"])
        {
            return refusal;
        }
        if !self.in_two(action, submission) {
            return Call::Send(self.record(action, submission));
        }
        let body = self.person(submission, Some("unsubscribed"));
        Call::Send(Request::new(Method::Post, self.endpoint(Action::People), Body::Json(body.into())))
    }

    fn heard(
        &self,
        to: &Target<'_>,
        submission: &Submission,
        step: u32,
        response: &Response,
    ) -> Call<Outcome> {
        let taken = matches!(response.status, 200..=299) && response.body.is_object();
        let action = self.action(to.kind);
        if taken && step == 0 && self.in_two(action, submission) {
            return Call::Send(self.record(action, submission));
        }
        Call::Answer(if taken { Outcome::Sent } else { refused(response) }, 0)
    }
}
