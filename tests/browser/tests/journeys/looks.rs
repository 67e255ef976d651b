//! Colours, themes and media: what a widget looks like in pages that it does not know.

use anyhow::{Context as _, Result};
use rungs_browser_tests::{World, journey};
use serde_json::{Value, json};

const THEMES: [&str; 3] = ["civic", "paper", "rally"];

/// Measures in the page: `contrast(one, two)` of two computed colours, `parts()` of the first widget.
const MEASURE: &str = "
const bytes = (css) => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  canvas.fillStyle = css;
  canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data];
};
const luminance = (css) => {
  const [r, g, b] = bytes(css).map((v) => ((v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4));
  return .2126 * r + .7152 * g + .0722 * b;
};
window.contrast = (one, two) => {
  const [dark, light] = [luminance(one), luminance(two)].sort((a, b) => a - b);
  return (light + .05) / (dark + .05);
};
window.parts = (page) => {
  const look = (selector) => getComputedStyle(deep(selector));
  return {
    link: contrast(look('.prose a').color, page),
    button: contrast(look('.button').backgroundColor, page),
    words: contrast(look('.button').color, look('.button').backgroundColor),
    // Of what a bar is filled with, browsers tell only what it is painted by.
    bar: contrast(look('.bar').getPropertyValue('--fill'), page),
    fill: bytes(look('.button').backgroundColor).slice(0, 3),
  };
};";

impl Look<'_> {
    /// Opens a page with this style and a petition of this accent.
    async fn open(&self) -> Result<()> {
        let mut config = self.world.config();
        config["text"] = json!("Every child has a right to [clean air](https://example.org/air).");
        if let Some(accent) = self.accent {
            config["accent"] = json!(accent);
        }
        self.world.backend.sign("else@example.org").await?;
        let body = format!("<style>{}</style><main>{}</main>", self.style, self.world.snippet(&config));
        self.world.open_body(&body, None).await?;
        self.world.browser.until("deep('form') && deep('.bar[value]')").await
    }

    /// What the supporter sees of the accent against the page, `page` being its colour.
    async fn measure(&self, page: &str) -> Result<Value> {
        let script = format!("{MEASURE}\nreturn parts('{page}')");
        let seen = self.world.browser.script(&script).await?;
        for (part, least) in [("link", 4.5), ("button", 3.0), ("words", 4.5), ("bar", 3.0)] {
            let contrast = seen[part].as_f64().with_context(|| format!("{part}: {seen}"))?;
            assert!(contrast >= least, "{part} on {page}: {seen}");
        }
        Ok(seen)
    }
}

struct Look<'a> {
    world: &'a World,
    style: &'a str,
    accent: Option<&'a str>,
}

/// Sets media features, e.g. `prefers-color-scheme`.
async fn media(world: &World, kind: &str, features: &[(&str, &str)]) -> Result<()> {
    let features: Vec<_> =
        features.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
    let media = json!({ "media": kind, "features": features });
    world.browser.protocol("Emulation.setEmulatedMedia", media).await?;
    Ok(())
}

#[test]
fn an_accent_that_is_too_light_for_the_page_is_made_darker() {
    journey(|world| async move {
        let look = Look { world: &world, style: "", accent: Some("#ffe100") };
        look.open().await?;
        look.measure("#fff").await?;
        Ok(())
    });
}

#[test]
fn an_accent_that_is_too_dark_for_the_page_is_made_lighter() {
    journey(|world| async move {
        let style = "body { background: #101014; color: #eee }";
        let look = Look { world: &world, style, accent: Some("#10104a") };
        look.open().await?;
        look.measure("#101014").await?;
        Ok(())
    });
}

#[test]
fn a_readable_accent_stays_as_it_is() {
    journey(|world| async move {
        let look = Look { world: &world, style: "", accent: Some("#7a1fa2") };
        look.open().await?;
        let seen = look.measure("#fff").await?;
        assert_eq!(seen["fill"], json!([0x7a, 0x1f, 0xa2]));
        Ok(())
    });
}

