//! Changes of answers to invitations: judged by the same code as the answers themselves.

use axum::http::StatusCode;
use rungs_model::rsvp::answer::control;
use rungs_model::rsvp::{NEEDS, Reply, Rsvp};
use rungs_model::{Answer, ErrorCode, FieldError, Timestamp, Values};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::app::App;
use crate::definition::Events;
use crate::error::Problem;
use crate::store::{Agreement, ChangeId, Changed, Full, Managed, ReplyChange, Wish, answer_to, now};
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

/// What makes a change another one.
pub(crate) fn fingerprint(body: &Value) -> String {
    let own: Vec<&Value> = ["values", "consents", "cancel"].map(|key| &body[key]).into();
    hex::encode(Sha256::digest(json!(own).to_string()))
}

/// What came of it, if it was not refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Done {
    Changed,
    /// Nothing was, for another change took the place of this one.
    Superseded,
    /// There is no such submission any more.
    Gone,
    /// Someone changed it in this moment: look again and try once more.
    Stale,
}

/// Changes the answers of a submission, all or none. What is wanted may have been refused before.
pub(crate) async fn change(
    app: &App,
    widget: &Widget,
    managed: &Managed,
    wanted: Result<&Wanted, &Problem>,
    id: Option<&ChangeId>,
) -> Result<Done, Problem> {
    let read = widget.read(&managed.locale);
    let Some(events) = read.events() else { return Ok(Done::Gone) };
    let open = read.is_open(now());
    let needs = app.store.needs(&managed.widget, &managed.id).await?;
    let change = match wanted {
        Ok(wanted) => judged(events, managed, wanted, needs.clone(), open),
        Err(problem) => Err(problem.clone()),
    };
    let change = match change {
        Err(problem) if id.is_none() => return Err(problem),
        change => change.map_err(|problem| problem.stored()),
    };
    let wish = Wish {
        id: id.cloned(),
        was: managed.fields.clone(),
        needs: (needs, answer_to(NEEDS, &managed.consents)),
        change,
        refusal: |full| full_up(full).stored(),
    };
    let done = app.store.change_reply(managed, &wish).await?;
    widget.state.touch();
    app.relay.wake();
    match done {
        Changed::Done => Ok(Done::Changed),
        Changed::Gone => Ok(Done::Gone),
        Changed::Stale => Ok(Done::Stale),
        Changed::Superseded => Ok(Done::Superseded),
        Changed::Refused(refusal) => Err(Problem::restored(&refusal)),
        Changed::OtherContent => Err(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "this id was used for another change: make a new one for each",
        )),
    }
}

fn full_up(full: &Full) -> Problem {
    Problem::invalid(full.iter().map(|(slot, left)| no_place(slot, *left)).collect())
}

/// How the answers are to be; or why they cannot be so.
fn judged(
    events: &Events,
    managed: &Managed,
    wanted: &Wanted,
    needs: Option<String>,
    open: bool,
) -> Result<ReplyChange, Problem> {
    let before = fields(&managed.fields);
    let entered = as_wanted(events, managed, wanted, &before, needs)?;
    let values = events.rsvp.change(&events.schedule, &entered, &before, Timestamp(now()));
    let values = values.map_err(Problem::invalid)?;
    let claims = Rsvp::claims(&values);
    let comes = |claim: &rungs_model::rsvp::Claim| {
        claim.reply != Reply::No && before.get(&control(&claim.key)) != claim.reply.as_str()
    };
    if !open && claims.iter().any(comes) {
        let late = "these events take no more answers; one can still call off";
        return Err(Problem::new(StatusCode::GONE, late));
    }
    let (values, needs) = apart(values);
    let asked = events.rsvp.needs.as_ref();
    let asked = asked.and_then(|needs| needs.consent(false)?.check(&Values::default()).ok());
    Ok(ReplyChange {
        fields: Value::Object(plain(&values)).to_string(),
        claims,
        needs,
        consents: wanted.consents.clone(),
        asked: asked.map(Agreement::from),
    })
}

/// What was entered, as it is stored.
pub(crate) fn fields(stored: &str) -> Values {
    let values: std::collections::HashMap<String, String> = serde_json::from_str(stored).unwrap_or_default();
    values.into_iter().collect()
}

/// Every control as it is to be.
fn as_wanted(
    events: &Events,
    managed: &Managed,
    wanted: &Wanted,
    before: &Values,
    needs: Option<String>,
) -> Result<Values, Problem> {
    let said = wanted.consents.iter().find(|(consent, _)| consent == NEEDS).map(|(_, answer)| *answer);
    let agrees = said.or(answer_to(NEEDS, &managed.consents)) == Some(Answer::Yes);
    let mut entered = before.clone();
    if agrees {
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
