//! Whoever a link in an email of the backend has led back here: what they sent earlier counts now.

use std::rc::Rc;

use rungs_backends::Backend;
use rungs_model::{Outcome, Values};

use super::{Outbox, note};
use crate::view::keep_still;
use crate::{backend, browser};

/// Thanks them, once it is known how to read what the address says.
pub(super) fn welcome(outbox: &Rc<Outbox>) {
    let Backend::Other(_) = outbox.context.backend else { return };
    let (context, outbox) = (outbox.context.clone(), Rc::downgrade(outbox));
    leptos::task::spawn_local(async move {
        let Some(adapter) = backend::adapter(&context).await else { return };
        // The widget may be gone by now.
        if let (Some(prefix), Some(outbox)) = (adapter.returned(&context.address), outbox.upgrade()) {
            outbox.thank(prefix);
        }
    });
}

impl Outbox {
    fn thank(&self, prefix: &str) {
        let outcome = Outcome::Confirmed(None);
        // Who fills in the form is someone else, or wants something else by now.
        if self.is_started() != Some(false) {
            return;
        }
        forget(prefix);
        self.context.emit("rungs:outcome", &[("outcome", outcome.name())]);
        keep_still();
        self.context.announce(&note::taken_part(&self.context, &outcome, false));
        (self.home.show)(outcome, &Values::default());
    }
}

/// Takes parameters out of the address: whoever it is handed on to has done nothing yet.
fn forget(prefix: &str) {
    let address = browser::address();
    let (page, fragment) = address.split_once('#').unwrap_or((&address, ""));
    let (path, query) = page.split_once('?').unwrap_or((page, ""));
    let left: Vec<_> = query.split('&').filter(|pair| !pair.starts_with(prefix)).collect();
    let mut address = path.to_owned();
    for (mark, part) in [("?", &*left.join("&")), ("#", fragment)] {
        if !part.is_empty() {
            address.push_str(mark);
            address.push_str(part);
        }
    }
    browser::show_address(&address);
}
