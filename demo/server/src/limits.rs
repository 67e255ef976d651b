//! How often one address may submit.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;

use axum::http::HeaderMap;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// Counts submissions per address, in memory and for a minute only.
pub(crate) struct Limits {
    limiter: Option<DefaultKeyedRateLimiter<IpAddr>>,
    trusted_proxies: usize,
}

impl Limits {
    pub(crate) fn new(per_minute: u32, trusted_proxies: usize) -> Self {
        let quota = NonZeroU32::new(per_minute).map(Quota::per_minute);
        Self { limiter: quota.map(RateLimiter::keyed), trusted_proxies }
    }

    /// Seconds to wait, if it was too often.
    pub(crate) fn check(&self, peer: SocketAddr, headers: &HeaderMap) -> Result<(), u64> {
        let Some(limiter) = &self.limiter else { return Ok(()) };
        let wait = limiter.check_key(&self.address(peer, headers)).err();
        wait.map_or(Ok(()), |wait| Err(wait.wait_time_from(DefaultClock::default().now()).as_secs() + 1))
    }

    /// The supporter's address: each trusted proxy has added the one it saw, on the right.
    fn address(&self, peer: SocketAddr, headers: &HeaderMap) -> IpAddr {
        let Some(back) = self.trusted_proxies.checked_sub(1) else { return peer.ip() };
        let chain: Vec<&str> = headers
            .get_all("x-forwarded-for")
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .collect();
        let seen = chain.iter().rev().nth(back).and_then(|address| address.trim().parse().ok());
        seen.unwrap_or_else(|| peer.ip())
    }

    /// Frees the memory of addresses that have not come for a minute.
    pub(crate) fn forget_quiet(&self) {
        if let Some(limiter) = &self.limiter {
            limiter.retain_recent();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(trusted: usize) -> Limits {
        Limits::new(1, trusted)
    }

    fn headers(forwarded: &str) -> HeaderMap {
        [("x-forwarded-for".parse().unwrap(), forwarded.parse().unwrap())].into_iter().collect()
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        let peer: SocketAddr = "10.0.0.1:5".parse().unwrap();
        let address = |trusted, forwarded| limits(trusted).address(peer, &headers(forwarded)).to_string();
        assert_eq!(address(0, "1.2.3.4"), "10.0.0.1");
        assert_eq!(address(1, "6.6.6.6, 1.2.3.4"), "1.2.3.4");
        assert_eq!(address(2, "1.2.3.4, 10.9.9.9"), "1.2.3.4");
        assert_eq!(address(1, "nonsense"), "10.0.0.1");
    }

    #[test]
    fn the_second_in_a_minute_is_told_how_long_to_wait() {
        let peer: SocketAddr = "10.0.0.1:5".parse().unwrap();
        let limits = limits(0);
        assert_eq!(limits.check(peer, &HeaderMap::new()), Ok(()));
        let wait = limits.check(peer, &HeaderMap::new()).unwrap_err();
        assert!((1..=61).contains(&wait), "{wait}");
    }
}
