//! A webhook whose receiver can tell that it was we who sent it.

use hmac::{Hmac, Mac as _};
use rungs_model::document::Reader;
use rungs_model::{Outcome, Submission};
use serde_json::Value;
use sha2::Sha256;

use super::{secret, without};
use crate::form;
use crate::options::Options;
use crate::webhook::{KEYS, submit};
use crate::{Adapter, Body, Call, Hears, Response, Target};

/// `sha256=` and the HMAC-SHA256 (RFC 2104) of the body's bytes under the secret, in hexadecimal digits. The
/// body holds the submission's id, by which the receiver knows what it has had already.
pub const SIGNATURE: &str = "x-rungs-signature";

pub(super) struct Signed {
    secret: String,
    options: Options,
}

impl Signed {
    pub(super) fn of(value: &Value, reader: &mut Reader) -> Self {
        let secret = secret(value, "secret", reader);
        let options = without(value, "secret", KEYS, reader);
        Self { secret, options }
    }
}

/// The signature of a body.
pub fn sign(secret: &str, body: &str) -> String {
    use std::fmt::Write as _;
    let mut signature = String::from("sha256=");
    // HMAC takes a key of any length.
    if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) {
        mac.update(body.as_bytes());
        for byte in mac.finalize().into_bytes() {
            let _ = write!(signature, "{byte:02x}");
        }
    }
    signature
}

impl Adapter for Signed {
    fn submit(&self, to: &Target<'_>, submission: &Submission) -> Call<Outcome> {
        let mut call = submit(&self.options, to, submission);
        if let Call::Send(request) = &mut call
            && let Body::Json(body) = &request.body
        {
            let text = body.to_string();
            request.headers.push((SIGNATURE, sign(&self.secret, &text)));
            // These bytes and no others are signed.
            request.body = Body::Text("application/json", text);
        }
        call
    }

    fn heard(&self, _: &Target<'_>, _: &Submission, _: u32, response: &Response) -> Call<Outcome> {
        Call::Answer(form::heard(&self.options, response), 0)
    }

    fn tells_waiting(&self) -> bool {
        true
    }

    fn hears(&self) -> Hears {
        Hears::Everything
    }
}

#[cfg(test)]
mod tests {
    use super::sign;

    #[test]
    fn a_signature_is_that_of_rfc_4231() {
        let signed = sign("Jefe", "what do ya want for nothing?");
        let expected = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(signed, expected);
    }
}
