//! What all requests share, and how they reach it.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use axum::Router;
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware;
use tower_http::cors::{Any, CorsLayer};
use tower_http::set_header::SetResponseHeaderLayer;

use crate::campaigns::Campaign;
use crate::check_in_code::CheckInCodes;
use crate::cli::Serve;
use crate::hook::Hook;
use crate::kit::Kit;
use crate::limits::Limits;
use crate::mail::Mail;
use crate::manage_link::ManageLinks;
use crate::relay::Relay;
use crate::rules::strangers;
use crate::store::{Store, Writer};
use crate::widgets::Widgets;
use crate::{campaigns, outside, routes};

/// How often what is too old is looked for; also at the start.
const PURGE_EVERY: Duration = Duration::from_hours(1);

/// What all requests share.
pub struct Shared {
    pub(crate) store: Store,
    pub(crate) writer: Writer,
    pub(crate) widgets: Widgets,
    pub(crate) limits: Limits,
    pub(crate) manage_links: ManageLinks,
    pub(crate) check_in_codes: CheckInCodes,
    pub(crate) callback_hook: Option<Hook>,
    pub(crate) mail: Option<Mail>,
    pub(crate) public_url: Option<String>,
    pub(crate) kit: Kit,
    pub(crate) relay: Relay,
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
        let secret = options.webhook_secret.as_deref();
        let hook = options.callback_webhook.as_deref().map(|url| Hook::new(url, secret)).transpose()?;
        let relay = Relay::read(options.relay.as_deref())?;
        let mail =
            Mail::new(options.smtp.as_deref(), options.mail_from.as_deref(), options.public_url.as_deref())?;
        let kit = Kit::new(options.kit.as_deref())?;
        let store = Store::open(&options.database).await?;
        if let Some(folder) = &options.campaigns {
            take_campaigns(&store, folder).await?;
        }
        store.purge_partials().await?;
        let widgets = Widgets::load(&store).await?;
        for widget in widgets.all() {
            for warning in
                widget.read("").ladder().map(|ladder| strangers(ladder, &widgets)).unwrap_or_default()
            {
                tracing::warn!(widget = widget.id, "{warning}");
            }
            if hook.is_none() {
                for promise in campaigns::promises(&widget.document) {
                    tracing::warn!(widget = widget.id, "{promise}");
                }
            }
            let campaign = campaigns::climbed(&widget.document);
            let first = campaign.and_then(|campaign| Some((widgets.ladder(&campaign)?, campaign)));
            if let Some((first, campaign)) = first.filter(|(first, _)| first.id != widget.id) {
                tracing::error!(
                    widget = widget.id,
                    "{}",
                    campaigns::second(&campaign, &format!("{:?}", first.id))
                );
            }
        }
        let secret = store.manage_secret().await?;
        let (manage_links, check_in_codes) = (ManageLinks::new(&secret)?, CheckInCodes::new(&secret)?);
        let app = Self(Arc::new(Shared {
            writer: Writer::start(store.clone()),
            store,
            widgets,
            limits: Limits::new(options.rate_limit, options.trusted_proxies),
            manage_links,
            check_in_codes,
            callback_hook: hook,
            mail,
            public_url: options.public_url.as_ref().map(|url| url.trim_end_matches('/').to_owned()),
            kit,
            relay,
            admin_token: options.admin_token.clone(),
        }));
        app.watch();
        app.tell();
        app.relay.start(&Arc::downgrade(&app.0));
        if app.mail.is_some() {
            Mail::start(&Arc::downgrade(&app.0));
        }
        Ok(app)
    }

    /// Other processes over the same database may replace documents.
    fn watch(&self) {
        let weak = Arc::downgrade(&self.0);
        tokio::spawn(async move {
            let mut purged = Instant::now();
            loop {
                tokio::time::sleep(Duration::from_secs(2)).await;
                let Some(shared) = weak.upgrade() else { return };
                if purged.elapsed() > PURGE_EVERY {
                    purged = Instant::now();
                    if let Err(error) = shared.store.purge_partials().await {
                        tracing::error!("old partial answers cannot be removed: {error:#}");
                    }
                    if let Err(error) = shared.store.purge_letters().await {
                        tracing::error!("old emails cannot be forgotten: {error:#}");
                    }
                }
                if let Err(error) = shared.widgets.refresh(&shared.store).await {
                    tracing::error!("documents cannot be read: {error:#}");
                }
                shared.limits.forget_quiet();
            }
        });
    }

    /// Tells another system of call-backs and offers, as long as there are any that it has not heard of.
    fn tell(&self) {
        let Some(hook) = self.callback_hook.clone() else { return };
        let weak = Arc::downgrade(&self.0);
        tokio::spawn(async move {
            let mut failures = 0;
            loop {
                let Some(shared) = weak.upgrade() else { return };
                let told = routes::tell_staff(&shared.store, &shared.widgets, &hook).await;
                drop(shared);
                match told {
                    Ok(0) => hook.news().await,
                    Ok(_) => failures = 0,
                    Err(error) => {
                        tracing::warn!(failures, "the webhook has not heard of a request: {error:#}");
                        tokio::time::sleep(Hook::wait(failures)).await;
                        failures += 1;
                    }
                }
            }
        });
    }

    /// Writes what is waiting.
    pub async fn close(&self) {
        self.writer.close().await;
        self.store.close().await;
    }
}

/// A file that cannot be used does not take down a widget that is already served.
async fn take_campaigns(store: &Store, folder: &Path) -> Result<()> {
    let mut broken = Vec::new();
    for Campaign { file, id, document } in campaigns::load(folder)? {
        match document {
            Ok(document) => {
                store.take_file(&document).await?;
                tracing::info!(file = %file.display(), "campaign loaded");
            }
            Err(error) if store.has_document(&id).await? => {
                tracing::error!(
                    "{error:#}\n  {id} is served as it was before; mend the file and start again"
                );
            }
            Err(error) => broken.push(format!("{error:#}")),
        }
    }
    if broken.is_empty() { Ok(()) } else { bail!("{}", broken.join("\n")) }
}

/// Every route.
pub fn router(app: &App) -> Router {
    // Any origin, no credentials: there is nothing in a browser that would authorise a request.
    // A token that a script sends by its own hand authorises only what the script was given.
    let cors = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([
            Method::GET,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
            Method::OPTIONS,
        ])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            HeaderName::from_static("idempotency-key"),
        ])
        .expose_headers([header::RETRY_AFTER, header::ETAG])
        .max_age(Duration::from_hours(24));
    let nosniff = SetResponseHeaderLayer::if_not_present(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    Router::new()
        .merge(routes::public())
        .merge(routes::admin(app))
        .merge(app.kit.routes())
        .fallback(routes::nothing_here)
        .with_state(app.clone())
        .layer(middleware::from_fn(outside::limit_time))
        .layer(middleware::from_fn(outside::shape_errors))
        .layer(cors)
        .layer(nosniff)
        .layer(middleware::from_fn(outside::log))
}
