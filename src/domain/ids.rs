//! Identifiers as types, so that a run's id can never be passed where a booking's is meant.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// What a text that is no identifier gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier")]
pub struct NotAnId;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            /// Digits only: a sign, a blank or a number beyond 63 bits names nothing.
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                if text.bytes().all(|byte| byte.is_ascii_digit()) {
                    text.parse().map(Self).map_err(|_| NotAnId)
                } else {
                    Err(NotAnId)
                }
            }
        }
    )+};
}

ids! {
    /// A person with an account.
    UserId,
    /// A host.
    OrganizationId,
    /// A city.
    CityId,
    /// A neighborhood of a city.
    NeighborhoodId,
    /// What a host offers.
    ExperienceId,
    /// One dated instance of an experience.
    RunId,
    /// A traveler's seats on one run.
    BookingId,
    /// A unit of background work.
    JobId,
    /// A mail in the outbox.
    MailId,
    /// What a traveler is asked to pay for one booking.
    OrderId,
    /// One attempt to pay.
    PaymentId,
    /// Money that goes back.
    RefundId,
    /// A message from the provider.
    WebhookId,
    /// A question that a host asks at booking.
    QuestionId,
    /// A picture of an experience.
    PictureId,
    /// Runs that were made from one rule.
    SeriesId,
    /// An invitation to become a member.
    InvitationId,
    /// A place in the queue for a full run.
    WaitlistId,
    /// What a host has written to travelers.
    MessageId,
    /// What a host has noted beside a booking.
    NoteId,
    /// A traveler's appeal against a no-show.
    AppealId,
    /// A person on a booking.
    TravelerId,
    /// A search that somebody keeps.
    SavedSearchId,
    /// An account that an organization's money goes to, or is to go to.
    PayoutAccountId,
    /// What an organization is paid at once.
    PayoutId,
    /// A payout on its way through the payment provider.
    TransferId,
    /// A numbered paper.
    PaperId,
    /// A file that tells a bank of payouts.
    PayoutFileId,
    /// An action that approves many payouts.
    PayoutApprovalId,
    /// A comparison of a day with the provider.
    ReconciliationId,
    /// A payment that its traveler has taken up with their bank.
    DisputeId,
}

/// The alphabet of references: no vowels (no words by accident), nothing that reads like something else.
const REFERENCE_ALPHABET: &[u8; 25] = b"23456789BCDFGHJKMNPQRTVWX";
const REFERENCE_PREFIX: &str = "NK-";
const REFERENCE_LETTERS: usize = 8;

/// A booking's public name, `NK-` and eight letters: short enough to read out at a door,
/// and one of 25^8 (1.5 · 10^11), so that nobody finds another's by trying.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BookingRef(String);

impl BookingRef {
    /// Makes a reference from 64 random bits.
    #[must_use]
    pub fn from_entropy(mut bits: u64) -> Self {
        let mut text = String::with_capacity(REFERENCE_PREFIX.len() + REFERENCE_LETTERS);
        text.push_str(REFERENCE_PREFIX);
        for _ in 0..REFERENCE_LETTERS {
            let index = usize::try_from(bits % 25).unwrap_or_default();
            text.push(char::from(REFERENCE_ALPHABET[index]));
            bits /= 25;
        }
        Self(text)
    }

    /// The text as people see it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for BookingRef {
    type Err = NotAnId;

    /// Accepts what a person may type: any case, blanks around it.
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let text = text.trim().to_ascii_uppercase();
        let letters = text.strip_prefix(REFERENCE_PREFIX).ok_or(NotAnId)?;
        let known = letters.bytes().all(|byte| REFERENCE_ALPHABET.contains(&byte));
        if known && letters.len() == REFERENCE_LETTERS { Ok(Self(text)) } else { Err(NotAnId) }
    }
}

impl TryFrom<String> for BookingRef {
    type Error = NotAnId;

    fn try_from(text: String) -> Result<Self, NotAnId> {
        text.parse()
    }
}

impl From<BookingRef> for String {
    fn from(reference: BookingRef) -> Self {
        reference.0
    }
}

impl fmt::Display for BookingRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_plain_digits() {
        assert_eq!("42".parse(), Ok(RunId(42)));
        for text in ["-1", "+1", "1 ", "0x1", "1e3", "99999999999999999999", "१२", "1;drop table"] {
            assert_eq!(text.parse::<RunId>(), Err(NotAnId), "{text:?}");
        }
        assert_eq!("".parse::<RunId>(), Err(NotAnId));
    }

    #[test]
    fn references_survive_being_typed_by_hand() {
        let reference = BookingRef::from_entropy(0x0123_4567_89ab_cdef);
        assert_eq!(reference.as_str().len(), 11);
        assert_eq!(format!(" {} ", reference.as_str().to_lowercase()).parse(), Ok(reference));
        for text in ["NK-", "NK-AEIOU234", "NK-2345678", "NK-234567890", "XX-23456789"] {
            assert_eq!(text.parse::<BookingRef>(), Err(NotAnId), "{text:?}");
        }
    }
}
