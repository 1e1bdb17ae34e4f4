//! Invitations to become a member: open for a week, used once or taken back.

use super::{
    organization::Role,
    text::{self, FieldErrors},
    text_enum::text_enum,
};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

/// How long an invitation is good for once it was sent.
pub const GOOD_FOR: Duration = Duration::days(7);
/// How often one invitation is sent, so that nobody's letter box is filled by pressing a button.
pub const SENDS_MAX: i32 = 5;
/// Open invitations of one organization at a time.
pub const OPEN_MAX: u64 = 50;

text_enum! {
    /// How an invitation is stored. It leaves `open` once.
    InvitationStatus {
        Open => "open",
        Accepted => "accepted",
        Withdrawn => "withdrawn",
    }
}

text_enum! {
    /// How an invitation stands at a moment.
    Standing {
        /// It can be accepted.
        Open => "open",
        /// Nobody accepted it in time; it can be sent again.
        RunOut => "run_out",
        Accepted => "accepted",
        Withdrawn => "withdrawn",
    }
}

/// How an invitation stands at `now`.
#[must_use]
pub fn standing(status: InvitationStatus, expires_at: DateTime<Utc>, now: DateTime<Utc>) -> Standing {
    match status {
        InvitationStatus::Open if now < expires_at => Standing::Open,
        InvitationStatus::Open => Standing::RunOut,
        InvitationStatus::Accepted => Standing::Accepted,
        InvitationStatus::Withdrawn => Standing::Withdrawn,
    }
}

/// An invitation, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InviteForm {
    /// The id of the organization that the form was shown for.
    pub organization: String,
    pub email: String,
    pub role: String,
    /// Where to go on: a local path.
    pub next: String,
}

/// An invitation that makes sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invite {
    /// Lower case.
    pub email: String,
    pub role: Role,
}

impl InviteForm {
    /// Checks every field and says all that is wrong at once.
    ///
    /// # Errors
    /// Words for each field that will not do.
    pub fn validate(&self) -> Result<Invite, FieldErrors> {
        let mut errors = FieldErrors::new();
        let email = text::email(&self.email).map_err(|words| errors.insert("email".to_owned(), words.to_owned()));
        let role = self.role.parse().map_err(|_| errors.insert("role".to_owned(), "Choose what they may do.".to_owned()));
        match (email, role) {
            (Ok(email), Ok(role)) => Ok(Invite { email, role }),
            _ => Err(errors),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_ends_only_what_is_open() {
        let end = DateTime::UNIX_EPOCH + GOOD_FOR;
        let (before, after) = (end - Duration::seconds(1), end);
        for (status, then, later) in [
            (InvitationStatus::Open, Standing::Open, Standing::RunOut),
            (InvitationStatus::Accepted, Standing::Accepted, Standing::Accepted),
            (InvitationStatus::Withdrawn, Standing::Withdrawn, Standing::Withdrawn),
        ] {
            assert_eq!((standing(status, end, before), standing(status, end, after)), (then, later));
        }
    }

    #[test]
    fn an_invitation_says_all_that_is_wrong_at_once() {
        let form = |email: &str, role: &str| InviteForm { email: email.into(), role: role.into(), ..InviteForm::default() };
        assert_eq!(form("x", "king").validate().unwrap_err().keys().collect::<Vec<_>>(), ["email", "role"]);
        assert_eq!(form("Binu@Example.com", "staff").validate(), Ok(Invite { email: "binu@example.com".into(), role: Role::Staff }));
    }
}
