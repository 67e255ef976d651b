//! The HTTP API, on a real SQLite file and on a real PostgreSQL.

mod postgres;
mod server;

mod admin;
mod callbacks;
mod crowd;
mod errors;
mod events;
mod hosted_calls;
mod ladder;
mod mail;
mod manage;
mod open_answers;
mod partials;
mod process;
mod relay;
mod results;
mod retries;
mod signing;
mod surveys;
mod webhook;
mod withdrawals;

/// Makes of one journey two tests: one on each database.
macro_rules! on_both {
    ($($name:ident)*) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(crate::server::Server::on_sqlite().await).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(crate::server::Server::on_postgres().await).await;
            })*
        }
    };
}
pub(crate) use on_both;
