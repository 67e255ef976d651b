//! Any address that takes a plain form.

use rungs_model::{Outcome, Submission, Values};

use crate::adapter::{held_back, refused};
use crate::entries::{Pairs, mapped};
use crate::options::{Keys, Options};
use crate::url::urlencoded;
use crate::{Body, Call, Method, Request, Response, Target};

pub(crate) const KEYS: Keys = &[
    ("url", true),
    ("cors", false),
    ("confirms", false),
    ("with", false),
    ("yes", false),
    ("no", false),
    ("map", false),
];

pub(crate) fn submit(options: &Options, to: &Target<'_>, submission: &Submission) -> Call<Outcome> {
    if submission.test {
        return held_back();
    }
    let pairs = Pairs {
        names: &[],
        prefix: "",
        yes: options.yes.as_deref().unwrap_or("yes"),
        no: options.no.as_deref().unwrap_or_default(),
        map: &options.map,
    };
    let mut fields = Values::default();
    let id: &str = &submission.submission_id;
    for (name, value) in [("widget", to.widget), ("submission_id", id)] {
        fields.set(mapped(&options.map, name).unwrap_or(name), value.into());
    }
    pairs.of(submission).into_iter().for_each(|(name, value)| fields.set(&name, value));
    options.with.iter().for_each(|(name, value)| fields.set(name, value.into()));
    let body = Body::Text("application/x-www-form-urlencoded", urlencoded(&fields));
    let mut request = Request::new(Method::Post, options.url().to_owned(), body);
    request.opaque = options.cors != Some(true);
    Call::Send(request)
}

/// What an answer means of which only the status can be understood.
pub(crate) fn heard(options: &Options, response: &Response) -> Call<Outcome> {
    let outcome = match response.status {
        200..=299 if options.confirms => Outcome::Confirmed(None),
        200..=299 => Outcome::Sent,
        _ => refused(response),
    };
    Call::Answer(outcome, 0)
}
