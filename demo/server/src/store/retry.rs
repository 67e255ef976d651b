//! Trying again where another transaction was in the way.

use std::future::Future;

use anyhow::Result;

use super::cause;

/// How often something is tried: another transaction may win a race.
pub(super) const TRIES: usize = 5;

/// Makes a transaction, once more where another was in its way.
pub(super) async fn with_retries<T, F: Future<Output = Result<T>>>(transaction: impl Fn() -> F) -> Result<T> {
    for _ in 1..TRIES {
        match transaction().await {
            Err(error) if passes(&error) => {}
            done => return done,
        }
    }
    transaction().await
}

/// Whether another try may go better: the connection broke, or two transactions stood in
/// each other's way (`PostgreSQL`: serialization failure and deadlock; `SQLite`: busy).
pub(super) fn passes(error: &anyhow::Error) -> bool {
    match cause(error) {
        Some(sqlx::Error::Io(_)) => true,
        Some(sqlx::Error::Database(error)) => {
            error.code().is_some_and(|code| matches!(&*code, "40001" | "40P01" | "5" | "261" | "517"))
        }
        _ => false,
    }
}
