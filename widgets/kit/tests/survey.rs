//! A survey, drawn in a real browser from the gallery's fixtures.
#![cfg(target_arch = "wasm32")]

mod page;

use js_sys::Array;
use page::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::*;

wasm_bindgen_test_configure!(run_in_browser);

/// Answers the first page, of which one may be by bike, and goes on.
async fn second_page(transport: &str) -> Page {
    let page = open(&survey());
    page.click("[name=lives_here][value=yes]");
    page.click(&format!("[name=transport][value={transport}]"));
    page.click("button[type=submit]");
    page.until("the next page", |page| page.find("[name=transport]:not([hidden])").is_none()).await;
    page
}

#[wasm_bindgen_test]
async fn the_first_page_is_there_at_once_with_nothing_ticked() {
    let page = open(&survey());
    assert!(page.text(".title").starts_with("Safe streets"));
    assert_eq!(page.count("[name=transport]"), 5);
    assert!(page.text(".page-title").contains('1'), "{}", page.text(".page-title"));
    assert!(page.find("input:checked").is_none());
    assert!(!page.is_shown(".buttons > .back"), "there is nothing to go back to");
}

#[wasm_bindgen_test]
async fn going_on_without_an_answer_lists_what_is_missing_and_takes_the_focus_there() {
    let page = open(&survey());
    page.click("button[type=submit]");
    page.until("the summary", |page| page.is_shown("#summary")).await;
    assert_eq!(page.count("#summary a"), 2, "{}", page.text("#summary"));
    page.until("the focus", |page| {
        page.root.active_element().is_some_and(|element| element.id() == "summary")
    })
    .await;
    page.click("[name=lives_here][value=yes]");
    page.until("one less", |page| page.count("#summary a") == 1).await;
}

#[wasm_bindgen_test]
async fn answers_decide_which_page_comes_next_and_stand_in_its_words() {
    let page = second_page("bike").await;
    page.until("the page for who cycles", |page| page.find("[name=kilometres]:not([hidden])").is_some())
        .await;
    let page = second_page("bus").await;
    page.until("the page after it", |page| page.text(".page").contains("You travel like this: By bus."))
        .await;
}

#[wasm_bindgen_test]
async fn whoever_goes_back_finds_what_they_answered() {
    let page = second_page("bus").await;
    page.until("the way back", |page| page.is_shown(".buttons > .back")).await;
    page.click(".buttons > .back");
    page.until("the first page", |page| page.find("[name=transport]:checked:not([hidden])").is_some()).await;
    assert_eq!(page.find("[name=transport]:checked").unwrap().get_attribute("value").as_deref(), Some("bus"));
}

/// What stands in a control of a page that is drawn and not seen.
fn is_drawn_unseen(page: &Page, control: &str) -> bool {
    let there = page.all(&format!("[name='{control}']:not([type=text])"));
    there.iter().any(|found| found.closest(".away").unwrap().is_some())
}

/// The first page answered so, and the page that follows drawn before anyone has turned to it.
async fn drawn_ahead(transport: &str, control: &str) -> Page {
    let page = open(&survey());
    page.click("[name=lives_here][value=yes]");
    page.click(&format!("[name=transport][value={transport}]"));
    page.until("the page to come", |page| is_drawn_unseen(page, control)).await;
    page
}

/// What is entered in the form, as whoever reads it gets it.
fn entered(page: &Page, control: &str) -> Vec<String> {
    let form = page.find("form").unwrap().unchecked_into();
    let all = web_sys::FormData::new_with_form(&form).unwrap().get_all(control);
    all.iter().filter_map(|value| value.as_string()).collect()
}

#[wasm_bindgen_test]
async fn the_page_to_come_is_drawn_and_nobody_is_told() {
    let page = drawn_ahead("bus", "agree.trees").await;
    page.until("all of it", |page| is_drawn_unseen(page, "street_stars")).await;
    assert!(page.find("[name=dangers]").is_none() && page.text(".page-title").contains('1'));
    assert_eq!(page.text("#said"), "");
    let controls = page.all(".away input, .away button");
    assert!(controls.len() > 15, "{}", controls.len());
    for control in controls {
        let control: web_sys::HtmlElement = control.unchecked_into();
        control.focus().unwrap();
        assert_ne!(page.root.active_element().as_ref(), Some(&*control), "{}", control.id());
    }
    let mut ids: Vec<String> = page.all("[id]").iter().map(web_sys::Element::id).collect();
    let all = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), all, "an id is there twice");
}

