//! What is sent with the token of a ladder, or with the code of someone who climbs one.

use std::collections::BTreeSet;

use anyhow::Result;
use sqlx::{Any, AssertSqlSafe, Row as _, Transaction};

use super::climbers::holder;
use super::steps::{lock, settle};
use super::{Entry, Store, places};

/// Ties submissions to whoever sent them with their token, and derives anew the rungs of those, and of
/// whoever brought someone in.
pub(super) async fn climb(
    transaction: &mut Transaction<'_, Any>,
    store: &Store,
    fresh: &[&Entry],
    counted: &[bool],
) -> Result<()> {
    let mut senders = Vec::new();
    for entry in fresh {
        if let Some(token) = &entry.ladder
            && let Some(climber) = holder(transaction, token).await?
        {
            senders.push((*entry, climber));
        }
    }
    let codes: BTreeSet<&str> = fresh
        .iter()
        .zip(counted)
        .filter(|(_, counted)| **counted)
        .filter_map(|(entry, _)| entry.referrer.as_deref())
        .collect();
    let mut climbers = sharers(transaction, &codes).await?;
    climbers.extend(senders.iter().map(|(_, climber)| climber.clone()));
    if climbers.is_empty() {
        return Ok(());
    }
    // Whoever was forgotten meanwhile leaves no trace.
    let there: BTreeSet<String> = lock(transaction, store.kind, &climbers).await?.into_iter().collect();
    for (entry, climber) in senders.iter().filter(|(_, climber)| there.contains(climber)) {
        let link = sqlx::query(
            "INSERT INTO climbs (submission, widget, climber) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        );
        link.bind(&entry.id).bind(&entry.widget).bind(climber).execute(&mut **transaction).await?;
    }
    settle(transaction, store.kind, &store.rules, &there).await
}

/// The climbers among those whose codes these are.
pub(super) async fn sharers(
    transaction: &mut Transaction<'_, Any>,
    codes: &BTreeSet<&str>,
) -> Result<BTreeSet<String>> {
    if codes.is_empty() {
        return Ok(BTreeSet::new());
    }
    let places = places(1, codes.len());
    let sql = format!(
        "SELECT l.climber FROM submissions s JOIN climbs l ON l.submission = s.id AND l.widget = s.widget \
         WHERE s.referral IN ({places}) UNION SELECT c.id FROM climbers c WHERE c.referral IN ({places})"
    );
    let query = codes.iter().fold(sqlx::query(AssertSqlSafe(sql)), |query, code| query.bind(*code));
    let rows = query.fetch_all(&mut **transaction).await?;
    Ok(rows.iter().map(|row| row.try_get(0)).collect::<sqlx::Result<_>>()?)
}

/// The climbers whom it touches when submissions go: those who sent them, and those who brought their
/// senders in.
pub(super) async fn touched(
    transaction: &mut Transaction<'_, Any>,
    submissions: &[(String, String)],
) -> Result<(BTreeSet<String>, BTreeSet<String>)> {
    let (mut own, mut codes) = (BTreeSet::new(), BTreeSet::new());
    for (widget, id) in submissions {
        let row = sqlx::query(
            "SELECT s.referrer, l.climber FROM submissions s \
             LEFT JOIN climbs l ON l.submission = s.id AND l.widget = s.widget WHERE s.id = $1 AND s.widget = $2",
        );
        let row = row.bind(id).bind(widget).fetch_optional(&mut **transaction).await?;
        let Some(row) = row else { continue };
        codes.extend(row.try_get::<Option<String>, _>(0)?);
        own.extend(row.try_get::<Option<String>, _>(1)?);
    }
    let codes = codes.iter().map(String::as_str).collect();
    Ok((own, sharers(transaction, &codes).await?))
}
