//! The plain form: native controls with the names that the widget gives them.

use maud::{Markup, html};
use rungs_model::rsvp::Places;
use rungs_model::{
    ATTRIBUTION, Comment, Consent, ConsentStyle, Field, FieldError, FieldKind, Form, Markdown, Values,
};

use super::events::Invitation;
use super::prose::spans;
use super::survey::Sheet;
use super::words::Words;
use crate::definition::{Events, Read};

/// Goes along unseen, as it came.
const UNSEEN: [&str; 5] = ["submission_id", "source", "referrer", "page", "test"];

/// A form as it is shown: with what was typed, and what is wrong with it.
pub(super) struct Filled<'a> {
    pub(super) read: &'a Read,
    /// What is asked, if that is not what the document asks.
    pub(super) own: Option<&'a Form>,
    pub(super) lang: &'a str,
    pub(super) entered: &'a Values,
    pub(super) errors: &'a [FieldError],
    /// How full events are.
    pub(super) places: &'a Places,
}

impl Filled<'_> {
    /// The whole form, `above` first.
    pub(super) fn render(&self, action: &str, above: &Markup) -> Markup {
        if let Some(survey) = self.read.survey() {
            return Sheet { filled: self, survey, route: survey.route(self.entered) }.render(action, above);
        }
        if let Some(Events { public, schedule, .. }) = self.read.events() {
            return Invitation { filled: self, rsvp: public, schedule, places: self.places }
                .render(action, above);
        }
        let words = self.words();
        let asked = &self.read.form;
        html! {
            form action=(action) method="post" {
                (above)
                @for run in asked.fields.chunk_by(|one, next| one.group.is_some() && one.group == next.group) {
                    (group(self.heading(&run[0]), &html! { @for field in run { (self.field(field)) } }))
                }
                @if let Some(comment) = &asked.comment { (self.comment(comment)) }
                (self.consents())
                (self.unseen())
                button { (self.read.button().unwrap_or(words.say("sign"))) }
            }
        }
    }

    /// The consents, those of a group together.
    pub(super) fn consents(&self) -> Markup {
        html! {
            @for run in self.read.form.consents.chunk_by(|one, next| one.group.is_some() && one.group == next.group) {
                @let heading = run[0].group.as_ref().map(|group| spans(&Markdown::parse(group).into_spans()));
                (group(heading, &html! { @for consent in run { (self.consent(consent)) } }))
            }
        }
    }

    /// What goes along unseen.
    pub(super) fn unseen(&self) -> Markup {
        html! {
            input type="hidden" name="locale" value=(self.lang);
            @for name in UNSEEN.iter().chain(&ATTRIBUTION) {
                // What is a field of the form goes along as that.
                @let is_field = self.form().fields.iter().any(|field| *field.name == **name);
                @if !is_field && !self.entered.get(name).is_empty() {
                    input type="hidden" name=(name) value=(self.entered.get(name));
                }
            }
        }
    }

    /// What stands above a field and those next to it; empty words are the locale's own.
    fn heading(&self, field: &Field) -> Option<Markup> {
        let heading = field.group.as_deref()?;
        Some(html! { (if heading.is_empty() { self.words().say("address") } else { heading }) })
    }

    fn form(&self) -> &Form {
        self.own.unwrap_or(&self.read.form)
    }

    pub(super) fn words(&self) -> Words {
        Words::of(self.lang)
    }

    /// What is wrong with a control, in an element that the control can point to.
    pub(super) fn error(&self, control: &str) -> Option<Markup> {
        let error = self.errors.iter().find(|error| error.field == control)?;
        let sentence = match self.own {
            Some(own) => self.words().error_of(own, control, &error.code),
            None => self.words().error(self.read, control, &error.code, self.entered),
        };
        Some(html! { p class="error" id=(error_id(control)) { strong { (sentence) } } })
    }

    fn above(&self, control: &str, hint: Option<&str>) -> Markup {
        html! {
            @if let Some(hint) = hint { p class="hint" { (hint) } }
            @if let Some(error) = self.error(control) { (error) }
        }
    }

    /// The ids that describe a control that was refused.
    pub(super) fn described(&self, control: &str) -> Option<String> {
        self.errors.iter().any(|error| error.field == control).then(|| error_id(control))
    }

    fn label(&self, control: &str, required: bool) -> Markup {
        let label = self.words().label(self.form(), control);
        html! { (label) @if !required { " " (self.words().say("optional")) } }
    }

    pub(super) fn field(&self, field: &Field) -> Markup {
        let name = &*field.name;
        let (id, value) = (control_id(name), self.entered.get(name));
        // Without script every field is seen, and the server judges which were asked.
        let required = field.is_required() && field.show_if.is_none();
        let several = if field.kind() == FieldKind::Radio { "radio" } else { "checkbox" };
        let is_ticked = |option: &str| option == value || value.split(',').any(|ticked| ticked == option);
        let label = self.label(name, required);
        let above = self.above(name, field.hint.as_deref());
        let described = self.described(name);
        let invalid = described.as_ref().map(|_| "true");
        match field.kind() {
            FieldKind::Hidden => html! {
                input type="hidden" name=(name) value=(if value.is_empty() { field.value.as_deref().unwrap_or_default() } else { value });
            },
            FieldKind::Radio | FieldKind::Checkboxes => html! {
                fieldset class="field" aria-describedby=[described] {
                    legend { (label) }
                    (above)
                    @for (index, option) in field.options.iter().enumerate() {
                        @let id = if index == 0 { id.clone() } else { format!("{id}-{index}") };
                        label class="choice" {
                            input type=(several) id=(id) name=(name) value=(option.value) checked[is_ticked(&option.value)] required[required && several == "radio"];
                            span { (*option.label) }
                        }
                    }
                }
            },
            FieldKind::Checkbox => html! {
                div class="field" {
                    (above)
                    label class="choice" {
                        input type="checkbox" id=(id) name=(name) value="yes" checked[value == "yes"] required[required]
                            aria-invalid=[invalid] aria-describedby=[described];
                        span { (label) }
                    }
                }
            },
            kind => html! {
                div class="field" {
                    label for=(id) { (label) }
                    (above)
                    @match kind {
                        FieldKind::Textarea => textarea id=(id) name=(name) rows="4" required[required] maxlength=(field.max_length())
                            aria-invalid=[invalid] aria-describedby=[described] { (value) },
                        FieldKind::Select | FieldKind::Country => select id=(id) name=(name) required[required] autocomplete=(field.autocomplete())
                            aria-invalid=[invalid] aria-describedby=[described] {
                            option value="" { (self.words().say("choose")) }
                            @for (code, label) in options(field) { option value=(code) selected[code == value] { (label) } }
                        },
                        _ => input id=(id) name=(name) type=(input_type(kind)) inputmode=[input_mode(kind)] autocomplete=(field.autocomplete())
                            value=(value) required[required] maxlength=(field.max_length()) min=[field.earliest.as_ref()] max=[field.latest.as_ref()]
                            aria-invalid=[invalid] aria-describedby=[described];,
                    }
                }
            },
        }
    }

    fn comment(&self, comment: &Comment) -> Markup {
        let described = self.described("comment");
        let invalid = described.as_ref().map(|_| "true");
        html! {
            div class="field" {
                label for=(control_id("comment")) { (self.label("comment", comment.required)) }
                (self.above("comment", comment.hint.as_deref()))
                textarea id=(control_id("comment")) name="comment" rows="4" maxlength=(comment.max_length) required[comment.required]
                    aria-invalid=[invalid] aria-describedby=[described] { (self.entered.get("comment")) }
            }
        }
    }

    pub(super) fn consent(&self, consent: &Consent) -> Markup {
        let name = consent.control();
        let value = self.entered.get(&name);
        let wording = spans(&consent.markdown().into_spans());
        let above = self.above(&name, None);
        let described = self.described(&name);
        let invalid = described.as_ref().map(|_| "true");
        match consent.style {
            ConsentStyle::Notice => html! { p { (wording) } },
            ConsentStyle::Checkbox => html! {
                div class="field" {
                    (above)
                    label class="choice" {
                        input type="checkbox" id=(control_id(&name)) name=(name) value="yes" checked[value == "yes"]
                            required[consent.required] aria-invalid=[invalid] aria-describedby=[described];
                        span { (wording) }
                    }
                }
            },
            ConsentStyle::Radio => html! {
                fieldset class="field" aria-describedby=[described] {
                    legend { (wording) }
                    (above)
                    @for answer in ["yes", "no"] {
                        label class="choice" {
                            input type="radio" id=[(answer == "yes").then(|| control_id(&name))] name=(name) value=(answer)
                                checked[value == answer] required;
                            span { (self.words().say(answer)) }
                        }
                    }
                }
            },
        }
    }
}

/// Questions that stand together under a heading, if there is one.
fn group(heading: Option<Markup>, questions: &Markup) -> Markup {
    match heading {
        Some(heading) => html! { fieldset class="group" { legend { (heading) } (questions) } },
        None => questions.clone(),
    }
}

/// The id of a control, for the links of the error summary.
pub(super) fn control_id(name: &str) -> String {
    format!("f-{name}")
}

fn error_id(name: &str) -> String {
    format!("e-{name}")
}

fn options(field: &Field) -> Vec<(&str, &str)> {
    if field.kind() == FieldKind::Country {
        rungs_model::countries().map(|code| (code, code)).collect()
    } else {
        field.options.iter().map(|option| (option.value.as_str(), &*option.label.0)).collect()
    }
}

fn input_type(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Email => "email",
        FieldKind::Phone => "tel",
        FieldKind::Date => "date",
        FieldKind::Time => "time",
        // Number fields of browsers drop what they do not understand, and nobody sees why.
        _ => "text",
    }
}

fn input_mode(kind: FieldKind) -> Option<&'static str> {
    (kind == FieldKind::Number).then_some("decimal")
}
