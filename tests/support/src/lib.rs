//! What tests, benchmarks and tools start: Chromium and PostgreSQL.

pub mod chromium;
pub mod postgres;
