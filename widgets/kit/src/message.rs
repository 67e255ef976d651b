//! What goes to a backend: a filled form, or a change of an earlier answer.

#[cfg(feature = "rsvp")]
use rungs_backends::ReplyChange;
use rungs_backends::{Request, Rungs};
#[cfg(feature = "rsvp")]
use rungs_model::Href;
#[cfg(any(feature = "rsvp", feature = "ladder"))]
use rungs_model::Offer;
use rungs_model::{Submission, document};
use serde_json::{Map, Value};

use crate::context::Context;

/// What a form is for, and so how a reference backend takes it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route {
    /// Taking part in the widget.
    Submission,
    /// Wanting to be called back.
    #[cfg(feature = "survey")]
    CallBack,
    /// Taking up what a ladder offers, or whoever invites.
    #[cfg(any(feature = "rsvp", feature = "ladder"))]
    Offer(Offer),
}

impl Route {
    /// Its name, where it waits.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Submission => "submission",
            #[cfg(feature = "survey")]
            Self::CallBack => "callback",
            #[cfg(any(feature = "rsvp", feature = "ladder"))]
            Self::Offer(offer) => offer.as_str(),
        }
    }

    fn parse(name: &str) -> Option<Self> {
        #[cfg(feature = "survey")]
        if name == Self::CallBack.name() {
            return Some(Self::CallBack);
        }
        #[cfg(any(feature = "rsvp", feature = "ladder"))]
        if let Some(offer) = Offer::ALL.iter().find(|offer| offer.as_str() == name) {
            return Some(Self::Offer(*offer));
        }
        (name == Self::Submission.name()).then_some(Self::Submission)
    }

    /// How a reference backend is asked to take it.
    pub(crate) fn request(self, rungs: &Rungs, widget: &str, submission: &Submission) -> Request {
        match self {
            Self::Submission => rungs.submit(widget, submission),
            #[cfg(feature = "survey")]
            Self::CallBack => rungs.call_back(widget, submission),
            #[cfg(any(feature = "rsvp", feature = "ladder"))]
            Self::Offer(offer) => rungs.offer(widget, offer, submission),
        }
    }
}

/// What goes to a backend.
pub(crate) enum Message {
    /// A filled form.
    Form(Submission, Route),
    /// A change of an answer to an invitation.
    #[cfg(feature = "rsvp")]
    Change(Change),
}

/// A change of an answer to an invitation.
#[cfg(feature = "rsvp")]
pub(crate) struct Change {
    /// The link of the receipt, which allows it.
    pub(crate) url: Href,
    /// What is to be otherwise; its id tells it from other changes.
    pub(crate) wanted: ReplyChange,
}

impl Message {
    /// What no other message is called.
    pub(crate) fn id(&self) -> &str {
        match self {
            Self::Form(submission, _) => &submission.submission_id,
            #[cfg(feature = "rsvp")]
            Self::Change(change) => &change.wanted.id,
        }
    }

    /// What of all messages only one at a time may be on its way for.
    pub(crate) fn about(&self) -> &str {
        match self {
            Self::Form(submission, _) => &submission.submission_id,
            #[cfg(feature = "rsvp")]
            Self::Change(change) => &change.url,
        }
    }

    /// The widget's own form, by which someone takes part.
    #[cfg_attr(
        not(any(feature = "rsvp", feature = "survey", feature = "ladder")),
        allow(unreachable_patterns, reason = "there is nothing else")
    )]
    pub(crate) fn takes_part(&self) -> Option<&Submission> {
        match self {
            Self::Form(submission, Route::Submission) => Some(submission),
            _ => None,
        }
    }

    /// What was answered to an invitation.
    #[cfg(feature = "rsvp")]
    pub(crate) fn answer(&self, context: &Context) -> Option<&'static str> {
        let submission = self.takes_part().filter(|_| context.kind == "rsvp")?;
        Some(crate::rsvp::told(&submission.values))
    }

    /// There are no invitations here.
    #[cfg(not(feature = "rsvp"))]
    #[allow(clippy::unused_self, reason = "it is the same where there are some")]
    pub(crate) fn answer(&self, _: &Context) -> Option<&'static str> {
        None
    }

    /// Writes it down.
    pub(crate) fn write(&self, map: &mut Map<String, Value>) {
        match self {
            Self::Form(submission, route) => {
                map.insert("submission".into(), submission.to_value());
                if *route != Route::Submission {
                    map.insert("to".into(), route.name().into());
                }
            }
            #[cfg(feature = "rsvp")]
            Self::Change(Change { url, wanted }) => {
                // Also for a page that an older kit has drawn.
                map.insert("id".into(), wanted.id.as_str().into());
                map.insert("url".into(), (&**url).into());
                map.insert("change".into(), wanted.to_value());
            }
        }
    }

    /// Reads what [`Self::write`] wrote.
    pub(crate) fn read(value: &Value) -> Option<Self> {
        #[cfg(feature = "rsvp")]
        if let Some(wanted) = value.get("change") {
            let text = |key: &str| value.get(key)?.as_str();
            let (id, url) = (text("id")?.to_owned(), Href::parse(text("url")?)?);
            let wanted = ReplyChange { id, ..ReplyChange::read(wanted)? };
            return Some(Self::Change(Change { url, wanted }));
        }
        let (submission, _) = document::read::<Submission>(value.get("submission")?, "").ok()?;
        let route = value.get("to").map_or(Some(Route::Submission), |to| Route::parse(to.as_str()?))?;
        Some(Self::Form(submission, route))
    }
}
