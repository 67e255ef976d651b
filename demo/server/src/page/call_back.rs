//! What a survey asks next where no script runs: a link, or the plain form of a request to be called back.

use maud::{Markup, html};
use rungs_model::callback::{Channel, Window};
use rungs_model::document::Decode as _;
use rungs_model::rsvp::Places;
use rungs_model::survey::{Ask, Offer};
use rungs_model::{FieldError, Form, Next, Text, Values};

use super::form::Filled;
use super::next;
use super::words::Words;
use crate::definition::Read;
use crate::error::Problem;
use crate::store::now;

/// What someone is asked who answered so; nothing where nobody is called any more.
pub(super) fn ask(read: &Read, widget: &str, lang: &str, ask: &Ask) -> Option<Markup> {
    let words = Words::of(lang);
    if ask.offer != Some(Offer::TalkToOrganiser) {
        let (href, label) = (ask.href.clone(), ask.label.clone()?);
        let asked =
            Next { href, widget: ask.widget, config: ask.config.clone(), label, text: ask.text.clone() };
        return Some(next(Some(&asked)));
    }
    if !read.is_open(now()) {
        return None;
    }
    let mut entered = Values::default();
    if read.call_back().topics.is_empty() {
        entered.set("topic", read.title().to_owned());
    }
    entered.set("submission_id", uuid::Uuid::new_v4().to_string());
    Some(html! {
        p { (ask.text.as_deref().unwrap_or(words.say("survey_talk"))) }
        details {
            summary { (words.say("survey_callback_open")) }
            (form(read, widget, lang, &entered, None))
        }
    })
}

/// The form, with what was typed and what is wrong with it.
pub(super) fn form(
    read: &Read,
    widget: &str,
    lang: &str,
    entered: &Values,
    problem: Option<&Problem>,
) -> Markup {
    let words = Words::of(lang);
    let own = in_words(read.call_back_form(), words);
    let errors = problem.map_or(&[][..], |problem| &problem.errors);
    let filled = Filled { read, own: Some(&own), lang, entered, errors, places: &Places::blank() };
    html! {
        form action={ "/v1/widgets/" (widget) "/callbacks" } method="post" {
            @for field in &own.fields { (filled.field(field)) }
            @if read.is_anonymous() { p class="hint" { (words.say("survey_callback_apart")) } }
            (filled.unseen())
            button { (words.say("survey_callback_send")) }
        }
    }
}

/// What is wrong with a control of the form.
pub(super) fn error(read: &Read, words: Words, error: &FieldError) -> String {
    words.error_of(&in_words(read.call_back_form(), words), &error.field, &error.code)
}

/// Names the fields of a request to be called as the widget does. Without a script nobody knows their time zone: the
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
