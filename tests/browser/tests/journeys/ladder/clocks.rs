//! A device whose clock is wrong.

use anyhow::Result;
use rungs_browser_tests::{Browser, journey};
use serde_json::json;

use super::{NEXT, open, press, told, until};

/// The page's clock is off by as many days as the tab's session says.
const CLOCK: &str = "{
    const Real = Date;
    const shift = () => 86_400_000 * Number(sessionStorage.days ?? 0);
    globalThis.Date = class extends Real {
        constructor(...given) {
            if (given.length) super(...given);
            else super(Real.now() + shift());
        }
        static now() { return Real.now() + shift(); }
    };
}";

/// Comes back on a day that is so far from today.
async fn back_after(browser: &Browser, days: i32) -> Result<()> {
    browser.script(&format!("sessionStorage.days = {days}")).await?;
    browser.driver.refresh().await?;
    until(browser, "rung('.next-label')").await
}

#[test]
fn a_clock_that_was_ahead_or_behind_loses_no_step_and_silences_none_for_good() {
    journey(|world| async move {
        let browser = &world.browser;
        browser.before_pages(CLOCK).await?;
        open(&world).await?;
        // Ten years ahead, one step is done and another put off.
        back_after(browser, 3650).await?;
        let happened = "document.dispatchEvent(new CustomEvent('rungs:outcome', { bubbles: true, detail: { campaign: 'clean-air', id: 'clean-air', outcome: 'confirmed' } }))";
        browser.script(happened).await?;
        until(browser, &format!("{NEXT} === 'Tell three people'")).await?;
        press(browser, ".next .back").await?;
        until(browser, "rung('.rung[data-state=not_now]')").await?;
        // The clock is right again: done is done, not on a day that is still to come.
        back_after(browser, 0).await?;
        let state = told(browser, "rung('.rung[data-state=done] .rung-state').textContent").await?;
        let year = told(browser, "new Date().getFullYear()").await?;
        assert!(state.contains(&year), "{state}");
        // What was put off is asked again within the fourteen days of the ladder.
        back_after(browser, 15).await?;
        assert_eq!(told(browser, NEXT).await?, "Tell three people");
        // Far behind, nothing is undone, and what is put off then is asked when the clock is right.
        back_after(browser, -9000).await?;
        until(browser, "rung('.rung[data-state=done]')").await?;
        assert_eq!(told(browser, NEXT).await?, "Tell three people");
        press(browser, ".next .back").await?;
        until(browser, "rung('.rung[data-state=not_now]')").await?;
        back_after(browser, 0).await?;
        until(browser, "rung('.rung[data-state=done]')").await?;
        assert_eq!(
            browser.script("return heard.filter(({ type }) => type === 'rungs:error')").await?,
            json!([])
        );
        Ok(())
    });
}
