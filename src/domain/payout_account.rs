//! Where an organization's money goes: a bank account or a UPI address, as typed, checked, and masked wherever it is shown.

use super::{
    text::{self, FieldErrors},
    text_enum::text_enum,
};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;

/// How long the link that confirms a new account is good for.
pub const CONFIRM_WITHIN: Duration = Duration::hours(24);
/// How long no money moves to an organization after a new account was confirmed: whoever did not ask for it can stop it meanwhile.
pub const HELD_FOR: Duration = Duration::hours(24);

/// Digits of an account number: 9 to 18 at the banks of India.
const NUMBER_DIGITS: std::ops::RangeInclusive<usize> = 9..=18;
/// Letters of a holder's name that the payment provider wants at least.
const HOLDER_CHARS_MIN: usize = 3;
/// Longest UPI address that the payment provider takes.
const UPI_CHARS_MAX: usize = 100;
/// Digits and letters at the end of a number that are shown.
const SHOWN: usize = 4;

text_enum! {
    /// The two kinds of accounts.
    AccountKind {
        Bank => "bank",
        Upi => "upi",
    }
}

impl AccountKind {
    /// The name on screen.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bank => "Bank account",
            Self::Upi => "UPI",
        }
    }
}

text_enum! {
    /// How a new account is stored. It is confirmed once, and can be withdrawn until money may move to it.
    AccountStatus {
        /// Typed in by an owner who knows the password; the link in the mail has not been followed yet.
        Asked => "asked",
        Confirmed => "confirmed",
        Withdrawn => "withdrawn",
    }
}

text_enum! {
    /// How an account stands at a moment.
    AccountStanding {
        /// Waits for its owner to follow the link in the mail.
        Asked => "asked",
        /// Nobody followed the link in time.
        RunOut => "run_out",
        /// Confirmed, and nothing moves to it yet.
        Held => "held",
        /// Money can move to it.
        Ready => "ready",
        Withdrawn => "withdrawn",
    }
}

/// How an account stands at `now`, which was confirmed at `confirmed_at` if at all.
#[must_use]
pub fn standing(status: AccountStatus, confirm_until: DateTime<Utc>, confirmed_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> AccountStanding {
    match (status, confirmed_at) {
        (AccountStatus::Withdrawn, _) => AccountStanding::Withdrawn,
        (AccountStatus::Confirmed, Some(at)) if now >= at + HELD_FOR => AccountStanding::Ready,
        (AccountStatus::Confirmed, _) => AccountStanding::Held,
        (AccountStatus::Asked, _) if now < confirm_until => AccountStanding::Asked,
        (AccountStatus::Asked, _) => AccountStanding::RunOut,
    }
}

/// Where money goes, in full. Never shown, logged or stored but sealed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Destination {
    Bank {
        holder: String,
        /// Eleven characters that name a branch (Reserve Bank of India): four letters, a zero, six letters or digits.
        ifsc: String,
        /// Digits.
        number: String,
    },
    Upi {
        /// `name@bank`.
        address: String,
    },
}

impl Destination {
    /// Of which kind it is.
    #[must_use]
    pub const fn kind(&self) -> AccountKind {
        match self {
            Self::Bank { .. } => AccountKind::Bank,
            Self::Upi { .. } => AccountKind::Upi,
        }
    }

    /// As it may be shown: the branch, and the end of the number; the bank of a UPI address, and how its name begins.
    #[must_use]
    pub fn masked(&self) -> String {
        match self {
            Self::Bank { ifsc, number, .. } => format!("{ifsc} ····{}", &number[number.len().saturating_sub(SHOWN)..]),
            Self::Upi { address } => {
                let (name, bank) = address.split_once('@').unwrap_or((address, ""));
                format!("{}····@{bank}", name.chars().take(2).collect::<String>())
            }
        }
    }
}

impl fmt::Debug for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Destination({})", self.masked())
    }
}

