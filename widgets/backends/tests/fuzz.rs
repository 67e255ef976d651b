//! A short run of what cargo-fuzz runs for long: the same functions get the same seeds, and some thousand changes of
//! them, which are the same at every run.

#[path = "wire/anything.rs"]
#[allow(dead_code, reason = "only what the targets call is needed here")]
mod anything;

use std::fs;
use std::path::{Path, PathBuf};

use anything::words;

/// What is tried of each target beside its seeds.
const CHANGES: u32 = 20_000;
/// The longest input that a change makes.
const LONGEST: usize = 4_096;

fn inside(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(folder);
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files
}

fn seeds(target: &str) -> Vec<Vec<u8>> {
    let seeds: Vec<_> =
        inside(&format!("seeds/{target}")).iter().map(|file| fs::read(file).unwrap()).collect();
    assert!(seeds.len() >= 5, "{target} has only {} seeds", seeds.len());
    seeds
}

/// The same numbers at every run (xorshift64*, Vigna 2016).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(number).unwrap() % limit.max(1)
    }

    fn of<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        &all[self.below(all.len())]
    }
}

/// One to four changes of the kinds that libFuzzer makes.
fn change(dice: &mut Dice, seeds: &[Vec<u8>], words: &[String]) -> Vec<u8> {
    let mut bytes = dice.of(seeds).clone();
    for _ in 0..=dice.below(4) {
        let at = dice.below(bytes.len() + 1);
        let to = at + dice.below(bytes.len() - at + 1);
        match dice.below(7) {
            0 => bytes.insert(at, u8::try_from(dice.below(256)).unwrap()),
            1 => drop(bytes.drain(at..to)),
            2 => {
                let part = bytes[at..to].to_vec();
                bytes.splice(at..at, part);
            }
            3 => drop(bytes.splice(at..at, dice.of(words).bytes())),
            4 => {
                let other = dice.of(seeds);
                let from = dice.below(other.len() + 1);
                bytes.truncate(at);
                bytes.extend_from_slice(&other[from..]);
            }
            // A word of the text for another one, so that the rest stays JSON.
            5 => swap_word(&mut bytes, dice, words),
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << dice.below(8);
                }
            }
        }
        bytes.truncate(LONGEST);
    }
    bytes
}

fn swap_word(bytes: &mut Vec<u8>, dice: &mut Dice, words: &[String]) {
    let quotes: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at] == b'"').collect();
    if quotes.len() < 2 {
        return;
    }
    let pair = 2 * dice.below(quotes.len() / 2);
    let other = match dice.below(3) {
        0 => (*dice.of(&["null", "7", "-1", "1e400", "[]", "{}", "true"])).to_owned(),
        _ => format!("\"{}\"", dice.of(words)),
    };
    bytes.splice(quotes[pair]..=quotes[pair + 1], other.bytes());
}

fn run(target: &str, feed: fn(&[u8])) {
    let (seeds, words) = (seeds(target), words());
    let mut dice = Dice(0x5eed_0f1a_2b3c_4d5e);
    for seed in &seeds {
        feed(seed);
    }
    for _ in 0..CHANGES {
        let bytes = change(&mut dice, &seeds, &words);
        let fine = std::panic::catch_unwind(|| feed(&bytes)).is_ok();
        assert!(fine, "keep this as a seed of {target}: {:?}", String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn no_answer_breaks_an_adapter() {
    run("answer", anything::answer_of);
}

#[test]
fn no_config_breaks_its_reader() {
    run("config", anything::config_of);
}

#[test]
fn no_submission_leads_anywhere_else() {
    run("submission", anything::submission_of);
}

#[test]
fn each_target_of_cargo_fuzz_is_run_here() {
    let stems = |folder| -> Vec<_> {
        inside(folder).iter().map(|file| file.file_stem().unwrap().to_owned()).collect()
    };
    assert_eq!(stems("fuzz_targets"), ["answer", "config", "submission"]);
    assert_eq!(stems("seeds"), ["answer", "config", "submission"]);
}
