//! What all requests share, and how they reach it.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use tower_http::cors::{Any, CorsLayer};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use crate::cli::Serve;
use crate::limits::Limits;
use crate::store::{Store, Writer};
use crate::widgets::Widgets;
use crate::{campaigns, routes};

/// Larger than any honest submission: 64 KiB.
pub(crate) const BODY_LIMIT: usize = 64 * 1024;
const REQUEST_TIMEOUT: Duration = Duration::from_secs(15);

/// What all requests share.
pub struct Shared {
    pub(crate) store: Store,
    pub(crate) writer: Writer,
    pub(crate) widgets: Widgets,
    pub(crate) limits: Limits,
    pub(crate) public_url: Option<String>,
    /// Address of rungs.js for hosted pages.
    pub(crate) kit: Option<String>,
    kit_folder: Option<String>,
    pub(crate) admin_token: Option<String>,
}

/// A running backend, without its listener.
#[derive(Clone)]
pub struct App(Arc<Shared>);

impl std::ops::Deref for App {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl App {
    /// Opens the database, brings it up to date and loads the campaigns.
    pub async fn start(options: &Serve) -> Result<Self> {
        let store = Store::open(&options.database).await?;
        if let Some(folder) = &options.campaigns {
            for (file, document) in campaigns::load(folder)? {
                store.take_file(&document).await?;
                tracing::info!(file = %file.display(), "campaign loaded");
            }
        }
        let widgets = Widgets::load(&store).await?;
        let is_folder = options.kit.as_ref().is_some_and(|kit| Path::new(kit).is_dir());
        let kit_url = if is_folder { Some("/kit/rungs.js".to_owned()) } else { options.kit.clone() };
        let app = Self(Arc::new(Shared {
            writer: Writer::start(store.clone()),
            store,
            widgets,
            limits: Limits::new(options.rate_limit, options.trusted_proxies),
            public_url: options.public_url.as_ref().map(|url| url.trim_end_matches('/').to_owned()),
            kit: kit_url,
            kit_folder: options.kit.clone().filter(|_| is_folder),
            admin_token: options.admin_token.clone(),
        }));
        app.watch();
        Ok(app)
    }

    /// Other processes over the same database may replace documents.
    fn watch(&self) {
        let weak = Arc::downgrade(&self.0);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(Duration::from_secs(2)).await;
                let Some(shared) = weak.upgrade() else { return };
                if let Err(error) = shared.widgets.refresh(&shared.store).await {
                    tracing::error!("documents cannot be read: {error:#}");
                }
                shared.limits.forget_quiet();
            }
        });
    }

    /// Writes what is waiting.
    pub async fn close(&self) {
        self.writer.close().await;
        self.store.close().await;
    }
}

/// Every route.
pub fn router(app: &App) -> Router {
    // Any origin, no credentials: there is nothing in a browser that would authorise a request.
    let cors = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST, Method::OPTIONS])
        .allow_headers([header::CONTENT_TYPE, HeaderName::from_static("idempotency-key")])
        .expose_headers([header::RETRY_AFTER, header::ETAG])
        .max_age(Duration::from_hours(24));
    let mut router = Router::new()
        .merge(routes::public())
        .merge(routes::admin(app))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .fallback(routes::nothing_here)
        .with_state(app.clone());
    if let Some(folder) = &app.kit_folder {
        let files = ServeDir::new(folder).precompressed_br().precompressed_gzip();
        router = router.nest_service("/kit", files);
    }
    router
        .layer(cors)
        .layer(SetResponseHeaderLayer::if_not_present(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, REQUEST_TIMEOUT))
        // Method, path and status; never a body, an address or a query.
        .layer(TraceLayer::new_for_http().make_span_with(|request: &axum::http::Request<_>| {
            tracing::debug_span!("request", method = %request.method(), path = request.uri().path())
        }))
}
