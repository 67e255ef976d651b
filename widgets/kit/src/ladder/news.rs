//! What became of a request to staff, for someone whom the backend does not know: whenever they come back to the page,
//! it is asked with the key of the receipt. That is as good as a password, so it stays in the memory of the page.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::*;
use rungs_backends::{Backend, stands};
use rungs_model::Href;
use rungs_model::ladder::{Happened, Offer};

use super::{Climb, deeds};
use crate::{browser, net, submit};

thread_local! {
    /// The last request of each rung.
    static LAST: RefCell<Vec<(String, Href)>> = const { RefCell::new(Vec::new()) };
}

/// Follows the request of a rung, until nothing of it waits any more.
pub(super) fn follow(climb: &Climb, rung: &str, offer: Offer, link: &Href) {
    LAST.with_borrow_mut(|last| {
        last.retain(|(of, _)| of != rung);
        last.push((rung.to_owned(), link.clone()));
    });
    let ear: Rc<Cell<Option<WindowListenerHandle>>> = Rc::default();
    let (climb, rung, link, own) = (climb.clone(), rung.to_owned(), link.clone(), ear.clone());
    let hear = move |_| {
        if !browser::is_visible() {
            return;
        }
        let (climb, rung, link, own) = (climb.clone(), rung.clone(), link.clone(), own.clone());
        leptos::task::spawn_local(async move {
            if !still_waits(&climb, &rung, offer, &link).await
                && let Some(ear) = own.take()
            {
                ear.remove();
            }
        });
    };
    ear.set(Some(window_event_listener_untyped("visibilitychange", hear)));
}

/// Whether it waits, once the backend was asked.
async fn still_waits(climb: &Climb, rung: &str, offer: Offer, link: &Href) -> bool {
    let waits = || {
        let waits = climb.course.try_with_untracked(|course| course.kept.progress.waits(rung).next());
        waits.flatten().is_some()
    };
    let Backend::Rungs(rungs) = &climb.context.backend else { return false };
    let Some(request) = rungs.state_of(link).filter(|_| waits()) else { return false };
    let answer = net::send(&request).await;
    // It may be gone, or have been taken back, by the time the answer comes.
    if !waits() {
        return false;
    }
    let stop = || climb.change(|progress, _| progress.stop_waiting(rung));
    match answer.as_ref().and_then(stands) {
        Some("done") => deeds::reach(climb, &Happened::Act(offer.act())),
        Some("declined") => stop(),
        Some("withdrawn") => {
            // They may have asked anew since: then that waits.
            if LAST.with_borrow(|last| last.iter().any(|(of, own)| of == rung && own == link)) {
                stop();
            }
        }
        _ => return true,
    }
    // The same once more is another request.
    submit::forget_id(&climb.context.id);
    false
}
