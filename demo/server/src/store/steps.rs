//! The rungs that people have done, and how many stand where: derived from the log in the same
//! transaction that adds to it.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use sqlx::{Any, AssertSqlSafe, Row as _, Transaction};

use super::{Kind, Store, climb_log, places};
use crate::rules::{AllRules, Rules};

/// How much each rung's counts change: done, and standing.
type Change = BTreeMap<String, [i64; 2]>;

/// Keeps a campaign's ladder from being counted anew to the end of the transaction: whoever counts would not see what
/// comes beside it, and drop it. It is taken before any climber is locked, so that none waits for another in a circle.
/// On `SQLite` one writes after the other.
pub(super) async fn share(
    transaction: &mut Transaction<'_, Any>,
    kind: Kind,
    campaign: &str,
) -> sqlx::Result<()> {
    hold(transaction, kind, campaign, "pg_advisory_xact_lock_shared").await
}

async fn hold(
    transaction: &mut Transaction<'_, Any>,
    kind: Kind,
    campaign: &str,
    how: &str,
) -> sqlx::Result<()> {
    if kind == Kind::Postgres {
        let sql = format!("SELECT CAST({how}(hashtextextended('ladder ' || $1, 0)) AS TEXT)");
        sqlx::query(AssertSqlSafe(sql)).bind(campaign).execute(&mut **transaction).await?;
    }
    Ok(())
}

/// Locks climbers, those that there are, in order so that none waits for another in a circle, and keeps the ladders that
/// they climb from being counted anew.
pub(super) async fn lock(
    transaction: &mut Transaction<'_, Any>,
    kind: Kind,
    climbers: &BTreeSet<String>,
) -> Result<Vec<String>> {
    if climbers.is_empty() {
        return Ok(Vec::new());
    }
    let (places, lock) = (places(1, climbers.len()), if kind == Kind::Postgres { " FOR UPDATE" } else { "" });
    if kind == Kind::Postgres {
        let sql = format!("SELECT DISTINCT campaign FROM climbers WHERE id IN ({places}) ORDER BY campaign");
        let query = climbers.iter().fold(sqlx::query(AssertSqlSafe(sql)), sqlx::query::Query::bind);
        for row in query.fetch_all(&mut **transaction).await? {
            share(transaction, kind, row.try_get(0)?).await?;
        }
    }
    let sql = format!("SELECT id FROM climbers WHERE id IN ({places}) ORDER BY id{lock}");
    let query = climbers.iter().fold(sqlx::query(AssertSqlSafe(sql)), sqlx::query::Query::bind);
    let rows = query.fetch_all(&mut **transaction).await?;
    Ok(rows.iter().map(|row| row.try_get(0)).collect::<sqlx::Result<_>>()?)
}

/// Derives the rungs of climbers anew. They are locked to the end of the transaction.
pub(super) async fn settle(
    transaction: &mut Transaction<'_, Any>,
    kind: Kind,
    rules: &AllRules,
    climbers: &BTreeSet<String>,
) -> Result<()> {
    let mut changes: BTreeMap<String, Change> = BTreeMap::new();
    for climber in lock(transaction, kind, climbers).await? {
        let row = sqlx::query("SELECT campaign FROM climbers WHERE id = $1").bind(&climber);
        let campaign: String = row.fetch_one(&mut **transaction).await?.try_get(0)?;
        let Some(rules) = rules.of(&campaign) else { continue };
        derive(transaction, &rules, &climber, changes.entry(campaign).or_default()).await?;
    }
    for (campaign, change) in changes {
        count(transaction, &campaign, change).await?;
    }
    Ok(())
}

/// The same for whoever sent something with their token.
pub(super) async fn settle_sender(
    transaction: &mut Transaction<'_, Any>,
    kind: Kind,
    rules: &AllRules,
    widget: &str,
    submission: &str,
) -> Result<()> {
    let row = sqlx::query("SELECT climber FROM climbs WHERE submission = $1 AND widget = $2");
    let row = row.bind(submission).bind(widget).fetch_optional(&mut **transaction).await?;
    let climber: Option<String> = row.map(|row| row.try_get(0)).transpose()?;
    settle(transaction, kind, rules, &climber.into_iter().collect()).await
}

