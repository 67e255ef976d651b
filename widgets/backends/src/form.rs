//! Any address that takes a plain form.

use rungs_model::{Outcome, Submission, Values};

use crate::adapter::{post, refused};
use crate::entries::entry;
use crate::options::{Keys, Options};
use crate::sheet::Sheet;
use crate::url::urlencoded;
use crate::{Call, Response, Target};

pub(crate) const KEYS: Keys = "url:url! cors:flag confirms:flag with:names yes:text no:text map:names";

pub(crate) fn submit(options: &Options, to: &Target<'_>, submission: &Submission) -> Call<Outcome> {
    let mut fields = Values::default();
    let mut own = |name, text: &str| fields.set(entry(&options.map, name).unwrap_or(name), text.into());
    own("widget", to.widget);
    own("submission_id", &submission.submission_id);
    Sheet::of(options, submission).pairs(&mut fields, "", "", "$yes|=yes", "$no");
    let mut request = post(options.text("url").into(), urlencoded(&fields));
    request.opaque = !options.is("cors", true);
    Call::Send(request)
}

/// What an answer means of which only the status can be understood.
pub(crate) fn heard(options: &Options, response: &Response) -> Outcome {
    match response.status {
        200..=299 if options.is("confirms", true) => Outcome::Confirmed(None),
        200..=299 => Outcome::Sent,
        _ => refused(response),
    }
}
