//! Reconciliation: what was lost is found and mended, what differs is written down, and what came to the bank is booked once.

use crate::{
    members::person,
    support::{
        TestApp,
        build::PAID,
        on_both,
        pay::{Paid, Payer},
    },
};
use async_trait::async_trait;
use chrono::NaiveDate;
use nukkad::{
    domain::{
        booking::BookingStatus,
        ids::ReconciliationId,
        ledger::Account,
        money::Paise,
        reconciliation::{Finding, ItemKind, Remedy},
    },
    entity::ledger_entry,
    services::{
        Services,
        daily_tasks::in_india,
        payments::{
            provider::{Dispute, NewOrder, NewRefund, Order, Payment, Provider, ProviderError, Refund, SettledItem},
            reconciliation::Reconcile,
        },
    },
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;
use std::sync::Arc;

/// The sandbox goes by the machine's clock, whatever the test's says.
fn today(app: &TestApp) -> NaiveDate {
    in_india(app.services.clock.now()).date_naive()
}

async fn reconcile(services: &Services, day: NaiveDate) -> ReconciliationId {
    services.reconcile(Reconcile { day, by: None }).await.unwrap()
}

/// What a reconciliation has found.
async fn found(app: &TestApp, id: ReconciliationId) -> Vec<(ItemKind, Finding, Remedy)> {
    let report = app.services.reconciliation(id).await.unwrap().unwrap();
    report.items.into_iter().map(|item| (item.kind, item.finding, item.remedy)).collect()
}

/// Somebody whose payment the provider has, and of whom we have heard nothing since.
async fn unheard_of(app: &TestApp, email: &str) -> (Payer, Paid) {
    let run = app.run(email.split('@').next().unwrap(), PAID).await;
    let payer = app.payer_on(run, email, &["Asha"]).await;
    let paid = app.pay(&payer.reference).await;
    (payer, paid)
}

async fn confirmed(app: &TestApp, email: &str) -> Payer {
    let (payer, paid) = unheard_of(app, email).await;
    payer.browser.come_back(&payer.reference, &paid).await;
    assert_eq!(app.booking(&payer.reference).await.status, BookingStatus::Confirmed);
    payer
}

on_both!(a_lost_webhook_is_found_and_mended, async |app: TestApp| {
    let kept = confirmed(&app, "kept@example.com").await;
    let (lost, _) = unheard_of(&app, "lost@example.com").await;
    assert_eq!(app.booking(&lost.reference).await.status, BookingStatus::Pending);
    let first = reconcile(&app.services, today(&app)).await;
    assert_eq!(found(&app, first).await, [(ItemKind::Payment, Finding::MissingHere, Remedy::Mended)]);
    for payer in [&kept, &lost] {
        assert_eq!(app.booking(&payer.reference).await.status, BookingStatus::Confirmed);
    }
    let again = reconcile(&app.services, today(&app)).await;
    assert_eq!(found(&app, again).await, []);
    let report = app.services.reconciliation(again).await.unwrap().unwrap().row.reconciliation;
    assert_eq!((report.payments, report.refunds, report.settled), (2, 0, 0));
    app.drain().await;
});

on_both!(what_came_to_the_bank_is_booked_once, async |app: TestApp| {
    let (one, two) = (confirmed(&app, "one@example.com").await, confirmed(&app, "two@example.com").await);
    let reference = two.reference.to_string();
    assert_eq!(two.browser.call("cancel_seats", &[("reference", &reference), ("who", "0"), ("quoted", "65000")]).await.status, 200);
    app.drain().await;
    let with_provider = app.services.balance(Account::ProviderClearing).await.unwrap();
    assert_eq!(with_provider.0, app.sandbox_balance());
    let settlement = app.tell("settlements/run", json!({})).await;
    assert_eq!(settlement["amount"].as_i64(), Some(with_provider.0));
    for _ in 0..2 {
        let id = reconcile(&app.services, today(&app)).await;
        assert_eq!(found(&app, id).await, []);
        let books = |account| app.services.balance(account);
        assert_eq!((books(Account::ProviderClearing).await.unwrap(), books(Account::Bank).await.unwrap()), (Paise::ZERO, with_provider));
        assert_eq!(app.services.ledger_check().await.unwrap(), [""; 0]);
    }
    let entries = ledger_entry::Entity::find().filter(ledger_entry::Column::Reference.starts_with("settled:"));
    assert_eq!(entries.count(app.services.store.reader()).await.unwrap(), 1);
    assert!(app.payments(&one.reference).await[0].settlement.is_some() && app.refunds(&two.reference).await[0].settlement.is_some());
    // What is given back after that is settled next time.
    let reference = one.reference.to_string();
    one.browser.call("cancel_seats", &[("reference", &reference), ("who", "0"), ("quoted", "65000")]).await;
    app.drain().await;
    assert_eq!(app.services.balance(Account::ProviderClearing).await.unwrap(), Paise(-65_000));
});

/// A provider that lies.
struct Lying {
    inner: Arc<dyn Provider>,
    settled: fn(SettledItem) -> Vec<SettledItem>,
    payments: fn(Payment) -> Option<Payment>,
    /// Gives the first page of the report for ever.
    stuck: bool,
}

impl std::fmt::Debug for Lying {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Lying")
    }
}

