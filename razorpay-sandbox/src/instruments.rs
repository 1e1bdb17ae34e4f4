//! What people pay with: the test cards and UPI ids that Razorpay publishes, and how to read what was typed.

use serde::{Deserialize, Serialize};

/// Why a payment failed, in the words of the API.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Failure {
    pub(crate) code: String,
    pub(crate) description: String,
    pub(crate) source: String,
    pub(crate) step: String,
    pub(crate) reason: String,
}

impl Failure {
    fn new(code: &str, source: &str, step: &str, reason: &str, description: &str) -> Self {
        let [code, source, step, reason, description] = [code, source, step, reason, description].map(str::to_owned);
        Self { code, description, source, step, reason }
    }

    pub(crate) fn declined_by_bank() -> Self {
        Self::new("BAD_REQUEST_ERROR", "bank", "payment_authorization", "payment_failed", "Your payment was declined by the bank. Try another payment method.")
    }

    pub(crate) fn timed_out() -> Self {
        let description = "Payment was unsuccessful as you could not complete it in time.";
        Self::new("BAD_REQUEST_ERROR", "customer", "payment_authentication", "payment_timed_out", description)
    }

    fn temporary_issue() -> Self {
        let description = "Payment was unsuccessful due to a temporary issue. Any amount deducted will be refunded within 5-7 working days.";
        Self::new("BAD_REQUEST_ERROR", "gateway", "payment_response", "payment_failed", description)
    }
}

/// A card as it is kept: never its whole number.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Card {
    pub(crate) name: String,
    pub(crate) last4: String,
    pub(crate) network: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) international: bool,
}

/// A way to pay, read and found sound.
#[derive(Clone, Debug)]
pub(crate) enum Instrument {
    /// One of the error cards knows how it fails.
    Card {
        card: Card,
        failure: Option<Box<Failure>>,
    },
    Upi {
        vpa: String,
    },
    Netbanking {
        bank: String,
    },
    Wallet {
        wallet: String,
    },
}

/// A card that succeeds, for hints.
pub(crate) const GOOD_CARD: &str = "4100280000001007";
/// A card that is declined, for hints.
pub(crate) const DECLINED_CARD: &str = "4100280000060003";

/// The UPI id that fails.
const FAILING_UPI: &str = "failure@razorpay";

/// Banks of the netbanking list.
pub(crate) const BANKS: [(&str, &str); 5] =
    [("HDFC", "HDFC Bank"), ("ICIC", "ICICI Bank"), ("KKBK", "Kotak Mahindra Bank"), ("SBIN", "State Bank of India"), ("UTIB", "Axis Bank")];

const INTERNATIONAL: [&str; 4] = ["5555555555554444", "5105105105105100", "5104060000000008", "4012888888881881"];

/// Reason, Visa, Mastercard, what a person reads. The last two are the gateway's fault.
const ERROR_CARDS: [(&str, &str, &str, &str); 10] = [
    ("payment_timed_out", "4100280000090000", "5305620000060000", "Payment was unsuccessful as you could not complete it in time."),
    ("insufficient_fund", "4100280000080001", "5305620000050001", "Your payment could not be completed due to insufficient account balance."),
    ("payment_cancelled", "4100280000070002", "5305620000040002", "The payment was cancelled."),
    ("card_declined", "4100280000060003", "5305620000030003", "Your payment was declined by the bank. Try another card or payment method."),
    ("card_declined", "4100280000050004", "5305620000020004", "Your payment was declined by the bank. Try another card or payment method."),
    ("card_declined", "4100280000040005", "5305620000010005", "Your payment was declined by the bank. Try another card or payment method."),
    ("card_disabled_for_online_payments", "4100280000030006", "5305620000000006", "Your card is not enabled for online payments."),
    ("card_number_invalid", "4100280000010008", "5305620000080008", "You have entered an incorrect card number."),
    ("gateway_technical_error", "4100280000020007", "5305620000090007", "Payment was unsuccessful due to a technical error at the gateway."),
    ("authentication_failed", "4100280000000009", "5305620000070009", "The card could not be authenticated."),
];

