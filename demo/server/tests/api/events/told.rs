//! What is told to whom: to everyone, to those who come, to staff.

use serde_json::{Value, json};

use super::*;
use crate::admin::fits;
use crate::server::Server;
use crate::surveys::{post, put};

crate::on_both! {
    whoever_comes_learns_the_address_and_nobody_else
    a_test_learns_only_what_takes_no_place_to_learn
    staff_see_who_comes_and_check_them_in
    a_plain_form_leads_to_how_they_stand
    calendars_are_kept_by_their_tag_and_tell_nothing_private
    what_is_sent_fits_the_description
    when_there_is_nothing_left_to_answer_to_it_is_closed
    whoever_had_a_place_in_what_is_over_or_called_off_is_told_so
    what_only_zones_can_tell_is_refused_with_its_path
}

async fn whoever_comes_learns_the_address_and_nobody_else(server: Server) {
    put(&server, &document()).await;
    let secret = |text: &str| ["secret", "Oak 1", "52.5499"].iter().any(|private| text.contains(private));
    for path in [
        "/v1/widgets/spring",
        "/v1/widgets/spring/state",
        "/embed/spring",
        "/embed/spring?rungs.event=flat",
        "/v1/widgets/spring/events.ics",
        "/v1/campaigns/air/events.ics",
    ] {
        let answer = server.get(path).await;
        assert_eq!(answer.status(), 200, "{path}");
        let text = answer.text().await.unwrap();
        assert!(!secret(&text), "{path}: {text}");
        // Nor is there a pin where nobody meets.
        assert!(!["mlat", "GEO", "GeoCoordinates"].iter().any(|pin| text.contains(pin)), "{path}: {text}");
    }
    let public: Value = server.get("/v1/widgets/spring").await.json().await.unwrap();
    assert_eq!(public["events"][1]["after_rsvp"], json!(["address", "join_link"]));
    let maybe = come(&server, 1, &json!({ "rsvp.flat": "maybe" })).await;
    assert_eq!(maybe["receipt"]["rsvp"]["details"], json!([]), "a maybe is no way around the capacity");
    let comes = come(&server, 2, &json!({ "rsvp.flat": "yes" })).await;
    let details = &comes["receipt"]["rsvp"]["details"][0];
    assert_eq!(details["join_url"], "https://meet.example.org/secret");
    assert_eq!(details["venue"]["street_address"], "Oak 1");
    for (number, knows) in [(1, false), (2, true)] {
        let values = if knows { json!({ "rsvp.flat": "yes" }) } else { json!({ "rsvp.flat": "maybe" }) };
        let link = link(&come(&server, number, &values).await);
        for path in ["", "/standing", "/events.ics"] {
            let answer = server.client.get(format!("{link}{path}")).send().await.unwrap();
            assert_eq!(answer.status(), 200);
            assert_eq!(secret(&answer.text().await.unwrap()), knows, "{number} {path}");
        }
        // A calendar keeps its time free for whoever only may come.
        let entry =
            server.client.get(format!("{link}/events.ics")).send().await.unwrap().text().await.unwrap();
        let expected = if knows { "STATUS:CONFIRMED" } else { "STATUS:TENTATIVE\r\nTRANSP:TRANSPARENT" };
        assert!(entry.contains(expected), "{entry}");
    }
}

/// A test takes no place, and anyone may send one.
async fn a_test_learns_only_what_takes_no_place_to_learn(server: Server) {
    let mut spring = document();
    let secret = |text: &str| ["secret", "Oak 1", "52.5499"].iter().any(|private| text.contains(private));
    for (number, limited, test_document, learns) in
        [(1, true, false, false), (2, false, false, true), (3, true, true, true)]
    {
        spring["events"][1]["capacity"] = if limited { json!(1) } else { Value::Null };
        spring["test"] = json!(test_document);
        put(&server, &spring).await;
        let mut test = answer(number, &json!({ "rsvp.flat": "yes" }));
        test["test"] = json!(true);
        let sent: Value = post(&server, "spring", &test).await.json().await.unwrap();
        assert_eq!(sent["receipt"]["rsvp"]["slots"][0]["state"], "coming", "{sent}");
        let link = link(&sent);
        let key = link.rsplit('/').next().unwrap();
        let same = json!({ "values": { "rsvp.flat": "yes" } });
        let changed = patch(&server, key, &same).await.text().await.unwrap();
        let mut told =
            vec![sent["receipt"]["rsvp"].to_string(), stands(&server, key).await.to_string(), changed];
        for path in ["", "/standing", "/standing?thanks", "/events.ics"] {
            let answer = server.client.get(format!("{link}{path}")).send().await.unwrap();
            assert_eq!(answer.status(), 200, "{path}");
            told.push(answer.text().await.unwrap());
        }
        for text in told {
            assert_eq!(secret(&text), learns, "{number}: {text}");
        }
    }
    let form = [("given_name", "Ada"), ("email", "ada@example.org"), ("rsvp.flat", "yes"), ("test", "yes")];
    spring["events"][1]["capacity"] = json!(1);
    spring["test"] = json!(false);
    put(&server, &spring).await;
    let form = server.client.post(format!("{}/v1/widgets/spring/submissions", server.url)).form(&form);
    let place = form.send().await.unwrap().headers()["location"].to_str().unwrap().to_owned();
    let page = server.get(&place).await.text().await.unwrap();
    assert!(!secret(&page), "{page}");
}

