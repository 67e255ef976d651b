//! What a person reads on the terminal. Steps go to stdout, failures to stderr.

use std::fmt::Display;
use std::time::Duration;

/// Names the step that begins.
pub(crate) fn step(text: impl Display) {
    println!("• {text}");
}

/// Says the one sentence of a failure.
pub(crate) fn error(error: &anyhow::Error) {
    eprintln!("error: {error:#}");
}

/// A duration as a person says it: `7 min 3 s`, `12.4 s`.
pub(crate) fn duration(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {} s", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_like_speech() {
        assert_eq!(duration(Duration::from_millis(12_440)), "12.4 s");
        assert_eq!(duration(Duration::from_secs(423)), "7 min 3 s");
    }
}