impl Instrument {
    /// A card by its number; the caller has checked it.
    pub(crate) fn card(number: &str, name: &str) -> Self {
        let digits = digits(number);
        let known = ERROR_CARDS.iter().find(|(_, visa, mastercard, _)| digits == *visa || digits == *mastercard);
        let failure = known.map(|(reason, _, _, description)| {
            let gateway = matches!(*reason, "gateway_technical_error" | "authentication_failed");
            let (code, source) = if gateway { ("GATEWAY_ERROR", "gateway") } else { ("BAD_REQUEST_ERROR", "issuer_bank") };
            Box::new(Failure::new(code, source, "payment_authorization", reason, description))
        });
        let last4 = digits.get(digits.len().saturating_sub(4)..).unwrap_or_default().to_owned();
        let international = INTERNATIONAL.contains(&digits.as_str());
        let card = Card { name: name.to_owned(), last4, network: network(&digits).to_owned(), kind: "debit".to_owned(), international };
        Self::Card { card, failure }
    }

    pub(crate) fn method(&self) -> &'static str {
        match self {
            Self::Card { .. } => "card",
            Self::Upi { .. } => "upi",
            Self::Netbanking { .. } => "netbanking",
            Self::Wallet { .. } => "wallet",
        }
    }

    /// The two UPI ids decide by themselves; everything else asks the person at the bank's page.
    pub(crate) fn asks(&self) -> bool {
        !matches!(self, Self::Upi { vpa } if vpa == "success@razorpay" || vpa == FAILING_UPI)
    }

    /// Whether it is there to fail: one of the error cards, or the UPI id.
    pub(crate) fn fails(&self) -> bool {
        match self {
            Self::Card { failure, .. } => failure.is_some(),
            Self::Upi { vpa } => vpa == FAILING_UPI,
            Self::Netbanking { .. } | Self::Wallet { .. } => false,
        }
    }

    /// What the payment says when it fails.
    pub(crate) fn failure(&self) -> Failure {
        match self {
            Self::Card { failure: Some(failure), .. } => failure.as_ref().clone(),
            Self::Upi { .. } => Failure::temporary_issue(),
            Self::Card { .. } | Self::Netbanking { .. } | Self::Wallet { .. } => Failure::declined_by_bank(),
        }
    }
}

/// The digits of what was typed, without blanks and dashes.
pub(crate) fn digits(typed: &str) -> String {
    typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect()
}

/// Whether a card number has a possible length, digits only, and passes Luhn's check.
pub(crate) fn is_card_number(typed: &str) -> bool {
    let number = digits(typed);
    if !(13..=19).contains(&number.len()) || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let sum: u32 = number.bytes().rev().enumerate().map(|(place, byte)| luhn(place, u32::from(byte - b'0'))).sum();
    sum.is_multiple_of(10)
}

fn luhn(place: usize, digit: u32) -> u32 {
    match (place % 2, digit * 2) {
        (0, _) => digit,
        (_, doubled) if doubled > 9 => doubled - 9,
        (_, doubled) => doubled,
    }
}

fn network(digits: &str) -> &'static str {
    let two = digits.get(..2).and_then(|start| start.parse().ok()).unwrap_or(0_u8);
    match two {
        40..=49 => "Visa",
        22..=27 | 51..=55 => "MasterCard",
        34 | 37 => "American Express",
        30 | 36 | 38 | 39 => "Diners Club",
        50 | 60 | 65 | 81 | 82 => "RuPay",
        _ => "Unknown",
    }
}

