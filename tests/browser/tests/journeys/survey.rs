//! A survey: page by page, back and forth, away and back again.

use anyhow::Result;
use rungs_browser_tests::{Fault, Rules, World, axe, journey};
use serde_json::{Value, json};
use thirtyfour::Key;

const ROWS: &str = "SELECT id, fields FROM submissions";

fn survey(world: &World) -> Value {
    json!({
        "id": "test",
        "kind": "survey",
        "campaign": "journeys",
        "title": "Safe streets",
        "backend": world.faults.origin,
        "pages": [
            {
                "questions": [
                    { "name": "lives_here", "kind": "yes_no", "label": "Do you live here?", "required": true,
                      "skip_to": { "when": { "field": "lives_here", "equals": "no" }, "to": "elsewhere" } },
                    { "name": "transport", "kind": "single_choice", "label": "How do you travel?", "options": [
                        { "value": "walk", "label": "On foot" }, { "value": "bike", "label": "By bike" },
                        { "value": "other", "label": "Another way", "other": true }] },
                    { "name": "falls", "kind": "number", "label": "Falls so far", "min": 0,
                      "show_if": { "field": "transport", "equals": "bike" } },
                ],
            },
            {
                "title": "Your street",
                "questions": [
                    { "name": "why", "kind": "short_text", "label": "Why {{transport|like that}}?", "required": true },
                    { "name": "dangers", "kind": "multiple_choice", "label": "What is dangerous?",
                      "hint": "Where you go {{transport|so}}: {{why|as you say}}.", "options": [
                        { "value": "speed", "label": "Speed" }, { "value": "light", "label": "Poor light" },
                        { "value": "none", "label": "None of these", "exclusive": true }] },
                    { "name": "order", "kind": "ranking", "label": "What comes first?", "options": [
                        { "value": "lanes", "label": "Lanes" }, { "value": "signs", "label": "Signs" },
                        { "value": "trees", "label": "Trees" }] },
                ],
            },
            { "title": "You", "questions": [
                { "name": "you", "kind": "contact", "fields": [{ "name": "email", "required": false }] }] },
        ],
        "ends": [{ "id": "elsewhere", "title": "Only for neighbours", "send": false }],
        "asks": [
            { "when": { "field": "dangers", "contains": "speed" }, "explain": "Who fears speed is asked to the walk.",
              "href": "#walk", "label": "Come to the walk, {{transport|friend}}", "text": "You said: {{why}}" },
        ],
        "results": { "show": "after", "minimum": 1 },
        "consents": [{ "id": "updates", "style": "radio", "text": "May we write to you?" }],
        "thanks": { "title": "Thank you, {{transport|friend}}" },
    })
}

fn page(world: &World, config: &Value) -> String {
    format!(
        "{}<rungs-survey loading=eager><script type='application/json'>{config}</script>
        <form action='{}/v1/widgets/test/submissions' method=post><label>Why? <input name=why></label><button>Send</button></form>
        </rungs-survey>",
        world.script(),
        world.backend.origin,
    )
}

/// Opens it, the backend knowing what it asks.
pub(crate) async fn open(world: &World, config: &Value) -> Result<()> {
    world.backend.replace(config).await?;
    world.open_body(&page(world, config), None).await?;
    world.browser.until("deep('.survey')").await
}

pub(crate) async fn choose(world: &World, name: &str, value: &str) -> Result<()> {
    world.browser.click(&format!("[name='{name}'][value='{value}']")).await
}

/// Goes on, and waits for the page with this heading.
async fn next(world: &World, heading: &str) -> Result<()> {
    world.submit().await?;
    world.browser.until(&format!("deep('.page-title')?.innerText.includes({})", json!(heading))).await
}

async fn first_page(world: &World) -> Result<()> {
    choose(world, "lives_here", "yes").await?;
    choose(world, "transport", "bike").await?;
    next(world, "Your street").await
}

