//! The code by which people say "I came": the organisers show it at the event. It is made from the
//! occurrence and this server's secret, and stored nowhere.

use anyhow::{Context as _, Result};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

/// Letters and digits that nobody takes for one another, on a screen or a blackboard.
const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// A thousand million codes: with a limit on tries, too many to guess.
const LENGTH: usize = 6;

/// Makes codes and recognises them.
pub(crate) struct CheckInCodes(Hmac<Sha256>);

impl CheckInCodes {
    /// With the secret that all processes over one database share.
    pub(crate) fn new(secret: &[u8]) -> Result<Self> {
        let mut mac: Hmac<Sha256> =
            Hmac::new_from_slice(secret).context("the secret of the check-in codes cannot be used")?;
        // The links are made with the same secret: nothing is both.
        mac.update(b"check-in\0");
        Ok(Self(mac))
    }

    /// The code of an occurrence.
    pub(crate) fn code(&self, widget: &str, slot: &str) -> String {
        let mut mac = self.0.clone();
        for part in [widget, "\0", slot] {
            mac.update(part.as_bytes());
        }
        let bytes = mac.finalize().into_bytes();
        let letter = |byte: &u8| LETTERS.get(usize::from(byte % 32)).copied().map_or('A', char::from);
        bytes.iter().take(LENGTH).map(letter).collect()
    }
}

/// A code as someone typed it: small letters and spaces make no difference.
pub(crate) fn tidy(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_occurrence_has_a_code_of_its_own_made_of_letters_that_are_not_confused() {
        let codes = CheckInCodes::new(&[7; 32]).unwrap();
        let code = codes.code("spring", "rally");
        assert_eq!((code.len(), codes.code("spring", "rally")), (LENGTH, code.clone()));
        assert!(code.bytes().all(|letter| LETTERS.contains(&letter)), "{code}");
        assert_ne!(codes.code("spring", "flat"), code);
        assert_ne!(codes.code("springr", "ally"), code);
        assert_ne!(CheckInCodes::new(&[8; 32]).unwrap().code("spring", "rally"), code);
    }

    #[test]
    fn how_it_is_typed_makes_no_difference() {
        assert_eq!(tidy(" ab-c 2é3 "), "ABC23");
    }
}
