//! The command line.

use std::collections::HashMap;
use std::io::{ErrorKind, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::{Args, Parser, Subcommand};
use rungs_backends::{ConnectionTest, Finding, document_schema};
use rungs_model::document::Problem;
use rungs_model::ladder::Ladder;
use rungs_model::rsvp::Rsvp;
use rungs_model::survey::Survey;
use rungs_model::{Kind, Petition};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

use crate::app::{self, App};
use crate::campaigns;
use crate::connection;
use crate::import::surveyjs;
use crate::rebuild;

/// The reference backend of Rungs.
#[derive(Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: Serve,
}

#[derive(Subcommand)]
enum Command {
    /// Print the JSON Schema of a config document, or of the file that `--relay` names
    Schema {
        /// Of which kind: petition, survey, rsvp, ladder or relay
        #[arg(default_value = "petition", value_parser = described)]
        what: Described,
    },
    /// Check config documents and name every problem with its path; say in words when each rung of a ladder opens
    Check {
        /// The documents
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Also ask their backends what a page of this site would (an origin: `https://example.org`), and send
        /// them a test, marked as such, where they tell tests apart
        #[arg(long, value_name = "ORIGIN", value_parser = origin)]
        site: Option<String>,
        /// Where the server will tell staff of call-backs and offers, as it is started with: without it, documents that
        /// promise that someone is in touch are warned of
        #[arg(long, value_name = "URL")]
        callback_webhook: Option<String>,
    },
    /// What can be done with the ladders of a database
    Ladder {
        #[command(subcommand)]
        what: OfLadders,
    },
    /// Turn a definition of another form library into a survey document, on standard output
    Import {
        #[command(subcommand)]
        from: From,
    },
}

#[derive(Subcommand)]
enum OfLadders {
    /// Derive every rung that people have done, and the counts, anew from what they did
    Rebuild {
        /// Where submissions are kept: `sqlite://FILE` or `postgres://USER@HOST/NAME`
        #[arg(long, default_value = "sqlite://rungs.sqlite")]
        database: String,
    },
}

#[derive(Subcommand)]
enum From {
    /// A SurveyJS definition (JSON); what cannot be carried over is listed on standard error
    Surveyjs {
        /// The definition
        file: PathBuf,
        /// The id of the survey; the file's name if missing
        #[arg(long)]
        id: Option<String>,
    },
}

/// How to serve.
#[derive(Args, Clone, Debug)]
pub struct Serve {
    /// Folder of config documents, one JSON file per widget
    #[arg(long)]
    pub campaigns: Option<PathBuf>,
    /// Where submissions are kept: `sqlite://FILE` or `postgres://USER@HOST/NAME`
    #[arg(long, default_value = "sqlite://rungs.sqlite")]
    pub database: String,
    /// Address to listen on
    #[arg(long, default_value = "127.0.0.1:8787")]
    pub listen: SocketAddr,
    /// The address that supporters reach this server at; else the one they asked for
    #[arg(long)]
    pub public_url: Option<String>,
    /// The kit for hosted pages: the address of its rungs.js, or a folder to serve at /kit/
    #[arg(long)]
    pub kit: Option<String>,
    /// File of the systems that accepted submissions are forwarded to
    #[arg(long)]
    pub relay: Option<PathBuf>,
    /// The server that sends email, for reminders of events: `smtps://USER:PASSWORD@HOST`
    #[arg(long, env = "RUNGS_SMTP", hide_env_values = true)]
    pub smtp: Option<String>,
    /// Whom that email comes from: `Clean Air <events@example.org>`
    #[arg(long)]
    pub mail_from: Option<String>,
    /// Token for /admin; without one there is no admin API
    #[arg(long, env = "RUNGS_ADMIN_TOKEN", hide_env_values = true)]
    pub admin_token: Option<String>,
    /// Where new call-backs are told: POST of JSON, signed with HMAC-SHA256 in X-Rungs-Signature
    #[arg(long)]
    pub callback_webhook: Option<String>,
    /// What that is signed with: at least 16 characters
    #[arg(long, env = "RUNGS_WEBHOOK_SECRET", hide_env_values = true)]
    pub webhook_secret: Option<String>,
    /// Submissions, changes and looks at requests per minute and address; 0 for any number
    #[arg(long, default_value_t = 60)]
    pub rate_limit: u32,
    /// Proxies in front of this server whose X-Forwarded-For can be believed
    #[arg(long, default_value_t = 0)]
    pub trusted_proxies: usize,
    /// Log as JSON
    #[arg(long)]
    pub log_json: bool,
}

