//! The app, started as it runs, on port 0.

use std::sync::atomic::{AtomicU32, Ordering};

use reqwest::{Client, Response, redirect};
use rungs_server::app::{App, router};
use rungs_server::cli::Serve;
use rungs_server::serve;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _};
use tempfile::TempDir;

pub(crate) const TOKEN: &str = "secret";
pub(crate) const WEBHOOK_SECRET: &str = "what do ya want for nothing?";

/// The file of the systems that submissions are forwarded to.
const RELAY: &str = "relay.json";

pub(crate) struct Server {
    pub(crate) url: String,
    pub(crate) client: Client,
    pub(crate) database: String,
    _folder: TempDir,
}

static NUMBER: AtomicU32 = AtomicU32::new(0);

impl Server {
    pub(crate) async fn on_sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = format!("sqlite://{}", folder.path().join("test.sqlite").display());
        Self::start(database, folder, 0).await
    }

    pub(crate) async fn on_postgres() -> Self {
        Self::start(postgres_database().await, tempfile::tempdir().unwrap(), 0).await
    }

    /// Another process over the same database.
    pub(crate) async fn twin(&self) -> Self {
        Self::start(self.database.clone(), tempfile::tempdir().unwrap(), 0).await
    }

    /// Another one, that forwards.
    pub(crate) async fn relaying(&self, targets: &Value) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(RELAY), targets.to_string()).unwrap();
        Self::start(self.database.clone(), folder, 0).await
    }

    /// The same, with a limit of submissions per minute.
    pub(crate) async fn limited(&self, rate_limit: u32) -> Self {
        Self::start(self.database.clone(), tempfile::tempdir().unwrap(), rate_limit).await
    }

    /// Another process, which tells call-backs to this address.
    pub(crate) async fn telling(&self, webhook: &str) -> Self {
        let hook = |options| Serve { callback_webhook: Some(webhook.to_owned()), ..options };
        Self::start_with(self.database.clone(), tempfile::tempdir().unwrap(), 0, hook).await
    }

    /// Where the links in an email lead.
    pub(crate) const PUBLIC_URL: &str = "https://act.example.org";

    /// Another process, which sends email through this server.
    pub(crate) async fn mailing(&self, smtp: &str) -> Self {
        let mail = |options: Serve| Serve {
            smtp: Some(smtp.to_owned()),
            mail_from: Some("Clean Air <events@example.org>".into()),
            public_url: Some(Self::PUBLIC_URL.into()),
            ..options
        };
        Self::start_with(self.database.clone(), tempfile::tempdir().unwrap(), 0, mail).await
    }

    /// Another process, whose pages load the kit from this address.
    pub(crate) async fn with_kit(&self, script: &str) -> Self {
        let kit = |options| Serve { kit: Some(script.to_owned()), ..options };
        Self::start_with(self.database.clone(), tempfile::tempdir().unwrap(), 0, kit).await
    }

    async fn start(database: String, folder: TempDir, rate_limit: u32) -> Self {
        Self::start_with(database, folder, rate_limit, |options| options).await
    }

    async fn start_with(
        database: String,
        folder: TempDir,
        rate_limit: u32,
        change: impl FnOnce(Serve) -> Serve,
    ) -> Self {
        let campaigns = folder.path().join("campaigns");
        std::fs::create_dir(&campaigns).unwrap();
        std::fs::write(campaigns.join("air.json"), document().to_string()).unwrap();
        let options = change(Serve {
            campaigns: Some(campaigns),
            database: database.clone(),
            listen: "127.0.0.1:0".parse().unwrap(),
            public_url: None,
            callback_webhook: None,
            webhook_secret: Some(WEBHOOK_SECRET.into()),
            kit: None,
            smtp: None,
            mail_from: None,
            relay: Some(folder.path().join(RELAY)).filter(|file| file.exists()),
            admin_token: Some(TOKEN.into()),
            rate_limit,
            trusted_proxies: 0,
            log_json: false,
        });
        let app = App::start(&options).await.unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(serve(listener, router(&app), std::future::pending()));
        let client = Client::builder().redirect(redirect::Policy::none()).build().unwrap();
        Self { url, client, database, _folder: folder }
    }

    pub(crate) async fn post(&self, submission: &Value) -> Response {
        let post = self.client.post(format!("{}/v1/widgets/air/submissions", self.url));
        post.json(submission).send().await.unwrap()
    }

    pub(crate) async fn post_form(&self, form: &[(&str, &str)]) -> Response {
        let post = self.client.post(format!("{}/v1/widgets/air/submissions", self.url));
        post.form(form).send().await.unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.client.get(format!("{}{path}", self.url)).send().await.unwrap()
    }

    pub(crate) async fn admin(&self, method: &str, path: &str, body: &Value) -> Response {
        let method = method.parse().unwrap();
        let request = self.client.request(method, format!("{}/admin{path}", self.url)).bearer_auth(TOKEN);
        request.json(body).send().await.unwrap()
    }

    /// Every stored submission.
    pub(crate) async fn exported(&self) -> Vec<Value> {
        let text =
            self.admin("GET", "/widgets/air/submissions.jsonl", &json!({})).await.text().await.unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Waits until the public state is so.
    pub(crate) async fn until(&self, what: &str, so: impl Fn(&Value) -> bool) -> Value {
        for _ in 0..500 {
            let state: Value = self.get("/v1/widgets/air/state").await.json().await.unwrap();
            if so(&state) {
                return state;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("the state never had {what}");
    }

    pub(crate) async fn count(&self, count: u64) -> Value {
        self.until(&format!("the count {count}"), |state| state["count"] == count).await
    }
}

/// A new database of the cluster.
pub(crate) async fn postgres_database() -> String {
    let name = format!("test_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    let url = tokio::task::spawn_blocking(|| crate::postgres::url("postgres")).await.unwrap();
    let mut tries = 0;
    let mut connection = loop {
        // It takes connections a moment before it takes queries.
        match sqlx::PgConnection::connect(&url).await {
            Ok(connection) => break connection,
            Err(error) if tries == 250 => panic!("{error}"),
            Err(_) => tokio::time::sleep(std::time::Duration::from_millis(20)).await,
        }
        tries += 1;
    };
    connection.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.unwrap();
    crate::postgres::url(&name)
}

pub(crate) fn document() -> Value {
    json!({
        "id": "air", "kind": "petition", "title": "Clean air",
        "fields": ["given_name", "family_name", "email", "locality"],
        "comment": { "max_length": 100, "public": true },
        "consents": [{ "id": "news", "text": "Write to me", "version": "1" }],
        "signers": { "consent": "Show my first name" },
    })
}

/// A submission of someone with this address, under an id made from `number`.
pub(crate) fn submission(number: u32, email: &str) -> Value {
    json!({
        "submission_id": format!("00000000-0000-4000-8000-{number:012x}"),
        "locale": "en",
        "values": { "given_name": "Ada", "family_name": "Lovelace", "email": email },
        "consents": [{ "id": "news", "answer": "yes", "text": "Write to me", "version": "1" }],
        "source": "newsletter-3",
        "page": "https://example.org/page?email=ada#x",
    })
}

/// What a form of the page sends.
pub(crate) const FORM: [(&str, &str); 4] = [
    ("given_name", "Ada"),
    ("family_name", "Lovelace"),
    ("email", "ada@example.org"),
    ("consent.news", "yes"),
];
