//! Pages of what people ask of staff: what there is to see to first, by the time when it is due.

use rungs_model::SubmissionId;
use sqlx::Any;
use sqlx::any::AnyArguments;
use sqlx::query::Query;

use super::Request;

/// Requests on one page of a list.
pub(super) const PAGE: i64 = 50;

/// The end of a statement that lists those of a widget, or of all, after a place; [`Place::bind`] gives its values.
pub(super) const AFTER: &str = "WHERE ($1 = '' OR widget = $2) AND (closed, due_at, id) > ($3, $4, $5) \
     ORDER BY closed, due_at, id LIMIT $6";

/// A place in the list: those after it follow, whatever became of the request that stood there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    closed: bool,
    due_at: i64,
    id: String,
}

impl Place {
    /// Where a request stands.
    pub(crate) fn of(asked: &Request) -> Self {
        Self { closed: asked.is_closed(), due_at: asked.due_at, id: asked.id.clone() }
    }

    /// Reads what [`Self::to_text`] wrote.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '_');
        let closed = match parts.next()? {
            "open" => false,
            "done" => true,
            _ => return None,
        };
        let due_at = parts.next()?.parse().ok()?;
        Some(Self { closed, due_at, id: SubmissionId::parse(parts.next()?)?.to_string() })
    }

    pub(crate) fn to_text(&self) -> String {
        format!("{}_{}_{}", if self.closed { "done" } else { "open" }, self.due_at, self.id)
    }

    /// The values of [`AFTER`].
    pub(super) fn bind<'q>(
        &'q self,
        query: Query<'q, Any, AnyArguments>,
        widget: Option<&'q str>,
    ) -> Query<'q, Any, AnyArguments> {
        let widget = widget.unwrap_or_default();
        let query = query.bind(widget).bind(widget).bind(i64::from(self.closed));
        query.bind(self.due_at).bind(&self.id).bind(PAGE)
    }
}

#[cfg(test)]
mod tests {
    use super::Place;

    const ID: &str = "0b8f4c9e-6c1f-4f0e-9c53-2f1a7d1f5a11";

    #[test]
    fn a_place_in_the_list_reads_back_and_nothing_else_is_one() {
        let place = Place { closed: true, due_at: 1_767_225_600_000, id: ID.into() };
        assert_eq!(Place::parse(&place.to_text()), Some(place));
        for bad in ["", "open", "open_1", "open_1_\0", &format!("open_x_{ID}"), &format!("shut_1_{ID}")] {
            assert_eq!(Place::parse(bad), None, "{bad:?}");
        }
    }
}
