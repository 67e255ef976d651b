//! Whoever agreed to have their progress on a ladder kept. What opens it is stored as its digest.

use anyhow::Result;
use rungs_model::Date;
use rungs_model::ladder::{Act, Progress};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use sqlx::{Any, AssertSqlSafe, Row as _, Transaction};

use super::steps::{lock, remove, settle, share};
use super::{Kind, Store, climb_log, now};

/// A day in milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1000;

/// The id of the consent to it among the published ones.
pub(crate) const REMEMBER: &str = "remember";

/// How a token is stored.
pub(crate) fn digest(token: &str) -> String {
    hex::encode(Sha256::digest(token))
}

/// Someone who begins to have their progress kept.
pub(crate) struct Begins<'b> {
    pub(crate) campaign: &'b str,
    /// The widget of the ladder.
    pub(crate) widget: &'b str,
    pub(crate) token: &'b str,
    pub(crate) test: bool,
    /// The exact wording that they agreed to.
    pub(crate) text: &'b str,
    pub(crate) version: &'b str,
    pub(crate) locale: &'b str,
    pub(crate) progress: &'b Progress,
    /// Their own code to hand on.
    pub(crate) referral: &'b str,
}

/// What is known of someone on a ladder.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Climb {
    pub(crate) progress: Progress,
    pub(crate) brought: i64,
    /// What they asked of staff and staff have not done yet, with when that is due.
    pub(crate) waiting: Vec<(Act, i64)>,
    /// Their own code to hand on: that of the first thing that was sent with their token, or else theirs alone. None
    /// if they sent nothing, and began when nobody was given one.
    pub(crate) referral: Option<String>,
}

