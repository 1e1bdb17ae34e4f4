//! Money as a count of minor units; no floating point anywhere.

use serde::{Deserialize, Serialize};
use std::{
    fmt,
    iter::Sum,
    ops::{Add, Sub},
};

/// An amount in paise, the hundredth part of a rupee.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Paise(pub i64);

/// The one currency traded so far, as ISO 4217 names it.
pub const CURRENCY: &str = "INR";

impl Paise {
    /// Nothing to pay.
    pub const ZERO: Self = Self(0);

    /// Whole rupees as paise; `None` where the number would not fit.
    #[must_use]
    pub const fn from_rupees(rupees: i64) -> Option<Self> {
        match rupees.checked_mul(100) {
            Some(paise) => Some(Self(paise)),
            None => None,
        }
    }

    /// An amount in rupees as people type it: `450`, `1,300.5`, `₹ 1,23,456.00`. `None` for anything else, such as
    /// a sign, more than two decimals, or more digits than make sense.
    #[must_use]
    pub fn from_typed(text: &str) -> Option<Self> {
        const DIGITS_MAX: usize = 12;
        let text = text.trim();
        let text = text.strip_prefix('₹').map_or(text, str::trim_start);
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        let rupees: String = whole.chars().filter(|c| *c != ',').collect();
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let sound = digits(&rupees) && rupees.len() <= DIGITS_MAX && !whole.starts_with(',') && !whole.ends_with(',') && digits(part) && part.len() <= 2;
        let paise: i64 = format!("{part:0<2}").parse().ok().filter(|_| sound)?;
        let rupees = Self::from_rupees(rupees.parse().ok()?)?;
        Some(Self(rupees.0 + paise))
    }

    /// As one would type it: `450`, `1300.50`; [`Paise::from_typed`] reads it back.
    #[must_use]
    pub fn typed(self) -> String {
        let (rupees, paise) = (self.0 / 100, self.0 % 100);
        if paise == 0 { rupees.to_string() } else { format!("{rupees}.{paise:02}") }
    }

    /// This amount for each of `count` people; `None` where the number would not fit.
    #[must_use]
    pub fn times(self, count: u32) -> Option<Self> {
        self.0.checked_mul(i64::from(count)).map(Self)
    }

    /// The share of `basis_points` (hundredths of a percent), rounded half up.
    #[must_use]
    pub fn share(self, basis_points: i32) -> Self {
        let parts = i128::from(self.0) * i128::from(basis_points);
        Self(i64::try_from((parts + 5_000).div_euclid(10_000)).unwrap_or(i64::MAX))
    }

    /// True where there is nothing to pay.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// As on a price tag: `₹1,23,456`, paise only where there are any, and "Free" for nothing.
    #[must_use]
    pub fn tag(self) -> String {
        if self.is_zero() { "Free".to_owned() } else { self.short() }
    }

    /// As in a sum: `₹1,300`, and `₹0` for nothing.
    #[must_use]
    pub fn short(self) -> String {
        let full = self.to_string();
        full.strip_suffix(".00").map_or(full.clone(), str::to_owned)
    }
}

/// In full with Indian grouping: `₹1,23,456.00`.
impl fmt::Display for Paise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let paise = self.0.unsigned_abs();
        write!(f, "{sign}₹{}.{:02}", grouped(paise / 100), paise % 100)
    }
}

/// Indian grouping: the last three digits, then pairs.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let (head, tail) = digits.split_at(digits.len().saturating_sub(3));
    if head.is_empty() {
        return tail.to_owned();
    }
    let mut text = String::new();
    for (index, digit) in head.chars().enumerate() {
        if index > 0 && (head.len() - index).is_multiple_of(2) {
            text.push(',');
        }
        text.push(digit);
    }
    format!("{text},{tail}")
}

impl Add for Paise {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Paise {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Sum for Paise {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn rupees_are_grouped_the_indian_way() {
        for (paise, text) in [
            (0, "₹0.00"),
            (5, "₹0.05"),
            (99_900, "₹999.00"),
            (100_000, "₹1,000.00"),
            (12_345_600, "₹1,23,456.00"),
            (1_234_567_890, "₹1,23,45,678.90"),
            (-130_050, "-₹1,300.50"),
        ] {
            assert_eq!(Paise(paise).to_string(), text);
        }
        assert_eq!(Paise(0).tag(), "Free");
        assert_eq!(Paise(0).short(), "₹0");
        assert_eq!(Paise(130_000).tag(), "₹1,300");
        assert_eq!(Paise(130_050).tag(), "₹1,300.50");
    }

    #[test]
    fn amounts_are_read_as_people_type_them() {
        for (text, paise) in [("0", 0), ("450", 45_000), (" 450.5 ", 45_050), ("450.05", 45_005), ("₹ 1,23,456.00", 12_345_600), ("₹1300", 130_000)] {
            assert_eq!(Paise::from_typed(text), Some(Paise(paise)), "{text:?}");
        }
        for bad in ["", " ", "-1", "+1", "1.", ".5", "4.505", "1e3", "0x10", "4 50", ",", "450,", "₹", "१००", "1.2.3", "9999999999999", "Rs 450", "NaN"]
        {
            assert_eq!(Paise::from_typed(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn shares_round_half_up() {
        for (paise, basis_points, share) in [(45_000, 1_000, 4_500), (5, 1_000, 1), (4, 1_000, 0), (-5, 1_000, 0), (15, 1_000, 2)] {
            assert_eq!(Paise(paise).share(basis_points), Paise(share), "{paise} at {basis_points}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn what_is_typed_reads_back(paise in 0..1_000_000_000_000_i64) {
            prop_assert_eq!(Paise::from_typed(&Paise(paise).typed()), Some(Paise(paise)));
            prop_assert_eq!(Paise::from_typed(&Paise(paise).to_string()), Some(Paise(paise)));
        }

        #[test]
        fn no_text_makes_an_amount_panic(text in ".{0,24}") {
            prop_assert!(Paise::from_typed(&text).is_none_or(|amount| amount >= Paise::ZERO));
        }

        #[test]
        fn what_is_shown_reads_back_as_the_same_amount(paise in any::<i32>()) {
            let text = Paise(i64::from(paise)).to_string();
            let digits: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '-').collect();
            prop_assert_eq!(digits.parse::<i64>().unwrap(), i64::from(paise));
        }

        #[test]
        fn a_share_is_never_more_than_the_whole(paise in 0..1_000_000_000_i64, basis_points in 0..=10_000) {
            let share = Paise(paise).share(basis_points);
            prop_assert!(share >= Paise::ZERO && share <= Paise(paise));
        }

        #[test]
        fn a_share_is_the_nearest_whole_paisa_and_half_goes_up(paise in 0..1_000_000_000_000_i64, basis_points in 0..=10_000) {
            // In ten-thousandths of a paisa, where nothing is rounded.
            let (exact, share) = (i128::from(paise) * i128::from(basis_points), i128::from(Paise(paise).share(basis_points).0) * 10_000);
            prop_assert!(-5_000 < share - exact && share - exact <= 5_000, "{exact} became {share}");
        }
    }
}
