//! What goes to a backend waits here while they cannot be sent: on the device, for a day at most.
//!
//! What is sent is first put here and taken out once its fate is known, so that neither a lost
//! connection nor a closed tab loses it. What a backend recognises is sent again by itself: when the
//! device is online, when the page is seen again, and after growing pauses; under a Web Lock, so once
//! however many tabs are open. Others get it again only when the supporter says so, if nobody knows
//! whether they have it.
//!
//! Except for [`waits`], it comes with the first touch, or where something waits; see `later`.

mod deliver;
mod form;
mod kept;
mod lock;
mod note;
mod returned;
mod view;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
#[cfg(feature = "rsvp")]
use rungs_backends::ReplyChange;
use rungs_model::{Outcome, Values};
use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, EventTarget, window};

use crate::browser;
use crate::context::Shared;
use crate::form::FormSignal;
#[cfg(feature = "rsvp")]
use crate::message::Change;
use crate::message::Message;
use crate::submit;
use crate::view::TagState;
#[cfg(feature = "rsvp")]
pub(crate) use deliver::is_open;
use kept::Found;
pub(crate) use kept::{Kept, waits};
pub(crate) use note::{focus, panel};
use view::{Own, Shows, View};

/// The longest pause between two tries by itself.
const LONGEST_PAUSE_MS: u32 = 300_000;
/// What a tab leaves to the one in which it was entered, which has more to show.
const PRECEDENCE_MS: u32 = 1_000;

/// Shows how a submission of these values ended.
type Show = Box<dyn Fn(Outcome, &Values)>;

/// What the widget does with what becomes of a message.
pub(crate) struct Home {
    /// Shows how its form ended.
    pub(crate) show: Show,
    /// Shows the form, filled in so: the entry has the values already.
    pub(crate) back: Box<dyn Fn(&Values)>,
    /// Takes note of how something else ended that was entered earlier; whether that is seen.
    pub(crate) late: Late,
}

/// Takes note of how something ended that was entered earlier.
pub(crate) type Late = Box<dyn Fn(&Message, &Outcome) -> bool>;

/// Nothing is seen of that but the note.
pub(crate) fn unseen() -> Late {
    Box::new(|_, _| false)
}

/// What follows a submission of this page.
pub(crate) type Then = Rc<dyn Fn(Outcome)>;

/// What is shown in place of the form.
struct Shown {
    key: String,
    then: Then,
    /// Undoes that it is shown; without it the form is emptied.
    back: Option<Rc<dyn Fn()>>,
}

/// What waits for one widget.
pub(crate) struct Outbox {
    context: Shared,
    /// The widget's own form, if it has one.
    entry: Option<FormSignal>,
    home: Home,
    /// Whether more may be put here.
    keeps: bool,
    shown: RefCell<Option<Shown>>,
    /// A refusal that was not shown, since the form was in use.
    refused: RefCell<Option<(Outcome, Kept)>>,
    /// Tries since one was answered.
    fails: Cell<u32>,
    /// Tells the last timer from those before it.
    timer: Cell<u32>,
    view: RefCell<View>,
    shows: RefCell<Vec<(Element, Shows)>>,
    ears: RefCell<Vec<Ear>>,
    note: RefCell<Option<TagState>>,
}

/// What an entry knows of its outbox, the code of which comes later.
pub(crate) trait Holds {
    /// It.
    fn outbox(self: Rc<Self>) -> Rc<Outbox>;
}

impl Holds for Outbox {
    fn outbox(self: Rc<Self>) -> Rc<Outbox> {
        self
    }
}

/// The outbox of a form, once it is there.
pub(crate) fn of(entry: FormSignal) -> Option<Rc<Outbox>> {
    entry.with_untracked(|entry| entry.outbox.clone()).map(|outbox| SendWrapper::take(outbox).outbox())
}

