//! Hosted pages: plain HTML that works without any script, and becomes a widget where one may run.

mod call_back;
mod emails;
mod events;
mod form;
mod ladder;
mod linked_data;
mod manage;
mod prose;
mod request;
mod results;
mod standing;
mod survey;
mod wish;
mod words;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};
use rungs_model::rsvp::Places;
use rungs_model::survey::{Ask, Published};
use rungs_model::{FieldError, Image, Kind, Markdown, Next, Values};

use crate::app::App;
use crate::definition::Read;
use crate::error::Problem;
use crate::store::now;
use crate::widgets::Widget;
pub(crate) use emails::emails;
pub(crate) use events::when;
use form::{Filled, control_id};
pub(crate) use manage::{erased, manage, stands};
use prose::blocks;
pub(crate) use request::request;
pub(crate) use standing::{Hosting, Standing};
pub(crate) use wish::Wish;
pub(crate) use words::Words;
use words::direction;

/// What a hosted page shows.
pub(crate) enum Hosted<'a> {
    /// The form, perhaps with where the supporter came from.
    Form(&'a Values),
    /// The form again, with what was typed and what is wrong with it.
    Refused(&'a Values, &'a Problem),
    /// Thanks, or the end of this id, with what a survey asks next and the results that are to be seen.
    Thanks(Option<&'a str>, Option<&'a Ask>, Option<&'a Published>),
    /// What someone wishes of staff again, with what was typed and what is wrong with it.
    Wish(Wish, &'a Values, &'a Problem),
}

/// Renders a hosted page in a language, with its own strict policy. `url` is where
/// supporters reach this server.
/// `places` says how full events are.
pub(crate) fn render(
    app: &App,
    widget: &Widget,
    hosted: &Hosted,
    places: &Places,
    lang: &str,
    url: &str,
) -> Response {
    let (lang, read) = widget.in_lang(lang);
    let action = format!("/v1/widgets/{}/submissions", widget.id);
    let above = heading(read, lang);
    let form =
        |entered, errors| Filled { read, own: None, lang, entered, errors, places }.render(&action, &above);
    let body = match hosted {
        Hosted::Thanks(end, ask, results) => html! {
            (thanks(widget, read, lang, *end, *ask))
            @if let (Some(survey), Some(results)) = (read.survey(), results) {
                (results::table(Words::of(lang), survey, results))
            }
        },
        Hosted::Wish(wish, ..) if !wish.is_taken(read) => closed(read, lang),
        Hosted::Wish(wish, entered, problem) => html! {
            (summary(lang, problem, &|error| wish.error(read, Words::of(lang), error)))
            (wish.form(read, &widget.id, lang, entered, Some(problem)))
        },
        _ if !read.is_open(now()) => closed(read, lang),
        Hosted::Form(entered) => {
            let config = format!("{url}/v1/widgets/{}", widget.id);
            let plain = match read.ladder() {
                Some(ladder) => html! { (above) (ladder::rungs(ladder)) },
                None => form(*entered, &[]),
            };
            html! {
                @match read.kind() {
                    Kind::Petition => rungs-petition config=(config) lang=(lang) { (plain) },
                    Kind::Survey => rungs-survey config=(config) lang=(lang) { (plain) },
                    Kind::Rsvp => rungs-rsvp config=(config) lang=(lang) { (plain) },
                    Kind::Ladder => rungs-ladder config=(config) lang=(lang) { (plain) },
                }
                @if let Some(events) = read.events() {
                    (linked_data::events(&events.public, &events.schedule, lang, &format!("{url}/embed/{}", widget.id)))
                }
            }
        }
        Hosted::Refused(entered, problem) => html! {
            (summary(lang, problem, &|error| Words::of(lang).error(read, &error.field, &error.code, entered)))
            (form(*entered, &problem.errors))
        },
    };
    let becomes_one =
        matches!(hosted, Hosted::Form(_)) && read.is_open(now()) && reaches_its_backend(widget, url);
    let script = app.kit.script.as_deref().filter(|_| becomes_one).map(|script| (script, read.kind()));
    let mut response = page(lang, read.title(), &body, script, url);
    if let Hosted::Refused(_, problem) | Hosted::Wish(_, _, problem) = hosted {
        problem.mark(&mut response);
        // It holds what someone typed.
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// A page that says what went wrong, for a browser where no widget can be shown; in a language that
/// it asks for, where there are words.
pub(crate) fn problem(problem: &Problem, accepted: &str) -> Response {
    let (lang, title, text) = match problem.words {
        Some(key) => {
            let (lang, words) = Words::preferred(accepted);
            (lang, words.say(&format!("{key}_title")), words.say(&format!("{key}_text")))
        }
        None => ("en", problem.status.canonical_reason().unwrap_or("Error"), &*problem.detail),
    };
    let mut response = page(lang, title, &html! { p { (text) } }, None, "");
    problem.mark(&mut response);
    // The address may be that of a manage link, which is a key.
    for (name, value) in [(header::CACHE_CONTROL, "no-store"), (header::REFERRER_POLICY, "no-referrer")] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// `script` is the address of the loader, and the kind of widget that it is for.
fn page(lang: &str, title: &str, body: &Markup, script: Option<(&str, Kind)>, url: &str) -> Response {
    let page = html! {
        (DOCTYPE)
        html lang=(lang) dir=(direction(lang)) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                link rel="stylesheet" href="/embed/page.css";
                @if let Some((script, kind)) = script { (loader(script, kind)) }
            }
            body { main { h1 { (title) } (body) } }
        }
    };
    let mut response = Html(page.into_string()).into_response();
    let headers = response.headers_mut();
    let policy = HeaderValue::from_str(&policy(script.map(|(script, _)| script), url));
    // Without its policy a page is not sent at all.
    let Ok(policy) = policy else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
    response
}

/// The loader, and hints at what it will ask for. Its address may name another bundle.
fn loader(script: &str, kind: Kind) -> Markup {
    let (address, bundle) = script.split_once("?bundle=").unwrap_or((script, kind.as_str()));
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
    let origin = |address: &str| origin(address).unwrap_or_else(|| "'self'".to_owned());
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

/// The origin of an absolute address.
fn origin(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once("://")?;
    Some(format!("{scheme}://{}", rest.split('/').next().unwrap_or_default()))
}

/// Whether the policy of the page lets a widget reach the backend that its document names. Where it does not, the plain
/// form stays, which can be sent: it goes to this server.
fn reaches_its_backend(widget: &Widget, url: &str) -> bool {
    let Some(backend) = widget.document.get("backend") else { return true };
    let named = match (backend.as_str(), backend["kind"].as_str()) {
        (Some("preview"), _) | (_, Some("preview")) => return true,
        (Some(address), _) => Some(address),
        (_, Some("rungs")) => backend["url"].as_str(),
        _ => None,
    };
    let named = named.and_then(origin);
    named.is_some_and(|named| origin(url).is_some_and(|own| own.eq_ignore_ascii_case(&named)))
}

fn heading(read: &Read, lang: &str) -> Markup {
    let words = Words::of(lang);
    html! {
        (picture(read.image()))
        @if let Some(to) = read.petition().and_then(|petition| petition.to.as_ref()) { p { strong { (words.fill("to", "name", to)) } } }
        (blocks(&read.markdown()))
        @if read.is_test() { p class="hint" { (words.say(own(read, "test_mode"))) } }
    }
}

fn picture(image: Option<&Image>) -> Markup {
    html! {
        @if let Some(image) = image {
            img src=(*image.src) alt=(*image.alt) width=[image.width] height=[image.height];
        }
    }
}

/// The key of what is said differently of a survey.
fn own(read: &Read, key: &'static str) -> &'static str {
    match (read.kind(), key) {
        (Kind::Survey, "test_mode") => "survey_test_mode",
        (Kind::Survey, "closed_title") => "survey_closed_title",
        (Kind::Survey, "closed_text") => "survey_closed_text",
        (Kind::Survey, "thanks_title") => "survey_thanks_title",
        (Kind::Survey, "thanks_text") => "survey_thanks_text",
        (Kind::Rsvp, "test_mode") => "rsvp_test_mode",
        (Kind::Rsvp, "closed_title") => "rsvp_closed_title",
        (Kind::Rsvp, "closed_text") => "rsvp_closed_text",
        (Kind::Rsvp, "thanks_title") => "rsvp_thanks_title",
        (Kind::Rsvp, "thanks_text") => "rsvp_thanks_text",
        _ => key,
    }
}

/// What is wrong, with a link to each control.
fn summary(lang: &str, problem: &Problem, say: &dyn Fn(&FieldError) -> String) -> Markup {
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
                        li { a href={ "#" (control_id(&error.field)) } { (say(error)) } }
                    }
                }
            }
        }
    }
}

