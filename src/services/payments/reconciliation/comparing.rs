//! Our payments and refunds beside the provider's.

use super::{Found, PAGES_MAX, counted, made};
use crate::{
    domain::{
        ids::{PaymentId, ReconciliationId, RefundId},
        money::{CURRENCY, Paise},
        payment::{PaymentStatus, RefundStatus},
        reconciliation::{Finding, ItemKind, Remedy, Side, Stage, compare},
    },
    entity::{payment, payment_order, refund},
    services::{
        Services,
        payments::{
            PaymentError,
            provider::{Payment, PaymentState, ProviderError, Refund, RefundState},
        },
    },
};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;
use std::collections::{HashMap, HashSet};

/// Rows of ours that are looked through at once.
const BATCH: u64 = 500;

type Span = (DateTime<Utc>, DateTime<Utc>);

/// A span as the provider takes it: both ends included.
const fn seconds((from, to): Span) -> (i64, i64) {
    (from.timestamp(), to.timestamp() - 1)
}

fn our_payment(row: &payment::Model) -> Side {
    let stage = match row.status {
        PaymentStatus::Captured => Stage::Done,
        status if status.is_under_way() => Stage::UnderWay,
        _ => Stage::Idle,
    };
    Side { amount: row.amount, stage }
}

fn their_payment(payment: &Payment) -> Side {
    // In another currency it is another amount.
    let amount = if payment.currency == CURRENCY { payment.amount } else { Paise(-1) };
    let stage = match payment.status {
        PaymentState::Captured | PaymentState::Refunded if payment.captured => Stage::Done,
        PaymentState::Authorized | PaymentState::Captured => Stage::UnderWay,
        _ => Stage::Idle,
    };
    Side { amount, stage }
}

fn our_refund(row: &refund::Model) -> Side {
    let stage = match row.status {
        RefundStatus::Processed => Stage::Done,
        RefundStatus::Sent | RefundStatus::Unknown => Stage::UnderWay,
        RefundStatus::Intended | RefundStatus::Failed => Stage::Idle,
    };
    Side { amount: row.amount(), stage }
}

fn their_refund(refund: &Refund) -> Side {
    let stage = match refund.status {
        RefundState::Processed => Stage::Done,
        RefundState::Pending | RefundState::Other(_) => Stage::UnderWay,
        RefundState::Failed => Stage::Idle,
    };
    Side { amount: refund.amount, stage }
}

impl Services {
    /// Compares the payments of a span; gives how many the provider has.
    pub(super) async fn compare_payments(&self, id: ReconciliationId, span: Span) -> Result<i32, PaymentError> {
        let (mut seen, mut skip) = (HashSet::new(), 0);
        for _ in 0..PAGES_MAX {
            let page = self.payments.provider.payments_between(seconds(span), skip).await?;
            skip += page.len();
            let fresh: Vec<Payment> = page.into_iter().filter(|payment| seen.insert(payment.id.clone())).collect();
            if fresh.is_empty() {
                break;
            }
            let ours = self.payments_named(fresh.iter().map(|payment| payment.id.as_str())).await?;
            for theirs in &fresh {
                let row = ours.get(&theirs.id);
                if let Some(finding) = compare(row.map(our_payment), Some(their_payment(theirs))) {
                    self.mend_payment(id, row, theirs, finding).await?;
                }
            }
        }
        self.look_for_payments(id, span, &seen).await?;
        Ok(counted(seen.len()))
    }

    /// Our rows of payments, by the provider's names.
    pub(super) async fn payments_named(&self, names: impl Iterator<Item = &str>) -> Result<HashMap<String, payment::Model>, DbErr> {
        let rows = payment::Entity::find().filter(payment::Column::ProviderPaymentId.is_in(names)).all(self.store.writer()).await?;
        Ok(rows.into_iter().map(|row| (row.provider_payment_id.clone(), row)).collect())
    }

    /// Asks once more what is true of the payment's order, which mends what was only not heard of; and writes down what came of it.
    async fn mend_payment(&self, id: ReconciliationId, row: Option<&payment::Model>, theirs: &Payment, finding: Finding) -> Result<(), PaymentError> {
        let order = match &theirs.order_id {
            Some(order) => payment_order::Entity::find().filter(payment_order::Column::ProviderOrderId.eq(order.as_str())).one(self.store.reader()).await?,
            None => None,
        };
        let mut remedy = Remedy::Open;
        if let Some(order) = order {
            let settled = self.settle_expecting(order.id, Some(&theirs.id)).await;
            // Settling may have moved it at the provider too: what was set aside is taken.
            let (ours, theirs_now) = (self.payments_named([theirs.id.as_str()].into_iter()).await?, self.payments.provider.payment(&theirs.id).await?);
            if settled.is_ok() && compare(ours.get(&theirs.id).map(our_payment), Some(their_payment(&theirs_now))).is_none() {
                remedy = Remedy::Mended;
            }
        }
        let detail = json!({
            "ours": row.map(|row| json!({ "amount": row.amount, "status": row.status })),
            "theirs": { "amount": theirs.amount, "currency": theirs.currency, "captured": theirs.captured, "order": theirs.order_id },
        });
        let at = made(theirs.created_at, self.clock.now());
        Ok(self.note(id, Found { kind: ItemKind::Payment, name: &theirs.id, finding, remedy, detail, at }).await?)
    }

