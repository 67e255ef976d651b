//! Erasure: everything personal goes, with every change of mind, what is still to be forwarded or
//! mailed, answers that were not sent to the end and requests to be called back; the count and what was consented to at first, when, stay.
//! Answers to a survey leave its results. An empty fingerprint marks what was erased.

use anyhow::Result;
use sqlx::any::AnyRow;
use sqlx::{Any, AssertSqlSafe, Row as _, Transaction};

use super::change_reply::release;
use super::climbs::touched;
use super::letters::forget_letters;
use super::open_answers::take_back;
use super::relay::forget_errands;
use super::results::remove_answers;
use super::retold::forget_told;
use super::retry::with_retries;
use super::signer::{lock, withdraw};
use super::steps::{remove, settle};
use super::{Kind, Managed, Store};

/// Empties the submissions that the rest of the statement names.
macro_rules! empty {
    ($which:literal) => {
        concat!(
            "UPDATE submissions SET fields = '{}', person = NULL, given_name = NULL, place = NULL, ",
            "comment = NULL, shown = 0, source = NULL, referrer = NULL, invitation = NULL, page = NULL, attribution = NULL, referral = NULL, fingerprint = '' ",
            $which
        )
    };
}

/// How much was erased.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Erased {
    /// Submissions that were emptied.
    pub(crate) submissions: u64,
    /// Answers to surveys that were not sent to the end.
    pub(crate) partials: u64,
    /// Requests to be called back.
    pub(crate) callbacks: u64,
}

impl std::ops::AddAssign for Erased {
    fn add_assign(&mut self, more: Self) {
        self.submissions += more.submissions;
        self.partials += more.partials;
        self.callbacks += more.callbacks;
    }
}

impl Store {
    /// Removes everything personal of a person.
    pub(crate) async fn erase(&self, person: &str) -> Result<Erased> {
        with_retries(|| self.try_erase(person)).await
    }

    async fn try_erase(&self, person: &str) -> Result<Erased> {
        let mut transaction = self.begin().await?;
        // It locks them first: a change that is under way is in the history before that goes.
        let sql = locked("WHERE person = $1", self.kind);
        let rows = sqlx::query(AssertSqlSafe(sql)).bind(person).fetch_all(&mut *transaction).await?;
        let (mut own, sharers) = touched(&mut transaction, &named(&rows)?).await?;
        release(&mut transaction, self.kind, &named(&rows)?).await?;
        remove_answers(&mut transaction, self.kind, &rows).await?;
        for row in &rows {
            take_back(&mut transaction, row.try_get(4)?).await?;
        }
        let emptied = sqlx::query(empty!("WHERE person = $1 RETURNING widget, id"));
        let emptied = emptied.bind(person).fetch_all(&mut *transaction).await?;
        for row in &emptied {
            forget_changes(&mut transaction, row.try_get(0)?, row.try_get(1)?).await?;
        }
        sqlx::query("DELETE FROM people WHERE person = $1").bind(person).execute(&mut *transaction).await?;
        let partials = sqlx::query("DELETE FROM partials WHERE person = $1").bind(person);
        let partials = partials.execute(&mut *transaction).await?.rows_affected();
        own.extend(askers(&mut transaction, person).await?);
        let callbacks = sqlx::query("DELETE FROM callbacks WHERE person = $1").bind(person);
        let callbacks = callbacks.execute(&mut *transaction).await?.rows_affected();
        sqlx::query("DELETE FROM offers WHERE person = $1").bind(person).execute(&mut *transaction).await?;
        // Their progress was kept for them: it goes, too.
        remove(&mut transaction, self.kind, &own).await?;
        settle(&mut transaction, self.kind, &self.rules, &sharers).await?;
        transaction.commit().await?;
        Ok(Erased { submissions: emptied.len() as u64, partials, callbacks })
    }

    /// Removes everything personal of one submission, and the name from the page, whichever signature
    /// of the same person has put it there; false if it was erased already.
    pub(crate) async fn erase_one(&self, managed: &Managed) -> Result<bool> {
        with_retries(|| self.try_erase_one(managed)).await
    }

