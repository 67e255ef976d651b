//! The link by which someone comes back to what they sent. It is made from the submission and
//! this server's secret, and stored nowhere: every replay gets the same one, and whoever reads
//! the submissions cannot make one.

use anyhow::{Context as _, Result};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac as _};
use rungs_model::SubmissionId;
use sha2::Sha256;

/// Makes links and recognises them.
pub(crate) struct ManageLinks(Hmac<Sha256>);

impl ManageLinks {
    /// With the secret that all processes over one database share.
    pub(crate) fn new(secret: &[u8]) -> Result<Self> {
        Ok(Self(Hmac::new_from_slice(secret).context("the secret of the manage links cannot be used")?))
    }

    fn code(&self, widget: &str, id: &str) -> Hmac<Sha256> {
        let mut code = self.0.clone();
        // No id of a widget holds a NUL: no two pairs give the same bytes.
        for part in [widget, "\0", id] {
            code.update(part.as_bytes());
        }
        code
    }

    /// The token of a submission: its id, a dot, and the proof of having been given it.
    pub(crate) fn token(&self, widget: &str, id: &str) -> String {
        let code = self.code(widget, id).finalize().into_bytes();
        format!("{id}.{}", URL_SAFE_NO_PAD.encode(code))
    }

    /// Whether a token was made for this submission of `widget`. It takes the same time
    /// wherever a forgery differs.
    pub(crate) fn opens(&self, token: &Token, widget: &str) -> bool {
        self.code(widget, &token.id).verify_slice(&token.proof).is_ok()
    }
}

/// A token as it came, still to be proved.
pub(crate) struct Token {
    /// The submission that it names.
    pub(crate) id: SubmissionId,
    proof: Vec<u8>,
}

impl Token {
    /// Reads `ID.PROOF`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (id, proof) = text.split_once('.')?;
        Some(Self { id: SubmissionId::parse(id)?, proof: URL_SAFE_NO_PAD.decode(proof).ok()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0b8f4c9e-6c1f-4f0e-9c53-2f1a7d1f5a11";

    fn links() -> ManageLinks {
        ManageLinks::new(&[7; 32]).unwrap()
    }

    fn opens(token: &str, widget: &str) -> bool {
        Token::parse(token).is_some_and(|token| links().opens(&token, widget))
    }

    #[test]
    fn a_token_opens_its_own_submission_of_its_own_widget_and_nothing_else() {
        let token = links().token("air", ID);
        assert!(opens(&token, "air"));
        assert!(!opens(&token, "water"));
        assert!(!opens(&token.replace("0b8f", "0b8e"), "air"));
        assert!(!ManageLinks::new(&[8; 32]).unwrap().opens(&Token::parse(&token).unwrap(), "air"));
    }

    #[test]
    fn whatever_is_cut_off_added_or_changed_closes_it() {
        let token = links().token("air", ID);
        for end in ID.len()..token.len() {
            assert!(!opens(&token[..end], "air"), "{end}");
        }
        assert!(!opens(&format!("{token}A"), "air") && !opens(&format!("{token}="), "air"));
        for (index, letter) in token.char_indices().skip(ID.len() + 1) {
            let other = if letter == 'A' { "B" } else { "A" };
            let changed = [&token[..index], other, &token[index + 1..]].concat();
            assert!(!opens(&changed, "air"), "{changed}");
        }
    }

    #[test]
    fn it_is_made_of_what_an_address_may_hold() {
        let token = links().token("air", ID);
        assert_eq!(token, links().token("air", ID));
        assert_eq!(token.len(), ID.len() + 1 + 43);
        assert!(
            token.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_.".contains(letter)),
            "{token}"
        );
    }
}
