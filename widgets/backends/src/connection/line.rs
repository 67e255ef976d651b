use crate::{Request, Response};

/// How far a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    /// It was answered with this status, which the site may read.
    Read(u16),
    /// It was answered, but the site may not read what.
    Unread,
    /// No answer came.
    Nowhere,
}

/// A request that changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Knock {
    /// Where to.
    pub url: String,
    /// `GET` or `HEAD`.
    pub method: &'static str,
    /// Whether the widget has to read the answer.
    pub must_read: bool,
}

/// The way from a page of a site to a backend.
#[allow(async_fn_in_trait, reason = "each side has one way, and asks it from one place")]
pub trait Line {
    /// Sends an empty request.
    async fn knock(&self, knock: &Knock) -> Reached;

    /// What is missing so that a browser may send a request, which it asks the backend before it does; empty if nothing
    /// is, none where it does not ask, or where nobody can know.
    async fn preflight(&self, request: &Request) -> Option<Vec<String>>;

    /// Sends a request; none if the page may not send it, or read what is answered, or no answer came.
    async fn send(&self, request: &Request) -> Option<Response>;
}
