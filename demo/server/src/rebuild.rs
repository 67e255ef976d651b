//! What can be made anew from the log.

use anyhow::Result;

use crate::store::Store;
use crate::widgets::Widgets;

/// Derives the rungs and the counts of every campaign's ladder anew; gives how many climb each.
pub async fn ladders(database: &str) -> Result<Vec<(String, u64)>> {
    let store = Store::open(database).await?;
    Widgets::load(&store).await?;
    let mut rebuilt = Vec::new();
    for rules in store.rules.all() {
        rebuilt.push((rules.campaign.clone(), store.rebuild(&rules.campaign).await?));
    }
    store.close().await;
    rebuilt.sort();
    Ok(rebuilt)
}
