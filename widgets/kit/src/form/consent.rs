use rungs_model::{Consent, ConsentStyle};

use super::FormSignal;
use super::choice::{checkbox, one_of};
use super::label::{Label, mark};
use crate::context::Shared;
use crate::prose;
use crate::view::{Tag, tag};
use crate::words::word;

/// Draws a consent: never answered in advance, in exactly the words that are recorded.
pub(crate) fn consent(context: &Shared, consent: &Consent, entry: FormSignal) -> Tag {
    // Yes or no must be said: no "(optional)".
    let required = consent.required || consent.style == ConsentStyle::Radio;
    let label = Label { control: consent.control(), text: String::new(), hint: None, required, piped: None };
    let wording = consent.markdown().into_spans();
    match consent.style {
        ConsentStyle::Notice => prose::spans(tag("p").part("consent-notice"), &wording),
        ConsentStyle::Checkbox => {
            // A box that may stay empty is the rule here, whatever the fields are.
            let must = consent.required.then(|| mark(context, word::REQUIRED));
            let words = prose::spans(tag("label"), &wording).child(must);
            tag("div").part("consent").child(label.error(entry)).child(checkbox(&label, words, entry))
        }
        ConsentStyle::Radio => {
            let legend = prose::spans(tag("legend").part("label"), &wording);
            let answers = [("yes", word::YES), ("no", word::NO)].map(|(value, key)| {
                let words = tag("label").text(&context.words.say(key));
                one_of("radio", &label.control, value, value == "yes", words, entry)
            });
            label.group("radio", legend.child(label.mark(context, entry)), answers.into(), entry)
        }
    }
}
