//! Sharing, in every way there is: the right address with the code of whoever shares, in the campaign's words, and
//! nothing of any third party.

use anyhow::Result;
use rungs_browser_tests::{Browser, World, journey};
use serde_json::{Value, json};

/// Every way to share, with what the campaign says there.
const WAYS: [(&str, &str); 14] = [
    ("native", "Clean air"),
    ("whatsapp", "For WhatsApp & all"),
    ("telegram", "For Telegram"),
    ("signal", "For Signal"),
    ("sms", "For messages"),
    ("email", "For emails"),
    ("facebook", "Clean air"),
    ("x", "For X"),
    ("bluesky", "For Bluesky"),
    ("mastodon", "For Mastodon"),
    ("threads", "For Threads"),
    ("linkedin", "Clean air"),
    ("copy", "Clean air"),
    ("qr", "Clean air"),
];

/// Signs, and gives the code to hand on.
async fn sign(world: &World) -> Result<String> {
    let mut config = world.config();
    let own = WAYS.iter().filter(|(_, text)| *text != "Clean air");
    let mut texts: serde_json::Map<_, _> = own.map(|(way, text)| ((*way).to_owned(), json!(text))).collect();
    texts.insert("email_subject".into(), json!("Read this?"));
    let ways: Vec<&str> = WAYS.iter().map(|(way, _)| *way).collect();
    config["thanks"] = json!({
        "share": ways, "share_text": "Clean air", "share_texts": texts,
        "share_url": "https://example.org/air?lang=en&rungs.email=grace@example.org#top",
    });
    // What the browser does by itself is heard here instead.
    let hear = "window.done = [];
        Object.defineProperty(navigator, 'share', { value: async (data) => { done.push(data) } });
        Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (text) => { done.push(text) } } });
        addEventListener('click', (event) => {
            const link = event.composedPath()[0].closest?.('a[target=_blank]');
            if (link) { event.preventDefault(); done.push(link.href); }
        });";
    world.browser.before_pages(hear).await?;
    world.open(&config).await?;
    world.browser.ready().await?;
    world.fill("grace@example.org").await?;
    world.submit().await?;
    world.browser.until("deep('.share')").await?;
    let code = world.backend.rows("SELECT referral, '' FROM submissions").await?[0].0.clone();
    assert_eq!(code.len(), 8);
    Ok(code)
}

/// Presses a way to share, by its place; gives what came of it.
async fn press(browser: &Browser, way: usize) -> Result<Value> {
    let pressed = format!(
        "done.length = 0;
        const way = deep('.share').querySelectorAll('li')[{way}];
        way.querySelector('a, button:not(form button), summary').click();"
    );
    browser.script(&pressed).await?;
    browser.until("done.length === 1").await?;
    browser.script("return done[0]").await
}

/// How the page heard of it last.
async fn heard(browser: &Browser, way: &str) -> Result<()> {
    browser
        .until(&format!(
            "heard.filter(({{ type }}) => type === 'rungs:share').at(-1)?.detail.channel === {way:?}"
        ))
        .await
}

fn link(way: &str, code: &str) -> String {
    format!(
        "https://example.org/air?lang=en&utm_source={way}&utm_medium=share&utm_campaign=journeys&referrer={code}"
    )
}

#[test]
fn every_way_to_share_says_the_right_thing_with_the_code_of_whoever_shares() {
    journey(|world| async move {
        let browser = &world.browser;
        let code = sign(&world).await?;
        let encoded = |text: &str| browser_encoded(text);
        for (place, (way, text)) in WAYS.iter().enumerate() {
            let own = link(way, &code);
            let both = encoded(&format!("{text} {own}"));
            let (to, said) = (encoded(&own), encoded(text));
            let expected = match *way {
                "native" => json!({ "text": text, "url": own }),
                "whatsapp" => json!(format!("https://wa.me/?text={both}")),
                "telegram" => json!(format!("https://t.me/share/url?url={to}&text={said}")),
                "sms" => json!(format!("sms:?&body={both}")),
                "email" => json!(format!("mailto:?subject=Read%20this%3F&body={both}")),
                "facebook" => json!(format!("https://www.facebook.com/sharer/sharer.php?u={to}")),
                "x" => json!(format!("https://x.com/intent/post?text={said}&url={to}")),
                "bluesky" => json!(format!("https://bsky.app/intent/compose?text={both}")),
                "threads" => json!(format!("https://www.threads.net/intent/post?text={said}&url={to}")),
                "linkedin" => json!(format!("https://www.linkedin.com/sharing/share-offsite/?url={to}")),
                "signal" => json!(format!("{text} {own}")),
                "copy" => json!(own),
                _ => continue,
            };
            assert_eq!(press(browser, place).await?, expected, "{way}");
            heard(browser, way).await?;
        }
        Ok(())
    });
}

/// As `encodeURIComponent` has it.
fn browser_encoded(text: &str) -> String {
    let one = |byte: u8| match byte {
        b'a'..=b'z'
        | b'A'..=b'Z'
        | b'0'..=b'9'
        | b'-'
        | b'_'
        | b'.'
        | b'!'
        | b'~'
        | b'*'
        | b'\''
        | b'('
        | b')' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(one).collect()
}

#[test]
fn mastodon_asks_for_the_server_and_a_code_is_drawn_in_the_page() {
    journey(|world| async move {
        let browser = &world.browser;
        let code = sign(&world).await?;
        for typed in ["https://chaos.social/", "chaos.social"] {
            let fill = format!(
                "done.length = 0;
                const way = deep('.share').querySelectorAll('li')[9];
                way.querySelector('details').open = true;
                way.querySelector('form').onsubmit = (event) => {{
                    event.preventDefault();
                    done.push(event.target.action + '?' + new URLSearchParams(new FormData(event.target)));
                }};
                const input = way.querySelector('input[type=text]');
                input.value = {typed:?};
                input.dispatchEvent(new Event('input', {{ bubbles: true, composed: true }}));
                way.querySelector('button').click();"
            );
            browser.script(&fill).await?;
            browser.until("done.length === 1").await?;
            let text = format!("For Mastodon {}", link("mastodon", &code));
            let read = "const { origin, pathname, searchParams } = new URL(done[0]); return [origin + pathname, searchParams.get('text')]";
            assert_eq!(browser.script(read).await?, json!(["https://chaos.social/share", text]));
            heard(browser, "mastodon").await?;
        }
        browser.script("deep('.share').querySelectorAll('li')[13].querySelector('summary').click()").await?;
        browser.until("deep('.share').querySelectorAll('li')[13].querySelector('svg path')").await?;
        heard(browser, "qr").await
    });
}

#[test]
fn nothing_of_any_third_party_is_loaded() {
    journey(|world| async move {
        let browser = &world.browser;
        sign(&world).await?;
        for place in [0, 1, 3, 4, 12] {
            press(browser, place).await?;
        }
        let own = [&world.site.kit, &world.backend.origin, &world.faults.origin].map(|url| {
            let mut parts = url.splitn(4, '/');
            [parts.next(), parts.next(), parts.next()].map(Option::unwrap_or_default).join("/")
        });
        let loaded = browser
            .script("return performance.getEntriesByType('resource').map(({ name }) => new URL(name).origin).filter((origin) => origin !== location.origin)")
            .await?;
        let loaded = loaded.as_array().cloned().unwrap_or_default();
        assert!(!loaded.is_empty());
        for origin in loaded {
            assert!(own.iter().any(|known| origin == **known), "{origin} is not one of {own:?}");
        }
        Ok(())
    });
}
