//! What someone wishes of staff where no script runs, as a plain form: to be called back, or that they agree to an
//! offer.

use maud::{Markup, html};
use rungs_model::callback::{Channel, Window};
use rungs_model::document::Decode as _;
use rungs_model::rsvp::Places;
use rungs_model::{FieldError, Form, Offer, Status, Text, Values};

use super::form::Filled;
use super::words::Words;
use crate::definition::Read;
use crate::error::Problem;
use crate::store::now;

/// What is wished.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wish {
    /// To be called back.
    CallBack,
    /// That staff agree to an offer.
    Offer(Offer),
}

impl Wish {
    /// Whether anybody sees to it.
    pub(crate) fn is_taken(self, read: &Read) -> bool {
        match self {
            Self::CallBack => read.is_open(now()),
            Self::Offer(_) => read.status() != Status::Closed,
        }
    }

    fn asked(self, read: &Read, words: Words) -> Form {
        let asked = match self {
            Self::CallBack => read.call_back_form(),
            Self::Offer(offer) => read.offer_form(offer),
        };
        in_words(asked, words)
    }

    /// The form, with what was typed and what is wrong with it.
    pub(super) fn form(
        self,
        read: &Read,
        widget: &str,
        lang: &str,
        entered: &Values,
        problem: Option<&Problem>,
    ) -> Markup {
        let words = Words::of(lang);
        let own = self.asked(read, words);
        let errors = problem.map_or(&[][..], |problem| &problem.errors);
        let filled = Filled { read, own: Some(&own), lang, entered, errors, places: &Places::blank() };
        let (path, button) = match self {
            Self::CallBack => ("callbacks".to_owned(), "survey_callback_send"),
            Self::Offer(offer) => {
                let button = if offer == Offer::Host { "rsvp_host" } else { "ladder_send" };
                (format!("offers/{}", offer.as_str()), button)
            }
        };
        html! {
            form action={ "/v1/widgets/" (widget) "/" (path) } method="post" {
                @for field in &own.fields { (filled.field(field)) }
                @if read.is_anonymous() { p class="hint" { (words.say("survey_callback_apart")) } }
                (filled.unseen())
                button { (words.say(button)) }
            }
        }
    }

    /// What is wrong with a control of the form.
    pub(super) fn error(self, read: &Read, words: Words, error: &FieldError) -> String {
        words.error_of(&self.asked(read, words), &error.field, &error.code)
    }
}

/// Names the fields as the widget does. Without a script nobody knows their time zone: the
/// hours are theirs.
fn in_words(mut form: Form, words: Words) -> Form {
    let several = form.fields.iter().any(|field| &*field.name == "channel");
    for field in &mut form.fields {
        let key = match &*field.name {
            "when" if several => "survey_callback_suits",
            "when" => "survey_callback_when",
            "topic" => "survey_callback_topic",
            "channel" => "survey_callback_channel",
            "telegram" => "survey_callback_handle",
            "languages" => "survey_callback_languages",
            _ => continue,
        };
        field.label = Some(Text(words.say(key).to_owned()));
        for option in field.options.iter_mut().filter(|option| option.label.is_empty()) {
            let named = Channel::ALL.iter().find(|channel| channel.as_str() == option.value);
            let brand = named.and_then(|channel| channel.brand());
            let said = brand.unwrap_or_else(|| words.say(&format!("survey_callback_{}", option.value)));
            let window = Window::ALL.iter().find(|window| window.as_str() == option.value);
            option.label = Text(match window.map(|window| window.hours()) {
                Some((from, to)) => format!("{said} ({from}:00–{to}:00)"),
                None => said.to_owned(),
            });
        }
    }
    form
}
