//! How far everyone has come.

use rungs_browser_tests::journey;
use serde_json::{Value, json};

use super::seen::nothing_found;
use super::{open_own, press, put_own, told, until};

#[test]
fn how_many_have_come_how_far_is_a_chart_and_a_table_that_says_the_same() {
    journey(|world| async move {
        let browser = &world.browser;
        let keys = json!({
            "rungs": [
                { "id": "share", "label": "Tell three people", "href": "#share", "done_by": ["share"] },
                { "id": "come", "label": "Come to an event", "href": "#come", "done_by": ["share"] },
                { "id": "host", "label": "Host an evening", "offer": "host" },
            ],
            "summary": true, "minimum": 2, "remember": { "consent": "Remember my steps." },
        });
        put_own(&world, &keys).await?;
        let client = reqwest::Client::new();
        for done in [
            json!({ "share": "2026-01-02" }),
            json!({ "share": "2026-01-03", "come": "2026-01-03" }),
            json!({ "share": "2026-01-04" }),
        ] {
            let body = json!({ "agreement": { "text": "Remember my steps." }, "progress": { "done": done } });
            let address = format!("{}/v1/ladder/journeys", world.backend.origin);
            assert_eq!(client.post(address).json(&body).send().await?.status(), 201);
        }
        open_own(&world, &keys).await?;
        press(browser, "details.summary-chart summary").await?;
        until(browser, "rung('.summary-chart .chart')").await?;
        press(browser, ".summary-chart details summary").await?;
        let within = "document.querySelector('rungs-ladder').shadowRoot";
        let rows = format!(
            "return [...{within}.querySelectorAll('.summary-chart tbody tr')].map((row) => [...row.cells].map((cell) => cell.innerText))"
        );
        let expected = json!([
            ["Tell three people", "3"],
            ["Come to an event", "too few"],
            ["Host an evening", "too few"]
        ]);
        assert_eq!(browser.script(&rows).await?, expected);
        let bars = format!(
            "return [...{within}.querySelectorAll('.summary-chart .chart-row')].map((row) => row.textContent)"
        );
        let bars = browser.script(&bars).await?;
        let said: Vec<&str> = bars.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        assert_eq!(said.len(), 3, "{said:?}");
        assert!(said[0].contains("Tell three people") && said[0].contains('3'), "{said:?}");
        assert!(said[1].contains("too few") && !said[1].contains('1'), "{said:?}");
        assert_eq!(told(browser, "rung('.people').textContent").await?, "2 people are here");
        nothing_found(&world, "summary").await
    });
}