    /// Looks for payments of ours that the provider has not listed: made on another day by its clock, or not there at all.
    async fn look_for_payments(&self, id: ReconciliationId, (from, to): Span, seen: &HashSet<String>) -> Result<(), PaymentError> {
        let mut after = PaymentId(0);
        loop {
            let rows = payment::Entity::find()
                .filter(payment::Column::CreatedAt.gte(from))
                .filter(payment::Column::CreatedAt.lt(to))
                .filter(payment::Column::Status.eq(PaymentStatus::Captured))
                .filter(payment::Column::Id.gt(after))
                .order_by_asc(payment::Column::Id)
                .limit(BATCH)
                .all(self.store.reader())
                .await?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.id;
            for row in rows.iter().filter(|row| !seen.contains(&row.provider_payment_id)) {
                let theirs = there(self.payments.provider.payment(&row.provider_payment_id).await)?;
                let Some(finding) = compare(Some(our_payment(row)), theirs.as_ref().map(their_payment)) else { continue };
                let detail = json!({ "ours": { "amount": row.amount, "status": row.status, "booking": row.booking_id } });
                let found = Found { kind: ItemKind::Payment, name: &row.provider_payment_id, finding, remedy: Remedy::Open, detail, at: row.created_at };
                self.note(id, found).await?;
            }
        }
    }

    /// Compares the refunds of a span; gives how many the provider has.
    pub(super) async fn compare_refunds(&self, id: ReconciliationId, span: Span) -> Result<i32, PaymentError> {
        let (mut seen, mut skip) = (HashSet::new(), 0);
        for _ in 0..PAGES_MAX {
            let page = self.payments.provider.refunds_between(seconds(span), skip).await?;
            skip += page.len();
            let fresh: Vec<Refund> = page.into_iter().filter(|refund| seen.insert(refund.id.clone())).collect();
            if fresh.is_empty() {
                break;
            }
            for theirs in &fresh {
                let row = self.refund_like(theirs).await?;
                if let Some(finding) = compare(row.as_ref().map(our_refund), Some(their_refund(theirs))) {
                    self.mend_refund(id, row, theirs, finding).await?;
                }
            }
        }
        self.look_for_refunds(id, span, &seen).await?;
        Ok(counted(seen.len()))
    }

    async fn refund_like(&self, theirs: &Refund) -> Result<Option<refund::Model>, DbErr> {
        match self.refund_named(&theirs.id, theirs.receipt.as_deref()).await? {
            Some(refund) => refund::Entity::find_by_id(refund).one(self.store.writer()).await,
            None => Ok(None),
        }
    }

    /// Asks once more what has become of the refund; one that is none of ours is written beside its payment.
    async fn mend_refund(&self, id: ReconciliationId, row: Option<refund::Model>, theirs: &Refund, finding: Finding) -> Result<(), PaymentError> {
        let mut remedy = Remedy::Open;
        match &row {
            Some(row) => {
                let asked = self.advance_refund(row.id, None).await;
                let (ours, theirs_now) = (self.refund_like(theirs).await?, self.payments.provider.refund_status(&theirs.id).await?);
                if asked.is_ok() && compare(ours.as_ref().map(our_refund), Some(their_refund(&theirs_now))).is_none() {
                    remedy = Remedy::Mended;
                }
            }
            None => {
                if let Some(payment) = self.payments_named([theirs.payment_id.as_str()].into_iter()).await?.remove(&theirs.payment_id) {
                    self.settle_expecting(payment.order_id, Some(&theirs.payment_id)).await.ok();
                }
            }
        }
        let detail = json!({
            "ours": row.as_ref().map(|row| json!({ "refund": row.id, "amount": row.amount(), "status": row.status })),
            "theirs": { "amount": theirs.amount, "status": format!("{:?}", theirs.status), "payment": theirs.payment_id },
        });
        let at = made(theirs.created_at, self.clock.now());
        Ok(self.note(id, Found { kind: ItemKind::Refund, name: &theirs.id, finding, remedy, detail, at }).await?)
    }

    async fn look_for_refunds(&self, id: ReconciliationId, (from, to): Span, seen: &HashSet<String>) -> Result<(), PaymentError> {
        let mut after = RefundId(0);
        loop {
            let rows = refund::Entity::find()
                .filter(refund::Column::CreatedAt.gte(from))
                .filter(refund::Column::CreatedAt.lt(to))
                .filter(refund::Column::Status.eq(RefundStatus::Processed))
                .filter(refund::Column::Id.gt(after))
                .order_by_asc(refund::Column::Id)
                .limit(BATCH)
                .all(self.store.reader())
                .await?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.id;
            for row in &rows {
                let Some(name) = row.provider_refund_id.as_ref().filter(|name| !seen.contains(*name)) else { continue };
                let theirs = there(self.payments.provider.refund_status(name).await)?;
                let Some(finding) = compare(Some(our_refund(row)), theirs.as_ref().map(their_refund)) else { continue };
                let detail = json!({ "ours": { "refund": row.id, "amount": row.amount(), "status": row.status, "booking": row.booking_id } });
                self.note(id, Found { kind: ItemKind::Refund, name, finding, remedy: Remedy::Open, detail, at: row.created_at }).await?;
            }
        }
    }
}

/// What the provider has of something that is asked for by its name: a refusal means that there is no such thing.
fn there<T>(answer: Result<T, ProviderError>) -> Result<Option<T>, ProviderError> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(ProviderError::Invalid { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
