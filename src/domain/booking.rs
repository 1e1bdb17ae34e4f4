//! Bookings: their state machine, their price, and the form that makes one.

use super::{
    experience::RefundPreset,
    ids::RunId,
    money::Paise,
    run::RunTerms,
    text::{self, FieldErrors},
    text_enum::text_enum,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Most travelers on one booking; larger groups talk to the host first.
pub const PARTY_MAX: u32 = 10;
/// How long seats are kept for someone who has yet to pay.
pub const HOLD_MINUTES: i64 = 15;
/// Longest idempotency token, in characters.
const TOKEN_CHARS_MAX: usize = 64;

text_enum! {
    /// The state of a booking. Whether money went back is told by refunds, not here.
    BookingStatus {
        /// Seats are held until paid for.
        Pending => "pending",
        /// The seats are the traveler's.
        Confirmed => "confirmed",
        /// The run is over and attendance is final.
        Completed => "completed",
        /// Given up or called off.
        Cancelled => "cancelled",
        /// The hold ran out.
        Expired => "expired",
    }
}

text_enum! {
    /// Who cancelled a booking.
    CancelledBy {
        Traveler => "traveler",
        Host => "host",
        Platform => "platform",
    }
}

text_enum! {
    /// Whether a traveler turned up.
    Attendance {
        Expected => "expected",
        Attended => "attended",
        NoShow => "no_show",
    }
}

/// What can happen to a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookingEvent {
    /// It was paid, or there is nothing to pay.
    Settled,
    /// The hold's time is over.
    HoldRanOut,
    /// The traveler gave it up before paying.
    GivenUp,
    /// Cancelled after it was confirmed, by anyone.
    Cancelled,
    /// The run ended and attendance is final.
    RunFinalized,
    /// It was paid after it had expired or been given up, and the seats were won once more.
    PaidLate,
}

impl BookingStatus {
    /// The state machine: the state after `event`, or `None` where the event is refused.
    /// A cancelled booking comes back only if it had never been confirmed, which the booking's row knows and its state does not.
    #[must_use]
    pub const fn after(self, event: BookingEvent) -> Option<Self> {
        match (self, event) {
            (Self::Pending, BookingEvent::Settled) | (Self::Expired | Self::Cancelled, BookingEvent::PaidLate) => Some(Self::Confirmed),
            (Self::Pending, BookingEvent::HoldRanOut) => Some(Self::Expired),
            (Self::Pending, BookingEvent::GivenUp) | (Self::Confirmed, BookingEvent::Cancelled) => Some(Self::Cancelled),
            (Self::Confirmed, BookingEvent::RunFinalized) => Some(Self::Completed),
            _ => None,
        }
    }

    /// The states in which a booking keeps its seats.
    pub fn keeping_seats() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|status| status.keeps_seats())
    }

    /// True while the booking's seats are taken from the run.
    #[must_use]
    pub const fn keeps_seats(self) -> bool {
        matches!(self, Self::Pending | Self::Confirmed | Self::Completed)
    }
}

/// What a booking costs, line by line, as it was when the seats were taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceBreakdown {
    pub party: u32,
    /// Price of one traveler.
    pub price_each: Paise,
    /// Stake of one traveler.
    pub stake_each: Paise,
    /// Price of all.
    pub price: Paise,
    /// Stake of all; comes back.
    pub stake: Paise,
    /// To pay today.
    pub total: Paise,
}

impl PriceBreakdown {
    /// Adds up a party; `None` where the sum would not fit.
    #[must_use]
    pub fn of(party: u32, price_each: Paise, stake_each: Paise) -> Option<Self> {
        let (price, stake) = (price_each.times(party)?, stake_each.times(party)?);
        let total = Paise(price.0.checked_add(stake.0)?);
        Some(Self { party, price_each, stake_each, price, stake, total })
    }
}

