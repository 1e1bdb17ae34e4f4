//! Numbered papers: one after the other without a gap, each once, with the tax set aside that is within a fee.

use crate::{
    payouts::{completed, earner},
    stakes::paid,
    support::{TestApp, build::PAID, on_both, pay::Payer},
};
use nukkad::{
    domain::{
        ids::{BookingId, OrganizationId, PaperId, PaymentId},
        ledger::{Account, Entry},
        money::Paise,
        organization::Role,
        paper::{Month, PaperKind, printed},
        payout::financial_year,
    },
    entity::{job, ledger_entry, paper, paper_number, payment_order},
    services::{
        daily_tasks::{in_india, midnight_in_india},
        payments::papers::{ISSUE_PAPER, IssuePaper},
    },
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Set, Unchanged};

/// The fee of three seats, and the GST of 18 % within it.
const FEE: i64 = 13_500;
const TAX: i64 = 2_059;

fn this_year(app: &TestApp) -> i32 {
    financial_year(in_india(app.services.clock.now()).date_naive())
}

async fn papers(app: &TestApp) -> Vec<paper::Model> {
    paper::Entity::find().order_by_asc(paper::Column::Id).all(app.services.store.reader()).await.unwrap()
}

async fn numbers(app: &TestApp, kind: PaperKind) -> Vec<i64> {
    papers(app).await.into_iter().filter(|paper| paper.kind == kind).map(|paper| paper.number).collect()
}

async fn receipt(payer: &Payer) -> String {
    payer.browser.get(&format!("/bookings/{}/receipt", payer.reference)).await.body
}

/// Time passes until some hours into the first day of the next month.
fn until_next_month(app: &TestApp) -> Month {
    let month = Month::of(in_india(app.services.clock.now()).date_naive());
    let ahead = midnight_in_india(month.end()) - app.services.clock.now();
    app.pass(ahead.num_minutes() + 4 * 60);
    month
}

on_both!(a_traveler_gets_a_numbered_receipt_and_credit_notes, async |app: TestApp| {
    let run = app.run("walks", PAID).await;
    let payer = paid(&app, run, "asha@example.com", &["Asha", "Binu"]).await;
    assert!(receipt(&payer).await.contains("Its number is being made out"));
    app.drain().await;
    let year = this_year(&app);
    let number = printed(PaperKind::Receipt, year, 1);
    assert!(receipt(&payer).await.contains(&number));
    for (position, noted) in [("0", 1), ("1", 2)] {
        let left = receipt(&payer).await;
        assert!(!left.contains(&printed(PaperKind::CreditNote, year, noted)));
        let fields = [("reference", payer.reference.as_str()), ("who", position), ("quoted", "65000")];
        assert_eq!(payer.browser.call("cancel_seats", &fields).await.status, 200);
        app.drain().await;
        assert!(receipt(&payer).await.contains(&printed(PaperKind::CreditNote, year, noted)));
    }
    let rows = papers(&app).await;
    let issued: Vec<_> = rows.iter().map(|paper| (paper.kind, paper.number, paper.amount.0, paper.tax.0)).collect();
    assert_eq!(issued, [(PaperKind::Receipt, 1, 130_000, 0), (PaperKind::CreditNote, 1, 65_000, 0), (PaperKind::CreditNote, 2, 65_000, 0)]);
    let other = paid(&app, run, "binu@example.com", &["Binu"]).await;
    app.drain().await;
    assert!(receipt(&other).await.contains(&printed(PaperKind::Receipt, year, 2)));
    assert_eq!(other.browser.get(&format!("/bookings/{}/receipt", payer.reference)).await.status, 404);
});

on_both!(money_that_nobody_kept_has_no_paper, async |app: TestApp| {
    let payer = app.payer(PAID, &["Asha"]).await;
    // Our row says another amount than the provider's order, so what is paid is not what was asked for.
    let order = app.order(&payer.reference).await;
    let change = payment_order::ActiveModel { amount: Set(Paise(60_000)), id: Unchanged(order.id), ..Default::default() };
    change.update(app.services.store.writer()).await.unwrap();
    let money = app.pay(&payer.reference).await;
    payer.browser.come_back(&payer.reference, &money).await;
    app.services.payments.provider.capture(&money.payment, Paise(65_000)).await.unwrap();
    app.pass(10);
    app.drain().await;
    assert_eq!(app.refunds(&payer.reference).await.len(), 1, "it goes back");
    assert_eq!((papers(&app).await, app.services.issue_missing_papers().await.unwrap()), (vec![], 0));
});

