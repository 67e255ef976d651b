//! The pages of a survey that are drawn: the one that is seen, those that one has left, and, once the answers
//! have come to rest, those that one can go to from here. To turn a page is then only to show another.
//!
//! What is not seen does nothing: it follows the answers when it is shown. Part of the second file.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use rungs_model::survey::{Page, Question, Survey};
use rungs_model::{Consent, Values};
use web_sys::Element;

use super::elsewhere::Elsewhere;
use super::flow::Flow;
use super::near::Near;
use super::sheet::Sheet;
use super::way::{Whole, flow};
use super::{Course, Screen, Signals, page};
use crate::browser;
use crate::context::Shared;
use crate::style;
use crate::view::{Tag, set, tag};

const LOOK: &str = include_str!(concat!(env!("OUT_DIR"), "/away.css"));

/// How many questions are drawn at once where none is yet: about as many as a phone shows.
const AT_ONCE: usize = 4;
/// How many of a page are drawn before it is seen.
const AHEAD: usize = 30;
/// How many more stay drawn on pages that one has left.
const LEFT: usize = 20;
/// For how long nothing may change before more is drawn.
const REST: Duration = Duration::from_millis(300);

/// The pages that are drawn.
pub(super) struct Pages {
    place: Element,
    elsewhere: Elsewhere,
    sheets: Vec<Sheet>,
    /// The page that is seen. If it has no sheet, the first file drew it.
    shown: usize,
    /// Where one can go from here, once the answers have come to rest.
    near: Option<Near>,
}

impl Pages {
    /// None yet, in this place of the form.
    fn new(context: &Shared, survey: &Survey, place: Element, shown: usize, values: &Values) -> Self {
        style::add(&context.root, LOOK);
        let mut elsewhere = Elsewhere::new();
        // Consents stand with whatever page is seen.
        let consents: Vec<String> = survey.consents.iter().map(Consent::control).collect();
        elsewhere.put(values, |name| !consents.iter().any(|control| control == name));
        let _ = place.append_child(elsewhere.place());
        Self { place, elsewhere, sheets: Vec::new(), shown, near: None }
    }

    /// Those whose first page the first file has drawn.
    fn adopt(context: &Shared, survey: &Survey, values: &Values) -> Option<Self> {
        let place = context.root.query_selector(".pages").ok()??;
        let mut this = Self::new(context, survey, place, 0, values);
        this.elsewhere.release(&first(survey));
        // This takes its place.
        if let Some(others) = this.elsewhere.place().previous_element_sibling() {
            others.remove();
        }
        Some(this)
    }

    fn sheet(&self, page: usize) -> Option<&Sheet> {
        self.sheets.iter().find(|sheet| sheet.page == page)
    }

    /// Draws questions of a page until there are as many as this.
    fn draw(&mut self, context: &Shared, survey: &Arc<Survey>, signals: Signals, page: usize, until: usize) {
        let Some(asked) = survey.pages.get(page) else { return };
        if self.sheet(page).is_none() {
            let sheet = Sheet::new(context, survey, asked, signals, course(survey, signals, page));
            let _ = self.place.append_child(sheet.element());
            self.sheets.push(sheet);
        }
        let sheet = self.sheets.iter_mut().find(|sheet| sheet.page == page && sheet.drawn < until);
        if let Some(sheet) = sheet {
            let before = sheet.controls.len();
            sheet.draw(context, asked, until);
            self.elsewhere.release(sheet.controls.get(before..).unwrap_or_default());
        }
    }

    /// Draws one question more of a page that one can go to; false if all are there.
    fn draw_ahead(&mut self, context: &Shared, survey: &Arc<Survey>, signals: Signals) -> bool {
        let near = self.near.unwrap_or_else(|| {
            signals.entry.with_untracked(|entry| self.come_to_rest(survey, &entry.values))
        });
        for page in near.pages() {
            let all = survey.pages.get(page).map_or(0, |page| page.questions.len().min(AHEAD));
            let drawn = self.sheet(page).map(|sheet| sheet.drawn);
            if drawn.is_none_or(|drawn| drawn < all) {
                self.draw(context, survey, signals, page, drawn.unwrap_or(0) + 1);
                self.sheet(page).into_iter().for_each(Sheet::lay_out);
                return true;
            }
        }
        self.tidy(signals, near);
        false
    }