async fn last_page(world: &World) -> Result<()> {
    world.browser.fill("why", "It is fast").await?;
    choose(world, "dangers", "speed").await?;
    next(world, "You").await
}

/// The answers of the only submission.
async fn answers(world: &World) -> Result<Value> {
    let rows = world.backend.rows(ROWS).await?;
    assert_eq!(rows.len(), 1);
    Ok(serde_json::from_str(&rows[0].1)?)
}

#[test]
fn a_supporter_answers_page_by_page_and_is_led_on_by_what_they_said() {
    journey(|world| async move {
        open(&world, &survey(&world)).await?;
        assert_eq!(world.browser.text(".step").await?, "1 of at most 3");
        first_page(&world).await?;
        assert_eq!(world.browser.text(".step").await?, "2 of 3");
        assert!(world.browser.text("label[for=f-why]").await?.starts_with("Why By bike?"));
        let heading = "deep('.page-title').getRootNode().activeElement == deep('.page-title')";
        world.browser.until(heading).await?;
        // Earlier answers stand in hints too, also those of the same page.
        world
            .browser
            .until(
                "deep('fieldset[data-name=dangers] .hint')?.innerText == 'Where you go By bike: as you say.'",
            )
            .await?;
        last_page(&world).await?;
        choose(&world, "consent.updates", "no").await?;
        assert_eq!(world.browser.text("button[type=submit]").await?, "Send my answers");
        world.submit().await?;
        world.browser.until("deep('.thanks')").await?;
        assert_eq!(world.browser.text(".thanks-title").await?, "Thank you, By bike");
        assert_eq!(world.browser.text(".next a").await?, "Come to the walk, By bike");
        assert!(world.browser.text(".next").await?.contains("You said: It is fast"));
        let given = answers(&world).await?;
        assert_eq!(given["transport"], "bike");
        assert_eq!(given["why"], "It is fast");
        assert_eq!(given["dangers"], "speed");
        assert!(given.get("_page").is_none() && given.get("_seed").is_none(), "{given}");
        // What all have answered: this one.
        world.browser.until("deep('.results table')").await?;
        let row = "[...deep('.result table').rows].map((row) => row.textContent)";
        let said = world.browser.script(&format!("return {row}")).await?;
        assert!(said.to_string().contains("Yes1100%"), "{said}");
        Ok(())
    });
}

#[test]
fn going_back_loses_nothing_and_a_changed_answer_changes_the_way() {
    journey(|world| async move {
        open(&world, &survey(&world)).await?;
        first_page(&world).await?;
        world.browser.fill("why", "It is fast").await?;
        choose(&world, "dangers", "light").await?;
        world.browser.click(".back").await?;
        world.browser.until("deep('[name=transport][value=bike]')?.checked").await?;
        choose(&world, "transport", "other").await?;
        world.browser.until("deep(\"[name='transport.other']\").checkVisibility()").await?;
        world.browser.fill("transport.other", "kick scooter").await?;
        next(&world, "Your street").await?;
        assert!(world.browser.text("label[for=f-why]").await?.starts_with("Why kick scooter?"));
        world.browser.until("deep('[name=why]').value == 'It is fast'").await?;
        world.browser.until("deep('[name=dangers][value=light]').checked").await
    });
}

#[test]
fn a_page_with_a_mistake_stays_and_leads_to_it() {
    journey(|world| async move {
        open(&world, &survey(&world)).await?;
        choose(&world, "transport", "bike").await?;
        // What an answer asks for comes at once.
        world.browser.until("deep('[name=falls]').checkVisibility()").await?;
        world.browser.fill("falls", "-1").await?;
        world.submit().await?;
        world.browser.until("deep('#summary')?.getRootNode().activeElement?.id == 'summary'").await?;
        let links = world.browser.text("#summary").await?;
        assert!(links.contains("Do you live here: please choose Yes or No"), "{links}");
        assert!(links.contains("Falls so far: at least 0"), "{links}");
        choose(&world, "lives_here", "yes").await?;
        world.browser.until("!deep('#summary').innerText.includes('Do you live here')").await
    });
}

