//! Where an organization's money goes.

use super::super::payout_accounts::{PayoutAccountLine, PayoutAccountPage};
use crate::{
    domain::payout_account::HELD_FOR,
    services::{
        hosting::Membership,
        payout_accounts::{PayoutAccountRecord, PayoutAccountsRecord},
        zones::zoned,
    },
};

pub(in crate::api) fn payout_accounts(record: PayoutAccountsRecord, membership: Membership, mail_goes_to: String, zone: &str) -> PayoutAccountPage {
    let line = |record: Option<PayoutAccountRecord>| record.map(|record| payout_account(record, zone));
    PayoutAccountPage {
        organization_id: membership.organization_id,
        organization: membership.name,
        current: line(record.current),
        asked: line(record.asked),
        mail_goes_to,
    }
}

pub(in crate::api) fn payout_account(record: PayoutAccountRecord, zone: &str) -> PayoutAccountLine {
    let PayoutAccountRecord { account, standing, asked_by } = record;
    PayoutAccountLine {
        id: account.id,
        kind: account.kind,
        masked: account.masked,
        standing,
        asked_by,
        asked_at: zoned(account.created_at, zone),
        confirm_until: zoned(account.confirm_until, zone),
        ready_at: account.confirmed_at.map(|at| zoned(at + HELD_FOR, zone)),
    }
}
