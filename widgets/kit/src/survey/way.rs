//! The way through a survey: which questions and pages the answers lead to. It comes with the first
//! touch, in the bundle's second file; see `later`.

use std::cell::RefCell;
use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::document;
use rungs_model::survey::{Onward, Route, Survey, takes_answers};
use rungs_model::{Markdown, Outcome, Values};
use send_wrapper::SendWrapper;

use super::flow::{Asked, Flow};
use super::follow::{self, Followed};
use super::judge::OfSurvey;
use super::near::Near;
use super::pages::{self, Pages};
use super::{Screen, Signals, draft, question, results, step, thanks};
use crate::context::Shared;
use crate::form::Judge;
use crate::later::{Missing, later};
use crate::outbox::{self, Home};
use crate::view::Tag;
use crate::words::{learn, word};

/// What the second file does for the first.
pub(super) trait Way: Send + Sync {
    /// The whole survey.
    fn survey(&self) -> &Arc<Survey>;

    /// Draws the page that is asked, and room for the others.
    fn pages(&self, context: &Shared, signals: Signals) -> Option<Tag>;

    /// Where one can go from the page, if that is known already.
    fn near(&self, signals: Signals) -> Option<Near>;

    /// Turns to another page.
    fn turn(&self, context: &Shared, signals: Signals, page: usize);

    /// Draws more of the pages that one can go to from here, unless something has happened since these many
    /// changes; whether there is still more.
    fn draw_ahead(&self, context: &Shared, signals: Signals, changes: u32) -> bool;

    /// Draws the rest of a page, once its first questions were seen.
    fn finish(&self, context: &Shared, signals: Signals, page: usize);

    /// Draws the question of this index on the page, of a kind that takes much code.
    fn question(&self, context: &Shared, index: usize, signals: Signals) -> Option<Tag>;

    /// Follows the answers: shows and hides what they decide on, and keeps them.
    fn follow(&self, context: &Shared, signals: Signals);

    /// The note that answers are kept, with a way to delete them.
    fn note(&self, context: &Shared, signals: Signals) -> Option<Tag>;

    /// What all have answered.
    fn results(&self, context: &Shared) -> Tag;

    /// What follows the answers.
    fn done(&self, context: &Shared, signals: Signals, outcome: &Outcome) -> Option<Tag>;

    /// The early end of this index.
    fn ended(&self, context: &Shared, signals: Signals, end: usize) -> Option<Tag>;
}

/// The whole survey, understood.
pub(super) struct Whole {
    pub(super) survey: Arc<Survey>,
    pub(super) pages: SendWrapper<RefCell<Option<Pages>>>,
    pub(super) followed: SendWrapper<RefCell<Followed>>,
}

impl Whole {
    pub(super) fn new(survey: Arc<Survey>) -> Self {
        let (pages, followed) = (RefCell::default(), RefCell::default());
        Self { survey, pages: SendWrapper::new(pages), followed: SendWrapper::new(followed) }
    }
}

impl Way for Whole {
    fn survey(&self) -> &Arc<Survey> {
        &self.survey
    }

    fn pages(&self, context: &Shared, signals: Signals) -> Option<Tag> {
        pages::pages(context, self, signals)
    }

    fn near(&self, signals: Signals) -> Option<Near> {
        pages::near(self, signals)
    }

    fn turn(&self, context: &Shared, signals: Signals, page: usize) {
        pages::turn(context, self, signals, page);
    }

    fn draw_ahead(&self, context: &Shared, signals: Signals, changes: u32) -> bool {
        self.followed.borrow().changes == changes && pages::draw_ahead(context, self, signals)
    }

    fn finish(&self, context: &Shared, signals: Signals, page: usize) {
        pages::draw_all(context, self, signals, page);
    }

    fn question(&self, context: &Shared, index: usize, signals: Signals) -> Option<Tag> {
        let page = self.survey.pages.get(signals.course.with_untracked(|course| course.page))?;
        Some(question::rich(context, page.questions.get(index)?, index, signals))
    }

    fn follow(&self, context: &Shared, signals: Signals) {
        follow::follow(context, self, signals);
    }

    fn note(&self, context: &Shared, signals: Signals) -> Option<Tag> {
        draft::note(context, &self.survey, signals)
    }

    fn results(&self, context: &Shared) -> Tag {
        results::results(context, self)
    }

    fn done(&self, context: &Shared, signals: Signals, outcome: &Outcome) -> Option<Tag> {
        self.pages.replace(None);
        let waiting = outbox::panel(context, signals.entry, outcome);
        waiting.or_else(|| Some(thanks::done(context, self, signals, outcome)))
    }

