//! Random walks: runs, parties, late and doubled payments, cancellations, doors, appeals, disputes, payouts by hand and by the provider, what
//! comes back of them, and workers that die, as they come. Whatever happens, the travelers' rows, the ledger and the provider tell the same
//! story at every step, and in the end everything is where it belongs. A walk is told by its seed: `WALK_SEED=7 WALK_RUNS=100 cargo test
//! --features ssr --test suite -- --ignored a_long_walk` walks one as long as one likes.

use super::*;
use crate::{
    payouts::DAY_MINUTES,
    support::{self, Backend, pay::Paid},
    webhooks::{about_payment, deliver},
};
use nukkad::{
    domain::{
        appeal::{AppealRequest, AppealStatus, Decision, HostAnswer},
        booking::BookingRequest,
        ids::{BookingId, BookingRef},
        payment::PaymentStatus,
        payout::PayoutStatus,
    },
    entity::{appeal, booking, dispute, payout},
    services::{
        Services,
        hosting::Membership,
        payments::{checkout::Callback, payouts::Seen},
        store::Store,
    },
};
use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};
use tokio::sync::Notify;

/// Minutes after which others take up what a dead worker has claimed.
const CLAIMED_FOR: i64 = 3;

/// Chance with a seed (`SplitMix64`), so that a walk that failed can be walked again.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % sides
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.roll(100) < percent
    }
}

struct Walk<'a> {
    app: &'a TestApp,
    dice: Dice,
    host: Membership,
    admin: UserId,
    runs: Vec<RunId>,
    /// Paid at the provider by somebody who has not come back.
    strays: Vec<(BookingRef, Paid)>,
    /// What was done so far.
    deeds: usize,
}

async fn walk(backend: Backend, seed: u64, runs: usize) {
    let app = TestApp::start(backend).await;
    eprintln!("a walk with seed {seed} on {backend:?}");
    let organization = app.organization("walks").await;
    let experience = app.experience(organization, "walks").await;
    let owner = app.user("owner@example.com", "Kavya").await;
    app.member(organization, owner, Role::Owner).await;
    let admin = app.user("admin@example.com", "Admin").await;
    let host = app.services.membership(owner, None).await.unwrap().unwrap();
    app.services.make_admin("admin@example.com").await.unwrap();
    crate::payouts::give_account(&app, organization, owner).await;
    let mut walk = Walk { app: &app, dice: Dice(seed), host, admin, runs: Vec::new(), strays: Vec::new(), deeds: 0 };
    for _ in 0..runs {
        let (price, stake) = ([0, 33_333, 45_000][walk.dice.index(3)], [0, 20_000, 20_001][walk.dice.index(3)]);
        walk.runs.push(app.run_of(experience, RunSpec { price, stake, capacity: 40, ..PAID }).await);
    }
    for run in walk.runs.clone() {
        for guest in 0..=walk.dice.roll(3) {
            walk.book(run, guest).await;
        }
    }
    walk.in_step().await;
    walk.come_back_late(50).await;
    walk.cancel_some(30).await;
    walk.dispute_some(15).await;
    // Holds run out; and only then some pay who have left, or come back who have paid.
    app.pass(25 * 60);
    walk.come_back_late(100).await;
    walk.cancel_some(20).await;
    walk.decide_disputes(50).await;
    walk.in_step().await;
    app.pass(TO_THE_END - 25 * 60);
    walk.open_the_door().await;
    walk.shut_some().await;
    walk.in_step().await;
    app.pass(12 * 60);
    walk.in_step().await;
    walk.shut_the_rest().await;
    walk.in_step().await;
    for _ in 0..4 {
        walk.hear_some().await;
        walk.in_step().await;
        walk.dispute_some(10).await;
        app.pass(12 * 60);
        walk.decide_disputes(30).await;
        app.daily().await;
        walk.pay_out().await;
        app.pass(5);
        walk.in_step().await;
    }
    walk.decide_the_rest().await;
    walk.in_step().await;
    app.pass(TO_APPEAL);
    walk.decide_disputes(100).await;
    walk.in_step().await;
    for _ in 0..3 {
        app.pass(DAY_MINUTES);
        app.daily().await;
        walk.pay_out().await;
        app.pass(5);
        walk.in_step().await;
    }
    walk.has_come_to_its_end().await;
    eprintln!("{} deeds, seed {seed} on {backend:?}", walk.deeds);
}

impl Dice {
    fn index(&mut self, sides: u64) -> usize {
        usize::try_from(self.roll(sides)).unwrap()
    }
}

