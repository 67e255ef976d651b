//! The log of what someone did who has a ladder token: read anew whenever their rungs are derived.

use anyhow::Result;
use rungs_model::ladder::{Act, Progress};
use rungs_model::rsvp::Rsvp;
use serde_json::Value;
use sqlx::{Any, Row as _, Transaction};

use crate::reply::fields;
use crate::rules::Fact;

/// A day in milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1000;

/// Who came with someone's code, or with one of what they sent. Nobody brings in themselves, and a person counts once,
/// whatever they did.
const BROUGHT: &str = "SELECT COUNT(DISTINCT COALESCE(b.person, b.id)), MIN(b.recorded_at) FROM submissions b \
     WHERE b.counted = 1 AND b.test = 0 AND b.referrer IN \
     (SELECT s.referral FROM climbs l JOIN submissions s ON s.id = l.submission AND s.widget = l.widget WHERE l.climber = $1 \
     UNION SELECT c.referral FROM climbers c WHERE c.id = $1) \
     AND NOT EXISTS (SELECT 1 FROM climbs l JOIN submissions s ON s.id = l.submission AND s.widget = l.widget \
     WHERE l.climber = $1 AND (s.person = b.person OR (s.id = b.id AND s.widget = b.widget)))";

/// Everything that someone did, tests only of whoever tests.
pub(super) async fn read(
    transaction: &mut Transaction<'_, Any>,
    climber: &str,
    test: i64,
    claimed: &str,
) -> Result<Vec<(Fact, i64)>> {
    let mut log = claims(claimed);
    // What was answered counts from when it was: a changed mind not from the first answer on, and an answer that was
    // called off from when it was given.
    let sent = sqlx::query(
        "SELECT s.widget, s.fields, COALESCE((SELECT MAX(c.at) FROM reply_changes c \
         WHERE c.submission = s.id AND c.widget = s.widget), s.recorded_at) FROM climbs l \
         JOIN submissions s ON s.id = l.submission AND s.widget = l.widget \
         WHERE l.climber = $1 AND s.fingerprint <> '' AND (s.test = 0 OR $2 = 1)",
    );
    let before = sqlx::query(
        "SELECT s.widget, c.fields, COALESCE((SELECT MAX(e.at) FROM reply_changes e \
         WHERE e.submission = s.id AND e.widget = s.widget AND e.seq < c.seq), s.recorded_at) FROM climbs l \
         JOIN submissions s ON s.id = l.submission AND s.widget = l.widget \
         JOIN reply_changes c ON c.submission = l.submission AND c.widget = l.widget \
         WHERE l.climber = $1 AND s.fingerprint <> '' AND (s.test = 0 OR $2 = 1)",
    );
    for rows in [sent, before] {
        for row in rows.bind(climber).bind(test).fetch_all(&mut **transaction).await? {
            let (widget, at): (String, i64) = (row.try_get(0)?, row.try_get(2)?);
            for claim in Rsvp::claims(&fields(row.try_get(1)?)) {
                log.push((Fact::Sent(widget.clone(), Some(claim.reply)), at));
            }
            log.push((Fact::Sent(widget, None), at));
        }
    }
    for (act, sql) in [
        (
            Act::Attended,
            "SELECT MIN(r.checked_in_at) FROM climbs l \
             JOIN replies r ON r.submission = l.submission AND r.widget = l.widget WHERE l.climber = $1 AND (r.test = 0 OR $2 = 1)",
        ),
        (Act::Attended, "SELECT MIN(at) FROM arrivals WHERE climber = $1 AND $2 = $2"),
        (Act::CallBack, "SELECT MIN(done_at) FROM callbacks WHERE climber = $1 AND (test = 0 OR $2 = 1)"),
        (
            Act::Host,
            "SELECT MIN(done_at) FROM offers WHERE climber = $1 AND offer = 'host' AND (test = 0 OR $2 = 1)",
        ),
        (
            Act::Shift,
            "SELECT MIN(done_at) FROM offers WHERE climber = $1 AND offer = 'shift' AND (test = 0 OR $2 = 1)",
        ),
    ] {
        let row = sqlx::query(sql).bind(climber).bind(test).fetch_one(&mut **transaction).await?;
        log.extend(row.try_get::<Option<i64>, _>(0)?.map(|at| (Fact::Did(act), at)));
    }
    let row = sqlx::query(BROUGHT).bind(climber).fetch_one(&mut **transaction).await?;
    log.extend(row.try_get::<Option<i64>, _>(1)?.map(|at| (Fact::Did(Act::BroughtFriend), at)));
    Ok(log)
}

/// How many people someone brought in.
pub(super) async fn brought(transaction: &mut Transaction<'_, Any>, climber: &str) -> Result<i64> {
    let row = sqlx::query(BROUGHT).bind(climber).fetch_one(&mut **transaction).await?;
    Ok(row.try_get(0)?)
}

fn claims(claimed: &str) -> Vec<(Fact, i64)> {
    let claimed = Progress::read(&serde_json::from_str::<Value>(claimed).unwrap_or_default());
    claimed.done().map(|(rung, date)| (Fact::Claimed(rung.to_owned()), date.days() * DAY)).collect()
}