#[test]
fn an_early_end_says_so_and_sends_nothing() {
    journey(|world| async move {
        open(&world, &survey(&world)).await?;
        choose(&world, "lives_here", "no").await?;
        world.submit().await?;
        world.browser.until("deep('.thanks-title')?.innerText == 'Only for neighbours'").await?;
        assert_eq!(world.faults.submissions(), 0);
        assert!(world.backend.rows(ROWS).await?.is_empty());
        Ok(())
    });
}

#[test]
fn answers_are_kept_over_a_reload_and_forgotten_once_they_are_sent() {
    journey(|world| async move {
        let config = survey(&world);
        open(&world, &config).await?;
        first_page(&world).await?;
        world.browser.fill("why", "It is fast").await?;
        let kept = "localStorage.getItem('rungs:answers:test')";
        world.browser.until(&format!("{kept}?.includes('It is fast')")).await?;
        assert!(world.browser.text(".kept").await?.contains("kept on this device"));
        open(&world, &config).await?;
        world.browser.until("deep('.page-title')?.innerText.includes('Your street')").await?;
        world.browser.until("deep('[name=why]').value == 'It is fast'").await?;
        assert!(world.browser.text(".kept").await?.contains("Welcome back"));
        next(&world, "You").await?;
        choose(&world, "consent.updates", "no").await?;
        world.submit().await?;
        world.browser.until("deep('.thanks')").await?;
        world.browser.until(&format!("{kept} == null")).await?;
        assert_eq!(answers(&world).await?["lives_here"], "yes");
        Ok(())
    });
}

#[test]
fn whoever_deletes_the_kept_answers_begins_anew() {
    journey(|world| async move {
        open(&world, &survey(&world)).await?;
        first_page(&world).await?;
        world.browser.until("localStorage.getItem('rungs:answers:test')").await?;
        world.browser.click(".kept button").await?;
        world.browser.until("deep('[name=lives_here]') && !deep('[name=lives_here]:checked')").await?;
        world.browser.until("localStorage.getItem('rungs:answers:test') == null").await
    });
}

#[test]
fn answers_that_are_too_old_or_no_answers_at_all_are_not_put_in() {
    journey(|world| async move {
        let config = survey(&world);
        open(&world, &config).await?;
        let week = "Date.now() - 8 * 24 * 3600e3";
        let old = format!("JSON.stringify({{ at: {week}, values: {{ transport: 'bike' }} }})");
        for stored in [old.as_str(), "'{'", "'null'", "'{\"at\":\"x\",\"values\":[1]}'", "'[]'"] {
            world.browser.script(&format!("localStorage.setItem('rungs:answers:test', {stored})")).await?;
            open(&world, &config).await?;
            world.browser.until("deep('[name=transport]') && !deep('[name=transport]:checked')").await?;
        }
        Ok(())
    });
}

#[test]
fn none_of_these_and_the_others_exclude_each_other() {
    journey(|world| async move {
        open(&world, &survey(&world)).await?;
        first_page(&world).await?;
        let ticked = "[...deep('fieldset[data-name=dangers]').querySelectorAll(':checked')].map((box) => box.value).join()";
        for (press, expected) in
            [("speed", "speed"), ("light", "speed,light"), ("none", "none"), ("light", "light")]
        {
            choose(&world, "dangers", press).await?;
            world.browser.until(&format!("{ticked} == '{expected}'")).await?;
        }
        Ok(())
    });
}