#[async_trait]
impl Provider for Lying {
    async fn create_order(&self, order: &NewOrder) -> Result<Order, ProviderError> {
        self.inner.create_order(order).await
    }

    async fn order_by_receipt(&self, receipt: &str) -> Result<Option<Order>, ProviderError> {
        self.inner.order_by_receipt(receipt).await
    }

    async fn payments_of_order(&self, order: &str) -> Result<Vec<Payment>, ProviderError> {
        self.inner.payments_of_order(order).await
    }

    async fn payment(&self, payment: &str) -> Result<Payment, ProviderError> {
        let found = self.inner.payment(payment).await?;
        let gone =
            || ProviderError::Invalid { code: "BAD_REQUEST_ERROR".into(), description: "The id provided does not exist".into(), reason: None, field: None };
        (self.payments)(found).ok_or_else(gone)
    }

    async fn capture(&self, payment: &str, amount: Paise) -> Result<Payment, ProviderError> {
        self.inner.capture(payment, amount).await
    }

    async fn refund(&self, refund: &NewRefund) -> Result<Refund, ProviderError> {
        self.inner.refund(refund).await
    }

    async fn refund_status(&self, refund: &str) -> Result<Refund, ProviderError> {
        self.inner.refund_status(refund).await
    }

    async fn refunds_of_payment(&self, payment: &str) -> Result<Vec<Refund>, ProviderError> {
        self.inner.refunds_of_payment(payment).await
    }

    async fn payments_between(&self, span: (i64, i64), skip: usize) -> Result<Vec<Payment>, ProviderError> {
        Ok(self.inner.payments_between(span, skip).await?.into_iter().filter_map(self.payments).collect())
    }

    async fn refunds_between(&self, span: (i64, i64), skip: usize) -> Result<Vec<Refund>, ProviderError> {
        self.inner.refunds_between(span, skip).await
    }

