//! Events, drawn in a real browser from the gallery's fixtures.
#![cfg(target_arch = "wasm32")]

mod page;

use js_sys::{Array, Reflect};
use page::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;
use web_sys::HtmlInputElement;

wasm_bindgen_test_configure!(run_in_browser);

/// The event, once all that is asked about it is there.
async fn asked() -> Page {
    let page = open(&event());
    page.until("the fields", |page| page.find("[name=email]").is_some()).await;
    page
}

/// So many events, one on each day of a month.
fn many(count: usize) -> JsValue {
    let config = event();
    let one = |day: usize| {
        format!(
            r#"{{ "id": "e{day}", "title": "Event {day}", "venue": {{ "name": "Hall" }},
            "start": "2030-05-{day:02}T18:00", "end": "2030-05-{day:02}T20:00" }}"#
        )
    };
    let events: Vec<String> = (1..=count).map(one).collect();
    set(&config, "events", &format!("[{}]", events.join(",")));
    config
}

#[wasm_bindgen_test]
async fn an_event_says_what_when_and_where_it_is_and_how_many_places_are_left() {
    let page = asked().await;
    page.until("the places", |page| page.text(".room-left") == "Places left: 28").await;
    assert_eq!(page.text(".title"), "Clean air assembly");
    assert!(page.text(".time").contains("May 14, 2030"), "{}", page.text(".time"));
    assert!(page.text(".address").starts_with("Northbridge Library12 Station Road"));
    assert!(page.text(".address").contains("United Kingdom"), "{}", page.text(".address"));
    assert_eq!(page.count(".access li"), 4);
    assert_eq!(page.count("[name='rsvp.assembly']"), 3);
    assert!(page.find("input:checked").is_none(), "nothing is answered in advance");
}

#[wasm_bindgen_test]
async fn only_whoever_may_come_is_asked_for_company_and_needs() {
    let page = asked().await;
    assert!(!page.is_shown(".company") && !page.is_shown(".needs"));
    page.click("[name='rsvp.assembly'][value=maybe]");
    page.until("the needs", |page| page.is_shown(".company") && page.is_shown(".needs")).await;
    assert!(!page.is_shown(".guests"), "who may come brings nobody yet");
    page.click("[name='rsvp.assembly'][value=yes]");
    page.until("the guests", |page| page.is_shown(".guests")).await;
    page.click("[name='rsvp.assembly'][value=no]");
    page.until("the end of all that", |page| !page.is_shown(".company") && !page.is_shown(".needs")).await;
}

#[wasm_bindgen_test]
async fn a_guests_name_is_typed_without_the_field_being_drawn_anew() {
    let page = asked().await;
    page.click("[name='rsvp.assembly'][value=yes]");
    page.type_in("guests.assembly", "2");
    page.until("two names", |page| page.find("[name='guest.assembly.2']").is_some()).await;
    let before = page.control("guest.assembly.1");
    page.type_in("guest.assembly.1", "A");
    turn().await;
    assert!(page.control("guest.assembly.1").is_same_node(Some(&before)), "it is another field");
    page.type_in("guests.assembly", "1");
    page.until("one name", |page| page.find("[name='guest.assembly.2']").is_none()).await;
}

#[wasm_bindgen_test]
async fn an_answer_sent_too_early_is_led_to_what_is_missing() {
    let page = asked().await;
    page.click("button[type=submit]");
    page.until("the summary", |page| page.is_shown("#summary")).await;
    let said = page.text("#summary");
    assert!(said.contains("Are you coming?") || said.contains("Clean air assembly"), "{said}");
    let first = page.find("#summary a").unwrap().get_attribute("href");
    assert_eq!(first.as_deref(), Some("#f-rsvp.assembly"));
}

#[wasm_bindgen_test]
async fn a_list_grows_by_a_press_and_what_was_there_stays() {
    let page = open(&many(30));
    page.until("twelve", |page| page.count(".item") == 12).await;
    assert_eq!(page.text(".item-title"), "Event 1");
    let first = page.find(".item").unwrap();
    for count in [24, 30] {
        page.click(".found > .back");
        page.until("more", |page| page.count(".item") == count).await;
    }
    assert!(page.find(".item").unwrap().is_same_node(Some(&first)), "the list was drawn anew");
    assert!(!page.is_shown(".found > .back"), "there is no more");
}

