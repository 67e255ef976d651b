//! Options that exclude each other, and options that are put in order.

use rungs_browser_tests::journey;
use thirtyfour::Key;

use super::{choose, first_page, open, survey};

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
        world.browser.until("deep('.ranked').getRootNode().activeElement?.id == 'k-up-order:trees'").await?;
        press(Key::Space + "").await?;
        world.browser.until(&value("lanes,trees,signs")).await?;
        world.browser.until("deep('.ranked').getRootNode().activeElement?.id == 'k-up-order:trees'").await?;
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