/// A new account, as typed. What is secret in it is told by the fields' names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PayoutAccountForm {
    /// The id of the organization that the form was shown for.
    pub organization: String,
    pub kind: String,
    pub holder: String,
    pub ifsc: String,
    pub account_number: String,
    pub account_number_again: String,
    pub upi: String,
    pub password: String,
}

impl PayoutAccountForm {
    /// Checks every field of the kind that was chosen and says all that is wrong at once.
    ///
    /// # Errors
    /// Words for each field that will not do.
    pub fn validate(&self) -> Result<Destination, FieldErrors> {
        let mut errors = FieldErrors::new();
        let mut check = |field: &str, result: Result<String, &str>| {
            result.unwrap_or_else(|words| {
                errors.insert(field.to_owned(), words.to_owned());
                String::new()
            })
        };
        if self.password.is_empty() {
            check("password", Err("Please type your password: this is about money."));
        }
        let destination = match self.kind.parse() {
            Ok(AccountKind::Bank) => {
                let number = check("account_number", number(&self.account_number));
                // Said only where the number itself will do: one thing to put right at a time.
                if !number.is_empty() && digits(&self.account_number_again) != number {
                    check("account_number_again", Err("The two numbers differ. Please type it once more, from the cheque book or the passbook."));
                }
                Some(Destination::Bank { holder: check("holder", holder(&self.holder)), ifsc: check("ifsc", ifsc(&self.ifsc)), number })
            }
            Ok(AccountKind::Upi) => Some(Destination::Upi { address: check("upi", upi(&self.upi)) }),
            Err(_) => {
                check("kind", Err("Choose where your money goes."));
                None
            }
        };
        destination.filter(|_| errors.is_empty()).ok_or(errors)
    }
}

fn holder(text: &str) -> Result<String, &'static str> {
    let name = text::name(text)?;
    if name.chars().count() < HOLDER_CHARS_MIN { Err("The whole name, please, as the bank has it.") } else { Ok(name) }
}

/// A text without the blanks and hyphens that people put between groups of digits.
fn digits(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect()
}

fn number(text: &str) -> Result<String, &'static str> {
    let number = digits(text);
    if NUMBER_DIGITS.contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(number)
    } else {
        Err("An account number has 9 to 18 digits, and nothing but digits.")
    }
}

fn ifsc(text: &str) -> Result<String, &'static str> {
    let code = digits(text).to_ascii_uppercase();
    let bytes = code.as_bytes();
    let sound = bytes.len() == 11 && bytes[..4].iter().all(u8::is_ascii_uppercase) && bytes[4] == b'0' && bytes[5..].iter().all(u8::is_ascii_alphanumeric);
    if sound { Ok(code) } else { Err("An IFSC has eleven characters: four letters, a zero, and six letters or digits, like SBIN0001234.") }
}

