//! `cargo xtask gallery`: a picture of every state of every widget, in every look.
//!
//! `gallery FOLDER` writes `<state>-<look>.png`, where the look is light, dark, rtl or narrow.

use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::{Context as _, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
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
        let looks = gallery.browser.script("return gallery.looks").await?;
        for (name, look) in looks.as_object().context("the gallery has no looks")? {
            gallery.resize(if look["width"].is_null() { WIDE } else { NARROW }, 800).await?;
            for state in &gallery.states {
                gallery.show(&state.id, look).await?;
                take(gallery, &folder.join(format!("{}-{name}.png", state.id))).await?;
                count += 1;
            }
        }
        Ok(())
    });
    println!("{count} pictures in {}", folder.display());
    Ok(())
}

/// Takes the whole frame of the state that is shown.
async fn take(gallery: &Gallery, path: &Path) -> Result<()> {
    let place = "const { x, y, width, height } = document.querySelector('.frame').getBoundingClientRect();
        return { x: x + scrollX, y: y + scrollY, width, height, scale: 1 };";
    let clip = gallery.browser.script(place).await?;
    let parameters = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
    let picture = gallery.browser.protocol("Page.captureScreenshot", parameters).await?;
    let data = picture["data"].as_str().context("a picture")?;
    fs::write(path, STANDARD.decode(data)?).with_context(|| path.display().to_string())
}