async fn derive(
    transaction: &mut Transaction<'_, Any>,
    rules: &Rules,
    climber: &str,
    change: &mut Change,
) -> Result<()> {
    let row = sqlx::query("SELECT test, claimed, standing FROM climbers WHERE id = $1").bind(climber);
    let row = row.fetch_one(&mut **transaction).await?;
    let (test, claimed): (i64, String) = (row.try_get(0)?, row.try_get(1)?);
    let stood: Option<String> = row.try_get(2)?;
    let done = rules.done(&climb_log::read(transaction, climber, test, &claimed).await?);
    let rows = sqlx::query("SELECT rung, at FROM steps WHERE climber = $1").bind(climber);
    let rows = rows.fetch_all(&mut **transaction).await?;
    let before: BTreeMap<String, i64> =
        rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect::<sqlx::Result<_>>()?;
    let mut note = |rung: &str, index: usize, by: i64| {
        if test == 0
            && let Some(sum) = change.entry(rung.to_owned()).or_default().get_mut(index)
        {
            *sum += by;
        }
    };
    for rung in before.keys().filter(|rung| !done.contains_key(*rung)) {
        let gone = sqlx::query("DELETE FROM steps WHERE climber = $1 AND rung = $2");
        gone.bind(climber).bind(rung).execute(&mut **transaction).await?;
        note(rung, 0, -1);
    }
    for (rung, at) in done.iter().filter(|(rung, at)| before.get(*rung) != Some(*at)) {
        let keep = sqlx::query(
            "INSERT INTO steps (climber, rung, at) VALUES ($1, $2, $3) \
             ON CONFLICT (climber, rung) DO UPDATE SET at = excluded.at",
        );
        keep.bind(climber).bind(rung).bind(at).execute(&mut **transaction).await?;
        note(rung, 0, i64::from(!before.contains_key(rung)));
    }
    let stands = rules.standing(&done);
    if stands != stood.as_deref() {
        let keep = sqlx::query("UPDATE climbers SET standing = $1 WHERE id = $2");
        keep.bind(stands).bind(climber).execute(&mut **transaction).await?;
        if let Some(rung) = &stood {
            note(rung, 1, -1);
        }
        if let Some(rung) = stands {
            note(rung, 1, 1);
        }
    }
    Ok(())
}

async fn count(transaction: &mut Transaction<'_, Any>, campaign: &str, change: Change) -> Result<()> {
    for (rung, [done, standing]) in change.into_iter().filter(|(_, sums)| *sums != [0, 0]) {
        let add = sqlx::query(
            "INSERT INTO rung_counts (campaign, rung, done, standing) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (campaign, rung) DO UPDATE SET done = rung_counts.done + excluded.done, \
             standing = rung_counts.standing + excluded.standing",
        );
        add.bind(campaign).bind(rung).bind(done).bind(standing).execute(&mut **transaction).await?;
    }
    Ok(())
}