async fn staff_see_who_comes_and_check_them_in(server: Server) {
    put(&server, &document()).await;
    let values =
        json!({ "rsvp.rally": "yes", "rsvp.flat": "maybe", "guests.rally": "1", "given_name": "=Ada" });
    come(&server, 1, &values).await;
    assert_eq!(rally(&server, 2, 0).await, "1");
    assert_eq!(server.get("/admin/widgets/spring/attendees.csv").await.status(), 401);
    let one = |path: &str| format!("/widgets/spring/attendees/00000000-0000-4000-8000-000000000001/{path}");
    assert_eq!(server.admin("POST", &one("check-in?slot=rally"), &json!({})).await.status(), 204);
    assert_eq!(server.admin("POST", &one("check-in?slot=party"), &json!({})).await.status(), 404);
    assert_eq!(server.admin("POST", &one("check-in"), &json!({})).await.status(), 400);
    let list = attendees(&server, "?slot=rally").await;
    assert_eq!(list.len(), 2);
    assert_eq!(
        (&list[0]["state"], &list[0]["places"], &list[1]["line"]),
        (&json!("coming"), &json!(2), &json!(1))
    );
    let when = list[0]["checked_in_at"].as_str().unwrap().to_owned();
    assert_eq!(server.admin("POST", &one("check-in?slot=rally"), &json!({})).await.status(), 204);
    assert_eq!(attendees(&server, "?slot=rally").await[0]["checked_in_at"], when, "the first time is kept");
    let csv = server.admin("GET", "/widgets/spring/attendees.csv", &json!({})).await.text().await.unwrap();
    assert_eq!(csv.lines().count(), 4, "{csv}");
    assert!(csv.lines().nth(1).unwrap().contains("'=Ada"), "{csv}");
    server.admin("POST", &one("check-out?slot=rally"), &json!({})).await;
    assert_eq!(attendees(&server, "?slot=rally").await[0]["checked_in_at"], Value::Null);
}

async fn a_plain_form_leads_to_how_they_stand(server: Server) {
    put(&server, &document()).await;
    let page = server.get("/embed/spring").await.text().await.unwrap();
    for part in [
        "name=\"rsvp.rally\"",
        "name=\"guests.rally\"",
        "name=\"needs\"",
        "Places left: 2",
        "application/ld+json",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let send = |form: &'static [(&'static str, &'static str)]| {
        server.client.post(format!("{}/v1/widgets/spring/submissions", server.url)).form(form).send()
    };
    assert!(!page.contains("Answer until"), "{page}");
    let mut early = document();
    early["events"][0]["closes_before"] = json!(60);
    put(&server, &early).await;
    let page = server.get("/embed/spring").await.text().await.unwrap();
    assert!(page.contains("Answer until \u{2066}2099-05-01 17:00 (Europe/Berlin, UTC+02:00)"), "{page}");
    // So is a moment after which no event takes answers.
    early["deadline"] = json!("2099-04-30T10:00:00Z");
    put(&server, &early).await;
    let page = server.get("/embed/spring").await.text().await.unwrap();
    assert_eq!(
        page.matches("Answer until \u{2066}2099-04-30 12:00 (Europe/Berlin, UTC+02:00)").count(),
        2,
        "{page}"
    );
    let refused = send(&[("given_name", "Ada"), ("email", "ada@example.org")]).await.unwrap();
    assert_eq!(refused.status(), 422);
    let page = refused.text().await.unwrap();
    assert!(page.contains("href=\"#f-rsvp\"") && page.contains("id=\"f-rsvp\""), "{page}");
    let form: &[(&str, &str)] = &[("given_name", "Ada"), ("email", "ada@example.org"), ("rsvp.flat", "yes")];
    let first = send(form).await.unwrap();
    assert_eq!(first.status(), 303);
    let place = first.headers()["location"].to_str().unwrap().to_owned();
    // A double click is one answer.
    assert_eq!(send(form).await.unwrap().headers()["location"], *place);
    let answer = server.get(&place).await;
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let page = answer.text().await.unwrap();
    assert!(
        page.contains("Oak 1") && page.contains("meet.example.org/secret") && page.contains("/events.ics"),
        "{page}"
    );
}