impl Store {
    /// Begins to keep someone's progress, with what they agreed to.
    pub(crate) async fn begin_climb(&self, begins: &Begins<'_>) -> Result<()> {
        let sha256 = digest(begins.text);
        let mut transaction = self.begin().await?;
        share(&mut transaction, self.kind, begins.campaign).await?;
        let wording =
            sqlx::query("INSERT INTO wordings (sha256, text) VALUES ($1, $2) ON CONFLICT DO NOTHING");
        wording.bind(&sha256).bind(begins.text).execute(&mut *transaction).await?;
        let published =
            sqlx::query("SELECT 1 FROM published WHERE widget = $1 AND consent = $2 AND sha256 = $3");
        let published = published.bind(begins.widget).bind(REMEMBER).bind(&sha256);
        let published = published.fetch_optional(&mut *transaction).await?.is_some();
        let keep = sqlx::query(
            "INSERT INTO climbers (id, campaign, token, test, sha256, version, locale, published, created_at, claimed, referral) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        );
        let id = uuid::Uuid::new_v4().to_string();
        let keep =
            keep.bind(&id).bind(begins.campaign).bind(digest(begins.token)).bind(i64::from(begins.test));
        let keep = keep.bind(sha256).bind(begins.version).bind(begins.locale).bind(i64::from(published));
        let keep = keep.bind(now()).bind(begins.progress.to_value().to_string()).bind(begins.referral);
        keep.execute(&mut *transaction).await?;
        settle(&mut transaction, self.kind, &self.rules, &[id].into()).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// What is kept under a token; none if nothing is.
    pub(crate) async fn climb(&self, campaign: &str, token: &str) -> Result<Option<Climb>> {
        let mut transaction = self.pool.begin().await?;
        let Some((climber, claimed)) = find(&mut transaction, campaign, token, "").await? else {
            return Ok(None);
        };
        Ok(Some(known(&mut transaction, &climber, claimed).await?))
    }

    /// Adds what a device knows; gives what is known then.
    pub(crate) async fn claim(&self, campaign: &str, token: &str, more: &Progress) -> Result<Option<Climb>> {
        let mut transaction = self.begin().await?;
        share(&mut transaction, self.kind, campaign).await?;
        let lock = if self.kind == Kind::Postgres { " FOR UPDATE" } else { "" };
        let Some((climber, mut claimed)) = find(&mut transaction, campaign, token, lock).await? else {
            return Ok(None);
        };
        claimed.merge(more);
        let keep = sqlx::query("UPDATE climbers SET claimed = $1 WHERE id = $2");
        keep.bind(claimed.to_value().to_string()).bind(&climber).execute(&mut *transaction).await?;
        settle(&mut transaction, self.kind, &self.rules, &[climber.clone()].into()).await?;
        let known = known(&mut transaction, &climber, claimed).await?;
        transaction.commit().await?;
        Ok(Some(known))
    }

    /// Forgets someone at once, and what led from them to what they sent; false if nothing was kept.
    pub(crate) async fn forget_climb(&self, campaign: &str, token: &str) -> Result<bool> {
        let mut transaction = self.begin().await?;
        let Some((climber, _)) = find(&mut transaction, campaign, token, "").await? else { return Ok(false) };
        let gone = remove(&mut transaction, self.kind, &[climber].into()).await?;
        transaction.commit().await?;
        Ok(gone > 0)
    }
}

async fn find(
    transaction: &mut Transaction<'_, Any>,
    campaign: &str,
    token: &str,
    lock: &str,
) -> Result<Option<(String, Progress)>> {
    let sql = format!("SELECT id, claimed FROM climbers WHERE token = $1 AND campaign = $2{lock}");
    let row = sqlx::query(AssertSqlSafe(sql)).bind(digest(token)).bind(campaign);
    let Some(row) = row.fetch_optional(&mut **transaction).await? else { return Ok(None) };
    let claimed: Value = serde_json::from_str(row.try_get(1)?).unwrap_or_default();
    // Earlier versions kept what was said as well.
    Ok(Some((row.try_get(0)?, Progress::read(&claimed).steps())))
}

/// The climber that has a token, whichever campaign's.
pub(super) async fn holder(transaction: &mut Transaction<'_, Any>, token: &str) -> Result<Option<String>> {
    let row = sqlx::query("SELECT id FROM climbers WHERE token = $1").bind(digest(token));
    let row = row.fetch_optional(&mut **transaction).await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?)
}

/// The same, if there is one, locked: whoever is forgotten meanwhile leaves no trace.
pub(super) async fn present(
    transaction: &mut Transaction<'_, Any>,
    kind: Kind,
    token: Option<&str>,
) -> Result<Option<String>> {
    let Some(token) = token else { return Ok(None) };
    let holder = holder(transaction, token).await?;
    Ok(lock(transaction, kind, &holder.into_iter().collect()).await?.pop())
}

/// What someone asked of staff, and staff have not done yet.
async fn waiting(transaction: &mut Transaction<'_, Any>, climber: &str) -> Result<Vec<(Act, i64)>> {
    let sql = "SELECT '' AS offer, a.due_at FROM callbacks a JOIN climbers c ON c.id = a.climber WHERE c.id = $1 \
         AND a.done_at IS NULL AND a.withdrawn_at IS NULL AND (a.test = 0 OR c.test = 1) \
         UNION ALL SELECT a.offer, a.due_at FROM offers a JOIN climbers c ON c.id = a.climber WHERE c.id = $1 \
         AND a.done_at IS NULL AND a.declined_at IS NULL AND a.withdrawn_at IS NULL AND (a.test = 0 OR c.test = 1)";
    let rows = sqlx::query(sql).bind(climber).fetch_all(&mut **transaction).await?;
    let mut waiting = Vec::new();
    for row in rows {
        let act = match row.try_get::<String, _>(0)?.as_str() {
            "host" => Act::Host,
            "shift" => Act::Shift,
            _ => Act::CallBack,
        };
        waiting.push((act, row.try_get(1)?));
    }
    Ok(waiting)
}

/// What the devices and the log know together.
async fn known(transaction: &mut Transaction<'_, Any>, climber: &str, claimed: Progress) -> Result<Climb> {
    let mut progress = claimed;
    let rows = sqlx::query("SELECT rung, at FROM steps WHERE climber = $1").bind(climber);
    for row in rows.fetch_all(&mut **transaction).await? {
        let at: i64 = row.try_get(1)?;
        progress.complete(row.try_get(0)?, Date::from_days(at.div_euclid(DAY)));
    }
    let referral = sqlx::query(
        "SELECT COALESCE((SELECT s.referral FROM climbs l \
         JOIN submissions s ON s.id = l.submission AND s.widget = l.widget \
         WHERE l.climber = c.id AND s.referral IS NOT NULL ORDER BY s.seq LIMIT 1), c.referral) \
         FROM climbers c WHERE c.id = $1",
    );
    let referral = referral.bind(climber).fetch_one(&mut **transaction).await?.try_get(0)?;
    let brought = climb_log::brought(transaction, climber).await?;
    Ok(Climb { progress, brought, waiting: waiting(transaction, climber).await?, referral })
}
