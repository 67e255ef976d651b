//! By keyboard; what every widget must keep is in `contract`.

use anyhow::Result;
use rungs_browser_tests::{World, journey};
use thirtyfour::Key;

async fn press(world: &World, keys: &str) -> Result<()> {
    world.browser.driver.action_chain().send_keys(keys).perform().await?;
    Ok(())
}

async fn tab(world: &World) -> Result<String> {
    press(world, &Key::Tab.value().to_string()).await?;
    let focused = "const a = document.activeElement; const b = a.shadowRoot?.activeElement; return b ? (b.name || b.id || b.textContent) : a.tagName";
    Ok(world.browser.script(focused).await?.as_str().unwrap_or_default().to_owned())
}

#[test]
fn a_supporter_signs_with_the_keyboard_alone() {
    journey(|world| async move {
        world.open_ready().await?;
        assert_eq!(tab(&world).await?, "given_name");
        press(&world, "Grace").await?;
        assert_eq!(tab(&world).await?, "family_name");
        press(&world, "Hopper").await?;
        assert_eq!(tab(&world).await?, "email");
        assert_eq!(tab(&world).await?, "comment");
        assert_eq!(tab(&world).await?, "consent.updates");
        press(&world, " ").await?;
        assert_eq!(tab(&world).await?, "consent.public");
        assert_eq!(tab(&world).await?, "Sign the petition");
        press(&world, &Key::Enter.value().to_string()).await?;
        // The summary takes the focus; its first link leads to the field.
        world.browser.until("document.activeElement.shadowRoot?.activeElement?.id == 'summary'").await?;
        tab(&world).await?;
        press(&world, &Key::Enter.value().to_string()).await?;
        world.browser.until("document.activeElement.shadowRoot?.activeElement?.name == 'email'").await?;
        press(&world, "grace@example.org").await?;
        press(&world, &Key::Enter.value().to_string()).await?;
        world
            .browser
            .until("document.activeElement.shadowRoot?.activeElement?.className == 'thanks-title'")
            .await?;
        assert_eq!(world.backend.rows("SELECT id, fields FROM submissions").await?.len(), 1);
        Ok(())
    });
}
