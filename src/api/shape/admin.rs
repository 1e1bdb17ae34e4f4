//! The admin's desk.

use super::{
    super::admin::{
        AccountLine, CaseMember, DayFigures, FiguresPage, Found, LedgerPage, Message, MessagesPage, OrganizationCasePage, OrganizationLine, PersonCasePage,
        PersonLine, RulesPage, SettingLine,
    },
    INDIA,
};
use crate::{
    domain::{
        ledger::Account,
        payout::{ELIGIBLE_AFTER, LEAST},
    },
    services::{
        Services,
        admin::{self, Figures, Hit, InboxPage, OrganizationCase, OrganizationRow, Person, PersonCase, SettingRow},
        zones::zoned,
    },
};

pub(in crate::api) fn found(hit: Hit) -> Found {
    match hit {
        Hit::Booking { reference, status, email } => Found::Booking { reference, status, email },
        Hit::Person { id, name, email } => Found::Person { id, name, email },
        Hit::Organization { id, name, slug } => Found::Organization { id, name, slug },
        Hit::Payout { id, utr } => Found::Payout { id, utr },
        Hit::Dispute { id, name } => Found::Dispute { id, name },
    }
}

pub(in crate::api) fn figures(figures: Figures) -> FiguresPage {
    let day = |day: admin::Day| DayFigures { day: day.day.to_string(), bookings: day.bookings, captured: day.captured, refunded: day.refunded };
    FiguresPage { days: figures.days.into_iter().map(day).collect(), attended: figures.attended, missed: figures.missed }
}

pub(in crate::api) fn organization_line(row: OrganizationRow) -> OrganizationLine {
    OrganizationLine {
        id: row.id,
        name: row.name,
        slug: row.slug,
        verified: row.verified_at.is_some(),
        suspended: row.suspended_at.is_some(),
        fee_basis_points: row.fee_basis_points,
        since: zoned(row.created_at, INDIA),
    }
}

pub(in crate::api) fn organization_case(case: OrganizationCase) -> OrganizationCasePage {
    let member = |(id, name, email, role)| CaseMember { id, name, email, role };
    OrganizationCasePage {
        organization: organization_line(case.row),
        members: case.members.into_iter().map(member).collect(),
        published: case.published,
        account: case.account,
        available: case.balance.available,
        held: case.balance.held,
        in_transit: case.balance.in_transit,
        paid: case.balance.paid,
    }
}

pub(in crate::api) fn person_line(row: &Person) -> PersonLine {
    PersonLine {
        id: row.id,
        name: row.name.clone(),
        email: row.email.clone(),
        is_admin: row.is_admin,
        suspended: row.suspended_at.is_some(),
        since: zoned(row.created_at, INDIA),
    }
}

pub(in crate::api) fn person_case(case: PersonCase) -> PersonCasePage {
    PersonCasePage {
        person: person_line(&case.row),
        phone: case.row.phone,
        memberships: case.memberships.into_iter().map(|of| (of.organization_id, of.name, of.role)).collect(),
        bookings: case.bookings.into_iter().map(|row| (row.reference, row.status, zoned(row.created_at, INDIA))).collect(),
        sessions: case.sessions,
    }
}

pub(in crate::api) fn inbox(page: InboxPage) -> MessagesPage {
    let message = |row: admin::InboxRow| Message {
        id: row.id,
        event_id: row.event_id,
        event: row.event,
        outcome: row.outcome,
        received: zoned(row.received_at, INDIA),
        processed: row.processed_at.map(|at| zoned(at, INDIA)),
    };
    MessagesPage { messages: page.rows.into_iter().map(message).collect(), next: page.next }
}

pub(in crate::api) fn ledger(account: Account, owner: Option<i64>, page: admin::LedgerPage) -> LedgerPage {
    let line = |row: admin::LedgerRow| AccountLine {
        at: zoned(row.at, INDIA),
        kind: row.kind,
        reference: row.reference,
        booking: row.booking,
        owner: row.owner,
        amount: row.amount,
        balance: row.balance,
    };
    LedgerPage { account, owner, lines: page.rows.into_iter().map(line).collect(), next: page.next }
}

pub(in crate::api) fn rules(services: &Services, settings: Vec<SettingRow>) -> RulesPage {
    let hours = |duration: chrono::Duration| format!("{} hours", duration.num_hours());
    let issuer = &services.taxes.issuer;
    let rules = [
        ("A second admin approves payouts", format!("above {}", services.payouts.four_eyes_above)),
        ("A price can be paid out", format!("{} after the run’s end", hours(ELIGIBLE_AFTER))),
        ("The least that is paid out", LEAST.to_string()),
        ("Papers are issued by", format!("{}, GSTIN {}", issuer.name, issuer.gstin.as_deref().unwrap_or("not set"))),
    ];
    let line = |row: SettingRow| SettingLine { setting: row.setting, value: row.value, changed: row.changed_at.map(|at| zoned(at, INDIA)) };
    RulesPage { settings: settings.into_iter().map(line).collect(), rules: rules.map(|(name, words)| (name.to_owned(), words)).into() }
}
