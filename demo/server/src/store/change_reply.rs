//! A change of mind about coming: what is freed goes to whoever waited, in the same transaction.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result};
use rungs_model::Answer;
use rungs_model::rsvp::{Claim, Holding, NEEDS, Reply};
use sqlx::{Any, AssertSqlSafe, Row as _, Transaction};

use super::agreement::{Agreement, ask_too};
use super::changes::{ChangeId, Known};
use super::managed::{answer_to, apply, given};
use super::relay::settle_errands;
use super::replies::{self, Full, Held, keep_needs, without_place};
use super::retold::tell_again;
use super::retry::with_retries;
use super::slots::{self, Given, Slot, SlotKey};
use super::steps::settle_sender;
use super::{Kind, Managed, Store, now, signer};

/// A change that came.
#[derive(Clone, Debug)]
pub(crate) struct Wish {
    /// What tells it from others, if its sender said so.
    pub(crate) id: Option<ChangeId>,
    /// The fields that it is a change of.
    pub(crate) was: String,
    /// What they needed, and whether that could be kept, when the change was judged.
    pub(crate) needs: (Option<String>, Option<Answer>),
    /// How the answers are to be; or why it is refused.
    pub(crate) change: Result<ReplyChange, String>,
    /// Why a change is refused for which there are not enough places.
    pub(crate) refusal: fn(&Full) -> String,
}

/// How someone's answers are to be.
#[derive(Clone, Debug)]
pub(crate) struct ReplyChange {
    pub(crate) fields: String,
    pub(crate) claims: Vec<Claim>,
    pub(crate) needs: Option<String>,
    /// Consents that are answered otherwise from now on.
    pub(crate) consents: Vec<(String, Answer)>,
    /// The consent to keep what they need, as it is asked now: whoever did not come was not asked before.
    pub(crate) asked: Option<Agreement>,
}

/// What came of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Changed {
    Done,
    /// The submission was erased meanwhile.
    Gone,
    /// It was changed meanwhile.
    Stale,
    /// It was refused, now or when it came first: everything is as it was.
    Refused(String),
    /// Another took its place: everything is as that has made it.
    Superseded,
    /// Its id was used for another change.
    OtherContent,
}

impl Store {
    /// Changes answers, all or none of them.
    pub(crate) async fn change_reply(&self, managed: &Managed, wish: &Wish) -> Result<Changed> {
        with_retries(|| self.try_change(managed, wish)).await
    }

    async fn try_change(&self, managed: &Managed, wish: &Wish) -> Result<Changed> {
        let Managed { widget, id, .. } = managed;
        let mut transaction = self.begin().await.context("no transaction")?;
        let lock = if self.kind == Kind::Postgres { " FOR UPDATE" } else { "" };
        let sql = format!(
            "SELECT fields, test, consents, recorded_at FROM submissions WHERE id = $1 AND widget = $2 AND fingerprint <> ''{lock}"
        );
        let row = sqlx::query(AssertSqlSafe(sql)).bind(id).bind(widget);
        let Some(row) = row.fetch_optional(&mut *transaction).await? else { return Ok(Changed::Gone) };
        let (fields, test): (String, i64) = (row.try_get(0)?, row.try_get(1)?);
        if let Some(own) = &wish.id {
            let known = match own.look_up(&mut transaction, managed).await? {
                Known::New => None,
                Known::Made => Some(Changed::Done),
                Known::Refused(refusal) => Some(Changed::Refused(refusal)),
                Known::Superseded => Some(Changed::Superseded),
                Known::OtherContent => Some(Changed::OtherContent),
            };
            if let Some(known) = known {
                transaction.commit().await.context("no commit")?;
                return Ok(known);
            }
        }
        let mut consents = given(row.try_get(2)?, row.try_get(3)?);
        apply(&mut consents, &signer::history(&mut transaction, widget, id).await?);
        let needs = (replies::needs(&mut *transaction, widget, id).await?, answer_to(NEEDS, &consents));
        if fields != wish.was || needs != wish.needs {
            return Ok(Changed::Stale);
        }
        let change = match &wish.change {
            Ok(change) => change,
            Err(refusal) => return refuse(transaction, managed, wish, refusal.clone()).await,
        };
        let mut desk = Desk::open(&mut transaction, self.kind, managed, &change.claims, test == 1).await?;
        if let Err(full) = desk.exchange(&change.claims) {
            return refuse(transaction, managed, wish, (wish.refusal)(&full)).await;
        }
        desk.close(&mut transaction, managed).await?;
        if fields != change.fields {
            let keep = sqlx::query("UPDATE submissions SET fields = $1 WHERE id = $2 AND widget = $3");
            keep.bind(&change.fields).bind(id).bind(widget).execute(&mut *transaction).await?;
            let keep = sqlx::query(
                "INSERT INTO reply_changes (widget, submission, fields, at) VALUES ($1, $2, $3, $4)",
            );
            let keep = keep.bind(widget).bind(id).bind(&fields).bind(now());
            keep.execute(&mut *transaction).await?;
            tell_again(&mut transaction, widget, std::slice::from_ref(id)).await?;
        }
        keep_needs(&mut transaction, widget, id, change.needs.as_deref()).await?;
        if !change.consents.is_empty() {
            if let Some(asked) = &change.asked
                && change.consents.iter().any(|(consent, _)| consent == NEEDS)
            {
                ask_too(&mut transaction, managed, asked).await?;
            }
            let (own, _) = signer::lock(&mut transaction, self.kind, managed).await?;
            if let Some(own) = own {
                own.change(&mut transaction, managed, &change.consents, change.asked.as_ref()).await?;
            }
        }
        settle_sender(&mut transaction, self.kind, &self.rules, widget, id).await?;
        if let Some(own) = &wish.id {
            own.note(&mut transaction, managed, "").await?;
        }
        transaction.commit().await.context("no commit")?;
        Ok(Changed::Done)
    }
}

