//! A survey, drawn in a real browser from the gallery's fixtures.
#![cfg(target_arch = "wasm32")]

mod page;

use js_sys::Array;
use page::*;
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
