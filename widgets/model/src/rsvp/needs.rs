use crate::document::Identifier;
use crate::{Consent, ConsentStyle, Text, document, object};

/// The control of what someone needs, and the id of the consent to keep it.
pub const NEEDS: &str = "needs";

document! {
    /// A question about what someone needs in order to take part. The answer may tell about their
    /// health: it has its own consent, is kept apart, and goes with the withdrawal of that consent.
    pub struct Needs {
        /// What is asked; the locale has words for it.
        label: Option<Text>,
        /// A sentence under the label.
        hint: Option<Text>,
        /// The exact words of the consent to keep the answer.
        consent: Text,
        /// The campaign's own name for this wording.
        version: String = String::new(),
        /// The most characters.
        max_length: u32 = 1000,
    }
}
object!(Needs);

impl Needs {
    /// The consent to keep the answer; without one, there can be no answer.
    pub fn consent(&self, answered: bool) -> Option<Consent> {
        Some(Consent {
            id: Identifier::parse(NEEDS)?,
            text: self.consent.clone(),
            style: ConsentStyle::Checkbox,
            choices: Vec::new(),
            group: None,
            required: answered,
            version: self.version.clone(),
        })
    }
}
