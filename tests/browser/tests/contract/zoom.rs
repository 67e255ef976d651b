//! Enlarged, and with wider spacing.

use std::cell::RefCell;
use std::collections::HashMap;

use rungs_browser_tests::{State, in_gallery};
use serde_json::{Value, json};

/// A window of 1280 × 1024 at 400 % (WCAG 2.2, 1.4.10).
const ENLARGED: (u32, u32) = (320, 256);

const FITS: &str = include_str!("fits.js");

/// Widgets share the names of some states.
fn called(state: &State) -> (String, String) {
    (state.widget.clone(), state.id.clone())
}

#[test]
fn at_400_percent_all_is_there_within_reach_and_nothing_scrolls_sideways() {
    in_gallery(async |gallery| {
        let said = "return look.worded().map((element) => [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data.trim()).join(' '))";
        let wide = RefCell::new(HashMap::<(String, String), Value>::new());
        let keep = async |state: &State| {
            let texts = gallery.browser.script(said).await?;
            wide.borrow_mut().insert(called(state), texts);
            Ok(Vec::new())
        };
        gallery.every_state(&json!({}), keep).await?;
        gallery.resize(ENLARGED.0, ENLARGED.1).await?;
        // What is folded only there is at one press, and has to fit then.
        let unfold =
            "look.host().shadowRoot?.querySelectorAll('.filter-fold').forEach((fold) => (fold.open = true))";
        let check = async |state: &State| {
            gallery.browser.script(unfold).await?;
            let mut wrong = gallery.findings(FITS).await?;
            let narrow = gallery.browser.script(said).await?;
            if wide.borrow().get(&called(state)) != Some(&narrow) {
                wrong.push(format!("says something else than on a wide page: {narrow}"));
            }
            wrong.extend(gallery.findings(include_str!("reach.js")).await?);
            Ok(wrong)
        };
        gallery.every_state(&json!({ "width": 320 }), check).await
    });
}

/// The spacing that WCAG 2.2, 1.4.12 names, by the page and within the widget.
const SPACED: &str = "
    const spacing = new CSSStyleSheet();
    spacing.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
        p { margin-block-end: 2em !important }`);
    document.adoptedStyleSheets = [spacing];
    const { shadowRoot } = look.host();
    if (shadowRoot) shadowRoot.adoptedStyleSheets = [...shadowRoot.adoptedStyleSheets, spacing];";

#[test]
fn wider_spacing_of_letters_words_and_lines_cuts_nothing_off() {
    in_gallery(async |gallery| {
        for (width, height) in [(1000, 1200), ENLARGED] {
            gallery.resize(width, height).await?;
            let check = async |_: &State| {
                gallery.browser.script(SPACED).await?;
                gallery.findings(FITS).await
            };
            gallery.every_state(&json!({ "width": (width == 320).then_some(320) }), check).await?;
        }
        Ok(())
    });
}
