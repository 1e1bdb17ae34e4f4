//! The process that dies. It does its deeds, names its steps, and at one of them stands still until it is killed (SIGKILL).
//! Steps are where something has changed or is about to: both sides of every commit, every statement that commits by itself, and both
//! sides of every call that moves money or sends a mail. What a transaction does before its commit is undone by the database, so
//! dying there is dying before the commit; `CRASH_STATEMENTS=1` dies at each of its statements all the same.

use super::{
    deeds::{Deed, Hands},
    mails::Heap,
};
use crate::support;
use async_trait::async_trait;
use nukkad::{
    domain::money::Paise,
    services::{
        Services,
        mail::{MailError, Parcel, Postman},
        payments::{
            payer::{Beneficiary, NewTransfer, Payer, Transfer},
            provider::{Dispute, NewOrder, NewRefund, Order, Payment, Provider, ProviderError, Refund, SettledItem},
        },
        store::Store,
    },
};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeSet,
    io::{self, Write},
    os::unix::process::ExitStatusExt,
    path::PathBuf,
    process::Stdio,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicUsize, Ordering},
    },
};
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
};
use tracing::{Id, Metadata, Span, Subscriber, span::Attributes, subscriber::Interest};
use tracing_subscriber::{
    Layer,
    layer::{Context, SubscriberExt},
    util::SubscriberInitExt,
};

/// Carries a [`Task`] to a child.
const TASK: &str = "CRASH_TASK";
/// What a child writes in front of the name of a step: of the one at which it stands still, or of all if it is to live.
const HERE: &str = "step: ";

/// What a child is to do.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Task {
    pub(super) database: String,
    pub(super) sandbox: String,
    /// Where mails are handed over.
    pub(super) mails: PathBuf,
    pub(super) minutes: i64,
    pub(super) deeds: Vec<Deed>,
    /// The step to die at; none to do all and write down the steps.
    pub(super) at: Option<Step>,
}

/// A step: its name, and how many of that name it is. Several jobs are done at once, so that only this stays the same from one process to the next.
pub(super) type Step = (String, usize);

/// Starts a process and kills it at its step: true if it came to that.
pub(super) async fn dies(task: &Task) -> bool {
    let (mut child, mut said) = start(task);
    while let Some(line) = said.next_line().await.unwrap() {
        if line.starts_with(HERE) {
            child.kill().await.unwrap();
            assert_eq!(child.wait().await.unwrap().signal(), Some(9));
            return true;
        }
    }
    assert!(child.wait().await.unwrap().success(), "the child failed by itself: {task:?}");
    false
}

/// Lets a process get to its end alive, and gives its steps.
pub(super) async fn lives(task: &Task) -> BTreeSet<Step> {
    let (mut child, mut said) = start(task);
    let mut steps = BTreeSet::new();
    while let Some(line) = said.next_line().await.unwrap() {
        if let Some(name) = line.strip_prefix(HERE) {
            let earlier = steps.iter().filter(|(other, _)| other == name).count();
            steps.insert((name.to_owned(), earlier + 1));
        }
    }
    assert!(child.wait().await.unwrap().success(), "the child failed by itself: {task:?}");
    steps
}

fn start(task: &Task) -> (Child, Lines<BufReader<ChildStdout>>) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["crash::child::process", "--exact", "--ignored", "--nocapture", "--test-threads=1"])
        .env(TASK, serde_json::to_string(task).unwrap())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let said = BufReader::new(child.stdout.take().unwrap()).lines();
    (child, said)
}

/// A child's one test. On one thread, so that nothing goes on once it stands still.
#[tokio::test(flavor = "current_thread")]
#[ignore = "it is started by the tests that kill it"]
async fn process() {
    let Ok(task) = std::env::var(TASK) else { return };
    let task: Task = serde_json::from_str(&task).unwrap();
    let steps = Steps::until(task.at);
    tracing_subscriber::registry().with(Commits(steps.clone())).init();
    let mut store = Store::connect(&task.database).await.unwrap();
    let (writes, each) = (steps.clone(), std::env::var_os("CRASH_STATEMENTS").is_some());
    store.observe(move |sql| {
        let by_itself = Span::current().metadata().is_some_and(|span| !span.target().ends_with("::transaction"));
        if !sql.starts_with("SELECT") && (by_itself || each) {
            writes.step(&format!("after {}", sql.chars().take_while(|letter| *letter != '(').take(40).collect::<String>()));
        }
    });
    let mut payments = support::payments(&task.sandbox, "http://127.0.0.1");
    payments.provider = Arc::new(Watched { inner: payments.provider, steps: steps.clone() });
    payments.payer = payments.payer.map(|inner| Arc::new(Watched { inner, steps: steps.clone() }) as Arc<dyn Payer>);
    let minutes = Arc::new(AtomicI64::new(task.minutes));
    let mut services = Services::new(store, payments);
    services.clock = support::clock(&minutes);
    services.vault = super::vault();
    services.mail.postman = Arc::new(Watched { inner: Heap(task.mails), steps });
    let hands = Hands { services, minutes, sandbox: task.sandbox };
    for deed in &task.deeds {
        hands.perform(deed).await.unwrap();
    }
}

/// Counts up to the step to die at.
#[derive(Clone, Debug)]
struct Steps {
    at: Arc<Option<Step>>,
    seen: Arc<AtomicUsize>,
    /// Commits that were begun and have not ended.
    committing: Arc<AtomicUsize>,
}

