//! The scenes: each makes people and a run of its own, and says what happens and how it must end.

use super::{
    Play,
    deeds::{Deed, Hands},
    ends::End,
};
use crate::{
    support::{
        TestApp,
        build::{PAID, RunSpec},
        pay::Paid,
    },
    webhooks::about_payment,
};
use nukkad::{
    domain::{
        booking::BookingStatus,
        ids::{BookingRef, PayoutId, RunId, UserId},
        money::Paise,
        organization::Role,
    },
    services::payments::payouts::{CollectPayouts, PayoutTab},
};
use serde_json::json;

/// Price and stake of one traveler of [`PAID`].
const EACH: i64 = 65_000;

/// The stake of one traveler of [`PAID`].
const STAKE: i64 = 20_000;

/// What is written to somebody who had a booking and cancelled.
const CANCELLED: &[&[&str]] = &[&["booking_cancelled", "booking_confirmed", "refund_processed"]];

/// A traveler with a booking.
struct Guest {
    user: UserId,
    reference: BookingRef,
}

impl TestApp {
    fn hands(&self) -> Hands {
        Hands { services: self.services.clone(), minutes: self.minutes.clone(), sandbox: self.sandbox_url.clone() }
    }

    async fn guest(&self, run: RunId, name: &str, party: usize) -> Guest {
        let user = self.user(&format!("{name}-{run}@example.com"), "Asha").await;
        self.hands().perform(&Deed::Book { user, run, party }).await.unwrap();
        let reference = self.bookings_on(run).await.into_iter().find(|booking| booking.user_id == user).unwrap().reference;
        Guest { user, reference }
    }

    /// One who has paid at the provider; nobody here knows.
    async fn paid_guest(&self, run: RunId, party: usize) -> (Guest, Paid) {
        let guest = self.guest(run, "asha", party).await;
        let paid = self.pay(&guest.reference).await;
        (guest, paid)
    }

    async fn confirmed_guest(&self, run: RunId, name: &str, party: usize) -> Guest {
        let guest = self.guest(run, name, party).await;
        let paid = self.pay(&guest.reference).await;
        self.hands().perform(&Deed::come_back(&guest.reference, &paid)).await.unwrap();
        guest
    }

    /// One who has just cancelled one of three seats; the refund is yet to be sent. The provider itself refuses to give back more
    /// than was paid, so only a refund of a part can be done twice.
    async fn smaller_guest(&self, run: RunId) -> Guest {
        let guest = self.confirmed_guest(run, "asha", 3).await;
        self.settle_down().await;
        self.services.cancel_seats(guest.user, &guest.reference, &[1], Paise(EACH)).await.unwrap();
        guest
    }

    /// What is not part of the scene is done before it.
    async fn settle_down(&self) {
        self.hands().perform(&Deed::Work).await.unwrap();
        super::forget(self).await;
    }

    async fn fresh_run(&self, at: usize, spec: RunSpec) -> RunId {
        self.faults(json!([])).await;
        self.run(&format!("coffee-{at}"), spec).await
    }
}

fn confirmed(user: UserId, party: i64) -> End {
    // While nobody worked, the hold may have run out; then the seats were won once more.
    let letters = &[&["booking_confirmed"], &["booking_confirmed", "hold_expired"] as &[_]];
    End { user, status: BookingStatus::Confirmed, may_be_missing: false, captured: party * EACH, refunded: 0, letters }
}

fn smaller(user: UserId) -> End {
    End { refunded: EACH, letters: CANCELLED, ..confirmed(user, 3) }
}

fn play(run: RunId, seats: i32, deeds: Vec<Deed>, again: Vec<Deed>, ends: Vec<End>) -> Play {
    Play { run, deeds, again, meanwhile: vec![], insists: false, ends, seats, paid_out: None }
}

/// A traveler books; whatever happens, the form is sent again, and then paid for.
pub(super) async fn booking(app: &TestApp, at: usize) -> Play {
    let run = app.fresh_run(at, PAID).await;
    let user = app.user(&format!("asha-{run}@example.com"), "Asha").await;
    let book = Deed::Book { user, run, party: 2 };
    let again = vec![book.clone(), Deed::Pay { user, run }];
    // Whoever comes back to a hold that has run out pays late, and there are seats.
    Play { insists: true, ..play(run, 2, vec![book], again, vec![confirmed(user, 2)]) }
}

/// A traveler books and is never seen again.
pub(super) async fn booking_and_leaving(app: &TestApp, at: usize) -> Play {
    let run = app.fresh_run(at, PAID).await;
    let user = app.user(&format!("asha-{run}@example.com"), "Asha").await;
    let end = End { status: BookingStatus::Expired, may_be_missing: true, captured: 0, letters: &[&["hold_expired"]], ..confirmed(user, 2) };
    play(run, 0, vec![Deed::Book { user, run, party: 2 }], vec![], vec![end])
}