/// Takes climbers who go off the counts, with all that is kept of them but what they sent.
pub(super) async fn remove(
    transaction: &mut Transaction<'_, Any>,
    kind: Kind,
    climbers: &BTreeSet<String>,
) -> Result<u64> {
    let there = lock(transaction, kind, climbers).await?;
    for climber in &there {
        let row = sqlx::query("SELECT campaign, test, standing FROM climbers WHERE id = $1").bind(climber);
        let row = row.fetch_one(&mut **transaction).await?;
        let (campaign, test): (String, i64) = (row.try_get(0)?, row.try_get(1)?);
        let mut change = Change::new();
        if let Some(rung) = row.try_get::<Option<String>, _>(2)? {
            change.insert(rung, [0, -1]);
        }
        let rows = sqlx::query("SELECT rung FROM steps WHERE climber = $1").bind(climber);
        for row in rows.fetch_all(&mut **transaction).await? {
            change.entry(row.try_get(0)?).or_default()[0] -= 1;
        }
        if test == 0 {
            count(transaction, &campaign, change).await?;
        }
        for sql in [
            "DELETE FROM steps WHERE climber = $1",
            "DELETE FROM climbs WHERE climber = $1",
            "DELETE FROM arrivals WHERE climber = $1",
            "UPDATE callbacks SET climber = NULL WHERE climber = $1",
            "UPDATE offers SET climber = NULL WHERE climber = $1",
            "DELETE FROM climbers WHERE id = $1",
        ] {
            sqlx::query(sql).bind(climber).execute(&mut **transaction).await?;
        }
    }
    Ok(there.len() as u64)
}

impl Store {
    /// Takes up the rules of a ladder. Where they are not those by which its rungs were derived, all are
    /// derived anew; also where another process did that, for this one may have derived some by its old ones
    /// since.
    pub(crate) async fn follow(&self, rules: Rules) -> Result<()> {
        let (campaign, widget, version) = (rules.campaign.clone(), rules.widget.clone(), rules.version);
        let changed = self.rules.of(&campaign).is_some_and(|before| before.version != version);
        self.rules.put(rules);
        let row = sqlx::query("SELECT 1 FROM ladders WHERE campaign = $1 AND widget = $2 AND version = $3");
        let row = row.bind(&campaign).bind(widget).bind(version).fetch_optional(&self.pool).await?;
        if row.is_none() || changed {
            self.rebuild(&campaign).await?;
        }
        Ok(())
    }

    /// Derives every rung of a campaign, and its counts, anew from the log; gives how many climb it.
    pub(crate) async fn rebuild(&self, campaign: &str) -> Result<u64> {
        let Some(rules) = self.rules.of(campaign) else { return Ok(0) };
        let mut transaction = self.begin().await?;
        // Nobody begins, climbs on or is forgotten meanwhile.
        hold(&mut transaction, self.kind, campaign, "pg_advisory_xact_lock").await?;
        let rows = sqlx::query("SELECT id FROM climbers WHERE campaign = $1 ORDER BY id").bind(campaign);
        let rows = rows.fetch_all(&mut *transaction).await?;
        let there: Vec<String> = rows.iter().map(|row| row.try_get(0)).collect::<sqlx::Result<_>>()?;
        let mut change = Change::new();
        for climber in &there {
            for sql in
                ["DELETE FROM steps WHERE climber = $1", "UPDATE climbers SET standing = NULL WHERE id = $1"]
            {
                sqlx::query(sql).bind(climber).execute(&mut *transaction).await?;
            }
            derive(&mut transaction, &rules, climber, &mut change).await?;
        }
        sqlx::query("DELETE FROM rung_counts WHERE campaign = $1")
            .bind(campaign)
            .execute(&mut *transaction)
            .await?;
        count(&mut transaction, campaign, change).await?;
        let keep = sqlx::query(
            "INSERT INTO ladders (campaign, widget, version) VALUES ($1, $2, $3) \
             ON CONFLICT (campaign) DO UPDATE SET widget = excluded.widget, version = excluded.version",
        );
        keep.bind(campaign).bind(&rules.widget).bind(rules.version).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(there.len() as u64)
    }

    /// How many have done each rung of a campaign, and how many stand on it.
    pub(crate) async fn rung_counts(&self, campaign: &str) -> Result<BTreeMap<String, (i64, i64)>> {
        let rows = sqlx::query("SELECT rung, done, standing FROM rung_counts WHERE campaign = $1");
        let rows = rows.bind(campaign).fetch_all(&self.pool).await?;
        let one = |row: &sqlx::any::AnyRow| Ok((row.try_get(0)?, (row.try_get(1)?, row.try_get(2)?)));
        Ok(rows.iter().map(one).collect::<sqlx::Result<_>>()?)
    }
}
