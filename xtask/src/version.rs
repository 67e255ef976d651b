//! Version numbers in what tools print of themselves.

/// The first thing in `text` that starts with a digit and is made of digits and dots:
/// `wasm-opt version 132 (version_132)` → `132`, `v20.20.2` → `20.20.2`.
pub(crate) fn find(text: &str) -> Option<&str> {
    text.split(|c: char| c.is_whitespace() || c == '(' || c == ')')
        .map(|word| word.strip_prefix('v').unwrap_or(word))
        .filter(|word| word.starts_with(|c: char| c.is_ascii_digit()))
        .find_map(|word| {
            let end = word.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(word.len());
            Some(word[..end].trim_end_matches('.')).filter(|version| !version.is_empty())
        })
}

/// The leading number of a version: `20.20.2` → 20.
pub(crate) fn major(version: &str) -> Option<u32> {
    version.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tool_we_use_is_understood() {
        for (printed, version) in [
            ("trunk 0.21.14\n", "0.21.14"),
            ("wasm-bindgen 0.2.130", "0.2.130"),
            ("wasm-opt version 132 (version_132)", "132"),
            ("0.28.2\n", "0.28.2"),
            ("v20.20.2", "20.20.2"),
            ("rustc 1.95.0 (59807616e 2026-04-14)", "1.95.0"),
            ("rustc 1.96.0-nightly (abc 2026-04-14)", "1.96.0"),
            ("Chromium 156.0.8078.73 built on Debian", "156.0.8078.73"),
            ("ChromeDriver 156.0.8078.73 (0f1e2d3c)", "156.0.8078.73"),
            ("pg_ctl (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", "15.18"),
        ] {
            assert_eq!(find(printed), Some(version), "{printed}");
        }
    }

    #[test]
    fn text_without_a_number_has_no_version() {
        assert_eq!(find(""), None);
        assert_eq!(find("command not found"), None);
    }

    #[test]
    fn the_major_version_is_the_leading_number() {
        assert_eq!(major("156.0.8078.73"), Some(156));
        assert_eq!(major("132"), Some(132));
        assert_eq!(major(""), None);
    }
}
