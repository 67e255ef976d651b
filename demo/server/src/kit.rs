//! The kit's files at /kit/, for pages of any origin.

use std::path::Path;

use anyhow::{Result, bail};
use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use tower_http::services::ServeDir;

/// Where a page loads the kit from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Kit {
    /// The address of rungs.js.
    pub(crate) script: Option<String>,
    folder: Option<String>,
}

impl Kit {
    /// From `--kit`: an address, or a folder with rungs.js in it.
    pub(crate) fn new(given: Option<&str>) -> Result<Self> {
        match given {
            None => Ok(Self::default()),
            Some(url)
                if url.starts_with("http://")
                    || url.starts_with("https://")
                    || url.starts_with('/') && !Path::new(url).exists() =>
            {
                Ok(Self { script: Some(url.into()), folder: None })
            }
            Some(folder) if Path::new(folder).join("rungs.js").is_file() => {
                Ok(Self { script: Some("/kit/rungs.js".into()), folder: Some(folder.into()) })
            }
            Some(other) => bail!(
                "--kit {other} is neither the address of a rungs.js nor a folder that holds one: `cargo xtask build` makes such a folder"
            ),
        }
    }

    /// Serves the folder, if it is one, with the `.br` and `.gz` twins that lie in it.
    pub(crate) fn routes<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        let Some(folder) = &self.folder else { return Router::new() };
        let files = ServeDir::new(folder).precompressed_br().precompressed_gzip();
        Router::new().nest_service("/kit", files).layer(middleware::from_fn(cache))
    }
}

/// What lies under a version never changes; anything else may with the next release.
async fn cache(request: Request, next: Next) -> Response {
    let versioned = request.uri().path().split('/').any(is_version);
    let mut response = next.run(request).await;
    if response.status().is_success() {
        let rule = if versioned { "public, max-age=31536000, immutable" } else { "public, max-age=300" };
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(rule));
    }
    response
}

/// `1.2.3`, with or without a `v`, and with an addition such as `-rc.1`.
fn is_version(segment: &str) -> bool {
    let numbers = segment.strip_prefix('v').unwrap_or(segment).split(['-', '+']).next().unwrap_or_default();
    let parts: Vec<&str> = numbers.split('.').collect();
    let number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    parts.len() == 3 && parts.iter().all(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_versions_are_kept_forever() {
        for version in ["0.1.0", "v12.0.3", "1.0.0-rc.1"] {
            assert!(is_version(version), "{version}");
        }
        for other in ["", "v1", "rungs.js", "1.2", "a.b.c", "1..2"] {
            assert!(!is_version(other), "{other}");
        }
    }

    #[test]
    fn a_kit_is_an_address_or_a_folder_with_a_loader() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_str().unwrap();
        assert!(Kit::new(Some(path)).unwrap_err().to_string().contains("neither"));
        std::fs::write(folder.path().join("rungs.js"), "").unwrap();
        assert_eq!(Kit::new(Some(path)).unwrap().script.as_deref(), Some("/kit/rungs.js"));
        let address = "https://widgets.example.org/v1/rungs.js";
        assert_eq!(Kit::new(Some(address)).unwrap().script.as_deref(), Some(address));
    }
}
