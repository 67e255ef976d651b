//! "Would you like to talk to an organiser about this?": asks to be called, in place. Part of the second
//! file.

use std::sync::Arc;

use rungs_model::callback::{CallBack, LONGEST_TOPIC};
use rungs_model::document::Decode as _;
use rungs_model::survey::{Ask, Route as Taken, Survey};
use rungs_model::{Choice, Condition, Form, Values};

use crate::context::Shared;
use crate::form::{self, FormSignal};
use crate::message::Route;
use crate::offering::{self, Offering};
use crate::view::{Tag, tag};
use crate::words::{Words, learn, word};

/// The offer, then the form, then the thanks for it.
pub(super) fn offer(
    context: &Shared,
    survey: &Survey,
    main: FormSignal,
    ask: &Ask,
    taken: &Taken,
    answers: &Values,
) -> Tag {
    learn(word::ENGLISH_CALLBACK);
    learn(word::ENGLISH_REQUEST);
    let text = ask.text.as_ref();
    let mut given = Values::default();
    if let Some(topic) = topic(survey, ask, taken, answers) {
        given.set("topic", topic);
    }
    let question = text.map_or_else(|| context.words.say(word::SURVEY_TALK), |text| text.0.clone());
    let offering = Offering {
        form: Arc::new(form(&context.words, survey)),
        given,
        hint: survey.anonymous.then_some(word::SURVEY_CALLBACK_APART),
        opener: word::SURVEY_CALLBACK_OPEN,
        button: word::SURVEY_CALLBACK_SEND,
        take_back: word::SURVEY_CALLBACK_WITHDRAW,
        thanks: word::SURVEY_CALLBACK_THANKS,
        to: Route::CallBack,
        source: survey.source.clone().filter(|_| !survey.anonymous),
        test: survey.test,
        main,
    };
    tag("div").part("next").child(tag("p").text(&question)).child(offering::offer(context, offering))
}

/// As the survey says how people are called; numbers come from where its own do.
fn form(words: &Words, survey: &Survey) -> Form {
    let mut asked = survey.questions().flat_map(|question| question.fields.iter());
    let usual = CallBack::blank();
    let settings = survey.call_back.as_ref().unwrap_or(&usual);
    form::call_back(words, settings, asked.find_map(|field| field.country.as_deref()))
}

/// What it is about: the answer for which the talk is offered, else the survey. An anonymous answer is not told to
/// whoever calls. It is no longer than the field takes.
fn topic(survey: &Survey, ask: &Ask, taken: &Taken, answers: &Values) -> Option<String> {
    let asked = ask.when.as_ref().filter(|_| !survey.anonymous).and_then(asked_about);
    let question = asked.and_then(|name| survey.questions().find(|question| *question.name == *name));
    let chosen = question.into_iter().flat_map(|question| &question.options);
    let answer = asked.map(|name| answers.get(name)).unwrap_or_default();
    let chosen: Vec<_> =
        chosen.filter(|option| answer.split(',').any(|value| *value == *option.value)).collect();
    let topics = survey.call_back.as_ref().map_or(&[][..], |settings| &settings.topics);
    if !topics.is_empty() {
        let is_one = |topic: &&Choice| chosen.iter().any(|option| option.value == topic.value);
        return topics.iter().find(is_one).map(|topic| topic.value.clone());
    }
    let mut about = String::new();
    for option in chosen {
        let more = [&*about, if about.is_empty() { "" } else { ", " }, &*option.label.0].concat();
        // Rather fewer answers than half of one.
        if about.is_empty() || more.chars().count() <= LONGEST_TOPIC as usize {
            about = more;
        }
    }
    if about.is_empty() {
        let label = question.and_then(|question| question.label.as_ref());
        about = label.map(|label| taken.pipe(label)).unwrap_or_default();
    }
    if about.is_empty() {
        about.clone_from(&survey.title.0);
    }
    Some(about.chars().take(LONGEST_TOPIC as usize).collect())
}

/// The answer that a condition looks at first.
fn asked_about(condition: &Condition) -> Option<&str> {
    let own = condition.field.as_deref();
    own.or_else(|| condition.all.iter().chain(condition.any.iter()).find_map(asked_about))
}