on_both!(a_paper_that_a_job_could_not_issue_is_issued_in_the_night, async |app: TestApp| {
    let run = app.run("walks", PAID).await;
    let payer = paid(&app, run, "asha@example.com", &["Asha"]).await;
    let fields = [("reference", payer.reference.as_str()), ("who", "0"), ("quoted", "65000")];
    assert_eq!(payer.browser.call("cancel_seats", &fields).await.status, 200);
    let lost = async || job::Entity::delete_many().filter(job::Column::Kind.eq(ISSUE_PAPER)).exec(app.services.store.writer()).await.unwrap();
    lost().await;
    app.services.advance_refund(app.refunds(&payer.reference).await[0].id, None).await.unwrap();
    lost().await;
    assert_eq!(papers(&app).await, []);
    app.daily().await;
    assert_eq!((numbers(&app, PaperKind::Receipt).await, numbers(&app, PaperKind::CreditNote).await), (vec![1], vec![1]));
    assert_eq!(app.services.issue_missing_papers().await.unwrap(), 0, "once");
});

on_both!(a_host_is_invoiced_once_a_month, async |app: TestApp| {
    let host = earner(&app).await;
    let (admin, (_, other)) = (app.admin().await, crate::members::person(&app, "other@example.com").await);
    let before = app.services.balance(Account::TaxPayable).await.unwrap();
    let month = until_next_month(&app);
    app.daily().await;
    app.pass(24 * 60);
    app.daily().await;
    let year = month.year();
    let paper = papers(&app).await.into_iter().find(|paper| paper.kind == PaperKind::FeeInvoice).unwrap();
    assert_eq!((paper.number, paper.financial_year, paper.amount, paper.tax), (1, year, Paise(FEE), Paise(TAX)));
    assert_eq!(numbers(&app, PaperKind::FeeInvoice).await, [1], "once");
    assert_eq!(app.services.balance(Account::TaxPayable).await.unwrap() - before, Paise(-TAX));
    assert_eq!(app.services.balance(Account::PlatformFee).await.unwrap(), Paise(TAX - FEE));
    let number = printed(PaperKind::FeeInvoice, year, 1);
    assert!(host.owner.get(&format!("/host/payouts/year?year={year}")).await.body.contains(&number));
    let page = host.owner.get(&format!("/host/invoices/{}", paper.id)).await;
    for words in [number.as_str(), "Tax invoice", "₹135.00", "₹20.59", "₹114.41", "GST at 18", &month.name(), "Took place"] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    // What is no invoice over fees is nobody's here.
    let receipt = papers(&app).await.into_iter().find(|paper| paper.kind == PaperKind::Receipt).unwrap();
    assert_eq!(host.owner.get(&format!("/host/invoices/{}", receipt.id)).await.status, 404);
    assert_eq!(other.get(&format!("/host/invoices/{}", paper.id)).await.status, 403);
    let register = admin.get(&format!("/admin/papers?year={year}")).await.body;
    assert!(register.contains(&number) && register.contains("₹20.59"), "{register}");
    let file = admin.get(&format!("/admin/papers.csv?year={year}")).await;
    assert_eq!(file.status, 200);
    let line = file.body.lines().find(|line| line.starts_with(&number)).unwrap().to_owned();
    assert!(line.ends_with(",The walks people,135.00,20.59,18"), "{line}");
    for (browser, page, function) in [(&other, 404, 404), (&host.owner, 404, 404), (&app.browser(), 303, 401)] {
        assert_eq!(browser.ask("papers", "year=2026").await.status, function);
        assert_eq!(browser.get(&format!("/admin/papers.csv?year={year}")).await.status, page);
    }
    assert_eq!(app.browser().ask("host_invoice", &format!("paper={}", paper.id)).await.status, 401);
});