#[test]
fn an_order_is_made_by_keys_alone_and_is_heard() {
    journey(|world| async move {
        open(&world, &survey(&world)).await?;
        first_page(&world).await?;
        world.browser.until("deep('.rank')").await?;
        world.browser.script("deep('.rank').focus()").await?;
        let press = async |keys: thirtyfour::TypingData| {
            world.browser.driver.action_chain().send_keys(keys).perform().await
        };
        let value = |expected: &str| format!("deep('[name=order]').value == '{expected}'");
        // Each press ranks the next, and the focus goes on to what is left.
        press(Key::Enter + "").await?;
        world.browser.until(&value("lanes")).await?;
        world.browser.until("deep('.rank').getRootNode().activeElement?.innerText == 'Signs'").await?;
        press(Key::Enter + "").await?;
        world.browser.until(&value("lanes,signs")).await?;
        world.browser.until("deep('.rank').getRootNode().activeElement?.innerText == 'Trees'").await?;
        press(Key::Enter + "").await?;
        world.browser.until(&value("lanes,signs,trees")).await?;
        world.browser.until("deep('[role=status]').innerText.includes('Trees: 3rd place')").await?;
        // The focus is on the last one's way up.
        world.browser.until("deep('.ranked').getRootNode().activeElement?.id == 'k-up-order-trees'").await?;
        press(Key::Space + "").await?;
        world.browser.until(&value("lanes,trees,signs")).await?;
        world.browser.until("deep('.ranked').getRootNode().activeElement?.id == 'k-up-order-trees'").await?;
        press(Key::Space + "").await?;
        world.browser.until(&value("trees,lanes,signs")).await?;
        world.browser.until("deep('[role=status]').innerText.includes('Trees: 1st place')").await
    });
}

#[test]
fn an_order_is_changed_by_dragging() {
    journey(|world| async move {
        open(&world, &survey(&world)).await?;
        first_page(&world).await?;
        for _ in 0..3 {
            world.browser.click(".rank").await?;
        }
        world.browser.until("deep('[name=order]').value == 'lanes,signs,trees'").await?;
        world.browser.script("deep('.ranked').scrollIntoView({ block: 'center' })").await?;
        let from = world.browser.deep("li:nth-child(1) .handle").await?;
        let to = world.browser.deep("li:nth-child(3) .place").await?;
        world
            .browser
            .driver
            .action_chain()
            .click_and_hold_element(&from)
            .move_to_element_center(&to)
            .release()
            .perform()
            .await?;
        world.browser.until("deep('[name=order]').value == 'signs,trees,lanes'").await
    });
}

#[test]
fn a_change_of_language_keeps_the_page_and_every_answer() {
    journey(|world| async move {
        open(&world, &survey(&world)).await?;
        first_page(&world).await?;
        world.browser.fill("why", "It is fast").await?;
        world.browser.script("document.documentElement.lang = 'de'").await?;
        world.browser.until("deep('button[type=submit]')?.innerText == 'Weiter'").await?;
        assert_eq!(world.browser.text(".page-title").await?.lines().last(), Some("Your street"));
        world.browser.until("deep('[name=why]').value == 'It is fast'").await?;
        world.browser.click(".back").await?;
        world.browser.until("deep('[name=transport][value=bike]')?.checked").await
    });
}

#[test]
fn a_document_that_is_wrong_further_on_gives_the_page_its_own_form_back() {
    journey(|world| async move {
        let mut config = survey(&world);
        config["pages"][1]["show_if"] = json!({ "field": "why", "answered": true });
        world.open_body(&page(&world, &config), None).await?;
        world.browser.until("heard.some((event) => event.type == 'rungs:error')").await?;
        let said = world.browser.script("return JSON.stringify(heard)").await?.to_string();
        assert!(said.contains("pages[1].show_if"), "{said}");
        world.browser.until("document.querySelector('[name=why]').checkVisibility()").await
    });
}

#[test]
fn what_got_no_answer_waits_and_a_second_try_is_the_same_submission() {
    journey(|world| async move {
        let mut config = survey(&world);
        config["pages"].as_array_mut().into_iter().for_each(|pages| pages.truncate(1));
        config["consents"] = json!([]);
        config["asks"] = json!([]);
        open(&world, &config).await?;
        choose(&world, "lives_here", "yes").await?;
        world.faults.set(Fault::LostAnswer);
        world.submit().await?;
        world.browser.until("deep('.thanks [part~=waiting-button]')").await?;
        world.faults.set(Fault::None);
        world.browser.click_if_there(".thanks [part~=waiting-button]").await?;
        world.browser.until("deep('.thanks')?.innerText.includes('Your answers are recorded.')").await?;
        assert_eq!(answers(&world).await?["lives_here"], "yes");
        Ok(())
    });
}

