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
    /// What is to happen later.
    pub(crate) timers: Vec<Due>,
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

/// A timer, and when it goes off.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Due {
    at_ms: u64,
    timer: Timer,
}

/// A change that comes with time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
        let at_ms = clock::millis().saturating_add(u64::try_from(wait.as_millis()).unwrap_or(u64::MAX));
        self.books.timers.push(Due { at_ms, timer: timer.clone() });
        self.work.push(Work::Later { wait, timer });
    }

    /// What has come up since it was last asked for.
    pub(crate) fn take_work(&mut self) -> Vec<Work> {
        std::mem::take(&mut self.work)
    }

    /// Takes up again what a restart interrupted.
    fn resume(&mut self) {
        let now_ms = clock::millis();
        let left = |due: &Due| Work::Later { wait: Duration::from_millis(due.at_ms.saturating_sub(now_ms)), timer: due.timer.clone() };
        self.work.extend(self.books.timers.iter().map(left));
        let undelivered: Vec<String> = self.books.events.iter().filter(|event| event.is_waiting()).map(|event| event.id.clone()).collect();
        for event in undelivered {
            self.work.push(Work::Deliver { event, wait: Duration::ZERO, releases: Vec::new() });
        }
    }

    pub(crate) fn fire(&mut self, timer: Timer) {
        let gone_off = self.books.timers.iter().enumerate().filter(|(_, due)| due.timer == timer).min_by_key(|(_, due)| due.at_ms).map(|(at, _)| at);
        if let Some(at) = gone_off {
            self.books.timers.swap_remove(at);
        }
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

    /// What there is to take from.
    pub(crate) fn available(&self) -> Available {
        self.books.available(self.settings.opening_balance)
    }
}

/// What there is to take from, where balances are checked, in paise.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Available {
    /// The payment account: what came in and was not settled yet.
    pub(crate) refunds: i64,
    /// The current account: what was settled and not paid out yet.
    pub(crate) payouts: i64,
}

impl Books {
    /// Paise the account has from its business: what was captured less fees, less refunds that did not fail.
    pub(crate) fn balance(&self) -> i64 {
        let captured = self.payments.iter().filter(|payment| payment.captured);
        let earned: i64 = captured.map(|payment| payment.amount - payment.fee.unwrap_or(0)).sum();
        let returned: i64 = self.refunds.iter().filter(|refund| refund.counts()).map(|refund| refund.amount).sum();
        let disputed: i64 = self.disputes.iter().map(|dispute| dispute.amount_deducted).sum();
        earned - returned - disputed
    }

    /// What there is to take from; both accounts had `opening` at the start.
    pub(crate) fn available(&self, opening: i64) -> Available {
        let settled: i64 = self.settlements.iter().map(|settlement| settlement.amount).sum();
        let paid_out: i64 = self.payouts.iter().filter(|payout| payout.counts()).map(|payout| payout.amount + payout.fees).sum();
        Available { refunds: opening + self.balance() - settled, payouts: opening + settled - paid_out }
    }
}
