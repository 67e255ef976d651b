//! `cargo xtask gallery`: a picture of every state of every widget, in every look.
//!
//! `gallery FOLDER` writes `<widget>-<state>-<look>.png`, where the look is light, dark, rtl or narrow.

use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::{Context as _, Result};
use rungs_browser_tests::{Gallery, in_gallery};
use serde_json::json;

/// The narrowest phone (WCAG 2.2, 1.4.10) and an ordinary column, in CSS pixels.
const NARROW: u32 = 320;
const WIDE: u32 = 720;

fn main() -> Result<()> {
    let folder = env::args_os().nth(1).map(PathBuf::from).context("which folder takes the pictures?")?;
    fs::create_dir_all(&folder)?;
    let mut count = 0;
    in_gallery(async |gallery| {
        gallery.browser.protocol("Emulation.setScrollbarsHidden", json!({ "hidden": true })).await?;
        let looks = gallery.browser.script("return gallery.looks").await?;
        for (name, look) in looks.as_object().context("the gallery has no looks")? {
            let width = if look["width"].is_null() { WIDE } else { NARROW };
            gallery.resize(width, 800).await?;
            for state in &gallery.states {
                gallery.show(state, look).await?;
                take(gallery, &folder.join(format!("{}-{}-{name}.png", state.widget, state.id)), width)
                    .await?;
                count += 1;
            }
        }
        Ok(())
    });
    println!("{count} pictures in {}", folder.display());
    Ok(())
}

/// Takes the whole page of the state that is shown, in a window as high as that.
async fn take(gallery: &Gallery, path: &Path, width: u32) -> Result<()> {
    gallery.resize(width, 200).await?;
    let height = gallery.browser.script("return document.documentElement.scrollHeight").await?;
    let height = height.as_u64().context("a height")?;
    gallery.resize(width, u32::try_from(height)?).await?;
    gallery.browser.script("scrollTo(0, 0)").await?;
    let picture = gallery.browser.driver.screenshot_as_png().await?;
    fs::write(path, picture).with_context(|| path.display().to_string())
}
