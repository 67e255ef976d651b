//! The imports and exports of a wasm module, read and written back (WebAssembly core
//! specification §5.5). Everything else passes through untouched.

use anyhow::{Context, Result, bail, ensure};

/// `\0asm` and version 1.
const HEADER: &[u8] = b"\0asm\x01\0\0\0";

/// Ids of sections.
const CUSTOM: u8 = 0;
const IMPORTS: u8 = 2;
const EXPORTS: u8 = 7;

/// A module, taken apart.
pub(crate) struct Module<'a> {
    sections: Vec<(u8, &'a [u8])>,
    pub(crate) imports: Vec<Import<'a>>,
    pub(crate) exports: Vec<Export<'a>>,
}

/// What the module needs: `name` of `module`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Import<'a> {
    pub(crate) module: &'a str,
    pub(crate) name: &'a str,
    /// Kind and type, as encoded.
    description: &'a [u8],
}

/// What the module gives.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Export<'a> {
    pub(crate) name: &'a str,
    /// Kind and index, as encoded.
    description: &'a [u8],
}

impl<'a> Module<'a> {
    /// Fails on what is no module or is cut short.
    pub(crate) fn parse(wasm: &'a [u8]) -> Result<Self> {
        let body = wasm.strip_prefix(HEADER).context("this is no wasm module")?;
        let mut module = Self { sections: Vec::new(), imports: Vec::new(), exports: Vec::new() };
        let mut reader = Reader(body);
        while !reader.0.is_empty() {
            let id = reader.byte()?;
            let content = reader.counted()?;
            match id {
                IMPORTS => module.imports = Reader(content).list(Reader::import)?,
                EXPORTS => module.exports = Reader(content).list(Reader::export)?,
                _ => {}
            }
            module.sections.push((id, content));
        }
        Ok(module)
    }

    /// Leaves out what no engine needs: names, and where the linker had put what.
    pub(crate) fn strip(&mut self) {
        self.sections.retain(|(id, _)| *id != CUSTOM);
    }

    /// The module with its present imports and exports.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut wasm = HEADER.to_vec();
        for (id, content) in &self.sections {
            wasm.push(*id);
            match *id {
                IMPORTS => put_counted(&mut wasm, &self.encoded_imports()),
                EXPORTS => put_counted(&mut wasm, &self.encoded_exports()),
                _ => put_counted(&mut wasm, content),
            }
        }
        wasm
    }

    fn encoded_imports(&self) -> Vec<u8> {
        let mut content = Vec::new();
        put_number(&mut content, self.imports.len());
        for import in &self.imports {
            put_counted(&mut content, import.module.as_bytes());
            put_counted(&mut content, import.name.as_bytes());
            content.extend(import.description);
        }
        content
    }

    fn encoded_exports(&self) -> Vec<u8> {
        let mut content = Vec::new();
        put_number(&mut content, self.exports.len());
        for export in &self.exports {
            put_counted(&mut content, export.name.as_bytes());
            content.extend(export.description);
        }
        content
    }
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn list<T>(&mut self, item: impl Fn(&mut Self) -> Result<T>) -> Result<Vec<T>> {
        let count = self.number()?;
        (0..count).map(|_| item(self)).collect()
    }

    fn import(&mut self) -> Result<Import<'a>> {
        let module = self.text()?;
        let name = self.text()?;
        let description = self.spanned(|reader| match reader.byte()? {
            0 => reader.number().map(drop),
            1 => reader.byte().and_then(|_| reader.limits()),
            2 => reader.limits(),
            3 | 4 => reader.take(2).map(drop),
            kind => bail!("the import {name} is of the unknown kind {kind}"),
        })?;
        Ok(Import { module, name, description })
    }

    fn export(&mut self) -> Result<Export<'a>> {
        let name = self.text()?;
        let description = self.spanned(|reader| {
            reader.byte()?;
            reader.number().map(drop)
        })?;
        Ok(Export { name, description })
    }

    /// The size of a memory or table.
    fn limits(&mut self) -> Result<()> {
        let has_maximum = self.byte()? & 1 == 1;
        self.number()?;
        if has_maximum {
            self.number()?;
        }
        Ok(())
    }

    /// The bytes that `read` goes over.
    fn spanned(&mut self, read: impl FnOnce(&mut Self) -> Result<()>) -> Result<&'a [u8]> {
        let before = self.0;
        read(self)?;
        Ok(&before[..before.len() - self.0.len()])
    }

    fn text(&mut self) -> Result<&'a str> {
        Ok(std::str::from_utf8(self.counted()?)?)
    }

    fn counted(&mut self) -> Result<&'a [u8]> {
        let length = self.number()?;
        self.take(length)
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
        bail!("a number is too long");
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8]> {
        ensure!(length <= self.0.len(), "the module ends too early");
        let (taken, rest) = self.0.split_at(length);
        self.0 = rest;
        Ok(taken)
    }
}

