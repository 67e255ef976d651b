//! The size budgets of a kit, brotli, in KB of 1,000 bytes.

use anyhow::{Result, bail};

use super::sizes::{self, Size, kilobytes};

/// What some files together may weigh.
struct Budget {
    what: &'static str,
    parts: &'static [&'static str],
    /// Bytes.
    limit: u64,
}

const BUDGETS: &[Budget] = &[
    Budget { what: sizes::PAGES[0].0, parts: sizes::PAGES[0].1, limit: 75_000 },
    Budget { what: sizes::PAGES[1].0, parts: sizes::PAGES[1].1, limit: 85_000 },
    Budget { what: sizes::PAGES[2].0, parts: sizes::PAGES[2].1, limit: 120_000 },
    Budget { what: sizes::PAGES[3].0, parts: sizes::PAGES[3].1, limit: 121_000 },
    Budget { what: sizes::PAGES[4].0, parts: sizes::PAGES[4].1, limit: 196_000 },
    Budget { what: sizes::PAGES[5].0, parts: sizes::PAGES[5].1, limit: 85_000 },
    Budget { what: sizes::PAGES[6].0, parts: sizes::PAGES[6].1, limit: 200_000 },
    Budget { what: sizes::PAGES[7].0, parts: sizes::PAGES[7].1, limit: 85_000 },
    Budget { what: "the loader alone", parts: &["rungs.js"], limit: 3_000 },
];

/// Prints each budget beside what is used of it, and fails on the first that is broken.
pub(crate) fn check(sizes: &[Size]) -> Result<()> {
    for verdict in verdicts(sizes) {
        println!("{}", verdict?);
    }
    Ok(())
}

fn verdicts(sizes: &[Size]) -> impl Iterator<Item = Result<String>> {
    BUDGETS.iter().map(|budget| budget.verdict(sizes))
}

impl Budget {
    fn verdict(&self, sizes: &[Size]) -> Result<String> {
        let Budget { what, parts, limit } = self;
        let Some(size) = sizes::sum(what, parts, sizes) else {
            bail!("the kit lacks a part of {what}: {}", parts.join(", "));
        };
        let weighs = format!("{what} weighs {} KB", kilobytes(size.brotli));
        if size.brotli > *limit {
            bail!("{weighs} of brotli, {} bytes over its budget of {} KB", size.brotli - limit, limit / 1000);
        }
        Ok(format!("{weighs} of {} KB", limit / 1000))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kit(wasm: u64) -> Vec<Size> {
        [
            ("rungs.js", 2_000),
            ("petition.js", 3_000),
            ("petition_bg.wasm", wasm),
            ("petition_search-touched.wasm", 1_000),
            ("petition_touched.wasm", 9_000),
            ("survey.js", 3_000),
            ("survey_bg.wasm", 65_000),
            ("survey_search-touched.wasm", 1_000),
            ("survey_touched.wasm", 50_000),
            ("rsvp.js", 3_000),
            ("rsvp_bg.wasm", 64_000),
            ("rsvp_search-touched.wasm", 1_000),
            ("rsvp_touched.wasm", 60_000),
            ("ladder.js", 3_000),
            ("ladder_bg.wasm", 50_000),
            ("all.js", 3_000),
            ("all_bg.wasm", 60_000),
        ]
        .map(|(name, brotli)| Size { name: name.to_owned(), raw: brotli * 3, gzip: brotli * 2, brotli })
        .to_vec()
    }

    #[test]
    fn a_kit_within_its_budgets_says_how_much_it_uses() {
        let said: Vec<_> = verdicts(&kit(55_000)).map(Result::unwrap).collect();
        assert_eq!(
            said,
            [
                "a page with a petition weighs 60.0 KB of 75 KB",
                "a page with a survey weighs 70.0 KB of 85 KB",
                "a page with all widgets weighs 65.0 KB of 120 KB",
                "a petition once touched weighs 70.0 KB of 121 KB",
                "a survey once touched weighs 121.0 KB of 196 KB",
                "a page with an event weighs 69.0 KB of 85 KB",
                "an event once touched weighs 130.0 KB of 200 KB",
                "a page with a ladder weighs 55.0 KB of 85 KB",
                "the loader alone weighs 2.0 KB of 3 KB",
            ]
        );
    }

    #[test]
    fn exactly_the_budget_is_within_it() {
        assert!(check(&kit(70_000)).is_ok());
    }

    #[test]
    fn a_byte_too_many_fails_and_names_the_page() {
        assert_eq!(
            check(&kit(70_001)).unwrap_err().to_string(),
            "a page with a petition weighs 75.0 KB of brotli, 1 bytes over its budget of 75 KB"
        );
    }

    #[test]
    fn a_missing_part_is_no_small_kit() {
        let sizes: Vec<_> = kit(1).into_iter().filter(|size| size.name != "petition.js").collect();
        let error = check(&sizes).unwrap_err().to_string();
        assert_eq!(
            error,
            "the kit lacks a part of a page with a petition: rungs.js, petition.js, petition_bg.wasm"
        );
    }
}
