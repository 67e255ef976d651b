//! `check --site`: asks the backend of a config document what a page of that site would.

use anyhow::Result;
use axum::http::HeaderMap;
use rungs_backends::{Body, ConnectionTest, Finding, Knock, Line, Reached, Request, Response};
use rungs_model::SubmissionId;
use uuid::Uuid;

use crate::wire::Wire;

/// What was found out; see [`ConnectionTest::run`].
pub(crate) async fn test(connection: &ConnectionTest, site: &str) -> Result<Vec<Finding>> {
    // Staff may look at what runs on their own machine.
    let line = FromSite { wire: Wire::new(true)?, site };
    let Some(id) = SubmissionId::parse(&Uuid::new_v4().to_string()) else { return Ok(Vec::new()) };
    Ok(connection.run(&line, site, id, Some(site.to_owned())).await)
}

/// The way that a browser on a page of this site would take.
struct FromSite<'s> {
    wire: Wire,
    site: &'s str,
}

impl Line for FromSite<'_> {
    async fn knock(&self, knock: &Knock) -> Reached {
        let origin = [("origin", self.site)];
        match self.wire.exchange(knock.method, &knock.url, &origin, &Body::Empty).await {
            Ok((headers, response)) if self.allows(&headers) => Reached::Read(response.status),
            Ok(_) => Reached::Unread,
            Err(_) => Reached::Nowhere,
        }
    }

    async fn send(&self, request: &Request) -> Option<Response> {
        if !self.is_preflight_passed(request).await {
            return None;
        }
        let mut headers = vec![("origin", self.site)];
        headers.extend(request.headers.iter().map(|(name, value)| (*name, &**value)));
        let sent = self.wire.exchange(request.method.as_str(), &request.url, &headers, &request.body).await;
        let (headers, response) = sent.ok()?;
        self.allows(&headers).then_some(response)
    }
}

impl FromSite<'_> {
    /// Whether a browser would be allowed to send it; it asks before it sends JSON or headers of our own
    /// (<https://fetch.spec.whatwg.org/#http-cors-protocol>).
    async fn is_preflight_passed(&self, request: &Request) -> bool {
        let mut wanted: Vec<&str> = request.headers.iter().map(|(name, _)| *name).collect();
        if matches!(request.body, Body::Json(_)) {
            wanted.push("content-type");
        }
        if wanted.is_empty() {
            return true;
        }
        wanted.sort_unstable();
        let list = wanted.join(",");
        let headers = [
            ("origin", self.site),
            ("access-control-request-method", request.method.as_str()),
            ("access-control-request-headers", &list),
        ];
        let Ok((headers, response)) =
            self.wire.exchange("OPTIONS", &request.url, &headers, &Body::Empty).await
        else {
            return false;
        };
        let allowed = listed(&headers, "access-control-allow-headers");
        let is_allowed = |name: &&str| allowed.iter().any(|own| own == "*" || own == *name);
        (200..300).contains(&response.status) && self.allows(&headers) && wanted.iter().all(is_allowed)
    }

    fn allows(&self, headers: &HeaderMap) -> bool {
        listed(headers, "access-control-allow-origin").iter().any(|own| own == "*" || own == self.site)
    }
}

/// The words of a header that is a list, in lower case.
fn listed(headers: &HeaderMap, name: &str) -> Vec<String> {
    let lines = headers.get_all(name).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(|word| word.trim().to_ascii_lowercase()).collect()
}