fn upi(text: &str) -> Result<String, &'static str> {
    const WRONG: &str = "A UPI address looks like name@bank.";
    let address = text.trim().to_ascii_lowercase();
    let (name, bank) = address.split_once('@').ok_or(WRONG)?;
    let sound = name.len() >= 2
        && address.len() <= UPI_CHARS_MAX
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
        && bank.len() >= 2
        && bank.bytes().all(|byte| byte.is_ascii_alphabetic());
    if sound { Ok(address) } else { Err(WRONG) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bank(holder: &str, ifsc: &str, number: &str, again: &str) -> PayoutAccountForm {
        PayoutAccountForm {
            kind: "bank".into(),
            holder: holder.into(),
            ifsc: ifsc.into(),
            account_number: number.into(),
            account_number_again: again.into(),
            password: "filter coffee".into(),
            ..PayoutAccountForm::default()
        }
    }

    fn wrong(form: &PayoutAccountForm) -> Vec<String> {
        form.validate().err().unwrap_or_default().into_keys().collect()
    }

    #[test]
    fn an_account_is_kept_as_banks_write_it() {
        let typed = bank(" Asha  Rao ", "sbin0001234", "0012-3456 789012", "00123456789012");
        let kept = Destination::Bank { holder: "Asha Rao".into(), ifsc: "SBIN0001234".into(), number: "00123456789012".into() };
        assert_eq!(typed.validate(), Ok(kept.clone()));
        assert_eq!(kept.masked(), "SBIN0001234 ····9012");
        let upi = PayoutAccountForm { kind: "upi".into(), upi: " Asha.Rao@OkAxis ".into(), password: "x".into(), ..PayoutAccountForm::default() };
        let kept = Destination::Upi { address: "asha.rao@okaxis".into() };
        assert_eq!((upi.validate(), kept.masked().as_str()), (Ok(kept.clone()), "as····@okaxis"));
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once_and_only_of_the_kind_that_was_chosen() {
        assert_eq!(wrong(&PayoutAccountForm::default()), ["kind", "password"]);
        assert_eq!(wrong(&bank("", "", "", "")), ["account_number", "holder", "ifsc"]);
        assert_eq!(wrong(&bank("Asha Rao", "SBIN0001234", "123456789", "123456780")), ["account_number_again"]);
        assert_eq!(wrong(&PayoutAccountForm { kind: "upi".into(), password: "x".into(), ..bank("", "", "", "") }), ["upi"]);
        for ifsc in ["SBIN1001234", "SBI00001234", "SBIN000123", "SBIN00012345", "ＳBIN000123", "SBIN0001२34"] {
            assert_eq!(wrong(&bank("Asha Rao", ifsc, "123456789", "123456789")), ["ifsc"], "{ifsc}");
        }
        for number in ["12345678", "1234567890123456789", "12345678a", "१२३४५६७८९"] {
            assert_eq!(wrong(&bank("Asha Rao", "SBIN0001234", number, number)), ["account_number"], "{number}");
        }
        for upi in ["asha", "@bank", "a@bank", "asha@", "asha@b", "asha@b4nk", "asha rao@bank", "asha@bank@bank", &format!("{}@bank", "a".repeat(100))] {
            assert_eq!(wrong(&PayoutAccountForm { kind: "upi".into(), upi: upi.into(), ..bank("", "", "", "") }), ["upi"], "{upi}");
        }
    }

    #[test]
    fn how_an_account_stands() {
        use AccountStanding as S;
        use AccountStatus::{Asked, Confirmed, Withdrawn};
        let at = |hours| DateTime::UNIX_EPOCH + Duration::hours(hours);
        for (status, confirmed_at, now, expected) in [
            (Asked, None, at(23), S::Asked),
            (Asked, None, at(24), S::RunOut),
            (Confirmed, Some(at(20)), at(43), S::Held),
            (Confirmed, Some(at(20)), at(44), S::Ready),
            (Withdrawn, None, at(1), S::Withdrawn),
            (Withdrawn, Some(at(20)), at(90), S::Withdrawn),
        ] {
            assert_eq!(standing(status, at(0) + CONFIRM_WITHIN, confirmed_at, now), expected, "{status} at {now}");
        }
    }

    proptest! {
        #[test]
        fn nothing_that_is_shown_holds_the_number(number in "[0-9]{9,18}") {
            let account = Destination::Bank { holder: "Asha Rao".into(), ifsc: "SBIN0001234".into(), number: number.clone() };
            let shown = format!("{account:?} {}", account.masked());
            prop_assert!(!shown.contains(&number[..number.len() - SHOWN]));
        }

        #[test]
        fn any_text_is_refused_or_taken_without_a_panic(form in proptest::array::uniform6(".{0,24}")) {
            let [kind, holder, ifsc, number, again, upi] = form;
            let kinds = ["bank", "upi", kind.as_str()];
            for kind in kinds {
                let form = PayoutAccountForm { kind: kind.into(), upi: upi.clone(), ..bank(&holder, &ifsc, &number, &again) };
                if let Ok(destination) = form.validate() {
                    let stored = serde_json::to_string(&destination).unwrap();
                    prop_assert_eq!(serde_json::from_str::<Destination>(&stored).unwrap(), destination);
                }
            }
        }
    }
}
