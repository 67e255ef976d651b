use rungs_model::document::{read, schema};
use rungs_model::ladder::{Act, Deed, Happened, Ladder, Look, towns};
use rungs_model::rsvp::Spot;
use serde_json::{Value, json};

use crate::{ladder, problems, rung, with};

fn fixture() -> Value {
    let fixtures: Value =
        serde_json::from_str(include_str!("../../../../demo/fixtures/ladder.json")).unwrap();
    fixtures["base"].clone()
}

#[test]
fn the_fixture_is_a_ladder_without_a_problem_and_keeps_the_schema() {
    let schema = schema::of::<Ladder>("A ladder");
    let fixture = fixture();
    assert_eq!(problems(&fixture), Vec::<String>::new());
    let validator = jsonschema::validator_for(&schema).unwrap();
    assert!(validator.is_valid(&fixture), "{:?}", validator.iter_errors(&fixture).next());
    let mut wrong = fixture;
    wrong["rungs"][0]["done_by"] = json!([{ "answer": "yes" }]);
    assert!(!validator.is_valid(&wrong));
}

#[test]
fn the_smallest_ladder_has_a_title_and_one_rung_that_can_be_done() {
    let (ladder, warnings) = read::<Ladder>(&with(&[rung("sign", &json!({}))]), "en").unwrap();
    assert_eq!((ladder.look, ladder.not_now_days, ladder.minimum), (Look::Vertical, 14, 10));
    assert_eq!((ladder.campaign(), warnings), ("way", Vec::new()));
}

/// Everything that is wrong, all named at once.
#[test]
fn every_problem_is_reported_with_its_path() {
    let mut document = with(&[
        json!({ "id": "a b", "label": "x".repeat(101), "done_by": [{}, "shared", 5, { "widget": "x", "answer": "perhaps" }] }),
        rung("sign", &json!({ "href": "javascript:alert(1)" })),
        rung("sign", &json!({ "offer": "host" })),
        rung("talk", &json!({ "done_by": [], "unlock": {} })),
        rung(
            "come",
            &json!({ "href": null, "widget": "ladder", "near": { "latitude": 91, "longitude": 0 } }),
        ),
        rung(
            "host",
            &json!({ "unlock": { "done": ["sing"], "skills": ["desgn"], "within_km": 5, "any": [{ "done": ["nothing"] }] } }),
        ),
        rung("shift", &json!({ "staff_follow_up": { "who": "Sam", "within_hours": 0 } })),
        rung(
            "there",
            &json!({ "href": null, "offer": "check_in", "staff_follow_up": { "who": "Sam", "within_hours": 1 } }),
        ),
    ]);
    document["not_now_days"] = json!(400);
    document["accent"] = json!("red");
    let problems = problems(&document);
    for start in [
        "accent: must be a colour",
        "not_now_days: must be from 0 to 365",
        "rungs[0].id: must be 1 to 64",
        "rungs[0].label: is too long",
        "rungs[0].done_by[0]: names nothing",
        "rungs[0].done_by[1]: must be one of share, brought_friend, call_back, host, shift, attended; did you mean \"share\"?",
        "rungs[0].done_by[2]: must be an object, not a number",
        "rungs[0].done_by[3].answer: must be one of yes, maybe, no",
        "rungs[1].href: must be an address",
        "rungs[2].id: \"sign\" is used twice",
        "rungs[2]: leads to several places",
        "rungs[3].done_by: names nothing, so that nobody could ever do it",
        "rungs[3].unlock: says nothing",
        "rungs[4].near.latitude: must be from -90 to 90",
        "rungs[4]: needs widget and config together",
        "rungs[4].widget: cannot be a ladder",
        "rungs[5].unlock.done[0]: \"sing\" is no rung of this ladder; did you mean \"sign\"?",
        "rungs[5].unlock.skills[0]: \"desgn\" is no skill of this ladder; did you mean \"design\"?",
        "rungs[5].unlock.within_km: needs near",
        "rungs[5].unlock.any[0].done[0]: \"nothing\" is no rung of this ladder",
        "rungs[6].staff_follow_up.within_hours: must be from 1 to 2000",
        "rungs[7].staff_follow_up: promises what nobody does: of a check_in staff hear only how many came; leave it out",
    ] {
        assert!(problems.iter().any(|problem| problem.starts_with(start)), "{start}: {problems:#?}");
    }
    assert_eq!(problems.len(), 22, "{problems:#?}");
}

