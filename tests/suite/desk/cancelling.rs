//! Taking one booking off a run: everything goes back, once, whoever else is at it.

use super::{desk, log_of, paid};
use crate::support::{
    Answer, Browser, TestApp,
    build::{PAID, RunSpec},
    on_both,
    pay::Payer,
};
use nukkad::{
    domain::{
        booking::{BookingStatus, CancelledBy},
        ledger::Account,
        money::Paise,
        payment::RefundCause,
    },
    entity::audit_log,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

async fn cancel(browser: &Browser, payer: &Payer, reason: &str, quoted: &str) -> Answer {
    let (run, reference) = (payer.run.to_string(), payer.reference.to_string());
    browser.call("cancel_booking", &[("run", &run), ("reference", &reference), ("reason", reason), ("quoted", quoted)]).await
}

on_both!(a_host_takes_a_booking_off_and_everything_goes_back, async |app: TestApp| {
    let desk = desk(&app, PAID).await;
    let payer = paid(&app, desk.run, "asha@example.com", &["Asha", "Binu"]).await;
    let page = desk.owner.get(&desk.page(&format!("/bookings/{}/cancel", payer.reference))).await.body;
    assert!(page.contains("₹1,300") && page.contains("whatever the policy says"));
    app.pass(47 * 60);
    assert_eq!(cancel(&desk.owner, &payer, " ", "130000").await.status, 422);
    assert_eq!(cancel(&desk.owner, &payer, "The cook is ill", "129999").await.status, 409);
    assert_eq!(cancel(&desk.owner, &payer, "The cook is ill", "all").await.status, 400);
    assert_eq!(app.booking(&payer.reference).await.status, BookingStatus::Confirmed);
    for _ in 0..2 {
        assert_eq!(cancel(&desk.owner, &payer, "The cook is ill", "130000").await.status, 200, "an hour before, and twice");
    }
    app.drain().await;
    let (booking, refunds) = (app.booking(&payer.reference).await, app.refunds(&payer.reference).await);
    assert_eq!(
        (booking.status, booking.cancelled_by, booking.cancel_reason.as_deref()),
        (BookingStatus::Cancelled, Some(CancelledBy::Host), Some("The cook is ill"))
    );
    assert_eq!((refunds.len(), refunds[0].cause, refunds[0].amount()), (1, RefundCause::Host, Paise(130_000)));
    assert_eq!((app.seats_taken(desk.run).await, app.services.balance(Account::StakeEscrow).await.unwrap()), (0, Paise(0)));
    let told = app.mails.parcels().iter().filter(|parcel| parcel.key.starts_with("cancelled_by_host:")).count();
    assert_eq!(told, 1);
    assert!(payer.browser.get(&format!("/bookings/{}", payer.reference)).await.body.contains("The host has cancelled your booking: "));
    assert_eq!(log_of(&app, desk.ours).await, [("booking.cancelled".to_owned(), "owner".to_owned())]);
    let line = app.services.activity(desk.ours, None).await.unwrap().lines.remove(0);
    assert_eq!((line.before["status"].as_str(), line.after["reason"].as_str()), (Some("confirmed"), Some("The cook is ill")));
    assert_eq!(desk.owner.get(&desk.page(&format!("/bookings/{}/cancel", payer.reference))).await.status, 409);
});

on_both!(what_cannot_be_taken_off_stays_as_it_is, async |app: TestApp| {
    let desk = desk(&app, PAID).await;
    let pending = app.payer_on(desk.run, "pending@example.com", &["Pending"]).await;
    let left = paid(&app, desk.run, "left@example.com", &["Left"]).await;
    let stays = paid(&app, desk.run, "stays@example.com", &["Stays"]).await;
    let reference = left.reference.to_string();
    assert_eq!(left.browser.call("cancel_seats", &[("reference", &reference), ("who", "0"), ("quoted", "65000")]).await.status, 200);
    for payer in [&pending, &left] {
        assert_eq!(cancel(&desk.owner, payer, "Rain", "65000").await.status, 409);
    }
    app.pass(48 * 60 + 1);
    assert_eq!(cancel(&desk.owner, &stays, "Rain", "65000").await.status, 409, "it has begun");
    app.drain().await;
    assert_eq!(app.refunds(&left.reference).await.len(), 1);
    assert_eq!((app.booking(&stays.reference).await.status, app.refunds(&stays.reference).await.len()), (BookingStatus::Confirmed, 0));
    assert_eq!(audit_log::Entity::find().filter(audit_log::Column::OrganizationId.is_not_null()).count(app.services.store.reader()).await.unwrap(), 0);
});

on_both!(host_and_traveler_cancel_at_once_and_the_money_goes_back_once, async |app: TestApp| {
    let desk = desk(&app, RunSpec { capacity: 40, ..PAID }).await;
    let mut payers = Vec::new();
    for number in 0..5 {
        payers.push(paid(&app, desk.run, &format!("guest{number}@example.com"), &["Asha", "Binu"]).await);
    }
    for (number, payer) in payers.iter().enumerate() {
        let start = std::sync::Arc::new(tokio::sync::Barrier::new(4));
        let mut race = tokio::task::JoinSet::new();
        // A whole party or one of it leaves, while two members take the booking off.
        let (who, quoted) = if number % 2 == 0 { ("0,1", "130000") } else { ("1", "65000") };
        for hand in 0..4 {
            let (start, payer, host) = (start.clone(), payer.clone(), if hand % 2 == 0 { desk.owner.clone() } else { desk.manager.clone() });
            race.spawn(async move {
                start.wait().await;
                if hand < 2 {
                    let reference = payer.reference.to_string();
                    payer.browser.call("cancel_seats", &[("reference", &reference), ("who", who), ("quoted", quoted)]).await.status
                } else {
                    cancel(&host, &payer, "Rain", "130000").await.status
                }
            });
        }
        let outcomes = race.join_all().await;
        assert!(outcomes.iter().all(|status| matches!(status, 200 | 409)) && outcomes.contains(&200), "{outcomes:?}");
    }
    app.drain().await;
    for payer in &payers {
        let (booking, refunds) = (app.booking(&payer.reference).await, app.refunds(&payer.reference).await);
        let back: i64 = refunds.iter().map(|refund| refund.amount().0).sum();
        let staying = if booking.status == BookingStatus::Confirmed { i64::from(booking.party) } else { 0 };
        assert_eq!(back, (2 - staying) * 65_000, "{booking:?}");
        assert!(refunds.len() == 1, "never twice");
    }
    assert_eq!(app.services.balance(Account::ProviderClearing).await.unwrap().0, app.sandbox_balance());
});
