use serde_json::Value;

/// A request still to be sent, or an answer that needs none.
#[derive(Clone, Debug, PartialEq)]
pub enum Call<T> {
    /// Send this.
    Send(Request),
    /// This is the answer, after so many milliseconds.
    Answer(T, u32),
}

/// An HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// GET
    Get,
    /// POST
    Post,
    /// PATCH
    Patch,
    /// PUT
    Put,
    /// DELETE
    #[cfg(feature = "callbacks")]
    Delete,
}

impl Method {
    /// As it stands in a request.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Patch => "PATCH",
            Self::Put => "PUT",
            #[cfg(feature = "callbacks")]
            Self::Delete => "DELETE",
        }
    }
}

/// A request to send, without credentials.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// Its method.
    pub method: Method,
    /// Where to.
    pub url: String,
    /// Header names (lower case) and values, beside the content type.
    pub headers: Vec<(&'static str, String)>,
    /// What is sent.
    pub body: Body,
    /// To be sent although the page may not read the answer (`no-cors`): its status is then 0.
    pub opaque: bool,
}

impl Request {
    /// Without headers of its own, and to be answered.
    pub(crate) fn new(method: Method, url: String, body: Body) -> Self {
        Self { method, url, headers: Vec::new(), body, opaque: false }
    }
}

/// The body of a request.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// None.
    Empty,
    /// `application/json`.
    Json(Value),
    /// Text, and its content type.
    Text(&'static str, String),
}

/// What came back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Response {
    /// The status code; 0 where the browser lets nobody read the answer.
    pub status: u16,
    /// `Retry-After`, if it was a number of seconds.
    pub retry_after: Option<u32>,
    /// What the body holds if it was JSON, else its text.
    pub body: Value,
}
