//! The waitlist: who is asked first, what becomes of an offer, and that nobody is faster than those who wait.

mod queue;
mod races;
mod rights;

use crate::support::{
    Answer, Browser, TestApp,
    build::{PAID, RunSpec, fields, form},
    pay::Payer,
};
use nukkad::{
    domain::{
        booking::BookingStatus,
        ids::{BookingRef, RunId, UserId},
        waitlist::WaitStatus,
    },
    entity::{booking, waitlist},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// Somebody who is logged in.
#[derive(Clone)]
struct Person {
    id: UserId,
    browser: Browser,
}

async fn person(app: &TestApp, name: &str) -> Person {
    let email = format!("{name}@example.com");
    let id = app.user(&email, name).await;
    let browser = app.browser();
    browser.log_in(&email).await;
    Person { id, browser }
}

impl Person {
    async fn join(&self, run: RunId, token: &str, names: &[&str]) -> Answer {
        self.browser.call("join_waitlist", &fields(&form(&run.to_string(), token, names))).await
    }

    /// Joins with a party of so many.
    async fn wait(&self, run: RunId, party: usize) {
        let names = ["Asha", "Binu", "Chitra", "Devi"];
        let answer = self.join(run, "wait", &names[..party]).await;
        assert_eq!((answer.status, answer.json()["to"].as_str()), (200, Some(format!("/runs/{run}/waitlist").as_str())), "{answer:?}");
    }

    async fn place(&self, run: RunId) -> serde_json::Value {
        self.browser.ask("prepare_waitlist", &format!("run={run}")).await.json()["wait"].clone()
    }
}

/// A run that somebody holds all seats of.
async fn full(app: &TestApp, spec: RunSpec) -> Payer {
    let names = ["Zubin", "Yamini", "Xavier", "Wasim"];
    app.payer(spec, &names[..usize::try_from(spec.capacity).unwrap()]).await
}

/// How everybody in line stands, in the order of joining.
async fn line(app: &TestApp, run: RunId) -> Vec<WaitStatus> {
    let rows = waitlist::Entity::find().filter(waitlist::Column::RunId.eq(run)).order_by_asc(waitlist::Column::Id);
    rows.all(app.services.store.reader()).await.unwrap().into_iter().map(|entry| entry.status).collect()
}

/// The offer that somebody got.
async fn offer(app: &TestApp, who: &Person) -> booking::Model {
    let offers = booking::of_user(who.id).filter(booking::Column::WaitlistId.is_not_null()).order_by_desc(booking::Column::Id);
    offers.one(app.services.store.reader()).await.unwrap().expect("an offer")
}

async fn give_up(payer: &Payer) {
    let answer = payer.browser.call("give_up", &[("reference", &payer.reference.to_string())]).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

/// Opens the payment of an offer, pays and comes back.
async fn take(app: &TestApp, who: &Person, reference: &BookingRef) {
    assert_eq!(who.browser.call("open_checkout", &[("reference", &reference.to_string())]).await.status, 200);
    let paid = app.pay(reference).await;
    who.browser.come_back(reference, &paid).await;
    assert_eq!(app.booking(reference).await.status, BookingStatus::Confirmed);
}

/// The keys of all mails that went out, without the numbers.
fn letters(app: &TestApp) -> Vec<String> {
    app.mails.parcels().iter().map(|parcel| parcel.key.split(':').next().unwrap().to_owned()).collect()
}

/// The text of the last mail of a kind.
fn letter(app: &TestApp, kind: &str) -> String {
    let parcel = app.mails.parcels().into_iter().rfind(|parcel| parcel.key.starts_with(kind)).unwrap_or_else(|| panic!("no {kind} went out"));
    let bytes = parcel.message.formatted();
    let message = mail_parser::MessageParser::default().parse(&bytes).unwrap();
    format!("{}\n{}", message.subject().unwrap(), message.body_text(0).unwrap())
}

/// A run of so many seats that costs something.
const fn paid(capacity: i32) -> RunSpec {
    RunSpec { capacity, ..PAID }
}
