#![no_main]
//! See `tests/wire/anything.rs`, which says what must hold.

#[path = "../../tests/wire/anything.rs"]
#[allow(dead_code, reason = "each target uses a part of it")]
mod anything;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| anything::answer_of(bytes));
