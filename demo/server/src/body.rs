//! Bodies, read up to a limit.

use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use bytes::BytesMut;
use futures_util::StreamExt as _;

use crate::error::Problem;

/// Larger than any honest submission.
pub(crate) const SUBMISSION: usize = 64 * 1024;
/// Larger than any honest answers to a survey, which may ask for many texts.
pub(crate) const ANSWERS: usize = 256 * 1024;
/// Larger than any honest config document.
pub(crate) const DOCUMENT: usize = 1024 * 1024;
/// Who sends too much hears so only if the rest is read first: closing a connection while
/// the other side still writes loses the answer. Beyond this it is no slip any more.
const PATIENCE: usize = 8 * 1024 * 1024;

/// Reads a body of at most `limit` bytes.
pub(crate) async fn read(body: Body, limit: usize) -> Result<Bytes, Problem> {
    let mut chunks = body.into_data_stream();
    let mut kept = BytesMut::new();
    let mut length = 0;
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| Problem::new(StatusCode::BAD_REQUEST, "the body broke off"))?;
        length += chunk.len();
        if length <= limit {
            kept.extend_from_slice(&chunk);
        } else if length > PATIENCE {
            break;
        }
    }
    if length > limit {
        let detail = format!("the body is larger than {limit} bytes: shorten the longest text");
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, detail));
    }
    Ok(kept.freeze())
}
