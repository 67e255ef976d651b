/// Who draws the petition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Contestant {
    Rungs,
    React,
    Preact,
}

impl Contestant {
    /// All, in the order of the table.
    pub(crate) const ALL: [Self; 3] = [Self::Rungs, Self::React, Self::Preact];

    /// The name that people know.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Rungs => "Rungs",
            Self::React => "React 19",
            Self::Preact => "Preact",
        }
    }

    /// The address of its host page.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::Rungs => "/rungs.html",
            Self::React => "/react.html",
            Self::Preact => "/preact.html",
        }
    }

    /// What its snippet loads: ours as the README has it; the others are one file, for which
    /// a hint has nothing to say.
    pub(crate) fn script(self) -> &'static str {
        match self {
            Self::Rungs => {
                r#"<link rel="modulepreload" href="/kit/petition.js">
<link rel="preload" as="fetch" crossorigin href="/kit/petition_bg.wasm">
<script type="module" async src="/kit/rungs.js"></script>"#
            }
            Self::React => r#"<script type="module" async src="/peers/react.js"></script>"#,
            Self::Preact => r#"<script type="module" async src="/peers/preact.js"></script>"#,
        }
    }
}
