//! The page on which someone sees what they agreed to, and changes it.

use std::collections::HashMap;

use axum::http::{HeaderValue, header};
use axum::response::Response;
use maud::{Markup, PreEscaped, html};
use rungs_model::{Answer, Kind, Markdown};

use super::page;
use super::prose::{blocks, spans};
use super::standing::{Hosting, Standing};
use super::words::Words;
use crate::app::App;
use crate::definition::Read;
use crate::store::{Given, Managed, rfc3339};

/// No script, no frame around it, nothing from elsewhere.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Every consent of a submission, with a form to change the answers; `said` after a change.
/// `wordings` are the texts by their SHA-256.
pub(crate) fn manage(
    app: &App,
    managed: &Managed,
    wordings: &HashMap<String, String>,
    standing: Option<&Standing>,
    address: &str,
    said: bool,
) -> Response {
    let words = Words::of(&managed.locale);
    let widget = app.widgets.get(&managed.widget);
    let read = widget.as_ref().map(|widget| widget.read(&managed.locale));
    let title = read.map(Read::title);
    let wording = |given: &Given| wordings.get(&given.sha256).map(|text| wording(text, given.published));
    let asks = managed.consents.iter().any(|given| given.answer != Answer::Notice);
    let body = html! {
        @if said { p class="done" role="status" { (words.say("manage_saved")) } }
        @if let Some(title) = title { p { strong { (title) } } }
        @if let Some(standing) = standing {
            (standing.render(&managed.locale, address))
            (standing.form(managed, address))
            @if app.mail.is_some() { p { a href={ (address) "/emails" } { (words.say("mail_stop")) } } }
            h2 { (words.say("manage_title")) }
        }
        p { (words.say(if managed.consents.is_empty() { "manage_none" } else { "manage_text" })) }
        form action=(address) method="post" {
            @for given in &managed.consents { (consent(words, given, &managed.locale, wording(given))) }
            @if asks { button { (words.say("manage_save")) } }
        }
        details {
            summary { (words.say("manage_delete")) }
            p { (words.say(delete_text(read))) }
            form action={ (address) "/erase" } method="post" {
                button class="final" { (words.say("manage_delete_sure")) }
            }
        }
    };
    let title = if standing.is_some() { "rsvp_manage" } else { "manage_title" };
    private(words.lang(&managed.locale), words.say(title), &body)
}

/// The key of what goes with the data.
fn delete_text(read: Option<&Read>) -> &'static str {
    match read.map(Read::kind) {
        Some(Kind::Survey) => "survey_delete_text",
        Some(Kind::Rsvp) => "rsvp_delete_text",
        Some(Kind::Petition | Kind::Ladder) | None => "manage_delete_text",
    }
}

/// What a plain form leads to after an answer: how they stand, and the way to the page that changes
/// it. It may stand in a frame, for nothing on it changes what was answered.
///
/// `hosting` right after the answer.
pub(crate) fn stands(
    managed: &Managed,
    standing: &Standing,
    address: &str,
    hosting: Option<&Hosting>,
) -> Response {
    let words = Words::of(&managed.locale);
    let read = standing.widget.read(&managed.locale);
    let said = read.thanks();
    let title = said.and_then(|said| said.title.as_deref()).unwrap_or(words.say("rsvp_thanks_title"));
    let body = html! {
        @if hosting.is_some() {
            p class="done" role="status" { (words.say(if read.is_test() { "test_text" } else { "rsvp_thanks_text" })) }
            @if let Some(text) = said.and_then(|said| said.text.as_ref()) { (blocks(&Markdown::parse(text))) }
        }
        (standing.render(&managed.locale, address))
        @if let Some(asked) = hosting.and_then(|hosting| standing.host(managed, hosting)) { (asked) }
        p { a href=(address) target="_blank" rel="noopener noreferrer" { (words.say("rsvp_change")) } }
    };
    let mut response = page(words.lang(&managed.locale), title, &body, None, "");
    let policy =
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors *";
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    response
}

/// Says that everything is gone.
pub(crate) fn erased(locale: &str) -> Response {
    let words = Words::of(locale);
    let body = html! { p role="status" { (words.say("manage_deleted_text")) } };
    private(words.lang(locale), words.say("manage_deleted_title"), &body)
}

pub(super) fn private(lang: &str, title: &str, body: &Markup) -> Response {
    let mut response = page(lang, title, body, None, "");
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}

fn consent(words: Words, given: &Given, locale: &str, wording: Option<Markup>) -> Markup {
    let name = format!("consent.{}", given.id);
    let said = given.answer.as_str();
    if given.answer == Answer::Notice {
        return html! {
            div class="field" {
                p lang=(locale) { (wording.unwrap_or_default()) }
                p class="hint" { (words.fill("manage_notice", "time", &moment(given.at))) }
            }
        };
    }
    let since = words.fill("manage_since", "answer", words.say(said)).replace("{time}", &moment(given.at));
    html! {
        fieldset class="field" {
            legend lang=(locale) { (wording.unwrap_or_default()) }
            p class="hint" { (since) }
            input type="hidden" name={ "was." (given.id) } value=(said);
            @for answer in ["yes", "no"] {
                label class="choice" {
                    input type="radio" name=(name) value=(answer) checked[answer == said];
                    span { (words.say(answer)) }
                }
            }
        }
    }
}

/// A recorded wording, line by line as it was read. What the campaign never published came
/// from whoever sent it: it is shown as mere text, so that it leads nobody anywhere.
fn wording(text: &str, published: bool) -> Markup {
    let line = |line: &str| {
        if published {
            spans(&Markdown::parse(line).into_spans())
        } else {
            html! { (line) }
        }
    };
    let lines: Vec<String> = text.lines().map(|text| line(text).into_string()).collect();
    PreEscaped(lines.join("<br>"))
}

/// A time that reads the same in every language; isolated, so that it keeps its order among
/// words that run from right to left.
pub(super) fn moment(millis: i64) -> String {
    let time = rfc3339(millis);
    let minutes = time.get(..16).unwrap_or(&time).replace('T', " ");
    format!("\u{2066}{minutes} UTC\u{2069}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_published_wording_keeps_its_links_and_any_other_is_mere_text() {
        let text = "By **email**\n[Privacy](https://example.org/privacy) <b>";
        let own = wording(text, true).into_string();
        assert!(own.contains("<strong>email</strong><br><a href=\"https://example.org/privacy\""), "{own}");
        assert!(own.contains("&lt;b&gt;"), "{own}");
        let foreign = wording(text, false).into_string();
        assert_eq!(foreign, "By **email**<br>[Privacy](https://example.org/privacy) &lt;b&gt;");
    }

    #[test]
    fn a_time_is_said_to_the_minute() {
        assert_eq!(moment(0), "\u{2066}1970-01-01 00:00 UTC\u{2069}");
    }
}