/// The browser comes back from the provider, and perhaps once more.
pub(super) async fn coming_back(app: &TestApp, at: usize) -> Play {
    let run = app.fresh_run(at, PAID).await;
    let (guest, paid) = app.paid_guest(run, 2).await;
    let back = vec![Deed::come_back(&guest.reference, &paid)];
    play(run, 2, back.clone(), back, vec![confirmed(guest.user, 2)])
}

/// The provider tells of the payment, and perhaps once more.
pub(super) async fn a_webhook(app: &TestApp, at: usize) -> Play {
    let run = app.fresh_run(at, PAID).await;
    let (guest, paid) = app.paid_guest(run, 2).await;
    let body = String::from_utf8(about_payment("payment.authorized", &paid.payment, &paid.order)).unwrap();
    let news = Deed::Webhook { body, event_id: format!("event-{at}") };
    play(run, 2, vec![news.clone(), Deed::Work], vec![news], vec![confirmed(guest.user, 2)])
}

/// Nobody tells of the payment; it is found by looking.
pub(super) async fn a_look(app: &TestApp, at: usize) -> Play {
    let run = app.fresh_run(at, PAID).await;
    let (guest, _) = app.paid_guest(run, 2).await;
    play(run, 2, vec![Deed::Wait(1), Deed::Work], vec![], vec![confirmed(guest.user, 2)])
}

/// The provider captures and does not say so.
pub(super) async fn an_unanswered_capture(app: &TestApp, at: usize) -> Play {
    let run = app.fresh_run(at, PAID).await;
    let (guest, paid) = app.paid_guest(run, 2).await;
    app.faults(json!([{"on": "POST /v1/payments/*/capture", "do": "status", "status": 500, "when": "after", "times": 1}])).await;
    let back = Deed::come_back(&guest.reference, &paid);
    play(run, 2, vec![back.clone(), Deed::Wait(1), Deed::Work], vec![back], vec![confirmed(guest.user, 2)])
}

/// Paid after the hold had run out, and there are seats.
pub(super) async fn paying_late(app: &TestApp, at: usize) -> Play {
    let run = app.fresh_run(at, PAID).await;
    let (guest, paid) = expired_guest(app, run).await;
    let back = vec![Deed::come_back(&guest.reference, &paid)];
    let end = End { letters: &[&["booking_confirmed", "hold_expired"]], ..confirmed(guest.user, 1) };
    play(run, 1, back.clone(), back, vec![end])
}

/// Paid after the hold had run out, somebody else has the last seat, and the money was captured by hand.
pub(super) async fn paying_too_late(app: &TestApp, at: usize) -> Play {
    let run = app.fresh_run(at, RunSpec { capacity: 1, ..PAID }).await;
    let guest = app.guest(run, "asha", 1).await;
    run_out(app).await;
    let other = app.confirmed_guest(run, "binu", 1).await;
    let paid = app.pay(&guest.reference).await;
    app.services.payments.provider.capture(&paid.payment, Paise(EACH)).await.unwrap();
    let back = Deed::come_back(&guest.reference, &paid);
    let letters = &[&["hold_expired", "payment_not_kept", "refund_processed"] as &[_]];
    let end = End { status: BookingStatus::Expired, refunded: EACH, letters, ..confirmed(guest.user, 1) };
    play(run, 1, vec![back.clone(), Deed::Work], vec![back], vec![end, confirmed(other.user, 1)])
}

async fn run_out(app: &TestApp) {
    app.pass(16);
    app.hands().perform(&Deed::Work).await.unwrap();
}

async fn expired_guest(app: &TestApp, run: RunId) -> (Guest, Paid) {
    let guest = app.guest(run, "asha", 1).await;
    run_out(app).await;
    let paid = app.pay(&guest.reference).await;
    (guest, paid)
}

/// Nobody pays in time.
pub(super) async fn a_hold_running_out(app: &TestApp, at: usize) -> Play {
    let run = app.fresh_run(at, PAID).await;
    let guest = app.guest(run, "asha", 2).await;
    let end = End { status: BookingStatus::Expired, captured: 0, letters: &[&["hold_expired"]], ..confirmed(guest.user, 2) };
    play(run, 0, vec![Deed::Wait(16), Deed::Work], vec![], vec![end])
}

/// A letter goes out.
pub(super) async fn a_mail(app: &TestApp, at: usize) -> Play {
    let run = app.fresh_run(at, PAID).await;
    let guest = app.confirmed_guest(run, "asha", 2).await;
    play(run, 2, vec![Deed::Work], vec![], vec![confirmed(guest.user, 2)])
}

