//! Who may approve which payouts: `NUKKAD_FOUR_EYES_RUPEES`.

use super::{ConfigError, var};
use crate::domain::{money::Paise, payout::PayoutRules};

const NAME: &str = "NUKKAD_FOUR_EYES_RUPEES";

/// Reads the environment.
///
/// # Errors
/// When the amount is none.
pub fn from_env() -> Result<PayoutRules, ConfigError> {
    from_values(var(NAME))
}

fn from_values(rupees: Option<String>) -> Result<PayoutRules, ConfigError> {
    let Some(rupees) = rupees else { return Ok(PayoutRules::default()) };
    match rupees.parse().ok().filter(|rupees| *rupees >= 0).and_then(Paise::from_rupees) {
        Some(four_eyes_above) => Ok(PayoutRules { four_eyes_above }),
        None => Err(ConfigError::Bad { name: NAME, value: rupees, problem: "whole rupees are needed, like 50000" }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_in_rupees() {
        let read = |text: &str| from_values(Some(text.to_owned())).map(|rules| rules.four_eyes_above).map_err(|error| error.to_string());
        assert_eq!((read("0"), read("25000")), (Ok(Paise::ZERO), Ok(Paise(2_500_000))));
        for bad in ["-1", "1.5", "many", "99999999999999999999"] {
            assert!(read(bad).unwrap_err().starts_with(NAME), "{bad}");
        }
        assert_eq!(from_values(None).ok(), Some(PayoutRules::default()));
    }
}
