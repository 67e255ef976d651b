/// ISO 3166-1 alpha-2 codes, two letters each, in alphabetical order; the browser's
/// `Intl.DisplayNames` has the names.
const CODES: &str = "ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCMCNCOCRCUCVCWCXCYCZDEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIMINIOIQIRISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTOTRTTTVTWTZUAUGUMUSUYUZVAVCVEVGVIVNVUWFWSYEYTZAZMZW";

/// Every country code, to be offered or checked.
pub struct Countries;

/// Every country code (ISO 3166-1 alpha-2).
pub const COUNTRIES: Countries = Countries;

impl Countries {
    /// The codes in alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = &'static str> {
        (0..CODES.len() / 2).filter_map(|index| CODES.get(index * 2..index * 2 + 2))
    }

    /// Whether `code` is one, in capitals.
    pub fn contains(&self, code: &str) -> bool {
        self.iter().any(|known| known == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_249_countries_in_order_and_each_once() {
        let codes: Vec<_> = COUNTRIES.iter().collect();
        assert_eq!(codes.len(), 249);
        assert!(codes.is_sorted_by(|a, b| a < b));
        assert!(
            COUNTRIES.contains("DE") && !COUNTRIES.contains("XX") && !COUNTRIES.contains("DEE")
        );
    }
}
