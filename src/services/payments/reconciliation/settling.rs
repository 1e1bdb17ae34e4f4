//! What has come to our bank: each payment and refund of ours that the provider's report names is booked once, from where it was with the
//! provider to the bank, with the fee that the report tells.

use super::{Found, PAGES_MAX, counted, made};
use crate::{
    domain::{
        ids::ReconciliationId,
        ledger::Entry,
        money::Paise,
        payment::{PaymentStatus, RefundStatus},
        reconciliation::{Finding, ItemKind, Remedy},
    },
    entity::{ledger_entry, payment, refund},
    services::{
        Services,
        payments::{PaymentError, provider::SettledItem},
    },
};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter};
use serde_json::json;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Something that the report says of an item, and that keeps it from being booked, or does not.
struct Remark<'a> {
    item: &'a SettledItem,
    finding: Finding,
    remedy: Remedy,
}

/// What of one page of the report goes to the bank, by settlement.
#[derive(Default)]
struct Booking {
    /// The first item and the sum.
    sums: BTreeMap<String, (String, Paise)>,
}

impl Booking {
    fn add(&mut self, item: &SettledItem) {
        let sum = &mut self.sums.entry(item.settlement.clone()).or_insert_with(|| (item.id.clone(), Paise::ZERO)).1;
        *sum = *sum + item.credit - item.debit;
    }
}

impl Services {
    /// Takes in what was settled on a day; gives how many items there were, and what came to the bank.
    pub(super) async fn take_in_settlements(&self, id: ReconciliationId, day: NaiveDate) -> Result<(i32, Paise), PaymentError> {
        let (mut seen, mut skip) = (HashSet::new(), 0);
        let mut totals: BTreeMap<String, Paise> = BTreeMap::new();
        for _ in 0..PAGES_MAX {
            let page = self.payments.provider.settled_on(day, skip).await?;
            skip += page.len();
            let fresh: Vec<SettledItem> = page.into_iter().filter(|item| seen.insert((item.kind.clone(), item.id.clone()))).collect();
            if fresh.is_empty() {
                break;
            }
            for item in &fresh {
                let total = totals.entry(item.settlement.clone()).or_default();
                *total = *total + item.credit - item.debit;
            }
            self.book_settled(id, &fresh).await?;
        }
        for (settlement, items) in &totals {
            let told = self.payments.provider.settlement_amount(settlement).await?;
            if told != *items {
                let detail = json!({ "items": items, "settlement": told });
                let found =
                    Found { kind: ItemKind::Settlement, name: settlement, finding: Finding::TotalDiffers, remedy: Remedy::Open, detail, at: self.clock.now() };
                self.note(id, found).await?;
            }
        }
        Ok((counted(seen.len()), totals.into_values().sum()))
    }

    /// Books a page of the report in one transaction, and writes down what of it makes no sense.
    async fn book_settled(&self, id: ReconciliationId, items: &[SettledItem]) -> Result<(), PaymentError> {
        let now = self.clock.now();
        let db = self.store.begin().await?;
        let (payments, refunds) = (payments_of(&db, items).await?, refunds_of(&db, items).await?);
        let (mut remarks, mut booking) = (Vec::new(), Booking::default());
        for item in items {
            let finding = match item.kind.as_str() {
                "payment" => match payments.get(&item.id) {
                    None => Some(Finding::MissingHere),
                    Some(row) => self.settle_one_payment(&db, row, item, &mut booking, &mut remarks).await?,
                },
                "refund" => match refunds.get(&item.id) {
                    None => Some(Finding::MissingHere),
                    Some(row) => settle_one_refund(&db, row, item, &mut booking).await?,
                },
                // What the provider adds or takes off by itself is for a person.
                _ => Some(Finding::MissingHere),
            };
            remarks.extend(finding.map(|finding| Remark { item, finding, remedy: Remedy::Open }));
        }
        for (settlement, (first, sum)) in &booking.sums {
            ledger_entry::post(&db, Entry::settled(&format!("{settlement}:{first}"), *sum), now).await?;
        }
        db.commit().await?;
        for Remark { item, finding, remedy } in remarks {
            let detail = json!({ "settlement": item.settlement, "type": item.kind, "amount": item.amount, "fee": item.fee, "tax": item.tax, "credit": item.credit, "debit": item.debit });
            let kind = if item.kind == "refund" { ItemKind::Refund } else { ItemKind::Payment };
            self.note(id, Found { kind, name: &item.id, finding, remedy, detail, at: made(item.created_at, now) }).await?;
        }
        Ok(())
    }

    /// Books a payment, unless it was booked before. What the provider keeps is what the report says.
    async fn settle_one_payment<'a>(
        &self,
        db: &DatabaseTransaction,
        row: &payment::Model,
        item: &'a SettledItem,
        booking: &mut Booking,
        remarks: &mut Vec<Remark<'a>>,
    ) -> Result<Option<Finding>, DbErr> {
        if row.settlement.is_some() {
            return Ok((row.settlement.as_ref() != Some(&item.settlement)).then_some(Finding::StatusDiffers));
        }
        if row.status != PaymentStatus::Captured {
            return Ok(Some(Finding::StatusDiffers));
        }
        if row.amount != item.amount || item.credit - item.debit != item.amount - item.fee {
            return Ok(Some(Finding::AmountDiffers));
        }
        let (fee, tax) = (row.fee.unwrap_or_default(), row.tax.unwrap_or_default());
        if !payment::settled(db, row, &item.settlement, (item.fee, item.tax)).await? {
            return Err(DbErr::Custom(format!("{} was settled by somebody else meanwhile", item.id)));
        }
        if (fee, tax) != (item.fee, item.tax) {
            ledger_entry::post(db, Entry::fee_corrected(row.id, row.booking_id, item.fee - fee, item.tax - tax), self.clock.now()).await?;
            remarks.push(Remark { item, finding: Finding::FeeDiffers, remedy: Remedy::Mended });
        }
        booking.add(item);
        Ok(None)
    }
}

async fn settle_one_refund(db: &DatabaseTransaction, row: &refund::Model, item: &SettledItem, booking: &mut Booking) -> Result<Option<Finding>, DbErr> {
    if row.settlement.is_some() {
        return Ok((row.settlement.as_ref() != Some(&item.settlement)).then_some(Finding::StatusDiffers));
    }
    if row.status != RefundStatus::Processed {
        return Ok(Some(Finding::StatusDiffers));
    }
    if row.amount() != item.amount || item.debit - item.credit != item.amount {
        return Ok(Some(Finding::AmountDiffers));
    }
    if !refund::settled(db, row, &item.settlement).await? {
        return Err(DbErr::Custom(format!("{} was settled by somebody else meanwhile", item.id)));
    }
    booking.add(item);
    Ok(None)
}

async fn payments_of(db: &DatabaseTransaction, items: &[SettledItem]) -> Result<HashMap<String, payment::Model>, DbErr> {
    let names = items.iter().filter(|item| item.kind == "payment").map(|item| item.id.as_str());
    let rows = payment::Entity::find().filter(payment::Column::ProviderPaymentId.is_in(names)).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.provider_payment_id.clone(), row)).collect())
}

async fn refunds_of(db: &DatabaseTransaction, items: &[SettledItem]) -> Result<HashMap<String, refund::Model>, DbErr> {
    let names = items.iter().filter(|item| item.kind == "refund").map(|item| item.id.as_str());
    let rows = refund::Entity::find().filter(refund::Column::ProviderRefundId.is_in(names)).all(db).await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.provider_refund_id.clone()?, row))).collect())
}
