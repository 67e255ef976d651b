//! Events of some days: those of whoever looks, wherever they are.

use rungs_browser_tests::journey;
use serde_json::{Value, json};

use super::list::{choose, until_shown};
use super::{events, open};

#[test]
fn the_first_and_the_last_day_of_a_list_are_those_of_the_viewers_clocks() {
    journey(|world| async move {
        let event = |id: &str, start: &str, end: &str| -> Value {
            json!({ "id": id, "title": id, "venue": { "name": "Hall" }, "start": start, "end": end })
        };
        // In Los Angeles the second is still on the evening of the first day.
        let all = json!([
            event("noon", "2030-07-01T20:00", "2030-07-01T21:00"),
            event("evening", "2030-07-02T02:00", "2030-07-02T03:00"),
            event("morning", "2030-07-02T17:00", "2030-07-02T18:00"),
            event("later", "2030-07-03T20:00", "2030-07-03T21:00"),
        ]);
        let zone = json!({ "timezoneId": "America/Los_Angeles" });
        world.browser.protocol("Emulation.setTimezoneOverride", zone).await?;
        open(&world, &events(&world, &all)).await?;
        until_shown(&world, &["noon", "evening", "morning", "later"]).await?;
        choose(&world, "by-last-date", "2030-07-01").await?;
        until_shown(&world, &["noon", "evening"]).await?;
        choose(&world, "by-date", "2030-07-01").await?;
        until_shown(&world, &["noon", "evening"]).await?;
        world.browser.until("deep('.filter-fold summary').innerText == 'Filters (2)'").await?;
        choose(&world, "by-last-date", "2030-07-02").await?;
        choose(&world, "by-date", "2030-07-02").await?;
        until_shown(&world, &["morning"]).await?;
        choose(&world, "by-last-date", "").await?;
        until_shown(&world, &["morning", "later"]).await?;
        choose(&world, "by-last-date", "2030-07-01").await?;
        until_shown(&world, &[]).await
    });
}
