use std::fmt;

use anyhow::{Result, bail};

/// One budget beside what is used of it.
#[derive(Debug)]
pub(crate) struct Verdict {
    kept: bool,
    sentence: String,
}

impl Verdict {
    /// What came of it, in a sentence.
    pub(crate) fn new(kept: bool, sentence: String) -> Self {
        Self { kept, sentence }
    }

    /// Whether the budget is kept.
    pub(crate) fn kept(&self) -> bool {
        self.kept
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kept, sentence } = self;
        write!(f, "{} {sentence}", if *kept { "kept:  " } else { "BROKEN:" })
    }
}

/// Prints them, and fails if one is broken.
pub(crate) fn judge(verdicts: &[Verdict]) -> Result<()> {
    println!();
    for verdict in verdicts {
        println!("{verdict}");
    }
    let broken = verdicts.iter().filter(|verdict| !verdict.kept()).count();
    if broken > 0 {
        bail!("{broken} of {} budgets broken; they are named above", verdicts.len());
    }
    Ok(())
}
