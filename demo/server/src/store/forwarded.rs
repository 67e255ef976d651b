//! What is forwarded: a submission as it stands when its turn comes.

use anyhow::Result;
use rungs_model::document::Identifier;
use rungs_model::rsvp::Holding;
use rungs_model::rsvp::answer::control;
use rungs_model::{ConsentAnswer, Submission, SubmissionId, Values};
use serde_json::{Map, Value};
use sqlx::{AssertSqlSafe, Row as _};

use super::managed::{apply, given};
use super::referrals::CODE;
use super::{Errand, Store};
use crate::attribution;

/// A submission as it is to be forwarded.
pub(crate) struct Forwarded {
    pub(crate) submission: Submission,
    /// Whether any place that it asks for is one on a waiting list; the reply is then `waiting`.
    pub(crate) waitlisted: bool,
    /// How its sender stands towards each occurrence that they answered to.
    pub(crate) standing: String,
}

fn standing_of(slot: &str, state: Holding) -> String {
    [slot, "=", state.as_str()].concat()
}

/// Whether a target was told last that someone stands so.
fn was_told(errand: &Errand, standing: &str) -> bool {
    errand.standing.as_deref().unwrap_or_default().split(' ').any(|told| told == standing)
}

impl Store {
    /// A submission as it is to be forwarded: with the consents that hold now, and how its sender stands in a waiting
    /// list. Whoever is still in line for what is `past` has no place and gets none: they do not come, also if one comes free. `None` if it was
    /// erased.
    pub(crate) async fn to_forward(
        &self,
        errand: &Errand,
        past: impl Fn(&str) -> bool,
    ) -> Result<Option<Forwarded>> {
        let sql = format!(
            "SELECT locale, fields, consents, recorded_at, source, {CODE}, page, test, attribution \
             FROM submissions WHERE id = $1 AND widget = $2 AND fingerprint <> ''"
        );
        let row = sqlx::query(AssertSqlSafe(sql))
            .bind(&errand.submission)
            .bind(&errand.widget)
            .fetch_optional(&self.pool)
            .await?;
        let (Some(row), Some(submission_id)) = (row, SubmissionId::parse(&errand.submission)) else {
            return Ok(None);
        };
        let consents: &str = row.try_get(2)?;
        let mut held = given(consents, row.try_get(3)?);
        let changes = self.changes(&errand.widget, &[&errand.submission]).await?;
        apply(&mut held, changes.get(&errand.submission).map_or(&[], Vec::as_slice));
        let versions: Vec<Map<String, Value>> = serde_json::from_str(consents).unwrap_or_default();
        let mut answers = Vec::new();
        for given in held {
            let Some(id) = Identifier::parse(&given.id) else { continue };
            let text = sqlx::query("SELECT text FROM wordings WHERE sha256 = $1").bind(&given.sha256);
            let text = text.fetch_optional(&self.pool).await?;
            let text = text.map_or(Ok(String::new()), |row| row.try_get(0))?;
            let is_own = |consent: &&Map<String, Value>| {
                [("id", &given.id), ("sha256", &given.sha256)]
                    .iter()
                    .all(|(key, own)| consent.get(*key).and_then(Value::as_str) == Some(own.as_str()))
            };
            let version = versions.iter().find(is_own);
            let version = version.and_then(|consent| consent.get("version")?.as_str());
            answers.push(ConsentAnswer {
                id,
                answer: given.answer,
                text,
                version: version.unwrap_or_default().to_owned(),
            });
        }
        let fields: Map<String, Value> = serde_json::from_str(row.try_get(1)?).unwrap_or_default();
        let values = fields.into_iter().filter_map(|(name, value)| Some((name, value.as_str()?.to_owned())));
        let mut values: Values = values.collect();
        let held = self.held(&errand.widget, &errand.submission).await?;
        let mut waitlisted = false;
        let mut standing = Vec::new();
        for held in &held {
            // A place that came free since is none to whoever was told that they do not come.
            let had_none = [Holding::Waiting, Holding::No]
                .iter()
                .any(|state| was_told(errand, &standing_of(&held.slot, *state)));
            let in_line = held.state == Holding::Waiting || held.state == Holding::Coming && had_none;
            let state = if in_line && past(&held.slot) { Holding::No } else { held.state };
            if state == Holding::Waiting || state != held.state {
                values.set(&control(&held.slot), state.as_str().to_owned());
            }
            waitlisted |= state == Holding::Waiting;
            standing.push(standing_of(&held.slot, state));
        }
        let submission = Submission {
            submission_id,
            locale: row.try_get(0)?,
            values,
            consents: answers,
            source: row.try_get(4)?,
            referrer: row.try_get(5)?,
            page: row.try_get(6)?,
            attribution: attribution::read(row.try_get::<Option<&str>, _>(8)?),
            ladder: None,
            test: row.try_get::<i64, _>(7)? == 1,
        };
        Ok(Some(Forwarded { submission, waitlisted, standing: standing.join(" ") }))
    }
}
