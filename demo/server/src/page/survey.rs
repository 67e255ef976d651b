//! The plain form of a survey: every page a section, every question of native controls. It
//! cannot hide what need not be answered; the server sees which answers count.

use maud::{Markup, html};
use rungs_model::survey::{self, AnswerOption, Page, Question, QuestionKind, Route, Survey};
use rungs_model::{ErrorCode, Values};

use super::form::{Filled, control_id};
use super::picture;
use super::prose::blocks;
use super::words::Words;

/// The question, other than for contact, that has a control.
pub(super) fn owner<'s>(survey: &'s Survey, control: &str) -> Option<&'s Question> {
    let name = control.split('.').next().unwrap_or_default();
    survey.question(name).filter(|question| question.kind != QuestionKind::Contact)
}

/// What a control is called: the question, the row, what is written beside "other".
pub(super) fn label(
    words: Words,
    survey: &Survey,
    question: &Question,
    control: &str,
    entered: &Values,
) -> String {
    let asked = survey.route(entered).pipe(question.label.as_deref().unwrap_or(&question.name));
    let part = control.strip_prefix(&*question.name).and_then(|rest| rest.strip_prefix('.'));
    let row =
        |part: &str| question.rows.iter().find(|row| &*row.name == part).map(|row| row.label.to_string());
    match part {
        None => asked,
        Some(part) => {
            format!("{asked} – {}", row(part).unwrap_or_else(|| words.say("survey_own_words").to_owned()))
        }
    }
}

/// The key of what is said about a mistake.
pub(super) fn mistake(question: &Question, code: &ErrorCode) -> String {
    use QuestionKind::{Date, LongText, Number, ShortText};
    let typed = matches!(question.kind, ShortText | LongText | Number | Date);
    let choice = if *code == ErrorCode::Required && !typed { "_choice" } else { "" };
    format!("error_{}{choice}", code.as_str())
}

pub(super) struct Sheet<'a> {
    pub(super) filled: &'a Filled<'a>,
    pub(super) survey: &'a Survey,
    pub(super) route: Route<'a>,
}

