//! Who was brought in by whom.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use rungs_model::inviter;
use serde_json::{Value, json};

use crate::app::App;
use crate::error::Problem;
use crate::reply::fields;
use crate::store::{Sharer, rfc3339};

pub(super) fn router() -> Router<App> {
    Router::new().route("/v1/referrals/{code}", get(brought))
}

/// How many took part with a code; names are for organisers only.
async fn brought(State(app): State<App>, Path(code): Path<String>) -> Result<Response, Problem> {
    // What no code looks like was given to nobody.
    let is_code = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
    let (own, invitation) = inviter(&code);
    let brought = if code.chars().all(is_code) { app.store.brought(own, invitation).await? } else { 0 };
    let cache = [(header::CACHE_CONTROL, "public, max-age=10")];
    Ok((cache, Json(json!({ "brought": brought }))).into_response())
}

/// Someone who brought in others, or was brought in.
#[derive(Default)]
struct Node {
    name: String,
    brought_by: BTreeSet<String>,
    brought: BTreeSet<String>,
}

/// The chains of a campaign: every link, and of everyone how many came through them, directly and in all.
pub(super) async fn chains(
    State(app): State<App>,
    Path(campaign): Path<String>,
) -> Result<Json<Value>, Problem> {
    let all = app.widgets.all();
    let own: Vec<&str> = all
        .iter()
        .filter(|widget| widget.read("").campaign() == campaign)
        .map(|widget| widget.id.as_str())
        .collect();
    if own.is_empty() {
        let detail = format!("there is no campaign {campaign:?} here");
        return Err(Problem::new(StatusCode::NOT_FOUND, detail));
    }
    let mut nodes: BTreeMap<String, Node> = BTreeMap::new();
    let mut links = Vec::new();
    for link in app.store.referrals(&own).await? {
        let (from, to) = (who(&link.from), who(&link.to));
        let mut told = json!({ "from": from, "to": to, "widget": link.widget, "at": rfc3339(link.at) });
        if let Some(invitation) = link.invitation {
            told["invitation"] = invitation.into();
        }
        links.push(told);
        let giver = nodes.entry(from.clone()).or_default();
        giver.name = name(&link.from);
        giver.brought.insert(to.clone());
        let newcomer = nodes.entry(to).or_default();
        newcomer.name = name(&link.to);
        newcomer.brought_by.insert(from);
    }
    let mut people: Vec<(usize, Value)> = nodes
        .iter()
        .map(|(who, node)| {
            let chain = chain(&nodes, who);
            let told = json!({
                "person": who, "name": node.name, "brought_by": node.brought_by,
                "brought": node.brought.len(), "chain": chain,
            });
            (chain, told)
        })
        .collect();
    people.sort_by_key(|(chain, _)| std::cmp::Reverse(*chain));
    let people: Value = people.into_iter().map(|(_, told)| told).collect();
    Ok(Json(json!({ "people": people, "links": links })))
}

/// Lower-case email or digits of the phone number; of whoever gave neither, their submission, or else their ladder.
fn who(sharer: &Sharer) -> String {
    sharer.person.clone().unwrap_or_else(|| sharer.submission.clone())
}

fn name(sharer: &Sharer) -> String {
    let values = fields(&sharer.fields);
    let parts = [values.get("given_name"), values.get("family_name")];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// How many came through someone, through those whom they brought in, and so on. Two may well have
/// brought in each other.
fn chain(nodes: &BTreeMap<String, Node>, from: &str) -> usize {
    let mut seen = BTreeSet::from([from]);
    let mut open = vec![from];
    while let Some(who) = open.pop() {
        for next in nodes.get(who).into_iter().flat_map(|node| &node.brought) {
            if seen.insert(next.as_str()) {
                open.push(next);
            }
        }
    }
    seen.len() - 1
}
