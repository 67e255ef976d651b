//! ActionKit's action endpoint, which takes anyone; CORS only where its settings list the site.

use rungs_model::document::Reader;
use rungs_model::{Outcome, State, Submission, Values, document, object};
use serde_json::Value;

use crate::adapter::{held_back, not_told, refused};
use crate::entries::{circumstances, field_error, has_unsaid_no, invalid, mapped};
use crate::object::Object;
use crate::proca::counted;
use crate::url::{Endpoint, encode, urlencoded};
use crate::{Adapter, Body, Call, Method, Request, Response, Target};

document! {
    /// A page of `ActionKit`.
    pub(crate) struct Actionkit check = check; {
        /// The kind of backend.
        kind: String = String::new(),
        /// The instance, e.g. `https://act.example.org`.
        url: Endpoint,
        /// The short name of the page.
        page: String,
        /// Whether its settings list this site, so that it may read the answer. If not, nothing is confirmed.
        cors: bool = true,
        /// Whether the progress of the page is shown; it needs CORS there too.
        counts: bool = false,
        /// Fields that are sent as they are here, by name.
        with: Values,
        /// What a yes to a consent is sent as.
        yes: String = String::from("1"),
        /// What a no is sent as.
        no: String = String::from("0"),
        /// Other names, by control or `consent.<id>`; an empty name is not sent.
        map: Values,
    }
}
object!(Actionkit);

fn check(actionkit: &mut Actionkit, reader: &mut Reader) {
    if actionkit.page.is_empty() {
        reader.error_at("page", "is empty");
    }
    if actionkit.counts && !actionkit.cors {
        reader.warn_at("counts", "needs cors: without it no count is shown");
    }
}

/// Our names for what is known of a person, and its own.
const NAMES: &[(&str, &str)] = &[
    ("given_name", "first_name"),
    ("family_name", "last_name"),
    ("email", "email"),
    ("phone", "phone"),
    ("street_address", "address1"),
    ("address_line2", "address2"),
    ("postal_code", "zip"),
    ("locality", "city"),
    ("region", "state"),
    ("country", "country"),
    ("akid", "akid"),
];

impl Actionkit {
    fn fields(&self, submission: &Submission) -> Vec<(String, String)> {
        let mut fields = vec![("page".to_owned(), self.page.clone())];
        let mut put = |name: &str, value: &str| {
            if !name.is_empty() {
                fields.push((name.into(), value.into()));
            }
        };
        for (name, value) in submission.values.iter() {
            let known = NAMES.iter().find(|(ours, _)| *ours == name).map(|(_, theirs)| *theirs);
            match mapped(&self.map, name).or(known) {
                Some(theirs) => put(theirs, value),
                None => put(&["action_", &name.replace('.', "_")].concat(), value),
            }
        }
        let mut sourced = false;
        for (name, value) in circumstances(submission).iter() {
            let own = match name {
                "source" => "source",
                // It knows no other place for where someone came from than fields of the action.
                "referrer" => "action_referrer",
                "page" => "action_page_url",
                _ if name.starts_with("utm_") || name == "referrer_host" => {
                    put(mapped(&self.map, name).unwrap_or(&["action_", name].concat()), value);
                    continue;
                }
                _ => "",
            };
            let said = match value {
                "yes" if name.starts_with("consent.") => &self.yes,
                "no" if name.starts_with("consent.") => &self.no,
                _ => value,
            };
            let theirs = mapped(&self.map, name).unwrap_or(own);
            sourced |= theirs == "source";
            put(theirs, said);
        }
        // Left out, it becomes restful_api.
        if !sourced {
            put("source", "website");
        }
        self.with.iter().for_each(|(name, value)| put(name, value));
        fields
    }
}

impl Adapter for Actionkit {
    fn submit(&self, _: &Target<'_>, submission: &Submission) -> Call<Outcome> {
        if submission.test {
            return held_back();
        }
        // Whoever acts may be subscribed to the lists of the page.
        if has_unsaid_no(submission, &self.map) {
            return not_told();
        }
        let fields = self.fields(submission);
        let body = if self.cors {
            let mut object = Object::default();
            fields.iter().for_each(|(name, value)| object.put(name, Value::from(&**value)));
            Body::Json(object.into())
        } else {
            Body::Text("application/x-www-form-urlencoded", urlencoded(&fields))
        };
        let mut request = Request::new(Method::Post, self.url.at(&["/rest/v1/action/"]), body);
        request.opaque = !self.cors;
        Call::Send(request)
    }

    fn heard(&self, _: &Target<'_>, _: &Submission, _: u32, response: &Response) -> Call<Outcome> {
        let recorded = matches!(response.status, 200..=299) && response.body.get("action_id").is_some();
        let outcome = match response.body.get("errors") {
            _ if recorded => Outcome::Confirmed(None),
            Some(errors) if matches!(response.status, 200..=299 | 400 | 422) => self.errors(errors),
            _ => refused(response),
        };
        Call::Answer(outcome, 0)
    }

    fn state(&self) -> Call<Option<State>> {
        if !self.counts || !self.cors {
            return Call::Answer(None, 0);
        }
        let mut url = self.url.at(&["/progress/?page="]);
        encode(&mut url, &self.page);
        Call::Send(Request::new(Method::Get, url, Body::Empty))
    }

    /// It comes as a call with the JSON in brackets.
    fn read_state(&self, response: &Response) -> Option<State> {
        let parsed;
        let body = if let Value::String(text) = &response.body {
            let (_, inner) = text.split_once('(')?;
            let (inner, _) = inner.rsplit_once(')')?;
            parsed = number_at(inner, "\"actions\"")?;
            &parsed
        } else {
            response.body.get("total")?.get("actions")?
        };
        counted(body)
    }
}

/// The whole number behind a key of the object `total`: a reader of JSON weighs 6 KB.
fn number_at(text: &str, key: &str) -> Option<Value> {
    let (_, total) = text.split_once("\"total\"")?;
    let (_, rest) = total.split_once(key)?;
    let digits = rest.trim_start().strip_prefix(':')?.trim_start();
    let end = digits.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(digits.len());
    let number: u64 = digits.get(..end)?.parse().ok()?;
    Some(number.into())
}

impl Actionkit {
    /// A map of fields, or a list of sentences.
    fn errors(&self, errors: &Value) -> Outcome {
        let first = |value: &Value| match value {
            Value::String(text) => text.clone(),
            Value::Array(texts) => texts.first().and_then(Value::as_str).unwrap_or_default().to_owned(),
            _ => String::new(),
        };
        match errors {
            Value::Object(map) => {
                let fields = map.iter().map(|(name, said)| {
                    let map = &self.map;
                    let ours =
                        NAMES.iter().find(|(_, theirs)| theirs == name).map_or(&**name, |(ours, _)| ours);
                    let ours = ours.strip_prefix("action_").unwrap_or(ours);
                    field_error(map, if mapped_to(map, name) { name } else { ours }, &first(said))
                });
                invalid(fields.collect(), "")
            }
            _ => invalid(Vec::new(), &first(errors)),
        }
    }
}

fn mapped_to(map: &Values, theirs: &str) -> bool {
    map.iter().any(|(_, name)| name == theirs)
}
