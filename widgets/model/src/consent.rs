use crate::document::Identifier;
use crate::{ErrorCode, Markdown, Text, Values};
use crate::{choice, document, object};

/// The id of the consent to be shown among the signers, made from `signers.consent`.
pub const PUBLIC: &str = "public";

choice! {
    /// How a consent is asked. Neither is ever answered in advance.
    pub enum ConsentStyle {
        /// A box; unticked means no.
        Checkbox = "checkbox",
        /// Yes and no to choose between, and one must be chosen.
        Radio = "radio",
    }
}

document! {
    /// A question whose exact wording is recorded with its answer.
    pub struct Consent {
        /// Names it on the wire and in exports.
        id: Identifier,
        /// The exact words, with Markdown links and emphasis.
        text: Text,
        /// A box to tick, or yes and no.
        style: ConsentStyle = ConsentStyle::Checkbox,
        /// Whether only a yes lets the form be sent. Rarely lawful for marketing.
        required: bool = false,
        /// The campaign's own name for this wording, e.g. 2026-03.
        version: String = String::new(),
    }
}
object!(Consent);

document! {
    /// An answered consent, as it is sent and recorded.
    pub struct ConsentAnswer {
        /// Which consent.
        id: Identifier,
        /// yes or no; a no is said, not left out.
        answer: Answer,
        /// The exact wording that was shown.
        text: String = String::new(),
        /// The campaign's name for the wording.
        version: String = String::new(),
    }
}
object!(ConsentAnswer);

choice! {
    /// An answer to a consent.
    pub enum Answer {
        /// Agreed.
        Yes = "yes",
        /// Did not agree.
        No = "no",
    }
}

impl ConsentAnswer {
    /// Whether it is a yes.
    pub fn agrees(&self) -> bool {
        self.answer == Answer::Yes
    }
}

impl Consent {
    /// The name of its control: `consent.<id>`.
    pub fn control(&self) -> String {
        ["consent.", &self.id].concat()
    }

    /// The wording as it is rendered.
    pub fn markdown(&self) -> Markdown {
        Markdown::parse(&self.text)
    }

    pub(crate) fn check(&self, values: &Values) -> Result<ConsentAnswer, ErrorCode> {
        let answer = match (values.get(&self.control()), self.style) {
            ("yes", _) => Answer::Yes,
            ("no", _) | ("", ConsentStyle::Checkbox) => Answer::No,
            ("", ConsentStyle::Radio) => return Err(ErrorCode::Required),
            _ => return Err(ErrorCode::Option),
        };
        if self.required && answer == Answer::No {
            return Err(ErrorCode::Required);
        }
        Ok(ConsentAnswer {
            id: self.id.clone(),
            answer,
            text: self.text.0.clone(),
            version: self.version.clone(),
        })
    }
}
