//! Changes of answers to invitations: judged by the same code as the answers themselves.

use axum::http::StatusCode;
use rungs_model::rsvp::answer::control;
use rungs_model::rsvp::{NEEDS, Reply, Rsvp};
use rungs_model::{Answer, ErrorCode, FieldError, Timestamp, Values};
use serde_json::Value;

use crate::app::App;
use crate::definition::Events;
use crate::error::Problem;
use crate::store::{Agreement, Changed, Managed, ReplyChange, now};
use crate::submit::{apart, no_place, plain};
use crate::widgets::Widget;

/// What someone wants to be otherwise.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted {
    /// Controls with their new values; what is not among them stays.
    pub(crate) values: Vec<(String, String)>,
    /// Not to come to anything any more.
    pub(crate) cancel: bool,
    /// Consents that are answered otherwise.
    pub(crate) consents: Vec<(String, Answer)>,
}

/// What came of it, if it was not refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Done {
    Changed,
    /// There is no such submission any more.
    Gone,
    /// Someone changed it in this moment: look again and try once more.
    Stale,
}

/// Changes the answers of a submission, all or none.
pub(crate) async fn change(
    app: &App,
    widget: &Widget,
    managed: &Managed,
    wanted: &Wanted,
) -> Result<Done, Problem> {
    let read = widget.read(&managed.locale);
    let Some(events) = read.events() else { return Ok(Done::Gone) };
    let before = fields(&managed.fields);
    let entered = as_wanted(app, events, managed, wanted, &before).await?;
    let values = events
        .rsvp
        .change(&events.schedule, &entered, &before, Timestamp(now()))
        .map_err(Problem::invalid)?;
    let claims = Rsvp::claims(&values);
    let comes = |claim: &rungs_model::rsvp::Claim| {
        claim.reply != Reply::No && before.get(&control(&claim.key)) != claim.reply.as_str()
    };
    if !read.is_open(now()) && claims.iter().any(comes) {
        return Err(Problem::new(
            StatusCode::GONE,
            "these events take no more answers; one can still call off",
        ));
    }
    let (values, needs) = apart(values);
    let asked =
        events.rsvp.needs.as_ref().and_then(|needs| needs.consent(false)?.check(&Values::default()).ok());
    let change = ReplyChange {
        was: managed.fields.clone(),
        fields: Value::Object(plain(&values)).to_string(),
        claims,
        needs,
        consents: wanted.consents.clone(),
        asked: asked.map(Agreement::from),
    };
    let done = app.store.change_reply(managed, &change).await?;
    widget.state.touch();
    match done {
        Changed::Done => Ok(Done::Changed),
        Changed::Gone => Ok(Done::Gone),
        Changed::Stale => Ok(Done::Stale),
        Changed::Full(full) => {
            Err(Problem::invalid(full.into_iter().map(|(slot, left)| no_place(&slot, left)).collect()))
        }
    }
}

/// What was entered, as it is stored.
pub(crate) fn fields(stored: &str) -> Values {
    let values: std::collections::HashMap<String, String> = serde_json::from_str(stored).unwrap_or_default();
    values.into_iter().collect()
}

/// Every control as it is to be.
async fn as_wanted(
    app: &App,
    events: &Events,
    managed: &Managed,
    wanted: &Wanted,
    before: &Values,
) -> Result<Values, Problem> {
    let said = wanted.consents.iter().find(|(consent, _)| consent == NEEDS).map(|(_, answer)| *answer);
    let given = managed.consents.iter().find(|given| given.id == NEEDS);
    let agrees = said.or(given.map(|given| given.answer)) == Some(Answer::Yes);
    let mut entered = before.clone();
    if agrees {
        let needs = app.store.needs(&managed.widget, &managed.id).await?;
        entered.set(NEEDS, needs.unwrap_or_default());
        entered.set("consent.needs", "yes".into());
    }
    let mut errors = Vec::new();
    for (name, value) in &wanted.values {
        // Without a question there is no consent either.
        let kept_back = name == NEEDS && !asks_needs(events, managed) && !value.is_empty();
        if kept_back || !may_change(events, name) {
            errors.push(FieldError { field: name.clone(), code: ErrorCode::NotAsked });
        }
        entered.set(name, value.clone());
    }
    if !errors.is_empty() {
        return Err(Problem::invalid(errors));
    }
    let answered: Vec<String> = before
        .iter()
        .filter(|(name, _)| name.starts_with("rsvp."))
        .map(|(name, _)| name.to_owned())
        .collect();
    for name in answered {
        // An answer that is taken back is a no: the place is free.
        if wanted.cancel || entered.get(&name).is_empty() {
            entered.set(&name, Reply::No.as_str().to_owned());
        }
    }
    Ok(entered)
}

/// Whether someone is asked what they need, or was. Whoever did not come was not; they may come now.
pub(crate) fn asks_needs(events: &Events, managed: &Managed) -> bool {
    events.rsvp.needs.is_some() || managed.consents.iter().any(|given| given.id == NEEDS)
}

/// Who someone is cannot be changed with a link; what they answered can.
fn may_change(events: &Events, name: &str) -> bool {
    let what = name.split_once('.').map_or(name, |(what, _)| what);
    let questions = || events.rsvp.events.iter().flat_map(|event| event.questions.iter());
    matches!(what, "rsvp" | "guests" | "guest" | "role" | "bring" | NEEDS)
        || questions().any(|question| &*question.name == name)
}
