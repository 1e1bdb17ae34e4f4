//! Payouts.

use super::{
    super::payouts::{ApprovalPage, HostPayoutsPage, PaidMonth, PayoutLine, PayoutPage, PayoutYearPage, StatementLine, TransferLine},
    INDIA,
    papers::paper_line,
};
use crate::{
    domain::{ids::PayoutApprovalId, paper::Month, payout::ApprovalOutcome},
    services::{
        hosting::Membership,
        payments::{
            papers::Paper,
            payouts::{ApprovalProgress, Balance, Paid, PayoutRow, Seen, Statement, StatementRow, Transfer, YearRecord},
        },
        payout_accounts::PayoutAccountsRecord,
        zones::zoned,
    },
};
use chrono::NaiveDate;

/// Payouts named in one form.
const SEEN_MAX: usize = 1_000;
pub(in crate::api) fn payout(PayoutRow { payout, organization, account }: PayoutRow) -> PayoutLine {
    PayoutLine {
        id: payout.id,
        version: payout.version,
        organization,
        status: payout.status,
        amount: payout.amount,
        lines: payout.line_count,
        account,
        utr: payout.utr,
        paid_on: payout.paid_on,
        failure: payout.failure,
        file: payout.file_id,
        since: zoned(payout.updated_at, INDIA),
    }
}

pub(in crate::api) fn payout_page(Statement { row, lines }: Statement, transfers: Vec<Transfer>) -> PayoutPage {
    let moved_by = |transfer: &Transfer| [transfer.payout_version, transfer.payout_version + 1].contains(&row.payout.version);
    PayoutPage {
        by_provider: transfers.first().is_some_and(moved_by),
        payout: payout(row),
        statement: lines.into_iter().map(statement_line).collect(),
        transfers: transfers.into_iter().map(transfer).collect(),
    }
}

fn transfer(row: Transfer) -> TransferLine {
    TransferLine {
        status: row.status,
        attempts: row.attempts,
        provider: row.provider_payout_id.zip(row.provider_status),
        failure: row.failure,
        fee: row.fee,
        at: zoned(row.updated_at, INDIA),
    }
}

fn statement_line(row: StatementRow) -> StatementLine {
    StatementLine {
        booking: row.booking,
        run: row.run,
        experience: row.experience,
        run_starts: zoned(row.run_starts_at, &row.time_zone),
        kind: row.kind,
        price: row.price,
        fee: row.fee,
        net: row.net,
    }
}

/// A list of `ID.VERSION`; `None` for anything else, and for more than can be approved at once.
pub(in crate::api) fn payouts_seen(text: &str) -> Option<Vec<Seen>> {
    let one = |text: &str| {
        let (payout, version) = text.split_once('.')?;
        Some(Seen { payout: payout.parse().ok()?, version: version.parse().ok()? })
    };
    let seen = text.split_whitespace().map(one).collect::<Option<Vec<_>>>()?;
    (seen.len() <= SEEN_MAX).then_some(seen)
}

pub(in crate::api) fn approval(id: PayoutApprovalId, progress: ApprovalProgress) -> ApprovalPage {
    let count = |outcome: ApprovalOutcome| progress.done.iter().filter(|(_, of)| *of == outcome).count();
    let counted = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    let outcomes = ApprovalOutcome::ALL.iter().map(|outcome| (*outcome, counted(count(*outcome)))).filter(|(_, count)| *count > 0).collect();
    ApprovalPage {
        id,
        all: progress.all,
        done: counted(progress.done.len()),
        outcomes,
        left: progress.done.into_iter().filter(|(_, outcome)| *outcome != ApprovalOutcome::Approved).collect(),
    }
}

pub(in crate::api) fn host_payouts(membership: Membership, balance: Balance, rows: Vec<PayoutRow>, accounts: PayoutAccountsRecord) -> HostPayoutsPage {
    HostPayoutsPage {
        organization: membership.name,
        role: membership.role,
        available: balance.available,
        not_yet: balance.not_yet,
        held: balance.held,
        in_transit: balance.in_transit,
        paid: balance.paid,
        account: accounts.current.map(|record| record.account.masked),
        payouts: rows.into_iter().map(payout).collect(),
    }
}

pub(in crate::api) fn payout_year(record: YearRecord, organization: String, invoices: Vec<(Paper, Month)>) -> PayoutYearPage {
    let month = |((year, month), paid): ((i32, u32), Paid)| {
        let name = NaiveDate::from_ymd_opt(year, month, 1).map(|day| day.format("%B %Y").to_string()).unwrap_or_default();
        PaidMonth { name, payouts: paid.payouts, price: paid.price, fee: paid.fee, net: paid.net }
    };
    let of_year = invoices.into_iter().filter(|(paper, _)| paper.financial_year == record.year);
    PayoutYearPage {
        organization,
        year: record.year,
        years: record.years,
        months: record.months.into_iter().map(month).collect(),
        invoices: of_year.map(|(paper, month)| (paper_line(&paper, INDIA), month.name())).collect(),
    }
}