fn thanks(widget: &Widget, read: &Read, lang: &str, end: Option<&str>, ask: Option<&Ask>) -> Markup {
    let words = Words::of(lang);
    // Answers stand in the texts of a survey, and this page knows none.
    let none = Values::default();
    let route = read.survey().map(|survey| survey.route(&none));
    let ended = read.survey().and_then(|survey| survey.ends.iter().find(|own| Some(&*own.id) == end));
    if let (Some(end), Some(route)) = (ended, &route) {
        return html! {
            h2 { (route.pipe(&end.title)) }
            @if let Some(text) = &end.text { (blocks(&route.pipe_markdown(text))) }
            p { (words.say(if end.send { "survey_thanks_text" } else { "survey_not_stored" })) }
            (next(end.next.as_ref().map(|next| route.pipe_next(next)).as_ref()))
        };
    }
    let text = if read.is_test() { "test_text" } else { own(read, "thanks_text") };
    let said = read.thanks();
    let title = said.and_then(|said| said.title.as_deref()).unwrap_or(words.say(own(read, "thanks_title")));
    let piped = ask.map(|ask| route.as_ref().map_or_else(|| ask.clone(), |route| route.pipe_ask(ask)));
    let then = said.and_then(|said| said.next.as_ref());
    let then = then.map(|next| route.as_ref().map_or_else(|| next.clone(), |route| route.pipe_next(next)));
    let asked = piped.and_then(|ask| call_back::ask(read, &widget.id, lang, &ask));
    html! {
        h2 { (route.as_ref().map_or_else(|| title.to_owned(), |route| route.pipe(title))) }
        p { (words.say(text)) }
        @if let Some(text) = said.and_then(|said| said.text.as_ref()) {
            (blocks(&route.as_ref().map_or_else(|| Markdown::parse(text), |route| route.pipe_markdown(text))))
        }
        (asked.unwrap_or_else(|| next(then.as_ref())))
        p { a href={ "/embed/" (widget.id) "?lang=" (lang) } { (read.title()) } }
    }
}

/// The next step. A fragment leads to a widget of the campaign's own page, which this is not; what opens
/// in place there has a page like this one.
fn next(next: Option<&Next>) -> Markup {
    let leads = |next: &Next| match (&next.href, &next.config) {
        (Some(href), _) if href.is_fragment() => None,
        (Some(href), _) => Some(href.to_string()),
        (None, config) => Some(config.as_ref()?.replace("/v1/widgets/", "/embed/")),
    };
    html! {
        @if let Some((next, href)) = next.and_then(|next| Some((next, leads(next)?))) {
            @if let Some(text) = &next.text { p { (**text) } }
            p { a href=(href) { (*next.label) } }
        }
    }
}

fn closed(read: &Read, lang: &str) -> Markup {
    let words = Words::of(lang);
    html! {
        (heading(read, lang))
        div class="problem" {
            h2 { (words.say(own(read, "closed_title"))) }
            @match read.closed_text() {
                Some(text) => (blocks(&Markdown::parse(text))),
                None => p { (words.say(own(read, "closed_text"))) },
            }
        }
    }
}
