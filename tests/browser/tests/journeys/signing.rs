//! Signing, and what is left of it.

use anyhow::Result;
use rungs_browser_tests::journey;
use serde_json::json;

const CONSENTS: &str = "SELECT fields, consents FROM submissions";

#[test]
fn a_supporter_signs_and_the_row_is_there_with_the_exact_wording_and_its_hash() {
    journey(|world| async move {
        world.open_ready().await?;
        world.fill("grace@example.org").await?;
        world.submit().await?;
        world.browser.until("deep('.thanks')").await?;
        let rows = world.backend.rows(CONSENTS).await?;
        assert_eq!(rows.len(), 1);
        let (fields, consents) = &rows[0];
        assert!(fields.contains("\"email\":\"grace@example.org\""), "{fields}");
        // The demo's campaigns ask for consent too, in other words.
        let wordings = "SELECT sha256, text FROM wordings WHERE text = 'May we write to you?'";
        let wordings = world.backend.rows(wordings).await?;
        assert_eq!(wordings.len(), 1);
        assert!(consents.contains(&wordings[0].0), "{consents}");
        assert!(consents.contains("\"answer\":\"yes\"") && consents.contains("2026-03"), "{consents}");
        // What the page was told names no person.
        let heard = world.browser.script("return JSON.stringify(heard)").await?.to_string();
        assert!(heard.contains("rungs:outcome") && heard.contains("confirmed"), "{heard}");
        assert!(!heard.contains("grace"), "{heard}");
        Ok(())
    });
}

#[test]
fn a_double_click_is_one_signature() {
    journey(|world| async move {
        world.open_ready().await?;
        world.fill("grace@example.org").await?;
        world.browser.script("const b = deep('button[type=submit]'); b.click(); b.click();").await?;
        world.browser.until("deep('.thanks')").await?;
        assert_eq!(world.backend.rows(CONSENTS).await?.len(), 1);
        assert_eq!(world.faults.submissions(), 1);
        Ok(())
    });
}

#[test]
fn a_reload_after_signing_and_signing_again_is_one_signature() {
    journey(|world| async move {
        for _ in 0..2 {
            world.open_ready().await?;
            world.fill("grace@example.org").await?;
            world.submit().await?;
            world.browser.until("deep('.thanks')").await?;
        }
        assert_eq!(world.faults.submissions(), 2);
        assert_eq!(world.backend.rows(CONSENTS).await?.len(), 1);
        Ok(())
    });
}

#[test]
fn the_same_person_on_another_day_counts_once_and_reads_the_same_thanks() {
    journey(|world| async move {
        world.backend.sign("grace@example.org").await?;
        world.open_ready().await?;
        world.fill("Grace@Example.org").await?;
        world.submit().await?;
        world.browser.until("deep('.thanks')").await?;
        assert_eq!(world.browser.text(".thanks-title").await?, "Thank you for signing");
        let counted = world.backend.rows("SELECT CAST(count AS TEXT), widget FROM counts").await?;
        assert_eq!(counted, [("1".to_owned(), "test".to_owned())]);
        Ok(())
    });
}

#[test]
fn the_count_rises_when_someone_signs_elsewhere_and_stays_hidden_below_the_minimum() {
    journey(|world| async move {
        world.open_ready().await?;
        // Room is kept for it until it is known.
        world.browser.until("!deep('.room')").await?;
        assert_eq!(world.browser.script("return deep('.count')").await?, json!(null));
        world.backend.sign("one@example.org").await?;
        world.browser.until("deep('.count')?.innerText.includes('1 person has signed')").await?;
        world.backend.sign("two@example.org").await?;
        world.browser.until("deep('.count')?.innerText.includes('2 people have signed')").await?;
        assert_eq!(world.browser.text(".goal").await?, "Next goal: 3");
        world.backend.sign("three@example.org").await?;
        world.browser.until("deep('.goal')?.innerText == 'Next goal: 10'").await
    });
}

#[test]
fn only_those_who_agreed_are_shown_and_by_first_name_only() {
    journey(|world| async move {
        world.open_ready().await?;
        world.fill("grace@example.org").await?;
        world.browser.click("[name='consent.public']").await?;
        world.submit().await?;
        world.browser.until("deep('.signer')?.innerText.includes('Grace')").await?;
        let signers = world.browser.text(".signers").await?;
        assert!(!signers.contains("Hopper") && !signers.contains("example.org"), "{signers}");
        Ok(())
    });
}

#[test]
fn hostile_words_are_kept_as_they_are_and_shown_as_text() {
    journey(|world| async move {
        let mut config = world.config();
        config["title"] = json!("<img src=x onerror=document.title='caught'>");
        config["text"] =
            json!("[click](javascript:document.title='caught') <script>document.title='caught'</script>");
        world.open_served(&config).await?;
        world.browser.ready().await?;
        world.fill("grace@example.org").await?;
        let comment = "<b onclick=x>\"';DROP TABLE submissions;--";
        world.browser.fill("comment", comment).await?;
        world.browser.click("[name='consent.public']").await?;
        world.submit().await?;
        world.browser.until("deep('.signer blockquote')").await?;
        assert_eq!(world.browser.text(".signer blockquote").await?, comment);
        assert_eq!(world.browser.script("return document.title").await?, json!("A campaign"));
        assert_eq!(world.browser.script("return deep('img, script, .prose a')").await?, json!(null));
        Ok(()) as Result<()>
    });
}
