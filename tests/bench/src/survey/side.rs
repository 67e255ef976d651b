use std::borrow::Cow;

use super::{document, plain};

/// Who asks the questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Rungs,
    SurveyJs,
    /// Nobody: every page is there as HTML, and a line of script shows one of them.
    Plain,
}

impl Side {
    /// All, in the order of the table.
    pub(crate) const ALL: [Self; 3] = [Self::Rungs, Self::SurveyJs, Self::Plain];

    /// The name that people know.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Rungs => "Rungs",
            Self::SurveyJs => "SurveyJS",
            Self::Plain => "plain HTML",
        }
    }

    /// The address of its page.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::Rungs => "/rungs.html",
            Self::SurveyJs => "/surveyjs.html",
            Self::Plain => "/plain.html",
        }
    }

    /// What its page loads, with every hint that helps it.
    pub(crate) fn head(self) -> &'static str {
        match self {
            Self::Rungs => {
                r#"<link rel="modulepreload" href="/kit/survey.js">
<link rel="preload" as="fetch" crossorigin href="/kit/survey_bg.wasm">
<script type="module" async src="/kit/rungs.js"></script>"#
            }
            Self::SurveyJs => {
                r#"<link rel="stylesheet" href="/peers/surveyjs.css">
<link rel="preload" as="fetch" crossorigin href="/c/surveyjs.json">
<script type="module" async src="/peers/surveyjs.js"></script>"#
            }
            Self::Plain => "",
        }
    }

    /// Where the survey stands in its page.
    pub(crate) fn place(self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Rungs => {
                r#"<rungs-survey id="survey" config="/c/rungs.json"><a href="/c/rungs.json">The survey</a></rungs-survey>"#
            }
            Self::SurveyJs => r#"<div id="survey" data-definition="/c/surveyjs.json"></div>"#,
            Self::Plain => return Cow::Owned(plain::html(&document::ours())),
        })
    }
}
