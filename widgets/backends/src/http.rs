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
    #[cfg(feature = "ladder")]
    Delete,
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
}

/// The body of a request.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// None.
    Empty,
    /// `application/json`.
    Json(Value),
}

/// What came back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// `Retry-After`, if it was a number of seconds.
    pub retry_after: Option<u32>,
    /// The body if it was JSON, else null.
    pub body: Value,
}