    /// Finds out where one can go from here.
    fn come_to_rest(&mut self, survey: &Survey, values: &Values) -> Near {
        // Of what has come beside answers it has not heard.
        self.sheet(self.shown).into_iter().for_each(Sheet::ring);
        let near = Near::of(survey, values, self.shown);
        for sheet in near.pages().filter_map(|page| self.sheet(page)) {
            sheet.take(&flow(survey, values, sheet.page));
        }
        self.near = Some(near);
        near
    }

    /// Takes away pages that one has left long ago.
    fn tidy(&mut self, signals: Signals, near: Near) {
        let left =
            |sheet: &Sheet, shown: usize| sheet.page != shown && near.pages().all(|page| sheet.page != page);
        loop {
            let shown = self.shown;
            let drawn = self.sheets.iter().filter(|sheet| left(sheet, shown)).map(|sheet| sheet.drawn);
            if drawn.sum::<usize>() <= LEFT {
                return;
            }
            let pages = self.sheets.iter().filter(|sheet| left(sheet, shown)).map(|sheet| sheet.page);
            let farthest = pages.max_by_key(|page| page.abs_diff(shown));
            let Some(at) = self.sheets.iter().position(|sheet| Some(sheet.page) == farthest) else { return };
            let sheet = self.sheets.remove(at);
            signals.entry.with_untracked(|entry| self.hold(&entry.values, &sheet.controls));
        }
    }

    /// Holds the answers in these controls, which are drawn no longer.
    fn hold(&mut self, values: &Values, controls: &[String]) {
        self.elsewhere.put(values, |name| controls.iter().any(|control| control == name));
    }

    /// Shows a page in place of the one that is seen; some of it may be still `to_come`.
    fn show(&mut self, survey: &Survey, values: &Values, page: usize, flow: &Flow, to_come: bool) {
        if let Some(left) = self.sheet(self.shown) {
            left.hide();
        } else {
            // It is taken away in a moment.
            if let Ok(Some(first)) = self.place.query_selector(".sheet") {
                set(&first, "hidden", Some(""));
            }
            self.hold(values, &first(survey));
        }
        // The widget's own notes are others now.
        self.elsewhere.put(values, |name| name.starts_with('_'));
        (self.shown, self.near) = (page, None);
        if let Some(sheet) = self.sheet(page) {
            sheet.take(flow);
            sheet.show(to_come);
            sheet.lead();
        }
    }
}

/// The controls of the first page.
fn first(survey: &Survey) -> Vec<String> {
    let page = survey.pages.first();
    page.map(|page| page.questions.iter().flat_map(Question::controls).collect()).unwrap_or_default()
}

/// What the parts of a page follow.
fn course(survey: &Arc<Survey>, signals: Signals, page: usize) -> Course {
    Course {
        screen: Screen::Asking,
        page,
        turns: 0,
        first: false,
        flow: signals.entry.with_untracked(|entry| flow(survey, &entry.values, page)),
        fresh: false,
        way: Some(Arc::new(Whole::new(survey.clone()))),
        restored: false,
        apart: None,
        saving: false,
    }
}

/// Draws the page that is asked, in a place with room for others.
pub(super) fn pages(context: &Shared, whole: &Whole, signals: Signals) -> Option<Tag> {
    let place = tag("div").attr("class", "pages");
    let page = signals.course.with_untracked(|course| course.page);
    whole.survey.pages.get(page)?;
    let mut values = signals.entry.with_untracked(|entry| entry.values.clone());
    values.set(page::PAGE, page.to_string());
    let mut pages = Pages::new(context, &whole.survey, place.element().clone(), page, &values);
    pages.draw(context, &whole.survey, signals, page, AT_ONCE);
    let to_come = whole.is_to_come(&pages, page);
    if let Some(sheet) = pages.sheet(page) {
        sheet.show(to_come);
        sheet.lead();
    }
    whole.pages.replace(Some(pages));
    if to_come {
        finish(context, signals, page);
    }
    Some(place)
}

/// Where one can go from the page that is seen, if these answers have come to rest.
pub(super) fn near(whole: &Whole, signals: Signals) -> Option<Near> {
    let near = whole.pages.borrow().as_ref()?.near?;
    let followed = whole.followed.borrow();
    signals.entry.with_untracked(|entry| followed.is(&entry.values)).then_some(near)
}

