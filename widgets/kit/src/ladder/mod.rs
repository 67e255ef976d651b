//! The ladder: where someone stands, and the one thing that they are asked next.
//!
//! The first file draws the rungs and the next step, hears what the widgets of the page tell, and keeps it on
//! the device. Who stands where, what someone says about themselves, offers and what the backend remembers
//! come later (`way`).
//!
//! Parts: `ladder`, `image`, `title`, `prose`, `notice`, `step`, `bar`, `rung-list`, `rung`, `mark`, `rung-label`,
//! `rung-about`, `rung-state`, `people`, `steps`, `next`, `next-title`, `next-label`, `why`, `follow-up`, `buttons`,
//! `journey`, `back`, `done`, `brought`, `about`, `near`, `remember`, `further`, `own`, `summary-chart`, `result`, `chart`, `chart-row`, `chart-name`,
//! `chart-bar`, `chart-share`, `table`; and those of the form, which the README lists.
//! Events: `rungs:progress`, `rungs:forget`, and those of a form for what is offered.

mod about;
mod ask;
mod deeds;
mod forget;
mod friends;
mod kept;
mod near;
mod news;
mod offer;
mod own;
mod rehearse;
mod remember;
mod rungs;
mod summary;
mod way;
mod words;

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::document::Problem;
use rungs_model::ladder::{Counts, Ladder, Progress, Standing};
use rungs_model::rsvp::Spot;
use rungs_model::{Date, Values};
use serde_json::Value;

use crate::article;
use crate::backend;
use crate::browser;
use crate::bundle::{Definition, understood};
use crate::context::Shared;
use crate::view::{Tag, tag};
use crate::words::{learn, word};
use kept::Kept;
use way::Way;

/// Reads a ladder's config document.
pub fn define(config: &Value, lang: &str) -> Result<Definition, Vec<Problem>> {
    let (mut ladder, backend, warnings) = understood::<Ladder>(config, lang)?;
    learn(word::ENGLISH_LADDER);
    let can = backend.capabilities();
    if can.real && !can.ladder {
        ladder.keep_to_the_page();
    }
    let ladder = Arc::new(ladder);
    Ok(Definition {
        kind: "ladder",
        id: ladder.id.to_string(),
        campaign: ladder.campaign().to_owned(),
        accent: ladder.accent.clone(),
        theme: ladder.theme,
        density: ladder.density,
        css: crate::style::LADDER,
        backend,
        warnings,
        view: Rc::new(move |context, values| view(context, &ladder, values)),
    })
}

/// What is known of someone.
struct Course {
    kept: Kept,
    /// A token that came with the address, until the backend says that it knows it.
    arrived: Option<String>,
    /// Counts how often everything was forgotten: what was asked before is of no use then.
    forgotten: u32,
    /// Where they stand today.
    standing: Standing,
    /// The day on this device.
    today: Date,
    /// Where they are; it never leaves the page.
    position: Option<Spot>,
    /// How many stand on each rung.
    counts: Option<Counts>,
    /// How many came through them.
    brought: u32,
    /// An offer that is being filled in.
    offered: Option<offer::Offered>,
    /// What is said after one.
    thanks: Option<offer::Draw>,
    /// Counts what was said: each is drawn once.
    thanked: u32,
    /// The rung whose widget is open in place.
    opened: Option<usize>,
    /// Whether the focus goes on to what is asked next.
    follows: bool,
    /// Whether another tab has written what this one has not read yet.
    hears: bool,
    /// What comes later.
    way: Option<Arc<dyn Way>>,
}

/// A ladder, and the signals of someone on it.
#[derive(Clone)]
struct Climb {
    context: Shared,
    ladder: Arc<Ladder>,
    course: RwSignal<Course>,
    /// Counts how often it was another place where they stand.
    moves: ArcRwSignal<u32>,
    /// What was given to another widget before; only in memory.
    given: Arc<Values>,
}

impl Climb {
    /// Finds out anew where they stand.
    fn keep_up(&self) {
        let standing = self.course.with(|course| self.judge(course));
        let moved = self.course.try_update_untracked(|course| {
            let moved = course.standing != standing;
            course.standing = standing;
            moved
        });
        if moved == Some(true) {
            self.moves.update(|count| *count += 1);
        }
    }

    /// Reads where they stand, and follows it.
    fn standing<T>(&self, read: impl FnOnce(&Standing) -> T) -> T {
        self.moves.track();
        self.course.with_untracked(|course| read(&course.standing))
    }

    fn judge(&self, course: &Course) -> Standing {
        self.ladder.standing(&course.kept.progress, course.today, course.position)
    }

    /// Changes what is known of their progress, on this device and at the backend, and tells the page.
    fn change(&self, change: impl FnOnce(&mut Progress, Date)) {
        let today = browser::today();
        let way = self.course.try_update(|course| {
            // What other tabs have learnt meanwhile stays, and what they have forgotten is gone.
            course.kept.renew(&self.context);
            change(&mut course.kept.progress, today);
            course.today = today;
            course.kept.save(&self.context);
            course.way.clone()
        });
        self.tell();
        if let Some(way) = way.flatten() {
            way.changed(self);
        }
    }

    /// Tells the page how far they are: ids and counts only.
    fn tell(&self) {
        let standing = self.course.with_untracked(|course| self.judge(course));
        let next = standing.ask.as_ref().and_then(|ask| self.ladder.rungs.get(ask.rung));
        let next = next.map_or("", |rung| &*rung.id);
        let done = rungs::count_done(&standing).to_string();
        self.context.emit("rungs:progress", &[("done", &done), ("next", next)]);
    }
}

fn view(context: &Shared, ladder: &Arc<Ladder>, given: Values) -> Tag {
    let kept = kept::load(context);
    let today = browser::today();
    let course = Course {
        // Found out before anything is drawn.
        standing: Standing { places: Vec::new(), ask: None },
        kept,
        arrived: None,
        forgotten: 0,
        today,
        position: None,
        counts: None,
        brought: 0,
        offered: None,
        thanks: None,
        thanked: 0,
        opened: None,
        follows: false,
        hears: false,
        way: None,
    };
    let climb = Climb {
        context: context.clone(),
        ladder: ladder.clone(),
        course: RwSignal::new(course),
        moves: ArcRwSignal::new(0),
        given: Arc::new(given),
    };
    backend::expect(context);
    let words = context.clone();
    // The first step that is done is not to wait for the first day that a browser writes.
    browser::after_paint(move || drop(words::day(&words.words, today)));
    deeds::hear(&climb);
    way::expect(&climb);
    let status = article::announcer();
    let by = climb.clone();
    let whole = tag("article")
        .part("ladder")
        .attr("data-look", ladder.look.as_str())
        .follow(Box::new(move || by.keep_up()));
    // In the thanks of another widget only the next step is of interest.
    if context.host.get_attribute("look").as_deref() == Some("next") {
        return whole.child(ask::ask(&climb)).child(status);
    }
    // What is asked next takes the focus: then all else is written already, and nothing is laid out twice.
    let under = way::under(&climb);
    whole
        .attr("aria-labelledby", "title")
        .child(ladder.image.as_ref().map(|image| article::image(image, "image")))
        .child(tag("h2").part("title").attr("id", "title").text(&ladder.title))
        .child(article::text(&ladder.markdown()))
        .child(article::notice(context, ladder.test))
        .child(rungs::progress(&climb))
        .child(ask::ask(&climb))
        .child(under)
        .child(status)
}
