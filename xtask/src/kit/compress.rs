//! The `.br` and `.gz` twins that a web server hands out as they are.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::files;

/// Writes both twins of every file below `folder`.
pub(crate) fn twins(folder: &Path) -> Result<()> {
    for name in files::list(folder)? {
        let bytes = fs::read(folder.join(&name))?;
        let write = |ending: &str, packed: Vec<u8>| {
            let twin = format!("{name}.{ending}");
            fs::write(folder.join(&twin), packed).with_context(|| format!("{twin} could not be written"))
        };
        write("br", brotli(&bytes)?)?;
        write("gz", gzip(&bytes)?)?;
    }
    Ok(())
}

/// RFC 7932 at its strongest: quality 11, window 16 MiB, which is larger than any file here.
fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 24,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &parameters)?;
    Ok(packed)
}

/// RFC 1952 at level 9. The header carries no time, so the same input gives the same bytes.
fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    const TEXT: &[u8] = b"a petition, a petition, a petition";

    #[test]
    fn both_twins_unpack_to_the_file() {
        let mut unpacked = Vec::new();
        brotli::BrotliDecompress(&mut &brotli(TEXT).unwrap()[..], &mut unpacked).unwrap();
        assert_eq!(unpacked, TEXT);

        unpacked.clear();
        flate2::read::GzDecoder::new(&gzip(TEXT).unwrap()[..]).read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked, TEXT);
    }

    #[test]
    fn an_empty_file_has_twins_too() {
        assert!(!brotli(b"").unwrap().is_empty());
        assert!(!gzip(b"").unwrap().is_empty());
    }

    #[test]
    fn every_file_gets_its_twins_and_no_twin_gets_one() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("rungs.js"), TEXT).unwrap();
        twins(folder.path()).unwrap();
        assert_eq!(files::list(folder.path()).unwrap(), ["rungs.js", "rungs.js.br", "rungs.js.gz"]);
    }
}
