//! The page on which someone sees what they asked of staff, and takes it back.

use axum::http::{HeaderValue, header};
use axum::response::Response;
use maud::html;
use rungs_model::FollowUp;

use super::manage::{moment, private};
use super::page;
use super::words::Words;
use crate::definition::Read;
use crate::store::{Request, Requests};

/// A request as it stands; `thanks` right after it was made by a plain form. That page may stand in a frame, for there
/// is nothing on it to press.
pub(crate) fn request(
    request: &Request,
    read: Option<&Read>,
    promise: Option<&FollowUp>,
    address: &str,
    thanks: bool,
) -> Response {
    let words = Words::of(&request.locale);
    let state = request.state();
    let time = moment(request.due_at);
    let by = match promise {
        Some(promise) => words.fill("survey_callback_by_who", "time", &time).replace("{name}", &promise.who),
        None => words.fill("survey_callback_by", "time", &time),
    };
    let withdraw = match request.kind {
        Requests::CallBacks => "survey_callback_withdraw",
        Requests::Offers => "survey_callback_take_back",
    };
    let body = html! {
        @if let Some(read) = read { p { strong { (read.title()) } } }
        @if state == "declined" { p { (words.say("request_declined")) } }
        @if state == "pending" { p role=[thanks.then_some("status")] class=[thanks.then_some("done")] { (by) } }
        @if let (Some(at), None) = (request.done_at, request.withdrawn_at) {
            p class="done" role="status" { (words.fill("ladder_done", "date", &moment(at))) }
        }
        @if request.withdrawn_at.is_some() {
            p class="done" role="status" { (words.say("survey_callback_withdrawn")) }
        } @else if thanks {
            p { a href=(address) target="_blank" rel="noopener noreferrer" { (words.say("survey_callback_link")) } }
        } @else {
            p { (words.say("request_text")) }
            form action=(address) method="post" { button class="final" { (words.say(withdraw)) } }
        }
    };
    let (lang, title) = (words.lang(&request.locale), words.say("request_title"));
    if !thanks {
        return private(lang, title, &body);
    }
    let mut response = page(lang, title, &body, None, "");
    let policy = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors *";
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    response
}