/// Month and full year of `MM/YY` or `MM/YYYY`.
pub(crate) fn expiry(typed: &str) -> Option<(u32, i64)> {
    let (month, year) = typed.split_once('/')?;
    let (month, year) = (month.trim(), year.trim());
    let month: u32 = month.parse().ok().filter(|month| (1..=12).contains(month))?;
    let year_number: i64 = year.parse().ok().filter(|year| *year >= 0)?;
    match year.len() {
        2 => Some((month, 2000 + year_number)),
        4 => Some((month, year_number)),
        _ => None,
    }
}

/// Year and month of a moment, in India.
pub(crate) fn month_of(unix_seconds: i64) -> (i64, u32) {
    let (year, month, _) = civil(unix_seconds);
    (year, month)
}

/// Year, month and day of a moment, in India. Hinnant's arithmetic for the proleptic Gregorian calendar.
pub(crate) fn civil(unix_seconds: i64) -> (i64, u32, u32) {
    let days = (unix_seconds + 19_800).div_euclid(86_400) + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, u32::try_from(month).unwrap_or(1), u32::try_from(day).unwrap_or(1))
}

/// Whether a text has the form of a UPI id: a name, an at sign, a handle.
pub(crate) fn is_upi_id(typed: &str) -> bool {
    let Some((name, handle)) = typed.split_once('@') else { return false };
    let name_is_sound = (2..=256).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte));
    let handle_is_sound =
        (2..=64).contains(&handle.len()) && handle.starts_with(|c: char| c.is_ascii_alphabetic()) && handle.bytes().all(|byte| byte.is_ascii_alphanumeric());
    name_is_sound && handle_is_sound
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_cards_pass_luhns_check() {
        let good = ["4100280000001007", "5500670000001002", "6527658900001005", "36082800091007", "340256000401007", "4718609108204366", "5241810000000000"];
        let bad = ERROR_CARDS.iter().flat_map(|(_, visa, mastercard, _)| [*visa, *mastercard]);
        for number in good.into_iter().chain(INTERNATIONAL).chain(bad) {
            assert!(is_card_number(number), "{number}");
        }
        for wrong in ["", "4100280000001008", "4100 2800 0000 10a7", "123", "41002800000010074100280000001007"] {
            assert!(!is_card_number(wrong), "{wrong}");
        }
        assert!(is_card_number("4100 2800-0000 1007"));
    }

    #[test]
    fn cards_know_their_network_and_their_failure() {
        for (number, expected) in [
            ("4100280000001007", "Visa"),
            ("5500670000001002", "MasterCard"),
            ("6527658900001005", "RuPay"),
            ("36082800091007", "Diners Club"),
            ("340256000401007", "American Express"),
        ] {
            let Instrument::Card { card, .. } = Instrument::card(number, "") else { panic!("not a card") };
            assert_eq!(card.network, expected);
        }
        let failure = Instrument::card("4100 2800 0008 0001", "").failure();
        assert_eq!((failure.code.as_str(), failure.reason.as_str()), ("BAD_REQUEST_ERROR", "insufficient_fund"));
        assert_eq!(Instrument::card("5305620000090007", "").failure().code, "GATEWAY_ERROR");
    }

    #[test]
    fn expiries_and_upi_ids() {
        assert_eq!(expiry("07/31"), Some((7, 2031)));
        assert_eq!(expiry("12 / 2031"), Some((12, 2031)));
        for wrong in ["13/31", "0731", "7/3", "", "aa/bb"] {
            assert_eq!(expiry(wrong), None, "{wrong}");
        }
        for (id, sound) in
            [("success@razorpay", true), ("a.b-1@okhdfc", true), ("name", false), ("@bank", false), ("a b@bank", false), ("ab@1bank", false), ("ab@b@c", false)]
        {
            assert_eq!(is_upi_id(id), sound, "{id}");
        }
    }

    #[test]
    fn days_are_indias() {
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(1_709_145_000), (2024, 2, 29));
        assert_eq!(civil(1_709_144_999), (2024, 2, 28));
        assert_eq!(civil(1_767_205_799), (2025, 12, 31));
        assert_eq!(civil(1_767_205_800), (2026, 1, 1));
    }
}
