//! Judges a submission and has it stored.

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rungs_model::rsvp::answer::control;
use rungs_model::rsvp::{NEEDS, Rsvp};
use rungs_model::survey::{Aggregate, Survey};
use rungs_model::{ConsentAnswer, ErrorCode, FieldError, Kind, PUBLIC, Timestamp, Values, inviter};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use crate::app::App;
use crate::attribution;
use crate::error::Problem;
use crate::incoming::{Incoming, id_of};
use crate::shown::{Shown, shown};
use crate::store::{Agreement, Entry, Recorded, Refused, now};
use crate::widgets::{self, Widget};

/// The longest source or referrer code that is kept, in characters.
pub(crate) const LONGEST_CODE: usize = 200;
/// The longest page address that is kept.
const LONGEST_PAGE: usize = 500;
/// The longest language tag that is kept (RFC 5646 §4.4.1 recommends 35).
const LONGEST_TAG: usize = 35;

/// What came of a submission.
pub(crate) enum Taken {
    /// It is stored; a survey may have come to an early end, or ask one thing more: the index of the ask.
    /// `reminds` says whether email can reach them.
    Recorded { recorded: Recorded, end: Option<String>, ask: Option<usize>, reminds: bool },
    /// A survey came to an end that sends nothing: nothing is stored.
    Nothing { end: String },
}

/// A submission that may be stored.
struct Judged {
    entry: Entry,
    end: Option<String>,
    ask: Option<usize>,
    reminds: bool,
}

/// Judges and stores a submission. What is recorded already is answered as it was the first time, whatever has closed
/// or changed since: its answer may have been lost on the way.
pub(crate) async fn take(app: &App, widget: &Widget, incoming: Incoming) -> Result<Taken, Problem> {
    let read = widget.read(&incoming.submission.locale);
    let kind = read.kind();
    if kind == Kind::Ladder {
        return Err(Problem::new(StatusCode::NOT_FOUND, "nothing is submitted to a ladder"));
    }
    if let Some(again) = again(app, widget, &incoming).await? {
        return store(app, widget, again).await;
    }
    if !read.is_open(now()) {
        let what = match kind {
            Kind::Petition => "this petition is closed and takes no more signatures",
            Kind::Survey => "this survey is closed and takes no more answers",
            Kind::Rsvp | Kind::Ladder => "these events take no more answers",
        };
        return Err(Problem::new(StatusCode::GONE, what));
    }
    match judge(app, widget, &incoming, Timestamp(now()))? {
        Ok(mut judged) => {
            let entry = &mut judged.entry;
            // Whoever sends the same form once more after they called off means it anew; what stands is a double click.
            while incoming.of_content && read.events().is_some() && app.store.was_changed(entry).await? {
                entry.id = id_of(&entry.widget, &[&entry.id]).to_string();
            }
            store(app, widget, judged).await
        }
        Err(end) => {
            // Nor is what came on the way here.
            app.store.drop_partial(&widget.id, &incoming.submission.submission_id).await?;
            Ok(Taken::Nothing { end })
        }
    }
}

/// The same once more, judged by the document by which it was recorded; none if its id is new, or that of another
/// content: scripts of the page hear ids, so that one alone opens nothing. Nor does a content: an id that was made from
/// it would say, of whatever is closed, whether someone has signed.
async fn again(app: &App, widget: &Widget, incoming: &Incoming) -> Result<Option<Judged>, Problem> {
    if incoming.of_content {
        return Ok(None);
    }
    let id = &incoming.submission.submission_id;
    let Some((document, fingerprint)) = app.store.recorded(&widget.id, id).await? else { return Ok(None) };
    // All that it answers to was open then.
    let then = Timestamp(i64::MIN);
    let judged = if document == widget.version {
        judge(app, widget, incoming, then)
    } else {
        let Some(earlier) = widgets::version(&app.store, &widget.id, document).await? else {
            return Ok(None);
        };
        // Where a survey led by its earlier document may not be there any more.
        let plain = |judged| Judged { end: None, ask: None, ..judged };
        judge(app, &earlier, incoming, then).map(|judged| judged.map(plain))
    };
    Ok(judged.ok().and_then(Result::ok).filter(|judged| judged.entry.fingerprint == fingerprint))
}

/// Judges a submission as of a moment; `Err` in it is an end of a survey that sends nothing.
fn judge(
    app: &App,
    widget: &Widget,
    incoming: &Incoming,
    at: Timestamp,
) -> Result<Result<Judged, String>, Problem> {
    let Incoming { submission, entered, unasked, .. } = incoming;
    let read = widget.read(&submission.locale);
    let (values, asked) = read.check(entered, *unasked, at).map_err(Problem::invalid)?;
    let end = read
        .survey()
        .and_then(|survey| survey.route(&values).end().map(|end| (end.send, end.id.to_string())));
    let end = match end {
        Some((false, end)) => return Ok(Err(end)),
        end => end.map(|(_, end)| end),
    };
    let ask = read.survey().and_then(|survey| {
        let asked = survey.route(&values).ask()?;
        survey.asks.iter().position(|ask| std::ptr::eq(ask, asked))
    });
    let consents = with_wording(asked, &submission.consents);
    let fingerprint = fingerprint(&values, &consents, submission.test || read.is_test());
    let (values, needs) = apart(values);
    let test = submission.test || read.is_test();
    // Of whoever answers anonymously nothing is kept but the answers.
    let known = !read.is_anonymous();
    let referrer = submission.referrer.as_deref().filter(|_| known);
    let referrer = referrer.map(|referrer| clipped(referrer, LONGEST_CODE));
    let (referrer, invitation) = match referrer.as_deref().map(inviter) {
        Some((code, mark)) => (Some(code.to_owned()), mark.map(str::to_owned)),
        None => (None, None),
    };
    let entry = Entry {
        widget: widget.id.clone(),
        id: submission.submission_id.to_string(),
        fingerprint,
        document: widget.version,
        person: read.form.person_key(&values).filter(|_| known),
        test,
        locale: locale(widget, &submission.locale),
        fields: Value::Object(plain(&values)).to_string(),
        shown: read.petition().and_then(|_| shown_if_agreed(&values, &consents)),
        claims: read.events().map(|_| Rsvp::claims(&values)).unwrap_or_default(),
        needs: needs.filter(|_| read.events().is_some()),
        relays: app.relay.targets_of(&widget.id),
        answers: read.survey().map(|survey| amount(survey, &values)),
        consents: consents.into_iter().map(Agreement::from).collect(),
        source: submission.source.as_deref().filter(|_| known).map(|source| clipped(source, LONGEST_CODE)),
        referrer,
        invitation,
        page: submission.page.as_deref().filter(|_| known).map(without_query),
        attribution: attribution::kept(&submission.attribution).filter(|_| known),
        referral: known.then(referral).transpose()?,
        ladder: submission.ladder.clone().filter(|_| known),
    };
    let reminds = app.mail.is_some() && !test && !values.get("email").is_empty();
    Ok(Ok(Judged { entry, end, ask, reminds }))
}