#[test]
fn what_nobody_is_asked_about_is_named_where_a_rung_waits_for_it() {
    let near = json!({ "latitude": 0, "longitude": 0 });
    let all =
        json!({ "minutes": 5, "evenings": true, "weekends": true, "skills": ["design"], "within_km": 10 });
    let unlock = json!({ "near": near, "unlock": { "any": [all] } });
    let mut document = with(&[rung("host", &unlock)]);
    assert_eq!(problems(&document), Vec::<String>::new());
    document["ask_about"] = json!(["minutes"]);
    let never = |key: &str, subject: &str| {
        format!(
            "rungs[0].unlock.any[0].{key}: never holds, as nobody is asked: add \"{subject}\" to ask_about"
        )
    };
    let expected = [
        never("evenings", "evenings"),
        never("weekends", "weekends"),
        never("skills", "skills"),
        never("within_km", "distance"),
    ];
    assert_eq!(problems(&document), expected);
}

#[test]
fn a_town_or_a_postal_code_that_someone_types_is_found_among_the_towns_of_the_ladder() {
    let mut document = with(&[rung("sign", &json!({}))]);
    document["towns"] = json!([
        { "name": { "en": "Leeds", "de": "Lids" }, "postal_code": "LS1", "latitude": 53.8, "longitude": -1.55 },
        { "name": "Bradford", "postal_code": "BD1", "latitude": 53.795, "longitude": -1.759 },
        { "name": "Leek", "latitude": 53.1, "longitude": -2.02 },
    ]);
    assert_eq!(problems(&document), Vec::<String>::new());
    let (ladder, _) = read::<Ladder>(&document, "en").unwrap();
    let known = towns(ladder.towns.get().unwrap());
    let at = |latitude, longitude| Some(Spot::new(latitude, longitude));
    for (typed, spot) in [
        ("leeds", at(53.8, -1.55)),
        (" LEE ", at(53.8, -1.55)),
        ("bradford", at(53.795, -1.759)),
        ("BD3 4QQ", None),
        ("BD12", at(53.795, -1.759)),
        ("Leek", at(53.1, -2.02)),
        ("York", None),
        ("", None),
    ] {
        assert_eq!(known.spot_of(typed), spot, "{typed}");
    }
    document["towns"][2]["latitude"] = json!(100);
    document["towns"][1]["name"] = json!(5);
    let problems = problems(&document);
    assert!(problems[0].starts_with("towns[1].name: must be"), "{problems:?}");
    assert!(problems[1].starts_with("towns[2].latitude: must be from -90 to 90"), "{problems:?}");
}

#[test]
fn rungs_in_a_circle_are_named_with_their_way_round() {
    let after = |id, done: Value| rung(id, &json!({ "unlock": { "done": done } }));
    let circle = with(&[
        after("one", json!(["two"])),
        after("two", json!(["three"])),
        after("three", json!(["one"])),
        after("outside", json!(["one"])),
        after("self", json!(["self"])),
    ]);
    let expected = [
        "rungs[0].unlock: waits for itself: it opens after two, which opens after three, which opens after one",
        "rungs[1].unlock: waits for itself: it opens after three, which opens after one, which opens after two",
        "rungs[2].unlock: waits for itself: it opens after one, which opens after two, which opens after three",
        "rungs[4].unlock: waits for itself: it opens after self",
    ];
    assert_eq!(problems(&circle), expected);
    // There is another way.
    let either = json!({ "unlock": { "any": [{ "done": ["two"] }, { "done": ["first"] }] } });
    let open = with(&[rung("first", &json!({})), rung("one", &either), after("two", json!(["one"]))]);
    assert_eq!(problems(&open), Vec::<String>::new());
}

