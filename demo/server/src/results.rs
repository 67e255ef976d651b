//! The results of a survey that everyone may see.

use std::ops::RangeInclusive;
use std::sync::Arc;

use anyhow::Result;
use rungs_model::survey::{
    Aggregate, Followed, OpenAnswer, Published, Question, QuestionKind, Results, Show, Survey,
};

use crate::definition;
use crate::store::{Snapshot, Store, Words, rfc3339};
use crate::widgets::Widget;

/// Whether and how a widget shows results.
pub(crate) fn shown(widget: &Widget) -> Option<(&Survey, &Results)> {
    let survey = widget.read("").survey()?;
    let results = survey.results.as_ref().filter(|results| results.show != Show::Never)?;
    Some((survey, results))
}

/// What is to be seen; none where nothing ever is. It reads a row per version, however many
/// have answered, and publishes anew once enough have since the last time.
pub(crate) async fn published(store: &Store, widget: &Arc<Widget>) -> Result<Option<Published>> {
    let Some((survey, results)) = shown(widget) else { return Ok(None) };
    let by_version = store.aggregates(&widget.id).await?;
    let submissions = by_version.iter().map(|(_, aggregate)| aggregate.submissions).sum();
    let mut last = store.snapshot(&widget.id).await?;
    let before = last.as_ref().map_or(0, |last| last.submissions);
    if results.is_due(before, submissions) {
        let mut aggregate = Aggregate::default();
        for (version, more) in by_version {
            aggregate.merge(&fitting(store, widget, survey, version, more).await?);
        }
        // What was published last, of the questions that are still asked so.
        let baseline = match last {
            Some(last) => fitting(store, widget, survey, last.version, last.baseline).await?,
            None => Aggregate::default(),
        };
        let Followed { shown, baseline } = follow(widget, aggregate, baseline, results.minimum).await?;
        let snapshot = Snapshot { version: widget.version, submissions, aggregate: shown, baseline };
        store.keep_snapshot(&widget.id, before, &snapshot).await?;
        last = store.snapshot(&widget.id).await?;
    }
    let aggregate = match last {
        Some(last) => fitting(store, widget, survey, last.version, last.aggregate).await?,
        None => Aggregate::default(),
    };
    let mut published = aggregate.publish(survey, results.minimum);
    // When someone answered could tell who it was.
    let day = |at: i64| (!survey.anonymous).then(|| rfc3339(at).chars().take(10).collect());
    let quoted = |words: Words| OpenAnswer { text: words.text, at: day(words.recorded_at) };
    let words = store.published_answers(&widget.id).await?.into_iter();
    let words = words.map(|(control, words)| (control, words.into_iter().map(quoted).collect()));
    published.quote(survey, words.collect());
    Ok(Some(published))
}

/// What is published next. Of a thousand questions that hang on each other this takes long enough for others to wait.
async fn follow(
    widget: &Arc<Widget>,
    aggregate: Aggregate,
    baseline: Aggregate,
    minimum: u32,
) -> Result<Followed> {
    let widget = widget.clone();
    let follow = move || widget.read("").survey().map(|survey| aggregate.follow(survey, &baseline, minimum));
    Ok(tokio::task::spawn_blocking(follow).await?.unwrap_or_default())
}

/// What the answers to another version say about the questions of this one: those that ask the
/// same, with the same options.
async fn fitting(
    store: &Store,
    widget: &Widget,
    survey: &Survey,
    version: i64,
    mut aggregate: Aggregate,
) -> Result<Aggregate> {
    if version != widget.version {
        let other = definition::survey(&store.document(&widget.id, version).await?);
        let question = |survey: &'_ Survey, control: &str| {
            let name = control.split('.').next().unwrap_or_default();
            survey.question(name).map(shape)
        };
        aggregate.tallies.retain(|control, _| {
            let asked = question(survey, control);
            asked.is_some() && other.as_ref().and_then(|other| question(other, control)) == asked
        });
    }
    Ok(aggregate)
}

/// What makes the answers to a question comparable; the points of a ranking say how many options are ranked.
fn shape(question: &Question) -> (QuestionKind, Vec<String>, RangeInclusive<i32>) {
    let options = question.options.iter().map(|option| option.value.clone()).collect();
    (question.kind, options, question.points())
}