/// Leaves everything as it was. That it was refused, and whose place it takes, stays so.
async fn refuse(
    mut transaction: Transaction<'_, Any>,
    managed: &Managed,
    wish: &Wish,
    refusal: String,
) -> Result<Changed> {
    if let Some(own) = &wish.id {
        own.note(&mut transaction, managed, &refusal).await?;
        transaction.commit().await.context("no commit")?;
    }
    Ok(Changed::Refused(refusal))
}

/// Where someone's places are exchanged: what they hold, and the locked rows that this is about.
struct Desk {
    held: Vec<Held>,
    slots: BTreeMap<SlotKey, Slot>,
    widget: String,
    test: bool,
}

impl Desk {
    async fn open(
        transaction: &mut Transaction<'_, Any>,
        kind: Kind,
        managed: &Managed,
        claims: &[Claim],
        test: bool,
    ) -> Result<Self> {
        let widget = managed.widget.clone();
        // Which rows this is about is read before they are locked, and what they hold afterwards:
        // somebody's going may have let this one move up in between.
        let held = replies::held(transaction, &widget, &managed.id).await?;
        let held = held.into_iter().filter(|held| held.state != Holding::No).map(|held| held.slot);
        let wanted = claims.iter().filter(|claim| claim.reply == Reply::Yes).map(|claim| claim.key.clone());
        let keys: BTreeSet<SlotKey> = held.chain(wanted).map(|slot| (widget.clone(), slot)).collect();
        // A test takes no place.
        let keys = if test { BTreeSet::new() } else { keys };
        let slots = slots::lock(transaction, kind, &keys).await?;
        let held = replies::held(transaction, &widget, &managed.id).await?;
        Ok(Self { held, slots, widget, test })
    }

    fn slot(&mut self, key: &str) -> Option<&mut Slot> {
        self.slots.get_mut(&(self.widget.clone(), key.to_owned()))
    }

    /// Gives back what is no longer wanted, then takes what is wanted anew.
    fn exchange(&mut self, claims: &[Claim]) -> Result<(), Full> {
        let wanted =
            |held: &Held| claims.iter().find(|claim| claim.key == held.slot && claim.reply == Reply::Yes);
        for held in self.held.clone() {
            let (before, after) = (held.places, wanted(&held).map_or(0, |claim| i64::from(claim.places)));
            if let Some(slot) = self.slot(&held.slot) {
                match held.state {
                    Holding::Coming => slot.taken -= (before - after).max(0),
                    Holding::Waiting if after == 0 => slot.waiting -= 1,
                    _ => {}
                }
            }
        }
        for held in self.held.iter_mut().filter(|held| claims.iter().all(|claim| claim.key != held.slot)) {
            (held.state, held.line) = (Holding::No, None);
        }
        let mut full = Full::new();
        for claim in claims {
            let before = self.held.iter().find(|held| held.slot == claim.key).cloned();
            match self.claim(claim, before.as_ref()) {
                Ok(held) => {
                    self.held.retain(|other| other.slot != held.slot);
                    self.held.push(held);
                }
                Err(left) => full.push((claim.key.clone(), left)),
            }
        }
        if full.is_empty() { Ok(()) } else { Err(full) }
    }

