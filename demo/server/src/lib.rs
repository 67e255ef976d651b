//! The reference backend of Rungs: axum over SQLite or PostgreSQL.
//!
//! A request is judged with the same model code as in the widget, handed to the one
//! [`store::Writer`], and answered once its transaction is durable. Reading the public
//! state costs one look into memory.
//!
//! There are no cookies and no sessions: the public API has nothing that a forged request
//! could ride on, so any origin may call it, and plain forms may post to it.

mod accept_language;
pub mod app;
mod attribution;
mod body;
pub mod campaigns;
mod check_in_code;
pub mod cli;
mod connection;
mod definition;
mod error;
mod hook;
pub mod import;
mod incoming;
mod kit;
mod limits;
mod mail;
mod manage_link;
mod outside;
mod page;
mod private;
pub mod rebuild;
mod relay;
mod reply;
mod results;
mod routes;
mod rules;
mod sequence;
mod serve;
mod shown;
mod standing;
mod state;
pub mod store;
mod submit;
mod widgets;
mod wire;
mod zones;

pub use serve::serve;
