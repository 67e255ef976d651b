//! Looks for what is due, and sends one email after the other.

use std::sync::Weak;
use std::time::Duration;

use anyhow::Result;
use lettre::message::Mailbox;

use super::letter::Content;
use super::occasion::{Due, due};
use super::smtp::{PATIENCE, Refusal};
use super::{Mail, Occasion};
use crate::app::Shared;
use crate::reply;
use crate::store::{Letter, now};

/// How often it is looked for, and how long a fault of the database is waited out.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// The first pause after a failure, in milliseconds; each next one is twice as long, up to the longest.
const PAUSE: i64 = 15_000;
const LONGEST_PAUSE: i64 = 30 * 60 * 1_000;
/// Word of a place that nobody takes for so many tries is given up.
const TRIES: i64 = 20;
/// Longer than a try may take, in milliseconds: nobody else takes up what is still being tried.
const LEASE: i64 = 2 * PATIENCE.as_millis() as i64;

/// Queues what is due until the app is gone.
pub(super) async fn queue(app: Weak<Shared>) {
    // What this process has queued for: those who answer later need no reminder.
    let mut known = Vec::new();
    while let Some(shared) = app.upgrade() {
        if let Err(error) = queue_once(&shared, &mut known).await {
            tracing::error!("emails cannot be queued: {error:#}");
        }
        drop(shared);
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

async fn queue_once(shared: &Shared, known: &mut Vec<(String, Due)>) -> Result<()> {
    let mut all = Vec::new();
    for widget in shared.widgets.all() {
        let Some(events) = widget.read("").events() else { continue };
        for due in due(&events.schedule, now()) {
            let key = (widget.id.clone(), due);
            if !known.contains(&key) {
                let (widget, Due { slot, occasion, start, since }) = &key;
                shared.store.queue_reminders(widget, slot, *occasion, *start, *since).await?;
            }
            all.push(key);
        }
    }
    *known = all;
    shared.store.queue_promotions().await
}

/// Sends until the app is gone.
pub(super) async fn send(app: Weak<Shared>) {
    loop {
        let Some(shared) = app.upgrade() else { return };
        let sent = send_once(&shared).await;
        drop(shared);
        match sent {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => tracing::error!("no email can be sent: {error:#}"),
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Sends what is due next; false if nothing is.
async fn send_once(shared: &Shared) -> Result<bool> {
    let Some(mail) = &shared.mail else { return Ok(false) };
    let Some(letter) = shared.store.next_letter(LEASE).await? else { return Ok(false) };
    match post(shared, mail, &letter).await? {
        Ok(()) => shared.store.letter_done(letter.id).await?,
        Err(Refusal::Final(error)) => give_up(shared, &letter, &error).await?,
        Err(Refusal::Passing(error)) if letter.tries + 1 >= TRIES => {
            give_up(shared, &letter, &error).await?;
        }
        Err(Refusal::Passing(error)) => {
            let pause = (PAUSE << letter.tries.min(10)).min(LONGEST_PAUSE);
            tracing::warn!(letter = letter.id, tries = letter.tries, "an email is not taken yet: {error}");
            shared.store.letter_failed(letter.id, now() + pause, &error).await?;
        }
    }
    Ok(true)
}

async fn give_up(shared: &Shared, letter: &Letter, error: &str) -> Result<()> {
    tracing::warn!(
        letter = letter.id,
        submission = letter.submission,
        "an email is given up; it waits at /admin/emails: {error}"
    );
    shared.store.bury_letter(letter.id, error).await
}

/// Sends one, if there is still a reason to.
async fn post(shared: &Shared, mail: &Mail, letter: &Letter) -> Result<Result<(), Refusal>> {
    let store = &shared.store;
    let nothing = Ok(Ok(()));
    let Some(managed) = store.managed(&letter.submission, |widget| widget == letter.widget).await? else {
        return nothing;
    };
    let Some(widget) = shared.widgets.get(&letter.widget) else { return nothing };
    let Some(events) = widget.read(&managed.locale).events() else { return nothing };
    let Some(occurrence) = events.schedule.find(&letter.slot) else { return nothing };
    let Some(event) = events.rsvp.events.get(occurrence.event) else { return nothing };
    let moved = letter.occasion != Occasion::Place && occurrence.start.0 != letter.start;
    if moved || occurrence.cancelled || occurrence.start.0 <= now() {
        return nothing;
    }
    let held = store.held(&letter.widget, &letter.submission).await?;
    let comes =
        held.iter().any(|held| held.slot == letter.slot && held.state == rungs_model::rsvp::Holding::Coming);
    let to = reply::fields(&managed.fields).get("email").to_owned();
    if !comes || to.is_empty() || !store.wants_letters(&letter.widget, &letter.submission).await? {
        return nothing;
    }
    let Ok(address) = to.parse() else {
        return Ok(Err(Refusal::Final("the address is none that a mail server knows".to_owned())));
    };
    let token = shared.manage_links.token(&letter.widget, &letter.submission);
    let manage = format!("{}/v1/manage/{token}", mail.public_url);
    let content = Content { rsvp: &events.rsvp, event, occurrence, locale: &managed.locale, manage: &manage };
    let message = content.message(letter, &mail.smtp.from, Mailbox::new(None, address))?;
    Ok(mail.smtp.send(message, &to).await)
}
