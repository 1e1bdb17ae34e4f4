//! For every step of everything that moves money or seats: a process that dies there (a real one, by SIGKILL), others that take over,
//! and an end that is the same as if nothing had happened. The steps are those of a process that gets to its end alive.

mod child;
mod deeds;
mod ends;
mod mails;
mod scenes;

use crate::support::{Backend, TestApp};
use child::{Step, Task, dies, lives};
use deeds::{Deed, Hands};
use ends::End;
use mails::Heap;
use nukkad::{
    domain::{
        ids::{OrganizationId, RunId},
        vault_key::{KEY_BYTES, VaultKey},
    },
    entity::payment_order,
    services::{clock::Entropy, vault::Vault},
};
use sea_orm::{EntityTrait, sea_query::Expr};
use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};
use tempfile::TempDir;

/// Servers that a scene is played on at the same time.
const LANES: usize = 2;
/// How the world goes on after a death: whether people do again what was cut off, and how many minutes later.
const RESTARTS: [(bool, i64); 4] = [(false, 1), (true, 0), (false, 20), (true, 20)];
/// The minutes between two rounds of work after that: leases lapse, waits are over, holds run out.
const ROUNDS: [i64; 5] = [0, 3, 3, 16, 60];

/// What happens in one scene, once.
struct Play {
    run: RunId,
    /// What the process does that dies.
    deeds: Vec<Deed>,
    /// What people do again after its death.
    again: Vec<Deed>,
    /// What others do after each round of work.
    meanwhile: Vec<Deed>,
    /// Nothing but people can bring it to its end: they always do it again.
    insists: bool,
    /// How it must end.
    ends: Vec<End>,
    /// Seats taken in the end.
    seats: i32,
    /// What a host must have been paid, once.
    paid_out: Option<(OrganizationId, i64)>,
}

/// A server that scenes are played on, one after the other.
struct Stage {
    app: TestApp,
    heap: Heap,
    _files: TempDir,
}

impl Stage {
    async fn set(backend: Backend) -> Self {
        let (mut app, files) = (TestApp::start(backend).await, tempfile::tempdir().unwrap());
        let heap = Heap(files.path().join("mails"));
        app.services.mail.postman = Arc::new(heap.clone());
        app.services.vault = vault();
        Self { app, heap, _files: files }
    }

    fn task(&self, play: &Play, at: Option<Step>) -> Task {
        let (database, sandbox, mails) = (self.app.database.clone(), self.app.sandbox_url.clone(), self.heap.0.clone());
        Task { database, sandbox, mails, minutes: self.app.minutes.load(Ordering::SeqCst), deeds: play.deeds.clone(), at }
    }

    async fn end(&self, play: &Play, turn: usize, fate: &Fate<'_>) {
        go_on(&self.app, play, turn).await;
        ends::check(&self.app, play, &self.heap, fate).await;
        forget(&self.app).await;
    }
}

/// The vault that all processes share.
fn vault() -> Vault {
    Vault::new(vec![VaultKey { name: "shared".to_owned(), bytes: [7; KEY_BYTES] }], Entropy::system())
}

/// What became of a process.
struct Fate<'a> {
    scene: &'a str,
    /// Where it was killed; none if it got to its end alive.
    at: Option<&'a Step>,
}

impl fmt::Display for Fate<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.at {
            Some((step, times)) => write!(f, "{}, killed {step} ({times})", self.scene),
            None => write!(f, "{}, not killed", self.scene),
        }
    }
}

