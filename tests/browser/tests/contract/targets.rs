//! By finger.

use rungs_browser_tests::in_gallery;
use serde_json::json;

/// WCAG 2.2, 2.5.8; links within sentences are exempt.
const SMALL: &str = "return look.controls()
    .filter((control) => !(control.matches('a') && control.closest('.prose, label, legend, .consent-notice')))
    .map((control) => [control, control.getBoundingClientRect()])
    .filter(([control, { width, height }]) => look.host().shadowRoot && (width < 24 || height < 24))
    .map(([control, { width, height }]) => `${look.called(control)}: ${width} × ${height}`)";

#[test]
fn whatever_can_be_pressed_is_at_least_24_pixels_wide_and_high() {
    in_gallery(async |gallery| {
        for width in [None, Some(320)] {
            gallery.every_state(&json!({ "width": width }), async |_| gallery.findings(SMALL).await).await?;
        }
        Ok(())
    });
}
