//! "Would you like to talk to an organiser about this?": asks to be called, in place. Part of the second
//! file.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::callback::{CallBack, LONGEST_TOPIC};
use rungs_model::document::Decode as _;
use rungs_model::survey::{Ask, Route as Taken, Survey};
use rungs_model::{Choice, Condition, Form, Outcome, Values};

use crate::browser;
use crate::context::Shared;
use crate::form::{self, Entry, FormSignal, FormView, Judge, OfForm, form_view};
use crate::message::Route;
use crate::outbox;
use crate::requested::{self, Requested};
use crate::submit::{self, Draft, Way};
use crate::view::{Tag, tag};
use crate::words::{Words, learn, word};

#[derive(Clone)]
enum Stage {
    Offered,
    Asked,
    Waiting,
    Sent(Requested),
    /// It was taken back: it is offered once more.
    Withdrawn,
}

/// What the request needs of the survey that it follows.
#[derive(Clone)]
struct Origin {
    source: Option<String>,
    test: bool,
    anonymous: bool,
    /// The survey's own form, in whose outbox it waits.
    main: FormSignal,
    /// What stands in the form at first.
    given: Values,
}

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
    let text = ask.text.as_ref();
    let mut values = Values::default();
    if let Some(topic) = topic(survey, ask, taken, answers) {
        values.set("topic", topic);
    }
    let given = values.clone();
    let mut entry = Entry::new(Arc::new(form(&context.words, survey)), values, context);
    entry.judge = Some(Arc::new(OfForm));
    let (entry, stage) = (FormSignal::new(entry), RwSignal::new(Stage::Offered));
    let origin =
        Origin { source: survey.source.clone(), test: survey.test, anonymous: survey.anonymous, main, given };
    let question = text.map_or_else(|| context.words.say(word::SURVEY_TALK), |text| text.0.clone());
    let context = context.clone();
    let opener = move |words: &Words| {
        let button = tag("button").part("button").attr("type", "button");
        button.text(&words.say(word::SURVEY_CALLBACK_OPEN)).on("click", move |_| open(entry, stage))
    };
    let draw = move || {
        Some(match stage.get() {
            Stage::Offered => opener(&context.words),
            Stage::Withdrawn => {
                let said = tag("p").attr("tabindex", "-1");
                let said = said.text(&context.words.say(word::SURVEY_CALLBACK_WITHDRAWN)).takes_focus();
                tag("div").child(said).child(opener(&context.words))
            }
            Stage::Asked => drawn(&context, &origin, entry, stage),
            Stage::Waiting => outbox::panel(&context, main, &Outcome::Queued)?,
            Stage::Sent(requested) => {
                let taken_back = Rc::new(move || stage.set(Stage::Withdrawn));
                requested::panel(&context, &requested, word::SURVEY_CALLBACK_WITHDRAW, taken_back)
            }
        })
    };
    tag("div").part("next").child(tag("p").text(&question)).child_fn(draw)
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

fn open(entry: FormSignal, stage: RwSignal<Stage>) {
    entry.update(|entry| entry.started = true);
    stage.set(Stage::Asked);
}

fn drawn(context: &Shared, origin: &Origin, entry: FormSignal, stage: RwSignal<Stage>) -> Tag {
    let (words, by, of) = (context.clone(), context.clone(), origin.clone());
    let apart =
        origin.anonymous.then(|| tag("p").part("hint").text(&context.words.say(word::SURVEY_CALLBACK_APART)));
    let mut asked = form::questions(context, entry);
    asked.extend(apart);
    let view = FormView {
        entry,
        content: asked,
        back: None,
        button: Box::new(move || words.words.say(word::SURVEY_CALLBACK_SEND)),
        fetch: Rc::new(|| {}),
        submit: Box::new(move || {
            send(&by, &of, entry, stage);
            Box::pin(async { Ok(()) })
        }),
    };
    form_view(context, view).takes_focus_within()
}

fn send(context: &Shared, origin: &Origin, entry: FormSignal, stage: RwSignal<Stage>) {
    let judge: Arc<dyn Judge> = Arc::new(OfForm);
    let accepted = entry.try_update(|entry| entry.attempt(context, &judge)).flatten();
    let Some((values, consents)) = accepted else {
        return form::focus_summary(context);
    };
    let draft = Draft {
        values,
        consents,
        source: origin.source.clone().filter(|_| !origin.anonymous),
        submission_id: None,
        page: browser::page(),
        test: origin.test,
        to: Route::CallBack,
    };
    let given = origin.given.clone();
    let back = move || {
        let _ = entry.try_update(|entry| {
            entry.forgive();
            entry.values = given.clone();
        });
        let _ = stage.try_set(Stage::Offered);
    };
    let way = Way { outbox: outbox::of(origin.main), back: Some(Rc::new(back)) };
    let by = context.clone();
    submit::post(context, entry, draft, way, Rc::new(move |outcome| show(&by, entry, stage, outcome)));
}

fn show(context: &Shared, entry: FormSignal, stage: RwSignal<Stage>, outcome: Outcome) {
    // While it waited the page may have shown something else.
    let Some(now) = stage.try_get_untracked() else { return };
    let (fields, trouble) = match submit::refusal(context, outcome) {
        Ok(Outcome::Closed) => (Vec::new(), context.words.own(context.kind, word::CLOSED_TEXT)),
        Ok(Outcome::Queued) => return stage.set(Stage::Waiting),
        Ok(outcome) => {
            let otherwise = || context.words.say(word::SURVEY_CALLBACK_THANKS);
            return stage.set(Stage::Sent(Requested::new(&context.words, &outcome, otherwise)));
        }
        Err(refused) => refused,
    };
    if matches!(now, Stage::Waiting) {
        stage.set(Stage::Asked);
    }
    form::refuse(context, entry, fields, trouble);
}