    async fn settled_on(&self, day: NaiveDate, skip: usize) -> Result<Vec<SettledItem>, ProviderError> {
        let page = self.inner.settled_on(day, if self.stuck { 0 } else { skip }).await?;
        Ok(page.into_iter().flat_map(self.settled).collect())
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

fn lying(app: &TestApp, settled: fn(SettledItem) -> Vec<SettledItem>, payments: fn(Payment) -> Option<Payment>, stuck: bool) -> Services {
    let mut services = app.services.clone();
    services.payments.provider = Arc::new(Lying { inner: services.payments.provider, settled, payments, stuck });
    services
}

on_both!(a_report_that_makes_no_sense_is_written_down_and_books_nothing_wrong, async |app: TestApp| {
    confirmed(&app, "one@example.com").await;
    app.drain().await;
    app.tell("settlements/run", json!({})).await;
    let before = app.services.balance(Account::ProviderClearing).await.unwrap();
    let whole: fn(Payment) -> Option<Payment> = Some;
    // An item that nobody knows, beside one that does not come to what it should.
    let odd = |item: SettledItem| vec![SettledItem { id: "pay_unknown".into(), ..item.clone() }, SettledItem { amount: item.amount + Paise(1), ..item }];
    let id = reconcile(&lying(&app, odd, whole, true), today(&app)).await;
    assert_eq!(
        found(&app, id).await,
        [
            (ItemKind::Payment, Finding::MissingHere, Remedy::Open),
            (ItemKind::Payment, Finding::AmountDiffers, Remedy::Open),
            (ItemKind::Settlement, Finding::TotalDiffers, Remedy::Open)
        ],
        "pages that are repeated for ever are read once"
    );
    assert_eq!(app.services.balance(Account::ProviderClearing).await.unwrap(), before, "nothing was booked");
    // Something that the provider adds by itself is for a person; the payment is booked, with the fee that the report tells.
    let dearer = |item: SettledItem| {
        let adjustment = SettledItem { id: "adj_1".into(), kind: "adjustment".into(), credit: Paise::ZERO, debit: Paise(500), ..item.clone() };
        vec![SettledItem { fee: item.fee + Paise(118), tax: item.tax + Paise(18), credit: item.credit - Paise(118), ..item }, adjustment]
    };
    let fee = app.services.balance(Account::GatewayFee).await.unwrap();
    let id = reconcile(&lying(&app, dearer, whole, false), today(&app)).await;
    let items = found(&app, id).await;
    assert!(
        items.contains(&(ItemKind::Payment, Finding::FeeDiffers, Remedy::Mended)) && items.contains(&(ItemKind::Payment, Finding::MissingHere, Remedy::Open))
    );
    let books = |account| app.services.balance(account);
    assert_eq!((books(Account::ProviderClearing).await.unwrap(), books(Account::Bank).await.unwrap()), (Paise::ZERO, before - Paise(118)));
    assert_eq!(books(Account::GatewayFee).await.unwrap(), fee + Paise(100));
    assert_eq!(app.services.ledger_check().await.unwrap(), [""; 0]);
});

on_both!(what_the_provider_lacks_or_tells_otherwise_is_for_a_person, async |app: TestApp| {
    confirmed(&app, "one@example.com").await;
    app.drain().await;
    let as_it_is: fn(SettledItem) -> Vec<SettledItem> = |item| vec![item];
    let id = reconcile(&lying(&app, as_it_is, |_| None, false), today(&app)).await;
    assert_eq!(found(&app, id).await, [(ItemKind::Payment, Finding::MissingThere, Remedy::Open)]);
    let id = reconcile(&lying(&app, as_it_is, |payment| Some(Payment { amount: payment.amount + Paise(1), ..payment }), false), today(&app)).await;
    assert_eq!(found(&app, id).await, [(ItemKind::Payment, Finding::AmountDiffers, Remedy::Open)]);
});

on_both!(reports_are_for_admins, async |app: TestApp| {
    let admin = app.admin().await;
    let (_, traveler) = person(&app, "traveler@example.com").await;
    unheard_of(&app, "lost@example.com").await;
    let refused = admin.call("reconcile_day", &[("day", "2999-01-01")]).await;
    assert!(refused.status == 422 && refused.json()["fields"]["day"].as_str().unwrap().contains("has begun"));
    let day = today(&app).to_string();
    let asked = admin.submit("/admin/reconciliation", "reconcile_day", &[("day", &day)]).await;
    assert_eq!((asked.status, asked.location.as_deref()), (303, Some("/admin/reconciliation?asked")));
    nukkad::jobs::run_once(&app.services).await.unwrap();
    let list = admin.ask("reconciliations", "").await.json();
    let report = &list["reports"].as_array().unwrap().iter().find(|report| report["day"] == day.as_str()).unwrap()["id"];
    let paths = ["/admin/reconciliation".to_owned(), format!("/admin/reconciliation/{report}"), format!("/admin/reconciliation/{report}/report.csv")];
    for path in &paths {
        assert_eq!((admin.get(path).await.status, traveler.get(path).await.status, app.browser().get(path).await.status), (200, 404, 303), "{path}");
    }
    for (browser, expected) in [(&admin, 200), (&traveler, 404), (&app.browser(), 401)] {
        assert_eq!(browser.ask("reconciliations", "").await.status, expected);
        assert_eq!(browser.ask("reconciliation", &format!("report={report}")).await.status, expected);
    }
    assert_eq!((traveler.call("reconcile_day", &[("day", &day)]).await.status, app.browser().call("reconcile_day", &[("day", &day)]).await.status), (404, 401));
    assert_eq!(admin.get("/admin/reconciliation/987654").await.status, 404);
    assert!(admin.get(&paths[0]).await.body.contains(&day));
});