#[test]
fn any_form_of_colour_and_a_veil_over_the_page_are_understood() {
    journey(|world| async move {
        let style = "body { background: oklch(0.25 0.05 260) } main { background: rgb(255 255 255 / .1) }
            rungs-petition { color: #fff; --rungs-accent: color-mix(in oklch, navy, oklch(0.4 0.2 30)); --rungs-on-accent: #777 }";
        let look = Look { world: &world, style, accent: None };
        look.open().await?;
        // The veiled colour, as a canvas mixes it.
        let mix = "const canvas = document.createElement('canvas').getContext('2d');
            for (canvas.fillStyle of ['oklch(0.25 0.05 260)', 'rgb(255 255 255 / .1)']) canvas.fillRect(0, 0, 1, 1);
            return `rgb(${canvas.getImageData(0, 0, 1, 1).data.slice(0, 3).join(' ')})`";
        let page = world.browser.script(mix).await?;
        look.measure(page.as_str().context("a colour")?).await?;
        Ok(())
    });
}

#[test]
fn when_the_system_turns_dark_the_accent_follows() {
    journey(|world| async move {
        // Without motion, so that a colour is there at once.
        let still = ("prefers-reduced-motion", "reduce");
        media(&world, "", &[("prefers-color-scheme", "light"), still]).await?;
        let style = ":root { color-scheme: light dark } @media (prefers-color-scheme: dark) { body { background: #000 } }";
        let look = Look { world: &world, style, accent: Some("#0b3d91") };
        look.open().await?;
        look.measure("#fff").await?;
        media(&world, "", &[("prefers-color-scheme", "dark"), still]).await?;
        world.browser.until("deep('.rungs').style.getPropertyValue('--page') == '#000000'").await?;
        look.measure("#000").await?;
        Ok(())
    });
}

#[test]
fn a_widget_that_is_dark_by_itself_is_measured_against_itself() {
    journey(|world| async move {
        let mut config = world.config();
        config["theme"] = json!("dark");
        config["accent"] = json!("#222222");
        world.open(&config).await?;
        world.browser.ready().await?;
        let script = format!(
            "{MEASURE}\nreturn contrast(getComputedStyle(deep('.button')).backgroundColor, '#18181c')"
        );
        let contrast = world.browser.script(&script).await?.as_f64().context("a number")?;
        assert!(contrast >= 3.0, "{contrast}");
        Ok(())
    });
}

/// Opens a page with a theme; the wasm waits until the plain form has been seen.
async fn open_themed(world: &World, theme: &str) -> Result<()> {
    // What another theme's page has fetched would be there at once.
    world.browser.protocol("Network.enable", json!({})).await?;
    world.browser.protocol("Network.setCacheDisabled", json!({ "cacheDisabled": true })).await?;
    world.site.hold_wasm(true);
    let watch = "<script>window.moved = 0; new PerformanceObserver((list) => {
        for (const { value } of list.getEntries()) moved += value;
    }).observe({ type: 'layout-shift', buffered: true })</script>";
    let mut config = world.config();
    config["text"] = json!("");
    config["goal"] = Value::Null;
    let config = config.as_object().context("an object")?.iter().filter(|(_, value)| !value.is_null());
    let config = Value::Object(config.map(|(key, value)| (key.clone(), value.clone())).collect());
    let body = format!(
        "{watch}<link rel=stylesheet href='{}/themes/{theme}.css'><style>main {{ max-width: 40rem }}</style>
        <main>{}<p>What the page says below.</p></main>",
        world.site.kit,
        world.snippet(&config)
    );
    world.open_body(&body, None).await?;
    world.browser.until("document.querySelector('rungs-petition form button').checkVisibility()").await
}

#[test]
fn with_a_theme_the_plain_form_already_looks_like_the_widget() {
    journey(|world| async move {
        for scheme in ["light", "dark"] {
            media(&world, "", &[("prefers-color-scheme", scheme)]).await?;
            for theme in THEMES {
                open_themed(&world, theme).await?;
                let look = |root: &str| {
                    format!(
                        "const look = (selector, names) => {{
                        const style = getComputedStyle({root}.querySelector(selector));
                        return names.map((name) => [selector, name, style[name]]);
                    }};
                    const letters = ['color', 'fontFamily', 'fontSize', 'fontWeight'];
                    const box = [...letters, 'backgroundColor', 'height', 'width', 'borderTopWidth', 'borderBottomColor', 'borderTopLeftRadius'];
                    return [...look('h2', letters), ...look('[name=email]', box), ...look('button', box)]"
                    )
                };
                let before = world.browser.script(&look("document.querySelector('rungs-petition')")).await?;
                world.site.hold_wasm(false);
                world.browser.ready().await?;
                let after = world
                    .browser
                    .script(&look("document.querySelector('rungs-petition').shadowRoot"))
                    .await?;
                assert_eq!(before, after, "{theme}, {scheme}");
            }
        }
        Ok(())
    });
}

