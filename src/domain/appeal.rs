//! Appeals of travelers who are said to have missed a run: one for a booking, as long as the stakes of some on it wait.

use super::{
    text::{self, FieldErrors},
    text_enum::text_enum,
};
use serde::{Deserialize, Serialize};

text_enum! {
    /// How far an appeal has come.
    AppealStatus {
        /// It may be made: nobody has said anything yet.
        Possible => "possible",
        /// It was made and waits to be decided; no stake is forfeited meanwhile.
        Open => "open",
        /// The stakes it names go back.
        Granted => "granted",
        /// They do not.
        Denied => "denied",
        /// Nobody made it in time.
        Lapsed => "lapsed",
    }
}

/// What can happen to an appeal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppealEvent {
    /// The traveler makes it.
    Made,
    /// The host supports it, or excuses without being asked; or an admin grants it.
    Granted,
    /// An admin denies it.
    Denied,
    /// The time to make it is over.
    TimeOver,
}

impl AppealStatus {
    /// The state machine: the state after `event`, or `None` where the event is refused.
    #[must_use]
    pub const fn after(self, event: AppealEvent) -> Option<Self> {
        match (self, event) {
            (Self::Possible, AppealEvent::Made) => Some(Self::Open),
            (Self::Possible | Self::Open, AppealEvent::Granted) => Some(Self::Granted),
            (Self::Open, AppealEvent::Denied) => Some(Self::Denied),
            (Self::Possible, AppealEvent::TimeOver) => Some(Self::Lapsed),
            _ => None,
        }
    }

    /// True while it holds stakes back from being forfeited, whatever the time.
    #[must_use]
    pub const fn is_undecided(self) -> bool {
        matches!(self, Self::Possible | Self::Open)
    }
}

text_enum! {
    /// What a host says to an appeal.
    HostAnswer {
        /// The traveler is right, or excused: the stake goes back at once.
        Supports => "supports",
        /// The traveler was not there: an admin decides.
        Disputes => "disputes",
    }
}

text_enum! {
    /// What an admin decides.
    Decision {
        Grant => "grant",
        Deny => "deny",
    }
}

/// The form of an appeal as it was filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AppealForm {
    /// The booking's.
    pub reference: String,
    /// The places of the travelers it is for.
    pub who: Vec<String>,
    pub words: String,
}

/// An appeal that makes sense. Whether it is in time is for the database to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppealRequest {
    /// Each once, in order; never empty.
    pub who: Vec<i32>,
    pub words: String,
}

impl AppealForm {
    /// Checks every field and says all that is wrong at once.
    ///
    /// # Errors
    /// Words for each field that will not do, under the field's name.
    pub fn validate(&self) -> Result<AppealRequest, FieldErrors> {
        let mut errors = FieldErrors::new();
        let who = self.who.iter().map(|place| place.trim().parse().ok()).collect::<Option<Vec<i32>>>();
        let mut who = who.unwrap_or_default();
        who.sort_unstable();
        who.dedup();
        if who.is_empty() {
            errors.insert("who".to_owned(), "Whom is it about? Choose at least one.".to_owned());
        }
        let words = match text::note(&self.words) {
            Ok(Some(words)) => words,
            Ok(None) => {
                errors.insert("words".to_owned(), "Please say in a sentence or two what happened.".to_owned());
                String::new()
            }
            Err(problem) => {
                errors.insert("words".to_owned(), problem.to_owned());
                String::new()
            }
        };
        if errors.is_empty() { Ok(AppealRequest { who, words }) } else { Err(errors) }
    }
}

/// What somebody says beside a decision: always where it goes against the traveler.
///
/// # Errors
/// Words to show beside the field `words`.
pub fn reason(words: &str, is_needed: bool) -> Result<Option<String>, FieldErrors> {
    let wrong = |problem: &str| FieldErrors::from([("words".to_owned(), problem.to_owned())]);
    match text::note(words).map_err(wrong)? {
        None if is_needed => Err(wrong("The traveler is told why: please say it in a sentence.")),
        words => Ok(words),
    }
}

#[cfg(test)]
mod tests {
    use super::AppealEvent::{Denied as Deny, Granted as Grant, Made, TimeOver};
    use super::*;

    #[test]
    fn every_cell_of_the_machine() {
        use AppealStatus::{Denied, Granted, Lapsed, Open, Possible};
        for (state, row) in [
            (Possible, [Some(Open), Some(Granted), None, Some(Lapsed)]),
            (Open, [None, Some(Granted), Some(Denied), None]),
            (Granted, [None; 4]),
            (Denied, [None; 4]),
            (Lapsed, [None; 4]),
        ] {
            for (event, expected) in [Made, Grant, Deny, TimeOver].into_iter().zip(row) {
                assert_eq!(state.after(event), expected, "{state} on {event:?}");
            }
            assert_eq!(state.is_undecided(), matches!(state, Possible | Open), "{state}");
        }
    }

    #[test]
    fn each_fault_is_named_beside_its_field() {
        let form =
            |who: &[&str], words: &str| AppealForm { reference: "NK-1".into(), who: who.iter().map(|who| (*who).to_owned()).collect(), words: words.into() };
        assert_eq!(form(&["2", "0", "2"], " I was there. ").validate(), Ok(AppealRequest { who: vec![0, 2], words: "I was there.".into() }));
        for (who, words, fields) in [
            (&[][..], "I was there.", &["who"][..]),
            (&["x"], "I was there.", &["who"]),
            (&["0"], " ", &["words"]),
            (&["0"], &"x".repeat(501), &["words"]),
            (&["0", "y"], "", &["who", "words"]),
        ] {
            assert_eq!(form(who, words).validate().unwrap_err().keys().collect::<Vec<_>>(), fields);
        }
    }

    #[test]
    fn who_says_no_says_why() {
        assert_eq!(reason(" ", false), Ok(None));
        assert_eq!(reason(" We saw you. ", true), Ok(Some("We saw you.".to_owned())));
        assert!(reason(" ", true).is_err() && reason(&"x".repeat(501), false).is_err());
    }
}
