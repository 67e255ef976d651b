//! Answers to consents, and the wordings that they answer.

use std::collections::{BTreeMap, HashMap, HashSet};

use anyhow::Result;
use rungs_model::{Answer, ConsentAnswer};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use sqlx::any::AnyRow;
use sqlx::{Any, AssertSqlSafe, Row as _, Transaction};

use super::{Entry, Managed, Store, places, rows_of};

/// An answered consent with the exact wording that was shown.
#[derive(Clone, Debug)]
pub(crate) struct Agreement {
    id: String,
    answer: Answer,
    text: String,
    sha256: String,
    version: String,
}

/// The SHA-256 of a wording, in hexadecimal digits.
fn sha256(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}

impl From<ConsentAnswer> for Agreement {
    fn from(consent: ConsentAnswer) -> Self {
        Self {
            id: consent.id.to_string(),
            answer: consent.answer,
            sha256: sha256(&consent.text),
            text: consent.text,
            version: consent.version,
        }
    }
}

impl Agreement {
    /// The SHA-256 of its wording, if it answers that consent.
    pub(super) fn wording_of(&self, consent: &str) -> Option<&str> {
        (self.id == consent).then_some(&*self.sha256)
    }
}

/// Which wordings were published: widget, consent and SHA-256.
pub(super) struct Published(HashSet<(String, String, String)>);

impl Published {
    /// What is stored with a submission; the text lies once with all wordings.
    pub(super) fn record(&self, entry: &Entry) -> Value {
        entry.consents.iter().map(|agreement| self.one(&entry.widget, agreement)).collect()
    }

    fn one(&self, widget: &str, agreement: &Agreement) -> Value {
        let key = (widget.to_owned(), agreement.id.clone(), agreement.sha256.clone());
        json!({
            "id": agreement.id,
            "answer": agreement.answer.as_str(),
            "sha256": agreement.sha256,
            "version": agreement.version,
            // Whether the campaign has ever asked in these words.
            "published": self.0.contains(&key),
        })
    }
}

/// Keeps the wording of a consent as it is asked now, and adds it to those of a submission that was not asked for it
/// before; until now they had not agreed.
pub(super) async fn ask_too(
    transaction: &mut Transaction<'_, Any>,
    managed: &Managed,
    asked: &Agreement,
) -> Result<()> {
    let Managed { widget, id, .. } = managed;
    let stored = sqlx::query("SELECT consents FROM submissions WHERE id = $1 AND widget = $2");
    let stored: String = stored.bind(id).bind(widget).fetch_one(&mut **transaction).await?.try_get(0)?;
    let mut consents: Vec<Value> = serde_json::from_str(&stored).unwrap_or_default();
    let published = add_wordings(transaction, [asked].into_iter()).await?;
    if consents.iter().any(|consent| consent["id"] == asked.id) {
        return Ok(());
    }
    consents.push(published.one(widget, asked));
    let keep = sqlx::query("UPDATE submissions SET consents = $1 WHERE id = $2 AND widget = $3");
    let keep = keep.bind(Value::Array(consents).to_string()).bind(id).bind(widget);
    keep.execute(&mut **transaction).await?;
    Ok(())
}

/// Keeps every wording that was shown, and tells which of them the campaigns published.
pub(super) async fn add_wordings(
    transaction: &mut Transaction<'_, Any>,
    shown: impl Iterator<Item = &Agreement>,
) -> Result<Published> {
    // In order, so that no two processes wait for each other in a circle.
    let texts: BTreeMap<&str, &str> =
        shown.map(|agreement| (agreement.sha256.as_str(), agreement.text.as_str())).collect();
    if texts.is_empty() {
        return Ok(Published(HashSet::new()));
    }
    let rows = rows_of(2, texts.len());
    let sql = format!("INSERT INTO wordings (sha256, text) VALUES {rows} ON CONFLICT DO NOTHING");
    let query = texts
        .iter()
        .fold(sqlx::query(AssertSqlSafe(sql)), |query, (sha256, text)| query.bind(*sha256).bind(*text));
    query.execute(&mut **transaction).await?;

    let places = places(1, texts.len());
    let sql = format!("SELECT widget, consent, sha256 FROM published WHERE sha256 IN ({places})");
    let query = texts.keys().fold(sqlx::query(AssertSqlSafe(sql)), |query, sha256| query.bind(*sha256));
    let rows = query.fetch_all(&mut **transaction).await?;
    let key = |row: AnyRow| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?));
    Ok(Published(rows.into_iter().map(key).collect::<sqlx::Result<_>>()?))
}

impl Store {
    /// Remembers wordings of a widget's consents as ones that the campaign has published.
    pub(crate) async fn publish(
        &self,
        widget: &str,
        wordings: impl Iterator<Item = (&str, String)>,
    ) -> Result<()> {
        for (consent, text) in wordings {
            let sha256 = sha256(&text);
            let keep =
                sqlx::query("INSERT INTO wordings (sha256, text) VALUES ($1, $2) ON CONFLICT DO NOTHING");
            keep.bind(&sha256).bind(text).execute(&self.writing).await?;
            let publish = sqlx::query(
                "INSERT INTO published (widget, consent, sha256) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            );
            publish.bind(widget).bind(consent).bind(&sha256).execute(&self.writing).await?;
        }
        Ok(())
    }

    /// The texts of wordings, by their SHA-256.
    pub(crate) async fn wordings(&self, hashes: &HashSet<&str>) -> Result<HashMap<String, String>> {
        if hashes.is_empty() {
            return Ok(HashMap::new());
        }
        let places = places(1, hashes.len());
        let sql = format!("SELECT sha256, text FROM wordings WHERE sha256 IN ({places})");
        let query = hashes.iter().fold(sqlx::query(AssertSqlSafe(sql)), |query, hash| query.bind(*hash));
        let rows = query.fetch_all(&self.pool).await?;
        let pair = |row: AnyRow| Ok((row.try_get(0)?, row.try_get(1)?));
        Ok(rows.into_iter().map(pair).collect::<sqlx::Result<_>>()?)
    }
}
