//! The code that a supporter hands on, as the backend told it: kept in the memory of the page only.

#[cfg(feature = "ladder")]
use std::cell::RefCell;

use crate::context::Context;

#[cfg(feature = "ladder")]
thread_local! {
    /// A campaign, and the last code that was told for it.
    static CODE: RefCell<Option<(String, String)>> = const { RefCell::new(None) };
}

/// Keeps a code, if there is a new one, for what else of the campaign is shared from this page; gives the last
/// one. Where there is no ladder, nothing else is shared.
pub(crate) fn latest(context: &Context, code: Option<&str>) -> Option<String> {
    #[cfg(feature = "ladder")]
    return CODE.with_borrow_mut(|kept| {
        if let Some(code) = code {
            *kept = Some((context.campaign.clone(), code.to_owned()));
        }
        let (_, code) = kept.as_ref().filter(|(campaign, _)| *campaign == context.campaign)?;
        Some(code.clone())
    });
    #[cfg(not(feature = "ladder"))]
    {
        let _ = context;
        code.map(str::to_owned)
    }
}

/// Forgets it.
#[cfg(feature = "ladder")]
pub(crate) fn forget() {
    CODE.take();
}
