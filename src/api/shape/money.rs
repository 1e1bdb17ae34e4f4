//! Money, from the services' records to what crosses the wire.

use super::{
    booking_card,
    papers::{issuer, paper_line},
};
use crate::{
    api::{
        operations::{DeadJob, Flag, LedgerLine, OperationsPage, PaymentLine, RefundHistory, StatementPage, TimelineEvent},
        payments::{CancelPage, CheckoutForm, PaidLine, Paying, Person, ReceiptPage, RefundLine},
    },
    domain::{
        booking::BookingStatus,
        payment::{PaymentStatus, PaymentVerdict},
        refund_quote::RefundQuote,
    },
    services::{
        Services,
        bookings::BookingRecord,
        operations::StuckRecord,
        payments::{
            checkout,
            ledger::StatementLine,
            papers::Paper,
            records::{MoneyRecord, Refund},
        },
        queue::Job,
        zones::zoned,
    },
};
use chrono::{DateTime, Utc};

pub(in crate::api) fn people(record: &BookingRecord) -> Vec<Person> {
    record.people.iter().map(|person| Person { position: person.position, name: person.name.clone(), cancelled: person.cancelled_at.is_some() }).collect()
}

/// How far the paying of a booking has come, as its page tells it.
pub(in crate::api) fn paying(record: &BookingRecord, money: &MoneyRecord, form: Option<checkout::CheckoutForm>) -> Paying {
    if record.booking.capturing_payment_id.is_some() {
        return Paying::Processing;
    }
    let last = money.payments.iter().rfind(|payment| payment.status != PaymentStatus::Created);
    let unsettled = record.booking.confirmed_at.is_none();
    if let (Some(last), true) = (last, unsettled)
        && !matches!(last.verdict, PaymentVerdict::Undecided | PaymentVerdict::Kept)
    {
        return Paying::NotKept { amount: last.amount, captured: last.status == PaymentStatus::Captured };
    }
    if record.booking.status != BookingStatus::Pending || record.run.cancel_reason.is_some() || record.price.total.is_zero() {
        return Paying::Settled;
    }
    let Some(form) = form.map(|form| CheckoutForm { action: form.action, fields: form.fields }) else { return Paying::Unopened };
    match last {
        Some(last) if last.status == PaymentStatus::Failed => Paying::Failed { reason: last.failure.clone().unwrap_or_default(), form },
        Some(last) if last.status == PaymentStatus::Authorized => Paying::Processing,
        _ => Paying::Ready { form },
    }
}

pub(in crate::api) fn refunds(record: &BookingRecord, money: &MoneyRecord) -> Vec<RefundLine> {
    let zone = &record.run.time_zone;
    let line = |refund: &Refund| RefundLine {
        amount: refund.amount(),
        cause: refund.cause,
        status: refund.status,
        at: zoned(refund.created_at, zone),
        updated: zoned(refund.updated_at, zone),
    };
    money.refunds.iter().map(line).collect()
}

/// The positions that a cancel page's query names (`who=0&who=2`); everybody who is left, where it names nobody.
pub(in crate::api) fn chosen(record: &BookingRecord, query: &str) -> Vec<i32> {
    let named: Vec<i32> = form_urlencoded::parse(query.trim_start_matches('?').as_bytes())
        .filter(|(name, _)| name == "who")
        .filter_map(|(_, position)| position.parse().ok())
        .collect();
    let asked = form_urlencoded::parse(query.trim_start_matches('?').as_bytes()).any(|(name, _)| name == "who" || name == "choose");
    record.staying().map(|person| person.position).filter(|position| !asked || named.contains(position)).collect()
}

/// Positions as a form sends them: `0,2`. `None` for anything else.
pub(in crate::api) fn positions(who: &str) -> Option<Vec<i32>> {
    let mut positions = who.split(',').map(|position| position.trim().parse().ok()).collect::<Option<Vec<i32>>>()?;
    positions.sort_unstable();
    positions.dedup();
    Some(positions)
}