impl Walk<'_> {
    async fn book(&mut self, run: RunId, guest: u64) {
        let services = &self.app.services;
        let user = self.app.user(&format!("guest{guest}-{run}@example.com"), "Guest").await;
        let names = (0..=self.dice.roll(4)).map(|index| format!("Guest {index}")).collect();
        let request =
            BookingRequest { run, names, email: format!("guest{guest}-{run}@example.com"), phone: None, requests: None, token: "once".to_owned(), shown: None };
        let reference = services.reserve(user, &request).await.unwrap();
        let booked = self.app.booking(&reference).await;
        self.deeds += 1;
        if booked.status == BookingStatus::Confirmed || self.dice.chance(10) {
            return;
        }
        services.open_order(user, &reference).await.unwrap();
        let paid = self.app.pay(&reference).await;
        self.deeds += 1;
        if self.dice.chance(20) {
            self.strays.push((reference, paid));
        } else {
            self.come_back(&reference, &paid).await;
        }
    }

    /// Once or twice, and perhaps the provider says so as well.
    async fn come_back(&mut self, reference: &BookingRef, paid: &Paid) {
        let services = &self.app.services;
        let Paid { payment, order, signature } = paid.clone();
        let back = Callback { booking: Some(reference.clone()), payment: Some(payment), order: Some(order), signature: Some(signature) };
        for _ in 0..=self.dice.roll(2) {
            services.come_back(&back).await.unwrap();
            self.deeds += 1;
        }
        if self.dice.chance(30) {
            let body = about_payment("payment.authorized", &paid.payment, &paid.order);
            for event in 0..=self.dice.roll(2) {
                assert_eq!(deliver(self.app, &body, &format!("{}-{event}", paid.payment)).await, 200);
                self.deeds += 1;
            }
        }
    }

    async fn come_back_late(&mut self, percent: u64) {
        for (reference, paid) in std::mem::take(&mut self.strays) {
            if self.dice.chance(percent) {
                self.come_back(&reference, &paid).await;
            } else {
                self.strays.push((reference, paid));
            }
        }
    }

    /// Perhaps a worker dies first, somewhere in the middle of what it does; then everything is brought to rest and compared.
    async fn in_step(&mut self) {
        if self.dice.chance(40) {
            let statement = self.dice.roll(80);
            self.die_at(statement).await;
        }
        super::in_step(self.app).await;
    }

    /// A worker of its own, with its own connections, is gone after so many statements; what it had claimed is free some minutes later.
    async fn die_at(&mut self, statement: u64) {
        let (database, sandbox, url, others) = (self.app.database.clone(), self.app.sandbox_url.clone(), self.app.url.clone(), self.app.services.clone());
        let died = tokio::task::spawn_blocking(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            let died = runtime.block_on(async {
                let (over, seen) = (Arc::new(Notify::new()), AtomicU64::new(0));
                let mut store = Store::connect(&database).await.unwrap();
                let (told, seen) = (over.clone(), Arc::new(seen));
                store.observe(move |_| {
                    if seen.fetch_add(1, Ordering::SeqCst) == statement {
                        told.notify_one();
                    }
                });
                let services = Services { store, payments: support::payments(&sandbox, &url), ..others };
                tokio::select! {
                    () = over.notified() => true,
                    worked = nukkad::jobs::run_once(&services) => worked.map(|_| false).unwrap(),
                }
            });
            runtime.shutdown_background();
            died
        });
        self.deeds += usize::from(died.await.unwrap());
        self.app.pass(CLAIMED_FOR);
    }

    async fn bookings(&self) -> Vec<booking::Model> {
        booking::Entity::find().order_by_asc(booking::Column::Id).all(self.app.services.store.reader()).await.unwrap()
    }

    async fn travelers(&self) -> BTreeMap<BookingId, Vec<traveler::Model>> {
        let rows = traveler::Entity::find().order_by_asc(traveler::Column::Position).all(self.app.services.store.reader()).await.unwrap();
        let mut by_booking: BTreeMap<BookingId, Vec<traveler::Model>> = BTreeMap::new();
        for row in rows {
            by_booking.entry(row.booking_id).or_default().push(row);
        }
        by_booking
    }

    async fn cancel_some(&mut self, percent: u64) {
        let services = &self.app.services;
        for booking in self.bookings().await {
            if booking.status != BookingStatus::Confirmed || !self.dice.chance(percent) {
                continue;
            }
            let record = services.booking_by_id(booking.id).await.unwrap();
            let mut who: Vec<i32> = record.staying().map(|person| person.position).collect();
            who.retain(|_| self.dice.chance(60));
            if let Ok(quote) = services.quote(&record, &who) {
                services.cancel_seats(booking.user_id, &booking.reference, &who, quote.total()).await.unwrap();
                self.deeds += 1;
            }
        }
    }

    /// On some runs nobody is checked in, on others nearly everybody.
    async fn open_the_door(&mut self) {
        let travelers = self.travelers().await;
        for run in self.runs.clone() {
            let percent = [0, 50, 90][self.dice.index(3)];
            for booking in self.bookings().await.into_iter().filter(|booking| booking.run_id == run && booking.status == BookingStatus::Confirmed) {
                for person in travelers[&booking.id].iter().filter(|person| person.cancelled_at.is_none()) {
                    if self.dice.chance(percent) {
                        check_in(self.app, &booking.reference, person.position).await;
                        self.deeds += 1;
                    }
                }
            }
        }
    }

    async fn shut_some(&mut self) {
        for run in self.runs.clone() {
            if self.dice.chance(50) {
                self.shut(run).await;
            }
        }
    }

    async fn shut(&self, run: RunId) {
        let services = &self.app.services;
        let record = services.attendance_of(&self.host, run).await.unwrap();
        let Some(closing) = record.standing.closing() else { return };
        let seen = record.bookings.iter().flat_map(|booking| booking.record.staying()).filter(|person| person.attendance == Attended).count();
        services.close_attendance(&self.host, run, closing, u32::try_from(seen).unwrap()).await.unwrap();
    }

    async fn shut_the_rest(&self) {
        for run in &self.runs {
            self.shut(*run).await;
        }
    }

    async fn appeals(&self) -> Vec<(appeal::Model, booking::Model)> {
        let rows = appeal::Entity::find().find_also_related(booking::Entity).order_by_asc(appeal::Column::Id);
        rows.all(self.app.services.store.reader()).await.unwrap().into_iter().map(|(appeal, booking)| (appeal, booking.unwrap())).collect()
    }

    async fn hear_some(&mut self) {
        let (services, travelers) = (&self.app.services, self.travelers().await);
        for (appeal, booking) in self.appeals().await {
            self.deeds += 1;
            match (appeal.status, self.dice.roll(6)) {
                (AppealStatus::Possible, 0) => {
                    let mut who: Vec<i32> =
                        travelers[&booking.id].iter().filter(|person| person.stake == ForfeitPending).map(|person| person.position).collect();
                    if who.len() > 1 && self.dice.chance(50) {
                        who.pop();
                    }
                    services.make_appeal(booking.user_id, &booking.reference, &AppealRequest { who, words: "I was there.".into() }).await.unwrap();
                }
                (AppealStatus::Possible | AppealStatus::Open, 1) => {
                    services.answer_appeal(&self.host, booking.run_id, appeal.id, HostAnswer::Supports, None).await.unwrap();
                }
                (AppealStatus::Open, 2) => {
                    services.answer_appeal(&self.host, booking.run_id, appeal.id, HostAnswer::Disputes, Some("No.")).await.ok();
                }
                (AppealStatus::Open, 3) => services.decide_appeal(self.admin, appeal.id, Decision::Grant, None).await.unwrap(),
                (AppealStatus::Open, 4) => services.decide_appeal(self.admin, appeal.id, Decision::Deny, Some("No.")).await.unwrap(),
                _ => {}
            }
        }
    }

    async fn decide_the_rest(&mut self) {
        for (appeal, _) in self.appeals().await {
            if appeal.status == AppealStatus::Open {
                let decision = if self.dice.chance(50) { Decision::Grant } else { Decision::Deny };
                self.app.services.decide_appeal(self.admin, appeal.id, decision, Some("So.")).await.unwrap();
            }
        }
    }

    /// Some of those who have paid take it up with their bank: all of it, or some of the price.
    async fn dispute_some(&mut self, percent: u64) {
        for booking in self.bookings().await {
            let Some(payment) = self.app.payments(&booking.reference).await.into_iter().find(|payment| payment.status == PaymentStatus::Captured) else {
                continue;
            };
            let open = dispute::undecided().filter(dispute::Column::PaymentId.eq(payment.id)).count(self.app.services.store.reader()).await.unwrap();
            if open > 0 || !self.dice.chance(percent) {
                continue;
            }
            // Before the run a bank takes all or nothing.
            let over = booking.status == BookingStatus::Completed;
            let amount = if over && self.dice.chance(40) { booking.price_each.0.max(100) } else { payment.amount.0 };
            self.app.tell(&format!("payments/{}/dispute", payment.provider_payment_id), json!({ "amount": amount })).await;
            self.deeds += 1;
        }
        self.app.services.look_at_disputes().await.unwrap();
    }

    /// Banks decide some of what is before them, one way or another.
    async fn decide_disputes(&mut self, percent: u64) {
        let open = dispute::undecided().order_by_asc(dispute::Column::Id).all(self.app.services.store.reader()).await.unwrap();
        for row in open {
            if self.dice.chance(percent) {
                let outcome = ["won", "lost", "closed", "lost"][self.dice.index(4)];
                self.app.tell(&format!("disputes/{}/{outcome}", row.provider_dispute_id), json!({})).await;
                self.deeds += 1;
            }
        }
        self.app.services.look_at_disputes().await.unwrap();
    }

    /// What can be paid is approved and handed to the bank or to the provider, which pay it, or do not; some of what was paid comes back.
    async fn pay_out(&mut self) {
        self.move_transfers().await;
        let (services, db) = (&self.app.services, self.app.services.store.reader());
        for row in payout::Entity::find().order_by_asc(payout::Column::Id).all(db).await.unwrap() {
            self.deeds += 1;
            match row.status {
                PayoutStatus::Draft | PayoutStatus::Failed => {
                    services.approve_payout(self.admin, Seen { payout: row.id, version: row.version }, "So.").await.ok();
                }
                // Refused where the provider has paid it.
                PayoutStatus::Paid if self.dice.chance(20) => drop(services.payout_failed(self.admin, row.id, row.version, "It came back.").await),
                _ => {}
            }
        }
        if self.dice.chance(50) {
            services.begin_transfers(self.admin, "So.").await.ok();
        } else {
            services.begin_bank_file(self.admin, "So.").await.ok();
        }
        let in_files = payout::Entity::find().filter(payout::Column::Status.eq(PayoutStatus::Processing)).filter(payout::Column::FileId.is_not_null());
        for row in in_files.order_by_asc(payout::Column::Id).all(db).await.unwrap() {
            self.deeds += 1;
            match self.dice.roll(4) {
                0 => {}
                1 => services.payout_failed(self.admin, row.id, row.version, "No such account.").await.unwrap(),
                _ => {
                    let utr = format!("SBIN{:08}{:04}", row.id.0, row.version);
                    services.payout_paid(self.admin, row.id, row.version, (&utr, services.clock.now().date_naive())).await.unwrap();
                }
            }
        }
    }

    /// The provider moves some of what it has; it is heard of by a webhook, or when it is asked.
    async fn move_transfers(&mut self) {
        let payouts = self.app.sandbox.state()["payouts"].as_array().unwrap().clone();
        for payout in payouts {
            let (id, status) = (payout["id"].as_str().unwrap(), payout["status"].as_str().unwrap());
            let to = match (status, self.dice.roll(5)) {
                ("processing", 0) => "failed",
                ("processing", 1) | ("processed", 0) => "reversed",
                ("processing", _) => "processed",
                _ => continue,
            };
            self.app.tell(&format!("payouts/{id}/{to}"), json!({})).await;
            self.deeds += 1;
            if self.dice.chance(50) {
                let body = json!({ "event": format!("payout.{to}"), "payload": { "payout": { "entity": { "id": id } } } }).to_string();
                deliver(self.app, body.as_bytes(), &format!("{id}-{to}")).await;
            }
        }
    }

    async fn has_come_to_its_end(&self) {
        for (booking, people) in self.travelers().await {
            for person in people {
                assert!(matches!(person.stake, StakeStatus::None | Returned | Forfeited), "booking {booking}: {person:?}");
            }
        }
        for booking in self.bookings().await {
            assert!(!matches!(booking.status, BookingStatus::Pending | BookingStatus::Confirmed), "{booking:?}");
        }
        for run in &self.runs {
            assert_eq!(run_row(self.app, *run).await.status, RunStatus::Completed);
        }
        assert!(self.appeals().await.iter().all(|(appeal, _)| !appeal.status.is_undecided()));
        for account in [Account::StakeEscrow, Account::TravelerFunds, Account::RefundClearing] {
            assert_eq!(balance(self.app, account).await, 0, "{account}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite() {
    for seed in 1..=3 {
        walk(Backend::Sqlite, seed, 8).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres() {
    for seed in 5..=6 {
        walk(Backend::Postgres, seed, 8).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it takes minutes; see the module's words"]
async fn a_long_walk() {
    let number = |name: &str, otherwise: u64| std::env::var(name).ok().map_or(otherwise, |text| text.parse().unwrap());
    let (seed, runs) = (number("WALK_SEED", 1), usize::try_from(number("WALK_RUNS", 60)).unwrap());
    for backend in [Backend::Sqlite, Backend::Postgres] {
        walk(backend, seed, runs).await;
    }
}
