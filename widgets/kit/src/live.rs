//! Keeps the state fresh: asks while the page is seen, less and less often while asking
//! fails, and keeps the last known value.

use std::time::Duration;

use leptos::prelude::*;
use rungs_backends::{Backend, Response, Rungs};
use rungs_model::{State, Timestamp};

use crate::context::{Context, Shared};
use crate::{backend, browser, net};

/// The shortest refresh.
const TICK_MS: u64 = 1_000;
/// How often times such as "5 minutes ago" are drawn anew.
const REDRAW_MS: i64 = 20_000;
/// The longest pause between two tries while asking fails.
const LONGEST_PAUSE_MS: i64 = 600_000;

/// The last known state, and how it is doing.
pub(crate) struct Live {
    /// What the backend last said.
    pub(crate) state: Option<State>,
    /// The widget was seen: numbers and times, which are slow to write, may follow.
    pub(crate) painted: bool,
    /// Tries since it last said anything.
    failures: u32,
    /// When it was last asked.
    asked: i64,
    /// The time to show.
    pub(crate) now: i64,
}

impl Live {
    /// The last known state is no longer fresh, and should say how old it is.
    pub(crate) fn is_stale(&self) -> bool {
        self.failures > 0
    }

    /// The time to show.
    pub(crate) fn now(&self) -> Timestamp {
        Timestamp(self.now)
    }

    fn is_due(&self, now: i64, pause_ms: i64) -> bool {
        let pause = pause_ms.saturating_mul(1 << self.failures.min(8)).min(LONGEST_PAUSE_MS.max(pause_ms));
        now - self.asked >= pause
    }
}

/// A state that refreshes itself every `refresh` seconds (0: only once) while its widget lives.
pub(crate) fn live(context: &Shared, known: Option<State>, refresh: u32) -> RwSignal<Live> {
    let now = browser::now().0;
    let asked = if known.is_some() { now } else { 0 };
    let live = RwSignal::new(Live { state: known, painted: false, failures: 0, asked, now });
    let pause = if refresh == 0 { i64::MAX } else { i64::from(refresh) * 1000 };
    let context = context.clone();
    let tick = move || {
        if !browser::is_visible() {
            return;
        }
        let now = browser::now().0;
        let (drawn, is_due) = live.with_untracked(|live| (live.now, live.is_due(now, pause)));
        if now - drawn >= REDRAW_MS {
            live.update(|live| live.now = now);
        }
        if is_due {
            ask(&context, live);
        }
    };
    if let Ok(timer) = set_interval_with_handle(tick.clone(), Duration::from_millis(TICK_MS)) {
        on_cleanup(move || timer.clear());
    }
    browser::after_paint(move || {
        // The widget may be gone by then.
        if live.try_update(|live| live.painted = true).is_some() {
            tick();
        }
    });
    live
}

/// Asks now, e.g. because the supporter has just signed.
pub(crate) fn ask(context: &Shared, live: RwSignal<Live>) {
    live.update_untracked(|live| live.asked = browser::now().0);
    let request = match &context.backend {
        Backend::Rungs(rungs) => rungs.state(&context.id),
        Backend::Other(_) => return backend::bring(context, Some(live)),
    };
    listen(context, live, request.url, |_, response| Rungs::read_state(response));
}

/// Asks at an address, and takes what is read in the answer.
pub(crate) fn listen(
    context: &Shared,
    live: RwSignal<Live>,
    url: String,
    read: fn(&Context, &Response) -> Option<State>,
) {
    let context = context.clone();
    leptos::task::spawn_local(async move {
        let response = net::get(&url).await;
        hear(live, response.and_then(|response| read(&context, &response)));
    });
}

/// Takes what a backend said, or that it said nothing.
pub(crate) fn hear(live: RwSignal<Live>, state: Option<State>) {
    // The widget may be gone by the time the answer comes.
    live.try_update(|live| match state {
        Some(state) => {
            live.state = Some(state);
            live.failures = 0;
        }
        None => live.failures += 1,
    });
}
