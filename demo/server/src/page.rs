//! Hosted pages: the petition as plain HTML that works without any script, and becomes a
//! widget where one may run.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};
use rungs_model::{
    Block, Consent, ConsentStyle, ErrorCode, Field, FieldError, FieldKind, Markdown, Petition, Span,
    Timestamp, Values,
};

use crate::app::App;
use crate::error::Problem;
use crate::store::now;
use crate::widgets::{Read, Widget};

/// What a hosted page shows.
pub(crate) enum Hosted<'a> {
    /// The form.
    Form,
    /// The form again, with what was typed and what is wrong with it.
    Refused(&'a Values, &'a Problem),
    /// Thanks.
    Thanks,
}

/// Answers a plain form that was refused: the form again, with everything that was typed.
pub(crate) fn refused(app: &App, id: &str, entered: &Values, problem: &Problem) -> Response {
    match app.widgets.get(id) {
        Some(widget) => {
            let url = app.public_url.clone().unwrap_or_default();
            let mut response = render(app, &widget, &Hosted::Refused(entered, problem), &url);
            *response.status_mut() = problem.status;
            response
        }
        None => (
            problem.status,
            Html(shell("en", "Not found", &html! { p { (problem.detail) } }, None).into_string()),
        )
            .into_response(),
    }
}

/// Renders a hosted page with its own strict policy.
pub(crate) fn render(app: &App, widget: &Widget, hosted: &Hosted, url: &str) -> Response {
    let lang = match hosted {
        Hosted::Refused(entered, _) if !entered.get("locale").is_empty() => entered.get("locale"),
        _ => widget.lang(),
    };
    let read = widget.read(lang);
    let petition = &read.petition;
    let body = match hosted {
        Hosted::Thanks => thanks(widget, petition),
        _ if !petition.is_open(Timestamp(now())) => closed(petition),
        Hosted::Form => embedded(widget, read, url, &form(widget, read, &Values::default(), &[])),
        Hosted::Refused(entered, problem) => html! {
            div class="problem" role="alert" {
                @if problem.errors.is_empty() { p { (problem.detail) } }
                @else {
                    p { "There is a problem" }
                    ul { @for error in &problem.errors { li { a href={ "#f-" (error.field) } { (label_of(read, &error.field)) ": " (words(&error.code)) } } } }
                }
            }
            (form(widget, read, entered, &problem.errors))
        },
    };
    let script = app.kit.as_deref().filter(|_| matches!(hosted, Hosted::Form));
    let page = shell(widget.lang(), &petition.title, &body, script).into_string();
    let mut response = Html(page).into_response();
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy(script, url)) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin"));
    *response.status_mut() = StatusCode::OK;
    response
}

/// Nothing but our own stylesheet, the kit, and this backend; pictures from anywhere.
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
        "default-src 'none'; script-src {kit}; style-src 'self'; connect-src {connect}; img-src * data:; form-action 'self' {}; base-uri 'none'",
        origin(url)
    )
}

fn shell(lang: &str, title: &str, body: &Markup, script: Option<&str>) -> Markup {
    let rtl = ["ar", "fa", "he", "ur"].contains(&lang.split('-').next().unwrap_or_default());
    html! {
        (DOCTYPE)
        html lang=(lang) dir=(if rtl { "rtl" } else { "ltr" }) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                link rel="stylesheet" href="/embed/page.css";
                @if let Some(script) = script { script type="module" async src=(script) {} }
            }
            body { main { h1 { (title) } (body) } }
        }
    }
}

fn embedded(widget: &Widget, read: &Read, url: &str, form: &Markup) -> Markup {
    let address = format!("{url}/v1/widgets/{}", widget.id);
    html! { rungs-petition config=(address) lang=(read.petition.lang.as_deref().unwrap_or("en")) { (form) } }
}

fn heading(petition: &Petition) -> Markup {
    html! {
        @if let Some(image) = &petition.image {
            img src=(*image.src) alt=(*image.alt) width=[image.width] height=[image.height];
        }
        @if let Some(to) = &petition.to { p { strong { "To " (**to) } } }
        (blocks(&petition.markdown()))
    }
}

