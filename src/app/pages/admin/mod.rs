//! The admin's side: what is stuck, and every paisa of one booking.

pub(crate) mod appeal;
pub(crate) mod audit;
pub(crate) mod disputes;
pub(crate) mod overview;
pub(crate) mod payout;
pub(crate) mod payouts;
pub(crate) mod reconciliation;
pub(crate) mod statement;

use crate::domain::{money::Paise, time::ZonedTime};

/// An amount of the ledger in its two columns, debit and credit; the other one stays empty.
fn columns(amount: Paise) -> (Option<String>, Option<String>) {
    if amount < Paise::ZERO { (None, Some((Paise::ZERO - amount).to_string())) } else { (Some(amount.to_string()), None) }
}

/// A moment as an admin reads it, to the second.
fn exact(time: &ZonedTime) -> String {
    time.local().format("%Y-%m-%d %H:%M:%S").to_string()
}
