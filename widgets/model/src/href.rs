use serde_json::Value;

use crate::document::{Decode, Reader};

/// An address that a link or an image may safely have.
///
/// `http`, `https`, `mailto`, `tel` and `sms`; also `#id`, and paths of the host page.
/// Everything else (`javascript:`, `data:`, …) is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Href(String);

impl Href {
    /// Checks the scheme the way a browser finds it: leading spaces and control
    /// characters, and tabs and line breaks anywhere, do not hide a scheme (WHATWG URL §4.4).
    pub fn parse(text: &str) -> Option<Self> {
        let edge = |character: char| character <= ' ';
        let text = text.trim_matches(edge);
        if text.is_empty() || text.contains(char::is_control) {
            return None;
        }
        let until_path = text.split(['/', '?', '#']).next().unwrap_or_default();
        let safe = match until_path.split_once(':') {
            None => true,
            Some((scheme, _)) => ["http", "https", "mailto", "tel", "sms"]
                .iter()
                .any(|allowed| scheme.eq_ignore_ascii_case(allowed)),
        };
        safe.then(|| Self(text.into()))
    }

    /// Whether it points into the page that it stands on.
    pub fn is_fragment(&self) -> bool {
        self.0.starts_with('#')
    }

    /// Whether it is a whole address with `http` or `https`.
    pub fn is_web(&self) -> bool {
        let scheme = self.0.split_once("://").map_or("", |(scheme, _)| scheme);
        ["http", "https"].iter().any(|web| scheme.eq_ignore_ascii_case(web))
    }
}

impl core::ops::Deref for Href {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Decode for Href {
    fn read(&mut self, value: &Value, reader: &mut Reader) {
        let expected = "must be an address with http, https, mailto, tel or sms, a path, or #id";
        reader.parsed(self, value, Self::parse, expected);
    }

    fn blank() -> Self {
        Self(String::new())
    }

    fn schema() -> Value {
        serde_json::json!({ "type": "string", "format": "uri-reference", "minLength": 1 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn web_mail_phone_paths_and_fragments_are_links() {
        for good in [
            "https://a.org/x:y",
            "HTTP://a.org",
            "mailto:a@b.org",
            "tel:+49",
            "sms:1",
            "#rsvp",
            "/a:b",
            "a/b",
        ] {
            assert!(Href::parse(good).is_some(), "{good}");
        }
    }

    #[test]
    fn only_a_whole_address_is_one_of_the_web() {
        let is_web = |text| Href::parse(text).unwrap().is_web();
        assert!(is_web("https://a.org/x") && is_web("HTTP://a.org"));
        assert!(!["/a", "a?b=http://c", "//a.org", "#a", "mailto:a@b.org"].into_iter().any(is_web));
    }

    #[test]
    fn a_script_is_no_link_however_it_is_dressed() {
        for bad in [
            "javascript:alert(1)",
            " \u{1}JaVaScRiPt:x",
            "java\nscript:x",
            "data:text/html,x",
            "vbscript:x",
            "",
            "  ",
        ] {
            assert!(Href::parse(bad).is_none(), "{bad:?}");
        }
    }
}
