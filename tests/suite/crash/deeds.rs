//! What processes do here: written down, so that one process can do it and die, and another can do it once more.

use crate::{support, webhooks::signature};
use nukkad::{
    domain::{
        attendance::Closing,
        booking::BookingRequest,
        ids::{BookingRef, PayoutId, RunId, UserId},
        money::Paise,
        schedule::Scope,
    },
    entity::{booking, payment_order},
    services::{
        Services,
        payments::{checkout::Callback, payouts::Seen},
    },
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::{
    error::Error,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};
use support::pay::{Paid, WEBHOOK_SECRET};

/// One thing that somebody does.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Deed {
    /// A traveler sends the booking form, always with the same token.
    Book {
        user: UserId,
        run: RunId,
        party: usize,
    },
    /// A traveler pays at the provider and comes back.
    Pay {
        user: UserId,
        run: RunId,
    },
    /// A browser comes back from the provider.
    ComeBack {
        reference: BookingRef,
        payment: String,
        order: String,
        signature: String,
    },
    /// The provider's message, with the event's id.
    Webhook {
        body: String,
        event_id: String,
    },
    /// A traveler cancels seats.
    Cancel {
        user: UserId,
        reference: BookingRef,
        positions: Vec<i32>,
        quoted: i64,
    },
    /// A host calls a run off.
    CallOff {
        host: UserId,
        run: RunId,
    },
    /// A host says who was there, and that this is final.
    Finalize {
        host: UserId,
        run: RunId,
        seen: u32,
    },
    /// An admin approves a payout as it was when the scene began, takes it to the bank, and writes down that it is paid.
    Approve {
        admin: UserId,
        payout: PayoutId,
        version: i32,
    },
    ToTheBank {
        admin: UserId,
    },
    PaidOut {
        admin: UserId,
        payout: PayoutId,
    },
    /// An admin has the provider pay what is approved.
    ToTheProvider {
        admin: UserId,
    },
    /// The bank does what refunds and payouts it has before it.
    Bank,
    /// Minutes pass.
    Wait(i64),
    /// The queue is worked off.
    Work,
}

impl Deed {
    pub(super) fn come_back(reference: &BookingRef, paid: &Paid) -> Self {
        let Paid { payment, order, signature } = paid.clone();
        Self::ComeBack { reference: reference.clone(), payment, order, signature }
    }
}

/// Who does it: a process's use cases and clock.
#[derive(Clone)]
pub(super) struct Hands {
    pub(super) services: Services,
    pub(super) minutes: Arc<AtomicI64>,
    pub(super) sandbox: String,
}

impl Hands {
    pub(super) async fn perform(&self, deed: &Deed) -> Result<(), Box<dyn Error>> {
        let services = &self.services;
        match deed {
            Deed::Book { user, run, party } => {
                let names = vec!["Asha".to_owned(); *party];
                let request = BookingRequest {
                    run: *run,
                    names,
                    email: "asha@example.com".to_owned(),
                    phone: None,
                    requests: None,
                    token: "once".to_owned(),
                    shown: None,
                };
                let reference = services.reserve(*user, &request).await?;
                services.open_order(*user, &reference).await?;
            }
            Deed::Pay { user, run } => self.pay(*user, *run).await?,
            Deed::ComeBack { reference, payment, order, signature } => {
                let (payment, order, signature) = (Some(payment.clone()), Some(order.clone()), Some(signature.clone()));
                services.come_back(&Callback { booking: Some(reference.clone()), payment, order, signature }).await?;
            }
            Deed::Webhook { body, event_id } => {
                services.receive_webhook(body.as_bytes(), Some(&signature(WEBHOOK_SECRET, body.as_bytes())), Some(event_id)).await?;
            }
            Deed::Cancel { user, reference, positions, quoted } => {
                services.cancel_seats(*user, reference, positions, Paise(*quoted)).await?;
            }
            Deed::CallOff { host, run } => {
                let membership = services.membership(*host, None).await?.ok_or("not a member")?;
                services.cancel_run(&membership, *run, "Rain", Scope::One).await?;
            }
            Deed::Finalize { host, run, seen } => {
                let membership = services.membership(*host, None).await?.ok_or("not a member")?;
                services.close_attendance(&membership, *run, Closing::ByAttendance, *seen).await?;
            }
            Deed::Approve { admin, payout, version } => services.approve_payout(*admin, Seen { payout: *payout, version: *version }, "checked").await?,
            Deed::ToTheBank { admin } => services.begin_bank_file(*admin, "the week’s").await.map(drop)?,
            Deed::ToTheProvider { admin } => services.begin_transfers(*admin, "the week’s").await.map(drop)?,
            Deed::PaidOut { admin, payout } => {
                let version = services.payout_statement(*payout).await?.row.payout.version;
                services.payout_paid(*admin, *payout, version, (&format!("SBIN{payout:012}"), services.clock.now().date_naive())).await?;
            }
            Deed::Bank => self.bank().await?,
            Deed::Wait(minutes) => {
                self.minutes.fetch_add(*minutes, Ordering::SeqCst);
            }
            Deed::Work => {
                nukkad::jobs::run_once(services).await?;
            }
        }
        Ok(())
    }

    async fn bank(&self) -> Result<(), Box<dyn Error>> {
        let client = support::client().build()?;
        let state: Value = client.get(format!("{}/sandbox/state", self.sandbox)).send().await?.json().await?;
        for payout in state["payouts"].as_array().into_iter().flatten().filter(|payout| payout["status"] == "processing") {
            let id = payout["id"].as_str().ok_or("a payout without an id")?;
            client.post(format!("{}/sandbox/payouts/{id}/processed", self.sandbox)).send().await?.error_for_status()?;
        }
        for refund in state["refunds"].as_array().into_iter().flatten().filter(|refund| refund["status"] == "pending") {
            let id = refund["id"].as_str().ok_or("a refund without an id")?;
            client.post(format!("{}/sandbox/refunds/{id}/process", self.sandbox)).send().await?.error_for_status()?;
        }
        Ok(())
    }

    async fn pay(&self, user: UserId, run: RunId) -> Result<(), Box<dyn Error>> {
        let db = self.services.store.reader();
        let booked = booking::of_user(user).filter(booking::Column::RunId.eq(run)).one(db).await?.ok_or("nothing is booked")?;
        let order = payment_order::Entity::find().filter(payment_order::Column::BookingId.eq(booked.id)).one(db).await?.ok_or("nothing to pay")?;
        let url = format!("{}/sandbox/orders/{}/pay", self.sandbox, order.provider_order_id.ok_or("the order is not open")?);
        let answer: Value = support::client().build()?.post(url).json(&json!({})).send().await?.error_for_status()?.json().await?;
        let word = |name: &str| Some(answer[name].as_str().unwrap_or_default().to_owned());
        let [payment, order, signature] = ["razorpay_payment_id", "razorpay_order_id", "razorpay_signature"].map(word);
        self.services.come_back(&Callback { booking: Some(booked.reference), payment, order, signature }).await?;
        Ok(())
    }
}