/// Runs the command line to its end.
pub async fn run() -> Result<()> {
    let cli = Cli::parse();
    match cli.command {
        Some(Command::Schema { what }) => {
            let schema = match what {
                Described::Widget(Kind::Petition) => document_schema::<Petition>("A Rungs petition"),
                Described::Widget(Kind::Survey) => document_schema::<Survey>("A Rungs survey"),
                Described::Widget(Kind::Rsvp) => document_schema::<Rsvp>("Rungs events"),
                Described::Widget(Kind::Ladder) => document_schema::<Ladder>("A Rungs ladder"),
                Described::Relay => crate::relay::schema(),
            };
            println!("{schema:#}");
            Ok(())
        }
        Some(Command::Check { files, site, callback_webhook }) => {
            check(&files, site.as_deref(), callback_webhook.is_some()).await
        }
        Some(Command::Ladder { what: OfLadders::Rebuild { database } }) => {
            for (campaign, people) in rebuild::ladders(&database).await? {
                println!("{campaign}: {people} people");
            }
            Ok(())
        }
        Some(Command::Import { from: From::Surveyjs { file, id } }) => import_surveyjs(&file, id),
        None => serve(cli.serve).await,
    }
}

/// What there is a schema of.
#[derive(Clone, Copy)]
enum Described {
    Widget(Kind),
    Relay,
}

fn described(name: &str) -> Result<Described, String> {
    if name == "relay" {
        return Ok(Described::Relay);
    }
    let kind = Kind::ALL.iter().copied().find(|kind| kind.as_str() == name);
    kind.map(Described::Widget).ok_or_else(|| "there are petition, survey, rsvp, ladder and relay".into())
}

/// An origin as browsers write it.
fn origin(text: &str) -> Result<String, String> {
    let (scheme, host) = text.split_once("://").unwrap_or_default();
    let host = host.trim_end_matches('/');
    if !matches!(scheme, "https" | "http") || host.is_empty() || host.contains(['/', '?', '#', '@']) {
        return Err("must be an origin, e.g. https://example.org".into());
    }
    Ok(format!("{scheme}://{host}").to_ascii_lowercase())
}

async fn check(files: &[PathBuf], site: Option<&str>, told: bool) -> Result<()> {
    let mut broken = 0;
    let mut ladders: HashMap<String, String> = HashMap::new();
    for file in files {
        let mut problems = campaigns::check(file)?;
        let document = campaigns::read(file)?;
        if let Some(campaign) = campaigns::climbed(&document) {
            let name = file.display().to_string();
            if let Some(first) = ladders.get(&campaign) {
                problems.push(campaigns::second(&campaign, first));
            }
            ladders.entry(campaign).or_insert(name);
        }
        if !told {
            problems.extend(campaigns::promises(&document));
        }
        let mut is_broken = problems.iter().any(Problem::is_error);
        for problem in &problems {
            let word = if problem.is_error() { "error" } else { "warning" };
            println!("{}: {word}: {problem}", file.display());
        }
        if problems.is_empty() {
            println!("{}: good", file.display());
        }
        // Of a document that names none, the backend is whoever serves it.
        if let Some(connection) = ConnectionTest::of(&document) {
            if let Some(site) = site {
                let found = connection::test(&connection, site).await?;
                is_broken |= found.iter().any(|finding| !finding.good);
                for Finding { good, text } in found {
                    let word = if good { "good" } else { "error" };
                    println!("{}: the backend: {word}: {text}", file.display());
                }
            }
            for sentence in &connection.about {
                println!("{}: the backend: {sentence}", file.display());
            }
        }
        for sentence in campaigns::explained(file)? {
            println!("{}: {sentence}", file.display());
        }
        broken += usize::from(is_broken);
    }
    if broken > 0 {
        bail!("{broken} of {} documents cannot be used; the lines above say where and why", files.len());
    }
    Ok(())
}

fn import_surveyjs(file: &Path, id: Option<String>) -> Result<()> {
    let definition = campaigns::read(file)?;
    let id = id.unwrap_or_else(|| file.file_stem().unwrap_or_default().to_string_lossy().into());
    let (document, notes) = match surveyjs::convert(&definition, &id) {
        Ok(imported) => (Ok(imported.document), imported.notes),
        Err(unusable) => (Err(unusable.message), unusable.notes),
    };
    for note in notes {
        eprintln!("{}: {note}", file.display());
    }
    let document = document.map_err(|message| anyhow::anyhow!("{}: {message}", file.display()))?;
    writeln!(std::io::stdout(), "{document:#}").context("the document cannot be written")
}

async fn serve(options: Serve) -> Result<()> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if options.log_json {
        log.json().init();
    } else {
        log.init();
    }

    if options.admin_token.as_deref().is_some_and(|token| token.trim().is_empty()) {
        bail!("the admin token is empty: give a long random one, or none at all to have no admin API");
    }
    let listener = TcpListener::bind(options.listen).await.map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => anyhow::anyhow!(
            "{} is taken by another program: stop it, or choose another port with --listen",
            options.listen
        ),
        _ => anyhow::anyhow!(
            "cannot listen on {}: {error}; choose another address with --listen",
            options.listen
        ),
    })?;
    let app = App::start(&options).await?;
    let address = listener.local_addr().context("the listener has no address")?;
    // Scripts and tests that start it on port 0 read this line.
    println!("listening on http://{address}");
    crate::serve(listener, app::router(&app), interrupted()).await;
    // What was accepted is written before the process ends.
    app.close().await;
    Ok(())
}

async fn interrupted() {
    let ctrl_c = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = ctrl_c => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = ctrl_c.await;
}