/// The booking form as it was filled in: text throughout, so that nothing typed is lost when it will not do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BookingForm {
    pub run: String,
    pub travelers: String,
    pub names: Vec<String>,
    pub email: String,
    pub phone: String,
    pub requests: String,
    /// What the host asked, by the questions' ids; see [`super::question::answers`].
    pub answers: BTreeMap<String, String>,
    /// Made anew for each form that is shown; the same token never books twice.
    pub token: String,
    /// The run as the form showed it, see [`ShownRun::to_text`]: nobody books something else than they have read. Machines may leave it out.
    pub shown: String,
}

/// A run as a booking form shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShownRun {
    pub terms: RunTerms,
    pub refunds: RefundPreset,
}

impl ShownRun {
    /// As the form carries it along; see [`RunTerms::to_text`].
    #[must_use]
    pub fn to_text(&self) -> String {
        format!("{}.{}", self.terms.to_text(), self.refunds)
    }

    /// Reads [`ShownRun::to_text`]; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (terms, refunds) = text.rsplit_once('.')?;
        Some(Self { terms: RunTerms::parse(terms)?, refunds: refunds.parse().ok()? })
    }

    /// True where travelers read the same in both: when it is, what it costs, and what comes back when they cancel.
    #[must_use]
    pub fn reads_like(&self, other: &Self) -> bool {
        let read = |Self { terms, refunds }: &Self| (terms.starts_at.timestamp_millis(), terms.ends_at.timestamp_millis(), terms.price, terms.stake, *refunds);
        read(self) == read(other)
    }
}

/// A booking form that makes sense. Whether there are seats is for the database to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookingRequest {
    pub run: RunId,
    pub names: Vec<String>,
    pub email: String,
    pub phone: Option<String>,
    pub requests: Option<String>,
    pub token: String,
    /// The run as its traveler has seen it, where that is known.
    pub shown: Option<ShownRun>,
}

impl BookingRequest {
    /// Number of seats asked for.
    #[must_use]
    pub fn party(&self) -> u32 {
        u32::try_from(self.names.len()).unwrap_or(u32::MAX)
    }
}