    fn ended(&self, context: &Shared, signals: Signals, end: usize) -> Option<Tag> {
        self.pages.replace(None);
        thanks::ended(context, &self.survey, signals, end)
    }
}

#[cfg_attr(feature = "split", wasm_split_helpers::wasm_split(touched, fallible))]
#[allow(clippy::needless_pass_by_value, clippy::unnecessary_wraps, reason = "so it must be to be split off")]
fn come(context: Shared, signals: Signals) -> Result<(), Missing> {
    arrive(&context, signals);
    Ok(())
}

/// Reads the whole survey, and puts the code to use. A document that is wrong is given back to the
/// page, which has its own form.
pub(super) fn arrive(context: &Shared, signals: Signals) -> Option<Arc<Survey>> {
    learn(word::ENGLISH_LATER);
    learn(word::ENGLISH_SURVEY_LATER);
    let there = signals.course.try_with_untracked(|course| course.way.clone())?;
    if let Some(way) = there {
        return Some(way.survey().clone());
    }
    let survey = match document::read::<Survey>(&context.config, &context.words.lang) {
        Ok((survey, _)) => Arc::new(survey),
        Err(problems) => {
            context.fail(&problems);
            return None;
        }
    };
    let judge = judge(&survey, signals);
    signals.entry.update(|entry| {
        entry.take_form(Arc::new(survey.form()), context);
        entry.judge = Some(judge);
    });
    let way = Arc::new(Whole::new(survey.clone()));
    signals.course.update(|course| {
        course.way = Some(way);
        // Only the first page could be drawn without it.
        if course.page > 0 && course.turns == 0 {
            course.turns += 1;
        }
    });
    draft::fit(context, &survey, signals);
    wait(context, &survey, signals);
    Some(survey)
}

/// Keeps answers that cannot be sent yet.
fn wait(context: &Shared, survey: &Arc<Survey>, signals: Signals) {
    let (by, of) = (context.clone(), survey.clone());
    let home = Home {
        show: Box::new(move |outcome, _| step::show(&by, &of, signals, outcome, None)),
        back: Box::new(move |values| {
            let page =
                if values.is_empty() { 0 } else { signals.course.with_untracked(|course| course.page) };
            signals.turn(|course| (course.screen, course.page) = (Screen::Asking, page));
        }),
        late: outbox::unseen(),
    };
    outbox::attach(context, signals.entry, survey.outbox, home);
}

/// Who knows what is wrong with the answers.
pub(super) fn judge(survey: &Arc<Survey>, signals: Signals) -> Arc<dyn Judge> {
    Arc::new(OfSurvey { survey: survey.clone(), course: signals.course })
}

/// Fetches it, if it is not there. Should that fail, going on will try again.
pub(super) fn fetch(context: &Shared, signals: Signals) {
    // The widget may be gone by now.
    if signals.course.try_with_untracked(|course| course.way.is_some()) != Some(false) {
        return;
    }
    let context = context.clone();
    leptos::task::spawn_local(async move {
        let _ = later!(come(context, signals));
    });
}

/// Follows the answers: shows and hides what they decide on, and keeps them.
pub(super) fn follow(context: &Shared, signals: Signals) {
    if let Some(way) = signals.way() {
        way.follow(context, signals);
    }
}

/// What the answers make of a page.
pub(super) fn flow(survey: &Survey, values: &Values, page: usize) -> Flow {
    let route = survey.route(values);
    let progress = survey.progress(values, page);
    let onward = route.next(page);
    let asked = |question: &rungs_model::survey::Question| Asked {
        shown: route.asks(&question.name),
        required: route.is_required(question),
        label: question.label.as_ref().map(|label| route.pipe(label)).unwrap_or_default(),
        text: piped(&route, question.text.as_deref()),
        hint: question.hint.as_ref().filter(|hint| takes_answers(hint)).map(|hint| route.pipe(hint)),
    };
    let shown = survey.pages.get(page);
    Flow {
        questions: shown.map(|page| page.questions.iter().map(asked).collect()).unwrap_or_default(),
        title: shown.and_then(|page| page.title.as_ref()).map(|title| route.pipe(title)),
        text: piped(&route, shown.and_then(|page| page.text.as_deref())),
        position: progress.position,
        total: progress.total,
        certain: progress.certain,
        back: route.previous(page).is_some(),
        sends: match onward {
            Onward::Page(_) => false,
            Onward::Send => true,
            Onward::End(end) => end.send,
        },
        consents: matches!(onward, Onward::Send),
    }
}

/// A text with answers in it; none where no answer can stand in it, as that never changes.
fn piped(route: &Route, text: Option<&str>) -> Option<Markdown> {
    text.filter(|text| takes_answers(text)).map(|text| route.pipe_markdown(text))
}
