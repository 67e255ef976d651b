use serde_json::Value;

use crate::document::{Decode, Identifier, Reader};
use crate::{Choice, ErrorCode, Markdown, Text, Values};
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
        /// Nothing to answer: it says what happens with the data, and that it was shown is recorded.
        Notice = "notice",
    }
}

document! {
    /// A question whose exact wording is recorded with its answer.
    pub struct Consent {
        /// Names it on the wire and in exports.
        id: Identifier,
        /// The exact words, with Markdown links and emphasis.
        text: Text,
        /// A box to tick, yes and no, or a mere notice.
        style: ConsentStyle = ConsentStyle::Checkbox,
        /// One question for each of these, e.g. for each channel or each organisation; the text stands above them.
        choices: Vec<Choice>,
        /// What stands above this and those next to it with the same words.
        group: Option<Text>,
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
        /// Was not asked, but shown a notice.
        Notice = "notice",
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

    /// Everything that is read with the question, as it is recorded.
    pub fn wording(&self) -> String {
        match &self.group {
            Some(group) => [group, "\n", &*self.text].concat(),
            None => self.text.0.clone(),
        }
    }

    /// Judges the answer to it among what was entered.
    pub fn check(&self, values: &Values) -> Result<ConsentAnswer, ErrorCode> {
        let answer = match (values.get(&self.control()), self.style) {
            (_, ConsentStyle::Notice) => Answer::Notice,
            ("yes", _) => Answer::Yes,
            ("no", _) | ("", ConsentStyle::Checkbox) => Answer::No,
            ("", ConsentStyle::Radio) => return Err(ErrorCode::Required),
            _ => return Err(ErrorCode::Option),
        };
        if self.required && answer == Answer::No {
            return Err(ErrorCode::Required);
        }
        Ok(ConsentAnswer { id: self.id.clone(), answer, text: self.wording(), version: self.version.clone() })
    }
}

/// What a form asks consent for, in order. A consent with choices, which a document has as one
/// item, is several.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Consents(pub(crate) Vec<Consent>);

impl core::ops::Deref for Consents {
    type Target = [Consent];

    fn deref(&self) -> &[Consent] {
        &self.0
    }
}

impl Decode for Consents {
    fn read(&mut self, value: &Value, reader: &mut Reader) {
        self.0.clear();
        for (index, item) in reader.list(value).iter().enumerate() {
            let mut consent = Consent::blank();
            reader.item(index, item, &mut consent);
            let place = ["[", &index.to_string(), "]."].concat();
            for part in parts(consent, &place, reader) {
                let key = [&place, "id"].concat();
                if &*part.id == PUBLIC {
                    reader.error_at(&key, "\"public\" is the consent of signers.consent; choose another id");
                } else if self.iter().any(|other| other.id == part.id) {
                    reader.error_at(&key, &["\"", &*part.id, "\" is used twice"].concat());
                }
                self.0.push(part);
            }
        }
    }

    fn is_optional(&self) -> bool {
        true
    }

    fn blank() -> Self {
        Self::default()
    }

    fn schema() -> Value {
        Vec::<Consent>::schema()
    }
}

/// The questions that one item of the document stands for: `ID-VALUE` for each choice.
fn parts(mut consent: Consent, place: &str, reader: &mut Reader) -> Vec<Consent> {
    if consent.choices.is_empty() {
        return vec![consent];
    }
    if consent.group.is_some() {
        let key = [place, "group"].concat();
        reader.error_at(&key, "cannot stand beside choices: these have the text as their heading");
    }
    let choices = std::mem::take(&mut consent.choices);
    let mut parts = Vec::new();
    for (index, choice) in choices.into_iter().enumerate() {
        let Some(id) = Identifier::parse(&[&consent.id, "-", &choice.value].concat()) else {
            let key = [place, "choices[", &index.to_string(), "].value"].concat();
            reader.error_at(&key, "must be letters (a–z), digits, - or _: it becomes part of an id");
            continue;
        };
        let group = Some(consent.text.clone());
        parts.push(Consent { id, group, text: choice.label, ..consent.clone() });
    }
    parts
}
