//! Everything the sandbox knows. Nothing here waits: what has to happen later is left as [`Work`] for whoever holds the lock.

pub(crate) mod disputes;
pub(crate) mod events;
pub(crate) mod import;
pub(crate) mod notes;
pub(crate) mod orders;
pub(crate) mod payments;
pub(crate) mod refunds;
pub(crate) mod replays;
pub(crate) mod sessions;
pub(crate) mod settlements;
pub(crate) mod table;
pub(crate) mod x;

use crate::{clock, faults::Fault, ids, settings::Settings};
use disputes::Dispute;
use events::Event;
use orders::Order;
use payments::Payment;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use refunds::Refund;
use replays::Replay;
use serde::{Deserialize, Serialize};
use sessions::Session;
use settlements::Settlement;
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
    time::Duration,
};
use table::Table;
use x::{Contact, FundAccount, Payout};

/// What outlives a restart when there is a state file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Books {
    pub(crate) account_id: String,
    pub(crate) orders: Table<Order>,
    pub(crate) payments: Table<Payment>,
    pub(crate) refunds: Table<Refund>,
    pub(crate) disputes: Table<Dispute>,
    pub(crate) settlements: Table<Settlement>,
    pub(crate) contacts: Table<Contact>,
    pub(crate) fund_accounts: Table<FundAccount>,
    pub(crate) payouts: Table<Payout>,
    #[serde(rename = "webhooks")]
    pub(crate) events: Table<Event>,
    #[serde(rename = "idempotency")]
    pub(crate) replays: Table<Replay>,
    #[serde(rename = "checkouts")]
    pub(crate) sessions: Table<Session>,
}

/// What is to be done once the lock is free.
#[derive(Clone, Debug)]
pub(crate) enum Work {
    /// Post an event after a wait, and once it was tried, those it held up.
    Deliver { event: String, wait: Duration, releases: Vec<String> },
    /// Post a held event if nothing has released it by then.
    Release { event: String, wait: Duration },
    /// Change something later.
    Later { wait: Duration, timer: Timer },
}

/// A change that comes with time.
#[derive(Clone, Debug)]
pub(crate) enum Timer {
    ExpirePayment(String),
    AuthorizeLate(String),
    ProcessRefund(String),
    FailRefund(String),
    ProcessPayout(String),
    FailPayout(String),
}

/// The state behind the lock.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) settings: Arc<Settings>,
    pub(crate) webhook_url: Option<String>,
    pub(crate) books: Books,
    pub(crate) faults: Vec<Fault>,
    /// How often each endpoint was asked.
    pub(crate) requests: BTreeMap<String, u64>,
    /// Idempotency keys of requests that are not answered yet.
    pub(crate) in_flight: HashSet<String>,
    /// Goes up with every change, so that the state file knows when it is old.
    pub(crate) version: u64,
    pub(crate) rng: StdRng,
    orders_by_receipt: HashMap<String, Vec<String>>,
    /// Events that wait for another to go first, and whether that other one is known.
    held: Vec<(String, bool)>,
    work: Vec<Work>,
    last_ns: u64,
}

impl State {
    pub(crate) fn new(settings: Arc<Settings>, books: Books) -> Self {
        let mut state = Self {
            webhook_url: settings.webhook_url.clone(),
            rng: StdRng::seed_from_u64(settings.seed),
            settings,
            books,
            faults: Vec::new(),
            requests: BTreeMap::new(),
            in_flight: HashSet::new(),
            version: 0,
            orders_by_receipt: HashMap::new(),
            held: Vec::new(),
            work: Vec::new(),
            last_ns: 0,
        };
        if state.books.account_id.is_empty() {
            state.books.account_id = state.new_id("acc_");
        }
        state.index_receipts();
        state.resume();
        state
    }

    /// A fresh id; two are never the same, because time does not stand still here.
    pub(crate) fn new_id(&mut self, prefix: &str) -> String {
        self.last_ns = clock::nanos().max(self.last_ns + 1);
        format!("{prefix}{}", ids::suffix(self.last_ns, &mut self.rng))
    }

    /// A number of so many decimal digits, for references that banks give.
    pub(crate) fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + self.rng.random_range(0..10_u8))).collect()
    }

    pub(crate) fn later(&mut self, wait: Duration, timer: Timer) {
        self.work.push(Work::Later { wait, timer });
    }

    /// What has come up since it was last asked for.
    pub(crate) fn take_work(&mut self) -> Vec<Work> {
        std::mem::take(&mut self.work)
    }

    /// Takes up again what a restart interrupted.
    fn resume(&mut self) {
        let waiting: Vec<(String, i64)> = self.books.payments.iter().filter_map(|payment| Some((payment.id.clone(), payment.expires_at?))).collect();
        for (id, at) in waiting {
            let left = u64::try_from(at - clock::seconds()).unwrap_or(0);
            self.later(Duration::from_secs(left), Timer::ExpirePayment(id));
        }
        let undelivered: Vec<String> = self.books.events.iter().filter(|event| event.is_waiting()).map(|event| event.id.clone()).collect();
        for event in undelivered {
            self.work.push(Work::Deliver { event, wait: Duration::ZERO, releases: Vec::new() });
        }
    }

    pub(crate) fn fire(&mut self, timer: Timer) {
        self.version += 1;
        // Whatever has overtaken the timer makes it pointless, not wrong.
        let outcome = match timer {
            Timer::ExpirePayment(id) => self.expire_payment(&id),
            Timer::AuthorizeLate(id) => self.authorize(&id),
            Timer::ProcessRefund(id) => self.process_refund(&id),
            Timer::FailRefund(id) => self.fail_refund(&id),
            Timer::ProcessPayout(id) => self.move_payout(&id, "processed"),
            Timer::FailPayout(id) => self.move_payout(&id, "failed"),
        };
        if let Err(error) = outcome {
            tracing::debug!(reason = error.description(), "a timer came too late");
        }
    }

    /// What refunds and payouts may take from.
    pub(crate) fn available(&self) -> i64 {
        self.settings.opening_balance + self.books.balance() - self.books.paid_out()
    }
}

impl Books {
    /// Paise the account has from its business: what was captured less fees, less refunds that did not fail.
    pub(crate) fn balance(&self) -> i64 {
        let captured = self.payments.iter().filter(|payment| payment.captured);
        let earned: i64 = captured.map(|payment| payment.amount - payment.fee.unwrap_or(0)).sum();
        let returned: i64 = self.refunds.iter().filter(|refund| refund.counts()).map(|refund| refund.amount).sum();
        earned - returned
    }

    /// Paise that payouts have taken, or are about to.
    pub(crate) fn paid_out(&self) -> i64 {
        self.payouts.iter().filter(|payout| payout.counts()).map(|payout| payout.amount + payout.fees).sum()
    }
}
