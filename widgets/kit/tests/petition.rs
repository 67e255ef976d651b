//! The petition in every state, drawn in a real browser from the gallery's fixtures.
#![cfg(target_arch = "wasm32")]

mod page;

use js_sys::{Array, JSON};
use page::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;
use web_sys::{Element, HtmlElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn a_ready_petition_shows_its_text_its_count_and_its_signers() {
    let page = open(&base());
    page.until("the count", |page| page.text(".count").contains("1,234 people have signed")).await;
    assert_eq!(page.text(".title"), "Clean air for our schools");
    assert_eq!(page.text(".to"), "To The City Council");
    assert_eq!(page.root.query_selector_all(".prose li").unwrap().length(), 2);
    assert_eq!(page.text(".goal"), "Next goal: 2,000");
    assert!(page.text(".signers").contains("My daughter has asthma."));
    assert!(page.text(".notice").contains("Preview"));
}

#[wasm_bindgen_test]
async fn nothing_is_ticked_in_advance() {
    let page = open(&base());
    assert!(page.find("input:checked").is_none());
}

#[wasm_bindgen_test]
async fn sending_too_early_lists_what_is_missing_and_takes_the_focus_there() {
    let page = open(&base());
    page.type_in("email", "grace@");
    page.click("button[type=submit]");
    page.until("the summary", |page| page.is_shown("#summary")).await;
    let links = page.root.query_selector_all("#summary a").unwrap();
    assert_eq!(links.length(), 4, "{}", page.text("#summary"));
    page.until("the focus", |page| {
        page.root.active_element().is_some_and(|element| element.id() == "summary")
    })
    .await;
    assert!(page.text("#e-email").contains("not an email address"));
    assert_eq!(page.find("[name=email]").unwrap().get_attribute("aria-invalid").as_deref(), Some("true"));

    links.item(0).unwrap().unchecked_into::<HtmlElement>().click();
    assert_eq!(page.root.active_element().unwrap().id(), "f-given_name");
}

#[wasm_bindgen_test]
async fn few_choices_are_named_by_the_error_and_many_are_not() {
    let config = base();
    let asked = |name: &str, kind: &str, labels: &[&str]| {
        let options: Vec<_> = labels
            .iter()
            .enumerate()
            .map(|(at, label)| format!(r#"{{ "value": "{at}", "label": "{label}" }}"#))
            .collect();
        let options = options.join(",");
        format!(
            r#"{{ "name": "{name}", "kind": "{kind}", "label": "{name}", "required": true, "options": [{options}] }}"#
        )
    };
    let fields = [
        asked("way", "radio", &["On foot", "By bus", "By bike"]),
        asked("size", "select", &["Small", "Large"]),
        asked("day", "radio", &["Monday", "Tuesday", "Wednesday", "Thursday"]),
        asked("any", "checkboxes", &["Posters", "Talks"]),
        r#""given_name", "email""#.to_owned(),
    ];
    set(&config, "fields", &format!("[{}]", fields.join(",")));
    let page = open(&config);
    page.click("button[type=submit]");
    page.until("the summary", |page| page.is_shown("#summary")).await;
    for (control, error) in [
        ("way", "way: please choose On foot, By bus, or By bike"),
        ("size", "size: please choose Small or Large"),
        ("day", "day: please choose"),
        ("any", "any: please choose"),
    ] {
        assert_eq!(page.text(&format!("#e-{control}")), error);
    }
    assert!(page.text("[id='e-consent.updates']").ends_with(": please choose Yes or No"));
}

#[wasm_bindgen_test]
async fn an_error_goes_as_soon_as_it_is_mended() {
    let page = open(&base());
    page.click("button[type=submit]");
    page.until("the error", |page| page.is_shown("#e-given_name")).await;
    page.type_in("given_name", "Grace");
    page.until("its end", |page| !page.is_shown("#e-given_name")).await;
    assert!(page.is_shown("#e-email"));
}

#[wasm_bindgen_test]
async fn a_mistyped_email_is_offered_a_correction_and_never_forced() {
    let page = open(&base());
    page.type_in("email", "grace@gmial.com");
    page.until("the offer", |page| page.text(".correction").contains("grace@gmail.com")).await;
    page.click(".correction button");
    page.until("its end", |page| !page.is_shown(".correction")).await;
    let input: HtmlInputElement = page.find("[name=email]").unwrap().unchecked_into();
    assert_eq!(input.value(), "grace@gmail.com");
}

#[wasm_bindgen_test]
async fn a_signature_ends_in_thanks_that_lead_on() {
    let page = open(&base());
    let outcomes = heard(&page.host, "rungs:outcome");
    page.fill();
    page.click("button[type=submit]");
    page.until("the thanks", |page| page.find(".thanks").is_some()).await;
    assert_eq!(page.text(".thanks-title"), "Thank you for signing");
    assert_eq!(page.find(".next a").unwrap().get_attribute("href").as_deref(), Some("#meeting"));
    assert!(page.find(".share-link[href^='https://wa.me/']").is_some());
    page.until("the focus", |page| {
        page.root.active_element().is_some_and(|found| found.class_name() == "thanks-title")
    })
    .await;

    let detail = String::from(JSON::stringify(&outcomes.get(0)).unwrap());
    assert!(detail.contains("\"outcome\":\"confirmed\""), "{detail}");
    assert!(!detail.contains("grace@"), "personal data in {detail}");
}

#[wasm_bindgen_test]
async fn the_button_cannot_send_twice() {
    let config = base();
    set(&get(&config, "backend"), "delay_ms", "150");
    let page = open(&config);
    let submits = heard(&page.host, "rungs:submit");
    page.fill();
    page.click("button[type=submit]");
    page.click("button[type=submit]");
    page.until("sending", |page| page.text("button[type=submit]") == "Sending…").await;
    page.click("button[type=submit]");
    page.until("the thanks", |page| page.find(".thanks").is_some()).await;
    assert_eq!(submits.length(), 1);
}

#[wasm_bindgen_test]
async fn the_form_survives_every_failure_with_what_was_typed() {
    for (answer, words) in [
        ("failed", "could not be sent"),
        ("failed_for_good", "trying again will not help"),
        ("unreachable", "no connection"),
        ("rate_limited", "Too many at once"),
        ("invalid", "check what you entered"),
    ] {
        let config = base();
        set(&get(&config, "backend"), "answer", &format!("\"{answer}\""));
        let page = open(&config);
        page.fill();
        page.click("button[type=submit]");
        page.until(words, |page| page.text("#summary").contains(words)).await;
        let input: HtmlInputElement = page.find("[name=email]").unwrap().unchecked_into();
        assert_eq!(input.value(), "grace@example.org", "{answer}");
        assert!(page.find("[name='consent.updates'][value=no]:checked").is_some(), "{answer}");
    }
}

#[wasm_bindgen_test]
async fn a_field_that_the_backend_refused_says_so_until_it_is_changed() {
    let config = base();
    set(&get(&config, "backend"), "answer", "\"invalid\"");
    let page = open(&config);
    page.fill();
    page.click("button[type=submit]");
    page.until("the refusal", |page| page.is_shown("#e-email")).await;
    page.type_in("given_name", "Gracie");
    turn().await;
    assert!(page.is_shown("#e-email"), "another field's change is no mending");
    page.type_in("email", "hopper@example.org");
    page.until("its end", |page| !page.is_shown("#e-email")).await;
}

#[wasm_bindgen_test]
async fn a_closed_petition_says_so_in_the_campaigns_words_and_takes_no_focus() {
    let config = base();
    set(&config, "status", "\"closed\"");
    set(&config, "closed_text", "\"**We won.**\"");
    let page = open_in(&config, "en", &JSON::parse(r#"[["given_name","Grace"]]"#).unwrap()).unwrap();
    page.until("the end", |page| page.text(".closed strong") == "We won.").await;
    assert!(page.find("form").is_none());
    assert!(page.root.active_element().is_none());
}

#[wasm_bindgen_test]
async fn a_small_count_is_not_shown() {
    let config = base();
    set(&get(&get(&config, "backend"), "state"), "count", "12");
    let page = open(&config);
    page.until("the signers", |page| page.find(".signers").is_some()).await;
    assert!(page.find(".count").is_none());
}

#[wasm_bindgen_test]
async fn nothing_moves_when_the_count_comes() {
    let config = base();
    set(&config, "deadline", "\"2999-01-01T00:00:00Z\"");
    let page = open(&config);
    let height = |page: &Page| page.find(".progress").unwrap().get_bounding_client_rect().height();
    assert!(page.find(".progress .room").is_some(), "there is room before the count is known");
    let before = height(&page);
    page.until("the count", |page| page.text(".count").starts_with("1,234")).await;
    page.until("the deadline", |page| page.text(".deadline").contains("Closes in")).await;
    assert!(page.find(".room").is_none());
    assert!((height(&page) - before).abs() < 0.5, "{before} became {}", height(&page));
}

#[wasm_bindgen_test]
async fn what_is_left_for_a_comment_is_counted_from_the_first_letter() {
    let page = open(&base());
    assert_eq!(page.text(".counter"), "");
    page.type_in("comment", "Why");
    page.until("the rest", |page| page.text(".counter").contains("497")).await;
    page.type_in("comment", &"x".repeat(502));
    page.until("the excess", |page| page.text(".counter").contains("2 ")).await;
}

#[wasm_bindgen_test]
async fn the_countries_come_by_name_and_the_chosen_one_stays_chosen() {
    let config = base();
    set(&config, "fields", r#"["given_name", "country"]"#);
    let page = open_in(&config, "en", &JSON::parse(r#"[["country","DE"]]"#).unwrap()).unwrap();
    let chosen = |page: &Page| {
        page.find("select[name=country]").unwrap().unchecked_into::<HtmlSelectElement>().value()
    };
    assert_eq!(chosen(&page), "DE", "before the names are there");
    page.until("the names", |page| page.text("option[value=DE]") == "Germany").await;
    assert_eq!(chosen(&page), "DE");
    assert!(page.root.query_selector_all("option").unwrap().length() > 200);
}

#[wasm_bindgen_test]
async fn what_was_typed_before_is_carried_over_and_survives_another_config() {
    let config = base();
    let help = r#"["given_name", { "name": "help", "kind": "checkboxes", "label": "Help", "options":
        [{ "value": "call", "label": "Call" }, { "value": "host", "label": "Host" }, { "value": "cook", "label": "Cook" }] }]"#;
    set(&config, "fields", help);
    let typed = r#"[["given_name","Ada"],["help","call"],["help","cook"],["consent.updates","yes"],["comment","Why not"]]"#;
    let mut page = open_in(&config, "en", &JSON::parse(typed).unwrap()).unwrap();
    let typed = |page: &Page| {
        let name: HtmlInputElement = page.find("[name=given_name]").unwrap().unchecked_into();
        let ticked = page.root.query_selector_all(":checked").unwrap();
        let ticked: Vec<_> = (0..ticked.length())
            .filter_map(|index| ticked.item(index)?.unchecked_into::<Element>().get_attribute("value"))
            .collect();
        let comment: HtmlTextAreaElement = page.find("[name=comment]").unwrap().unchecked_into();
        [name.value(), ticked.join(" "), comment.value()]
    };
    assert_eq!(typed(&page), ["Ada", "call cook yes", "Why not"]);
    set(&config, "title", "\"Another title\"");
    page.widget.update(&config).unwrap();
    assert_eq!(page.text(".title"), "Another title");
    assert_eq!(typed(&page), ["Ada", "call cook yes", "Why not"]);
}

#[wasm_bindgen_test]
async fn a_broken_config_is_refused_with_the_path_of_each_problem() {
    let config = base();
    set(&config, "title", "5");
    set(&config, "fields", r#"["given_name", {"name": "no spaces allowed"}]"#);
    set(&config, "backend", "\"http://example.org\"");
    let error = open_in(&config, "en", &Array::new()).err().unwrap();
    let text = String::from(JSON::stringify(&error).unwrap());
    for path in ["\"title\"", "\"fields[1].name\"", "\"backend\""] {
        assert!(text.contains(path), "{path} is not in {text}");
    }
}

#[wasm_bindgen_test]
async fn an_unknown_key_is_a_warning_that_names_the_likely_one() {
    let config = base();
    set(&config, "tilte", "1");
    let page = open(&config);
    let warnings = String::from(JSON::stringify(&page.widget.warnings()).unwrap());
    assert!(warnings.contains("did you mean \\\"title\\\""), "{warnings}");
}

#[wasm_bindgen_test]
async fn arabic_is_written_from_right_to_left() {
    let page = open_in(&base(), "ar", &Array::new()).unwrap();
    assert_eq!(page.find(".rungs").unwrap().get_attribute("dir").as_deref(), Some("rtl"));
}

#[wasm_bindgen_test]
async fn unmounting_leaves_nothing_behind() {
    let page = open(&base());
    page.widget.unmount();
    assert_eq!(page.root.child_nodes().length(), 0);
}

#[wasm_bindgen_test]
async fn hostile_texts_stay_texts() {
    let config = base();
    set(&config, "title", r#""<img src=x onerror=alert(1)>""#);
    set(&config, "text", r#""[click](javascript:alert(1)) <script>alert(1)</script>""#);
    let page = open(&config);
    assert_eq!(page.text(".title"), "<img src=x onerror=alert(1)>");
    assert!(page.find("img, script, .prose a").is_none());
}

#[wasm_bindgen_test]
async fn a_question_that_hangs_on_another_comes_and_goes_with_its_answer() {
    let config = base();
    set(
        &config,
        "fields",
        r#"["given_name", { "name": "help", "kind": "checkboxes", "label": "Help", "options":
            [{ "value": "call", "label": "Call" }, { "value": "host", "label": "Host" }] },
            { "name": "rooms", "label": "Rooms", "required": true, "show_if": { "field": "help", "equals": "host" } }]"#,
    );
    let page = open(&config);
    assert!(!page.is_shown("[data-name=rooms]"));
    page.click("[name=help][value=call]");
    page.click("[name=help][value=host]");
    page.until("the question", |page| page.is_shown("[data-name=rooms]")).await;
    page.click("button[type=submit]");
    page.until("its error", |page| page.is_shown("#e-rooms")).await;
    page.click("[name=help][value=host]");
    page.until("its end", |page| !page.is_shown("[data-name=rooms]") && !page.is_shown("#e-rooms")).await;
}

#[wasm_bindgen_test]
async fn the_address_fills_in_only_what_may_be_filled_in_and_nothing_that_was_typed() {
    let config = base();
    set(
        &config,
        "fields",
        r#"[{ "name": "given_name", "prefill": true }, { "name": "email", "prefill": true }, "family_name",
            { "name": "ward", "kind": "hidden", "prefill": true, "value": "none" },
            { "name": "help", "kind": "checkboxes", "label": "Help", "prefill": true, "options":
            [{ "value": "call", "label": "Call" }, { "value": "host", "label": "Host" }] }]"#,
    );
    let typed = JSON::parse(r#"[["given_name","Grace"]]"#).unwrap();
    let address = JSON::parse(
        r#"[["rungs.given_name","Ada"],["rungs.email","ada@example.org"],["rungs.family_name","L"],
            ["rungs.help","call"],["rungs.help","host"],["rungs.consent.updates","yes"],["ward","7"]]"#,
    );
    let page = open_at(&config, "en", &typed, &address.unwrap()).unwrap();
    let value = |name: &str| {
        page.find(&format!("[name={name}]")).unwrap().unchecked_into::<HtmlInputElement>().value()
    };
    assert_eq!(value("given_name"), "Grace");
    assert_eq!(value("email"), "ada@example.org");
    assert_eq!(value("family_name"), "");
    assert_eq!(value("ward"), "none");
    assert_eq!(page.root.query_selector_all("[name=help]:checked").unwrap().length(), 2);
    assert!(page.find("[name='consent.updates']:checked").is_none(), "nobody else can consent");
}

#[wasm_bindgen_test]
async fn what_was_emptied_stays_empty_when_the_form_is_drawn_anew() {
    let config = base();
    let fields = r#"["given_name", { "name": "email", "prefill": true }, { "name": "country", "value": "DE" },
        { "name": "ward", "kind": "hidden", "value": "7" },
        { "name": "help", "kind": "checkboxes", "label": "Help", "value": "call", "options":
        [{ "value": "call", "label": "Call" }, { "value": "host", "label": "Host" }] }]"#;
    set(&config, "fields", fields);
    let address = JSON::parse(r#"[["rungs.email","ada@example.org"]]"#).unwrap();
    let mut page = open_at(&config, "en", &Array::new(), &address).unwrap();
    assert_eq!(page.control("email").value(), "ada@example.org");
    page.type_in("email", "");
    page.click("[name=help][value=call]");
    let country: HtmlSelectElement = page.find("[name=country]").unwrap().unchecked_into();
    country.set_value("");

    // As a page does that changes its document.
    let more =
        fields.replace(r#"["given_name""#, r#"[{ "name": "locality", "value": "York" }, "given_name""#);
    set(&config, "fields", &more);
    page.widget.update(&config).unwrap();
    let value = |name: &str| page.control(name).value();
    assert_eq!((&*value("email"), &*value("country"), &*value("ward")), ("", "", "7"));
    assert!(page.find("[name=help]:checked").is_none());
    assert_eq!(value("locality"), "York", "nobody has emptied what was not asked before");

    // As the loader does for another language: what nobody sees is not read there.
    let values = JSON::parse(r#"[["email",""],["country",""],["locality",""]]"#).unwrap();
    let page = open_anew(&config, &values, &address);
    let value = |name: &str| page.control(name).value();
    assert_eq!((&*value("email"), &*value("locality"), &*value("ward")), ("", "", "7"));
    assert!(page.find("[name=help]:checked").is_none());
}

#[wasm_bindgen_test]
async fn where_little_is_required_that_is_what_is_marked() {
    let config = base();
    set(&config, "fields", r#"["email", "phone", "postal_code", "url"]"#);
    set(&config, "signers", "null");
    let page = open(&config);
    assert_eq!(page.text("[data-name=email] .optional").trim(), "(required)");
    assert!(page.find("[data-name=phone] .optional").is_none());
}

#[wasm_bindgen_test]
async fn a_campaign_can_say_in_its_own_words_what_is_wrong() {
    let config = base();
    set(&config, "fields", r#"[{ "name": "email", "errors": { "required": "We need it to confirm" } }]"#);
    set(&config, "signers", "null");
    let page = open(&config);
    page.click("button[type=submit]");
    page.until("the words", |page| page.text("#e-email") == "We need it to confirm").await;
    assert!(page.text("#summary").contains("We need it to confirm"));
}

#[wasm_bindgen_test]
async fn unmounting_in_the_middle_of_a_change_does_no_harm() {
    let page = open(&base());
    page.type_in("given_name", "Grace");
    page.widget.unmount();
    turn().await;
    assert!(page.root.query_selector("form").unwrap().is_none());
}

#[wasm_bindgen_test]
async fn a_phone_number_shows_how_it_was_understood_once_it_is_left() {
    let config = base();
    set(&config, "fields", r#"["given_name", { "name": "phone", "country": "FR" }, "country"]"#);
    let page = open(&config);
    page.type_in("phone", "0612345678");
    turn().await;
    assert_eq!(page.control("phone").value(), "0612345678", "nothing changes under the typing hand");
    page.leave("phone");
    assert_eq!(page.control("phone").value(), "+33 6 12 34 56 78");
    page.type_in("phone", "someone else's");
    page.leave("phone");
    assert_eq!(page.control("phone").value(), "someone else's");
}

#[wasm_bindgen_test]
async fn a_postal_code_goes_where_there_are_none() {
    let config = base();
    set(&config, "fields", r#"["given_name", { "name": "postal_code", "required": true }, "country"]"#);
    let page = open(&config);
    assert!(page.is_shown("[data-name=postal_code]"));
    page.until("the countries", |page| page.find("option[value=AE]").is_some()).await;
    page.type_in("country", "AE");
    page.until("its end", |page| !page.is_shown("[data-name=postal_code]")).await;
    page.type_in("country", "DE");
    page.until("the code", |page| page.is_shown("[data-name=postal_code]")).await;
}

#[wasm_bindgen_test]
async fn an_error_reads_as_one_sentence_and_says_its_limit_as_the_language_writes_it() {
    let config = base();
    set(
        &config,
        "fields",
        r#"["given_name", "email", { "name": "since", "kind": "date", "label": "Since when?", "earliest": "1950-01-31" }]"#,
    );
    for (lang, expected) in
        [("en", "Since when: Jan 31, 1950 or later"), ("de", "Since when: 31.01.1950 or later")]
    {
        let page = open_in(&config, lang, &Array::new()).unwrap();
        page.type_in("since", "1949-12-31");
        page.click("button[type=submit]");
        page.until("the error", |page| page.text("#e-since") == expected).await;
    }
}

#[wasm_bindgen_test]
async fn a_consent_that_must_be_given_says_so() {
    let config = base();
    set(&config, "consents", r#"[{ "id": "terms", "required": true, "text": "I know the terms." }]"#);
    let page = open(&config);
    assert_eq!(page.text("label[for='f-consent.terms']"), "I know the terms. (required)");
}
