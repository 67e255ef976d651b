//! What the campaign's colour asks for.

/// Black or white, whichever is easier to read on the accent: black on lighter than 18 %
/// luminance, where both have the same contrast (WCAG 2, relative luminance).
pub(crate) fn on_accent(accent: &str) -> &'static str {
    let digits = accent.trim_start_matches('#');
    let size = digits.len() / 3;
    let channel = |index: usize| {
        let text = digits.get(index * size..(index + 1) * size).unwrap_or_default();
        let full = if size == 1 { 15.0 } else { 255.0 };
        let value = u32::from_str_radix(text, 16).map_or(0.0, f64::from) / full;
        // A square stands for the sRGB curve: close enough for this choice, and no powers in the wasm.
        value * value
    };
    let luminance = 0.2126 * channel(0) + 0.7152 * channel(1) + 0.0722 * channel(2);
    if luminance > 0.18 { "#000" } else { "#fff" }
}
