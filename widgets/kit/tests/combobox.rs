//! A select that is searched by typing.
#![cfg(target_arch = "wasm32")]

mod page;

use js_sys::Array;
use page::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;
use web_sys::{HtmlInputElement, HtmlSelectElement, KeyboardEvent, KeyboardEventInit};

wasm_bindgen_test_configure!(run_in_browser);

const FIELDS: &str = r#"[
    { "name": "union", "kind": "select", "label": "Your union", "required": true, "search": true, "options": [
        { "value": "tr", "label": "Transport" }, { "value": "te", "label": "Teachers" },
        { "value": "st", "label": "Students and teachers" }, { "value": "me", "label": "Métal" } ] },
    "given_name", "email"
]"#;

/// A petition whose first field has been given its search.
async fn searchable(values: &Array) -> Page {
    let config = base();
    set(&config, "fields", FIELDS);
    let page = open_in(&config, "en", values).unwrap();
    page.until("the search", |page| page.find("[role=combobox]").is_some()).await;
    page
}

impl Page {
    fn search(&self) -> HtmlInputElement {
        self.find("[role=combobox]").unwrap().unchecked_into()
    }

    fn sent(&self) -> String {
        self.find("select[name=union]").unwrap().unchecked_into::<HtmlSelectElement>().value()
    }

    fn search_for(&self, text: &str) {
        self.search().set_value(text);
        tell(&self.search(), "input");
    }

    fn press(&self, key: &str) -> bool {
        let init = KeyboardEventInit::new();
        init.set_key(key);
        init.set_bubbles(true);
        init.set_cancelable(true);
        let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
        self.search().dispatch_event(&event).unwrap()
    }

    fn listed(&self) -> Vec<String> {
        let options = self.root.query_selector_all("[role=option]").unwrap();
        (0..options.length()).map(|at| options.get(at).unwrap().text_content().unwrap()).collect()
    }

    async fn lists(&self, expected: &[&str]) {
        self.until(&format!("the list {expected:?}"), |page| page.listed() == expected).await;
    }
}

#[wasm_bindgen_test]
async fn the_search_has_the_label_the_description_and_the_place_of_the_select() {
    let page = searchable(&Array::new()).await;
    let search = page.search();
    assert_eq!(page.find("label[for=f-union]").unwrap().text_content().as_deref(), Some("Your union"));
    assert_eq!(search.id(), "f-union");
    assert_eq!(search.get_attribute("aria-describedby").as_deref(), Some("e-union"));
    assert_eq!(search.get_attribute("aria-expanded").as_deref(), Some("false"));
    assert!(search.required());
    assert!(page.find("select[name=union]").unwrap().has_attribute("hidden"));
}

#[wasm_bindgen_test]
async fn typing_lists_what_fits_the_best_first_without_regard_to_accents() {
    let page = searchable(&Array::new()).await;
    page.search_for("te");
    page.lists(&["Teachers", "Students and teachers"]).await;
    page.until("the count", |page| page.text("[role=status]") == "2 choices").await;
    page.search_for("METAL");
    page.lists(&["Métal"]).await;
    assert_eq!(page.sent(), "me", "the whole words are the choice");
    page.search_for("x");
    page.until("the sentence", |page| page.text("p.listbox") == "No choice fits").await;
    assert_eq!(page.text("[role=status]"), "No choice fits");
}

#[wasm_bindgen_test]
async fn arrows_reach_a_choice_and_enter_takes_it_without_sending_the_form() {
    let page = searchable(&Array::new()).await;
    assert!(!page.press("ArrowDown"), "the page does not scroll");
    page.lists(&["Transport", "Teachers", "Students and teachers", "Métal"]).await;
    page.press("ArrowUp");
    page.until("the last", |page| page.text("[aria-selected=true]") == "Métal").await;
    let reached = page.search().get_attribute("aria-activedescendant").unwrap();
    assert_eq!(page.find(&format!("#{reached}")).unwrap().text_content().as_deref(), Some("Métal"));
    page.press("ArrowDown");
    page.press("ArrowDown");
    page.until("the second", |page| page.text("[aria-selected=true]") == "Teachers").await;
    assert!(!page.press("Enter"));
    page.until("the end", |page| page.find("[role=listbox]").is_none()).await;
    assert_eq!((page.sent().as_str(), page.search().value().as_str()), ("te", "Teachers"));
    assert_eq!(page.search().get_attribute("aria-expanded").as_deref(), Some("false"));
    assert!(page.press("Enter"), "a closed list leaves the key to the form");
}

