//! What someone comes to: how they stand, their calendar, and the form that changes it.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{ConnectInfo, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use rungs_model::rsvp::NEEDS;
use rungs_model::{Answer, Offer, Values};

use super::super::widgets::public_url;
use super::super::{calendars, requests, within_limits};
use super::{InPath, address, find, in_path, look_at, nowhere};
use crate::app::App;
use crate::body;
use crate::error::Problem;
use crate::incoming::{id_of, new_id};
use crate::page::{self, Hosting, Standing};
use crate::reply::{self, Done, Wanted};
use crate::store::{ChangeId, Managed, Requests};
use crate::widgets::Widget;

/// The control of the consent to keep what someone needs.
const AGREED: &str = "consent.needs";
/// Another change may come in between.
const TRIES: usize = 5;

/// The widget of a submission, if it is one with events.
pub(super) fn with_events(app: &App, managed: &Managed) -> Option<Arc<Widget>> {
    app.widgets.get(&managed.widget).filter(|widget| widget.read("").events().is_some())
}

/// How someone stands, after a plain form.
pub(super) async fn page(
    State(app): State<App>,
    token: InPath,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, Problem> {
    let managed = find(&app, in_path(&token)).await?;
    let widget = with_events(&app, &managed).ok_or_else(nowhere)?;
    let held = app.store.held(&managed.widget, &managed.id).await?;
    let standing = Standing { widget: &widget, held: &held, needs: None, refused: None };
    let address = address(&app, &managed.widget, &managed.id);
    let hosting = if query.contains_key("thanks") { Some(hosting(&app, &managed).await?) } else { None };
    Ok(page::stands(&managed, &standing, &address, hosting.as_ref()))
}

/// Whether someone has offered to host an event from the page that follows their answer.
async fn hosting(app: &App, managed: &Managed) -> Result<Hosting, Problem> {
    let own = id_of(&managed.widget, &[&managed.id, Offer::Host.as_str()]);
    let made = app.store.request(Requests::Offers, &own).await?;
    Ok(match made {
        None => Hosting::Open(own),
        // It may be offered anew, which is another one.
        Some(made) if made.withdrawn_at.is_some() => Hosting::Open(new_id()),
        Some(made) => Hosting::Offered(requests::address(app, made.kind, &made.widget, &made.id)),
    })
}

/// What someone comes to, for their calendar, with what only they may know.
pub(super) async fn calendar(
    State(app): State<App>,
    token: InPath,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let managed = find(&app, in_path(&token)).await?;
    let widget = with_events(&app, &managed).ok_or_else(nowhere)?;
    let held = app.store.held(&managed.widget, &managed.id).await?;
    let text = calendars::own(&app, &widget, &managed.locale, &held, &public_url(&app, &headers)).await?;
    Ok(calendars::answer(text, "events.ics"))
}

/// Takes the form that changes answers.
pub(super) async fn rsvp(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    token: InPath,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let body = body::read(body, body::SUBMISSION).await?;
    within_limits(&app, peer, &headers)?;
    let managed = find(&app, in_path(&token)).await?;
    let widget = with_events(&app, &managed).ok_or_else(nowhere)?;
    let entered: Values = form_urlencoded::parse(&body).into_owned().collect();
    let cancel = !entered.get("cancel").is_empty();
    let mut values = changed(&entered);
    let agreed = values.iter().any(|(name, value)| name == AGREED && value == "yes");
    values.retain(|(name, _)| name != AGREED);
    let consents = agreed.then(|| (NEEDS.to_owned(), Answer::Yes)).into_iter().collect();
    let wanted = Wanted { values, cancel, consents };
    match change_reply(&app, &widget, in_path(&token), Ok(&wanted), None).await {
        Ok(_) => {
            let saved = format!("{}?saved", address(&app, &managed.widget, &managed.id));
            Ok(Redirect::to(&saved).into_response())
        }
        Err(problem) if !problem.errors.is_empty() => {
            let hashes = managed.consents.iter().map(|given| given.sha256.as_str()).collect();
            let wordings = app.store.wordings(&hashes).await?;
            let refused = Some((&entered, &problem.errors[..]));
            let mut page = look_at(&app, &managed, &wordings, refused, false).await?;
            problem.mark(&mut page);
            Ok(page)
        }
        Err(problem) => Err(problem),
    }
}

/// Changes answers, looking again where someone else was faster.
pub(super) async fn change_reply(
    app: &App,
    widget: &Widget,
    token: Option<&str>,
    wanted: Result<&Wanted, &Problem>,
    id: Option<&ChangeId>,
) -> Result<Done, Problem> {
    for _ in 0..TRIES {
        let managed = find(app, token).await?;
        match reply::change(app, widget, &managed, wanted, id).await? {
            done @ (Done::Changed | Done::Superseded) => return Ok(done),
            Done::Gone => return Err(nowhere()),
            Done::Stale => {}
        }
    }
    Err(Problem::later(
        StatusCode::SERVICE_UNAVAILABLE,
        1,
        "this is being changed elsewhere; please try again",
    ))
}

/// What differs from what the page had shown: a page that was left open must not take back what was
/// changed elsewhere. A box that is no longer ticked is not sent at all.
fn changed(entered: &Values) -> Vec<(String, String)> {
    let own = entered.iter().filter(|(name, value)| {
        !name.starts_with("was.") && *name != "cancel" && entered.get(&format!("was.{name}")) != *value
    });
    let unticked = entered.iter().filter_map(|(name, was)| {
        let name = name.strip_prefix("was.")?;
        let sent = entered.iter().any(|(sent, _)| sent == name);
        (!sent && !was.is_empty()).then_some((name, ""))
    });
    own.chain(unticked).map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}