#[test]
fn an_anonymous_survey_says_so_and_leaves_no_trace_of_the_page() {
    journey(|world| async move {
        let config = json!({
            "id": "test", "kind": "survey", "title": "Safe streets", "backend": world.faults.origin, "anonymous": true,
            "questions": [{ "name": "safe", "kind": "scale", "label": "How safe is it?" }], "source": "newsletter",
        });
        open(&world, &config).await?;
        assert!(world.browser.text(".survey").await?.contains("anonymous"));
        choose(&world, "safe", "4").await?;
        world.submit().await?;
        world.browser.until("deep('.thanks')").await?;
        let traces = world
            .backend
            .rows("SELECT fields, COALESCE(page, source, referrer, '') FROM submissions")
            .await?;
        assert_eq!(traces, [(r#"{"safe":"4"}"#.to_owned(), String::new())]);
        Ok(())
    });
}

#[test]
fn live_results_stand_beside_the_questions() {
    journey(|world| async move {
        let mut config = json!({
            "id": "test", "kind": "survey", "title": "Safe streets", "backend": world.faults.origin,
            "questions": [{ "name": "safe", "kind": "yes_no", "label": "Is it safe?" }],
            "results": { "show": "after", "minimum": 1 },
        });
        open(&world, &config).await?;
        choose(&world, "safe", "no").await?;
        world.submit().await?;
        world.browser.until("deep('.thanks')").await?;
        config["results"]["show"] = json!("live");
        open(&world, &config).await?;
        world.browser.until("deep('.results')?.innerText.includes('100%')").await?;
        world.browser.until("deep('.questions')?.checkVisibility()").await
    });
}

#[test]
fn pages_are_kept_by_the_backend_one_by_one_where_the_survey_says_so_and_become_the_whole() {
    journey(|world| async move {
        let mut config = survey(&world);
        config["partial"] = json!(true);
        open(&world, &config).await?;
        first_page(&world).await?;
        assert!(world.browser.text(".kept").await?.contains("Each page is sent"));
        let kept = "SELECT id, fields FROM partials";
        let arrived = async |answer: &str| {
            while !world.backend.rows(kept).await?.iter().any(|(_, fields)| fields.contains(answer)) {
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
            anyhow::Ok(())
        };
        arrived("bike").await?;
        let id = world.backend.rows(kept).await?[0].0.clone();
        last_page(&world).await?;
        arrived("It is fast").await?;
        assert_eq!(world.backend.rows(kept).await?.len(), 1);
        choose(&world, "consent.updates", "no").await?;
        world.submit().await?;
        world.browser.until("deep('.thanks')").await?;
        assert!(world.backend.rows(kept).await?.is_empty());
        assert_eq!(world.backend.rows(ROWS).await?[0].0, id);
        Ok(())
    });
}

/// Where whoever asks for a call is: far from the server's own zone.
const ZONE: &str = "Pacific/Auckland";

#[test]
fn whoever_would_like_to_talk_asks_for_a_call_in_place() {
    journey(|world| async move {
        let config = json!({
            "id": "test", "kind": "survey", "title": "Safe streets", "backend": world.faults.origin,
            "questions": [
                { "name": "safe", "kind": "yes_no", "label": "Is it safe?" },
                { "name": "you", "kind": "contact", "fields": [{ "name": "phone", "country": "DE" }] },
            ],
            "asks": [
                { "when": { "field": "safe", "equals": "no" }, "explain": "Who feels unsafe is offered a talk.",
                  "offer": "talk_to_organiser", "staff_follow_up": { "who": "Sam", "within_hours": 30 } },
            ],
        });
        world.browser.protocol("Emulation.setTimezoneOverride", json!({ "timezoneId": ZONE })).await?;
        open(&world, &config).await?;
        choose(&world, "safe", "no").await?;
        world.submit().await?;
        world.browser.until("deep('.next button')").await?;
        world.browser.click(".next button").await?;
        // The focus goes to what is asked first.
        world
            .browser
            .until("deep('[name=given_name]')?.getRootNode().activeElement?.name == 'given_name'")
            .await?;
        // What they answered is what the talk is about.
        assert_eq!(world.browser.script("return deep('[name=topic]').value").await?, "Is it safe?");
        world.browser.fill("given_name", "Grace").await?;
        world.submit().await?;
        world.browser.until("deep('#summary')?.checkVisibility()").await?;
        assert!(world.backend.rows("SELECT id, fields FROM callbacks").await?.is_empty());
        world.browser.fill("phone", "030 123456").await?;
        choose(&world, "when", "evening").await?;
        world.submit().await?;
        world.browser.until("deep('.next')?.innerText.includes('Thank you')").await?;
        let due = world.backend.rows("SELECT id, CAST(due_at AS TEXT) FROM callbacks").await?;
        let due = format!(
            "return new Intl.DateTimeFormat('en', {{ dateStyle: 'full', timeStyle: 'short', timeZone: '{ZONE}' }}).format({})",
            due[0].1,
        );
        let due = world.browser.script(&due).await?;
        let promise = format!("Thank you. Sam will be in touch by {}.", due.as_str().unwrap_or_default());
        assert!(world.browser.text(".next").await?.contains(&promise), "{promise}");
        let rows = world.backend.rows("SELECT id, fields FROM callbacks").await?;
        assert_eq!(rows.len(), 1);
        assert!(rows[0].1.contains("+4930123456") && rows[0].1.contains("evening"), "{}", rows[0].1);
        takes_it_back_and_asks_anew(&world).await
    });
}

/// Whoever asked for a call and wants it no longer.
async fn takes_it_back_and_asks_anew(world: &World) -> anyhow::Result<()> {
    let browser = &world.browser;
    let link = browser.script("return deep('.next .manage a').href").await?;
    browser.offline(true).await?;
    browser.click(".next .back").await?;
    browser.until("deep('.next .error')?.innerText && deep('.next').getRootNode().activeElement.className == 'error'").await?;
    let mut wrong = axe(browser, Rules::All).await?;
    // The page around the widget has no landmarks.
    wrong.retain(|found| !found.starts_with("region:") && !found.starts_with("landmark-"));
    assert_eq!(wrong, Vec::<String>::new());
    browser.offline(false).await?;
    browser.click(".next .back").await?;
    browser.until("deep('.next').getRootNode().activeElement?.innerText == 'It is withdrawn, and what you entered is deleted.'").await?;
    let gone = "SELECT fields, COALESCE(person, '') FROM callbacks WHERE withdrawn_at IS NOT NULL";
    assert_eq!(world.backend.rows(gone).await?, [("{}".to_owned(), String::new())]);
    // It was a slip: the same once more is a new request.
    browser.click(".next button").await?;
    browser.until("deep('[name=given_name]')?.value == 'Grace'").await?;
    world.submit().await?;
    browser.until("deep('.next')?.innerText.includes('Thank you. Sam')").await?;
    let open = "SELECT id, fields FROM callbacks WHERE withdrawn_at IS NULL";
    assert_eq!(world.backend.rows(open).await?.len(), 1);
    // The link of each leads to a page of its own.
    let again = browser.script("return deep('.next .manage a').href").await?;
    assert_ne!(link, again);
    browser.driver.goto(again.as_str().unwrap_or_default()).await?;
    browser.until("document.querySelector('main button').innerText == 'I no longer want this call'").await?;
    browser.script("document.querySelector('main button').click()").await?;
    browser.until("document.querySelector('[role=status]')?.innerText.startsWith('It is withdrawn')").await?;
    assert!(world.backend.rows(open).await?.is_empty());
    Ok(())
}
