use rungs_model::rsvp::{Claim, Reply, Rsvp, Schedule};
use rungs_model::{Timestamp, Values};
use serde_json::{Value, json};

use crate::{at, before, load, rally, values, with, with_events};

const ADA: [(&str, &str); 2] = [("given_name", "Ada"), ("email", "ada@example.org")];

fn entered(more: &[(&str, &str)]) -> Values {
    values(&[&ADA[..], more].concat())
}

fn judge(
    document: &Value,
    entered: &Values,
    held: Option<&Values>,
    now: Timestamp,
) -> Result<Values, Vec<String>> {
    let (rsvp, schedule): (Rsvp, Schedule) = load(document).unwrap();
    let told = |errors: Vec<rungs_model::FieldError>| {
        let plain = |error: &rungs_model::FieldError| {
            [
                &error.field,
                " ",
                error.code.as_str(),
                &error.code.limit().map_or(String::new(), |limit| format!(" {limit}")),
            ]
            .concat()
        };
        errors.iter().map(plain).collect::<Vec<_>>()
    };
    match held {
        Some(held) => rsvp.change(&schedule, entered, held, now).map_err(told),
        None => rsvp.check(&schedule, entered, now).map(|(values, _)| values).map_err(told),
    }
}

fn check(document: &Value, more: &[(&str, &str)]) -> Result<Values, Vec<String>> {
    judge(document, &entered(more), None, before())
}

fn shifts() -> Value {
    let mut event = rally();
    event.as_object_mut().unwrap().retain(|key, _| key != "start" && key != "end");
    event["slots"] = json!([
        { "id": "early", "start": "2026-05-01T08:00", "end": "2026-05-01T10:00" },
        { "id": "noon", "start": "2026-05-01T09:30", "end": "2026-05-01T12:00" },
        { "id": "late", "start": "2026-05-01T12:00", "end": "2026-05-01T14:00", "cancelled": true },
        { "id": "night", "start": "2026-05-01T20:00", "end": "2026-05-01T22:00" },
    ]);
    with_events(&[event])
}

#[test]
fn yes_maybe_and_no_are_answers_and_there_must_be_one() {
    let one = with_events(&[rally()]);
    for answer in ["yes", "maybe", "no"] {
        assert_eq!(check(&one, &[("rsvp.rally", answer)]).unwrap().get("rsvp.rally"), answer);
    }
    assert_eq!(check(&one, &[]).unwrap_err(), ["rsvp.rally required"]);
    assert_eq!(check(&one, &[("rsvp.rally", "perhaps")]).unwrap_err(), ["rsvp.rally option"]);
    assert_eq!(check(&one, &[("rsvp.party", "yes")]).unwrap_err(), ["rsvp.party option"]);
    assert_eq!(check(&shifts(), &[]).unwrap_err(), ["rsvp required"]);
    assert_eq!(
        check(&with(&json!({ "maybe": false })), &[("rsvp.rally", "maybe")]).unwrap_err(),
        ["rsvp.rally option"]
    );
    let nobody = judge(&one, &values(&[("rsvp.rally", "yes")]), None, before()).unwrap_err();
    assert_eq!(nobody, ["given_name required", "email required"]);
}

#[test]
fn several_slots_are_taken_at_once_but_not_two_at_the_same_time() {
    let both = [("rsvp.rally.early", "yes"), ("rsvp.rally.night", "yes"), ("rsvp.rally.noon", "maybe")];
    assert!(check(&shifts(), &both).is_ok());
    let same = [("rsvp.rally.noon", "yes"), ("rsvp.rally.early", "yes")];
    assert_eq!(check(&shifts(), &same).unwrap_err(), ["rsvp.rally.noon overlap rally.early"]);
    assert_eq!(check(&shifts(), &[("rsvp.rally.late", "yes")]).unwrap_err(), ["rsvp.rally.late cancelled"]);
}

#[test]
fn what_is_closed_takes_no_answer_but_whoever_comes_can_still_call_off() {
    let document = with(&json!({ "closes_before": 60 }));
    let late = at("2026-05-01T17:00:00+02:00");
    let answer = |reply: &str, held: Option<&Values>, now| {
        judge(&document, &entered(&[("rsvp.rally", reply)]), held, now)
    };
    assert!(answer("yes", None, Timestamp(late.0 - 1)).is_ok());
    assert_eq!(answer("yes", None, late).unwrap_err(), ["rsvp.rally closed"]);
    let held = entered(&[("rsvp.rally", "yes")]);
    assert!(answer("yes", Some(&held), late).is_ok(), "nobody loses what they have");
    assert!(answer("no", Some(&held), late).is_ok());
    assert_eq!(answer("maybe", Some(&held), late).unwrap_err(), ["rsvp.rally closed"]);
    assert_eq!(answer("no", None, late).unwrap_err(), ["rsvp.rally closed"]);
}

#[test]
fn who_held_a_place_of_an_event_that_was_taken_out_keeps_it_or_calls_off() {
    let document = with_events(&[rally()]);
    let held = entered(&[("rsvp.party", "yes"), ("rsvp.rally", "yes")]);
    let change = |reply| {
        judge(&document, &entered(&[("rsvp.party", reply), ("rsvp.rally", "no")]), Some(&held), before())
    };
    assert_eq!(change("yes").unwrap().get("rsvp.party"), "yes");
    assert_eq!(change("no").unwrap().get("rsvp.party"), "no");
    assert_eq!(change("maybe").unwrap_err(), ["rsvp.party option"]);
}

