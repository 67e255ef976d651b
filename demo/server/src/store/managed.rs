//! A submission as its sender may look at it: the receipt, and what was changed since. Changes
//! are appended; nothing that was recorded is ever written over.

use std::collections::HashMap;

use anyhow::Result;
use rungs_model::{Answer, PUBLIC};
use serde_json::{Map, Value};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row as _};

use super::signer::{lock, withdraw};
use super::{Store, places};

/// A submission that its sender came back to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Managed {
    pub(crate) widget: String,
    pub(crate) id: String,
    pub(crate) locale: String,
    pub(crate) consents: Vec<Given>,
    /// What was entered, as JSON; after a change, what holds now.
    pub(crate) fields: String,
    pub(crate) test: bool,
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
    /// Of the wording that it is about.
    pub(crate) sha256: String,
    /// Whether the campaign has asked in these words.
    pub(crate) published: bool,
}

/// The columns of a change, of `consent_changes` as `c`.
pub(super) const CHANGE: &str = "c.consent, c.answer, c.at, c.sha256, CAST(CASE WHEN EXISTS (SELECT 1 FROM published p \
    WHERE p.widget = c.widget AND p.consent = c.consent AND p.sha256 = c.sha256) THEN 1 ELSE 0 END AS BIGINT)";

fn answer(text: &str) -> Option<Answer> {
    Answer::ALL.iter().copied().find(|answer| answer.as_str() == text)
}

impl Change {
    /// From the columns of [`CHANGE`]; `None` for an answer of a later version.
    pub(super) fn read(row: &AnyRow) -> sqlx::Result<Option<Self>> {
        let Some(answer) = answer(row.try_get(1)?) else { return Ok(None) };
        let (consent, at, sha256) = (row.try_get(0)?, row.try_get(2)?, row.try_get(3)?);
        Ok(Some(Self { consent, answer, at, sha256, published: row.try_get::<i64, _>(4)? == 1 }))
    }
}

/// The consents of a receipt.
pub(super) fn given(consents: &str, recorded_at: i64) -> Vec<Given> {
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

/// What was answered to a consent, if it was asked.
pub(crate) fn answer_to(consent: &str, consents: &[Given]) -> Option<Answer> {
    consents.iter().find(|given| given.id == consent).map(|given| given.answer)
}

/// Brings consents up to date.
pub(super) fn apply(consents: &mut [Given], changes: &[Change]) {
    for change in changes {
        if let Some(given) = consents.iter_mut().find(|given| given.id == change.consent) {
            (given.answer, given.at) = (change.answer, change.at);
            if given.sha256 != change.sha256 {
                (given.sha256, given.published) = (change.sha256.clone(), change.published);
            }
        }
    }
}

impl Store {
    /// The submission under `id` of the widget that `is_it` recognises; `None` if there is
    /// none, or it was erased.
    pub(crate) async fn managed(&self, id: &str, is_it: impl Fn(&str) -> bool) -> Result<Option<Managed>> {
        let rows = sqlx::query(
            "SELECT widget, id, locale, consents, recorded_at, fields, test FROM submissions WHERE id = $1 AND fingerprint <> ''",
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
            let (id, test) = (row.try_get(1)?, row.try_get::<i64, _>(6)? == 1);
            return Ok(Some(Managed { widget, id, locale, consents, fields, test }));
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
            "SELECT {CHANGE}, c.submission FROM consent_changes c WHERE c.widget = $1 AND c.submission IN ({places}) ORDER BY c.seq"
        );
        let query = sqlx::query(AssertSqlSafe(sql)).bind(widget);
        let query = ids.iter().fold(query, |query, id| query.bind(*id));
        for row in query.fetch_all(&self.pool).await? {
            changes.entry(row.try_get(5)?).or_default().extend(Change::read(&row)?);
        }
        Ok(changes)
    }

    /// Appends to the history what differs from the answers that hold; false if the submission
    /// was erased meanwhile. Who withdraws to be shown is shown under no other signature either.
    pub(crate) async fn change_consents(
        &self,
        managed: &Managed,
        wanted: &[(String, Answer)],
    ) -> Result<bool> {
        let mut transaction = self.begin().await?;
        // Of two changes at once the second sees what the first has made.
        let (own, others) = lock(&mut transaction, self.kind, managed).await?;
        let Some(own) = own else { return Ok(false) };
        own.change(&mut transaction, managed, wanted, None).await?;
        if wanted.contains(&(PUBLIC.to_owned(), Answer::No)) {
            withdraw(&mut transaction, managed, &others).await?;
        }
        transaction.commit().await?;
        Ok(true)
    }
}
