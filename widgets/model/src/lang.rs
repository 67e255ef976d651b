/// Languages whose script runs from right to left (Unicode CLDR, `characterOrder`).
const RIGHT_TO_LEFT: &[&str] = &["ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"];

/// Whether a language (BCP 47) is written from right to left.
pub fn is_rtl(lang: &str) -> bool {
    let base = lang.split('-').next().unwrap_or_default();
    RIGHT_TO_LEFT.iter().any(|rtl| base.eq_ignore_ascii_case(rtl))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_or_another_case_is_the_same_language() {
        assert!(["ar", "ar-EG", "AR", "he-IL", "fa"].into_iter().all(is_rtl));
        assert!(!["", "de", "arn", "en-AE"].into_iter().any(is_rtl));
    }
}
