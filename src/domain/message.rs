//! What a host writes: messages to the travelers of a run, and notes beside a booking.

use super::{
    ids::{BookingRef, RunId},
    text::{FieldErrors, tidy_line, tidy_note},
    text_enum::text_enum,
};
use serde::{Deserialize, Serialize};

/// Messages about one run on one day.
pub const DAY_MESSAGES_MAX: i32 = 20;
/// Longest subject, in characters.
const SUBJECT_CHARS_MAX: usize = 120;
/// Longest text, in characters.
const TEXT_CHARS_MAX: usize = 2_000;
/// Most bookings that are written to one by one.
const CHOSEN_MAX: usize = 1_000;
/// Longest token of a form, in characters.
const TOKEN_CHARS_MAX: usize = 64;

text_enum! {
    /// Whom a message is for.
    Audience {
        /// Every confirmed booking.
        All => "all",
        /// Those that are ticked.
        Chosen => "chosen",
    }
}

/// The form as it was filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MessageForm {
    pub run: String,
    /// One of [`Audience`].
    pub audience: String,
    /// References of the bookings that are ticked.
    pub chosen: Vec<String>,
    pub subject: String,
    pub text: String,
    /// Made anew for each form that is shown; the same token never writes twice.
    pub token: String,
}

/// A message that makes sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageRequest {
    pub run: RunId,
    /// `None` for every confirmed booking.
    pub chosen: Option<Vec<BookingRef>>,
    pub subject: String,
    pub text: String,
    pub token: String,
}

impl MessageForm {
    /// Checks every field and says all that is wrong at once.
    ///
    /// # Errors
    /// Words for each field that will not do, under the field's name.
    pub fn validate(&self) -> Result<MessageRequest, FieldErrors> {
        let mut errors = FieldErrors::new();
        let mut wrong = |field: &str, words: &str| {
            errors.insert(field.to_owned(), words.to_owned());
        };
        let run = self.run.parse().map_err(|_| wrong("run", "This run does not exist."));
        let chosen = match self.audience.parse() {
            Ok(Audience::All) => Ok(None),
            Ok(Audience::Chosen) => self.references().map(Some).map_err(|words| wrong("chosen", words)),
            Err(_) => {
                wrong("audience", "Say whom it is for.");
                Err(())
            }
        };
        let subject = tidy_line(&self.subject);
        match subject.chars().count() {
            0 => wrong("subject", "A few words that say what it is about."),
            1..=SUBJECT_CHARS_MAX => {}
            _ => wrong("subject", "That is longer than 120 characters. The text has more room."),
        }
        let text = tidy_note(&self.text);
        match text.chars().count() {
            0 => wrong("text", "There is nothing to send yet: please write something."),
            1..=TEXT_CHARS_MAX => {}
            _ => wrong("text", "That is longer than 2,000 characters. Please shorten it a little."),
        }
        let token = sound_token(&self.token).map_err(|words| wrong("token", words));
        match (run, chosen, token) {
            (Ok(run), Ok(chosen), Ok(token)) if errors.is_empty() => Ok(MessageRequest { run, chosen, subject, text, token }),
            _ => Err(errors),
        }
    }

    fn references(&self) -> Result<Vec<BookingRef>, &'static str> {
        if self.chosen.len() > CHOSEN_MAX {
            return Err("That is more than 1,000 bookings. Write to everybody instead.");
        }
        let mut chosen = self.chosen.iter().map(|text| text.parse()).collect::<Result<Vec<BookingRef>, _>>().map_err(|_| "One of these is no booking.")?;
        chosen.sort_unstable();
        chosen.dedup();
        if chosen.is_empty() { Err("Nobody is ticked, so nothing was sent.") } else { Ok(chosen) }
    }
}

/// The token of a form.
///
/// # Errors
/// Words for whoever sends something else.
pub fn sound_token(token: &str) -> Result<String, &'static str> {
    let token = token.trim();
    let sound = !token.is_empty() && token.len() <= TOKEN_CHARS_MAX && token.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if sound { Ok(token.to_owned()) } else { Err("This form is not one of ours. Please open the page again.") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> MessageForm {
        MessageForm {
            run: "7".into(),
            audience: "chosen".into(),
            chosen: vec!["NK-23456789".into(), "nk-bcdfghjk".into(), "NK-23456789".into()],
            subject: " Another \n gate ".into(),
            text: "We meet at gate 2.\r\n\r\nSee you!".into(),
            token: "0f1e".into(),
        }
    }

    #[test]
    fn a_good_form_is_tidied() {
        let request = form().validate().unwrap();
        assert_eq!((request.subject.as_str(), request.text.as_str()), ("Another gate", "We meet at gate 2.\n\nSee you!"));
        assert_eq!(request.chosen.unwrap().len(), 2);
        assert_eq!(MessageForm { audience: "all".into(), ..form() }.validate().unwrap().chosen, None);
    }

    #[test]
    fn each_fault_is_named_beside_its_field() {
        type Spoil = fn(&mut MessageForm);
        let faults: [(&str, Spoil); 11] = [
            ("run", |f| f.run = "x".into()),
            ("audience", |f| f.audience = "everybody in the world".into()),
            ("chosen", |f| f.chosen.clear()),
            ("chosen", |f| f.chosen.push("NK-".into())),
            ("chosen", |f| f.chosen = vec!["NK-23456789".into(); 1_001]),
            ("subject", |f| f.subject = " \u{202E} ".into()),
            ("subject", |f| f.subject = "x".repeat(121)),
            ("text", |f| f.text = " \n ".into()),
            ("text", |f| f.text = "x".repeat(2_001)),
            ("token", |f| f.token = String::new()),
            ("token", |f| f.token = "'; DROP TABLE messages; --".into()),
        ];
        for (field, spoil) in faults {
            let mut form = form();
            spoil(&mut form);
            assert_eq!(form.validate().unwrap_err().keys().collect::<Vec<_>>(), [field], "{form:?}");
        }
    }
}
