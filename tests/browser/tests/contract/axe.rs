//! What axe-core finds.

use anyhow::Result;
use rungs_browser_tests::{Gallery, Rules, axe, in_gallery, journey};
use serde_json::{Value, json};

async fn nothing_found(gallery: &Gallery, look: &Value, rules: Rules) -> Result<()> {
    gallery.every_state(look, async |_| axe(&gallery.browser, rules).await).await
}

#[test]
fn axe_finds_nothing_in_any_state() {
    in_gallery(async |gallery| nothing_found(gallery, &json!({}), Rules::All).await);
}

#[test]
fn axe_finds_nothing_in_any_state_at_320_pixels() {
    in_gallery(async |gallery| {
        gallery.resize(320, 800).await?;
        nothing_found(gallery, &json!({ "width": 320 }), Rules::All).await
    });
}

#[test]
fn axe_finds_nothing_in_any_state_from_right_to_left() {
    in_gallery(async |gallery| nothing_found(gallery, &json!({ "lang": "ar" }), Rules::All).await);
}

#[test]
fn axe_finds_enough_contrast_in_every_theme_on_a_light_page() {
    in_gallery(async |gallery| {
        for theme in ["light", "dark"] {
            nothing_found(gallery, &json!({ "page": "light", "theme": theme }), Rules::Colours).await?;
        }
        Ok(())
    });
}

#[test]
fn axe_finds_enough_contrast_in_every_theme_on_a_dark_page() {
    in_gallery(async |gallery| {
        for theme in ["auto", "light", "dark"] {
            nothing_found(gallery, &json!({ "page": "dark", "theme": theme }), Rules::Colours).await?;
        }
        Ok(())
    });
}

#[test]
fn axe_finds_nothing_in_the_hosted_pages() {
    journey(|world| async move {
        world.browser.protocol("Page.setBypassCSP", json!({ "enabled": true })).await?;
        for page in ["/embed/clean-air", "/embed/clean-air?thanks"] {
            world.browser.driver.goto(format!("{}{page}", world.backend.origin)).await?;
            assert_eq!(axe(&world.browser, Rules::All).await?, Vec::<String>::new(), "{page}");
        }
        Ok(())
    });
}