impl Steps {
    fn until(at: Option<Step>) -> Self {
        Self { at: Arc::new(at), seen: Arc::default(), committing: Arc::default() }
    }

    fn step(&self, name: &str) {
        let Some((wanted, times)) = self.at.as_ref() else { return say(name) };
        if wanted == name && self.seen.fetch_add(1, Ordering::SeqCst) + 1 == *times {
            say(name);
            loop {
                std::thread::park();
            }
        }
    }
}

/// The test harness leaves its own line unfinished, so this begins a new one.
fn say(name: &str) {
    let mut out = io::stdout().lock();
    writeln!(out, "\n{HERE}{name}").unwrap();
    out.flush().unwrap();
}

/// Sees the commits, by the spans that the database's library opens: one for a commit, and one when a transaction's handle is
/// dropped, which is the very next thing that happens to one that was committed.
struct Commits(Steps);

impl<S: Subscriber> Layer<S> for Commits {
    fn register_callsite(&self, about: &'static Metadata<'static>) -> Interest {
        if about.is_span() && about.target().starts_with("sea_orm::database") { Interest::always() } else { Interest::never() }
    }

    fn on_new_span(&self, span: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        let Steps { committing, .. } = &self.0;
        match span.metadata().name() {
            "commit" => {
                self.0.step("before COMMIT");
                committing.fetch_add(1, Ordering::SeqCst);
            }
            "start_rollback" if committing.load(Ordering::SeqCst) > 0 => {
                committing.fetch_sub(1, Ordering::SeqCst);
                self.0.step("after COMMIT");
            }
            _ => {}
        }
    }
}

/// The world outside, with a step before and after each call that changes something there. Questions are no steps.
#[derive(Debug)]
struct Watched<T> {
    inner: T,
    steps: Steps,
}

impl<W> Watched<W> {
    async fn around<T>(&self, call: &str, calling: impl Future<Output = T>) -> T {
        self.steps.step(&format!("before {call}"));
        let answer = calling.await;
        self.steps.step(&format!("after {call}"));
        answer
    }
}

#[async_trait]
impl Provider for Watched<Arc<dyn Provider>> {
    async fn create_order(&self, order: &NewOrder) -> Result<Order, ProviderError> {
        self.around("the order", self.inner.create_order(order)).await
    }

    async fn order_by_receipt(&self, receipt: &str) -> Result<Option<Order>, ProviderError> {
        self.inner.order_by_receipt(receipt).await
    }

    async fn payments_of_order(&self, order: &str) -> Result<Vec<Payment>, ProviderError> {
        self.inner.payments_of_order(order).await
    }

    async fn payment(&self, payment: &str) -> Result<Payment, ProviderError> {
        self.inner.payment(payment).await
    }

    async fn capture(&self, payment: &str, amount: Paise) -> Result<Payment, ProviderError> {
        self.around("the capture", self.inner.capture(payment, amount)).await
    }

    async fn refund(&self, refund: &NewRefund) -> Result<Refund, ProviderError> {
        self.around("the refund", self.inner.refund(refund)).await
    }

    async fn refund_status(&self, refund: &str) -> Result<Refund, ProviderError> {
        self.inner.refund_status(refund).await
    }

    async fn refunds_of_payment(&self, payment: &str) -> Result<Vec<Refund>, ProviderError> {
        self.inner.refunds_of_payment(payment).await
    }

    async fn payments_between(&self, span: (i64, i64), skip: usize) -> Result<Vec<Payment>, ProviderError> {
        self.inner.payments_between(span, skip).await
    }

    async fn refunds_between(&self, span: (i64, i64), skip: usize) -> Result<Vec<Refund>, ProviderError> {
        self.inner.refunds_between(span, skip).await
    }

    async fn settled_on(&self, day: chrono::NaiveDate, skip: usize) -> Result<Vec<SettledItem>, ProviderError> {
        self.inner.settled_on(day, skip).await
    }

    async fn settlement_amount(&self, settlement: &str) -> Result<Paise, ProviderError> {
        self.inner.settlement_amount(settlement).await
    }

    async fn dispute(&self, dispute: &str) -> Result<Dispute, ProviderError> {
        self.inner.dispute(dispute).await
    }

    async fn disputes_between(&self, span: (i64, i64), skip: usize) -> Result<Vec<Dispute>, ProviderError> {
        self.inner.disputes_between(span, skip).await
    }

    async fn check_keys(&self) -> Result<(), ProviderError> {
        self.inner.check_keys().await
    }
}

#[async_trait]
impl Payer for Watched<Arc<dyn Payer>> {
    async fn beneficiary(&self, beneficiary: &Beneficiary) -> Result<String, ProviderError> {
        self.around("the account", self.inner.beneficiary(beneficiary)).await
    }

    async fn transfer(&self, transfer: &NewTransfer) -> Result<Transfer, ProviderError> {
        self.around("the transfer", self.inner.transfer(transfer)).await
    }

    async fn transfer_status(&self, transfer: &str) -> Result<Transfer, ProviderError> {
        self.inner.transfer_status(transfer).await
    }

    async fn transfer_by_key(&self, key: &str) -> Result<Option<Transfer>, ProviderError> {
        self.inner.transfer_by_key(key).await
    }
}

#[async_trait]
impl Postman for Watched<Heap> {
    async fn deliver(&self, parcel: &Parcel) -> Result<(), MailError> {
        self.around("the mail", self.inner.deliver(parcel)).await
    }
}
