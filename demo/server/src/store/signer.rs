//! Whose name is shown: that of the signature which counts, for as long as its sender agrees. Under
//! which of their signatures someone withdraws that makes no difference.

use std::collections::HashMap;

use anyhow::Result;
use rungs_model::{Answer, PUBLIC, Values};
use sqlx::any::AnyRow;
use sqlx::{Any, AssertSqlSafe, Row as _, Transaction};

use super::agreement::Agreement;
use super::change_reply::ends_needs;
use super::managed::{CHANGE, Change, Given, Managed, apply, given};
use super::replies::keep_needs;
use super::{Kind, now};
use crate::shown::shown;

/// A stored submission that nobody else changes before the transaction ends.
pub(super) struct Locked {
    id: String,
    consents: Vec<Given>,
    /// Only the signature that counts is shown, so that nobody appears twice.
    counted: bool,
    fields: String,
}

/// Locks a submission, unless it was erased, and those of the same person that are shown: all at once
/// and in order, so that none waits for another in a circle. A test stands for nobody.
pub(super) async fn lock(
    transaction: &mut Transaction<'_, Any>,
    kind: Kind,
    managed: &Managed,
) -> Result<(Option<Locked>, Vec<Locked>)> {
    let lock = if kind == Kind::Postgres { " FOR UPDATE" } else { "" };
    let sql = format!(
        "SELECT id, consents, recorded_at, counted, fields FROM submissions \
         WHERE widget = $1 AND fingerprint <> '' AND (id = $2 OR (shown = 1 AND person = \
         (SELECT person FROM submissions WHERE id = $3 AND widget = $4 AND test = 0))) ORDER BY seq{lock}"
    );
    let Managed { widget, id, .. } = managed;
    let rows = sqlx::query(AssertSqlSafe(sql)).bind(widget).bind(id).bind(id).bind(widget);
    let (mut own, mut others) = (None, Vec::new());
    for row in rows.fetch_all(&mut **transaction).await? {
        let locked = Locked::read(&row)?;
        if locked.id == *id {
            own = Some(locked);
        } else {
            others.push(locked);
        }
    }
    Ok((own, others))
}

/// Takes all of these off the page, and notes it with each.
pub(super) async fn withdraw(
    transaction: &mut Transaction<'_, Any>,
    managed: &Managed,
    others: &[Locked],
) -> Result<()> {
    for other in others {
        other.change(transaction, managed, &[(PUBLIC.to_owned(), Answer::No)], None).await?;
    }
    Ok(())
}

/// What was changed, as it is within a transaction, oldest first.
pub(super) async fn history(
    transaction: &mut Transaction<'_, Any>,
    widget: &str,
    id: &str,
) -> Result<Vec<Change>> {
    let sql = format!(
        "SELECT {CHANGE} FROM consent_changes c WHERE c.submission = $1 AND c.widget = $2 ORDER BY c.seq"
    );
    let rows = sqlx::query(AssertSqlSafe(sql)).bind(id).bind(widget).fetch_all(&mut **transaction).await?;
    let changes: Vec<Option<Change>> = rows.iter().map(Change::read).collect::<sqlx::Result<_>>()?;
    Ok(changes.into_iter().flatten().collect())
}

impl Locked {
    fn read(row: &AnyRow) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.try_get(0)?,
            consents: given(row.try_get(1)?, row.try_get(2)?),
            counted: row.try_get::<i64, _>(3)? == 1,
            fields: row.try_get(4)?,
        })
    }

    /// Appends to its history what differs from the answers that hold. `by` is where it was said. Whoever agrees to
    /// what is `asked` agrees to these words, whatever others they were asked in before.
    pub(super) async fn change(
        &self,
        transaction: &mut Transaction<'_, Any>,
        by: &Managed,
        wanted: &[(String, Answer)],
        asked: Option<&Agreement>,
    ) -> Result<()> {
        let mut consents = self.consents.clone();
        apply(&mut consents, &history(transaction, &by.widget, &self.id).await?);
        for (consent, answer) in wanted {
            let Some(given) = consents.iter().find(|given| given.id == *consent) else { continue };
            if given.answer == *answer {
                continue;
            }
            let append = sqlx::query(
                "INSERT INTO consent_changes (widget, submission, consent, answer, sha256, locale, at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
            );
            let append = append.bind(&by.widget).bind(&self.id).bind(consent).bind(answer.as_str());
            let now_asked =
                asked.filter(|_| *answer == Answer::Yes).and_then(|asked| asked.wording_of(consent));
            let append = append.bind(now_asked.unwrap_or(&given.sha256)).bind(&by.locale).bind(now());
            append.execute(&mut **transaction).await?;
            if ends_needs(consent, *answer) {
                keep_needs(transaction, &by.widget, &self.id, None).await?;
            }
            if consent == PUBLIC {
                self.show(transaction, &by.widget, *answer == Answer::Yes && self.counted).await?;
            }
        }
        Ok(())
    }

    /// Shows it to the public, or takes it off the page.
    async fn show(
        &self,
        transaction: &mut Transaction<'_, Any>,
        widget: &str,
        may_be_shown: bool,
    ) -> Result<()> {
        let values: HashMap<String, String> = serde_json::from_str(&self.fields).unwrap_or_default();
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
            .bind(&self.id)
            .bind(widget);
        update.execute(&mut **transaction).await?;
        Ok(())
    }
}
