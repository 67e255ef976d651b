use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::LazyLock;
use std::thread;

use anyhow::Result;
use futures_util::FutureExt as _;
use tokio::sync::Semaphore;

/// More browsers at a time than processors only make each of them slow enough to miss its deadlines;
/// more than four want more memory than small machines have.
static BROWSERS: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(thread::available_parallelism().map_or(2, usize::from).min(4)));

/// How something ended: well, with an error, or in a panic.
pub(crate) type End = thread::Result<Result<()>>;

/// Runs something that opens one browser, once there is room for that.
///
/// # Panics
/// If it fails.
pub(crate) fn run(work: impl Future<Output = End>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let end = runtime.expect("a runtime").block_on(async {
        let _room = BROWSERS.acquire().await.expect("is never closed");
        work.await
    });
    match end {
        Ok(Ok(())) => {}
        Ok(Err(error)) => panic!("{error:?}"),
        Err(panic) => resume_unwind(panic),
    }
}

/// Waits for the end, whatever it is, so that what was opened can be closed after it.
pub(crate) async fn to_the_end(work: impl Future<Output = Result<()>>) -> End {
    AssertUnwindSafe(work).catch_unwind().await
}