impl BookingForm {
    /// Checks every field and says all that is wrong at once.
    ///
    /// # Errors
    /// Words for each field that will not do, under the field's name (`names[0]` for the first traveler).
    pub fn validate(&self) -> Result<BookingRequest, FieldErrors> {
        let mut errors = FieldErrors::new();
        let mut wrong = |field: &str, words: &str| {
            errors.insert(field.to_owned(), words.to_owned());
        };
        let run = self.run.parse().map_err(|_| wrong("run", "This run does not exist."));
        match (self.travelers.trim().parse::<u32>(), u32::try_from(self.names.len())) {
            (Ok(0) | Err(_), _) => wrong("travelers", "How many of you are coming? A whole number, 1 or more."),
            (Ok(count), _) if count > PARTY_MAX => wrong("travelers", "At most 10 travelers on one booking. Write to the host about larger groups."),
            (Ok(count), Ok(names)) if count == names => {}
            (Ok(_), _) => wrong("travelers", "The number of names differs from the number of travelers."),
        }
        let mut names = Vec::new();
        for (index, name) in self.names.iter().take(usize::try_from(PARTY_MAX).unwrap_or_default()).enumerate() {
            match text::name(name) {
                Ok(name) => names.push(name),
                Err(words) => wrong(&format!("names[{index}]"), words),
            }
        }
        let email = text::email(&self.email).map_err(|words| wrong("email", words));
        let phone = text::phone(&self.phone).map_err(|words| wrong("phone", words));
        let requests = text::note(&self.requests).map_err(|words| wrong("requests", words));
        let token = self.token.trim().to_owned();
        if token.is_empty() || token.len() > TOKEN_CHARS_MAX || !token.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            wrong("token", "This form is not one of ours. Please open the run again.");
        }
        match (run, email, phone, requests) {
            (Ok(run), Ok(email), Ok(phone), Ok(requests)) if errors.is_empty() => {
                Ok(BookingRequest { run, names, email, phone, requests, token, shown: ShownRun::parse(&self.shown) })
            }
            _ => Err(errors),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_cell_of_the_machine() {
        use BookingEvent::{Cancelled as Cancel, GivenUp, HoldRanOut, PaidLate, RunFinalized, Settled};
        use BookingStatus::{Cancelled, Completed, Confirmed, Expired, Pending};
        for (state, row) in [
            (Pending, [Some(Confirmed), Some(Expired), Some(Cancelled), None, None, None]),
            (Confirmed, [None, None, None, Some(Cancelled), Some(Completed), None]),
            (Completed, [None; 6]),
            (Cancelled, [None, None, None, None, None, Some(Confirmed)]),
            (Expired, [None, None, None, None, None, Some(Confirmed)]),
        ] {
            for (event, expected) in [Settled, HoldRanOut, GivenUp, Cancel, RunFinalized, PaidLate].into_iter().zip(row) {
                assert_eq!(state.after(event), expected, "{state} on {event:?}");
            }
        }
    }

    fn form() -> BookingForm {
        BookingForm {
            run: "7".into(),
            travelers: "2".into(),
            names: vec!["Asha Rao".into(), "श्रुति 🌺".into()],
            email: " Asha@Example.com ".into(),
            phone: "98450 12345".into(),
            requests: "One of us uses a cane".into(),
            answers: BTreeMap::new(),
            token: "0f1e2d".into(),
            shown: String::new(),
        }
    }

    #[test]
    fn a_good_form_is_tidied() {
        let request = form().validate().unwrap();
        assert_eq!((request.run, request.party(), request.email.as_str()), (RunId(7), 2, "asha@example.com"));
        assert_eq!(request.phone.as_deref(), Some("+919845012345"));
    }

    #[test]
    fn each_fault_is_named_beside_its_field() {
        type Spoil = fn(&mut BookingForm);
        let faults: [(&str, Spoil); 13] = [
            ("run", |f| f.run = "-1".into()),
            ("travelers", |f| f.travelers = "0".into()),
            ("travelers", |f| f.travelers = "-2".into()),
            ("travelers", |f| f.travelers = "two".into()),
            ("travelers", |f| f.travelers = "11".into()),
            ("travelers", |f| f.names.push("One too many".into())),
            ("travelers", |f| f.names.clear()),
            ("names[1]", |f| f.names[1] = "  ".into()),
            ("email", |f| f.email = "asha".into()),
            ("phone", |f| f.phone = "call me".into()),
            ("requests", |f| f.requests = "x".repeat(501)),
            ("token", |f| f.token = String::new()),
            ("token", |f| f.token = "'; DROP TABLE bookings; --".into()),
        ];
        for (field, spoil) in faults {
            let mut form = form();
            spoil(&mut form);
            let errors = form.validate().unwrap_err();
            assert_eq!(errors.keys().collect::<Vec<_>>(), [field], "{form:?}");
        }
        assert!(BookingForm::default().validate().unwrap_err().len() >= 4);
    }

    proptest! {
        #[test]
        fn no_form_panics_or_lets_an_odd_party_through(travelers in ".{0,12}", names in prop::collection::vec(".{0,90}", 0..14), email in ".{0,40}", token in ".{0,70}") {
            let form = BookingForm { run: "1".into(), travelers, names, email, token, ..BookingForm::default() };
            if let Ok(request) = form.validate() {
                prop_assert!((1..=PARTY_MAX).contains(&request.party()));
            }
        }

        #[test]
        fn the_lines_add_up(party in 1..=PARTY_MAX, price in 0..100_000_000_i64, stake in 0..100_000_000_i64) {
            let lines = PriceBreakdown::of(party, Paise(price), Paise(stake)).unwrap();
            prop_assert_eq!(lines.total, lines.price + lines.stake);
            prop_assert_eq!(lines.total.0, (price + stake) * i64::from(party));
        }
    }
}