fn put_counted(to: &mut Vec<u8>, bytes: &[u8]) {
    put_number(to, bytes.len());
    to.extend(bytes);
}

fn put_number(to: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        to.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    to.push(number as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(id: u8, content: &[u8]) -> Vec<u8> {
        let mut section = vec![id];
        put_counted(&mut section, content);
        section
    }

    /// Two imports, a section that nobody touches, one export.
    fn sample() -> Vec<u8> {
        let mut imports = vec![2];
        for (name, description) in [("__wbg_now_1", &[0, 7][..]), ("memory", &[2, 1, 17, 32])] {
            put_counted(&mut imports, b"./petition_bg.js");
            put_counted(&mut imports, name.as_bytes());
            imports.extend(description);
        }
        let mut exports = vec![1];
        put_counted(&mut exports, b"prepare");
        exports.extend([0, 0xe5, 0x0e]);
        let parts = [section(IMPORTS, &imports), section(10, &[0; 200]), section(EXPORTS, &exports)];
        [HEADER.to_vec(), parts.concat()].concat()
    }

    #[test]
    fn custom_sections_are_left_out_and_nothing_else() {
        let wasm = [sample(), section(CUSTOM, b"\x07linking...")].concat();
        let mut module = Module::parse(&wasm).unwrap();
        module.strip();
        assert_eq!(module.encode(), sample());
    }

    #[test]
    fn imports_and_exports_are_listed_in_order() {
        let wasm = sample();
        let module = Module::parse(&wasm).unwrap();
        let imports: Vec<_> = module.imports.iter().map(|import| import.name).collect();
        let exports: Vec<_> = module.exports.iter().map(|export| export.name).collect();
        assert_eq!(imports, ["__wbg_now_1", "memory"]);
        assert_eq!(exports, ["prepare"]);
    }

    #[test]
    fn an_untouched_module_is_written_back_byte_for_byte() {
        let wasm = sample();
        assert_eq!(Module::parse(&wasm).unwrap().encode(), wasm);
    }

    #[test]
    fn a_renamed_import_keeps_its_type() {
        let wasm = sample();
        let mut module = Module::parse(&wasm).unwrap();
        module.imports[0].name = "a";
        let renamed = module.encode();
        let module = Module::parse(&renamed).unwrap();
        assert_eq!(module.imports[0].name, "a");
        assert_eq!(module.imports[0].description, [0, 7]);
        assert_eq!(module.imports[1].name, "memory");
    }

    #[test]
    fn what_is_no_module_or_cut_short_is_an_error() {
        assert!(Module::parse(b"<!doctype html>").is_err());
        let wasm = sample();
        assert!(Module::parse(&wasm[..wasm.len() - 3]).is_err());
    }

    #[test]
    fn numbers_span_several_bytes() {
        assert_eq!(Reader(&[0xe5, 0x8e, 0x26]).number().unwrap(), 624_485);
        assert!(Reader(&[0xff; 6]).number().is_err());
        let mut bytes = Vec::new();
        put_number(&mut bytes, 624_485);
        assert_eq!(bytes, [0xe5, 0x8e, 0x26]);
    }
}