fn thanks(widget: &Widget, petition: &Petition) -> Markup {
    let own = petition.thanks.as_ref();
    html! {
        h2 { (own.and_then(|own| own.title.as_ref()).map_or("Thank you for signing", |title| &**title)) }
        p { "Your signature is recorded." }
        @if let Some(text) = own.and_then(|own| own.text.as_ref()) { (blocks(&Markdown::parse(text))) }
        // A fragment leads to a widget of the campaign's own page, which this is not.
        @if let Some(next) = own.and_then(|own| own.next.as_ref()).filter(|next| !next.href.is_fragment()) {
            p { a href=(*next.href) { (*next.label) } }
        }
        p { a href={ "/embed/" (widget.id) } { (*petition.title) } }
    }
}

fn closed(petition: &Petition) -> Markup {
    html! {
        (heading(petition))
        div class="problem" {
            @match &petition.closed_text {
                Some(text) => (blocks(&Markdown::parse(text))),
                None => p { "This petition is closed. It no longer takes signatures." },
            }
        }
    }
}

fn form(widget: &Widget, read: &Read, entered: &Values, errors: &[FieldError]) -> Markup {
    let error =
        |control: &str| errors.iter().find(|error| error.field == control).map(|error| words(&error.code));
    let asked = &read.form;
    html! {
        form action={ "/v1/widgets/" (widget.id) "/submissions" } method="post" {
            (heading(&read.petition))
            @for field in &asked.fields { (control(field, entered.get(&field.name), error(&field.name).as_deref())) }
            @if let Some(comment) = &asked.comment {
                div class="field" {
                    label for="f-comment" { (comment.label.as_ref().map_or("Why I sign", |label| &**label)) @if !comment.required { " (optional)" } }
                    @if let Some(error) = error("comment") { p { strong { (error) } } }
                    textarea id="f-comment" name="comment" rows="4" maxlength=(comment.max_length) { (entered.get("comment")) }
                }
            }
            @for consent in &asked.consents { (consent_control(consent, entered.get(&consent.control()), error(&consent.control()).as_deref())) }
            input type="hidden" name="locale" value=(read.petition.lang.as_deref().unwrap_or("en"));
            button { (read.petition.button.as_ref().map_or("Sign the petition", |button| &**button)) }
        }
    }
}

fn label(field: &Field) -> &str {
    match (&field.label, &*field.name) {
        (Some(label), _) => label,
        (None, "given_name") => "First name",
        (None, "family_name") => "Last name",
        (None, "email") => "Email",
        (None, "phone") => "Phone",
        (None, "postal_code") => "Postal code",
        (None, "locality") => "Town or city",
        (None, "country") => "Country",
        (None, name) => name,
    }
}

fn label_of(read: &Read, control: &str) -> String {
    let field = read.form.fields.iter().find(|field| &*field.name == control);
    let consent = || read.form.consents.iter().find(|consent| consent.control() == control);
    match field {
        Some(field) => label(field).to_owned(),
        None => consent().map_or_else(|| "Your comment".to_owned(), |consent| consent.markdown().plain()),
    }
}

