//! Calendars: one of each campaign that programs subscribe to, one of each event, and one of what
//! someone comes to.

use anyhow::Result;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rungs_model::Timestamp;
use rungs_model::rsvp::ics::Calendar;
use rungs_model::rsvp::{Holding, Occurrence, Rsvp, Schedule};
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;

use super::unknown_widget;
use super::widgets::public_url;
use crate::app::App;
use crate::error::Problem;
use crate::private::concealed_but;
use crate::standing::known_events;
use crate::store::Held;
use crate::widgets::Widget;

/// Calendar programs look every hour or so; changes are to be seen soon all the same.
const CACHE: &str = "public, max-age=300";

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/v1/campaigns/{id}/events.ics", get(campaign))
        .route("/v1/widgets/{id}/events.ics", get(widget))
}

/// The events of every widget of a campaign, as everyone may see them.
async fn campaign(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let own = app.widgets.all();
    let own: Vec<_> = own
        .iter()
        .filter(|widget| widget.read("").events().is_some_and(|events| events.public.campaign() == id))
        .collect();
    if own.is_empty() {
        let unknown = format!("there is no campaign {id:?} with events here");
        return Err(Problem::new(StatusCode::NOT_FOUND, unknown));
    }
    let url = public_url(&app, &headers);
    let mut text = String::new();
    for widget in own {
        let stamp = stamp(&app, widget).await?;
        let more = of_widget(widget, stamp, &url, &|_| true);
        text = if text.is_empty() { more } else { joined(&text, &more) };
    }
    Ok(cached(&headers, text, &format!("{id}.ics")))
}

/// The events of a widget; `?event=` and `?slot=` choose among them.
async fn widget(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let widget = app.widgets.get(&id).ok_or_else(|| unknown_widget(&id))?;
    let stamp = stamp(&app, &widget).await?;
    let Some(events) = widget.read("").events() else {
        return Err(Problem::new(StatusCode::NOT_FOUND, format!("{id:?} has no events")));
    };
    let (event, slot) = (query.get("event"), query.get("slot"));
    let of = |own: &Occurrence| events.rsvp.events.get(own.event).map(|event| event.id.to_string());
    let takes = |own: &Occurrence| {
        event.is_none_or(|event| of(own).as_ref() == Some(event)) && slot.is_none_or(|slot| own.key == *slot)
    };
    if !events.schedule.iter().any(takes) {
        return Err(Problem::new(StatusCode::NOT_FOUND, format!("{id:?} has no such event")));
    }
    let text = of_widget(&widget, stamp, &public_url(&app, &headers), &takes);
    Ok(cached(&headers, text, &format!("{id}.ics")))
}

/// Two calendars as one: the entries of the second after those of the first.
fn joined(one: &str, other: &str) -> String {
    let end = "END:VCALENDAR\r\n";
    let entries = other.find("BEGIN:VEVENT").map_or("", |start| &other[start..]);
    [one.strip_suffix(end).unwrap_or(one), if entries.is_empty() { end } else { entries }].concat()
}

/// When this version of the events was made.
async fn stamp(app: &App, widget: &Widget) -> Result<Timestamp> {
    Ok(Timestamp(app.store.added_at(&widget.id, widget.version).await?))
}

fn of_widget(widget: &Widget, stamp: Timestamp, url: &str, takes: &dyn Fn(&Occurrence) -> bool) -> String {
    let Some(events) = widget.read("").events() else { return String::new() };
    written(&events.public, &events.schedule, stamp, url, &[], takes)
}

/// What someone comes to, may come to or waits for, with what they may know of it.
pub(super) async fn own(
    app: &App,
    widget: &Widget,
    locale: &str,
    held: &[Held],
    url: &str,
) -> Result<String> {
    let stamp = stamp(app, widget).await?;
    let Some(events) = widget.read(locale).events() else { return Ok(String::new()) };
    let known = known_events(widget, held);
    let indices =
        events.rsvp.events.iter().enumerate().filter(|(_, event)| known.contains(&event.id.to_string()));
    let rsvp = concealed_but(&events.rsvp, &indices.map(|(index, _)| index).collect::<Vec<_>>());
    let takes = |own: &Occurrence| held.iter().any(|held| held.slot == own.key && held.state != Holding::No);
    let uncertain = held.iter().filter(|held| matches!(held.state, Holding::Maybe | Holding::Waiting));
    let uncertain: Vec<&str> = uncertain.map(|held| held.slot.as_str()).collect();
    Ok(written(&rsvp, &events.schedule, stamp, url, &uncertain, &takes))
}

fn written(
    rsvp: &Rsvp,
    schedule: &Schedule,
    stamp: Timestamp,
    url: &str,
    maybe: &[&str],
    takes: &dyn Fn(&Occurrence) -> bool,
) -> String {
    let host = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = host.split(['/', ':']).next().unwrap_or("localhost");
    let page = format!("{url}/embed/{}", &*rsvp.id);
    rsvp.ics(schedule, &Calendar { host, stamp, page: &page, maybe }, takes)
}

/// A calendar, to be kept.
pub(super) fn answer(text: String, name: &str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    (headers, text).into_response()
}

fn cached(headers: &HeaderMap, text: String, name: &str) -> Response {
    let etag = format!("\"{}\"", hex::encode(&Sha256::digest(text.as_bytes())[..12]));
    let asked = headers.get(header::IF_NONE_MATCH).and_then(|tags| tags.to_str().ok()).unwrap_or_default();
    let known = [
        (header::CACHE_CONTROL, CACHE.to_owned()),
        (header::ETAG, etag.clone()),
        (header::VARY, "host".to_owned()),
    ];
    if asked.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag) {
        return (StatusCode::NOT_MODIFIED, known).into_response();
    }
    (known, answer(text, name)).into_response()
}
