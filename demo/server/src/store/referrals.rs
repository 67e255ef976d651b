//! Who brought whom: supporters are told how many, organisers who.

use anyhow::Result;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row as _};

use super::{Store, places};

/// One who took part, and one with whose code they did.
pub(crate) struct Link {
    pub(crate) from: Sharer,
    pub(crate) to: Sharer,
    /// What the second took part in, and when.
    pub(crate) widget: String,
    pub(crate) at: i64,
    /// The mark of the invitation, if it was by one.
    pub(crate) invitation: Option<String>,
}

/// The code that a submission came with: that of the person, and the mark of the invitation if it was by one.
pub(super) const CODE: &str =
    "CASE WHEN invitation IS NULL THEN referrer ELSE referrer || '.' || invitation END";

/// Where `b` came with the code of someone on a ladder, `c`, and is not that person.
const BY_CLIMBER: &str = "c.test = 0 AND NOT EXISTS (SELECT 1 FROM climbs l \
     JOIN submissions s ON s.id = l.submission AND s.widget = l.widget \
     WHERE l.climber = c.id AND (s.person = b.person OR (s.id = b.id AND s.widget = b.widget)))";

/// Where `b` came with the code that `o` was given, and is not that person.
const BY_SENDER: &str = "o.test = 0 AND (b.person IS NULL OR o.person IS NULL OR b.person <> o.person)";

/// Someone who took part.
pub(crate) struct Sharer {
    pub(crate) submission: String,
    pub(crate) person: Option<String>,
    pub(crate) fields: String,
}

impl Sharer {
    fn read(row: &AnyRow, first: usize) -> sqlx::Result<Self> {
        Ok(Self {
            submission: row.try_get(first)?,
            person: row.try_get(first + 1)?,
            fields: row.try_get(first + 2)?,
        })
    }
}

impl Store {
    /// How many people took part with a code, or only by the invitation of this mark: each once, tests and
    /// whoever shared it not at all. Of a code that nobody was given it is none.
    pub(crate) async fn brought(&self, code: &str, invitation: Option<&str>) -> Result<i64> {
        let only = if invitation.is_some() { " AND b.invitation = $2" } else { "" };
        let sql = format!(
            "SELECT COUNT(DISTINCT COALESCE(b.person, b.id)) FROM submissions b \
             WHERE b.referrer = $1 AND b.counted = 1 AND b.test = 0{only} \
             AND (EXISTS (SELECT 1 FROM submissions o WHERE o.referral = b.referrer AND {BY_SENDER}) \
             OR EXISTS (SELECT 1 FROM climbers c WHERE c.referral = b.referrer AND {BY_CLIMBER}))"
        );
        let row = sqlx::query(AssertSqlSafe(sql)).bind(code);
        let row = if let Some(mark) = invitation { row.bind(mark) } else { row };
        Ok(row.fetch_one(&self.pool).await?.try_get(0)?)
    }

    /// Who brought whom into these widgets, in the order in which they came.
    pub(crate) async fn referrals(&self, widgets: &[&str]) -> Result<Vec<Link>> {
        if widgets.is_empty() {
            return Ok(Vec::new());
        }
        let places = places(1, widgets.len());
        let newcomer = "b.id, b.person, b.fields, b.widget, b.recorded_at, b.invitation, b.seq";
        let counts =
            format!("b.widget IN ({places}) AND b.referrer IS NOT NULL AND b.counted = 1 AND b.test = 0");
        // Who has a ladder is known by the first thing that they sent with its token; before that, by nothing.
        let sql = format!(
            "SELECT o.id, o.person, o.fields, {newcomer} FROM submissions b \
             JOIN submissions o ON o.referral = b.referrer WHERE {counts} AND {BY_SENDER} \
             UNION ALL SELECT COALESCE(o.id, c.id), o.person, COALESCE(o.fields, '{{}}'), {newcomer} FROM submissions b \
             JOIN climbers c ON c.referral = b.referrer LEFT JOIN submissions o ON o.seq = (SELECT MIN(s.seq) \
             FROM climbs l JOIN submissions s ON s.id = l.submission AND s.widget = l.widget WHERE l.climber = c.id) \
             WHERE {counts} AND {BY_CLIMBER} ORDER BY 10"
        );
        let query = widgets.iter().fold(sqlx::query(AssertSqlSafe(sql)), |query, widget| query.bind(*widget));
        let link = |row: &AnyRow| {
            Ok(Link {
                from: Sharer::read(row, 0)?,
                to: Sharer::read(row, 3)?,
                widget: row.try_get(6)?,
                at: row.try_get(7)?,
                invitation: row.try_get(8)?,
            })
        };
        Ok(query.fetch_all(&self.pool).await?.iter().map(link).collect::<sqlx::Result<_>>()?)
    }
}
