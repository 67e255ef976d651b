use rungs_model::{Consent, ConsentStyle};

use super::FormSignal;
use super::field::{Label, choice, described, error_line, group};
use crate::context::Shared;
use crate::prose;
use crate::view::{Tag, tag};
use crate::words::word;

/// Draws a consent: never answered in advance, in exactly the words that are recorded.
pub(crate) fn consent(context: &Shared, consent: &Consent, entry: FormSignal) -> Tag {
    let label =
        Label { control: consent.control(), text: String::new(), hint: None, required: consent.required };
    let wording = consent.markdown().into_spans();
    match consent.style {
        ConsentStyle::Checkbox => {
            let words = prose::spans(tag("label"), &wording);
            let (input, words) = choice("checkbox", &label.control, "yes", true, words, entry);
            tag("div")
                .part("consent")
                .child(error_line(context, &label.control, entry))
                .child(tag("div").part("choice").child(described(input, &label, entry)).child(words))
        }
        ConsentStyle::Radio => {
            let legend = prose::spans(tag("legend").part("label"), &wording);
            let answers = [("yes", word::YES), ("no", word::NO)].map(|(value, key)| {
                let words = tag("label").text(&context.words.say(key));
                let (input, words) = choice("radio", &label.control, value, value == "yes", words, entry);
                tag("div").part("choice").child(input).child(words)
            });
            // Yes or no must be said: no "(optional)".
            let label = Label { required: true, ..label };
            group(context, &label, legend, answers.into(), entry)
        }
    }
}