/// A host from whose prices a fee was kept in this month, and the booking, without all that led there.
async fn with_fee(app: &TestApp, slug: &str, price: i64) -> (OrganizationId, BookingId) {
    let (organization, owner) = (app.organization(slug).await, app.user(&format!("{slug}@example.com"), slug).await);
    app.member(organization, owner, Role::Owner).await;
    let experience = app.experience(organization, slug).await;
    let run = app.run_of(experience, PAID).await;
    let booking = completed(app, run.0, owner, slug).await;
    let earned = Entry::price_earned(booking, organization, Paise(price), 1_000);
    ledger_entry::post(app.services.store.writer(), earned, app.services.clock.now()).await.unwrap();
    (organization, booking)
}

on_both!(many_at_once_leave_no_gap, async |app: TestApp| {
    const HOSTS: usize = 12;
    for index in 0..HOSTS {
        with_fee(&app, &format!("host{index}"), 100_000).await;
    }
    let month = until_next_month(&app);
    let all: Vec<_> = (0..6)
        .map(|_| {
            let services = app.services.clone();
            tokio::spawn(async move { services.invoice_fees(month).await.unwrap() })
        })
        .collect();
    let mut issued = 0;
    for one in all {
        issued += one.await.unwrap();
    }
    assert_eq!(issued, HOSTS, "each host by one of them");
    let mut given = numbers(&app, PaperKind::FeeInvoice).await;
    given.sort_unstable();
    assert_eq!(given, (1..=i64::try_from(HOSTS).unwrap()).collect::<Vec<_>>());
    // Who breaks off leaves no gap either.
    let db = app.services.store.begin().await.unwrap();
    assert_eq!(paper_number::hold(&db, PaperKind::FeeInvoice, month.year()).await.unwrap(), i64::try_from(HOSTS).unwrap());
    paper_number::count_one(&db, PaperKind::FeeInvoice, month.year()).await.unwrap();
    db.rollback().await.unwrap();
    assert_eq!(app.services.ledger_check().await.unwrap(), [""; 0]);
    // Nobody takes a paper away; and what is counted or taxed without one is seen.
    assert!(paper::Entity::delete_many().exec(app.services.store.writer()).await.unwrap_err().to_string().contains("append-only"));
    let db = app.services.store.begin().await.unwrap();
    paper_number::count_one(&db, PaperKind::FeeInvoice, month.year()).await.unwrap();
    ledger_entry::post(&db, Entry::fee_taxed(PaperId(987_654), Paise(1)), app.services.clock.now()).await.unwrap();
    db.commit().await.unwrap();
    let wrong = app.services.ledger_check().await.unwrap();
    assert!(
        wrong.iter().any(|words| words.contains("12 papers of fee_invoice")) && wrong.iter().any(|words| words.contains("of GST is invoiced")),
        "{wrong:?}"
    );
});

on_both!(what_went_back_in_a_later_month_is_credited, async |app: TestApp| {
    let (host, booking) = with_fee(&app, "walks", 100_000).await;
    let first = until_next_month(&app);
    assert_eq!(app.services.invoice_fees(first).await.unwrap(), 1);
    let back = Entry::price_taken_back("test", booking, host, Paise(40_000), Paise(4_000));
    ledger_entry::post(app.services.store.writer(), back, app.services.clock.now()).await.unwrap();
    let second = until_next_month(&app);
    assert_eq!((app.services.invoice_fees(second).await.unwrap(), app.services.invoice_fees(second).await.unwrap()), (1, 0));
    let [invoice, credit] = papers(&app).await.try_into().unwrap();
    assert_eq!((invoice.amount, credit.kind, credit.amount, credit.tax), (Paise(10_000), PaperKind::FeeCreditNote, Paise(4_000), Paise(610)));
    assert_eq!(app.services.balance(Account::TaxPayable).await.unwrap(), Paise(610 - 1_525));
});

on_both!(a_paper_is_issued_once_whoever_asks, async |app: TestApp| {
    let run = app.run("walks", PAID).await;
    let payer = paid(&app, run, "asha@example.com", &["Asha"]).await;
    let payment = app.payments(&payer.reference).await[0].id;
    let all: Vec<_> = (0..8)
        .map(|_| {
            let services = app.services.clone();
            tokio::spawn(async move { services.issue_paper(IssuePaper::Payment(payment)).await })
        })
        .collect();
    for one in all {
        one.await.unwrap().unwrap();
    }
    app.services.issue_paper(IssuePaper::Payment(PaymentId(987_654))).await.unwrap();
    app.drain().await;
    assert_eq!(paper::Entity::find().count(app.services.store.reader()).await.unwrap(), 1);
});