#[test]
fn fifty_rungs_fit_and_one_more_does_not() {
    let many = |count: usize| -> Vec<Value> {
        (0..count).map(|number| rung(&format!("step-{number}"), &json!({}))).collect()
    };
    assert_eq!(problems(&with(&many(50))), Vec::<String>::new());
    assert_eq!(problems(&with(&many(51))), ["rungs: are too many: 50 fit"]);
    assert_eq!(problems(&with(&[])), ["rungs: must list at least one rung"]);
}

#[test]
fn a_rung_without_a_way_is_worth_a_look() {
    let told = with(&[json!({ "id": "came", "label": "Come", "done_by": ["attended"] })]);
    assert!(problems(&told)[0].starts_with("rungs[0]: leads nowhere"), "{:?}", problems(&told));
    let hidden = with(&[json!({ "id": "came", "label": "Come", "done_by": ["attended"], "hidden": true })]);
    assert_eq!(problems(&hidden), Vec::<String>::new());
}

#[test]
fn an_offer_says_by_itself_what_completes_it() {
    let offer = |offer: &str| json!({ "id": "it", "label": "It", "offer": offer });
    for (name, act) in [
        ("talk_to_organiser", Act::CallBack),
        ("host", Act::Host),
        ("shift", Act::Shift),
        ("share", Act::Share),
        ("bring_friend", Act::BroughtFriend),
        ("check_in", Act::Attended),
    ] {
        let ladder = ladder(&[offer(name)]);
        assert_eq!(ladder.rungs[0].done_by, [Deed::Act(act)]);
        assert_eq!(ladder.reached_by(&Happened::Act(act)).len(), 1);
    }
}

#[test]
fn what_happened_reaches_the_rungs_that_name_it_and_no_other() {
    let ladder = ladder(&[
        rung("sign", &json!({ "done_by": [{ "widget": "petition" }, { "widget": "older" }] })),
        rung("come", &json!({ "done_by": [{ "widget": "meet", "answer": "yes" }] })),
        rung("answer", &json!({ "done_by": [{ "widget": "meet" }] })),
        rung("share", &json!({ "done_by": ["share"] })),
    ]);
    let reached = |happened| -> Vec<String> {
        ladder.reached_by(&happened).iter().map(|rung| rung.id.to_string()).collect()
    };
    let outcome = |widget, outcome, answer| reached(Happened::Outcome { widget, outcome, answer });
    assert_eq!(outcome("petition", "confirmed", None), ["sign"]);
    assert_eq!(outcome("older", "sent", None), ["sign"]);
    assert_eq!(outcome("petition", "awaiting_confirmation", None), ["sign"]);
    assert_eq!(outcome("meet", "waitlisted", Some("yes")), ["come", "answer"]);
    assert_eq!(outcome("meet", "confirmed", Some("no")), ["answer"]);
    assert_eq!(outcome("meet", "confirmed", None), ["answer"]);
    for refused in ["queued", "invalid", "closed", "full", "rate_limited", "unreachable", "failed", "", "x"] {
        assert_eq!(outcome("petition", refused, None), Vec::<String>::new(), "{refused}");
    }
    assert_eq!(outcome("share", "confirmed", None), Vec::<String>::new());
    assert_eq!(reached(Happened::Act(Act::Share)), ["share"]);
    assert_eq!(reached(Happened::Act(Act::Host)), Vec::<String>::new());
}

#[test]
fn staff_can_read_when_each_rung_opens() {
    let (ladder, _) = read::<Ladder>(&fixture(), "en").unwrap();
    let said = |id: &str| ladder.rungs[ladder.position(id).unwrap()].explain(&ladder);
    assert_eq!(said("sign"), "\"Sign the petition\" is open to everyone.");
    assert_eq!(
        said("host"),
        "\"Host an evening at your place\" opens once they did \"Say that you came\" and did \"Bring a friend\"."
    );
    assert_eq!(
        said("shift"),
        "\"Take a shift at a school gate\" opens once they did \"Say that you came\" and have time at the weekend or \
         did \"Sign the petition\", have time in the evening and live within 10 km."
    );
}
