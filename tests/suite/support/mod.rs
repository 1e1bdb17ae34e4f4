//! A server of one's own for each test, with a database of its own and a clock that can be turned.

pub(crate) mod build;
pub(crate) mod media;
pub(crate) mod pay;
pub(crate) mod postgres;

use nukkad::{
    config::server::{Environment, ServerConfig},
    services::{
        Services,
        clock::{Clock, Entropy},
        mail::MemoryPostman,
        payments::{
            Payments, WebhookSecret,
            razorpay::{Razorpay, RazorpayX, Settings},
        },
        seats::SeatDesk,
        store::Store,
    },
    web::{AppState, router},
};
use sea_orm::Statement;
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};
use tempfile::TempDir;
use tokio::sync::OnceCell;

/// Makes one test for each database: `on_both!(name, |app| async move { … })`.
macro_rules! on_both {
    ($(#[$attribute:meta])* $name:ident, $test:expr) => {
        mod $name {
            use super::*;

            $(#[$attribute])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                ($test)(crate::support::TestApp::start(crate::support::Backend::Sqlite).await).await;
            }

            $(#[$attribute])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                ($test)(crate::support::TestApp::start(crate::support::Backend::Postgres).await).await;
            }
        }
    };
}
pub(crate) use on_both;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Backend {
    Sqlite,
    Postgres,
}

/// A running server. Background jobs run only when a test says so.
#[derive(Clone)]
pub(crate) struct TestApp {
    pub(crate) services: Services,
    pub(crate) url: String,
    /// The address of its database.
    pub(crate) database: String,
    /// All mail that went out.
    pub(crate) mails: MemoryPostman,
    /// How far its clock was turned forward.
    pub(crate) minutes: Arc<AtomicI64>,
    pub(crate) statements: Arc<AtomicI64>,
    /// The statements themselves, as long as somebody [listens](Self::listen).
    heard: Arc<Mutex<Option<Vec<Statement>>>>,
    /// The payment provider's stand-in: this test's own.
    pub(crate) sandbox: razorpay_sandbox::Sandbox,
    pub(crate) sandbox_url: String,
    _files: Arc<TempDir>,
}

const SQLITE_FILE: &str = "test.db";

/// The address of a fresh database, and the folder that keeps it if it is a file.
pub(crate) async fn database(backend: Backend) -> (String, TempDir) {
    let files = tempfile::tempdir().unwrap();
    let url = match backend {
        Backend::Sqlite => format!("sqlite://{}?mode=rwc", files.path().join(SQLITE_FILE).display()),
        Backend::Postgres => postgres::database_like(postgres::EMPTY).await,
    };
    (url, files)
}

/// Databases with the whole schema and nothing in them, made once: to bring up an empty one takes longer than most tests.
#[derive(Debug)]
enum Pattern {
    /// The file's content.
    Sqlite(Vec<u8>),
    /// The address.
    Postgres(String),
}

impl Pattern {
    async fn make(backend: Backend) -> Self {
        let (url, files) = database(backend).await;
        let store = Store::connect(&url).await.unwrap();
        store.migrate().await.unwrap();
        store.reader().close_by_ref().await.unwrap();
        store.writer().close_by_ref().await.unwrap();
        match backend {
            Backend::Sqlite => Self::Sqlite(std::fs::read(files.path().join(SQLITE_FILE)).unwrap()),
            Backend::Postgres => Self::Postgres(url),
        }
    }
}

/// The address of a fresh database with the whole schema, and the folder that keeps it if it is a file.
async fn migrated_database(backend: Backend) -> (String, TempDir) {
    static PATTERNS: [OnceCell<Pattern>; 2] = [OnceCell::const_new(), OnceCell::const_new()];
    match PATTERNS[backend as usize].get_or_init(|| Pattern::make(backend)).await {
        Pattern::Sqlite(content) => {
            let (url, files) = database(backend).await;
            std::fs::write(files.path().join(SQLITE_FILE), content).unwrap();
            (url, files)
        }
        Pattern::Postgres(url) => (postgres::database_like(url).await, tempfile::tempdir().unwrap()),
    }
}

/// The machine's clock, turned forward by some minutes.
pub(crate) fn clock(minutes: &Arc<AtomicI64>) -> Clock {
    let (minutes, machine) = (minutes.clone(), Clock::system());
    Clock::from_fn(move || machine.now() + chrono::Duration::minutes(minutes.load(Ordering::SeqCst)))
}

/// The payment provider that is the sandbox at `sandbox_url`, for the site at `base_url`.
pub(crate) fn payments(sandbox_url: &str, base_url: &str) -> Payments {
    let settings = Settings { base_url: sandbox_url.to_owned(), key_id: pay::KEY_ID.to_owned(), key_secret: pay::KEY_SECRET.to_owned() };
    let client = Arc::new(Razorpay::with_timeout(settings, Entropy::system(), pay::PATIENCE).unwrap());
    Payments {
        provider: client.clone(),
        payer: Some(Arc::new(RazorpayX { client, account_number: "2323230000000001".to_owned() })),
        checkout_url: format!("{sandbox_url}/v1/checkout/embedded"),
        key_id: pay::KEY_ID.to_owned(),
        key_secret: pay::KEY_SECRET.to_owned(),
        webhook_secrets: vec![WebhookSecret { secret: pay::WEBHOOK_SECRET.to_owned(), until: None }],
        base_url: base_url.to_owned(),
        rejected: Arc::default(),
    }
}

impl TestApp {
    pub(crate) async fn start(backend: Backend) -> Self {
        Self::start_with(backend, None).await
    }

    /// Starts with another rule for seats.
    pub(crate) async fn start_with(backend: Backend, seats: Option<Arc<dyn SeatDesk>>) -> Self {
        // What the server logs is shown beside a test that fails.
        tracing_subscriber::fmt().with_max_level(tracing::Level::WARN).with_test_writer().try_init().ok();
        let (database_url, files) = migrated_database(backend).await;
        let mut store = Store::connect(&database_url).await.unwrap();
        let statements = Arc::new(AtomicI64::new(0));
        let heard = Arc::new(Mutex::new(None::<Vec<Statement>>));
        let (counter, ear) = (statements.clone(), heard.clone());
        store.observe_bound(move |statement| {
            counter.fetch_add(1, Ordering::SeqCst);
            ear.lock().unwrap().iter_mut().for_each(|heard| heard.push(statement.clone()));
        });
        let minutes = Arc::new(AtomicI64::new(0));
        let (sandbox, sandbox_url) = pay::sandbox().await;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let mut services = Services::new(store, payments(&sandbox_url, &format!("http://{addr}")));
        services.clock = clock(&minutes);
        if let Some(seats) = seats {
            services.seats = seats;
        }
        let mails = MemoryPostman::default();
        services.mail.postman = Arc::new(mails.clone());
        let config = ServerConfig {
            environment: Environment::Development,
            addr,
            base_url: format!("http://{addr}"),
            secret: "a secret for tests that is long enough".to_owned(),
        };
        services.mail.base_url.clone_from(&config.base_url);
        let leptos = leptos::config::LeptosOptions::builder().output_name("nukkad").site_root("target/site").build();
        let app = router(AppState { services: services.clone(), leptos, checkout_origin: sandbox_url.clone() }, &config);
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { services, url: config.base_url, database: database_url, mails, minutes, statements, heard, sandbox, sandbox_url, _files: Arc::new(files) }
    }

    /// Keeps every statement from now on, for [`Self::heard`].
    pub(crate) fn listen(&self) {
        *self.heard.lock().unwrap() = Some(Vec::new());
    }

    /// The statements since [`Self::listen`]; listens no longer.
    pub(crate) fn heard(&self) -> Vec<Statement> {
        self.heard.lock().unwrap().take().unwrap_or_default()
    }

    /// Turns the clock forward.
    pub(crate) fn pass(&self, minutes: i64) {
        self.minutes.fetch_add(minutes, Ordering::SeqCst);
    }

    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// A browser without JavaScript: keeps cookies, follows nothing by itself.
    pub(crate) fn browser(&self) -> Browser {
        let client = client().cookie_store(true).redirect(reqwest::redirect::Policy::none()).timeout(Duration::from_mins(1)).build().unwrap();
        Browser { client, url: self.url.clone() }
    }

    /// Does all background work that is due, and checks that nothing is left that nobody handles.
    /// Does what is done once a day, or once an hour, and was not done in this one.
    pub(crate) async fn daily(&self) {
        self.services.look_at_daily_tasks().await.unwrap();
        self.drain().await;
    }

    pub(crate) async fn drain(&self) {
        // What becomes due while the work is done is not left behind by it.
        let asked = self.services.clock.now();
        nukkad::jobs::run_once(&self.services).await.unwrap();
        assert_eq!(self.services.jobs_left_behind(asked).await.unwrap(), 0, "jobs were left behind");
        assert_eq!(self.services.miscounted_runs().await.unwrap(), [], "seats and bookings differ");
        assert_eq!(self.services.overlooked_runs().await.unwrap(), [], "seats are free that somebody in line waits for");
        assert_eq!(self.services.unsearchable_experiences().await.unwrap(), [], "experiences cannot be found by what they say");
        assert_eq!(self.services.ledger_check().await.unwrap(), [""; 0], "the books are not in order");
    }
}

/// A client for this machine. Reading the certificates that it needs for no other takes longer than most tests.
pub(crate) fn client() -> reqwest::ClientBuilder {
    rustls::crypto::ring::default_provider().install_default().ok();
    reqwest::Client::builder().tls_certs_only([]).no_proxy()
}

/// Somebody's browser.
#[derive(Clone)]
pub(crate) struct Browser {
    pub(crate) client: reqwest::Client,
    url: String,
}

/// An answer, read whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) location: Option<String>,
    pub(crate) body: String,
    pub(crate) headers: reqwest::header::HeaderMap,
}