impl Sheet<'_> {
    /// The whole form, `above` first.
    pub(super) fn render(&self, action: &str, above: &Markup) -> Markup {
        let survey = self.survey;
        html! {
            form action=(action) method="post" novalidate[self.leaps()] {
                (above)
                @if survey.anonymous { p class="hint" { (self.say("survey_anonymous")) } }
                @for page in &survey.pages {
                    section {
                        @if let Some(title) = &page.title { h2 { (self.route.pipe(title)) } }
                        @if page.show_if.is_some() { p class="hint" { (self.say("survey_if")) } }
                        @if let Some(text) = &page.text { (blocks(&self.route.pipe_markdown(text))) }
                        (picture(page.image.as_ref()))
                        @for question in &page.questions { (self.question(page, question)) }
                    }
                }
                (self.filled.consents())
                (self.filled.unseen())
                button { (survey.button.as_ref().map_or(self.say("survey_send"), |button| &**button)) }
            }
        }
    }

    fn say(&self, key: &str) -> &'static str {
        self.filled.words().say(key)
    }

    fn value(&self, control: &str) -> &str {
        self.filled.entered.get(control)
    }

    /// What orders options at random: the id of what is being answered, so that the order stays while mistakes are
    /// mended. A page that is opened anew is another sheet: nothing is kept without script that would tell who came
    /// back.
    fn seed(&self) -> u64 {
        survey::seed(self.value("submission_id"))
    }

    /// The options as whoever fills in this sheet sees them.
    fn ordered<'q>(&self, question: &'q Question) -> Vec<&'q AnswerOption> {
        let order = question.order(self.seed());
        order.into_iter().filter_map(|index| question.options.get(index)).collect()
    }

    /// Whether some questions are asked only after some answers: then a browser cannot know what is required.
    fn leaps(&self) -> bool {
        let survey = self.survey;
        survey.pages.iter().any(|page| !page.skip_to.is_empty() || page.show_if.is_some())
            || survey.questions().any(|question| !question.skip_to.is_empty() || question.show_if.is_some())
    }

    fn question(&self, page: &Page, question: &Question) -> Markup {
        use QuestionKind::{
            Contact, Date, Dropdown, LongText, Matrix, MultipleChoice, Nps, Number, Ranking, Rating, Scale,
            Searchable, ShortText, SingleChoice, Statement, YesNo,
        };
        let name = &*question.name;
        let must = question.required && question.show_if.is_none() && page.show_if.is_none();
        let label = self.label(question);
        let above = self.above(question);
        let error = self.filled.error(name);
        let options = || {
            // The columns of a matrix keep their order.
            let order = if question.kind == Matrix {
                question.options.iter().collect()
            } else {
                self.ordered(question)
            };
            order.into_iter().map(choice).collect::<Vec<_>>()
        };
        match question.kind {
            Statement => html! {
                div class="field" { @if question.label.is_some() { p { strong { (label) } } } (above) }
            },
            Contact => html! {
                div role=[question.label.as_ref().map(|_| "group")] aria-labelledby=[question.label.as_ref().map(|_| control_id(name) + "-label")] {
                    @if question.label.is_some() { p id={ (control_id(name)) "-label" } { strong { (label) } } }
                    (above)
                    @for field in question.fields.iter() { (self.filled.field(field)) }
                }
            },
            SingleChoice | MultipleChoice if question.kind == MultipleChoice || !question.has_many() => {
                let several = question.kind == MultipleChoice;
                self.choices(name, &label, &above, several, &options(), question)
            }
            YesNo => {
                let options = ["yes", "no"].map(|answer| (answer.to_owned(), html! { (self.say(answer)) }));
                self.choices(name, &label, &above, false, &options, question)
            }
            Scale | Nps | Rating => self.choices(name, &label, &above, false, &points(question), question),
            Matrix => html! {
                fieldset class="field" {
                    legend { (label) }
                    (above)
                    @for row in question.row_order(self.seed()).into_iter().filter_map(|index| question.rows.get(index)) {
                        @let control = question.part(&row.name);
                        @let choices = if question.options.is_empty() { points(question) } else { options() };
                        (self.choices(&control, &html! { (*row.label) }, &html! {}, false, &choices, question))
                    }
                }
            },
            Ranking => self.ranking(question, &label, &above),
            SingleChoice | MultipleChoice | Dropdown | Searchable | LongText | Number | Date | ShortText => {
                let (id, value) = (control_id(name), self.value(name));
                let described = self.filled.described(name);
                let invalid = described.as_ref().map(|_| "true");
                html! {
                    div class="field" {
                        label for=(id) { (label) @if let Some(unit) = &question.unit { " (" (**unit) ")" } }
                        (above)
                        @if let Some(error) = error { (error) }
                        @match question.kind {
                            SingleChoice | Dropdown | Searchable => select id=(id) name=(name) required[must] aria-invalid=[invalid] aria-describedby=[described] {
                                option value="" { (self.say("choose")) }
                                @for option in self.ordered(question) {
                                    option value=(option.value) selected[option.value == value] { (*option.label) }
                                }
                            },
                            LongText => textarea id=(id) name=(name) rows="4" maxlength=(question.max_length()) required[must]
                                aria-invalid=[invalid] aria-describedby=[described] { (value) },
                            Date => input id=(id) name=(name) type="date" value=(value) required[must] min=[question.earliest.as_ref()]
                                max=[question.latest.as_ref()] aria-invalid=[invalid] aria-describedby=[described];,
                            // Number fields of browsers drop what they do not understand, and nobody sees why.
                            Number => input id=(id) name=(name) type="text" inputmode="decimal" value=(value) required[must]
                                aria-invalid=[invalid] aria-describedby=[described];,
                            _ => input id=(id) name=(name) type="text" value=(value) maxlength=(question.max_length()) required[must]
                                aria-invalid=[invalid] aria-describedby=[described];,
                        }
                        (self.other(question))
                    }
                }
            }
        }
    }

    /// The question, and whether it may stay without an answer.
    fn label(&self, question: &Question) -> Markup {
        let asked = question.label.as_deref().map(|label| self.route.pipe(label));
        let answers = !matches!(question.kind, QuestionKind::Statement | QuestionKind::Contact);
        let key = if question.show_if.is_some() { "survey_if" } else { "optional" };
        let free = answers && (!question.required || question.show_if.is_some());
        html! { (asked.unwrap_or_default()) @if free { " " span class="hint" { (self.say(key)) } } }
    }

    fn above(&self, question: &Question) -> Markup {
        html! {
            @if let Some(hint) = &question.hint { p class="hint" { (self.route.pipe(hint)) } }
            @if let Some(text) = &question.text { (blocks(&self.route.pipe_markdown(text))) }
            (picture(question.image.as_ref()))
        }
    }

    /// Radio buttons, or boxes where several can be ticked.
    fn choices(
        &self,
        control: &str,
        label: &Markup,
        above: &Markup,
        several: bool,
        options: &[(String, Markup)],
        question: &Question,
    ) -> Markup {
        let answer = self.value(control);
        let is_ticked = |value: &str| answer.split(',').any(|ticked| ticked == value);
        let described = self.filled.described(control);
        html! {
            fieldset class="field" aria-describedby=[described] {
                legend { (label) }
                (above)
                @if let Some(error) = self.filled.error(control) { (error) }
                @for (index, (value, said)) in options.iter().enumerate() {
                    label class="choice" {
                        input type=(if several { "checkbox" } else { "radio" }) id=[(index == 0).then(|| control_id(control))]
                            name=(control) value=(value) checked[is_ticked(value)];
                        span { (said) }
                    }
                }
                @if control == &*question.name { (self.other(question)) }
            }
        }
    }

    /// The words beside "other".
    fn other(&self, question: &Question) -> Markup {
        let control = question.part("other");
        let described = self.filled.described(&control);
        let invalid = described.as_ref().map(|_| "true");
        html! {
            @if let Some(other) = question.other() {
                label for=(control_id(&control)) { (*other.label) " – " (self.say("survey_own_words")) }
                @if let Some(error) = self.filled.error(&control) { (error) }
                input type="text" id=(control_id(&control)) name=(control) value=(self.value(&control)) maxlength=(question.max_length())
                    aria-invalid=[invalid] aria-describedby=[described];
            }
        }
    }

    /// A list for each place.
    fn ranking(&self, question: &Question, label: &Markup, above: &Markup) -> Markup {
        let name = &*question.name;
        let chosen: Vec<&str> = self.value(name).split(',').collect();
        let described = self.filled.described(name);
        html! {
            fieldset class="field" aria-describedby=[described] {
                legend { (label) }
                (above)
                @if let Some(error) = self.filled.error(name) { (error) }
                @for place in 0..question.ranked() {
                    @let id = if place == 0 { control_id(name) } else { format!("{}-{place}", control_id(name)) };
                    label for=(id) { (self.filled.words().fill("survey_place", "place", &(place + 1).to_string())) }
                    select id=(id) name=(name) {
                        option value="" { (self.say("choose")) }
                        @for option in self.ordered(question) {
                            option value=(option.value) selected[chosen.get(place) == Some(&&*option.value)] { (*option.label) }
                        }
                    }
                }
            }
        }
    }
}

fn choice(option: &AnswerOption) -> (String, Markup) {
    (option.value.clone(), html! { (picture(option.image.as_ref())) (*option.label) })
}

/// Each point; the first and the last with what they mean.
fn points(question: &Question) -> Vec<(String, Markup)> {
    let (first, last) = (*question.points().start(), *question.points().end());
    let meaning = |point: i32| {
        let meaning = if point == first { &question.low } else { &question.high };
        meaning
            .as_deref()
            .filter(|_| point == first || point == last)
            .map(|meaning| format!("{point} – {meaning}"))
    };
    let point = |point: i32| {
        let said = meaning(point).unwrap_or_else(|| point.to_string());
        (point.to_string(), html! { (said) })
    };
    question.points().map(point).collect()
}
