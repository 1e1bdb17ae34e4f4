//! What admins are told whose action did nothing.

use super::{field, internal};
use crate::{
    domain::money::Paise,
    error::{AppError, ErrorCode},
    services::admin::AdminError,
};

impl From<AdminError> for AppError {
    fn from(error: AdminError) -> Self {
        let conflict = |words: &str| Self::new(ErrorCode::Conflict, words.to_owned());
        match error {
            // For an admin no longer there is no admin area.
            AdminError::Missing | AdminError::NoAdmin => Self::not_found(),
            AdminError::Already => conflict("Nothing was changed: it is so already. Please load this page again."),
            AdminError::Yourself => conflict("Nobody can suspend themselves. Ask another admin."),
            AdminError::Moved(status) => conflict(&format!("Nothing was given back: the booking is {status}. One that is ahead is cancelled instead.")),
            AdminError::NothingPaid => conflict("Nothing was ever paid for this booking."),
            AdminError::TooMuch(left) => field("rupees", &format!("Only {left} can be given back.")),
            AdminError::Booking(error) => error.into(),
            AdminError::Payment(error) => error.into(),
            AdminError::Database(_) => internal(&error),
        }
    }
}

/// An amount of money above nothing; 422 beside the field for anything else.
pub(in crate::api) fn amount(name: &str, typed: &str) -> Result<Paise, AppError> {
    Paise::from_typed(typed).filter(|amount| *amount > Paise::ZERO).ok_or_else(|| field(name, "An amount in rupees is needed, like 450 or 1300.50."))
}

/// A part in percent with two decimals at most, from 0 to 100, in hundredths of a percent; 422 beside the field for anything else.
pub(in crate::api) fn percent(name: &str, typed: &str) -> Result<i32, AppError> {
    // Written as rupees and paise are.
    let typed = typed.trim().trim_end_matches('%');
    let parts = Paise::from_typed(typed).and_then(|parts| i32::try_from(parts.0).ok()).filter(|parts| (0..=10_000).contains(parts));
    parts.ok_or_else(|| field(name, "A part in percent is needed, from 0 to 100, like 12.5."))
}