/// Plays a scene with a death at each of its steps. `must` are steps that it is all about.
async fn matrix(backend: Backend, scene: &str, play: impl AsyncFn(&TestApp, usize) -> Play, must: &[&str]) {
    let stage = Stage::set(backend).await;
    let alive = play(&stage.app, 0).await;
    let steps: Vec<Step> = lives(&stage.task(&alive, None)).await.into_iter().collect();
    stage.end(&alive, 0, &Fate { scene, at: None }).await;
    for must in must {
        assert!(steps.iter().any(|(step, _)| step == must), "{scene}: no step is {must}: {steps:#?}");
    }
    let (turns, deaths) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let lane = async |stage: Option<Stage>| {
        let stage = match stage {
            Some(stage) => stage,
            None => Stage::set(backend).await,
        };
        loop {
            let turn = turns.fetch_add(1, Ordering::SeqCst);
            let Some(step) = steps.get(turn) else { return };
            let play = play(&stage.app, turn + 1).await;
            let died = dies(&stage.task(&play, Some(step.clone()))).await;
            deaths.fetch_add(usize::from(died), Ordering::SeqCst);
            stage.end(&play, turn, &Fate { scene, at: died.then_some(step) }).await;
        }
    };
    futures_util::future::join_all((0..LANES).zip([Some(stage), None]).map(|(_, stage)| lane(stage))).await;
    let deaths = deaths.into_inner();
    eprintln!("{scene} on {backend:?}: killed at {deaths} of {} steps: {steps:?}", steps.len());
    assert!(deaths + 1 >= steps.len(), "{scene}: killed at {deaths} steps only of {steps:#?}");
}

/// Another process takes over: people do again what they were doing, or do not, and time passes until nothing is left to do.
async fn go_on(app: &TestApp, play: &Play, turn: usize) {
    let (again, minutes) = RESTARTS[turn % RESTARTS.len()];
    let hands = Hands { services: app.services.clone(), minutes: app.minutes.clone(), sandbox: app.sandbox_url.clone() };
    app.pass(minutes);
    if again || play.insists {
        for deed in &play.again {
            // Where it was not cut off after all, doing it again is refused.
            if let Err(error) = hands.perform(deed).await {
                tracing::debug!(?deed, error, "done already");
            }
        }
    }
    for minutes in ROUNDS {
        app.pass(minutes);
        nukkad::jobs::run_once(&app.services).await.unwrap();
        for deed in &play.meanwhile {
            hands.perform(deed).await.unwrap();
        }
    }
}

/// Orders of a scene that is over are not looked at in the next.
async fn forget(app: &TestApp) {
    let never = payment_order::Entity::update_many().col_expr(payment_order::Column::NextLookAt, Expr::value(None::<chrono::DateTime<chrono::Utc>>));
    never.exec(app.services.store.writer()).await.unwrap();
}

/// One test for each scene and database.
macro_rules! dies_at_every_step {
    ($($scene:ident $must:expr,)+) => {$(
        mod $scene {
            use crate::support::Backend;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::matrix(Backend::Sqlite, stringify!($scene), super::scenes::$scene, &$must).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                super::matrix(Backend::Postgres, stringify!($scene), super::scenes::$scene, &$must).await;
            }
        }
    )+};
}

dies_at_every_step! {
    booking ["before the order", "after the order", "after COMMIT"],
    booking_and_leaving ["before the order", "after the order"],
    coming_back ["before the capture", "after the capture", "after COMMIT"],
    a_webhook ["before the capture", "after the capture"],
    a_look ["before the capture", "after the capture"],
    an_unanswered_capture ["before the capture", "after the capture"],
    paying_late ["before the capture", "after the capture"],
    paying_too_late ["before the refund", "after the refund"],
    a_mail ["before the mail", "after the mail"],
    a_hold_running_out ["after COMMIT"],
    cancelling ["after COMMIT"],
    a_refund ["before the refund", "after the refund"],
    a_refund_without_answer ["before the refund", "after the refund"],
    a_refund_that_is_lost ["before the refund", "after the refund"],
    a_refused_refund ["before the refund", "after the refund"],
    a_slow_refund ["before the refund", "after the refund"],
    news_of_a_refund ["after COMMIT"],
    calling_off ["before the refund", "after the refund"],
    finalizing ["after COMMIT", "before the refund", "after the refund"],
    paying_out ["before COMMIT", "after COMMIT", "before the mail"],
    paying_through_the_provider ["before the account", "before the transfer", "after the transfer", "after COMMIT", "before the mail"],
}