async fn calendars_are_kept_by_their_tag_and_tell_nothing_private(server: Server) {
    put(&server, &document()).await;
    let feed = server.get("/v1/campaigns/air/events.ics").await;
    assert_eq!(feed.headers()["content-type"], "text/calendar; charset=utf-8");
    let tag = feed.headers()["etag"].clone();
    let text = feed.text().await.unwrap();
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 2);
    assert!(
        text.contains("UID:spring.rally@127.0.0.1") && text.contains("DTSTART:20990501T160000Z"),
        "{text}"
    );
    let again = server
        .client
        .get(format!("{}/v1/campaigns/air/events.ics", server.url))
        .header("if-none-match", &tag);
    assert_eq!(again.send().await.unwrap().status(), 304);
    let mut changed = document();
    changed["events"][0]["start"] = json!("2099-05-01T19:00");
    put(&server, &changed).await;
    let again = server
        .client
        .get(format!("{}/v1/campaigns/air/events.ics", server.url))
        .header("if-none-match", &tag);
    let again = again.send().await.unwrap();
    assert_eq!(again.status(), 200);
    assert!(
        again.text().await.unwrap().contains("SEQUENCE:1"),
        "a change of time is one that calendars must take up"
    );
    let one = server.get("/v1/widgets/spring/events.ics?event=flat").await.text().await.unwrap();
    assert_eq!(one.matches("BEGIN:VEVENT").count(), 1);
    for nothing in
        ["/v1/widgets/spring/events.ics?event=x", "/v1/campaigns/x/events.ics", "/v1/widgets/air/events.ics"]
    {
        assert_eq!(server.get(nothing).await.status(), 404, "{nothing}");
    }
}

async fn what_is_sent_fits_the_description(server: Server) {
    put(&server, &document()).await;
    let api: Value = server.get("/openapi.json").await.json().await.unwrap();
    fits(&api, "Rsvp", &server.get("/v1/widgets/spring").await.json().await.unwrap());
    let (yes, more) = (json!({ "rsvp.rally": "yes" }), json!({ "rsvp.rally": "yes", "guests.rally": "1" }));
    fits(&api, "Confirmation", &come(&server, 1, &more).await);
    let waits = come(&server, 2, &yes).await;
    assert_eq!(waits["status"], "waitlisted");
    fits(&api, "Confirmation", &waits);
    fits(&api, "Agreed", &stands(&server, &key(&server, 2, &yes).await).await);
    fits(&api, "State", &server.get("/v1/widgets/spring/state").await.json().await.unwrap());
}

async fn when_there_is_nothing_left_to_answer_to_it_is_closed(server: Server) {
    let mut past = document();
    past["events"].as_array_mut().unwrap().truncate(1);
    for (key, time) in [("start", "2020-05-01T18:00"), ("end", "2020-05-01T20:00")] {
        past["events"][0][key] = json!(time);
    }
    let put = server.admin("PUT", "/widgets/spring", &past).await;
    let warnings = put.json::<Value>().await.unwrap()["warnings"].to_string();
    assert!(warnings.contains("events[0]: is over"), "{warnings}");
    let refused = post(&server, "spring", &answer(1, &json!({ "rsvp.rally": "yes" }))).await;
    assert_eq!(refused.status(), 410);
    let page = server.get("/embed/spring").await.text().await.unwrap();
    assert!(page.contains("Answers are no longer taken") && !page.contains("<form"), "{page}");
    let state: Value = server.get("/v1/widgets/spring/state").await.json().await.unwrap();
    assert_eq!(state["status"], "closed");
}

async fn whoever_had_a_place_in_what_is_over_or_called_off_is_told_so(server: Server) {
    put(&server, &document()).await;
    let comes = json!({ "rsvp.rally": "yes", "rsvp.flat": "yes" });
    let link = link(&come(&server, 1, &comes).await);
    let page = async || {
        let page = server.client.get(format!("{link}/standing")).send().await.unwrap().text().await.unwrap();
        ["You have a place.", "This is over", "Cancelled"].map(|said| page.matches(said).count())
    };
    assert_eq!(page().await, [2, 0, 0]);
    let mut later = document();
    (later["events"][0]["start"], later["events"][0]["end"]) =
        (json!("2020-05-01T18:00"), json!("2020-05-01T20:00"));
    later["events"][1]["status"] = json!("cancelled");
    put(&server, &later).await;
    assert_eq!(page().await, [0, 1, 1]);
}

async fn what_only_zones_can_tell_is_refused_with_its_path(server: Server) {
    let mut bad = document();
    bad["events"][0]["start"] = json!("2027-03-28T02:30");
    bad["events"][1]["time_zone"] = json!("Europe/Berln");
    let answer = server.admin("PUT", "/widgets/spring", &bad).await;
    assert_eq!(answer.status(), 400);
    let problems = answer.json::<Value>().await.unwrap()["problems"].clone();
    let paths: Vec<&str> =
        problems.as_array().unwrap().iter().map(|problem| problem["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["events[0].start", "events[1].time_zone"], "{problems}");
}
