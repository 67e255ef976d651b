//! One PostgreSQL cluster for the whole run.

use std::sync::{OnceLock, mpsc};
use std::thread;

use rungs_test_support::postgres::Cluster;

/// The address of a database of the cluster.
pub(crate) fn url(name: &str) -> String {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(start).url(name)
}

/// The cluster ends with the thread that started it: this one stays to the end.
fn start() -> Cluster {
    let (sender, cluster) = mpsc::channel();
    thread::spawn(move || {
        // What is proved here does not depend on the disk.
        sender.send(Cluster::start(&["fsync=off", "max_connections=300"]).unwrap()).unwrap();
        loop {
            thread::park();
        }
    });
    cluster.recv().expect("PostgreSQL runs; else the reason is above")
}