#[wasm_bindgen_test]
async fn an_event_of_a_list_is_opened_and_left_again() {
    let page = open(&many(3));
    page.until("the list", |page| page.count(".item") == 3).await;
    page.click(".item:nth-child(2) .item-title");
    page.until("the event", |page| page.text(".event-title") == "Event 2").await;
    assert!(page.find("[name='rsvp.e2']").is_some());
    page.click(".about > .back");
    page.until("the list again", |page| page.count(".item") == 3).await;
}

#[wasm_bindgen_test]
async fn a_date_filters_and_how_many_are_left_is_said() {
    let page = open(&many(20));
    page.until("the list", |page| page.count(".item") == 12).await;
    let first = page.find(".item").unwrap();
    let date: HtmlInputElement = page.find("#by-date").unwrap().unchecked_into();
    date.set_value("2030-05-18");
    tell(&date, "change");
    page.until("three", |page| page.count(".item:not([hidden])") == 3).await;
    page.until("the number", |page| page.text("#said") == "Events: 3").await;
    assert_eq!(page.text(".item-title"), "Event 18");
    assert!(page.text(".time").contains("May 18, 2030"), "{}", page.text(".time"));
    assert!(page.find(".item").unwrap().is_same_node(Some(&first)), "the list was drawn anew");
    page.click(".item-title");
    page.until("the event", |page| page.text(".event-title") == "Event 18").await;
}

#[wasm_bindgen_test]
async fn what_only_a_clock_can_tell_is_wrong_gives_the_page_its_form_back() {
    let config = event();
    let first = Array::from(&get(&config, "events")).get(0);
    // Clocks skip it.
    Reflect::set(&first, &"start".into(), &"2030-03-31T01:30".into()).unwrap();
    Reflect::set(&first, &"end".into(), &"2030-03-31T04:30".into()).unwrap();
    let page = open(&config);
    let failed = heard(&page.host, "rungs:fail");
    page.until("the failure", |_| failed.length() == 1).await;
    let problems = Array::from(&get(&failed.get(0), "problems"));
    assert_eq!(get(&problems.get(0), "path").as_string().as_deref(), Some("events[0].start"));
}

/// The answer `reply`, sent to a preview of events that ask whether one can host one.
async fn answered(reply: &str) -> Page {
    let config = event();
    set(&config, "host", r#"{ "text": "Could one be at your place?" }"#);
    let page = open(&config);
    page.until("the fields", |page| page.find("[name=email]").is_some()).await;
    page.click(&["[name='rsvp.assembly'][value=", reply, "]"].concat());
    for (name, value) in [("given_name", "Amina"), ("family_name", "Malik"), ("email", "amina@example.org")] {
        page.type_in(name, value);
    }
    page.click("[name='consent.updates'][value=yes]");
    page.click("button[type=submit]");
    page.until("the thanks", |page| page.find(".held").is_some()).await;
    page
}

#[wasm_bindgen_test]
async fn whoever_comes_is_asked_to_host_and_finds_what_they_gave() {
    let page = answered("yes").await;
    assert_eq!(page.text(".held .next > p"), "Could one be at your place?");
    assert_eq!(page.text(".held .next button"), "I can host one too");
    page.click(".held .next button");
    page.until("the form", |page| page.find("[name=topic]").is_some()).await;
    let typed = |name: &str| page.control(name).value();
    let given = ["given_name", "phone", "locality", "topic"].map(typed);
    assert_eq!(given, ["Amina", "", "", "Clean air assembly"]);
    page.type_in("phone", "+44 113 496 0000");
    page.click("button[type=submit]");
    page.until("the thanks for it", |page| page.text(".held .next").contains("Thank you. We have got it."))
        .await;
}

#[wasm_bindgen_test]
async fn whoever_does_not_come_is_not_asked_to_host() {
    assert!(answered("no").await.find(".held .next").is_none());
}
