//! A submission as its sender may look at it: the receipt, and what was changed since. Changes
//! are appended; nothing that was recorded is ever written over.

use std::collections::HashMap;

use anyhow::Result;
use rungs_model::{Answer, PUBLIC, Values};
use serde_json::{Map, Value};
use sqlx::any::AnyRow;
use sqlx::{Any, AssertSqlSafe, Row as _, Transaction};

use super::change_reply::ends_needs;
use super::replies::keep_needs;
use super::{Kind, Store, now, places};
use crate::shown::shown;

/// A submission that its sender came back to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Managed {
    pub(crate) widget: String,
    pub(crate) id: String,
    pub(crate) locale: String,
    pub(crate) consents: Vec<Given>,
    /// What was entered, as JSON; after a change, what holds now.
    pub(crate) fields: String,
}

/// A consent of a submission, as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Given {
    pub(crate) id: String,
    /// Of the wording that was shown.
    pub(crate) sha256: String,
    /// Whether the campaign has ever asked in these words.
    pub(crate) published: bool,
    /// What holds now.
    pub(crate) answer: Answer,
    /// When that was said.
    pub(crate) at: i64,
}

/// An answer that took the place of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) consent: String,
    pub(crate) answer: Answer,
    pub(crate) at: i64,
}

fn answer(text: &str) -> Option<Answer> {
    Answer::ALL.iter().copied().find(|answer| answer.as_str() == text)
}

impl Change {
    /// From consent, answer and time; `None` for an answer of a later version.
    fn read(row: &AnyRow) -> sqlx::Result<Option<Self>> {
        let Some(answer) = answer(row.try_get(1)?) else { return Ok(None) };
        Ok(Some(Self { consent: row.try_get(0)?, answer, at: row.try_get(2)? }))
    }
}

/// The consents of a receipt.
fn given(consents: &str, recorded_at: i64) -> Vec<Given> {
    let stored: Vec<Map<String, Value>> = serde_json::from_str(consents).unwrap_or_default();
    let one = |consent: &Map<String, Value>| {
        let text = |key: &str| consent.get(key).and_then(Value::as_str);
        Some(Given {
            id: text("id")?.to_owned(),
            sha256: text("sha256")?.to_owned(),
            published: consent.get("published") == Some(&Value::Bool(true)),
            answer: answer(text("answer")?)?,
            at: recorded_at,
        })
    };
    stored.iter().filter_map(one).collect()
}

/// Brings consents up to date.
fn apply(consents: &mut [Given], changes: &[Change]) {
    for change in changes {
        if let Some(given) = consents.iter_mut().find(|given| given.id == change.consent) {
            (given.answer, given.at) = (change.answer, change.at);
        }
    }
}

impl Store {
    /// The submission under `id` of the widget that `is_it` recognises; `None` if there is
    /// none, or it was erased.
    pub(crate) async fn managed(&self, id: &str, is_it: impl Fn(&str) -> bool) -> Result<Option<Managed>> {
        let rows = sqlx::query(
            "SELECT widget, id, locale, consents, recorded_at, fields FROM submissions WHERE id = $1 AND fingerprint <> ''",
        );
        for row in rows.bind(id).fetch_all(&self.pool).await? {
            let widget: String = row.try_get(0)?;
            if !is_it(&widget) {
                continue;
            }
            let mut consents = given(row.try_get(3)?, row.try_get(4)?);
            let changes = self.changes(&widget, &[id]).await?;
            apply(&mut consents, changes.get(id).map_or(&[], Vec::as_slice));
            let (locale, fields) = (row.try_get(2)?, row.try_get(5)?);
            return Ok(Some(Managed { widget, id: row.try_get(1)?, locale, consents, fields }));
        }
        Ok(None)
    }

    /// What was changed, by the submissions' ids, oldest first.
    pub(crate) async fn changes(&self, widget: &str, ids: &[&str]) -> Result<HashMap<String, Vec<Change>>> {
        let mut changes: HashMap<String, Vec<Change>> = HashMap::new();
        if ids.is_empty() {
            return Ok(changes);
        }
        let places = places(2, ids.len());
        let sql = format!(
            "SELECT consent, answer, at, submission FROM consent_changes WHERE widget = $1 AND submission IN ({places}) ORDER BY seq"
        );
        let query = sqlx::query(AssertSqlSafe(sql)).bind(widget);
        let query = ids.iter().fold(query, |query, id| query.bind(*id));
        for row in query.fetch_all(&self.pool).await? {
            changes.entry(row.try_get(3)?).or_default().extend(Change::read(&row)?);
        }
        Ok(changes)
    }

