//! The forms of an account: signing up, logging in, changing one's details.
//! A field whose name holds `password` is never shown back, stored or logged.

use super::{
    text::{self, FieldErrors},
    text_enum::text_enum,
};
use serde::{Deserialize, Serialize};

/// Shortest password, in characters (NIST SP 800-63B, 5.1.1.2).
pub const PASSWORD_CHARS_MIN: usize = 8;
/// Longest password, in bytes: hashing must not be given megabytes to chew on.
pub const PASSWORD_BYTES_MAX: usize = 200;

text_enum! {
    /// What an admin can do to a person.
    PersonAct {
        Suspend => "suspend",
        Release => "release",
        LogOut => "log_out",
    }
}

impl PersonAct {
    /// What has been done then: a word for the log.
    #[must_use]
    pub const fn done(self) -> &'static str {
        match self {
            Self::Suspend => "suspended",
            Self::Release => "released",
            Self::LogOut => "logged_out",
        }
    }
}

/// Signing up, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SignUpForm {
    pub name: String,
    pub email: String,
    pub password: String,
    pub next: String,
}

/// Logging in, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LogInForm {
    pub email: String,
    pub password: String,
    pub next: String,
}

/// Name and phone, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProfileForm {
    pub name: String,
    pub phone: String,
}

/// A change of password, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PasswordForm {
    pub current_password: String,
    pub new_password: String,
}

/// A sign-up that makes sense; whether the address is taken is for the database to say.
#[derive(Clone, PartialEq, Eq)]
pub struct SignUp {
    pub name: String,
    pub email: String,
    pub password: String,
}

/// A profile that makes sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    pub name: String,
    pub phone: Option<String>,
}

/// Takes one field into `errors` when it will not do.
fn checked<T: Default>(errors: &mut FieldErrors, field: &str, result: Result<T, &str>) -> T {
    result.unwrap_or_else(|words| {
        errors.insert(field.to_owned(), words.to_owned());
        T::default()
    })
}

/// Checks a new password: length only, as composition rules make passwords worse, not better.
fn new_password(password: &str) -> Result<String, &'static str> {
    if password.chars().count() < PASSWORD_CHARS_MIN {
        Err("A password needs at least 8 characters. A short sentence is easy to remember and hard to guess.")
    } else if password.len() > PASSWORD_BYTES_MAX {
        Err("That password is too long; 200 bytes will do.")
    } else {
        Ok(password.to_owned())
    }
}

fn finish<T>(errors: FieldErrors, value: T) -> Result<T, FieldErrors> {
    if errors.is_empty() { Ok(value) } else { Err(errors) }
}

impl SignUpForm {
    /// Checks every field and says all that is wrong at once.
    ///
    /// # Errors
    /// Words for each field that will not do.
    pub fn validate(&self) -> Result<SignUp, FieldErrors> {
        let mut errors = FieldErrors::new();
        let name = checked(&mut errors, "name", text::name(&self.name));
        let email = checked(&mut errors, "email", text::email(&self.email));
        let password = checked(&mut errors, "password", new_password(&self.password));
        finish(errors, SignUp { name, email, password })
    }
}

impl ProfileForm {
    /// Checks every field and says all that is wrong at once.
    ///
    /// # Errors
    /// Words for each field that will not do.
    pub fn validate(&self) -> Result<Profile, FieldErrors> {
        let mut errors = FieldErrors::new();
        let name = checked(&mut errors, "name", text::name(&self.name));
        let phone = checked(&mut errors, "phone", text::phone(&self.phone));
        finish(errors, Profile { name, phone })
    }
}

impl PasswordForm {
    /// Checks the new password; the current one is checked against the stored hash.
    ///
    /// # Errors
    /// Words for each field that will not do.
    pub fn validate(&self) -> Result<String, FieldErrors> {
        let mut errors = FieldErrors::new();
        let password = checked(&mut errors, "new_password", new_password(&self.new_password));
        finish(errors, password)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_up_says_all_that_is_wrong_at_once() {
        let errors = SignUpForm { name: " ".into(), email: "x".into(), password: "short".into(), next: String::new() }.validate().err().unwrap();
        assert_eq!(errors.keys().collect::<Vec<_>>(), ["email", "name", "password"]);
        let sound = SignUpForm { name: "Asha".into(), email: "ASHA@example.com".into(), password: "filter coffee".into(), next: String::new() };
        assert!(sound.validate().is_ok_and(|sign_up| sign_up.email == "asha@example.com"));
    }

    #[test]
    fn passwords_are_measured_in_characters_and_bounded_in_bytes() {
        assert!(new_password("नमस्ते दुनिया").is_ok());
        assert!(new_password("1234567").is_err());
        assert!(new_password(&"a".repeat(201)).is_err());
    }
}
