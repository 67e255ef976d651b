use crate::document::nearest_within;
use crate::text::is_letter;

/// An email address, trimmed. The check is the one browsers use for
/// `<input type=email>` (WHATWG HTML), plus a dot in the domain and the length limits of
/// RFC 5321; letters beyond ASCII are allowed (RFC 6531).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Checks the shape.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@')?;
        let local_ok = !local.is_empty()
            && local.len() <= 64
            && local
                .chars()
                .all(|c| is_letter(c) || ".!#$%&'*+/=?^_`{|}~-".bytes().any(|mark| mark as char == c));
        let label_ok = |label: &str| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| is_letter(c) || c == '-')
        };
        let domain_ok = domain.contains('.') && domain.split('.').all(label_ok);
        (local_ok && domain_ok && text.len() <= 254).then(|| Self(text.into()))
    }

    /// As typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same for every spelling that reaches the same mailbox in practice: lower case.
    pub fn person_key(&self) -> String {
        self.0.to_lowercase()
    }
}

/// Large providers: a near miss of one of these is almost certainly a slip.
const DOMAINS: &[&str] = &[
    "gmail.com",
    "googlemail.com",
    "yahoo.com",
    "yahoo.co.uk",
    "yahoo.fr",
    "hotmail.com",
    "hotmail.co.uk",
    "hotmail.fr",
    "outlook.com",
    "live.com",
    "icloud.com",
    "me.com",
    "aol.com",
    "msn.com",
    "protonmail.com",
    "proton.me",
    "gmx.de",
    "gmx.net",
    "gmx.at",
    "web.de",
    "t-online.de",
    "posteo.de",
    "orange.fr",
    "free.fr",
    "laposte.net",
    "libero.it",
    "wp.pl",
    "onet.pl",
    "ukr.net",
    "yandex.ru",
    "mail.ru",
    "comcast.net",
    "qq.com",
    // Near misses of the above that are real.
    "mail.com",
    "email.com",
    "ymail.com",
    "gmx.com",
    "gmx.ch",
    "live.fr",
    "live.de",
    "yahoo.de",
    "yahoo.it",
    "yahoo.es",
    "yahoo.in",
    "hotmail.de",
    "hotmail.it",
    "hotmail.es",
    "outlook.de",
    "outlook.fr",
];

/// Endings that no domain has, and what was meant.
const ENDINGS: &[(&str, &str)] = &[
    (".con", ".com"),
    (".cmo", ".com"),
    (".ocm", ".com"),
    (".comm", ".com"),
    (".vom", ".com"),
    (".og", ".org"),
    (".ogr", ".org"),
    (".orgg", ".org"),
    (".nett", ".net"),
    (".ner", ".net"),
];

/// A likely correction of a mistyped domain, e.g. `ada@gmial.com` → `ada@gmail.com`.
/// Only ever offered: unusual addresses are real.
pub fn suggestion(text: &str) -> Option<String> {
    let address = EmailAddress::parse(text)?;
    let (local, domain) = address.as_str().rsplit_once('@')?;
    let domain = domain.to_ascii_lowercase();
    if DOMAINS.contains(&domain.as_str()) {
        return None;
    }
    // Short names such as `me.com` are one letter away from too many real domains.
    let limit = if domain.len() > 8 { 2 } else { usize::from(domain.len() > 6) };
    let near = nearest_within(&domain, DOMAINS, limit).map(str::to_owned);
    let meant = near.or_else(|| {
        ENDINGS
            .iter()
            .find_map(|(wrong, right)| domain.strip_suffix(wrong).map(|stem| [stem, right].concat()))
    })?;
    Some([local, "@", &meant].concat())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ordinary_and_international_addresses_pass() {
        for good in
            ["ada@example.org", " ada+x@sub.example.org ", "o'neil@example.ie", "иван@почта.рф", "a@b.co"]
        {
            assert!(EmailAddress::parse(good).is_some(), "{good}");
        }
    }

    #[test]
    fn what_cannot_be_delivered_fails() {
        let long = format!("{}@example.org", "a".repeat(65));
        for bad in [
            "",
            "ada",
            "@b.co",
            "ada@",
            "ada@localhost",
            "a b@c.de",
            "a@b..co",
            "a@-b.co",
            "a@b.co\0",
            "a@b,co",
            long.as_str(),
        ] {
            assert!(EmailAddress::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn slips_are_offered_a_correction() {
        for (typed, meant) in [
            ("ada@gmial.com", "ada@gmail.com"),
            ("ada@gmail.con", "ada@gmail.com"),
            ("Ada@HOTMIAL.com", "Ada@hotmail.com"),
            ("ada@outlok.com", "ada@outlook.com"),
            ("ada@green-party.ogr", "ada@green-party.org"),
        ] {
            assert_eq!(suggestion(typed).as_deref(), Some(meant), "{typed}");
        }
    }

    #[test]
    fn right_addresses_are_left_alone() {
        for right in
            ["ada@gmail.com", "ada@example.org", "ada@gmx.at", "ada@ya.com", "ada@mail.com", "not an address"]
        {
            assert_eq!(suggestion(right), None, "{right}");
        }
    }

    proptest! {
        #[test]
        fn a_suggestion_is_an_address_and_needs_no_further_one(text in "[a-z]{1,8}@[a-z]{1,12}\\.[a-z]{2,4}") {
            if let Some(better) = suggestion(&text) {
                prop_assert!(EmailAddress::parse(&better).is_some());
            }
        }

        #[test]
        fn any_text_is_judged_without_panic(text in "\\PC*") {
            let _ = (EmailAddress::parse(&text), suggestion(&text));
        }
    }
}