    async fn try_erase_one(&self, managed: &Managed) -> Result<bool> {
        let Managed { widget, id, .. } = managed;
        let mut transaction = self.begin().await?;
        let (_, others) = lock(&mut transaction, self.kind, managed).await?;
        withdraw(&mut transaction, managed, &others).await?;
        let person = sqlx::query("SELECT person FROM submissions WHERE id = $1 AND widget = $2");
        let person = person.bind(id).bind(widget).fetch_optional(&mut *transaction).await?;
        let person: Option<String> = person.map(|row| row.try_get(0)).transpose()?.flatten();
        let sql = locked("WHERE id = $1 AND widget = $2 AND fingerprint <> ''", self.kind);
        let rows = sqlx::query(AssertSqlSafe(sql)).bind(id).bind(widget).fetch_all(&mut *transaction).await?;
        let (mut climbers, sharers) = touched(&mut transaction, &named(&rows)?).await?;
        climbers.extend(sharers);
        release(&mut transaction, self.kind, &named(&rows)?).await?;
        remove_answers(&mut transaction, self.kind, &rows).await?;
        for row in &rows {
            take_back(&mut transaction, row.try_get(4)?).await?;
        }
        let empty = sqlx::query(empty!("WHERE id = $1 AND widget = $2 AND fingerprint <> ''"));
        let emptied = empty.bind(id).bind(widget).execute(&mut *transaction).await?.rows_affected();
        forget_changes(&mut transaction, widget, id).await?;
        // Whoever has signed twice is known by the other signature, and still counts once.
        let unknown = sqlx::query(
            "DELETE FROM people WHERE widget = $1 AND person = $2 AND NOT EXISTS \
             (SELECT 1 FROM submissions WHERE widget = $3 AND person = $4 AND test = 0)",
        );
        let unknown = unknown.bind(widget).bind(&person).bind(widget).bind(&person);
        unknown.execute(&mut *transaction).await?;
        let unlink = sqlx::query("DELETE FROM climbs WHERE submission = $1 AND widget = $2");
        unlink.bind(id).bind(widget).execute(&mut *transaction).await?;
        settle(&mut transaction, self.kind, &self.rules, &climbers).await?;
        transaction.commit().await?;
        Ok(emptied > 0)
    }
}

/// The climbers who asked for a call, or offered something, with this phone number.
async fn askers(transaction: &mut Transaction<'_, Any>, person: &str) -> Result<Vec<String>> {
    let rows = sqlx::query(
        "SELECT climber FROM callbacks WHERE person = $1 AND climber IS NOT NULL \
         UNION SELECT climber FROM offers WHERE person = $2 AND climber IS NOT NULL",
    );
    let rows = rows.bind(person).bind(person).fetch_all(&mut **transaction).await?;
    Ok(rows.iter().map(|row| row.try_get(0)).collect::<sqlx::Result<_>>()?)
}

/// What the results need to know of submissions, which stay as they are to the end of the transaction.
fn locked(which: &str, kind: Kind) -> String {
    let lock = if kind == Kind::Postgres { " FOR UPDATE" } else { "" };
    format!("SELECT widget, document, counted, fields, seq, id FROM submissions {which} ORDER BY seq{lock}")
}

/// Widget and id of each.
fn named(rows: &[AnyRow]) -> sqlx::Result<Vec<(String, String)>> {
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(5)?))).collect()
}

async fn forget_changes(transaction: &mut Transaction<'_, Any>, widget: &str, id: &str) -> Result<()> {
    let forget = sqlx::query("DELETE FROM consent_changes WHERE submission = $1 AND widget = $2");
    forget.bind(id).bind(widget).execute(&mut **transaction).await?;
    forget_letters(transaction, widget, id).await?;
    forget_told(transaction, widget, id).await?;
    forget_errands(transaction, widget, id).await?;
    // What was told for the first time may have been noted while this waited for its row in the queue.
    forget_told(transaction, widget, id).await
}
