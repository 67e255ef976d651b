//! From right to left.

use rungs_browser_tests::in_gallery;
use serde_json::json;

#[test]
fn in_arabic_everything_runs_from_right_to_left_and_stays_in_its_order() {
    in_gallery(async |gallery| {
        let look = json!({ "lang": "ar" });
        gallery.every_state(&look, async |_| gallery.findings(include_str!("direction.js")).await).await
    });
}