/// A traveler cancels, and asks again until it is done.
pub(super) async fn cancelling(app: &TestApp, at: usize) -> Play {
    let run = app.fresh_run(at, PAID).await;
    let guest = app.confirmed_guest(run, "asha", 2).await;
    let cancel = vec![Deed::Cancel { user: guest.user, reference: guest.reference, positions: vec![0, 1], quoted: 2 * EACH }];
    let end = End { status: BookingStatus::Cancelled, refunded: 2 * EACH, letters: CANCELLED, ..confirmed(guest.user, 2) };
    Play { insists: true, ..play(run, 0, cancel.clone(), cancel, vec![end]) }
}

/// The refund of a cancellation is sent.
pub(super) async fn a_refund(app: &TestApp, at: usize) -> Play {
    refund(app, at, json!([]), vec![Deed::Work]).await
}

/// The provider refunds and does not say so.
pub(super) async fn a_refund_without_answer(app: &TestApp, at: usize) -> Play {
    let fault = json!([{"on": "POST /v1/payments/*/refund", "do": "status", "status": 500, "when": "after", "times": 1}]);
    refund(app, at, fault, vec![Deed::Work, Deed::Wait(1), Deed::Work]).await
}

/// The provider does not refund, and does not say so.
pub(super) async fn a_refund_that_is_lost(app: &TestApp, at: usize) -> Play {
    let fault = json!([{"on": "POST /v1/payments/*/refund", "do": "status", "status": 500, "when": "before", "times": 1}]);
    refund(app, at, fault, vec![Deed::Work, Deed::Wait(1), Deed::Work]).await
}

/// The provider refuses the refund; it is begun anew, under another key.
pub(super) async fn a_refused_refund(app: &TestApp, at: usize) -> Play {
    let fault = json!([{"on": "POST /v1/payments/*/refund", "do": "status", "status": 400, "when": "before", "times": 1}]);
    refund(app, at, fault, vec![Deed::Work, Deed::Wait(6), Deed::Work]).await
}

/// The provider takes the refund on, and its time over it.
pub(super) async fn a_slow_refund(app: &TestApp, at: usize) -> Play {
    let fault = json!([{"on": "refund", "do": "pending", "times": 1}]);
    let slow = refund(app, at, fault, vec![Deed::Work, Deed::Wait(2), Deed::Work, Deed::Bank, Deed::Wait(5), Deed::Work]).await;
    Play { meanwhile: vec![Deed::Bank], ..slow }
}

async fn refund(app: &TestApp, at: usize, faults: serde_json::Value, deeds: Vec<Deed>) -> Play {
    let run = app.fresh_run(at, PAID).await;
    let guest = app.smaller_guest(run).await;
    app.faults(faults).await;
    play(run, 2, deeds, vec![], vec![smaller(guest.user)])
}

/// The provider tells that a refund is done which it had taken on.
pub(super) async fn news_of_a_refund(app: &TestApp, at: usize) -> Play {
    let run = app.fresh_run(at, PAID).await;
    let guest = app.smaller_guest(run).await;
    app.faults(json!([{"on": "refund", "do": "pending", "times": 1}])).await;
    app.hands().perform(&Deed::Work).await.unwrap();
    let sent = app.refunds(&guest.reference).await.remove(0);
    let id = sent.provider_refund_id.unwrap();
    app.tell(&format!("refunds/{id}/process"), json!({})).await;
    let body = json!({"event": "refund.processed", "payload": {"refund": {"entity": {"id": id, "receipt": sent.idempotency_key}}}}).to_string();
    let news = Deed::Webhook { body, event_id: format!("event-{at}") };
    play(run, 2, vec![news.clone(), Deed::Work], vec![news], vec![smaller(guest.user)])
}

/// A host calls a run off: two bookings are paid for, one is not. The host asks again until it is done.
pub(super) async fn calling_off(app: &TestApp, at: usize) -> Play {
    app.faults(json!([])).await;
    let organization = app.organization(&format!("walks-{at}")).await;
    let experience = app.experience(organization, &format!("walks-{at}")).await;
    let run = app.run_of(experience, PAID).await;
    let host = app.user(&format!("host-{run}@example.com"), "Host").await;
    app.member(organization, host, Role::Manager).await;
    let (one, two, unpaid) = (app.confirmed_guest(run, "one", 1).await, app.confirmed_guest(run, "two", 2).await, app.guest(run, "unpaid", 1).await);
    app.settle_down().await;
    let letters = &[&["booking_confirmed", "refund_processed", "run_cancelled"] as &[_]];
    let end = |guest: &Guest, party| End { status: BookingStatus::Cancelled, refunded: party * EACH, letters, ..confirmed(guest.user, party) };
    let nothing = End { status: BookingStatus::Expired, captured: 0, letters: &[&["hold_expired"], &["run_cancelled"]], ..confirmed(unpaid.user, 1) };
    let call_off = Deed::CallOff { host, run };
    let ends = vec![end(&one, 1), end(&two, 2), nothing];
    Play { insists: true, ..play(run, 0, vec![call_off.clone(), Deed::Work], vec![call_off], ends) }
}

