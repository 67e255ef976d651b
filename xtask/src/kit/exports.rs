//! The names that a wasm module exports (WebAssembly core specification §5.5.10).

use anyhow::{Context, Result, ensure};

/// `\0asm` and version 1.
const HEADER: &[u8] = b"\0asm\x01\0\0\0";

/// The id of the export section.
const EXPORTS: u8 = 7;

/// Every export by name, in the module's order.
pub(crate) fn names(wasm: &[u8]) -> Result<Vec<String>> {
    let body = wasm.strip_prefix(HEADER).context("this is no wasm module")?;
    let mut reader = Reader(body);
    while !reader.0.is_empty() {
        let id = reader.byte()?;
        let length = reader.number()?;
        let section = reader.take(length)?;
        if id == EXPORTS {
            return Reader(section).exports();
        }
    }
    Ok(Vec::new())
}

/// Whether minified JavaScript uses a name as a property: `t.prepare(…)`.
pub(crate) fn is_named(name: &str, script: &str) -> bool {
    let part_of_name = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    script
        .match_indices(&format!(".{name}"))
        .any(|(start, found)| !script[start + found.len()..].starts_with(part_of_name))
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn exports(&mut self) -> Result<Vec<String>> {
        let count = self.number()?;
        let mut names = Vec::new();
        for _ in 0..count {
            let length = self.number()?;
            names.push(std::str::from_utf8(self.take(length)?)?.to_owned());
            self.byte()?; // its kind
            self.number()?; // its index
        }
        Ok(names)
    }

    fn byte(&mut self) -> Result<u8> {
        Ok(self.take(1)?[0])
    }

    /// Unsigned LEB128 of 32 bits.
    fn number(&mut self) -> Result<usize> {
        let mut number = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        anyhow::bail!("a number is too long");
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8]> {
        ensure!(length <= self.0.len(), "the module ends too early");
        let (taken, rest) = self.0.split_at(length);
        self.0 = rest;
        Ok(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module with one type section to skip and the exports `memory` and `prepare`.
    fn module() -> Vec<u8> {
        let mut exports = vec![2];
        for (name, kind) in [("memory", 2), ("prepare", 0)] {
            exports.push(u8::try_from(name.len()).unwrap());
            exports.extend(name.bytes());
            exports.extend([kind, 0]);
        }
        let mut module = HEADER.to_vec();
        module.extend([1, 1, 0]);
        module.extend([EXPORTS, u8::try_from(exports.len()).unwrap()]);
        module.extend(exports);
        module
    }

    #[test]
    fn exports_are_listed_in_order() {
        assert_eq!(names(&module()).unwrap(), ["memory", "prepare"]);
    }

    #[test]
    fn a_module_without_exports_has_none() {
        assert_eq!(names(HEADER).unwrap(), [""; 0]);
    }

    #[test]
    fn what_is_no_module_or_cut_short_is_an_error() {
        assert!(names(b"<!doctype html>").is_err());
        let module = module();
        assert!(names(&module[..module.len() - 3]).is_err());
    }

    #[test]
    fn long_numbers_are_read_across_bytes() {
        assert_eq!(Reader(&[0xe5, 0x8e, 0x26]).number().unwrap(), 624_485);
        assert!(Reader(&[0xff; 6]).number().is_err());
    }

    #[test]
    fn a_name_counts_only_as_a_whole_property() {
        let glue = "return t.prepare(e),t.widget_mount(n)";
        assert!(is_named("prepare", glue));
        assert!(is_named("widget_mount", glue));
        assert!(!is_named("widget", glue));
        assert!(!is_named("main", glue));
    }
}
