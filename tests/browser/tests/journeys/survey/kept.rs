//! Answers that are kept until they are sent: on the device, over a change of language, and by the backend.

use rungs_browser_tests::journey;
use serde_json::json;

use super::{ROWS, answers, choose, first_page, last_page, next, open, page, survey};

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
fn what_the_page_brings_along_takes_the_place_of_one_answer_and_of_no_other() {
    journey(|world| async move {
        let config = survey(&world);
        open(&world, &config).await?;
        first_page(&world).await?;
        world.browser.fill("why", "It is fast").await?;
        world.browser.until("localStorage.getItem('rungs:answers:test')?.includes('It is fast')").await?;
        // As where someone signs before, and the survey follows in the same place.
        let typed = page(&world, &config).replace("name=why", "name=why value='It is healthy'");
        world.open_body(&typed, None).await?;
        world.browser.until("deep('.page-title')?.innerText.includes('Your street')").await?;
        world.browser.until("deep('[name=why]').value == 'It is healthy'").await?;
        assert!(world.browser.text(".kept").await?.contains("Welcome back"));
        last_page(&world).await?;
        choose(&world, "consent.updates", "no").await?;
        world.submit().await?;
        world.browser.until("deep('.thanks')").await?;
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