/// Something that is listened to until it is dropped.
struct Ear(EventTarget, &'static str, Closure<dyn FnMut(Event)>);

impl Drop for Ear {
    fn drop(&mut self) {
        let _ = self.0.remove_event_listener_with_callback(self.1, self.2.as_ref().unchecked_ref());
    }
}

/// Gives a widget its outbox, once; `keeps` says whether its document lets anything be put there.
pub(crate) fn attach(context: &Shared, entry: FormSignal, keeps: bool, home: Home) {
    if entry.try_with_untracked(|entry| entry.outbox.is_some()) != Some(false) {
        return;
    }
    let outbox = open(context, Some(entry), keeps, home);
    returned::welcome(&outbox);
    entry.update_untracked(|entry| entry.outbox = Some(SendWrapper::new(outbox)));
}

/// An outbox, also of a widget without a form of its own.
pub(crate) fn open(context: &Shared, entry: Option<FormSignal>, keeps: bool, home: Home) -> Rc<Outbox> {
    let outbox = Rc::new(Outbox {
        context: context.clone(),
        entry,
        home,
        keeps,
        shown: RefCell::default(),
        refused: RefCell::default(),
        fails: Cell::new(0),
        timer: Cell::new(0),
        view: RefCell::new(View { noted: entry.is_none(), ..View::default() }),
        shows: RefCell::default(),
        ears: RefCell::default(),
        note: RefCell::default(),
    });
    outbox.listen();
    note::place(&outbox);
    outbox.refresh();
    outbox.schedule();
    outbox
}

impl Outbox {
    fn listen(self: &Rc<Self>) {
        let Some(window) = window() else { return };
        let document = window.document().map(EventTarget::from);
        let window = EventTarget::from(window);
        let all =
            [(Some(window.clone()), "online"), (Some(window), "storage"), (document, "visibilitychange")];
        for (target, name) in all {
            let Some(target) = target else { continue };
            let weak = Rc::downgrade(self);
            let hear = Closure::wrap(Box::new(move |_: Event| {
                if let Some(outbox) = weak.upgrade() {
                    outbox.hear(name);
                }
            }) as Box<dyn FnMut(Event)>);
            let _ = target.add_event_listener_with_callback(name, hear.as_ref().unchecked_ref());
            self.ears.borrow_mut().push(Ear(target, name, hear));
        }
    }

    fn hear(self: &Rc<Self>, event: &str) {
        if event == "storage" {
            // Another tab has put something here, or taken it. Should that tab be closed, it is for this one to send.
            self.refresh();
        } else if event == "online" || browser::is_visible() {
            self.fails.set(0);
        }
        self.schedule();
    }

    /// The changes of an answer that wait, the oldest first.
    #[cfg(feature = "rsvp")]
    pub(crate) fn changes(&self, url: &str) -> Vec<ReplyChange> {
        let change = |kept: Kept| match kept.message {
            Message::Change(Change { url: own, wanted, .. }) if *own == *url => Some(wanted),
            _ => None,
        };
        let waiting = kept::find(&self.context.id).kept.into_iter().filter(|kept| self.is_ours(kept));
        waiting.filter_map(change).collect()
    }

    /// Whether messages may be put here.
    pub(crate) fn keeps(&self) -> bool {
        self.keeps
    }

    /// Whether anything is sent at all: a preview only shows what would be seen.
    fn is_real(&self) -> bool {
        self.context.backend.capabilities().real
    }

    /// Whether it was meant for this backend.
    fn is_ours(&self, kept: &Kept) -> bool {
        self.context.backend.place(&self.context.config) == kept.place
    }

    /// Looks again at what waits.
    fn refresh(&self) {
        let found = if self.is_real() { kept::find(&self.context.id) } else { Found::default() };
        let shown = self.shown.borrow();
        let mut view = self.view.borrow_mut();
        view.newer = found.newer;
        view.expired |= found.expired;
        view.own = match (shown.is_some(), self.is_real()) {
            (false, _) => Own::None,
            (true, true) => Own::Gone,
            (true, false) => Own::Stored,
        };
        (view.waiting, view.unsure) = (0, false);
        for kept in found.kept.iter().filter(|kept| self.is_ours(kept)) {
            if shown.as_ref().is_some_and(|shown| shown.key == kept.key()) {
                view.own = match (kept.unsure, kept.stored) {
                    (true, _) => Own::Unsure,
                    (false, true) => Own::Stored,
                    (false, false) => Own::Remembered,
                };
            } else {
                view.waiting += 1;
                view.unsure |= kept.unsure;
            }
        }
        drop(view);
        self.paint();
    }

    /// Tries again in a while, if there is anything that may be sent by itself.
    fn schedule(self: &Rc<Self>) {
        let timer = self.timer.get() + 1;
        self.timer.set(timer);
        // That it is online again is told.
        if !browser::is_online() || !self.is_real() {
            return;
        }
        let waiting = kept::find(&self.context.id).kept;
        let waiting = waiting.iter().filter(|kept| !kept.unsure && self.is_ours(kept));
        let Some(due) = waiting.map(|kept| kept.times.until).min() else { return };
        let pause = (1_000_u32 << self.fails.get().min(9)).min(LONGEST_PAUSE_MS);
        let first = if self.shown.borrow().is_some() { 0 } else { PRECEDENCE_MS };
        let asked = u32::try_from(due - browser::now().0).unwrap_or(0);
        let wait = asked.saturating_add(first).saturating_add(submit::jitter(pause));
        let weak = Rc::downgrade(self);
        set_timeout(
            move || {
                if let Some(outbox) = weak.upgrade().filter(|outbox| outbox.timer.get() == timer) {
                    outbox.flush(false);
                }
            },
            Duration::from_millis(wait.into()),
        );
    }
}
