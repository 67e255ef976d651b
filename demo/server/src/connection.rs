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

    async fn preflight(&self, request: &Request) -> Option<Vec<String>> {
        let wanted = asks_for(request);
        let method = request.method.as_str();
        if wanted.is_empty() && matches!(method, "GET" | "POST") {
            return None;
        }
        let list = wanted.join(",");
        let mut headers = vec![("origin", self.site), ("access-control-request-method", method)];
        if !wanted.is_empty() {
            headers.push(("access-control-request-headers", &list));
        }
        let answer = self.wire.exchange("OPTIONS", &request.url, &headers, &Body::Empty).await;
        Some(match answer {
            Ok((headers, response)) => self.missing(method, &wanted, response.status, &headers),
            Err(error) => vec![format!("{ASKED} It does not answer that ({error:#}).")],
        })
    }

    async fn send(&self, request: &Request) -> Option<Response> {
        if self.preflight(request).await.is_some_and(|missing| !missing.is_empty()) {
            return None;
        }
        let mut headers = vec![("origin", self.site)];
        headers.extend(request.headers.iter().map(|(name, value)| (*name, &**value)));
        let sent = self.wire.exchange(request.method.as_str(), &request.url, &headers, &request.body).await;
        let (headers, response) = sent.ok()?;
        self.allows(&headers).then_some(response)
    }
}

/// What every sentence about that question begins with.
const ASKED: &str = "Before it sends, a browser asks with OPTIONS whether it may.";

/// The headers that a browser asks for before it sends them to another site
/// (<https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names>).
fn asks_for(request: &Request) -> Vec<&str> {
    let mut wanted: Vec<&str> =
        request.headers.iter().map(|(name, _)| *name).filter(|name| *name != "accept").collect();
    let is_plain = match &request.body {
        Body::Empty => true,
        Body::Json(_) => false,
        Body::Text(kind, _) => {
            matches!(*kind, "application/x-www-form-urlencoded" | "multipart/form-data" | "text/plain")
        }
    };
    if !is_plain {
        wanted.push("content-type");
    }
    wanted.sort_unstable();
    wanted
}

impl FromSite<'_> {
    /// What the answer to that question must have and has not, as the fetch standard has it for requests without
    /// credentials.
    fn missing(&self, method: &str, wanted: &[&str], status: u16, headers: &HeaderMap) -> Vec<String> {
        let mut missing = Vec::new();
        if !(200..300).contains(&status) {
            missing.push(format!("{ASKED} It answers that with {status}: it must answer with 200 or 204."));
        }
        if !self.allows(headers) {
            let said = listed(headers, ALLOWED_ORIGIN).join(", ");
            let said = if said.is_empty() { "it has none".to_owned() } else { format!("it has \"{said}\"") };
            missing.push(format!(
                "{ASKED} The answer must have the one header Access-Control-Allow-Origin with {} or *; {said}.",
                self.site
            ));
        }
        let allowed = listed(headers, "access-control-allow-methods");
        if !matches!(method, "GET" | "POST") && !allowed.iter().any(|own| own == "*" || own == method) {
            missing.push(format!("{ASKED} The answer must name {method} in Access-Control-Allow-Methods."));
        }
        let allowed = listed(headers, "access-control-allow-headers");
        let is_refused =
            |name: &&&str| !allowed.iter().any(|own| own == "*" || own.eq_ignore_ascii_case(name));
        let refused: Vec<&str> = wanted.iter().filter(is_refused).copied().collect();
        if !refused.is_empty() {
            let refused = refused.join(", ");
            missing.push(format!("{ASKED} The answer must name {refused} in Access-Control-Allow-Headers."));
        }
        missing
    }

    /// Whether a page may read an answer: a browser takes one name or `*`, and no list.
    fn allows(&self, headers: &HeaderMap) -> bool {
        let mut lines = headers.get_all(ALLOWED_ORIGIN).iter();
        match (lines.next(), lines.next()) {
            (Some(line), None) => line == "*" || line == self.site,
            _ => false,
        }
    }
}

const ALLOWED_ORIGIN: &str = "access-control-allow-origin";

/// The words of a header that is a list.
fn listed(headers: &HeaderMap, name: &str) -> Vec<String> {
    let lines = headers.get_all(name).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(|word| word.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use rungs_backends::Method;
    use serde_json::json;

    use super::*;

    const SITE: &str = "https://neighbours.example.org";

    fn request(kind: &str) -> Request {
        let body = match kind {
            "json" => Body::Json(json!({})),
            kind => Body::Text("application/x-www-form-urlencoded", kind.to_owned()),
        };
        let headers = vec![("idempotency-key", "1".to_owned()), ("accept", "application/json".to_owned())];
        Request { method: Method::Post, url: "https://a.org".into(), headers, body, opaque: false }
    }

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut map = HeaderMap::new();
        for (name, value) in pairs {
            map.append(*name, value.parse().unwrap());
        }
        map
    }

    #[test]
    fn a_browser_asks_for_what_a_plain_form_has_not() {
        assert_eq!(asks_for(&request("json")), ["content-type", "idempotency-key"]);
        assert_eq!(asks_for(&request("a=b")), ["idempotency-key"]);
    }

    #[test]
    fn what_is_missing_is_said_in_a_sentence_each() {
        let line = FromSite { wire: Wire::new(true).unwrap(), site: SITE };
        let missing = |method: &str, status: u16, pairs: &[(&'static str, &'static str)]| {
            line.missing(method, &["content-type", "idempotency-key"], status, &headers(pairs))
        };
        let all = [
            ("access-control-allow-origin", SITE),
            ("access-control-allow-headers", "Content-Type, Idempotency-Key"),
            ("access-control-allow-methods", "PATCH"),
        ];
        assert!(missing("POST", 204, &all).is_empty() && missing("PATCH", 200, &all).is_empty());
        let stars = [("access-control-allow-origin", "*"), ("access-control-allow-headers", "*")];
        assert!(missing("POST", 204, &stars).is_empty());
        for (method, status, pairs, said) in [
            ("POST", 405, &all[..], "It answers that with 405"),
            ("POST", 302, &all[..], "It answers that with 302"),
            ("POST", 200, &all[1..], "it has none"),
            ("PATCH", 200, &all[..2], "must name PATCH in Access-Control-Allow-Methods"),
            (
                "POST",
                200,
                &all[..1],
                "must name content-type, idempotency-key in Access-Control-Allow-Headers",
            ),
            (
                "POST",
                200,
                &[("access-control-allow-origin", "*"), ("access-control-allow-headers", "content-type")],
                "must name idempotency-key in",
            ),
        ] {
            let missing = missing(method, status, pairs);
            assert!(missing.len() == 1 && missing[0].contains(said), "{said}: {missing:?}");
        }
    }

    #[test]
    fn of_two_sites_at_once_a_browser_takes_none() {
        let line = FromSite { wire: Wire::new(true).unwrap(), site: SITE };
        let origin = "access-control-allow-origin";
        assert!(line.allows(&headers(&[(origin, SITE)])) && line.allows(&headers(&[(origin, "*")])));
        for wrong in [
            &[(origin, SITE), (origin, SITE)][..],
            &[(origin, "*"), (origin, SITE)],
            &[(origin, "https://neighbours.example.org, https://a.org")],
            &[(origin, "https://neighbours.example.org/")],
            &[],
        ] {
            assert!(!line.allows(&headers(wrong)), "{wrong:?}");
        }
    }
}
