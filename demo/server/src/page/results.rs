//! The results of a survey, as tables: what a chart shows, for every eye and ear.

use maud::{Markup, html};
use rungs_model::survey::{Published, Question, QuestionFigures, QuestionKind, Survey};

use super::words::Words;

/// Every question that has results.
pub(super) fn table(words: Words, survey: &Survey, published: &Published) -> Markup {
    html! {
        section {
            h2 { (words.say("survey_results")) }
            @match published.submissions {
                Some(count) => p { (words.fill("survey_answers", "count", &count.0.to_string())) },
                None => p { (words.say("survey_few")) },
            }
            @for figures in &published.questions {
                @if let Some(question) = question(survey, &figures.name) {
                    @if !figures.answers.is_empty() {
                        (quotes(words, survey, question, figures))
                    } @else if published.submissions.is_some() {
                        (one(words, survey, question, figures))
                    }
                }
            }
        }
    }
}

fn question<'s>(survey: &'s Survey, control: &str) -> Option<&'s Question> {
    survey.question(control.split('.').next().unwrap_or_default())
}

/// What staff have published of the answers in words.
fn quotes(words: Words, survey: &Survey, question: &Question, figures: &QuestionFigures) -> Markup {
    let blank = rungs_model::Values::default();
    html! {
        h3 { (super::survey::label(words, survey, question, &figures.name, &blank)) }
        @for answer in &figures.answers {
            figure class="quote" {
                blockquote dir="auto" { (answer.text) }
                @if let Some(day) = &answer.at { figcaption class="hint" { time datetime=(day) { (day) } } }
            }
        }
    }
}

fn one(words: Words, survey: &Survey, question: &Question, figures: &QuestionFigures) -> Markup {
    let blank = rungs_model::Values::default();
    let caption = super::survey::label(words, survey, question, &figures.name, &blank);
    let Some(answered) = figures.answered else {
        return html! { h3 { (caption) } p { (words.say("survey_few")) } };
    };
    let dash = "–";
    html! {
        @if figures.counts.is_empty() { h3 { (caption) } } @else {
            table {
                caption { (caption) }
                tbody {
                    @for figure in &figures.counts {
                        tr {
                            th scope="row" { (name(words, question, &figure.value)) }
                            td { @match figure.count { Some(count) => (count.0), None => (dash) } }
                        }
                    }
                }
            }
            @if figures.counts.iter().any(|figure| figure.count.is_none()) {
                p class="hint" { (words.say("survey_few")) }
            }
        }
        p { (words.fill("survey_answers", "count", &answered.0.to_string())) }
        @if let Some(mean) = figures.mean { p { "⌀ " (mean.to_text()) } }
        @if let Some(score) = figures.nps { p { "NPS: " (score.to_text()) } }
    }
}

/// What an option or point is called.
fn name(words: Words, question: &Question, value: &str) -> String {
    if question.kind == QuestionKind::YesNo {
        return words.say(if value == "yes" { "yes" } else { "no" }).to_owned();
    }
    // The groups of the net promoter score, which have names in few languages.
    let group = [("detractors", "0–6"), ("passives", "7–8"), ("promoters", "9–10")];
    if let Some((_, points)) =
        group.iter().find(|(name, _)| question.kind == QuestionKind::Nps && *name == value)
    {
        return (*points).to_owned();
    }
    let option = question.options.iter().find(|option| option.value == value);
    option.map_or_else(|| value.to_owned(), |option| option.label.to_string())
}