#[test]
fn guests_are_counted_and_named_up_to_the_limit() {
    let document = with(&json!({ "guests": 2 }));
    let two =
        [("rsvp.rally", "yes"), ("guests.rally", "2"), ("guest.rally.1", "Grace"), ("guest.rally.2", "Alan")];
    let values = check(&document, &two).unwrap();
    assert_eq!(Rsvp::claims(&values), [Claim { key: "rally".into(), reply: Reply::Yes, places: 3 }]);
    assert_eq!(check(&document, &two[..3]).unwrap_err(), ["guest.rally.2 required"]);
    for (count, code) in [("3", "max 2"), ("-1", "min 0"), ("1.5", "number"), ("many", "number")] {
        let guests = [("rsvp.rally", "yes"), ("guests.rally", count)];
        assert_eq!(check(&document, &guests).unwrap_err(), [format!("guests.rally {code}")]);
    }
    // A maybe brings nobody, nor does a no.
    let maybe = check(&document, &[("rsvp.rally", "maybe"), ("guests.rally", "9")]).unwrap();
    assert_eq!(maybe.get("guests.rally"), "");
}

#[test]
fn a_role_is_one_of_the_events_and_only_bringing_asks_what() {
    let document =
        with(&json!({ "roles": [{ "id": "cake", "kind": "bring" }, { "id": "door", "kind": "volunteer" }] }));
    let role = |role: &str| {
        check(&document, &[("rsvp.rally", "yes"), ("role.rally", role), ("bring.rally", "Plums")])
    };
    assert_eq!(role("cake").unwrap().get("bring.rally"), "Plums");
    assert_eq!(role("door").unwrap().get("bring.rally"), "");
    assert_eq!(role("king").unwrap_err(), ["role.rally option"]);
}

#[test]
fn needs_are_taken_only_with_their_consent() {
    let mut document = with_events(&[rally()]);
    document["needs"] = json!({ "consent": "Keep this for the day" });
    let (rsvp, schedule) = load(&document).unwrap();
    let judge = |more: &[(&str, &str)]| {
        rsvp.check(&schedule, &entered(&[&[("rsvp.rally", "yes")], more].concat()), before())
    };
    let (_, consents) = judge(&[]).unwrap();
    assert_eq!((&*consents[0].id, consents[0].agrees()), ("needs", false));
    let refused = judge(&[("needs", "A ramp")]).unwrap_err();
    assert_eq!((refused[0].field.as_str(), refused[0].code.as_str()), ("consent.needs", "required"));
    let (values, consents) = judge(&[("needs", "A ramp"), ("consent.needs", "yes")]).unwrap();
    assert_eq!((values.get("needs"), &*consents[0].text), ("A ramp", "Keep this for the day"));
}

#[test]
fn what_someone_needs_who_does_not_come_is_neither_asked_nor_taken() {
    let mut document = with_events(&[rally()]);
    document["needs"] = json!({ "consent": "Keep this for the day" });
    let (rsvp, schedule) = load(&document).unwrap();
    for consent in ["", "yes"] {
        let typed = [("rsvp.rally", "no"), ("needs", "A ramp"), ("consent.needs", consent)];
        let (values, consents) = rsvp.check(&schedule, &entered(&typed), before()).unwrap();
        assert_eq!((values.get("needs"), consents.len()), ("", 0), "{consent:?}");
    }
    let held = entered(&[("rsvp.rally", "maybe")]);
    let called_off = values(&[("rsvp.rally", "no"), ("needs", "A ramp")]);
    let changed = judge(&document, &called_off, Some(&held), before()).unwrap();
    assert_eq!((changed.get("rsvp.rally"), changed.get("needs")), ("no", ""));
}

#[test]
fn the_questions_of_an_event_are_asked_of_those_who_may_come_to_it() {
    let question = json!({ "questions": [{ "name": "diet", "label": "Diet?", "required": true }] });
    let document = with(&question);
    assert_eq!(check(&document, &[("rsvp.rally", "maybe")]).unwrap_err(), ["diet required"]);
    let no = check(&document, &[("rsvp.rally", "no"), ("diet", "None")]).unwrap();
    assert_eq!(no.get("diet"), "");
}

#[test]
fn a_change_keeps_who_they_are_and_judges_needs_anew() {
    let mut document = with(&json!({ "questions": [{ "name": "diet", "label": "Diet?" }] }));
    document["needs"] = json!({ "consent": "Keep this for the day" });
    document["consents"] = json!([{ "id": "new", "style": "radio", "text": "Asked since" }]);
    let held = entered(&[("rsvp.rally", "yes"), ("diet", "None")]);
    let change = |more: &[(&str, &str)]| judge(&document, &values(more), Some(&held), before());
    let changed =
        change(&[("rsvp.rally", "maybe"), ("email", "other@example.org"), ("diet", "Vegan")]).unwrap();
    assert_eq!((changed.get("email"), changed.get("diet")), ("ada@example.org", "Vegan"));
    assert_eq!(
        change(&[("rsvp.rally", "yes"), ("needs", "A ramp")]).unwrap_err(),
        ["consent.needs required"]
    );
    assert!(change(&[("rsvp.rally", "yes"), ("needs", "A ramp"), ("consent.needs", "yes")]).is_ok());
}
