//! What this server signs with.

use anyhow::{Context as _, Result, anyhow};
use sqlx::Row as _;

use super::Store;

/// The name of the secret of the manage links.
const MANAGE: &str = "manage";

impl Store {
    /// The secret of the manage links: made by whichever process comes first, and then the
    /// same for all over this database.
    pub(crate) async fn manage_secret(&self) -> Result<Vec<u8>> {
        let mut made = [0; 32];
        getrandom::fill(&mut made)
            .map_err(|error| anyhow!("this machine gives no random numbers: {error}"))?;
        let keep = sqlx::query("INSERT INTO secrets (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING");
        keep.bind(MANAGE).bind(hex::encode(made)).execute(&self.writing).await?;
        let kept = sqlx::query("SELECT value FROM secrets WHERE name = $1").bind(MANAGE);
        let kept: String = kept.fetch_one(&self.writing).await?.try_get(0)?;
        hex::decode(kept).context("the secret of the manage links is damaged: delete its row in the table secrets, and a new one is made; links given out before then no longer work")
    }
}
