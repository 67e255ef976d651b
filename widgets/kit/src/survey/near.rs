//! Where one can go from a page. Part of the second file.

use rungs_model::Values;
use rungs_model::survey::{Onward, Survey};

/// Where one can go from a page.
#[derive(Clone, Copy)]
pub(super) struct Near {
    pub(super) next: Option<usize>,
    pub(super) previous: Option<usize>,
    /// Whether nothing on the page is wrong.
    pub(super) right: bool,
}

impl Near {
    /// For these answers.
    pub(super) fn of(survey: &Survey, values: &Values, page: usize) -> Self {
        let route = survey.route(values);
        let next = match route.next(page) {
            Onward::Page(next) => Some(next),
            Onward::Send | Onward::End(_) => None,
        };
        Self { next, previous: route.previous(page), right: route.errors_on(page).next().is_none() }
    }

    /// The pages: first the next.
    pub(super) fn pages(self) -> impl Iterator<Item = usize> {
        self.next.into_iter().chain(self.previous)
    }
}
