//! The load generator: keep-alive connections that speak just enough HTTP/1.1.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{Instant as Clock, sleep_until};

use super::backend::{Backend, WIDGET};

/// How much, and for how long.
pub(crate) struct Load {
    pub(crate) connections: usize,
    pub(crate) time: Duration,
    /// As much as goes through, or so many on a fixed beat.
    pub(crate) per_second: Option<f64>,
}

/// What was seen.
pub(crate) struct Sample {
    /// Milliseconds of each request, sorted.
    millis: Vec<f64>,
    time: Duration,
}

impl Sample {
    pub(crate) fn per_second(&self) -> f64 {
        self.millis.len() as f64 / self.time.as_secs_f64()
    }

    pub(crate) fn percentile(&self, percent: f64) -> f64 {
        let index = (self.millis.len() as f64 * percent / 100.0) as usize;
        self.millis.get(index.min(self.millis.len().saturating_sub(1))).copied().unwrap_or(f64::NAN)
    }
}

/// People sign, each another person.
pub(crate) async fn signatures(backend: &Backend, load: &Load) -> Result<Sample> {
    let head = format!(
        "POST /v1/widgets/{WIDGET}/submissions HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\n"
    );
    let run = random();
    let request = move |number: u64| {
        let id = format!("{run:08x}-0000-4000-8000-{number:012x}");
        let body = format!(
            "{{\"submission_id\":\"{id}\",\"locale\":\"en\",\"values\":{{\"given_name\":\"Ada\",\"family_name\":\"Lovelace\",\
             \"email\":\"ada{run}.{number}@example.org\"}},\"consents\":[{{\"id\":\"updates\",\"answer\":\"yes\",\
             \"text\":\"Write to me about this campaign\",\"version\":\"\"}},{{\"id\":\"public\",\"answer\":\"yes\",\
             \"text\":\"Show my first name\",\"version\":\"\"}}],\"page\":\"https://example.org/\"}}"
        );
        format!("{head}content-length: {}\r\n\r\n{body}", body.len())
    };
    drive(backend, load, "HTTP/1.1 201", request).await
}

/// Pages look at the count.
pub(crate) async fn reads(backend: &Backend, load: &Load) -> Result<Sample> {
    let request = format!("GET /v1/widgets/{WIDGET}/state HTTP/1.1\r\nhost: bench\r\n\r\n");
    drive(backend, load, "HTTP/1.1 200", move |_| request.clone()).await
}

fn random() -> u32 {
    let time = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    time.subsec_nanos() ^ time.as_secs() as u32
}

async fn drive(
    backend: &Backend,
    load: &Load,
    expected: &'static str,
    request: impl Fn(u64) -> String + Clone + Send + Sync + 'static,
) -> Result<Sample> {
    let next = Arc::new(AtomicU64::new(0));
    let start = Clock::now();
    let end = start + load.time;
    let mut connections = JoinSet::new();
    for _ in 0..load.connections {
        let (address, request, next, beat) =
            (backend.address.clone(), request.clone(), next.clone(), load.per_second);
        connections.spawn(async move {
            let mut stream = TcpStream::connect(&address).await.context("the server takes no connection")?;
            stream.set_nodelay(true)?;
            let mut millis = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                // On a beat, a late answer counts from when its request was due.
                let due = match beat {
                    Some(beat) => start + Duration::from_secs_f64(number as f64 / beat),
                    None => Clock::now(),
                };
                if due >= end || Clock::now() >= end {
                    return Ok::<_, anyhow::Error>(millis);
                }
                sleep_until(due).await;
                stream.write_all(request(number).as_bytes()).await?;
                answer(&mut stream, expected).await?;
                millis.push(Instant::now().duration_since(due.into_std()).as_secs_f64() * 1000.0);
            }
        });
    }
    let mut millis = Vec::new();
    while let Some(done) = connections.join_next().await {
        millis.extend(done??);
    }
    let time = start.elapsed();
    millis.sort_by(f64::total_cmp);
    Ok(Sample { millis, time })
}

/// Reads one answer; anything but the expected status ends the measurement.
async fn answer(stream: &mut TcpStream, expected: &str) -> Result<()> {
    let mut read = Vec::with_capacity(1024);
    loop {
        if stream.read_buf(&mut read).await? == 0 {
            bail!("the server hung up");
        }
        let text = String::from_utf8_lossy(&read);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length =
            head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
        if body.len() >= length.context("an answer without content-length")? {
            if !head.starts_with(expected) {
                bail!("expected {expected}, got {text}");
            }
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_read_from_the_sorted_times() {
        let sample = Sample { millis: (1..=200).map(f64::from).collect(), time: Duration::from_secs(2) };
        assert!((sample.per_second() - 100.0).abs() < 1e-9);
        assert!((sample.percentile(50.0) - 101.0).abs() < 1e-9);
        assert!((sample.percentile(99.0) - 199.0).abs() < 1e-9);
        assert!((sample.percentile(100.0) - 200.0).abs() < 1e-9);
    }
}