impl Answer {
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// The error's stable code.
    pub(crate) fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }
}

async fn answer(request: reqwest::RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let headers = response.headers().clone();
    let location = headers.get("location").map(|to| to.to_str().unwrap().to_owned());
    Answer { status: response.status().as_u16(), location, body: response.text().await.unwrap(), headers }
}

impl Browser {
    /// Loads a page.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        answer(self.client.get(format!("{}{path}", self.url)).header("accept", "text/html")).await
    }

    /// Loads a page as it is this moment: whoever seems to have a session gets none that is kept.
    pub(crate) async fn drawn(&self, path: &str) -> Answer {
        answer(self.client.get(format!("{}{path}", self.url)).header("accept", "text/html").header("cookie", "nukkad=none")).await
    }

    /// Sends a page's form, as a browser without JavaScript does.
    pub(crate) async fn submit(&self, path: &str, function: &str, fields: &[(&str, &str)]) -> Answer {
        let function = format!("/api/{function}");
        let fields: Vec<(&str, &str)> = [("_fn", function.as_str())].into_iter().chain(fields.iter().copied()).collect();
        self.post_form(path, &fields).await
    }

    pub(crate) async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        answer(self.client.post(format!("{}{path}", self.url)).header("accept", "text/html").form(fields)).await
    }

    /// Sends files, each with its name, as a browser does with a form that asks for some.
    pub(crate) async fn send_files(&self, path: &str, files: &[(&str, &[u8])]) -> Answer {
        let (kind, body) = media::multipart(files);
        answer(self.client.post(format!("{}{path}", self.url)).header("accept", "text/html").header("content-type", kind).body(body)).await
    }

    /// Calls a server function that changes something, as a machine does.
    pub(crate) async fn call(&self, function: &str, fields: &[(&str, &str)]) -> Answer {
        answer(self.client.post(format!("{}/api/{function}", self.url)).form(fields)).await
    }

    /// Asks a server function, as a machine does.
    pub(crate) async fn ask(&self, function: &str, query: &str) -> Answer {
        answer(self.client.get(format!("{}/api/{function}?{query}", self.url))).await
    }

    /// Logs in; every test account has the same password.
    pub(crate) async fn log_in(&self, email: &str) {
        let answer = self.call("log_in", &[("form[email]", email), ("form[password]", build::PASSWORD)]).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
}
