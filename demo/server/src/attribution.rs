//! How someone came here, beside source, referrer and page: what campaigns put into their links.

use rungs_model::{ATTRIBUTION, Values};
use serde_json::{Map, Value};

use crate::submit::{LONGEST_CODE, clipped};

/// As it is kept: an object with what is known; none where nothing is.
pub(crate) fn kept(sent: &Values) -> Option<String> {
    let known = ATTRIBUTION.iter().filter_map(|name| {
        let text = clipped(sent.get(name), LONGEST_CODE);
        (!text.is_empty()).then(|| ((*name).to_owned(), Value::from(text)))
    });
    let known: Map<String, Value> = known.collect();
    (!known.is_empty()).then(|| Value::Object(known).to_string())
}

/// What was kept.
pub(crate) fn read(kept: Option<&str>) -> Values {
    let known: Map<String, Value> = kept.and_then(|kept| serde_json::from_str(kept).ok()).unwrap_or_default();
    known.into_iter().filter_map(|(name, value)| Some((name, value.as_str()?.to_owned()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_has_a_name_of_ours_is_kept_and_no_more_than_fits() {
        let long = "é".repeat(300);
        let sent = [("utm_medium", "email"), ("utm_term", ""), ("password", "x"), ("referrer_host", &long)];
        let sent = sent.map(|(name, text)| (name.to_owned(), text.to_owned())).into_iter().collect();
        let read = read(kept(&sent).as_deref());
        let read: Vec<_> = read.iter().collect();
        assert_eq!(read, [("referrer_host", &*"é".repeat(200)), ("utm_medium", "email")]);
        assert_eq!(kept(&Values::default()), None);
        assert!(super::read(Some("not JSON")).is_empty() && super::read(None).is_empty());
    }
}
