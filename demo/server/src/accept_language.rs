//! The header `Accept-Language` (RFC 9110, section 12.5.4).

use axum::http::{HeaderMap, header};

/// What the header says; empty if it is not there.
pub(crate) fn of(headers: &HeaderMap) -> &str {
    headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The languages that it asks for, the most wanted first; none that it refuses by a weight of 0.
pub(crate) fn wanted(header: &str) -> Vec<&str> {
    let mut ranges: Vec<(&str, f32)> = header.split(',').filter_map(range).collect();
    ranges.sort_by(|one, other| other.1.total_cmp(&one.1));
    ranges.into_iter().map(|(tag, _)| tag).collect()
}

fn range(range: &str) -> Option<(&str, f32)> {
    let (tag, parameters) = range.split_once(';').unwrap_or((range, "q=1"));
    let weight = parameters.trim().strip_prefix(['q', 'Q'])?.trim_start().strip_prefix('=')?;
    let weight = weight.trim().parse().ok().filter(|weight| *weight > 0.0 && *weight <= 1.0)?;
    Some((tag.trim(), weight)).filter(|(tag, _)| !tag.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wanted_most_comes_first_and_equals_keep_their_order() {
        assert_eq!(wanted("fr;q=0.5, de-AT, en;q=0.8,uk"), ["de-AT", "uk", "en", "fr"]);
        assert_eq!(wanted("de ; q=0.2 , sv;Q=0.9"), ["sv", "de"]);
    }

    #[test]
    fn what_is_refused_or_cannot_be_read_is_not_wanted() {
        assert_eq!(wanted("de;q=0, fr;q=0.000, pl;q=x, nl;q=NaN, it;q=2, es;level=1, sw;q=0.001"), ["sw"]);
        assert!(wanted("").is_empty() && wanted(";q=1, ,").is_empty());
    }
}