    /// What comes of one answer; how many places are left if that is not enough.
    fn claim(&mut self, claim: &Claim, before: Option<&Held>) -> Result<Held, i64> {
        let places = i64::from(claim.places);
        let mut held = Held {
            slot: claim.key.clone(),
            state: without_place(claim.reply),
            places,
            position: None,
            test: self.test,
            line: None,
        };
        let Some(slot) = self.slot(&claim.key).filter(|_| claim.reply == Reply::Yes) else { return Ok(held) };
        match before.map(|before| (before.state, before.places, before.line)) {
            Some((Holding::Coming, before, line)) => {
                let more = (places - before).max(0);
                if more > 0 && !slot.fits(more) {
                    return Err(slot.left().unwrap_or_default());
                }
                slot.taken += more;
                held.line = line;
            }
            Some((Holding::Waiting, _, line)) => (held.state, held.line) = (Holding::Waiting, line),
            _ => {
                let left = slot.left().unwrap_or_default();
                let Given { state, line, .. } = slot.take(places).ok_or(left)?;
                (held.state, held.line) = (state, line);
            }
        }
        Ok(held)
    }

    /// Writes how it is now, and lets others move up.
    async fn close(mut self, transaction: &mut Transaction<'_, Any>, managed: &Managed) -> Result<()> {
        for held in &self.held {
            let keep = sqlx::query(
                "INSERT INTO replies (widget, submission, slot, state, places, line, test) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (submission, widget, slot) DO UPDATE SET \
                 state = excluded.state, places = excluded.places, line = excluded.line",
            );
            let keep = keep.bind(&self.widget).bind(&managed.id).bind(&held.slot).bind(held.state.as_str());
            keep.bind(held.places)
                .bind(held.line)
                .bind(i64::from(self.test))
                .execute(&mut **transaction)
                .await?;
        }
        for ((widget, _), slot) in &mut self.slots {
            slots::promote(transaction, widget, slot).await?;
            slots::save(transaction, widget, slot).await?;
        }
        settle_errands(transaction, &self.widget, std::slice::from_ref(&managed.id)).await
    }
}

/// Frees every place of submissions that are about to be erased, and forgets what else they said
/// about coming. That someone was there stays, as a number.
pub(super) async fn release(
    transaction: &mut Transaction<'_, Any>,
    kind: Kind,
    submissions: &[(String, String)],
) -> Result<()> {
    let mut keys = BTreeSet::new();
    for (widget, id) in submissions {
        for held in replies::held(transaction, widget, id).await? {
            keys.insert((widget.clone(), held.slot));
        }
    }
    if keys.is_empty() {
        return Ok(());
    }
    let mut slots = slots::lock(transaction, kind, &keys).await?;
    for (widget, id) in submissions {
        let test = sqlx::query("SELECT test FROM submissions WHERE id = $1 AND widget = $2");
        let test: i64 = test.bind(id).bind(widget).fetch_one(&mut **transaction).await?.try_get(0)?;
        for held in replies::held(transaction, widget, id).await? {
            if let Some(slot) = slots.get_mut(&(widget.clone(), held.slot)).filter(|_| test == 0) {
                match held.state {
                    Holding::Coming => slot.taken -= held.places,
                    Holding::Waiting => slot.waiting -= 1,
                    Holding::Maybe | Holding::No => {}
                }
            }
        }
        let leave = sqlx::query("UPDATE replies SET state = 'no' WHERE submission = $1 AND widget = $2");
        leave.bind(id).bind(widget).execute(&mut **transaction).await?;
        let forget = sqlx::query("DELETE FROM reply_changes WHERE submission = $1 AND widget = $2");
        forget.bind(id).bind(widget).execute(&mut **transaction).await?;
        let forget = sqlx::query("DELETE FROM changes WHERE submission = $1 AND widget = $2");
        forget.bind(id).bind(widget).execute(&mut **transaction).await?;
        keep_needs(transaction, widget, id, None).await?;
    }
    for ((widget, _), slot) in &mut slots {
        slots::promote(transaction, widget, slot).await?;
        slots::save(transaction, widget, slot).await?;
    }
    Ok(())
}

/// Whether a consent that was withdrawn takes with it what was kept under it.
pub(super) fn ends_needs(consent: &str, answer: Answer) -> bool {
    consent == NEEDS && answer == Answer::No
}
