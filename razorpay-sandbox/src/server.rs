//! The sandbox itself: the state behind its lock, and the tasks in the background.

use crate::{
    alarm::Alarm,
    checkout,
    connections::{Connection, Doors},
    control, http,
    settings::Settings,
    state::{Books, State, Work},
    storage,
    traffic::Traffic,
    webhooks,
};
use axum::{Router, extract::connect_info::IntoMakeServiceWithConnectInfo, middleware, serve};
use reqwest::Client;
use serde_json::Value;
use std::{
    fmt::{self, Debug},
    io,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{
    net::TcpListener,
    sync::{Notify, Semaphore, oneshot},
    task::JoinSet,
};

/// Deliveries that post at the same time.
const POSTING: usize = 64;

/// A sandbox. Clones share one state.
#[derive(Clone)]
pub struct Sandbox(Arc<Inner>);

struct Inner {
    settings: Arc<Settings>,
    state: Mutex<State>,
    alarm: Arc<Alarm>,
    traffic: Arc<Traffic>,
    client: Client,
    posting: Semaphore,
    tasks: Mutex<JoinSet<()>>,
    has_background: AtomicBool,
    stopping: Notify,
    released: Notify,
    changed: Arc<Notify>,
    saving: Mutex<()>,
}

impl Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").field("settings", &self.0.settings).finish_non_exhaustive()
    }
}

impl Sandbox {
    /// A sandbox with these settings, and with what its state file remembers.
    ///
    /// # Errors
    /// When the state file is there but cannot be read, or the time scale is not a positive number.
    pub fn new(settings: Settings) -> io::Result<Self> {
        if !settings.time_scale.is_finite() || settings.time_scale <= 0.0 {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "the time scale must be a positive number"));
        }
        let books = match &settings.state_file {
            Some(path) => storage::load(path)?,
            None => Books::default(),
        };
        let settings = Arc::new(settings);
        Ok(Self(Arc::new(Inner {
            state: Mutex::new(State::new(Arc::clone(&settings), books)),
            settings,
            alarm: Arc::new(Alarm::default()),
            traffic: Arc::new(Traffic::default()),
            client: webhooks::client()?,
            posting: Semaphore::new(POSTING),
            tasks: Mutex::new(JoinSet::new()),
            has_background: AtomicBool::new(false),
            stopping: Notify::new(),
            released: Notify::new(),
            changed: Arc::new(Notify::new()),
            saving: Mutex::new(()),
        })))
    }

    /// All of its pages and endpoints, to be mounted at the root of a server. It must run inside a Tokio runtime.
    pub fn router(&self) -> Router {
        let razorpay = checkout::router()
            .fallback(http::answer)
            .method_not_allowed_fallback(http::answer)
            .layer(middleware::from_fn_with_state(self.clone(), http::misbehave));
        Router::new().nest("/sandbox", control::router()).fallback_service(razorpay.with_state(self.clone())).with_state(self.clone())
    }

    /// Serves until it fails; dropping the future stops it, its open connections and its background tasks.
    ///
    /// # Errors
    /// When the listener fails for good.
    pub async fn serve(&self, listener: TcpListener) -> io::Result<()> {
        let (stop, stopped) = oneshot::channel::<()>();
        let _running = Running { sandbox: self.clone(), _stop: stop };
        // Takes up what an earlier run left behind.
        self.change(true, |_| ());
        let service: IntoMakeServiceWithConnectInfo<Router, Connection> = self.router().into_make_service_with_connect_info();
        serve(Doors(listener), service)
            .with_graceful_shutdown(async move {
                // The sender is only ever dropped.
                stopped.await.ok();
            })
            .await
    }

    /// Changes where events go.
    pub fn set_webhook_url(&self, url: Option<String>) {
        self.lock().webhook_url = url;
    }

    /// Everything there is, as `GET /sandbox/state` shows it.
    #[must_use]
    pub fn state(&self) -> Value {
        serde_json::to_value(control::Overview::of(self)).unwrap_or_default()
    }

    /// Writes the state file, if there is one.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn save(&self) -> io::Result<()> {
        let Some(path) = &self.0.settings.state_file else { return Ok(()) };
        // One at a time: the last to write has what was true last.
        let _turn = self.0.saving.lock().unwrap_or_else(PoisonError::into_inner);
        let books = self.lock().books.clone();
        storage::save(path, &books)
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.0.settings
    }

    pub(crate) fn client(&self) -> &Client {
        &self.0.client
    }

    pub(crate) fn posting(&self) -> &Semaphore {
        &self.0.posting
    }

    pub(crate) fn traffic(&self) -> &Arc<Traffic> {
        &self.0.traffic
    }

    /// Told whenever a held event is let go.
    pub(crate) fn released(&self) -> &Notify {
        &self.0.released
    }

    /// The state; nobody waits for anything while holding it. A panic elsewhere must not take everything down with it.
    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something with the state, then sets going what came of it.
    pub(crate) fn change<R>(&self, is_read: bool, change: impl FnOnce(&mut State) -> R) -> R {
        let (result, work) = {
            let mut state = self.lock();
            let result = change(&mut state);
            (result, state.take_work())
        };
        self.start_background();
        for work in work {
            self.set_going(work);
        }
        if !is_read {
            self.0.changed.notify_one();
        }
        result
    }

    fn set_going(&self, work: Work) {
        match work {
            Work::Deliver { event, wait, releases } => {
                let ticket = self.0.traffic.enter();
                self.spawn(self.clone().deliver(event, wait, releases, ticket));
            }
            Work::Release { event, wait } => {
                let ticket = self.0.traffic.enter();
                self.spawn(self.clone().hold(event, wait, ticket));
            }
            Work::Later { wait, timer } => self.0.alarm.set(wait, timer),
        }
    }

    /// Runs something in the background until it is done or the sandbox stops.
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let mut tasks = self.0.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        while tasks.try_join_next().is_some() {}
        tasks.spawn(task);
    }

    /// Starts the alarm and the saving of the state, once, as soon as there is a runtime to start them in.
    fn start_background(&self) {
        if self.0.has_background.swap(true, Ordering::Relaxed) {
            return;
        }
        let weak = Arc::downgrade(&self.0);
        let upgrade = move || weak.upgrade().map(Self);
        self.spawn(Arc::clone(&self.0.alarm).run(upgrade.clone()));
        if self.0.settings.state_file.is_some() {
            self.spawn(storage::keep_saving(Arc::clone(&self.0.changed), upgrade));
        }
    }

    /// Sleeps, but not beyond the end of the sandbox.
    pub(crate) async fn pause(&self, pause: Duration) {
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = self.0.stopping.notified() => {}
        }
    }
}

/// As long as it lives, the sandbox is served.
struct Running {
    sandbox: Sandbox,
    _stop: oneshot::Sender<()>,
}

impl Drop for Running {
    fn drop(&mut self) {
        let inner = &self.sandbox.0;
        inner.stopping.notify_waiters();
        inner.tasks.lock().unwrap_or_else(PoisonError::into_inner).abort_all();
        inner.has_background.store(false, Ordering::Relaxed);
        if let Err(error) = self.sandbox.save() {
            tracing::error!(%error, "the state could not be saved");
        }
    }
}
