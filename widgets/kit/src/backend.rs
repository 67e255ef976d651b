//! Speaks with the widget's backend. What a page needs for the reference backend is in the first file; who
//! speaks with any other comes with a file of its own, right after the widget was seen.

use std::sync::Arc;

use leptos::prelude::*;
use rungs_backends::{Adapter, Backend, Call, Response, Rungs, Target};
use rungs_model::{Kind, Outcome, State, Submission};

use crate::context::{Context, Shared};
use crate::form::tell;
use crate::later::{Missing, later};
use crate::live::{self, Live};
#[cfg(feature = "rsvp")]
use crate::message::Change;
use crate::message::{Message, Route};
use crate::{browser, net};

/// Reads what the config document says of another backend, and asks it for the state where there is one to
/// show. If the document is wrong, the page has its own form back.
#[cfg_attr(feature = "split", wasm_split_helpers::wasm_split(backends, fallible))]
#[allow(clippy::needless_pass_by_value, clippy::unnecessary_wraps, reason = "so it must be to be split off")]
pub(crate) fn come(context: Shared, live: Option<RwSignal<Live>>) -> Result<(), Missing> {
    if let Backend::Other(other) = &context.backend
        && context.adapter.get().is_none()
    {
        let adapter = match other.adapter(&context.config) {
            Ok((adapter, _)) => Some(adapter),
            Err(problems) => {
                context.fail(&problems);
                None
            }
        };
        let returned = adapter.as_ref().is_some_and(|adapter| adapter.returned(&context.address).is_some());
        let _ = context.adapter.set(adapter);
        if returned {
            touch(&context);
        }
    }
    if let Some(live) = live {
        match context.adapter.get().and_then(Option::as_ref).map(|adapter| adapter.state()) {
            Some(Call::Send(request)) => live::listen(&context, live, request.url, read_state),
            Some(Call::Answer(state, _)) => live::hear(live, state),
            None => live::hear(live, None),
        }
    }
    Ok(())
}

/// Has the code come that comes with the first touch: it thanks whoever a link has led back here. Until then the
/// form knows nothing of it.
fn touch(context: &Context) {
    if let Ok(Some(form)) = context.root.query_selector("form") {
        tell(&form, "focusin");
    }
}

/// The state in what another backend answers. Part of the file that speaks with it.
fn read_state(context: &Context, response: &Response) -> Option<State> {
    context.adapter.get()?.as_ref()?.read_state(response)
}

/// Fetches who speaks with another backend.
pub(crate) fn bring(context: &Shared, live: Option<RwSignal<Live>>) {
    let context = context.clone();
    leptos::task::spawn_local(async move {
        let _ = later!(come(context, live));
    });
}

/// Fetches it once the widget was seen, where no state is asked for.
pub(crate) fn expect(context: &Shared) {
    if let Backend::Other(_) = context.backend {
        let context = context.clone();
        browser::after_paint(move || bring(&context, None));
    }
}

/// Who speaks with another backend; none if that code did not come, or the config document is wrong.
#[cfg_attr(
    not(feature = "split"),
    allow(clippy::unused_async, reason = "with one file there is none to wait for")
)]
pub(crate) async fn adapter(context: &Shared) -> Option<Arc<dyn Adapter>> {
    if context.adapter.get().is_none() {
        let _ = later!(come(context.clone(), None));
    }
    context.adapter.get()?.clone()
}

/// Sends a message once: how it ended, and whether sending it again may help and do no harm.
pub(crate) async fn attempt(context: &Shared, message: &Message) -> (Outcome, bool) {
    let submission = match message {
        Message::Form(submission, route) => {
            if let Backend::Rungs(rungs) = &context.backend {
                let outcome = match net::send(&route.request(rungs, &context.id, submission)).await {
                    Some(response) => Rungs::outcome(&response),
                    None => Outcome::Unreachable,
                };
                return (outcome, true);
            }
            if *route != Route::Submission && context.backend.capabilities().real {
                // None of the others knows such.
                return (Outcome::Failed { retryable: false }, false);
            }
            submission
        }
        #[cfg(feature = "rsvp")]
        Message::Change(Change { url, wanted, .. }) => {
            let Some(request) = context.backend.change(url, wanted) else {
                return (Outcome::Failed { retryable: false }, false);
            };
            let outcome = match net::send(&request).await {
                Some(response) => context.backend.read_changed(&response),
                None => Outcome::Unreachable,
            };
            return (outcome, true);
        }
    };
    let Some(adapter) = adapter(context).await else { return (Outcome::Unreachable, true) };
    let (outcome, sent) = converse(context, &*adapter, submission).await;
    // What may have come through would be there twice.
    let harmless = context.backend.capabilities().deduplicates;
    let refused = matches!(outcome, Outcome::RateLimited { .. });
    (outcome, sent && (harmless || refused))
}

/// Sends one request after the other until there is an outcome; and whether anything was sent.
async fn converse(context: &Context, adapter: &dyn Adapter, submission: &Submission) -> (Outcome, bool) {
    let kind = Kind::ALL.iter().find(|kind| kind.as_str() == context.kind);
    let target = Target::new(&context.id, kind.copied().unwrap_or(Kind::Petition));
    let mut call = adapter.submit(&target, submission);
    let mut step = 0;
    loop {
        match call {
            Call::Answer(outcome, delay) => {
                browser::sleep(delay).await;
                return (outcome, step > 0);
            }
            Call::Send(request) => match net::send_any(&request).await {
                Some(response) => call = adapter.heard(&target, submission, step, &response),
                None => return (Outcome::Unreachable, true),
            },
        }
        step += 1;
    }
}
