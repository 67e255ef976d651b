use serde_json::Value;

use crate::document::{Decode, Reader};

/// Words for supporters: a string, or one per language, `{"en": "…", "de": "…"}`.
/// Read in the reader's language; falls back to the base language (`de-AT` → `de`),
/// then English, then whatever there is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text(pub String);

/// A label without the punctuation at its end, for sentences that put a colon after it.
pub fn bare_label(label: &str) -> &str {
    label.trim_end_matches(['.', ':', '?', '!', '؟', '।', '。', '：', '？', '！', ' '])
}

impl core::ops::Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl Decode for Text {
    fn read(&mut self, value: &Value, reader: &mut Reader) {
        let chosen = match value {
            Value::Object(map) => {
                let lang = reader.lang();
                let base = lang.split('-').next().unwrap_or(lang);
                let found = map.get(lang).or_else(|| map.get(base)).or_else(|| map.get("en"));
                match found.or_else(|| map.values().next()) {
                    Some(text) => text,
                    None => {
                        return reader.error("must hold at least one language, e.g. {\"en\": \"…\"}");
                    }
                }
            }
            text => text,
        };
        let Value::String(text) = chosen else {
            return reader.wrong(chosen, "a string, or an object of strings by language");
        };
        match forbidden(text) {
            Some(bad) => reader
                .error(&["holds the character ", &name(bad), ", which cannot be shown; remove it"].concat()),
            None => self.0.clone_from(text),
        }
    }

    fn blank() -> Self {
        Self::default()
    }

    fn schema() -> Value {
        serde_json::json!({
            "anyOf": [
                { "type": "string" },
                { "type": "object", "minProperties": 1, "additionalProperties": { "type": "string" } },
            ],
        })
    }
}

/// The first character that no text may hold: control characters (NUL would end a string
/// in a database) and the embeddings and overrides that let text pretend to be other text
/// (Unicode TR 36, "Bidirectional Text Spoofing"). Plain marks such as U+200F may stay.
pub(crate) fn forbidden(text: &str) -> Option<char> {
    text.chars().find(|character| match character {
        '\n' | '\r' | '\t' => false,
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => true,
        other => other.is_control(),
    })
}

/// Letters and digits; beyond ASCII everything counts, because telling more takes tables
/// that weigh more than all our rules, and names and places are rich.
pub(crate) fn is_letter(character: char) -> bool {
    character.is_ascii_alphanumeric() || (!character.is_ascii() && !character.is_whitespace())
}

/// A decimal digit as typed on Western, Arabic, Persian, Hindi and Japanese keyboards.
pub(crate) fn ascii_digit(character: char) -> Option<char> {
    let value = match character {
        '0'..='9' => return Some(character),
        '\u{660}'..='\u{669}' => character as u8 - 0x60,
        '\u{6F0}'..='\u{6F9}' => character as u8 - 0xF0,
        '\u{966}'..='\u{96F}' => character as u8 - 0x66,
        '\u{FF10}'..='\u{FF19}' => character as u8 - 0x10,
        _ => return None,
    };
    Some((b'0' + value) as char)
}

fn name(character: char) -> String {
    let digits = b"0123456789ABCDEF";
    let code = character as u32;
    let mut name = String::from("U+");
    for shift in [12, 8, 4, 0] {
        name.push(digits[(code >> shift & 15) as usize] as char);
    }
    name
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::document::read;

    fn text(value: &Value, lang: &str) -> Option<String> {
        read::<Text>(value, lang).ok().map(|(text, _)| text.0)
    }

    #[test]
    fn a_text_is_read_in_the_readers_language_or_the_nearest() {
        let both = json!({ "en": "Sign", "de": "Unterschreiben" });
        assert_eq!(text(&both, "de").as_deref(), Some("Unterschreiben"));
        assert_eq!(text(&both, "de-AT").as_deref(), Some("Unterschreiben"));
        assert_eq!(text(&both, "sw").as_deref(), Some("Sign"));
        assert_eq!(text(&json!({ "sw": "Saini" }), "en").as_deref(), Some("Saini"));
        assert_eq!(text(&json!({}), "en"), None);
    }

    #[test]
    fn a_nul_or_a_direction_override_is_named() {
        let problems = read::<Text>(&json!("a\u{202E}b"), "en").unwrap_err();
        assert!(problems[0].message.contains("U+202E"), "{problems:?}");
        assert_eq!(forbidden("a\0"), Some('\0'));
        assert_eq!(forbidden("line\nline\u{200F}"), None);
    }
}
