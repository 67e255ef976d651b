//! The code that a supporter hands on, as the backend told it: kept in the memory of the page only.

use std::cell::RefCell;

use crate::context::Context;

thread_local! {
    /// The last code of each campaign.
    static CODES: RefCell<Vec<(String, String)>> = const { RefCell::new(Vec::new()) };
}

/// Keeps the code for what else of the campaign is shared from this page.
pub(crate) fn keep(context: &Context, code: &str) {
    forget(context);
    CODES.with_borrow_mut(|codes| codes.push((context.campaign.clone(), code.to_owned())));
}

/// Forgets it.
pub(crate) fn forget(context: &Context) {
    CODES.with_borrow_mut(|codes| codes.retain(|(campaign, _)| *campaign != context.campaign));
}

/// The code, if the backend told one.
pub(crate) fn known(context: &Context) -> Option<String> {
    CODES.with_borrow(|codes| {
        let (_, code) = codes.iter().find(|(campaign, _)| *campaign == context.campaign)?;
        Some(code.clone())
    })
}
