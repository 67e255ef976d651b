use serde_json::Value;

use crate::answers::Answers;
use crate::read;

/// What a campaign can expect of the `backend` of a config document, in plain sentences for its staff. None if it
/// cannot be used; [`crate::check`] says why.
pub fn about(given: &Value) -> Vec<&'static str> {
    let Ok(backend) = read(given) else { return Vec::new() };
    let can = backend.capabilities();
    if !can.real {
        return vec!["This is a preview: nothing is sent, and the widget says so."];
    }
    let answers = Answers::of(&backend, given);
    let mut said = vec![confirmation(given, answers)];
    let facts = [
        (can.counts, "It tells how many there are.", "It tells no count: the widget shows none."),
        (
            answers.field_errors,
            "It says what is wrong with which field.",
            "It does not say what is wrong with a field.",
        ),
        (
            can.deduplicates,
            "What comes twice counts once, so a lost answer is tried again.",
            "What comes twice may count twice: after a lost answer only the supporter tries again.",
        ),
        (
            can.tests,
            "Tests are sent to it, marked as such.",
            "It does not tell tests apart: in test mode nothing is sent.",
        ),
    ];
    said.extend(facts.map(|(holds, yes, no)| if holds { yes } else { no }));
    if !can.edits {
        said.push("Answers to events cannot be changed afterwards.");
    }
    said
}

fn confirmation(given: &Value, answers: Answers) -> &'static str {
    let says = |key: &str| given.get(key).and_then(Value::as_bool);
    if !answers.read {
        return "The site may not read its answers: the widget only says that it was sent.";
    }
    if says("double_opt_in") == Some(true) {
        return "It records, and counts once the link in its email is used: the widget says so.";
    }
    if answers.confirm {
        return "It confirms what it has recorded.";
    }
    "It never says whether it recorded: the widget only says that it was sent."
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Capabilities;

    #[test]
    fn the_first_sentence_is_about_what_a_supporter_may_be_told() {
        let first = |given: Value| about(&given)[0];
        assert_eq!(first(json!("https://api.example.org")), "It confirms what it has recorded.");
        assert!(first(json!("preview")).starts_with("This is a preview"));
        assert!(first(json!({ "kind": "action_network", "id": "x" })).starts_with("It never says"));
        assert!(first(json!({ "kind": "form", "url": "https://a.org" })).starts_with("The site may not"));
        let read = json!({ "kind": "form", "url": "https://a.org", "cors": true });
        assert!(first(read).starts_with("It never says"));
        let claimed = json!({ "kind": "webhook", "url": "https://a.org", "confirms": true });
        assert_eq!(first(claimed), "It confirms what it has recorded.");
        assert!(first(json!({ "kind": "proca", "action_page": 1, "double_opt_in": true })).contains("email"));
        assert_eq!(about(&json!({ "kind": "rungz" })), Vec::<&str>::new());
    }

    #[test]
    fn of_a_backend_whose_answers_nobody_may_read_nothing_is_claimed() {
        for given in [
            json!({ "kind": "actionkit", "url": "https://a.org", "page": "p", "cors": false, "counts": true }),
            json!({ "kind": "form", "url": "https://a.org", "confirms": true }),
            json!({ "kind": "form", "url": "https://a.org", "cors": false, "confirms": true, "counts": true }),
        ] {
            let backend = read(&given).unwrap();
            assert_eq!(backend.capabilities(), Capabilities::LEAST, "{given}");
            let nothing = Answers { read: false, confirm: false, field_errors: false };
            assert_eq!(Answers::of(&backend, &given), nothing, "{given}");
            assert!(about(&given)[0].contains("may not read"), "{given}");
        }
        let read =
            json!({ "kind": "actionkit", "url": "https://a.org", "page": "p", "cors": true, "counts": true });
        let backend = super::read(&read).unwrap();
        assert_eq!(Answers::of(&backend, &read), Answers { read: true, confirm: true, field_errors: true });
        assert!(backend.capabilities().counts);
    }

    #[test]
    fn a_count_is_promised_only_where_one_is_asked_for() {
        let counts = |given: Value| about(&given)[1].starts_with("It tells how many");
        assert!(counts(json!({ "kind": "proca", "action_page": 1 })));
        assert!(!counts(json!({ "kind": "proca", "action_page": 1, "counts": false })));
        let page = json!({ "kind": "actionkit", "url": "https://a.org", "page": "p" });
        assert!(!counts(page));
        assert!(counts(json!({ "kind": "actionkit", "url": "https://a.org", "page": "p", "counts": true })));
        assert!(!counts(json!({ "kind": "osdi", "url": "https://a.org", "counts": true })));
    }
}
