//! When attendance becomes final by itself: `NUKKAD_GRACE_HOURS`.

use super::{ConfigError, var};
use crate::domain::attendance::AttendanceRules;
use chrono::Duration;

/// The longest grace: stakes are to be settled within days.
const GRACE_HOURS_MAX: i64 = 72;

/// Reads the environment.
///
/// # Errors
/// When the hours are no whole number from 1 to 72.
pub fn from_env() -> Result<AttendanceRules, ConfigError> {
    from_value(var("NUKKAD_GRACE_HOURS"))
}

fn from_value(hours: Option<String>) -> Result<AttendanceRules, ConfigError> {
    let rules = AttendanceRules::default();
    let Some(text) = hours else { return Ok(rules) };
    match text.parse() {
        Ok(hours @ 1..=GRACE_HOURS_MAX) => Ok(AttendanceRules { grace: Duration::hours(hours), ..rules }),
        _ => Err(ConfigError::Bad { name: "NUKKAD_GRACE_HOURS", value: text, problem: "a whole number from 1 to 72 is needed" }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_have_twelve_hours_unless_told_otherwise() {
        let hours = |text: &str| from_value(Some(text.to_owned())).ok().map(|rules| rules.grace.num_hours());
        assert_eq!(from_value(None).ok(), Some(AttendanceRules::default()));
        assert_eq!([hours("1"), hours("24"), hours("72")], [Some(1), Some(24), Some(72)]);
        assert_eq!([hours("0"), hours("73"), hours("-1"), hours("12.5"), hours("twelve")], [None; 5]);
    }
}
