//! The figures of one question: bars, and a table of them. Part of the second file.
//!
//! Of very many the most frequent are drawn; the table goes on as far as someone wants.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::Count;
use rungs_model::survey::{Figure, Question, QuestionFigures, QuestionKind, Survey};

use crate::chart::{self, Bar};
use crate::context::Shared;
use crate::intl;
use crate::view::{Tag, tag};
use crate::words::{learn, word};

/// More than this are drawn in the order of how frequent they are.
const MANY: usize = 30;

/// As many bars are drawn of many.
const BARS: usize = 20;

/// As many rows of the table are drawn at once.
const ROWS: usize = 200;

pub(super) struct Bars {
    context: Shared,
    survey: Arc<Survey>,
    control: String,
    kind: QuestionKind,
    figures: Vec<Figure>,
    answered: Count,
}

impl Bars {
    pub(super) fn of(
        context: &Shared,
        survey: &Arc<Survey>,
        figures: &QuestionFigures,
        answered: Count,
    ) -> Self {
        learn(word::ENGLISH_SEARCH);
        let mut counts = figures.counts.clone();
        if counts.len() > MANY {
            // Those that are hidden are last; of equals each keeps its place.
            counts.sort_by_key(|figure| std::cmp::Reverse(figure.count.map(|count| count.0)));
        }
        Self {
            context: context.clone(),
            survey: survey.clone(),
            control: figures.name.clone(),
            kind: survey.owner(&figures.name).map_or(QuestionKind::SingleChoice, |question| question.kind),
            figures: counts,
            answered,
        }
    }

    fn question(&self) -> Option<&Question> {
        self.survey.owner(&self.control)
    }

    /// What an option or a point is called.
    fn name(&self, figure: &Figure) -> String {
        let words = &self.context.words;
        match (&*figure.value, self.kind) {
            ("yes", QuestionKind::YesNo) => words.say(word::YES),
            ("no", QuestionKind::YesNo) => words.say(word::NO),
            ("detractors", QuestionKind::Nps) => "0–6".into(),
            ("passives", QuestionKind::Nps) => "7–8".into(),
            ("promoters", QuestionKind::Nps) => "9–10".into(),
            (value, _) => self.option(value).unwrap_or_else(|| self.point(value)),
        }
    }

    fn option(&self, value: &str) -> Option<String> {
        let option = self.question()?.options.iter().find(|option| option.value == value)?;
        Some(option.label.0.clone())
    }

    /// A point, with the words of its end.
    fn point(&self, value: &str) -> String {
        let words = self.question().and_then(|question| {
            let points = question.points();
            let end = |at: i32| at.to_string() == value;
            match () {
                () if end(*points.start()) => question.low.as_ref(),
                () if end(*points.end()) => question.high.as_ref(),
                () => None,
            }
        });
        words.map_or_else(|| value.into(), |words| [value, " – ", words].concat())
    }

    fn share(&self, figure: &Figure) -> Option<f64> {
        Some(figure.count?.0 as f64 / self.answered.0 as f64)
    }

    fn percent(&self, figure: &Figure) -> String {
        let words = &self.context.words;
        let share = self.share(figure).map(|share| intl::percent(&words.lang, share));
        share.unwrap_or_else(|| words.say(word::SURVEY_HIDDEN))
    }

    /// How many more there are than these; none if that are all.
    fn more(&self, than: usize) -> Option<String> {
        let more = self.figures.len().checked_sub(than).filter(|more| *more > 0)?;
        Some(["… ", &self.context.words.count(word::RESULTS, more as u64)].concat())
    }

    pub(super) fn chart(&self) -> Tag {
        let drawn = if self.figures.len() > MANY { BARS } else { MANY };
        let bar = |figure: &Figure| Bar {
            name: self.name(figure),
            share: self.share(figure).unwrap_or_default(),
            said: self.percent(figure),
        };
        let more = self.more(drawn).map(|more| tag("p").part("hint").text(&more));
        chart::chart(self.figures.iter().take(drawn).map(bar)).child(more)
    }

    /// The table, which grows at the press of a button if it is long.
    pub(super) fn table(self: Rc<Self>, caption: &str) -> Tag {
        let words = &self.context.words;
        let mut heads = vec![word::SURVEY_ANSWER, word::SURVEY_NUMBER, word::SURVEY_SHARE];
        if self.kind == QuestionKind::Ranking {
            heads.push(word::SURVEY_AVERAGE_PLACE);
        }
        let heads: Vec<String> = heads.into_iter().map(|key| words.say(key)).collect();
        let title = words.say(word::SURVEY_TABLE);
        let rows = self.rows(0);
        if self.more(ROWS).is_none() {
            return chart::table(&title, caption, &heads, rows);
        }
        let drawn = RwSignal::new(ROWS);
        let (this, of) = (self.clone(), self.clone());
        let last = Cell::new(ROWS);
        let grown = move || {
            let until = drawn.get();
            let parts = (last.replace(until)..until).step_by(ROWS);
            parts.flat_map(|from| this.rows(from)).map(chart::row).collect()
        };
        let total = self.figures.len();
        let said = move || {
            let all = || of.context.words.count(word::RESULTS, total as u64);
            of.more(drawn.get()).unwrap_or_else(all)
        };
        // Not `disabled`: that would drop the focus of who pressed it.
        let all = move || (drawn.get() >= total).then(|| "true".to_owned());
        let button = tag("button").attr("class", "link").attr("part", "link").attr("type", "button");
        let button = button.text_fn(said).attr_fn("aria-disabled", all);
        let button = button.on("click", move |_| {
            if drawn.get_untracked() < total {
                drawn.update(|drawn| *drawn += ROWS);
            }
        });
        chart::growing(&title, caption, &heads, rows, grown).child(button)
    }

    /// Some rows of the table, from this one.
    fn rows(&self, from: usize) -> Vec<(String, Vec<String>)> {
        let words = &self.context.words;
        let number = |number: f64| intl::number(&words.lang, number);
        let told = |text: Option<String>| text.unwrap_or_else(|| words.say(word::SURVEY_HIDDEN));
        let row = |figure: &Figure| {
            let count = figure.count.map(|count| number(count.0 as f64));
            let mut cells = vec![told(count), self.percent(figure)];
            if self.kind == QuestionKind::Ranking {
                cells.push(told(figure.place.map(|place| number(place.millionths() as f64 / 1e6))));
            }
            (self.name(figure), cells)
        };
        self.figures.iter().skip(from).take(ROWS).map(row).collect()
    }
}
