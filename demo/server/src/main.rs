use std::process::ExitCode;

use rungs_server::cli;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    match cli::run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // One sentence with its causes: what failed, where, and what helps.
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
