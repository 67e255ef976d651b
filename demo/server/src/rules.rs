//! The rungs of a campaign's ladder, and which of them someone has done: read from the log of what
//! they did, so that the same log always gives the same.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, RwLock};

use rungs_model::document;
use rungs_model::ladder::{Act, Deed, Happened, Ladder, Rung};
use rungs_model::rsvp::Reply;
use serde_json::Value;

use crate::widgets::Widgets;

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fact {
    /// Something was sent to a widget, with this answer if it was one to an invitation.
    Sent(String, Option<Reply>),
    /// Something else was done.
    Did(Act),
    /// A device says that a rung is done.
    Claimed(String),
}

/// By what rungs are derived.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Rules {
    pub(crate) campaign: String,
    /// The widget of the ladder, and the version of its document.
    pub(crate) widget: String,
    pub(crate) version: i64,
    rungs: Vec<Rung>,
    /// Rungs that only earlier versions had: whoever has done them has still done them.
    dropped: Vec<Rung>,
}

impl Rules {
    /// From every version of a document, the oldest first.
    pub(crate) fn new(widget: &str, version: i64, documents: &[Value]) -> Option<Self> {
        let mut ladders =
            documents.iter().rev().filter_map(|value| document::read::<Ladder>(value, "en").ok());
        let (latest, _) = ladders.next()?;
        let mut dropped: Vec<Rung> = Vec::new();
        for rung in ladders.flat_map(|(ladder, _)| ladder.rungs) {
            let known = |other: &&Rung| other.id == rung.id;
            if latest.rungs.iter().find(known).or(dropped.iter().find(known)).is_none() {
                dropped.push(rung);
            }
        }
        let campaign = latest.campaign().to_owned();
        Some(Self { campaign, widget: widget.to_owned(), version, rungs: latest.rungs, dropped })
    }

    /// The ids of the rungs that the ladder has now, in order.
    pub(crate) fn rungs(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.rungs.iter().map(|rung| &*rung.id)
    }

    /// The rungs that a log completes, each with the first moment at which it does.
    pub(crate) fn done(&self, log: &[(Fact, i64)]) -> BTreeMap<String, i64> {
        let mut done = BTreeMap::new();
        for (fact, at) in log {
            for rung in self.rungs.iter().chain(&self.dropped).filter(|rung| completes(rung, fact)) {
                let first: &mut i64 = done.entry(rung.id.to_string()).or_insert(*at);
                *first = (*first).min(*at);
            }
        }
        done
    }

    /// The last rung in order of those that are done.
    pub(crate) fn standing(&self, done: &BTreeMap<String, i64>) -> Option<&str> {
        self.rungs().rev().find(|rung| done.contains_key(*rung))
    }
}

/// What a ladder names and nobody can do here, for staff to read.
pub(crate) fn strangers(ladder: &Ladder, widgets: &Widgets) -> Vec<String> {
    let wrong = |deed: &Deed| {
        let Deed::Widget(own) = deed else { return None };
        let id = &*own.widget;
        let Some(widget) = widgets.get(id) else {
            let why = "here, so nothing that is sent here completes it";
            return Some(format!("there is no widget {id:?} {why}"));
        };
        let campaign = widget.read("").campaign().to_owned();
        (campaign != ladder.campaign()).then(|| {
            format!("{id:?} belongs to the campaign {campaign:?}, of which this ladder hears nothing")
        })
    };
    let of = |(index, rung): (usize, &Rung)| {
        let deeds = rung.done_by.iter().enumerate();
        let told = deeds.filter_map(|(at, deed)| {
            wrong(deed).map(|wrong| format!("rungs[{index}].done_by[{at}].widget: {wrong}"))
        });
        told.collect::<Vec<_>>()
    };
    ladder.rungs.iter().enumerate().flat_map(of).collect()
}

fn completes(rung: &Rung, fact: &Fact) -> bool {
    let by = |happened| rung.done_by.iter().any(|deed| deed.is_done_by(&happened));
    match fact {
        Fact::Sent(widget, answer) => {
            let answer = answer.map(Reply::as_str);
            by(Happened::Outcome { widget, outcome: "confirmed", answer })
        }
        Fact::Did(act) => by(Happened::Act(*act)),
        // Only the device sees that something was shared. Of all else its word does not count.
        Fact::Claimed(id) => *rung.id == **id && rung.done_by.contains(&Deed::Act(Act::Share)),
    }
}

/// The rules of every campaign that has a ladder, by campaign. All who hold it see what is put into it.
#[derive(Clone, Debug, Default)]
pub(crate) struct AllRules(Arc<RwLock<HashMap<String, Arc<Rules>>>>);

impl AllRules {
    pub(crate) fn of(&self, campaign: &str) -> Option<Arc<Rules>> {
        self.0.read().ok()?.get(campaign).cloned()
    }

    pub(crate) fn put(&self, rules: Rules) {
        if let Ok(mut all) = self.0.write() {
            all.insert(rules.campaign.clone(), Arc::new(rules));
        }
    }

    pub(crate) fn all(&self) -> Vec<Arc<Rules>> {
        self.0.read().map(|all| all.values().cloned().collect()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn ladder(rungs: &Value) -> Value {
        json!({ "id": "way", "kind": "ladder", "campaign": "air", "title": "Way", "rungs": rungs })
    }

    fn sign() -> Value {
        json!({ "id": "sign", "label": "Sign", "done_by": [{ "widget": "air" }] })
    }

    #[test]
    fn a_rung_that_a_later_version_drops_is_still_done_by_what_it_said() {
        let share = json!({ "id": "share", "label": "Share", "done_by": ["share"] });
        let both = ladder(&json!([share, sign()]));
        let rules = Rules::new("way", 2, &[both, ladder(&json!([sign()]))]).unwrap();
        assert_eq!(rules.rungs().collect::<Vec<_>>(), ["sign"]);
        let done = rules.done(&[(Fact::Claimed("share".into()), 5), (Fact::Sent("air".into(), None), 7)]);
        assert_eq!(done, BTreeMap::from([("share".to_owned(), 5), ("sign".to_owned(), 7)]));
        assert_eq!(rules.standing(&done), Some("sign"));
    }

    #[test]
    fn a_device_is_believed_only_where_nobody_else_can_know() {
        let call = json!({ "id": "call", "label": "Call", "offer": "talk_to_organiser" });
        let rules = Rules::new("way", 1, &[ladder(&json!([sign(), call]))]).unwrap();
        let claims = ["sign", "call"].map(|rung| (Fact::Claimed(rung.into()), 1));
        assert_eq!(rules.done(&claims), BTreeMap::new());
        let called = rules.done(&[(Fact::Did(Act::CallBack), 9), (Fact::Did(Act::CallBack), 8)]);
        assert_eq!(called, BTreeMap::from([("call".to_owned(), 8)]));
    }
}
