//! Numbered papers: receipts for travelers, and invoices over the platform's fee for hosts, with what takes them back. Each kind has numbers
//! of its own, one after the other and without a gap in each financial year, as the tax law of India wants them (rule 46 of the CGST rules).

use super::{money::Paise, payout::financial_year, text_enum::text_enum};
use chrono::{Datelike, NaiveDate};

/// The GST on a service of a marketplace: 18 %.
const GST_BASIS_POINTS: i32 = 1_800;
/// The code of the service in the national list: support services not named elsewhere.
pub const SERVICE_CODE: &str = "998599";

text_enum! {
    /// The kinds of papers, each with numbers of its own.
    PaperKind {
        /// A payment was kept.
        Receipt => "receipt",
        /// Some or all of it has gone back.
        CreditNote => "credit_note",
        /// What the platform has kept of a host's prices in a month.
        FeeInvoice => "fee_invoice",
        /// More of it went back in a month than was kept.
        FeeCreditNote => "fee_credit_note",
    }
}

impl PaperKind {
    /// The name on paper.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Receipt => "Receipt",
            Self::CreditNote => "Credit note",
            Self::FeeInvoice => "Tax invoice",
            Self::FeeCreditNote => "Credit note over fees",
        }
    }

    const fn letter(self) -> char {
        match self {
            Self::Receipt => 'R',
            Self::CreditNote => 'C',
            Self::FeeInvoice => 'F',
            Self::FeeCreditNote => 'D',
        }
    }
}

/// A number as it is printed, `R/26-27/0000001`: at most the sixteen letters, digits, dashes and slashes that the law allows.
#[must_use]
pub fn printed(kind: PaperKind, year: i32, number: i64) -> String {
    format!("{}/{:02}-{:02}/{number:07}", kind.letter(), year.rem_euclid(100), (year + 1).rem_euclid(100))
}

/// Who taxes what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaxRules {
    /// The GST that is within the platform's fee, in hundredths of a percent of the fee without it.
    pub gst_basis_points: i32,
    /// Who issues the papers.
    pub issuer: Issuer,
}

/// Who issues papers: as the register of companies and the tax office know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer {
    pub name: String,
    pub address: Option<String>,
    /// The number under which GST is paid.
    pub gstin: Option<String>,
}

impl Default for TaxRules {
    fn default() -> Self {
        Self { gst_basis_points: GST_BASIS_POINTS, issuer: Issuer { name: "Nukkad".to_owned(), address: None, gstin: None } }
    }
}

/// The tax within an amount that includes it, rounded half up.
#[must_use]
pub fn tax_within(amount: Paise, basis_points: i32) -> Paise {
    let (amount, points) = (i128::from(amount.0), i128::from(basis_points));
    let whole = 10_000 + points;
    Paise(i64::try_from((2 * amount * points + whole).div_euclid(2 * whole)).unwrap_or_default())
}

/// True for a number of the form that the tax office gives: two digits, ten letters and digits of a PAN, a digit or letter, `Z`, a check digit.
#[must_use]
pub fn is_gstin(text: &str) -> bool {
    let at = |range: std::ops::Range<usize>, fits: fn(&u8) -> bool| text.as_bytes().get(range).is_some_and(|part| part.iter().all(fits));
    text.len() == 15
        && at(0..2, u8::is_ascii_digit)
        && at(2..7, u8::is_ascii_uppercase)
        && at(7..11, u8::is_ascii_digit)
        && at(11..12, u8::is_ascii_uppercase)
        && at(12..13, u8::is_ascii_alphanumeric)
        && at(13..14, |byte| *byte == b'Z')
        && at(14..15, u8::is_ascii_alphanumeric)
}

/// A month of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    first: NaiveDate,
}

impl Month {
    /// The month that a day lies in.
    #[must_use]
    pub fn of(day: NaiveDate) -> Self {
        Self { first: day.with_day(1).unwrap_or(day) }
    }

    #[must_use]
    pub const fn first_day(self) -> NaiveDate {
        self.first
    }

    /// The one before.
    #[must_use]
    pub fn before(self) -> Self {
        Self::of(self.first.pred_opt().unwrap_or(self.first))
    }

    /// The first day of the next one.
    #[must_use]
    pub fn end(self) -> NaiveDate {
        self.first.checked_add_months(chrono::Months::new(1)).unwrap_or(self.first)
    }

    /// The financial year that it belongs to.
    #[must_use]
    pub fn year(self) -> i32 {
        financial_year(self.first)
    }

    /// `November 2026`.
    #[must_use]
    pub fn name(self) -> String {
        self.first.format("%B %Y").to_string()
    }

    /// `2026-11`, as it is stored.
    #[must_use]
    pub fn stored(self) -> String {
        self.first.format("%Y-%m").to_string()
    }

    /// Reads what [`Month::stored`] gives.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").ok().map(Self::of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_fit_the_law() {
        for (kind, year, number, expected) in [
            (PaperKind::Receipt, 2026, 1, "R/26-27/0000001"),
            (PaperKind::CreditNote, 2099, 42, "C/99-00/0000042"),
            (PaperKind::FeeInvoice, 2026, 9_999_999, "F/26-27/9999999"),
            (PaperKind::FeeCreditNote, 2027, 12_345_678, "D/27-28/12345678"),
        ] {
            let printed = printed(kind, year, number);
            assert_eq!(printed, expected);
            assert!(printed.len() <= 16);
        }
    }

    #[test]
    fn months_follow_each_other() {
        let month = |text: &str| Month::parse(text).unwrap();
        assert_eq!((month("2026-01").before(), month("2026-12").end().to_string()), (month("2025-12"), "2027-01-01".to_owned()));
        assert_eq!((month("2026-03").year(), month("2026-04").year(), month("2026-04").name().as_str()), (2025, 2026, "April 2026"));
        assert_eq!((Month::parse("2026-13"), Month::parse("x"), month("2026-11").stored().as_str()), (None, None, "2026-11"));
    }

    #[test]
    fn gstins_have_a_form() {
        assert!(is_gstin("29ABCDE1234F1Z5"));
        for bad in ["", "29ABCDE1234F1Z", "29abcde1234f1z5", "A9ABCDE1234F1Z5", "29ABCDE1234F1X5", "29ABCDE1234F1Z55", "29ABCDE12é4F1Z5"] {
            assert!(!is_gstin(bad), "{bad}");
        }
    }

    #[test]
    fn tax_is_within_the_amount() {
        for (amount, basis_points, tax) in [(11_800, 1_800, 1_800), (13_500, 1_800, 2_059), (1, 1_800, 0), (4, 1_800, 1), (10_000, 0, 0), (0, 1_800, 0)] {
            assert_eq!(tax_within(Paise(amount), basis_points), Paise(tax), "{amount} at {basis_points}");
        }
    }

    proptest! {
        #[test]
        fn tax_is_the_nearest_whole_paisa(amount in 0..1_000_000_000_i64, basis_points in 0..=2_800) {
            let tax = i128::from(tax_within(Paise(amount), basis_points).0);
            let (amount, points) = (i128::from(amount), i128::from(basis_points));
            let whole = 10_000 + points;
            prop_assert!((2 * tax * whole - 2 * amount * points).abs() <= whole && tax <= amount);
        }
    }
}
