//! What the public sees of a widget, rendered once and handed out from memory.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant};

use anyhow::Result;
use bytes::Bytes;
use rungs_model::Timestamp;
use rungs_model::document::{self, Decode as _};
use rungs_model::rsvp::{Places, Schedule};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::store::{Slot, Store, now, rfc3339};
use crate::widgets::Widget;

/// After a submission, it is read anew, but not more often than this.
const AFTER_A_CHANGE: Duration = Duration::from_millis(250);
/// Other processes may have taken submissions.
const AT_LEAST_EVERY: Duration = Duration::from_secs(5);

/// A rendered answer.
pub(crate) struct Rendered {
    pub(crate) body: Bytes,
    pub(crate) etag: String,
    made: Instant,
}

/// The last rendered answer.
#[derive(Default)]
pub(crate) struct Cache {
    rendered: RwLock<Option<Arc<Rendered>>>,
    changed: RwLock<bool>,
    // One request at a time renders; the others take what there is.
    rendering: tokio::sync::Mutex<()>,
}

impl Cache {
    /// There is something new.
    pub(crate) fn touch(&self) {
        if let Ok(mut changed) = self.changed.write() {
            *changed = true;
        }
    }

    /// There is something that must not be shown any more: what was rendered is not handed out again.
    pub(crate) fn forget(&self) {
        self.touch();
        if let Ok(mut rendered) = self.rendered.write() {
            *rendered = None;
        }
    }

    fn fresh(&self) -> Option<Arc<Rendered>> {
        let rendered = self.rendered.read().ok()?.clone()?;
        let changed = self.changed.read().is_ok_and(|changed| *changed);
        let limit = if changed { AFTER_A_CHANGE } else { AT_LEAST_EVERY };
        (rendered.made.elapsed() < limit).then_some(rendered)
    }
}

impl Cache {
    /// What is at most a moment old; else what `read` gives.
    pub(crate) async fn or_read(&self, read: impl Future<Output = Result<Value>>) -> Result<Arc<Rendered>> {
        if let Some(rendered) = self.fresh() {
            return Ok(rendered);
        }
        let _turn = self.rendering.lock().await;
        if let Some(rendered) = self.fresh() {
            return Ok(rendered);
        }
        if let Ok(mut changed) = self.changed.write() {
            *changed = false;
        }
        let body = read.await?.to_string();
        let etag = format!("\"{}\"", hex::encode(&Sha256::digest(body.as_bytes())[..12]));
        let rendered = Arc::new(Rendered { body: body.into(), etag, made: Instant::now() });
        if let Ok(mut kept) = self.rendered.write() {
            *kept = Some(rendered.clone());
        }
        Ok(rendered)
    }
}

/// The state of a widget, at most a moment old.
pub(crate) async fn current(store: &Store, widget: &Widget) -> Result<Arc<Rendered>> {
    widget.state.or_read(read(store, widget)).await
}

/// How full the events of a widget are, as the state says it.
pub(crate) async fn places_of(store: &Store, widget: &Widget) -> Result<Places> {
    let rendered = current(store, widget).await?;
    let state: Value = serde_json::from_slice(&rendered.body).unwrap_or_default();
    Ok(state
        .get("rsvp")
        .and_then(|places| document::read(places, "").ok())
        .map_or_else(Places::blank, |read| read.0))
}

async fn read(store: &Store, widget: &Widget) -> Result<Value> {
    let read = widget.read("");
    let petition = read.petition();
    let signers = match petition.and_then(|petition| petition.signers.as_ref()) {
        Some(signers) => store.signers(&widget.id, signers.limit.min(50)).await?,
        None => Vec::new(),
    };
    let comment = petition.and_then(|petition| petition.comment.as_ref());
    let with_comments = comment.is_some_and(|comment| comment.public);
    let signers = signers.into_iter().map(|signer| {
        let mut shown = json!({ "given_name": signer.given_name, "at": rfc3339(signer.recorded_at) });
        if let Some(place) = signer.place {
            shown["place"] = place.into();
        }
        if let Some(comment) = signer.comment.filter(|_| with_comments) {
            shown["comment"] = comment.into();
        }
        shown
    });
    let now = now();
    let open = read.is_open(now);
    let places = match read.events() {
        Some(events) => Some(places(store, &widget.id, &events.schedule, Timestamp(now)).await?),
        None => None,
    };
    let mut state = json!({
        "id": widget.id,
        "kind": read.kind().as_str(),
        "status": if open { "open" } else { "closed" },
        "count": store.count(&widget.id).await?,
        "verified": false,
        "as_of": rfc3339(now),
        "signers": signers.collect::<Vec<_>>(),
    });
    if let Some(places) = places {
        state["rsvp"] = json!({ "slots": places });
    }
    Ok(state)
}

/// How full everything is that is not over yet: what is limited, closed, or has answers.
async fn places(store: &Store, widget: &str, schedule: &Schedule, now: Timestamp) -> Result<Vec<Value>> {
    let slots = store.slots(widget).await?;
    let slots: HashMap<&str, &Slot> = slots.iter().map(|slot| (slot.key.as_str(), slot)).collect();
    let to_come = schedule.iter().filter(|occurrence| now < occurrence.end);
    let said = to_come.filter_map(|occurrence| {
        let slot = slots.get(occurrence.key.as_str());
        let closed = !occurrence.is_open(now);
        let known = slot.is_some_and(|slot| slot.capacity.is_some() || slot.taken > 0);
        (known || closed).then(|| {
            let left = slot.and_then(|slot| slot.left());
            json!({
                "slot": occurrence.key,
                "coming": slot.map_or(0, |slot| slot.taken),
                "left": left,
                "waiting": slot.map_or(0, |slot| slot.waiting),
                "full": left == Some(0) && slot.is_some_and(|slot| !slot.waits),
                "closed": closed,
            })
        })
    });
    Ok(said.collect())
}
