//! What the public sees of those who agreed to be shown.

use rungs_model::Values;

/// First name, place and comment.
pub(crate) type Shown = (String, Option<String>, Option<String>);

/// What would be shown; nothing of someone without a first name.
pub(crate) fn shown(values: &Values) -> Option<Shown> {
    let own = |name: &str| Some(values.get(name).to_owned()).filter(|value| !value.is_empty());
    Some((own("given_name")?, own("locality").or_else(|| own("country")), own("comment")))
}