#[wasm_bindgen_test]
async fn what_is_missing_on_the_page_to_come_is_not_said_yet() {
    let page = drawn_ahead("bus", "safety").await;
    page.click("button[type=submit]");
    page.until("the page to come", |page| page.find("[name=safety]").is_some()).await;
    assert!(!page.is_shown("#summary"), "{}", page.text("#summary"));
    page.click("button[type=submit]");
    page.until("the summary", |page| page.is_shown("#summary")).await;
    assert_eq!(page.count("#summary a"), 1, "{}", page.text("#summary"));
    page.until("the mistake", |page| page.is_shown("#e-safety")).await;
    // Who goes back and on again begins anew.
    page.click(".buttons > .back");
    page.until("the first page", |page| page.find("[name=lives_here][type=radio]").is_some()).await;
    assert!(!page.is_shown("#summary"));
    page.click("button[type=submit]");
    page.until("the same page", |page| page.find("[name=safety]").is_some()).await;
    page.until("no mistake", |page| !page.is_shown("#e-safety") && !page.is_shown("#summary")).await;
}

#[wasm_bindgen_test]
async fn another_answer_leads_to_another_page_than_the_one_that_was_drawn() {
    let page = drawn_ahead("bus", "safety").await;
    page.click("[name=transport][value=bike]");
    page.click("button[type=submit]");
    page.until("the page for who cycles", |page| page.find("[name=last_fall]").is_some()).await;
    assert!(page.find("[name=safety]").is_none());
    page.click("button[type=submit]");
    // It was drawn after another answer.
    page.until("what was answered", |page| page.text(".page").contains("You travel like this: By bike."))
        .await;
    assert!(page.find("[name=safety]").is_some() && page.find("[name=last_fall]").is_none());
}

#[wasm_bindgen_test]
async fn every_answer_stands_once_in_the_form_wherever_one_is() {
    let page = drawn_ahead("bike", "last_fall").await;
    let holds = |page: &Page, answers: [(&str, &str); 3], at: &str| {
        for (control, value) in answers {
            let expected: &[&str] = if value.is_empty() { &[] } else { &[value] };
            let there: Vec<String> =
                entered(page, control).into_iter().filter(|value| !value.is_empty()).collect();
            assert_eq!(there, expected, "{control} at {at}");
        }
    };
    holds(&page, [("transport", "bike"), ("kilometres", ""), ("safety", "")], "the first");
    page.click("button[type=submit]");
    page.until("the second", |page| page.find("[name=last_fall]").is_some()).await;
    page.type_in("kilometres", "7");
    holds(&page, [("transport", "bike"), ("kilometres", "7"), ("safety", "")], "the second");
    page.click("button[type=submit]");
    page.until("the third", |page| page.find("[name=safety]").is_some()).await;
    page.click("[name=safety][value='2']");
    holds(&page, [("transport", "bike"), ("kilometres", "7"), ("safety", "2")], "the third");
    // Also once the pages around it are drawn.
    page.until("what follows", |page| !page.all(".away [name=district]").is_empty()).await;
    page.until("what was before", |page| !page.all(".away [name=kilometres]").is_empty()).await;
    holds(&page, [("transport", "bike"), ("kilometres", "7"), ("safety", "2")], "the third, at rest");
    assert_eq!(entered(&page, "_page"), ["2"]);
    for (back, control) in [("the second", "kilometres"), ("the first", "transport")] {
        page.click(".buttons > .back");
        page.until(back, |page| page.find(&format!("[name={control}]:not([hidden])")).is_some()).await;
        holds(&page, [("transport", "bike"), ("kilometres", "7"), ("safety", "2")], back);
    }
}

#[wasm_bindgen_test]
async fn none_of_these_takes_the_others_back() {
    let page = second_page("bus").await;
    page.until("the boxes", |page| page.find("[name=dangers]:not([hidden])").is_some()).await;
    page.click("[name=dangers][value=speed]");
    page.click("[name=dangers][value=none]");
    page.until("one answer", |page| page.count("[name=dangers]:checked") == 1).await;
    assert!(page.find("[name=dangers][value=none]:checked").is_some());
}

#[wasm_bindgen_test]
async fn a_survey_ends_early_where_an_answer_says_so() {
    let page = open(&survey());
    page.click("[name=lives_here][value=no]");
    page.click("[name=transport][value=walk]");
    page.until("the last button", |page| page.find("button[type=submit]").is_some()).await;
    page.click("button[type=submit]");
    page.until("the end", |page| page.find("[name=lives_here]:not([hidden])").is_none()).await;
    assert!(page.find("form").is_none(), "nothing more is asked");
}

#[wasm_bindgen_test]
async fn a_document_that_asks_nothing_is_refused_with_its_path() {
    let config = survey();
    set(&config, "pages", "[]");
    let Err(error) = open_in(&config, "en", &Array::new()) else { panic!("it was drawn") };
    assert_eq!(get(&error, "phase").as_string().as_deref(), Some("config"));
    let problems = Array::from(&get(&error, "problems"));
    assert_eq!(get(&problems.get(0), "path").as_string().as_deref(), Some("pages"));
}
