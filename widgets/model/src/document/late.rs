use core::marker::PhantomData;

use serde_json::Value;

use super::{Decode, Problem, Reader, Verbatim};

/// Part of a document that is read when it is wanted.
///
/// It is checked with the rest, except with the feature `late`: then the code that reads a `T` need not be
/// there before the `T` is.
#[derive(Clone, Debug, PartialEq)]
pub struct Late<T> {
    source: Verbatim,
    of: PhantomData<T>,
}

impl<T: Decode> Late<T> {
    /// What it says, its texts in `lang`; or what is wrong with it, which only a reader with the feature
    /// `late` can meet.
    pub fn read(&self, lang: &str) -> Result<Option<T>, Vec<Problem>> {
        if self.source.0.is_null() {
            return Ok(None);
        }
        super::read(&self.source.0, lang).map(|(read, _)| Some(read))
    }
}

impl<T: Decode> Decode for Late<T> {
    fn read(&mut self, value: &Value, reader: &mut Reader) {
        self.source.read(value, reader);
        #[cfg(not(feature = "late"))]
        T::blank().read(value, reader);
    }

    fn is_optional(&self) -> bool {
        true
    }

    fn blank() -> Self {
        Self { source: Verbatim::default(), of: PhantomData }
    }

    fn schema() -> Value {
        T::schema()
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
    fn it_is_read_in_the_language_of_whoever_wants_it() {
        let letter = json!({ "end": { "text": { "en": "Yours", "de": "Dein" } } });
        let (letter, _) = document::read::<Letter>(&letter, "en").unwrap();
        assert_eq!(letter.end.read("de").unwrap().unwrap().text.0, "Dein");
        let (without, _) = document::read::<Letter>(&json!({}), "en").unwrap();
        assert_eq!(without.end.read("de"), Ok(None));
    }

    #[test]
    fn what_is_wrong_with_it_is_found_with_the_rest() {
        let problems = document::read::<Letter>(&json!({ "end": { "text": 5 } }), "en").unwrap_err();
        assert_eq!(problems[0].path, "end.text");
    }
}
