//! Any address that takes a plain form.

use rungs_model::{Outcome, Submission, Values, document, object};

use crate::adapter::{held_back, refused};
use crate::entries::{circumstances, mapped};
use crate::url::{Endpoint, urlencoded};
use crate::{Adapter, Body, Call, Method, Request, Response, Target};

document! {
    /// Any address that takes a plain form: nothing says what becomes of it.
    pub(crate) struct Form {
        /// The kind of backend.
        kind: String = String::new(),
        /// Where the form is posted to.
        url: Endpoint,
        /// Whether that address lets this site read its answer. If not, nothing is known of it.
        cors: bool = false,
        /// Whether a success (200 to 299) means that it is recorded; it needs cors.
        confirms: bool = false,
        /// Fields that are sent as they are here, by name.
        with: Values,
        /// What a yes to a consent is sent as.
        yes: String = String::from("yes"),
        /// What a no is sent as. Empty: it is left out, as forms do with a box that is not ticked.
        no: String = String::new(),
        /// Other names, by control or `consent.<id>`; an empty name is not sent.
        map: Values,
    }
}
object!(Form);

impl Form {
    fn fields(&self, to: &Target<'_>, submission: &Submission) -> Vec<(String, String)> {
        let mut fields = Vec::new();
        let mut put = |name: &str, value: &str| {
            let name = mapped(&self.map, name).unwrap_or(name);
            if !name.is_empty() {
                fields.push((name.to_owned(), value.to_owned()));
            }
        };
        put("widget", to.widget);
        put("submission_id", &submission.submission_id);
        submission.values.iter().for_each(|(name, value)| put(name, value));
        for (name, value) in circumstances(submission).iter() {
            match value {
                "no" if name.starts_with("consent.") && self.no.is_empty() => {}
                "no" if name.starts_with("consent.") => put(name, &self.no),
                "yes" if name.starts_with("consent.") => put(name, &self.yes),
                _ => put(name, value),
            }
        }
        if submission.test {
            put("test", "yes");
        }
        fields.extend(self.with.iter().map(|(name, value)| (name.to_owned(), value.to_owned())));
        fields
    }
}

impl Adapter for Form {
    fn submit(&self, to: &Target<'_>, submission: &Submission) -> Call<Outcome> {
        // Only staff know whether the other side tells tests apart.
        if submission.test && mapped(&self.map, "test").is_none() {
            return held_back();
        }
        let body = Body::Text("application/x-www-form-urlencoded", urlencoded(&self.fields(to, submission)));
        let mut request = Request::new(Method::Post, self.url.0.clone(), body);
        request.opaque = !self.cors;
        Call::Send(request)
    }

    fn heard(&self, _: &Target<'_>, _: &Submission, _: u32, response: &Response) -> Call<Outcome> {
        Call::Answer(taken(response, self.confirms), 0)
    }
}

/// What an answer means of which only the status can be understood.
pub(crate) fn taken(response: &Response, confirms: bool) -> Outcome {
    match response.status {
        200..=299 if confirms => Outcome::Confirmed(None),
        200..=299 => Outcome::Sent,
        _ => refused(response),
    }
}
