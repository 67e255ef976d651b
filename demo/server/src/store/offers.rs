//! Who offers to host or to take a shift: until staff agree it is pending, and only what was done completes
//! a rung.

use anyhow::Result;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::climbers::present;
use super::steps::settle;
use super::{Request, Requests, Store, now};

/// Offers on one page of a list.
const PAGE: i64 = 50;

/// Someone's offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Offered {
    pub(crate) id: String,
    pub(crate) widget: String,
    /// host or shift.
    pub(crate) offer: String,
    pub(crate) created_at: i64,
    /// When staff are to have been in touch.
    pub(crate) due_at: i64,
    pub(crate) accepted_at: Option<i64>,
    pub(crate) declined_at: Option<i64>,
    pub(crate) done_at: Option<i64>,
    /// When it was taken back.
    pub(crate) withdrawn_at: Option<i64>,
    pub(crate) locale: String,
    pub(crate) test: bool,
    /// Digits of the phone number.
    pub(crate) person: Option<String>,
    pub(crate) fields: String,
    /// The token of their ladder, as it came; it is not read back.
    pub(crate) ladder: Option<String>,
}

/// What staff say of an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It may be done.
    Accepted,
    /// It may not.
    Declined,
    /// It was done, and so was accepted.
    Done,
}

const COLUMNS: &str = "id, widget, offer, created_at, due_at, accepted_at, declined_at, done_at, locale, test, fields, withdrawn_at";

/// Whether staff have nothing left to see to.
const CLOSED: &str = "CASE WHEN done_at IS NULL AND declined_at IS NULL AND withdrawn_at IS NULL \
     THEN CAST(0 AS BIGINT) ELSE CAST(1 AS BIGINT) END";

impl Offered {
    /// The same as its sender may look at it.
    pub(crate) fn request(&self) -> Request {
        Request {
            kind: Requests::Offers,
            widget: self.widget.clone(),
            id: self.id.clone(),
            offer: Some(self.offer.clone()),
            locale: self.locale.clone(),
            created_at: self.created_at,
            due_at: self.due_at,
            done_at: self.done_at,
            withdrawn_at: self.withdrawn_at,
        }
    }

    fn read(row: &AnyRow) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.try_get(0)?,
            widget: row.try_get(1)?,
            offer: row.try_get(2)?,
            created_at: row.try_get(3)?,
            due_at: row.try_get(4)?,
            accepted_at: row.try_get(5)?,
            declined_at: row.try_get(6)?,
            done_at: row.try_get(7)?,
            locale: row.try_get(8)?,
            test: row.try_get::<i64, _>(9)? == 1,
            person: None,
            fields: row.try_get(10)?,
            withdrawn_at: row.try_get(11)?,
            ladder: None,
        })
    }

    /// In one word, how it stands.
    pub(crate) fn state(&self) -> &'static str {
        match (self.done_at, self.withdrawn_at, self.declined_at, self.accepted_at) {
            (Some(_), ..) => "done",
            (_, Some(_), ..) => "withdrawn",
            (_, _, Some(_), _) => "declined",
            (.., Some(_)) => "accepted",
            _ => "pending",
        }
    }

    fn is_same(&self, other: &Self) -> bool {
        let what = |offered: &Self| (offered.widget.clone(), offered.offer.clone(), offered.fields.clone());
        what(self) == what(other) && self.test == other.test
    }
}

impl Store {
    /// Keeps an offer; gives the one that was kept first under its id. None if the id is that of another.
    pub(crate) async fn offer(&self, offered: &Offered) -> Result<Option<Offered>> {
        let mut transaction = self.begin().await?;
        let climber = present(&mut transaction, self.kind, offered.ladder.as_deref()).await?;
        let keep = sqlx::query(
            "INSERT INTO offers (id, widget, offer, created_at, due_at, locale, test, person, fields, climber) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING",
        );
        let keep = keep.bind(&offered.id).bind(&offered.widget).bind(&offered.offer);
        let keep = keep.bind(offered.created_at).bind(offered.due_at).bind(&offered.locale);
        let keep = keep.bind(i64::from(offered.test)).bind(&offered.person).bind(&offered.fields);
        keep.bind(climber).execute(&mut *transaction).await?;
        let sql = format!("SELECT {COLUMNS} FROM offers WHERE id = $1");
        let kept = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(&offered.id);
        let kept = Offered::read(&kept.fetch_one(&mut *transaction).await?)?;
        transaction.commit().await?;
        Ok(Some(kept).filter(|kept| kept.is_same(offered)))
    }

    /// A page of those of one widget, or of all, after an offer: those that staff have to see to first, by
    /// the time when they are due.
    pub(crate) async fn offers(&self, widget: Option<&str>, after: &str) -> Result<Vec<Offered>> {
        // What is no id stands before all.
        let sql = format!(
            "SELECT {COLUMNS} FROM (SELECT offers.*, {CLOSED} AS closed FROM offers) AS listed \
             WHERE ($1 = '' OR widget = $2) AND ($3 = '' OR (closed, due_at, id) > \
             (SELECT {CLOSED}, due_at, id FROM offers WHERE id = $4)) ORDER BY closed, due_at, id LIMIT $5"
        );
        let widget = widget.unwrap_or_default();
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(widget).bind(widget).bind(after).bind(after);
        let rows = rows.bind(PAGE).fetch_all(&self.pool).await?;
        Ok(rows.iter().map(Offered::read).collect::<sqlx::Result<_>>()?)
    }

    /// Notes what staff say of an offer, the first time; false if there is no such offer, or none any more.
    pub(crate) async fn judge_offer(&self, id: &str, verdict: Verdict) -> Result<bool> {
        let sql = match verdict {
            Verdict::Accepted => {
                "UPDATE offers SET accepted_at = COALESCE(accepted_at, $1), declined_at = NULL WHERE id = $2 AND withdrawn_at IS NULL RETURNING climber"
            }
            Verdict::Declined => {
                "UPDATE offers SET declined_at = COALESCE(declined_at, $1), accepted_at = NULL, done_at = NULL WHERE id = $2 AND withdrawn_at IS NULL RETURNING climber"
            }
            Verdict::Done => {
                "UPDATE offers SET done_at = COALESCE(done_at, $1), accepted_at = COALESCE(accepted_at, $1), declined_at = NULL WHERE id = $2 AND withdrawn_at IS NULL RETURNING climber"
            }
        };
        let mut transaction = self.begin().await?;
        let row = sqlx::query(sql).bind(now()).bind(id).fetch_optional(&mut *transaction).await?;
        let Some(row) = row else { return Ok(false) };
        let climber: Option<String> = row.try_get(0)?;
        settle(&mut transaction, self.kind, &self.rules, &climber.into_iter().collect()).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Notes that someone was at an occurrence; the first time holds. Whoever has no token here is
    /// believed by their own device only.
    pub(crate) async fn arrive(&self, token: Option<&str>, widget: &str, slot: &str) -> Result<()> {
        let mut transaction = self.begin().await?;
        let climber = present(&mut transaction, self.kind, token).await?;
        let Some(climber) = climber else { return Ok(()) };
        let keep = sqlx::query(
            "INSERT INTO arrivals (climber, widget, slot, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        );
        keep.bind(&climber).bind(widget).bind(slot).bind(now()).execute(&mut *transaction).await?;
        settle(&mut transaction, self.kind, &self.rules, &[climber].into()).await?;
        transaction.commit().await?;
        Ok(())
    }
}
