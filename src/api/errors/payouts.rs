//! What owners are told of where their organization's money goes, and admins of payouts.

use super::{field, internal};
use crate::{
    domain::{
        payout,
        payout_account::AccountStanding,
        text::{self, FieldErrors},
    },
    error::{AppError, ErrorCode},
    services::{accounts::AccountError, daily_tasks::in_india, payments::payouts::PayoutError, payout_accounts::PayoutAccountError},
};
use chrono::{DateTime, NaiveDate, Utc};

impl From<PayoutAccountError> for AppError {
    fn from(error: PayoutAccountError) -> Self {
        match error {
            PayoutAccountError::NoAccount | PayoutAccountError::NotYours => Self::not_found(),
            PayoutAccountError::Over(standing) => Self::new(ErrorCode::Conflict, over(standing)),
            PayoutAccountError::Account(AccountError::WrongPassword) => field("password", "That is not your password. Nothing was changed."),
            PayoutAccountError::Account(error) => error.into(),
            PayoutAccountError::Vault(_) | PayoutAccountError::Stored(_) | PayoutAccountError::Database(_) => internal(&error),
        }
    }
}

const fn over(standing: AccountStanding) -> &'static str {
    match standing {
        AccountStanding::Withdrawn => "This account was withdrawn. Nothing is paid to it.",
        AccountStanding::Held => "This account is confirmed already.",
        AccountStanding::Ready => "It is too late: money can move to this account already. To have it go elsewhere, give another account.",
        AccountStanding::Asked | AccountStanding::RunOut => "The time to confirm this account has run out. Please type it in once more.",
    }
}

impl From<PayoutError> for AppError {
    fn from(error: PayoutError) -> Self {
        let conflict = |words: String| Self::new(ErrorCode::Conflict, words);
        match error {
            // For an admin no longer there is no admin area.
            PayoutError::NoPayout | PayoutError::NoAdmin => Self::not_found(),
            PayoutError::Moved(status) => {
                conflict(format!("Nothing was changed: this payout is “{}” by now, or was changed meanwhile. Please look at it again.", status.name()))
            }
            PayoutError::Refused(outcome) => conflict(format!("Not approved. {}.", outcome.in_words())),
            PayoutError::UtrUsed => field("utr", "Another payout has this reference. Please look at the bank’s statement once more."),
            PayoutError::ByProvider => conflict("RazorpayX pays this one, and says itself how it ends. Ask it, if you wonder.".to_owned()),
            PayoutError::NoPayer => conflict("Hosts are paid by hand here: RAZORPAY_X_ACCOUNT is not set.".to_owned()),
            PayoutError::Nothing => conflict("There is nothing here that can go on just now.".to_owned()),
            PayoutError::Account(error) => error.into(),
            PayoutError::Provider(_) | PayoutError::Unsettled(_) => {
                tracing::warn!(%error, "the provider of payouts could not be asked");
                Self::new(ErrorCode::Provider, "RazorpayX gives no answer just now that settles anything. Nothing has changed; it is asked again by itself.")
            }
            PayoutError::Csv(_) | PayoutError::Write(_) | PayoutError::Job(_) | PayoutError::Database(_) => internal(&error),
        }
    }
}

/// Why an admin does something: it is written into the log, so there has to be something.
pub(in crate::api) fn reason(text: &str) -> Result<String, AppError> {
    match text::note(text) {
        Ok(Some(reason)) => Ok(reason),
        Ok(None) => Err(field("reason", "Please say why, in a few words: it goes into the log.")),
        Err(words) => Err(field("reason", words)),
    }
}

/// What a bank's statement says: its reference, and a day that has begun.
pub(in crate::api) fn receipt(utr: &str, day: &str, now: DateTime<Utc>) -> Result<(String, NaiveDate), AppError> {
    let mut errors = FieldErrors::new();
    let utr = payout::utr(utr).unwrap_or_else(|words| {
        errors.insert("utr".to_owned(), words.to_owned());
        String::new()
    });
    let day = day_until(day, now);
    if day.is_none() {
        errors.insert("day".to_owned(), "On which day did the bank pay? It cannot be one that is yet to come.".to_owned());
    }
    day.filter(|_| errors.is_empty()).map(|day| (utr, day)).ok_or_else(|| AppError::invalid(errors))
}

/// A day that has begun in India; 422 beside the field for anything else.
pub(in crate::api) fn past_day(name: &str, typed: &str, now: DateTime<Utc>) -> Result<NaiveDate, AppError> {
    day_until(typed, now).ok_or_else(|| field(name, "A day that has begun is needed, like 2026-11-28."))
}

fn day_until(typed: &str, now: DateTime<Utc>) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(typed.trim(), "%Y-%m-%d").ok().filter(|day| *day <= in_india(now).date_naive())
}
