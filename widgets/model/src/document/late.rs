#[cfg(feature = "late")]
use core::marker::PhantomData;

use serde_json::Value;

use super::{Decode, Problem, Reader};

/// Part of a document that is only wanted later.
///
/// It is read with the rest, except with the feature `late`: then [`part`] reads it, and the code for
/// that need not be there before.
#[derive(Clone, Debug, PartialEq)]
pub struct Late<T>(#[cfg(not(feature = "late"))] Option<T>, #[cfg(feature = "late")] PhantomData<T>);

impl<T> Late<T> {
    /// What it says; with the feature `late`, nothing.
    pub fn get(&self) -> Option<&T> {
        #[cfg(not(feature = "late"))]
        return self.0.as_ref();
        #[cfg(feature = "late")]
        None
    }
}

impl<T: Decode> Decode for Late<T> {
    #[cfg(not(feature = "late"))]
    fn read(&mut self, value: &Value, reader: &mut Reader) {
        self.0.read(value, reader);
    }

    #[cfg(feature = "late")]
    fn read(&mut self, _: &Value, _: &mut Reader) {}

    fn is_optional(&self) -> bool {
        true
    }

    #[cfg(not(feature = "late"))]
    fn blank() -> Self {
        Self(None)
    }

    #[cfg(feature = "late")]
    fn blank() -> Self {
        Self(PhantomData)
    }

    fn schema() -> Value {
        T::schema()
    }
}

/// Reads the part of a document that stands under a key, its texts in `lang`; `None` where there is none.
pub fn part<T: Decode>(document: &Value, key: &str, lang: &str) -> Result<Option<T>, Vec<Problem>> {
    match document.get(key) {
        None => Ok(None),
        Some(part) => super::read(part, lang).map(|(read, _)| Some(read)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{Text, document, object};

    document! {
        /// A letter.
        struct Letter {
            /// How it ends.
            end: Late<End>,
        }
    }
    object!(Letter);

    document! {
        /// The end of a letter.
        struct End {
            /// What it says.
            text: Text,
        }
    }
    object!(End);

    #[test]
    fn it_can_be_read_by_itself_in_any_language() {
        let letter = json!({ "end": { "text": { "en": "Yours", "de": "Dein" } } });
        let end = part::<End>(&letter, "end", "de").unwrap();
        assert_eq!(end.unwrap().text.0, "Dein");
        assert_eq!(part::<End>(&json!({}), "end", "de"), Ok(None));
        assert_eq!(part::<End>(&json!({ "end": {} }), "end", "de").unwrap_err()[0].path, "text");
    }

    #[test]
    fn it_is_judged_with_the_rest() {
        let (letter, _) = document::read::<Letter>(&json!({ "end": { "text": "Yours" } }), "en").unwrap();
        assert_eq!(letter.end.get().unwrap().text.0, "Yours");
        let problems = document::read::<Letter>(&json!({ "end": { "text": 5 } }), "en").unwrap_err();
        assert_eq!(problems[0].path, "end.text");
    }
}
