//! The public state of a widget, rendered once and handed out from memory.

use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant};

use anyhow::Result;
use bytes::Bytes;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::store::{Store, now, rfc3339};
use crate::widgets::Widget;

/// After a signature, the state is read anew, but not more often than this.
const AFTER_A_CHANGE: Duration = Duration::from_millis(250);
/// Other processes may have taken signatures.
const AT_LEAST_EVERY: Duration = Duration::from_secs(5);

/// A rendered state.
pub(crate) struct Rendered {
    pub(crate) body: Bytes,
    pub(crate) etag: String,
    made: Instant,
}

/// The last rendered state of a widget.
#[derive(Default)]
pub(crate) struct StateCache {
    rendered: RwLock<Option<Arc<Rendered>>>,
    changed: RwLock<bool>,
    // One request at a time renders; the others take what there is.
    rendering: tokio::sync::Mutex<()>,
}

impl StateCache {
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

/// The state of a widget, at most a moment old.
pub(crate) async fn current(store: &Store, widget: &Widget) -> Result<Arc<Rendered>> {
    let cache = &widget.state;
    if let Some(rendered) = cache.fresh() {
        return Ok(rendered);
    }
    let _turn = cache.rendering.lock().await;
    if let Some(rendered) = cache.fresh() {
        return Ok(rendered);
    }
    if let Ok(mut changed) = cache.changed.write() {
        *changed = false;
    }
    let state = read(store, widget).await?;
    let body = state.to_string();
    let etag = format!("\"{}\"", hex::encode(&Sha256::digest(body.as_bytes())[..12]));
    let rendered = Arc::new(Rendered { body: body.into(), etag, made: Instant::now() });
    if let Ok(mut kept) = cache.rendered.write() {
        *kept = Some(rendered.clone());
    }
    Ok(rendered)
}

async fn read(store: &Store, widget: &Widget) -> Result<Value> {
    let read = widget.read("");
    let signers = match &read.petition.signers {
        Some(signers) => store.signers(&widget.id, signers.limit.min(50)).await?,
        None => Vec::new(),
    };
    let with_comments = read.petition.comment.as_ref().is_some_and(|comment| comment.public);
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
    let open = read.petition.is_open(rungs_model::Timestamp(now));
    Ok(json!({
        "id": widget.id,
        "kind": "petition",
        "status": if open { "open" } else { "closed" },
        "count": store.count(&widget.id).await?,
        "verified": false,
        "as_of": rfc3339(now),
        "signers": signers.collect::<Vec<_>>(),
    }))
}
