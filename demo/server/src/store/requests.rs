//! What people ask of staff: to be called back, or to agree to an offer. Whoever asked can take it back: then
//! nothing of what they entered is left, and staff see that it was.

use anyhow::Result;
use sqlx::any::AnyRow;
use sqlx::{Any, AssertSqlSafe, Row as _, Transaction};

use super::climbers::present;
use super::{Kind, Store, now};

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Requests {
    /// To be called back.
    CallBacks,
    /// To agree to an offer.
    Offers,
}

impl Requests {
    /// Their name: that of their table, and in addresses.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::CallBacks => "callbacks",
            Self::Offers => "offers",
        }
    }
}

/// A request as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) kind: Requests,
    pub(crate) id: String,
    pub(crate) widget: String,
    /// host or shift; nothing of a call-back.
    pub(crate) offer: String,
    pub(crate) created_at: i64,
    /// When staff are to have been in touch.
    pub(crate) due_at: i64,
    /// When staff said that it was done.
    pub(crate) done_at: Option<i64>,
    /// When whoever asked took it back.
    pub(crate) withdrawn_at: Option<i64>,
    /// When staff said that it may not be, as they can of an offer.
    pub(crate) declined_at: Option<i64>,
    pub(crate) locale: String,
    pub(crate) test: bool,
    /// What was entered, as JSON.
    pub(crate) fields: String,
    /// The version of the document by which that was judged; none if it is not known.
    pub(crate) document: Option<i64>,
}

/// A request that comes in.
pub(crate) struct Asking {
    pub(crate) request: Request,
    /// Digits of the phone number.
    pub(crate) person: Option<String>,
    /// The token of their ladder, as it came; it is not read back.
    pub(crate) ladder: Option<String>,
}

impl Request {
    /// The columns that it is read from, in a statement of its table.
    pub(super) fn columns(kind: Requests) -> String {
        let (offer, declined) = match kind {
            Requests::CallBacks => ("''", "CAST(NULL AS BIGINT)"),
            Requests::Offers => ("offer", "declined_at"),
        };
        format!(
            "id, widget, {offer}, created_at, due_at, done_at, withdrawn_at, locale, test, fields, document, {declined}"
        )
    }

    /// From these columns, which come first.
    pub(super) fn read(kind: Requests, row: &AnyRow) -> sqlx::Result<Self> {
        Ok(Self {
            kind,
            id: row.try_get(0)?,
            widget: row.try_get(1)?,
            offer: row.try_get(2)?,
            created_at: row.try_get(3)?,
            due_at: row.try_get(4)?,
            done_at: row.try_get(5)?,
            withdrawn_at: row.try_get(6)?,
            locale: row.try_get(7)?,
            test: row.try_get::<i64, _>(8)? == 1,
            fields: row.try_get(9)?,
            document: row.try_get(10)?,
            declined_at: row.try_get(11)?,
        })
    }

    /// In one word, how it stands for whoever asked.
    pub(crate) const fn state(&self) -> &'static str {
        match (self.done_at, self.withdrawn_at, self.declined_at) {
            (Some(_), ..) => "done",
            (_, Some(_), _) => "withdrawn",
            (.., Some(_)) => "declined",
            _ => "pending",
        }
    }

    /// Whether staff have nothing left to see to.
    pub(crate) const fn is_closed(&self) -> bool {
        self.done_at.is_some() || self.withdrawn_at.is_some() || self.declined_at.is_some()
    }

    /// Whether another is this one once more. What staff have seen to is over: whoever asks again means it anew.
    pub(crate) fn is_again(&self, other: &Self) -> bool {
        let what = |request: &Self| (request.widget.clone(), request.offer.clone(), request.fields.clone());
        !self.is_closed() && what(self) == what(other) && self.test == other.test
    }
}

/// Keeps a request; gives the one that was kept first under its id, and whether it is new. None if the id is
/// that of another content, or of one that is over.
pub(super) async fn keep(
    transaction: &mut Transaction<'_, Any>,
    kind: Kind,
    asking: &Asking,
) -> Result<Option<(Request, bool)>> {
    let Asking { request, person, ladder } = asking;
    let climber = present(transaction, kind, ladder.as_deref()).await?;
    let table = request.kind.as_str();
    let (offer, value) = if request.kind == Requests::Offers { (", offer", ", $11") } else { ("", "") };
    let sql = format!(
        "INSERT INTO {table} (id, widget, created_at, due_at, locale, test, person, fields, climber, document{offer}) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10{value}) ON CONFLICT (id) DO NOTHING"
    );
    let keep = sqlx::query(AssertSqlSafe(sql)).bind(&request.id).bind(&request.widget);
    let keep = keep.bind(request.created_at).bind(request.due_at).bind(&request.locale);
    let keep = keep
        .bind(i64::from(request.test))
        .bind(person)
        .bind(&request.fields)
        .bind(climber)
        .bind(request.document);
    let keep = if request.kind == Requests::Offers { keep.bind(&request.offer) } else { keep };
    let new = keep.execute(&mut **transaction).await?.rows_affected() > 0;
    let sql = format!("SELECT {} FROM {table} WHERE id = $1", Request::columns(request.kind));
    let kept = sqlx::query(AssertSqlSafe(sql)).bind(&request.id).fetch_one(&mut **transaction).await?;
    let kept = Request::read(request.kind, &kept)?;
    Ok(kept.is_again(request).then_some((kept, new)))
}

impl Store {
    /// The request under this id, if there is one.
    pub(crate) async fn request(&self, kind: Requests, id: &str) -> Result<Option<Request>> {
        let sql = format!("SELECT {} FROM {} WHERE id = $1", Request::columns(kind), kind.as_str());
        let row = sqlx::query(AssertSqlSafe(sql)).bind(id).fetch_optional(&self.pool).await?;
        Ok(row.map(|row| Request::read(kind, &row)).transpose()?)
    }

    /// Notes that the organisers' own system has heard of one, unless that was taken back meanwhile.
    pub(crate) async fn told(&self, told: &Request) -> Result<()> {
        let sql = format!(
            "UPDATE {} SET told_at = $1 WHERE id = $2 AND COALESCE(withdrawn_at, 0) = $3",
            told.kind.as_str()
        );
        let note = sqlx::query(AssertSqlSafe(sql)).bind(now()).bind(&told.id);
        note.bind(told.withdrawn_at.unwrap_or_default()).execute(&self.writing).await?;
        Ok(())
    }

    /// Takes a request back, once; gives when that was, none if there is no such request. Who it was and what
    /// they entered is deleted; a rung that it has completed stays done.
    pub(crate) async fn withdraw(&self, kind: Requests, id: &str) -> Result<Option<i64>> {
        let table = kind.as_str();
        let mut transaction = self.begin().await?;
        let sql = format!(
            // The organisers' own system is to hear of this, too.
            "UPDATE {table} SET withdrawn_at = $1, fields = '{{}}', person = NULL, told_at = NULL, \
             climber = CASE WHEN done_at IS NULL THEN NULL ELSE climber END WHERE id = $2 AND withdrawn_at IS NULL"
        );
        sqlx::query(AssertSqlSafe(sql)).bind(now()).bind(id).execute(&mut *transaction).await?;
        let sql = format!("SELECT withdrawn_at FROM {table} WHERE id = $1");
        let row = sqlx::query(AssertSqlSafe(sql)).bind(id).fetch_optional(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?.flatten())
    }
}
