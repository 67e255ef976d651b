//! The few things that are asked of the browser itself.

use std::time::Duration;

use js_sys::Promise;
use leptos::prelude::{request_animation_frame, set_timeout};
use rungs_model::{Date, SubmissionId, Timestamp};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, Storage, window};

/// The device's clock.
pub(crate) fn now() -> Timestamp {
    Timestamp(js_sys::Date::now() as i64)
}

/// The day on this device.
pub(crate) fn today() -> Date {
    let offset = js_sys::Date::new_0().get_timezone_offset() as i64 * 60_000;
    Date::from_days((now().0 - offset).div_euclid(86_400_000))
}

/// The day of a moment (RFC 3339) on this device; none of anything else.
#[cfg(feature = "ladder")]
pub(crate) fn day_of(moment: &str) -> Option<Date> {
    let moment = js_sys::Date::new(&moment.into());
    let at = moment.get_time() - moment.get_timezone_offset() * 60_000.0;
    (!at.is_nan()).then(|| Date::from_days((at as i64).div_euclid(86_400_000)))
}

/// Waits.
pub(crate) async fn sleep(millis: u32) {
    let promise = Promise::new(&mut |resolve, _| {
        if let Some(window) = window() {
            let _ =
                window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, millis.cast_signed());
        }
    });
    let _ = JsFuture::from(promise).await;
}

/// Does what can wait until the widget was seen. That is everything with `Intl`, whose first
/// use takes longer than drawing the whole form.
pub(crate) fn after_paint(work: impl FnOnce() + 'static) {
    // A frame is asked for before it is painted, and a timer fires after.
    request_animation_frame(move || set_timeout(work, Duration::ZERO));
}

/// Whether the device believes that it has a network.
pub(crate) fn is_online() -> bool {
    window().is_none_or(|window| window.navigator().on_line())
}

/// Whether the page can be seen at the moment.
pub(crate) fn is_visible() -> bool {
    window().and_then(|window| window.document()).is_some_and(|document| !document.hidden())
}

/// Whether the window is wider than a phone's.
#[cfg(feature = "rsvp")]
pub(crate) fn is_wide() -> bool {
    let width = window().and_then(|window| window.inner_width().ok()?.as_f64());
    width.is_none_or(|width| width >= 640.0)
}

/// The page's address without query and fragment, which may carry personal data.
pub(crate) fn page() -> Option<String> {
    let location = window()?.location();
    Some([location.origin().ok()?, location.pathname().ok()?].concat())
}

/// The host of the page before, if that was another site.
pub(crate) fn referrer_host() -> String {
    let referrer = window().and_then(|window| window.document()).map(|document| document.referrer());
    let referrer = referrer.unwrap_or_default();
    let host = referrer.split('/').nth(2).unwrap_or_default();
    let own = window().and_then(|window| window.location().host().ok()).unwrap_or_default();
    if host == own { String::new() } else { host.into() }
}

/// The page's whole address.
pub(crate) fn address() -> String {
    window().and_then(|window| window.location().href().ok()).unwrap_or_default()
}

/// Shows another address of this page in place of the present one.
pub(crate) fn show_address(address: &str) {
    let Some(history) = window().and_then(|window| window.history().ok()) else { return };
    // What the page itself keeps there is its own.
    let state = history.state().unwrap_or_default();
    let _ = history.replace_state_with_url(&state, "", Some(address));
}

/// The origin of the page.
#[cfg(feature = "check")]
pub(crate) fn origin() -> String {
    window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
}

/// This tab's storage; it can be forbidden (private windows, framed pages).
pub(crate) fn storage() -> Option<Storage> {
    window()?.session_storage().ok().flatten()
}

/// This device's storage; it can be forbidden too.
pub(crate) fn device_storage() -> Option<Storage> {
    let storage = js_sys::Reflect::get(&window()?.into(), &"localStorage".into()).ok()?;
    storage.is_object().then(|| storage.unchecked_into())
}

/// A random UUID v4. `crypto.randomUUID` needs a secure context, `getRandomValues` does not.
pub(crate) fn random_id() -> Option<SubmissionId> {
    let mut bytes = [0_u8; 16];
    window()?.crypto().ok()?.get_random_values_with_u8_array(&mut bytes).ok()?;
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut text = String::new();
    for (index, byte) in bytes.into_iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        for digit in [byte >> 4, byte & 15] {
            text.push(char::from_digit(digit.into(), 16)?);
        }
    }
    SubmissionId::parse(&text)
}

/// The address of the config document that an element of the page names.
pub(crate) fn config_of(element: &Element) -> Option<String> {
    element.get_attribute("config").or_else(|| element.get_attribute("data-config"))
}

/// Percent-encodes text for a part of a URL.
pub(crate) fn encoded(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}
