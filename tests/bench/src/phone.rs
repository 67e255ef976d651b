//! A slow phone on a slow network.

use anyhow::Result;
use serde_json::json;

use crate::browser::Page;

/// How much slower than here the processor is.
const CPU: f64 = 4.0;
/// Milliseconds of a round trip.
const ROUND_TRIP: f64 = 150.0;
/// Bytes a second down (1.6 Mbit/s) and up (750 kbit/s).
const DOWN: f64 = 1_600_000.0 / 8.0;
const UP: f64 = 750_000.0 / 8.0;

/// Makes of a page one on such a phone.
pub(crate) fn become_slow(page: &mut Page) -> Result<()> {
    let network = json!({ "offline": false, "latency": ROUND_TRIP, "downloadThroughput": DOWN, "uploadThroughput": UP });
    let screen = json!({ "width": 412, "height": 915, "deviceScaleFactor": 1, "mobile": true });
    page.call("Page.enable", &json!({}))?;
    page.call("Network.enable", &json!({}))?;
    page.call("Network.setCacheDisabled", &json!({ "cacheDisabled": true }))?;
    page.call("Network.emulateNetworkConditions", &network)?;
    page.call("Emulation.setDeviceMetricsOverride", &screen)?;
    page.call("Emulation.setCPUThrottlingRate", &json!({ "rate": CPU }))?;
    Ok(())
}
