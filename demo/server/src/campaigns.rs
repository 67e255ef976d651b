//! The folder of config documents.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use rungs_model::Petition;
use rungs_model::document::{self, Problem};
use serde_json::Value;

/// What is wrong with a document, or worth a look.
pub fn check(file: &Path) -> Result<Vec<Problem>> {
    let text = fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let document: Value = serde_json::from_str(&text)
        .with_context(|| format!("{} is not JSON: mend it there", file.display()))?;
    Ok(problems(&document))
}

/// What is wrong with a document, or worth a look. The backend is not required: a document
/// on this server posts to this server.
pub(crate) fn problems(document: &Value) -> Vec<Problem> {
    let mut problems = match document::read::<Petition>(document, "en") {
        Ok((_, warnings)) => warnings,
        Err(problems) => problems,
    };
    if let Some(backend) = document.get("backend") {
        problems.extend(rungs_backends::read(backend).err().unwrap_or_default());
    }
    problems
}

/// Reads every `*.json` of the folder, in order of name.
pub(crate) fn load(folder: &Path) -> Result<Vec<(PathBuf, Value)>> {
    let entries = fs::read_dir(folder).with_context(|| {
        format!("the campaigns folder {} cannot be read: check --campaigns", folder.display())
    })?;
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    let mut documents = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).with_context(|| format!("{} cannot be read", file.display()))?;
        let document: Value = serde_json::from_str(&text)
            .with_context(|| format!("{} is not JSON: mend it there", file.display()))?;
        let problems = problems(&document);
        for warning in problems.iter().filter(|problem| !problem.is_error()) {
            tracing::warn!(file = %file.display(), "{warning}");
        }
        let errors: Vec<_> =
            problems.iter().filter(|problem| problem.is_error()).map(ToString::to_string).collect();
        if !errors.is_empty() {
            bail!("{} cannot be used:\n  {}", file.display(), errors.join("\n  "));
        }
        documents.push((file, document));
    }
    Ok(documents)
}
