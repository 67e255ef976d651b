//! Hosted pages: the petition as plain HTML that works without any script, and becomes a
//! widget where one may run.

mod form;
mod manage;
mod prose;
mod words;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};
use rungs_model::{Markdown, Petition, Timestamp, Values};

use crate::app::App;
use crate::error::Problem;
use crate::store::now;
use crate::widgets::{Read, Widget};
use form::{Filled, control_id};
pub(crate) use manage::{erased, manage};
use prose::blocks;
use words::{Words, direction};

/// What a hosted page shows.
pub(crate) enum Hosted<'a> {
    /// The form, perhaps with where the supporter came from.
    Form(&'a Values),
    /// The form again, with what was typed and what is wrong with it.
    Refused(&'a Values, &'a Problem),
    /// Thanks.
    Thanks,
}

/// Renders a hosted page in a language, with its own strict policy. `url` is where
/// supporters reach this server.
pub(crate) fn render(app: &App, widget: &Widget, hosted: &Hosted, lang: &str, url: &str) -> Response {
    let (lang, read) = widget.in_lang(lang);
    let petition = &read.petition;
    let action = format!("/v1/widgets/{}/submissions", widget.id);
    let above = heading(petition, lang);
    let form = |entered, errors| Filled { read, lang, entered, errors }.render(&action, &above);
    let body = match hosted {
        Hosted::Thanks => thanks(widget, petition, lang),
        _ if !petition.is_open(Timestamp(now())) => closed(petition, lang),
        Hosted::Form(entered) => html! {
            rungs-petition config={ (url) "/v1/widgets/" (widget.id) } lang=(lang) { (form(*entered, &[])) }
        },
        Hosted::Refused(entered, problem) => html! {
            (summary(read, lang, problem))
            (form(*entered, &problem.errors))
        },
    };
    let script = app.kit.script.as_deref().filter(|_| matches!(hosted, Hosted::Form(_)));
    let mut response = page(lang, &petition.title, &body, script, url);
    if let Hosted::Refused(_, problem) = hosted {
        problem.mark(&mut response);
        // It holds what someone typed.
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// A page that says what went wrong, for a browser where no petition can be shown.
pub(crate) fn problem(problem: &Problem) -> Response {
    let title = problem.status.canonical_reason().unwrap_or("Error");
    let mut response = page("en", title, &html! { p { (problem.detail) } }, None, "");
    problem.mark(&mut response);
    // The address may be that of a manage link, which is a key.
    for (name, value) in [(header::CACHE_CONTROL, "no-store"), (header::REFERRER_POLICY, "no-referrer")] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

fn page(lang: &str, title: &str, body: &Markup, script: Option<&str>, url: &str) -> Response {
    let page = html! {
        (DOCTYPE)
        html lang=(lang) dir=(direction(lang)) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                link rel="stylesheet" href="/embed/page.css";
                @if let Some(script) = script { (loader(script)) }
            }
            body { main { h1 { (title) } (body) } }
        }
    };
    let mut response = Html(page.into_string()).into_response();
    let headers = response.headers_mut();
    let policy = HeaderValue::from_str(&policy(script, url));
    // Without its policy a page is not sent at all.
    let Ok(policy) = policy else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
    response
}

/// The loader, and hints at what it will ask for. Its address may name another bundle.
fn loader(script: &str) -> Markup {
    let (address, bundle) = script.split_once("?bundle=").unwrap_or((script, "petition"));
    let folder = address.rsplit_once('/').map_or("", |(folder, _)| folder);
    html! {
        link rel="modulepreload" href={ (folder) "/" (bundle) ".js" };
        link rel="preload" as="fetch" crossorigin href={ (folder) "/" (bundle) "_bg.wasm" };
        script type="module" async src=(script) {}
    }
}

/// Nothing but our own stylesheet, the kit, and this backend; pictures from anywhere, and
/// anyone may frame it: that is what it is for.
fn policy(script: Option<&str>, url: &str) -> String {
    let origin = |address: &str| match address.split_once("://") {
        Some((scheme, rest)) => format!("{scheme}://{}", rest.split('/').next().unwrap_or_default()),
        None => "'self'".to_owned(),
    };
    let kit =
        script.map_or_else(|| "'none'".to_owned(), |script| format!("{} 'wasm-unsafe-eval'", origin(script)));
    let connect = script
        .map_or_else(|| "'none'".to_owned(), |script| format!("'self' {} {}", origin(script), origin(url)));
    format!(
        "default-src 'none'; script-src {kit}; style-src 'self'; connect-src {connect}; img-src * data:; \
         form-action 'self' {}; base-uri 'none'; frame-ancestors *",
        origin(url)
    )
}

fn heading(petition: &Petition, lang: &str) -> Markup {
    let words = Words::of(lang);
    html! {
        @if let Some(image) = &petition.image {
            img src=(*image.src) alt=(*image.alt) width=[image.width] height=[image.height];
        }
        @if let Some(to) = &petition.to { p { strong { (words.fill("to", "name", to)) } } }
        (blocks(&petition.markdown()))
        @if petition.test { p class="hint" { (words.say("test_mode")) } }
    }
}

/// What is wrong, with a link to each control.
fn summary(read: &Read, lang: &str, problem: &Problem) -> Markup {
    let words = Words::of(lang);
    let general = match problem.status {
        StatusCode::TOO_MANY_REQUESTS => words.say("rate_limited"),
        status if status.is_server_error() => words.say("failed"),
        _ => &problem.detail,
    };
    html! {
        div class="problem" role="alert" {
            h2 { (words.say("problem")) }
            @if problem.errors.is_empty() { p { (general) } } @else {
                ul {
                    @for error in &problem.errors {
                        li { a href={ "#" (control_id(&error.field)) } { (words.error(&read.form, &error.field, &error.code)) } }
                    }
                }
            }
        }
    }
}

fn thanks(widget: &Widget, petition: &Petition, lang: &str) -> Markup {
    let words = Words::of(lang);
    let own = petition.thanks.as_ref();
    let title = own.and_then(|own| own.title.as_ref()).map_or(words.say("thanks_title"), |title| &**title);
    html! {
        h2 { (title) }
        p { (words.say(if petition.test { "test_text" } else { "thanks_text" })) }
        @if let Some(text) = own.and_then(|own| own.text.as_ref()) { (blocks(&Markdown::parse(text))) }
        // A fragment leads to a widget of the campaign's own page, which this is not.
        @if let Some(next) = own.and_then(|own| own.next.as_ref()).filter(|next| !next.href.is_fragment()) {
            @if let Some(text) = &next.text { p { (**text) } }
            p { a href=(*next.href) { (*next.label) } }
        }
        p { a href={ "/embed/" (widget.id) "?lang=" (lang) } { (*petition.title) } }
    }
}

fn closed(petition: &Petition, lang: &str) -> Markup {
    let words = Words::of(lang);
    html! {
        (heading(petition, lang))
        div class="problem" {
            h2 { (words.say("closed_title")) }
            @match &petition.closed_text {
                Some(text) => (blocks(&Markdown::parse(text))),
                None => p { (words.say("closed_text")) },
            }
        }
    }
}