pub(in crate::api) fn cancel_page(record: &BookingRecord, chosen: Vec<i32>, quote: Option<RefundQuote>, now: DateTime<Utc>) -> CancelPage {
    let card = booking_card(record, now);
    let leave_until = record.may_leave_until(now).map(|until| zoned(until, &record.run.time_zone));
    let mut terms = record.policy.in_words(&card.run.starts);
    if !card.price.stake.is_zero() {
        terms.push(record.policy.stake_in_words(&card.run.starts));
    }
    let people = people(record).into_iter().filter(|person| !person.cancelled).collect();
    CancelPage { card, people, chosen, quote, terms, leave_until, now: zoned(now, &record.run.time_zone) }
}

/// `None` for a booking that was never paid.
pub(in crate::api) fn receipt(record: BookingRecord, money: &MoneyRecord, papers: &[Paper], services: &Services) -> Option<ReceiptPage> {
    let zone = record.run.time_zone.clone();
    let kept = money.kept()?;
    // What was paid twice and went back is no part of it.
    let own = MoneyRecord { refunds: money.refunds.iter().filter(|refund| refund.payment_id == kept.id).cloned().collect(), ..MoneyRecord::default() };
    let refunded = own.refunds.iter().map(Refund::amount).sum();
    Some(ReceiptPage {
        card: booking_card(&record, services.clock.now()),
        people: people(&record),
        papers: papers.iter().map(|paper| paper_line(paper, &zone)).collect(),
        issuer: issuer(&services.taxes),
        booked_at: zoned(record.booking.created_at, &zone),
        paid: Some(PaidLine {
            amount: kept.amount,
            method: kept.method.clone(),
            payment: kept.provider_payment_id.clone(),
            at: zoned(record.booking.confirmed_at.unwrap_or(kept.updated_at), &zone),
        }),
        refunds: refunds(&record, &own),
        balance: kept.amount - refunded,
        email: record.booking.contact_email,
    })
}

pub(in crate::api) fn operations(stuck: StuckRecord, faults: Vec<String>) -> OperationsPage {
    let dead = |job: Job| DeadJob { id: job.id, kind: job.kind, payload: job.payload, attempts: job.attempts, error: job.last_error.unwrap_or_default() };
    OperationsPage {
        dead_jobs: stuck.dead_jobs.into_iter().map(dead).collect(),
        flags: stuck.flags.into_iter().map(|(booking, what, amount)| Flag { booking, what, amount }).collect(),
        rejections: stuck.rejections,
        balances: stuck.balances,
        faults,
    }
}

pub(in crate::api) fn statement(record: &BookingRecord, money: MoneyRecord, legs: Vec<StatementLine>) -> StatementPage {
    let zone = &record.run.time_zone;
    let steps = |refund| {
        let of_refund = money.refund_log.iter().filter(move |line| line.refund_id == refund);
        of_refund.map(|line| (zoned(line.at, zone), line.step.clone(), line.detail.clone())).collect()
    };
    let refunds = money.refunds.iter().map(|refund| RefundHistory {
        id: refund.id.0,
        status: refund.status,
        amount: refund.amount(),
        provider_refund: refund.provider_refund_id.clone(),
        steps: steps(refund.id),
    });
    StatementPage {
        reference: record.booking.reference.clone(),
        status: record.booking.status,
        run: record.run.title.clone(),
        refunds: refunds.collect(),
        order: money.orders.last().and_then(|order| order.provider_order_id.clone()),
        timeline: money
            .timeline
            .into_iter()
            .map(|line| TimelineEvent { at: zoned(line.at, zone), about: line.about, what: line.what, detail: line.detail })
            .collect(),
        payments: money
            .payments
            .into_iter()
            .map(|payment| PaymentLine {
                payment: payment.provider_payment_id,
                status: payment.status,
                verdict: payment.verdict,
                amount: payment.amount,
                fee: payment.fee,
                failure: payment.failure,
                at: zoned(payment.updated_at, zone),
            })
            .collect(),
        ledger: legs
            .into_iter()
            .map(|leg| LedgerLine { at: zoned(leg.at, zone), kind: leg.kind, reference: leg.reference, account: leg.account, amount: leg.amount })
            .collect(),
    }
}
