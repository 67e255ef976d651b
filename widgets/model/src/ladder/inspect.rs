//! What is wrong with a ladder as a whole, found when its config is loaded.

use super::{Ladder, Rung, Subject, Unlock};
use crate::document::{Reader, nearest};
use crate::{Kind, Offer};

/// The most rungs of a ladder.
const MOST: usize = 50;
/// The most characters of a label.
const LONGEST_LABEL: usize = 100;

pub(super) fn ladder(ladder: &Ladder, reader: &mut Reader) {
    if ladder.rungs.is_empty() {
        reader.error_at("rungs", "must list at least one rung");
    }
    if ladder.rungs.len() > MOST {
        reader.error_at("rungs", "are too many: 50 fit");
    }
    if ladder.not_now_days > 365 {
        reader.error_at("not_now_days", "must be from 0 to 365");
    }
    for (index, rung) in ladder.rungs.iter().enumerate() {
        let place = path(index, "");
        if ladder.rungs.iter().take(index).any(|other| other.id == rung.id && !rung.id.is_empty()) {
            reader.error_at(&[&place, ".id"].concat(), &["\"", &*rung.id, "\" is used twice"].concat());
        }
        alone(rung, &place, reader);
        if let Some(unlock) = &rung.unlock {
            references(ladder, rung, unlock, &[&place, ".unlock"].concat(), reader);
        }
    }
    circles(ladder, reader);
}

fn path(index: usize, key: &str) -> String {
    ["rungs[", &index.to_string(), "]", key].concat()
}

/// What is wrong with a rung, whatever the others are.
fn alone(rung: &Rung, place: &str, reader: &mut Reader) {
    let at = |key: &str| [place, ".", key].concat();
    if rung.label.chars().count() > LONGEST_LABEL {
        reader.error_at(&at("label"), "is too long: 100 characters fit");
    }
    let ways = [rung.href.is_some(), rung.widget.is_some(), rung.offer.is_some()];
    if ways.into_iter().filter(|way| *way).count() > 1 {
        reader.error_at(place, "leads to several places: needs href, widget or offer, not more than one");
    }
    if rung.widget.is_some() != rung.config.is_some() {
        reader
            .error_at(place, "needs widget and config together: which kind, and the address of its document");
    }
    if rung.widget == Some(Kind::Ladder) {
        reader.error_at(&at("widget"), "cannot be a ladder");
    }
    if rung.offer == Some(Offer::CheckIn) && rung.staff_follow_up.is_some() {
        let message = "promises what nobody does: of a check_in staff hear only how many came; leave it out";
        reader.error_at(&at("staff_follow_up"), message);
    }
    if rung.done_by.is_empty() && rung.offer.is_none() {
        let message = "names nothing, so that nobody could ever do it; write e.g. [{\"widget\": \"clean-air\"}] or [\"share\"]";
        reader.error_at(&at("done_by"), message);
    } else if !rung.leads() && !rung.hidden {
        reader
            .warn_at(place, "leads nowhere: it is shown, but never proposed; give it href, widget or offer");
    }
}

/// What an unlock names must be there.
fn references(ladder: &Ladder, rung: &Rung, unlock: &Unlock, place: &str, reader: &mut Reader) {
    let unknown = |key: &str, index: usize, name: &str, what: &str, known: &[&str], reader: &mut Reader| {
        let hint =
            nearest(name, known).map_or_else(String::new, |near| ["; did you mean \"", near, "\"?"].concat());
        let path = [place, ".", key, "[", &index.to_string(), "]"].concat();
        reader.error_at(&path, &["\"", name, "\" is no ", what, &hint].concat());
    };
    let rungs: Vec<&str> = ladder.rungs.iter().map(|rung| &*rung.id).collect();
    for (index, id) in unlock.done.iter().enumerate() {
        if !id.is_empty() && !rungs.contains(&&**id) {
            unknown("done", index, id, "rung of this ladder", &rungs, reader);
        }
    }
    let skills: Vec<&str> = ladder.skills.iter().map(|skill| skill.value.as_str()).collect();
    for (index, skill) in unlock.skills.iter().enumerate() {
        if !skills.contains(&skill.as_str()) {
            unknown("skills", index, skill, "skill of this ladder", &skills, reader);
        }
    }
    if unlock.within_km.is_some() && rung.near.is_none() {
        reader.error_at(&[place, ".within_km"].concat(), "needs near: from where is it measured?");
    }
    for (key, subject, used) in [
        ("minutes", Subject::Minutes, unlock.minutes.is_some()),
        ("evenings", Subject::Evenings, unlock.evenings),
        ("weekends", Subject::Weekends, unlock.weekends),
        ("skills", Subject::Skills, !unlock.skills.is_empty()),
        ("within_km", Subject::Distance, unlock.within_km.is_some()),
    ] {
        if used && !ladder.ask_about.contains(&subject) {
            let message = ["never holds, as nobody is asked: add \"", subject.as_str(), "\" to ask_about"];
            reader.warn_at(&[place, ".", key].concat(), &message.concat());
        }
    }
    for (index, other) in unlock.any.iter().enumerate() {
        references(ladder, rung, other, &[place, ".any[", &index.to_string(), "]"].concat(), reader);
    }
}

/// Names each rung that can open only after itself.
fn circles(ladder: &Ladder, reader: &mut Reader) {
    let mut opens: Vec<bool> = ladder.rungs.iter().map(|_| false).collect();
    // Each turn opens at least one more, or it is the last.
    loop {
        let mut changed = false;
        for (index, rung) in ladder.rungs.iter().enumerate() {
            if opens.get(index) == Some(&false) && waits_for(ladder, rung.unlock.as_ref(), &opens).is_none() {
                opens.iter_mut().skip(index).take(1).for_each(|open| *open = true);
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    for (index, rung) in ladder.rungs.iter().enumerate() {
        let mut way = vec![index];
        let mut at = rung;
        // Those that wait for a circle without being in it open once it is broken.
        while let Some(next) = waits_for(ladder, at.unlock.as_ref(), &opens) {
            if next == index {
                let names: Vec<&str> = way
                    .iter()
                    .skip(1)
                    .chain([&index])
                    .filter_map(|index| ladder.rungs.get(*index))
                    .map(|rung| &*rung.id)
                    .collect();
                let message = ["waits for itself: it opens after ", &names.join(", which opens after ")];
                reader.error_at(&path(index, ".unlock"), &message.concat());
                break;
            }
            let Some(rung) = ladder.rungs.get(next).filter(|_| !way.contains(&next)) else { break };
            way.push(next);
            at = rung;
        }
    }
}

/// The first rung that someone must have done, and which does not open; none if there is a way.
fn waits_for(ladder: &Ladder, unlock: Option<&Unlock>, opens: &[bool]) -> Option<usize> {
    let unlock = unlock?;
    let closed = |id| ladder.position(id).filter(|index| opens.get(*index) == Some(&false));
    let own = unlock.done.iter().find_map(|id| closed(id));
    own.or_else(|| {
        let mut first = None;
        for other in unlock.any.iter() {
            first = first.or(Some(waits_for(ladder, Some(other), opens)?));
        }
        first
    })
}
