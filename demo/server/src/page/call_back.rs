//! What a survey asks next where no script runs: a link, or the plain form of a request to be called back.

use maud::{Markup, html};
use rungs_model::survey::{Ask, Offer};
use rungs_model::{Next, Values};

use super::next;
use super::wish::Wish;
use super::words::Words;
use crate::definition::Read;

/// What someone is asked who answered so; nothing where nobody is called any more.
pub(super) fn ask(read: &Read, widget: &str, lang: &str, ask: &Ask) -> Option<Markup> {
    let words = Words::of(lang);
    if ask.offer != Some(Offer::TalkToOrganiser) {
        let (href, label) = (ask.href.clone(), ask.label.clone()?);
        let asked =
            Next { href, widget: ask.widget, config: ask.config.clone(), label, text: ask.text.clone() };
        return Some(next(Some(&asked)));
    }
    if !Wish::CallBack.is_taken(read) {
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
            (Wish::CallBack.form(read, widget, lang, &entered, None))
        }
    })
}