/// A host makes attendance final: of two only one came, somebody else came alone. Nobody appeals.
pub(super) async fn finalizing(app: &TestApp, at: usize) -> Play {
    app.faults(json!([])).await;
    let organization = app.organization(&format!("walks-{at}")).await;
    let experience = app.experience(organization, &format!("walks-{at}")).await;
    let run = app.run_of(experience, PAID).await;
    let host = app.user(&format!("host-{run}@example.com"), "Host").await;
    app.member(organization, host, Role::Manager).await;
    let (both, alone) = (app.confirmed_guest(run, "both", 2).await, app.confirmed_guest(run, "alone", 1).await);
    app.settle_down().await;
    app.pass(51 * 60);
    for guest in [&both, &alone] {
        crate::stakes::check_in(app, &guest.reference, 0).await;
    }
    let finalize = Deed::Finalize { host, run, seen: 2 };
    let end = |guest: &Guest, party, letters| End { status: BookingStatus::Completed, refunded: STAKE, letters, ..confirmed(guest.user, party) };
    let ends = vec![
        end(&both, 2, &[&["attendance_final", "booking_confirmed", "refund_processed", "stake_forfeited"] as &[_]]),
        end(&alone, 1, &[&["attendance_final", "booking_confirmed", "refund_processed"] as &[_]]),
    ];
    // Where the host does not do it again, it becomes final by itself; and then the time to appeal goes by.
    Play { meanwhile: vec![Deed::Wait(25 * 60)], ..play(run, 3, vec![finalize.clone(), Deed::Work], vec![finalize], ends) }
}

/// An admin pays a host for a run of two, from the draft to the bank's reference.
pub(super) async fn paying_out(app: &TestApp, at: usize) -> Play {
    let by_hand = |admin, payout| vec![Deed::ToTheBank { admin }, Deed::PaidOut { admin, payout }, Deed::Work];
    payout_of_two(app, at, by_hand).await
}

/// The same, with the provider to pay it.
pub(super) async fn paying_through_the_provider(app: &TestApp, at: usize) -> Play {
    let by_provider = |admin, _| vec![Deed::ToTheProvider { admin }, Deed::Work, Deed::Bank, Deed::Wait(5), Deed::Work];
    let play = payout_of_two(app, at, by_provider).await;
    // Where nobody does it again: a claim lapses, the bank gets to it, and the job asks once more.
    Play { meanwhile: vec![Deed::Wait(30), Deed::Work, Deed::Bank, Deed::Wait(48 * 60)], ..play }
}

async fn payout_of_two(app: &TestApp, at: usize, rest: impl FnOnce(UserId, PayoutId) -> Vec<Deed>) -> Play {
    app.faults(json!([])).await;
    let organization = app.organization(&format!("walks-{at}")).await;
    let experience = app.experience(organization, &format!("walks-{at}")).await;
    let run = app.run_of(experience, PAID).await;
    let host = app.user(&format!("host-{run}@example.com"), "Host").await;
    app.member(organization, host, Role::Owner).await;
    crate::payouts::give_account(app, organization, host).await;
    let guest = app.confirmed_guest(run, "asha", 2).await;
    app.settle_down().await;
    app.pass(51 * 60);
    for position in [0, 1] {
        crate::stakes::check_in(app, &guest.reference, position).await;
    }
    app.hands().perform(&Deed::Finalize { host, run, seen: 2 }).await.unwrap();
    app.settle_down().await;
    app.pass(25 * 60);
    app.services.collect_payouts(CollectPayouts { by: None }).await.unwrap();
    let draft = app.services.payouts(PayoutTab::Draft).await.unwrap().into_iter().map(|row| row.payout).find(|payout| payout.organization_id == organization);
    let draft = draft.unwrap();
    let email = format!("admin-{run}@example.com");
    let admin = app.user(&email, "Admin").await;
    app.services.make_admin(&email).await.unwrap();
    let approve = Deed::Approve { admin, payout: draft.id, version: draft.version };
    let deeds: Vec<Deed> = [approve].into_iter().chain(rest(admin, draft.id)).collect();
    let letters = &[&["attendance_final", "booking_confirmed", "refund_processed"] as &[_]];
    let end = End { status: BookingStatus::Completed, refunded: 2 * STAKE, letters, ..confirmed(guest.user, 2) };
    Play { insists: true, paid_out: Some((organization, 81_000)), ..play(run, 2, deeds.clone(), deeds, vec![end]) }
}
