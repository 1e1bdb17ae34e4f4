//! Payouts: what hosts have earned, on its way to them. Their state machine, who may approve one, and the reference a bank gives.

use super::{ids::UserId, money::Paise, text_enum::text_enum};
use chrono::{Datelike, Duration, NaiveDate};

/// How long after the end of its run what a booking has earned can be paid out.
pub const ELIGIBLE_AFTER: Duration = Duration::hours(24);
/// The least that is paid out: banks and the provider move nothing smaller.
pub const LEAST: Paise = Paise(100);
/// What counts where the settings say nothing else.
const FOUR_EYES_ABOVE: Paise = Paise(50_000 * 100);
/// Characters of a unique transaction reference: 12 with IMPS and UPI, 16 with NEFT, 22 with RTGS (Reserve Bank of India).
const UTR_CHARS: std::ops::RangeInclusive<usize> = 12..=22;

text_enum! {
    /// How far a payout has come.
    PayoutStatus {
        /// Collected; it still changes when something becomes payable, or is held.
        Draft => "draft",
        /// An admin has said yes: it changes no more.
        Approved => "approved",
        /// The bank or the provider has been told.
        Processing => "processing",
        /// The money is with the host.
        Paid => "paid",
        /// It could not be paid, or came back.
        Failed => "failed",
    }
}

impl PayoutStatus {
    /// The name on screen.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "Draft",
            Self::Approved => "Approved",
            Self::Processing => "On its way",
            Self::Paid => "Paid",
            Self::Failed => "Failed",
        }
    }
}

text_enum! {
    /// What became of one payout where many were approved at once.
    ApprovalOutcome {
        Approved => "approved",
        /// It is not as it was shown any more: something was added to it or is held.
        Changed => "changed",
        /// Somebody else has to approve it than who made it.
        FourEyes => "four_eyes",
        /// There is no account that money may move to.
        NoAccount => "no_account",
    }
}

impl ApprovalOutcome {
    /// In words.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Approved => "Approved",
            Self::Changed => "Changed since it was shown: look at it again",
            Self::FourEyes => "Somebody else than its maker has to approve it",
            Self::NoAccount => "Its host has no account that money may move to",
        }
    }
}

/// What can happen to a payout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayoutEvent {
    /// An admin approves it; one that has failed is approved anew.
    Approved,
    /// The bank or the provider is told.
    Begun,
    /// It has arrived.
    Paid,
    /// It has not.
    Failed,
    /// It had arrived, and has come back.
    Reversed,
}

impl PayoutStatus {
    /// The state machine: the state after `event`, or `None` where the event is refused.
    #[must_use]
    pub const fn after(self, event: PayoutEvent) -> Option<Self> {
        use PayoutEvent as E;
        match (self, event) {
            (Self::Draft | Self::Failed, E::Approved) => Some(Self::Approved),
            (Self::Approved, E::Begun) => Some(Self::Processing),
            (Self::Processing, E::Paid) => Some(Self::Paid),
            (Self::Processing, E::Failed) | (Self::Paid, E::Reversed) => Some(Self::Failed),
            _ => None,
        }
    }
}

/// Who may approve which payouts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PayoutRules {
    /// Above this amount somebody else has to approve a payout than the admin who made it.
    pub four_eyes_above: Paise,
}

impl Default for PayoutRules {
    fn default() -> Self {
        Self { four_eyes_above: FOUR_EYES_ABOVE }
    }
}

/// True where `admin` may approve a payout of this amount that `made_by` has collected; nobody where that happened by itself.
#[must_use]
pub fn may_approve(amount: Paise, made_by: Option<UserId>, admin: UserId, four_eyes_above: Paise) -> bool {
    amount <= four_eyes_above || made_by != Some(admin)
}

/// A bank's reference as it is kept: letters in upper case, and digits.
///
/// # Errors
/// Words to show beside the field.
pub fn utr(text: &str) -> Result<String, &'static str> {
    let utr: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    if UTR_CHARS.contains(&utr.len()) && utr.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        Ok(utr)
    } else {
        Err("A UTR has 12 to 22 letters and digits; it stands on the bank’s statement.")
    }
}

/// The financial year of India that a day belongs to, by the calendar year in which it begins: on the first of April.
#[must_use]
pub fn financial_year(day: NaiveDate) -> i32 {
    if day.month() < 4 { day.year() - 1 } else { day.year() }
}

/// A financial year's name: `2026–27`.
#[must_use]
pub fn year_name(year: i32) -> String {
    format!("{year}–{:02}", (year + 1).rem_euclid(100))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_financial_year_ends_with_march() {
        for (day, year, name) in
            [("2026-03-31", 2025, "2025–26"), ("2026-04-01", 2026, "2026–27"), ("2099-12-31", 2099, "2099–00"), ("2100-01-01", 2099, "2099–00")]
        {
            let of = financial_year(day.parse().unwrap());
            assert_eq!((of, year_name(of).as_str()), (year, name), "{day}");
        }
    }

    #[test]
    fn every_cell_of_the_machine() {
        use PayoutEvent as E;
        use PayoutStatus::{Approved, Draft, Failed, Paid, Processing};
        let events = [E::Approved, E::Begun, E::Paid, E::Failed, E::Reversed];
        for (state, row) in [
            (Draft, [Some(Approved), None, None, None, None]),
            (Approved, [None, Some(Processing), None, None, None]),
            (Processing, [None, None, Some(Paid), Some(Failed), None]),
            (Paid, [None, None, None, None, Some(Failed)]),
            (Failed, [Some(Approved), None, None, None, None]),
        ] {
            for (event, expected) in events.into_iter().zip(row) {
                assert_eq!(state.after(event), expected, "{state} on {event:?}");
            }
        }
    }

    #[test]
    fn large_payouts_need_two_people() {
        let (maker, other) = (UserId(1), UserId(2));
        for (amount, made_by, admin, expected) in [
            (FOUR_EYES_ABOVE, Some(maker), maker, true),
            (FOUR_EYES_ABOVE + Paise(1), Some(maker), maker, false),
            (FOUR_EYES_ABOVE + Paise(1), Some(maker), other, true),
            (FOUR_EYES_ABOVE + Paise(1), None, maker, true),
        ] {
            assert_eq!(may_approve(amount, made_by, admin, FOUR_EYES_ABOVE), expected, "{amount} {made_by:?} {admin}");
        }
    }

    #[test]
    fn references_of_banks() {
        for (typed, kept) in [(" sbin 226 0012 34567 ", "SBIN226001234567"), ("412345678901", "412345678901")] {
            assert_eq!(utr(typed).as_deref(), Ok(kept));
        }
        for bad in ["", "12345678901", "12345678901234567890123", "SBIN-226001234567", "SBIN22600123456é"] {
            assert!(utr(bad).is_err(), "{bad}");
        }
    }
}
