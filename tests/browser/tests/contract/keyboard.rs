//! By keyboard.

use anyhow::Result;
use rungs_browser_tests::{Gallery, in_gallery};
use serde_json::{Value, json};

/// Puts a button before the widget and one after it, and the focus on the first.
const FENCE: &str = "
    const fence = (name) => Object.assign(document.createElement('button'), { textContent: name });
    const [before, after] = [fence('before'), fence('after')];
    before.dataset.stop = 'before';
    after.dataset.stop = 'after';
    look.host().before(before);
    look.host().after(after);
    const stops = look.stops();
    before.focus();
    return stops;";

/// Where the focus is, whether that is seen, and whether it is within the window.
const FOCUSED: &str = "
    const active = look.focused();
    return [active?.dataset.stop ?? active?.localName, look.called(active), look.hasRing(active)];";

async fn press(gallery: &Gallery, key: &str, code: u32, shift: bool) -> Result<()> {
    for kind in ["rawKeyDown", "keyUp"] {
        let event = json!({
            "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code, "modifiers": if shift { 8 } else { 0 },
        });
        gallery.browser.protocol("Input.dispatchKeyEvent", event).await?;
    }
    Ok(())
}

/// A walk with Tab: the stops, each once though dates and times have several parts, and what was
/// wrong on the way.
async fn walk(gallery: &Gallery, back: bool, most: usize) -> Result<(Vec<String>, Vec<String>)> {
    let (mut stops, mut wrong) = (Vec::<String>::new(), Vec::new());
    for _ in 0..most {
        press(gallery, "Tab", 9, back).await?;
        let focused = gallery.browser.script(FOCUSED).await?;
        let stop = focused[0].as_str().unwrap_or("nothing").to_owned();
        if stop == "before" || stop == "after" {
            return Ok((stops, wrong));
        }
        if stops.last() == Some(&stop) {
            continue;
        }
        if focused[2] == false {
            wrong.push(format!("the focus on {} cannot be seen", focused[1]));
        }
        stops.push(stop);
    }
    wrong.push(format!("Tab never left: {stops:?}"));
    Ok((stops, wrong))
}

#[test]
fn tab_stops_at_every_control_in_order_and_seen_and_shift_tab_goes_the_same_way_back() {
    in_gallery(async |gallery| {
        gallery
            .every_state(&json!({}), async |_| {
                let stops = gallery.browser.script(FENCE).await?;
                let count = stops.as_array().map_or(0, Vec::len);
                // A date has up to seven parts.
                let most = count * 8 + 8;
                let expected: Vec<String> = (0..count).map(|stop| stop.to_string()).collect();
                let (there, mut wrong) = walk(gallery, false, most).await?;
                let (mut back, wrong_back) = walk(gallery, true, most).await?;
                back.reverse();
                wrong.extend(wrong_back);
                for (way, walked) in [("Tab", there), ("Shift+Tab", back)] {
                    if walked != expected {
                        wrong.push(format!("{way} stops at {walked:?} of {stops}"));
                    }
                }
                Ok(wrong)
            })
            .await
    });
}

/// The names of the groups of radio buttons; each with the values of its buttons.
const GROUPS: &str = "
    const radios = look.controls().filter(({ type }) => type === 'radio');
    return [...new Set(radios.map(({ name }) => name))].map((name) =>
        [name, radios.filter((radio) => radio.name === name).map(({ value }) => value)]);";

#[test]
fn arrow_keys_choose_within_a_group_of_radio_buttons_and_come_round() {
    in_gallery(async |gallery| {
        gallery
            .every_state(&json!({}), async |state| {
                if state.id == "sending" {
                    return Ok(Vec::new());
                }
                let mut wrong = Vec::new();
                let groups = gallery.browser.script(GROUPS).await?;
                for group in groups.as_array().into_iter().flatten() {
                    let (name, values) = (&group[0], group[1].as_array().map_or(&[][..], Vec::as_slice));
                    let first = format!(
                        "look.root().querySelector('[name={name}]').focus(); look.root().querySelector('[name={name}]').click()"
                    );
                    gallery.browser.script(&first).await?;
                    let chosen = "const it = look.focused(); return [it.name, it.value, it.checked]";
                    for value in values.iter().skip(1).chain(values.first()) {
                        press(gallery, "ArrowDown", 40, false).await?;
                        let found = gallery.browser.script(chosen).await?;
                        if found != Value::from(vec![name.clone(), value.clone(), json!(true)]) {
                            wrong.push(format!("the arrow led to {found} and not to {value} of {name}"));
                        }
                    }
                }
                Ok(wrong)
            })
            .await
    });
}