#[test]
fn with_a_theme_the_upgrade_hardly_moves_the_page() {
    journey(|world| async move {
        for theme in THEMES {
            open_themed(&world, theme).await?;
            world.site.hold_wasm(false);
            world.browser.ready().await?;
            // Two frames, after which a shift is told.
            world.browser.script("requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => window.drawn = true)))").await?;
            world.browser.until("window.drawn").await?;
            let moved = world.browser.script("return moved").await?.as_f64().context("a number")?;
            assert!(moved < 0.05, "{theme}: {moved}");
        }
        Ok(())
    });
}

#[test]
fn at_four_hundred_percent_no_theme_needs_sideways_scrolling() {
    journey(|world| async move {
        // 1280 by 1024 pixels at 400 %.
        let size = json!({ "width": 320, "height": 256, "deviceScaleFactor": 4, "mobile": false });
        world.browser.protocol("Emulation.setDeviceMetricsOverride", size).await?;
        for theme in THEMES {
            open_themed(&world, theme).await?;
            for part in ["plain", "upgraded"] {
                let wide = "return document.documentElement.scrollWidth > innerWidth";
                assert_eq!(world.browser.script(wide).await?, json!(false), "{theme}, {part}");
                world.site.hold_wasm(false);
                world.browser.ready().await?;
            }
        }
        Ok(())
    });
}

#[test]
fn with_forced_colours_bar_button_and_focus_are_seen() {
    journey(|world| async move {
        media(&world, "", &[("forced-colors", "active")]).await?;
        let look = Look { world: &world, style: "", accent: Some("#ffe100") };
        look.open().await?;
        world.browser.script("deep('.button').focus({ focusVisible: true })").await?;
        let script = format!(
            "{MEASURE}
            const bar = getComputedStyle(deep('.bar')).getPropertyValue('--fill');
            const button = getComputedStyle(deep('.button'));
            const page = getComputedStyle(document.body).backgroundColor;
            const canvas = bytes(page)[3] ? page : 'Canvas';
            return {{ bar: contrast(bar, canvas), border: contrast(button.borderTopColor, canvas),
                focus: button.outlineStyle == 'solid' && parseFloat(button.outlineWidth) >= 2 }}"
        );
        let seen = world.browser.script(&script).await?;
        assert!(seen["bar"].as_f64() >= Some(3.0), "{seen}");
        assert!(seen["border"].as_f64() >= Some(3.0), "{seen}");
        assert_eq!(seen["focus"], json!(true));
        Ok(())
    });
}

#[test]
fn on_paper_there_is_the_petition_with_its_count_and_no_form() {
    journey(|world| async move {
        let look = Look { world: &world, style: "", accent: None };
        look.open().await?;
        media(&world, "print", &[]).await?;
        let seen = "return ['.prose', '.count', '.bar', '.form'].map((name) => deep(name).checkVisibility())";
        assert_eq!(world.browser.script(seen).await?, json!([true, true, true, false]));
        Ok(())
    });
}

#[test]
fn who_wants_less_motion_gets_none() {
    journey(|world| async move {
        let moves = "return [...deep('.rungs').querySelectorAll('*')].some((one) => {
            const style = getComputedStyle(one);
            return style.animationName != 'none' || parseFloat(style.transitionDuration) > 0;
        })";
        for (wish, expected) in [("reduce", false), ("no-preference", true)] {
            media(&world, "", &[("prefers-reduced-motion", wish)]).await?;
            let mut config = world.config();
            config["thanks"] = json!({ "share": ["whatsapp"] });
            world.open(&config).await?;
            world.browser.ready().await?;
            world.fill(&[wish, "@example.org"].concat()).await?;
            world.submit().await?;
            world.browser.until("deep('.share-link')").await?;
            assert_eq!(world.browser.script(moves).await?, json!(expected), "{wish}");
        }
        Ok(())
    });
}

#[test]
fn what_is_pressed_is_large_enough_however_dense() {
    journey(|world| async move {
        let sizes = "return [...deep('.rungs').querySelectorAll('input, textarea, button')]
            .map((one) => one.getBoundingClientRect()).map(({ width, height }) => Math.min(width, height))";
        let mut heights = Vec::new();
        for density in ["compact", "comfortable", "spacious"] {
            let mut config = world.config();
            config["density"] = json!(density);
            world.open(&config).await?;
            world.browser.ready().await?;
            let sizes: Vec<f64> = serde_json::from_value(world.browser.script(sizes).await?)?;
            assert!(sizes.iter().all(|size| *size >= 24.0), "{density}: {sizes:?}");
            heights.push(world.browser.deep("[name=email]").await?.rect().await?.height);
        }
        assert!(heights[0] < heights[1] && heights[1] < heights[2], "{heights:?}");
        assert!(heights[1] >= 44.0, "{heights:?}");
        Ok(())
    });
}