/// Stores it, or finds that it is stored.
async fn store(app: &App, widget: &Widget, judged: Judged) -> Result<Taken, Problem> {
    let Judged { entry, end, ask, reminds } = judged;
    let forwarded = !entry.relays.is_empty();
    let recorded = app.writer.write(entry).await.map_err(|refused| match refused {
        Refused::OtherContent => Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "this submission_id was used for another content: make a new one for every changed form",
        ),
        Refused::Full(full) => {
            Problem::invalid(full.into_iter().map(|(slot, left)| no_place(&slot, left)).collect())
        }
        Refused::Busy => Problem::later(
            StatusCode::SERVICE_UNAVAILABLE,
            2,
            "too many at once; please try again in a moment",
        ),
        Refused::Failed => Problem::later(
            StatusCode::SERVICE_UNAVAILABLE,
            5,
            "the database does not answer; nothing was stored, please try again in a moment",
        ),
    })?;
    widget.state.touch();
    widget.results.touch();
    if forwarded {
        app.relay.wake();
    }
    Ok(Taken::Recorded { recorded, end, ask, reminds })
}

/// Where there is no place, and no line to wait in.
pub(crate) fn no_place(slot: &str, left: i64) -> FieldError {
    let left = left.try_into().unwrap_or(u32::MAX);
    FieldError { field: control(slot), code: ErrorCode::Full(left) }
}

/// What people need is kept apart from all else.
pub(crate) fn apart(values: Values) -> (Values, Option<String>) {
    let needs = Some(values.get(NEEDS).to_owned()).filter(|needs| !needs.is_empty());
    if needs.is_none() {
        return (values, None);
    }
    let rest = values.iter().filter(|(name, _)| *name != NEEDS);
    (rest.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(), needs)
}

/// What the answers of one person add to the results.
fn amount(survey: &Survey, values: &Values) -> Aggregate {
    let mut amount = Aggregate::default();
    amount.add(survey, values);
    amount
}

/// The wording that a widget says it showed; that of the document for a plain form.
fn with_wording(asked: Vec<ConsentAnswer>, sent: &[ConsentAnswer]) -> Vec<ConsentAnswer> {
    let wording = |mut answer: ConsentAnswer| {
        if let Some(shown) = sent.iter().find(|shown| shown.id == answer.id && !shown.text.is_empty()) {
            answer.text.clone_from(&shown.text);
            answer.version.clone_from(&shown.version);
        }
        answer
    };
    asked.into_iter().map(wording).collect()
}

/// Values as they are stored.
pub(crate) fn plain(values: &Values) -> Map<String, Value> {
    values.iter().map(|(name, value)| (name.to_owned(), value.into())).collect()
}

/// What makes a submission another one: its values, its consents with their wordings, and
/// whether it is a test. A retry may come from another page and still be the same.
fn fingerprint(values: &Values, consents: &[ConsentAnswer], test: bool) -> String {
    let mut pairs: Vec<(&str, &str)> = values.iter().collect();
    pairs.sort_unstable();
    let agreed: Vec<_> = consents
        .iter()
        .map(|consent| (&*consent.id, consent.answer.as_str(), &consent.text, &consent.version))
        .collect();
    hex::encode(Sha256::digest(json!((pairs, agreed, test)).to_string()))
}

/// What is shown of those who agreed to it.
fn shown_if_agreed(values: &Values, consents: &[ConsentAnswer]) -> Option<Shown> {
    let public = consents.iter().find(|consent| &*consent.id == PUBLIC)?;
    shown(values).filter(|_| public.agrees())
}

/// A new code for a supporter to hand on: short enough for a link, and not to be guessed.
pub(crate) fn referral() -> anyhow::Result<String> {
    let mut bytes = [0; 6];
    getrandom::fill(&mut bytes)
        .map_err(|error| anyhow::anyhow!("this machine gives no random numbers: {error}"))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// Query and fragment may carry personal data.
fn without_query(page: &str) -> String {
    clipped(page.split(['?', '#']).next().unwrap_or_default(), LONGEST_PAGE)
}

/// The language that something was filled in in: the one that it says, or else the widget's.
pub(crate) fn locale(widget: &Widget, said: &str) -> String {
    clipped(if said.is_empty() { widget.lang() } else { said }, LONGEST_TAG)
}

/// At most so many characters, and none that a database refuses.
pub(crate) fn clipped(text: &str, limit: usize) -> String {
    text.chars().filter(|character| !character.is_control()).take(limit).collect()
}
