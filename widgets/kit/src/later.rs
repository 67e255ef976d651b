//! The further files of a bundle: what is needed only once a supporter touches a form (`touched`),
//! and only where a long list is searched (`search`).
//!
//! A function under `#[cfg_attr(feature = "split", wasm_split(touched, …))]`, with all that only it
//! needs, leaves the bundle for `<bundle>_touched.wasm` (`xtask/src/kit/split.rs`), so that a
//! page does not wait for what most of its readers never use. Without the feature (Trunk,
//! tests) everything is in one file. Call such functions by `later!`.

/// A further file did not come: the network, or a server that does not have it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Missing;

#[cfg(feature = "split")]
impl From<wasm_split_helpers::SplitLoaderError> for Missing {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Self {
        Self
    }
}

/// Calls a function of a further file, which comes first if it is not there.
#[cfg(feature = "split")]
macro_rules! later {
    ($call:expr) => {
        $call.await
    };
}

/// Calls a function of a further file; here there is only one.
#[cfg(not(feature = "split"))]
macro_rules! later {
    ($call:expr) => {
        $call
    };
}

pub(crate) use later;