    /// Appends to the history what differs from the answers that hold; false if the submission
    /// was erased meanwhile.
    pub(crate) async fn change_consents(
        &self,
        managed: &Managed,
        wanted: &[(String, Answer)],
    ) -> Result<bool> {
        let mut transaction = self.begin().await?;
        // Of two changes at once the second sees what the first has made.
        let lock = if self.kind == Kind::Postgres { " FOR UPDATE" } else { "" };
        let sql = format!(
            "SELECT consents, recorded_at, counted, fields FROM submissions WHERE id = $1 AND widget = $2 AND fingerprint <> ''{lock}"
        );
        let row = sqlx::query(AssertSqlSafe(sql)).bind(&managed.id).bind(&managed.widget);
        let Some(row) = row.fetch_optional(&mut *transaction).await? else { return Ok(false) };
        append(&mut transaction, managed, wanted, &row).await?;
        transaction.commit().await?;
        Ok(true)
    }
}

/// Appends what differs, within a transaction that has locked the submission.
pub(super) async fn append_consents(
    transaction: &mut Transaction<'_, Any>,
    managed: &Managed,
    wanted: &[(String, Answer)],
) -> Result<()> {
    let row = sqlx::query(
        "SELECT consents, recorded_at, counted, fields FROM submissions WHERE id = $1 AND widget = $2",
    );
    let row = row.bind(&managed.id).bind(&managed.widget).fetch_one(&mut **transaction).await?;
    append(transaction, managed, wanted, &row).await
}

/// The same, of a row of consents, time, whether it counts, and fields.
async fn append(
    transaction: &mut Transaction<'_, Any>,
    managed: &Managed,
    wanted: &[(String, Answer)],
    row: &AnyRow,
) -> Result<()> {
    let mut consents = given(row.try_get(0)?, row.try_get(1)?);
    apply(&mut consents, &history(transaction, managed).await?);
    for (consent, answer) in wanted {
        let Some(given) = consents.iter().find(|given| given.id == *consent) else { continue };
        if given.answer == *answer {
            continue;
        }
        let append = sqlx::query(
            "INSERT INTO consent_changes (widget, submission, consent, answer, sha256, locale, at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        );
        let append = append.bind(&managed.widget).bind(&managed.id).bind(consent).bind(answer.as_str());
        let append = append.bind(&given.sha256).bind(&managed.locale).bind(now());
        append.execute(&mut **transaction).await?;
        if ends_needs(consent, *answer) {
            keep_needs(transaction, &managed.widget, &managed.id, None).await?;
        }
        if consent == PUBLIC {
            // Only the signature that counts is shown, so that nobody appears twice.
            let may_be_shown = *answer == Answer::Yes && row.try_get::<i64, _>(2)? == 1;
            show(transaction, managed, row.try_get(3)?, may_be_shown).await?;
        }
    }
    Ok(())
}

/// The history as it is within a transaction.
async fn history(transaction: &mut Transaction<'_, Any>, managed: &Managed) -> Result<Vec<Change>> {
    let rows = sqlx::query(
        "SELECT consent, answer, at FROM consent_changes WHERE submission = $1 AND widget = $2 ORDER BY seq",
    );
    let rows = rows.bind(&managed.id).bind(&managed.widget).fetch_all(&mut **transaction).await?;
    let changes: Vec<Option<Change>> = rows.iter().map(Change::read).collect::<sqlx::Result<_>>()?;
    Ok(changes.into_iter().flatten().collect())
}

/// Shows a submission to the public, or takes it off the page.
async fn show(
    transaction: &mut Transaction<'_, Any>,
    managed: &Managed,
    fields: &str,
    may_be_shown: bool,
) -> Result<()> {
    let values: HashMap<String, String> = serde_json::from_str(fields).unwrap_or_default();
    let values: Values = values.into_iter().collect();
    let shown = shown(&values).filter(|_| may_be_shown);
    let update = sqlx::query(
        "UPDATE submissions SET shown = $1, given_name = $2, place = $3, comment = $4 WHERE id = $5 AND widget = $6",
    );
    let update = update
        .bind(i64::from(shown.is_some()))
        .bind(shown.as_ref().map(|shown| &shown.0))
        .bind(shown.as_ref().and_then(|shown| shown.1.as_ref()))
        .bind(shown.as_ref().and_then(|shown| shown.2.as_ref()))
        .bind(&managed.id)
        .bind(&managed.widget);
    update.execute(&mut **transaction).await?;
    Ok(())
}
