//! A ladder of fifty rungs, as many as fit: some wait for others, some for time, some are far away.

use serde_json::{Value, json};

/// How many rungs there are.
pub(crate) const RUNGS: usize = 50;

/// The document as our kit reads it.
pub(crate) fn ours() -> Value {
    json!({
        "id": "way", "kind": "ladder", "lang": "en", "backend": "preview",
        "title": "Your way",
        "text": "Nobody does it all at once. **One step is enough for today.**",
        "rungs": (0..RUNGS).map(rung).collect::<Vec<_>>(),
        "ask_about": ["minutes", "evenings", "weekends", "distance"],
    })
}

/// The widget that completes a rung.
pub(crate) fn widget(rung: usize) -> String {
    format!("w{rung}")
}

/// Minutes that rungs take.
const EFFORTS: [u32; 4] = [2, 5, 30, 120];

fn rung(number: usize) -> Value {
    let mut rung = json!({
        "id": format!("r{number}"),
        "label": format!("Clean air, step {number}"),
        "text": "What we found out, what we do next, and who does what.",
        "effort_minutes": EFFORTS[number % EFFORTS.len()],
        "mode": if number % 4 == 3 { "offline" } else { "online" },
        "href": "/step",
        "done_by": [{ "widget": widget(number) }],
    });
    if number % 5 == 4 {
        rung["unlock"] = json!({ "any": [
            { "done": [format!("r{}", number - 1), format!("r{}", number - 2)] },
            { "evenings": true, "minutes": 30 },
        ] });
    }
    if number % 7 == 6 {
        rung["near"] = json!({ "latitude": 53.8, "longitude": -1.55, "km": 30 });
    }
    rung
}

#[cfg(test)]
mod tests {
    use rungs_model::document;
    use rungs_model::ladder::Ladder;

    use super::*;

    #[test]
    fn it_is_a_good_document_of_fifty_rungs() {
        let (ladder, warnings) = document::read::<Ladder>(&ours(), "en").unwrap();
        assert_eq!((ladder.rungs.len(), warnings), (RUNGS, Vec::new()));
    }
}