/// Turns to another page. Nothing of what was entered is lost.
pub(super) fn turn(context: &Shared, whole: &Whole, signals: Signals, page: usize) {
    let survey = &whole.survey;
    let known = near(whole, signals).and_then(|near| {
        near.pages().find(|near| *near == page)?;
        Some(whole.pages.borrow().as_ref()?.sheet(page)?.flow())
    });
    let wrong = signals.entry.try_update_untracked(|entry| {
        let wrong = !entry.errors.is_empty();
        entry.forgive();
        entry.mostly_required = survey.pages.get(page).is_some_and(Page::is_mostly_required);
        entry.values.set(page::PAGE, page.to_string());
        wrong
    });
    let found = || signals.entry.with_untracked(|entry| flow(survey, &entry.values, page));
    let flow = known.unwrap_or_else(found);
    let asking = signals.course.with_untracked(|course| matches!(course.screen, Screen::Asking));
    let there = whole.pages.borrow_mut().as_mut().filter(|_| asking).map(|pages| {
        if wrong == Some(true) {
            pages.sheet(pages.shown).into_iter().for_each(Sheet::ring);
        }
        pages.draw(context, survey, signals, page, AT_ONCE);
        let to_come = whole.is_to_come(pages, page);
        signals.entry.with_untracked(|entry| pages.show(survey, &entry.values, page, &flow, to_come));
        to_come
    });
    signals.course.update(|course| {
        course.flow = flow;
        course.fresh = true;
        course.page = page;
        course.first = false;
        if there.is_none() {
            course.turns += 1;
        }
    });
    signals.entry.notify();
    if there == Some(true) {
        finish(context, signals, page);
    }
}

impl Whole {
    /// Whether questions of a page are not drawn yet.
    fn is_to_come(&self, pages: &Pages, page: usize) -> bool {
        let all = self.survey.pages.get(page).map_or(0, |page| page.questions.len());
        pages.sheet(page).is_some_and(|sheet| sheet.drawn < all)
    }
}

/// Draws the rest of a page once it was seen.
fn finish(context: &Shared, signals: Signals, page: usize) {
    let context = context.clone();
    browser::after_paint(move || {
        // The widget may be gone by now.
        if let Some(Some(way)) = signals.course.try_with_untracked(|course| course.way.clone()) {
            way.finish(&context, signals, page);
        }
    });
}

/// Draws all of a page that is seen.
pub(super) fn draw_all(context: &Shared, whole: &Whole, signals: Signals, page: usize) {
    if let Some(pages) = whole.pages.borrow_mut().as_mut().filter(|pages| pages.shown == page) {
        pages.draw(context, &whole.survey, signals, page, usize::MAX);
        pages.sheet(page).into_iter().for_each(|sheet| sheet.show(false));
    }
}

/// Takes what the answers make of the page that is seen.
pub(super) fn take(whole: &Whole, page: usize, flow: &Flow) {
    if let Some(pages) = whole.pages.borrow().as_ref().filter(|pages| pages.shown == page) {
        pages.sheet(page).into_iter().for_each(|sheet| sheet.take(flow));
    }
}

/// Has the page that is seen hear of an answer, if it `is_new`.
pub(super) fn hear(context: &Shared, whole: &Whole, signals: Signals, is_new: bool) {
    let mut pages = whole.pages.borrow_mut();
    if pages.is_none() {
        *pages = signals.entry.with_untracked(|entry| Pages::adopt(context, &whole.survey, &entry.values));
    }
    if let Some(pages) = pages.as_mut() {
        if is_new {
            pages.sheet(pages.shown).into_iter().for_each(Sheet::ring);
        }
        pages.near = None;
    }
}

/// Draws pages that one can go to, once nothing has changed for a while.
pub(super) fn look_ahead(context: &Shared, whole: &Whole, signals: Signals) {
    let (context, changes) = (context.clone(), whole.followed.borrow().changes);
    set_timeout(move || ahead(context, signals, changes), REST);
}

/// One question at a time, so that whoever answers meanwhile need not wait.
fn ahead(context: Shared, signals: Signals, changes: u32) {
    let way = signals.course.try_with_untracked(|course| course.way.clone()).flatten();
    if way.is_some_and(|way| way.draw_ahead(&context, signals, changes)) {
        browser::after_paint(move || ahead(context, signals, changes));
    }
}

/// Draws more; whether there is still more.
pub(super) fn draw_ahead(context: &Shared, whole: &Whole, signals: Signals) -> bool {
    let asking = signals.course.with_untracked(|course| matches!(course.screen, Screen::Asking));
    let mut pages = whole.pages.borrow_mut();
    let pages = pages.as_mut().filter(|pages| asking && pages.place.is_connected());
    pages.is_some_and(|pages| pages.draw_ahead(context, &whole.survey, signals))
}