#[wasm_bindgen_test]
async fn a_choice_that_was_searched_is_reached_and_taken_by_keys() {
    let page = searchable(&Array::new()).await;
    page.search_for("tea");
    page.lists(&["Teachers", "Students and teachers"]).await;
    page.press("ArrowDown");
    page.press("Enter");
    assert_eq!((page.sent().as_str(), page.search().value().as_str()), ("te", "Teachers"));
    page.until("the end", |page| page.find("[role=listbox]").is_none()).await;
}

#[wasm_bindgen_test]
async fn a_click_chooses_and_escape_closes_then_clears() {
    let page = searchable(&Array::new()).await;
    page.search().click();
    page.until("the list", |page| page.listed().len() == 4).await;
    page.click("[role=option]");
    page.until("the end", |page| page.find("[role=listbox]").is_none()).await;
    assert_eq!(page.sent(), "tr");
    page.search_for("te");
    page.lists(&["Teachers", "Students and teachers"]).await;
    page.press("Escape");
    page.until("the end", |page| page.find("[role=listbox]").is_none()).await;
    assert_eq!(page.search().value(), "te", "the first only closes");
    page.press("Escape");
    assert_eq!((page.sent().as_str(), page.search().value().as_str()), ("", ""));
}

#[wasm_bindgen_test]
async fn what_is_typed_and_is_no_choice_is_kept_and_said() {
    let page = searchable(&Array::new()).await;
    page.type_in("email", "grace@example.org");
    page.search_for("Miners");
    page.click("button[type=submit]");
    page.until("the error", |page| page.text("#e-union") == "Your union: please choose from the list").await;
    assert_eq!(page.search().get_attribute("aria-invalid").as_deref(), Some("true"));
    assert_eq!((page.sent().as_str(), page.search().value().as_str()), ("Miners", "Miners"));
    page.search_for("transport");
    page.until("the end of the error", |page| page.text("#e-union").is_empty()).await;
    assert_eq!(page.search().get_attribute("aria-invalid").as_deref(), Some("false"));
}

#[wasm_bindgen_test]
async fn what_was_chosen_or_typed_before_the_kit_came_stands_in_the_search() {
    let pair = |value: &str| Array::of1(&Array::of2(&"union".into(), &value.into()));
    let page = searchable(&pair("st")).await;
    assert_eq!((page.sent().as_str(), page.search().value().as_str()), ("st", "Students and teachers"));
    let page = searchable(&pair("Miners")).await;
    assert_eq!((page.sent().as_str(), page.search().value().as_str()), ("Miners", "Miners"));
}

#[wasm_bindgen_test]
async fn the_search_takes_over_the_focus_of_the_select_with_the_caret_at_the_end() {
    let config = base();
    set(&config, "fields", FIELDS);
    let typed = Array::of1(&Array::of2(&"union".into(), &"Miners".into()));
    let page = open_in(&config, "en", &typed).unwrap();
    let _ = page.control("union").focus();
    page.until("the focus", |page| {
        page.root
            .active_element()
            .is_some_and(|found| found.get_attribute("role").as_deref() == Some("combobox"))
    })
    .await;
    assert_eq!(page.search().selection_start().unwrap(), Some(6));
}

#[wasm_bindgen_test]
async fn countries_can_be_searched_by_their_names() {
    let config = base();
    set(&config, "fields", r#"[{ "name": "country", "search": true }, "given_name", "email"]"#);
    let page = open(&config);
    page.until("the search", |page| page.find("[role=combobox]").is_some()).await;
    page.search_for("cote d");
    page.until("the country", |page| page.listed().len() == 1).await;
    assert!(page.listed()[0].starts_with("Côte d"), "{:?}", page.listed());
    page.search_for("Germany");
    let select: HtmlSelectElement = page.find("select[name=country]").unwrap().unchecked_into();
    assert_eq!(select.value(), "DE");
}