fn control(field: &Field, value: &str, error: Option<&str>) -> Markup {
    let id = format!("f-{}", &*field.name);
    let required = field.is_required();
    let optional = if required { "" } else { " (optional)" };
    let above = html! {
        @if let Some(hint) = &field.hint { p class="hint" { (**hint) } }
        @if let Some(error) = error { p { strong { (error) } } }
    };
    let choice = |kind: &str, id: &str, value: &str, checked: bool, label: &str| {
        html! { label class="choice" { input type=(kind) id=(id) name=(*field.name) value=(value) checked[checked] required[required]; span { (label) } } }
    };
    match field.kind() {
        FieldKind::Radio => html! {
            fieldset class="field" {
                legend { (label(field)) (optional) }
                (above)
                @for (index, option) in field.options.iter().enumerate() {
                    (choice("radio", &if index == 0 { id.clone() } else { format!("{id}-{index}") }, &option.value, option.value == value, &option.label))
                }
            }
        },
        FieldKind::Checkbox => html! {
            div class="field" { (above) (choice("checkbox", &id, "yes", value == "yes", &format!("{}{optional}", label(field)))) }
        },
        kind => html! {
            div class="field" {
                label for=(id) { (label(field)) (optional) }
                (above)
                @match kind {
                    FieldKind::Textarea => textarea id=(id) name=(*field.name) rows="4" required[required] maxlength=(field.max_length()) { (value) },
                    FieldKind::Select => select id=(id) name=(*field.name) required[required] {
                        option value="" {}
                        @for option in &field.options { option value=(option.value) selected[option.value == value] { (*option.label) } }
                    },
                    FieldKind::Country => select id=(id) name=(*field.name) required[required] autocomplete=(field.autocomplete()) {
                        option value="" {}
                        @for code in rungs_model::countries() { option value=(code) selected[code == value] { (code) } }
                    },
                    _ => input id=(id) name=(*field.name) type=(input_type(kind)) autocomplete=(field.autocomplete()) value=(value)
                        required[required] maxlength=(field.max_length());,
                }
            }
        },
    }
}

fn input_type(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Email => "email",
        FieldKind::Phone => "tel",
        FieldKind::Date => "date",
        _ => "text",
    }
}

fn consent_control(consent: &Consent, value: &str, error: Option<&str>) -> Markup {
    let name = consent.control();
    let wording = spans(&consent.markdown().into_spans());
    let above = html! { @if let Some(error) = error { p { strong { (error) } } } };
    match consent.style {
        ConsentStyle::Checkbox => html! {
            div class="field" {
                (above)
                label class="choice" { input type="checkbox" id={ "f-" (name) } name=(name) value="yes" checked[value == "yes"] required[consent.required]; span { (wording) } }
            }
        },
        ConsentStyle::Radio => html! {
            fieldset class="field" {
                legend { (wording) }
                (above)
                @for (answer, word) in [("yes", "Yes"), ("no", "No")] {
                    label class="choice" { input type="radio" id=[(answer == "yes").then(|| format!("f-{name}"))] name=(name) value=(answer) checked[value == answer] required; span { (word) } }
                }
            }
        },
    }
}

fn words(code: &ErrorCode) -> String {
    let limit = code.limit().unwrap_or_default();
    match code {
        ErrorCode::Required => "please answer this".into(),
        ErrorCode::TooLong(_) => format!("at most {limit} characters"),
        ErrorCode::Characters => "this holds characters that cannot be used".into(),
        ErrorCode::Email => "this is not an email address".into(),
        ErrorCode::Phone => "this is not a phone number".into(),
        ErrorCode::PostalCode => "this is not a postal code".into(),
        ErrorCode::Option => "please choose from the list".into(),
        ErrorCode::Number => "please enter a number".into(),
        ErrorCode::Min(_) | ErrorCode::Earliest(_) => format!("{limit} or more"),
        ErrorCode::Max(_) | ErrorCode::Latest(_) => format!("{limit} or less"),
        ErrorCode::Date => "this is not a date".into(),
        ErrorCode::Other => "please check this".into(),
    }
}

fn blocks(markdown: &Markdown) -> Markup {
    html! {
        @for block in &markdown.0 {
            @match block {
                Block::Paragraph(inner) => p { (spans(inner)) },
                Block::List { ordered: true, items } => ol { @for item in items { li { (spans(item)) } } },
                Block::List { ordered: false, items } => ul { @for item in items { li { (spans(item)) } } },
            }
        }
    }
}

fn spans(spans_: &[Span]) -> Markup {
    html! {
        @for span in spans_ {
            @match span {
                Span::Text(text) => (text),
                Span::Emphasis(inner) => em { (spans(inner)) },
                Span::Strong(inner) => strong { (spans(inner)) },
                Span::Link(href, inner) => a href=(**href) target="_blank" rel="noopener" { (spans(inner)) },
            }
        }
    }
}
