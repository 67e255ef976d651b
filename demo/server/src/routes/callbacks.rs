//! Requests to be called back: where a widget offers a talk with an organiser.

use std::collections::HashMap;
use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::{ConnectInfo, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::post;
use axum::{Json, Router};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rungs_model::callback::{TIME_ZONE, Window, person_key};
use rungs_model::ladder::{self, Rung};
use rungs_model::survey::{Ask, Offer};
use rungs_model::{FollowUp, Submission, SubmissionId, Values};
use serde_json::{Value, json};

use super::requests::{asking, place_after, told, unknown};
use super::wishes::{self, Asked};
use super::{taken_in, unknown_widget};
use crate::app::App;
use crate::definition::Read;
use crate::error::Problem;
use crate::page::Wish;
use crate::store::{Asking, Place, Request, Requests, Store};
use crate::widgets::{Widget, Widgets};

/// A day in milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1000;

pub(super) fn router() -> Router<App> {
    Router::new().route("/v1/widgets/{id}/callbacks", post(create))
}

/// Takes the wish to be called back: from a widget as JSON, from a plain form urlencoded.
async fn create(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let taken = taken_in(&app, &id, &headers, body).await?;
    wishes::create(&app, peer, &headers, taken, Wish::CallBack).await
}

/// Refuses what is not offered, or not any more.
pub(super) fn takes(widget: &Widget, lang: &str) -> Result<(), Problem> {
    let read = widget.read(lang);
    if !offers(read) {
        let detail = format!(
            "{:?} offers no call back: an ask or a rung with \"offer\": \"talk_to_organiser\" in its document does",
            widget.id
        );
        return Err(Problem::new(StatusCode::NOT_FOUND, detail));
    }
    if !Wish::CallBack.is_taken(read) {
        return Err(Problem::new(StatusCode::GONE, "this survey is closed, and nobody calls back any more"));
    }
    Ok(())
}

/// Judges a request.
pub(super) fn asked<'w>(widget: &'w Widget, submission: &Submission, entered: &Values) -> Asked<'w> {
    let read = widget.read(&submission.locale);
    let values = read.check_call_back(entered).map_err(Problem::invalid)?;
    let promise = promise(read);
    Ok((call_back(widget, promise, submission, &values), promise))
}

/// Whether a document offers a call back to anyone.
fn offers(read: &Read) -> bool {
    ask(read).is_some() || rung(read).is_some()
}

/// What a document that offers a call back promises of it.
pub(super) fn promise(read: &Read) -> Option<&FollowUp> {
    let asked = ask(read).and_then(|ask| ask.staff_follow_up.get());
    asked.or_else(|| rung(read)?.staff_follow_up.as_ref())
}

fn ask(read: &Read) -> Option<&Ask> {
    read.survey()?.asks.iter().find(|ask| ask.offer == Some(Offer::TalkToOrganiser))
}

/// The rung of a ladder that offers one.
fn rung(read: &Read) -> Option<&Rung> {
    let talks = |rung: &&Rung| rung.offer == Some(ladder::Offer::TalkToOrganiser) && !rung.hidden;
    read.ladder()?.rungs.iter().find(talks)
}

fn call_back(
    widget: &Widget,
    promise: Option<&FollowUp>,
    submission: &Submission,
    values: &Values,
) -> Asking {
    let read = widget.read(&submission.locale);
    let mut asking = asking(widget, (Requests::CallBacks, ""), promise, submission, values);
    asking.person = person_key(values);
    if read.is_anonymous() {
        // To the millisecond it would tell which answers came just before.
        let into_the_day = asking.request.created_at.rem_euclid(DAY);
        asking.request.created_at -= into_the_day;
        asking.request.due_at -= into_the_day;
        asking.request.document = None;
        asking.ladder = None;
    }
    asking
}

/// Those that another system has not heard of, each with what it is told.
pub(super) async fn untold(store: &Store, widgets: &Widgets) -> anyhow::Result<Vec<(Request, Value)>> {
    let one = |asked: Request| {
        let event = if asked.withdrawn_at.is_some() { "callback.withdrawn" } else { "callback.created" };
        let said = json!({ "event": event, "callback": listed(widgets, &asked) });
        (asked, said)
    };
    Ok(store.untold_call_backs().await?.into_iter().map(one).collect())
}

/// What is told of one: also between which hours someone may be reached, as they have it and as the organisers do.
fn listed(widgets: &Widgets, asked: &Request) -> Value {
    let mut listed = told(asked);
    let ours = widgets.get(&asked.widget).and_then(|widget| widget.read(&asked.locale).call_back().time_zone);
    if let Some(windows) = windows(&listed["values"], ours.as_deref(), asked.created_at) {
        listed["windows"] = windows;
    }
    listed
}

/// The hours of the windows that someone chose, in their time zone and in that of the organisers, as they are on the
/// day on which it was asked; none where no time zone is known.
fn windows(values: &Value, ours: Option<&str>, at: i64) -> Option<Value> {
    let zone = TimeZone::get(values[TIME_ZONE].as_str()?).ok()?;
    let ours = ours.and_then(|ours| TimeZone::get(ours).ok());
    let day = Timestamp::from_millisecond(at).ok()?.to_zoned(zone.clone()).date();
    let one = |window: &Window| {
        let (from, to) = window.hours();
        let hours = [from, to].map(|hour| day.at(hour as i8, 0, 0, 0).to_zoned(zone.clone()).ok());
        let [Some(from), Some(to)] = hours else { return Value::Null };
        let written = |zone: &TimeZone| {
            let [from, to] =
                [&from, &to].map(|hour| hour.with_time_zone(zone.clone()).strftime("%H:%M").to_string());
            format!("{from}-{to}")
        };
        json!({ "when": window.as_str(), "theirs": written(&zone), "ours": ours.as_ref().map(written) })
    };
    let chosen = values["when"].as_str().unwrap_or_default();
    let windows = Window::ALL.iter().filter(|window| chosen.split(',').any(|own| own == window.as_str()));
    Some(windows.map(one).collect())
}

/// Those of one widget or of all, open ones first by the time when they are due, a page at a time;
/// `next` leads to the next one.
pub(super) async fn list(
    State(app): State<App>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Json<Value>, Problem> {
    let widget = query.get("widget");
    if let Some(unknown) = widget.filter(|id| app.widgets.get(id).is_none()) {
        return Err(unknown_widget(unknown));
    }
    let after = place_after(&query)?;
    let page = app.store.call_backs(widget.map(String::as_str), &after).await?;
    let next = page.last().map(|last| Place::of(last).to_text());
    Ok(Json(
        json!({ "callbacks": page.iter().map(|asked| listed(&app.widgets, asked)).collect::<Value>(), "next": next }),
    ))
}

/// Marks that someone was called.
pub(super) async fn done(State(app): State<App>, Path(id): Path<String>) -> Result<StatusCode, Problem> {
    match SubmissionId::parse(&id) {
        Some(known) if app.store.called(&known).await? => Ok(StatusCode::NO_CONTENT),
        known => Err(unknown(&app, Requests::CallBacks, known.as_ref(), &id).await?),
    }
}
