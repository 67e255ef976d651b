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
use super::relay::UNKNOWN;
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

/// How someone stands towards an occurrence, and how a target is to hear it.
struct Told {
    slot: String,
    held: Holding,
    state: Holding,
}

fn standing_of(slot: &str, state: Holding) -> String {
    [slot, "=", state.as_str()].concat()
}

/// Whether a target was told last that someone comes.
fn told_to_come(errand: &Errand, slot: &str) -> bool {
    let come = standing_of(slot, Holding::Coming);
    errand.standing.as_deref().unwrap_or_default().split(' ').any(|told| told == come)
}

impl Store {
    /// A submission as it is to be forwarded: with the consents that hold now, and how its sender stands in a waiting
    /// list; `tells_waiting` says whether the target has a word for that. `over` gives since when nobody gets a place any
    /// more, if it is so, in milliseconds. `None` if it was erased.
    pub(crate) async fn to_forward(
        &self,
        errand: &Errand,
        tells_waiting: bool,
        over: impl Fn(&str) -> Option<i64>,
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
        let told = self.told_of(errand, tells_waiting, over).await?;
        for Told { slot, held, state } in &told {
            if *state == Holding::Waiting || state != held {
                values.set(&control(slot), state.as_str().to_owned());
            }
        }
        let waitlisted = told.iter().any(|told| told.state == Holding::Waiting);
        let standing: Vec<String> = told.iter().map(|told| standing_of(&told.slot, told.state)).collect();
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

    /// How a target is to hear how someone stands.
    async fn told_of(
        &self,
        errand: &Errand,
        tells_waiting: bool,
        over: impl Fn(&str) -> Option<i64>,
    ) -> Result<Vec<Told>> {
        let mut all = Vec::new();
        for held in self.held(&errand.widget, &errand.submission).await? {
            // Whoever is still in line then has no place, and none that comes free later is one.
            let too_late = match over(&held.slot) {
                Some(_) if held.state == Holding::Waiting => true,
                Some(since) if held.state == Holding::Coming && !told_to_come(errand, &held.slot) => {
                    self.promoted_at(errand, &held.slot).await?.is_some_and(|at| at >= since)
                }
                _ => false,
            };
            let state = if too_late { Holding::No } else { held.state };
            all.push(Told { slot: held.slot, held: held.state, state });
        }
        // Where a target takes someone for one who comes, and has no word for the line, to wait is a no for now.
        let unknown = errand.standing.as_deref() == Some(UNKNOWN);
        let takes_back =
            |told: &Told| told.state != Holding::Coming && (unknown || told_to_come(errand, &told.slot));
        if !tells_waiting && all.iter().any(takes_back) {
            let waiting = all.iter_mut().filter(|told| told.state == Holding::Waiting);
            waiting.for_each(|told| told.state = Holding::No);
        }
        Ok(all)
    }

    /// When someone moved up from the line, if they did.
    async fn promoted_at(&self, errand: &Errand, slot: &str) -> Result<Option<i64>> {
        let at = sqlx::query(
            "SELECT promoted_at FROM replies WHERE submission = $1 AND widget = $2 AND slot = $3",
        );
        let at = at.bind(&errand.submission).bind(&errand.widget).bind(slot);
        Ok(at.fetch_optional(&self.pool).await?.map_or(Ok(None), |row| row.try_get(0))?)
    }
}
