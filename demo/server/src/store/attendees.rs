//! Who comes, for the organisers.

use anyhow::Result;
use rungs_model::rsvp::Holding;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::replies::holding;
use super::steps::settle_sender;
use super::{Store, now};

/// Rows read at once.
const PAGE: i64 = 500;

/// An answer to an occurrence, with who gave it.
pub(crate) struct Attendee {
    pub(crate) seq: i64,
    pub(crate) submission: String,
    pub(crate) slot: String,
    pub(crate) state: Holding,
    pub(crate) places: i64,
    /// Their number in the line, if they ever waited.
    pub(crate) line: Option<i64>,
    pub(crate) promoted_at: Option<i64>,
    pub(crate) checked_in_at: Option<i64>,
    pub(crate) test: bool,
    /// False for whoever had answered already.
    pub(crate) counted: bool,
    pub(crate) recorded_at: i64,
    pub(crate) locale: String,
    pub(crate) fields: String,
    pub(crate) needs: Option<String>,
}

impl Attendee {
    fn read(row: &AnyRow) -> sqlx::Result<Self> {
        let flag = |index: usize| row.try_get::<i64, _>(index).map(|flag| flag == 1);
        Ok(Self {
            seq: row.try_get(0)?,
            submission: row.try_get(1)?,
            slot: row.try_get(2)?,
            state: holding(row.try_get(3)?),
            places: row.try_get(4)?,
            line: row.try_get(5)?,
            promoted_at: row.try_get(6)?,
            checked_in_at: row.try_get(7)?,
            test: flag(8)?,
            counted: flag(9)?,
            recorded_at: row.try_get(10)?,
            locale: row.try_get(11)?,
            fields: row.try_get(12)?,
            needs: row.try_get(13)?,
        })
    }
}

impl Store {
    /// The next answers after `seq`, of one occurrence or of all, in the order in which they came; none
    /// at the end. Whoever was erased is not among them.
    pub(crate) async fn attendees(
        &self,
        widget: &str,
        slot: Option<&str>,
        seq: i64,
    ) -> Result<Vec<Attendee>> {
        let rows = sqlx::query(
            "SELECT r.seq, r.submission, r.slot, r.state, r.places, r.line, r.promoted_at, r.checked_in_at, r.test, \
             s.counted, s.recorded_at, s.locale, s.fields, n.needs FROM replies r \
             JOIN submissions s ON s.id = r.submission AND s.widget = r.widget \
             LEFT JOIN needs n ON n.submission = r.submission AND n.widget = r.widget \
             WHERE r.widget = $1 AND r.seq > $2 AND ($3 = '' OR r.slot = $4) AND s.fingerprint <> '' \
             ORDER BY r.seq LIMIT $5",
        );
        let slot = slot.unwrap_or_default();
        let rows = rows.bind(widget).bind(seq).bind(slot).bind(slot).bind(PAGE).fetch_all(&self.pool).await?;
        Ok(rows.iter().map(Attendee::read).collect::<sqlx::Result<_>>()?)
    }

    /// Marks that someone is there, or that this was a slip; false if they never answered to this.
    pub(crate) async fn check_in(
        &self,
        widget: &str,
        submission: &str,
        slot: &str,
        here: bool,
    ) -> Result<bool> {
        // The first mark stays: when they came.
        let mark = sqlx::query(
            "UPDATE replies SET checked_in_at = CASE WHEN $1 = 1 THEN COALESCE(checked_in_at, $2) ELSE NULL END \
             WHERE submission = $3 AND widget = $4 AND slot = $5",
        );
        let mark = mark.bind(i64::from(here)).bind(now()).bind(submission).bind(widget).bind(slot);
        let mut transaction = self.begin().await?;
        let marked = mark.execute(&mut *transaction).await?.rows_affected() > 0;
        settle_sender(&mut transaction, self.kind, &self.rules, widget, submission).await?;
        transaction.commit().await?;
        Ok(marked)
    }
}
