use rungs_model::Values;

use crate::Body;

/// Whether submissions may go there: over https, or to this machine.
pub(crate) fn is_safe(url: &str) -> bool {
    match url.strip_prefix("https://") {
        Some(rest) => !ends(rest),
        None => url.strip_prefix("http://").is_some_and(is_loopback),
    }
}

/// Whether an address is one of this machine.
#[cfg(feature = "relay")]
pub(crate) fn is_on_this_machine(url: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| url.strip_prefix(scheme).is_some_and(is_loopback))
}

/// Whether what follows the scheme of an address begins with a host of this machine.
fn is_loopback(rest: &str) -> bool {
    ["localhost", "127.0.0.1", "[::1]"].iter().any(|host| {
        rest.strip_prefix(host).is_some_and(|rest| match rest.strip_prefix(':') {
            Some(port) => ends(port.trim_start_matches(|digit: char| digit.is_ascii_digit())),
            None => ends(rest),
        })
    })
}

/// Whether a host ends where this begins.
fn ends(rest: &str) -> bool {
    matches!(rest.bytes().next(), None | Some(b'/' | b'?' | b'#'))
}

/// Something below an address.
pub(crate) fn below(url: &str, path: &[&str]) -> String {
    let mut url = url.trim_end_matches('/').to_owned();
    for part in path {
        url.push_str(part);
    }
    url
}

/// Percent-encodes for a urlencoded body or a query (WHATWG URL §5.2, space as `+`).
pub(crate) fn encode(to: &mut String, text: &str) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'*' | b'-' | b'.' | b'_' => to.push(byte.into()),
            b' ' => to.push('+'),
            _ => {
                to.push('%');
                to.push(DIGITS[usize::from(byte >> 4)].into());
                to.push(DIGITS[usize::from(byte & 15)].into());
            }
        }
    }
}

/// Names and texts as a urlencoded body; without a name they are left out.
pub(crate) fn urlencoded(fields: &Values) -> Body {
    let mut text = String::new();
    for (name, value) in fields.iter().filter(|(name, _)| !name.is_empty()) {
        if !text.is_empty() {
            text.push('&');
        }
        encode(&mut text, name);
        text.push('=');
        encode(&mut text, value);
    }
    Body::Text("application/x-www-form-urlencoded", text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_written_as_forms_write_them() {
        let pairs = [("given name", "Ada & Zoë"), ("a*b", "1+1=2~")];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let expected = "given+name=Ada+%26+Zo%C3%AB&a*b=1%2B1%3D2%7E".to_owned();
        let body = urlencoded(&pairs.into_iter().collect());
        assert_eq!(body, Body::Text("application/x-www-form-urlencoded", expected));
    }

    #[cfg(feature = "relay")]
    #[test]
    fn only_its_own_names_are_this_machine() {
        for own in ["http://localhost:1/x", "https://127.0.0.1", "https://[::1]:9/?a"] {
            assert!(is_on_this_machine(own), "{own}");
        }
        for other in
            ["https://a.org", "https://localhost.a.org", "https://localhost@a.org", "ftp://localhost"]
        {
            assert!(!is_on_this_machine(other), "{other}");
        }
    }

    #[test]
    fn only_https_and_this_machine_are_safe() {
        for good in
            ["https://a.org/form/", "http://localhost:1/x", "http://127.0.0.1", "http://[::1]:8787?x:1"]
        {
            assert!(is_safe(good), "{good}");
        }
        for bad in [
            "http://a.org",
            "https://",
            "//a.org",
            "javascript:alert(1)",
            "http://localhost.evil.org",
            "http://localhost5",
            "http://127.0.0.12/x",
            "http://[::1]1",
            "http://localhost:1@evil.org",
            "http://localhost@evil.org",
            "https:///x",
        ] {
            assert!(!is_safe(bad), "{bad}");
        }
    }
}
