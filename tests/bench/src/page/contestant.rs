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

    /// The script that its snippet loads.
    pub(crate) fn script(self) -> &'static str {
        match self {
            Self::Rungs => "/kit/rungs.js",
            Self::React => "/peers/react.js",
            Self::Preact => "/peers/preact.js",
        }
    }
}
