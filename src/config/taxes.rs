//! Who issues papers, and what tax is in them: `NUKKAD_GST_PERCENT`, `NUKKAD_GSTIN`, `NUKKAD_LEGAL_NAME`, `NUKKAD_LEGAL_ADDRESS`.

use super::{ConfigError, var};
use crate::domain::{
    paper::{Issuer, TaxRules, is_gstin},
    setting::Setting,
};

const PERCENT: &str = "NUKKAD_GST_PERCENT";
const GSTIN: &str = "NUKKAD_GSTIN";

/// Reads the environment.
///
/// # Errors
/// When the rate is none, or the number has not the form that the tax office gives.
pub fn from_env() -> Result<TaxRules, ConfigError> {
    from_values(var)
}

fn from_values(value: impl Fn(&str) -> Option<String>) -> Result<TaxRules, ConfigError> {
    let defaults = TaxRules::default();
    let gst_basis_points = value(PERCENT).map_or(Ok(defaults.gst_basis_points), |text| {
        Setting::Gst.read(&text).map_err(|_| bad(PERCENT, text, "a percentage from 0 to 28 is needed, like 18 or 12.5"))
    })?;
    let gstin =
        value(GSTIN).map(|text| if is_gstin(&text) { Ok(text) } else { Err(bad(GSTIN, text, "fifteen letters and digits are needed, like 29ABCDE1234F1Z5")) });
    let issuer = Issuer { name: value("NUKKAD_LEGAL_NAME").unwrap_or(defaults.issuer.name), address: value("NUKKAD_LEGAL_ADDRESS"), gstin: gstin.transpose()? };
    Ok(TaxRules { gst_basis_points, issuer })
}

fn bad(name: &'static str, value: String, problem: &'static str) -> ConfigError {
    ConfigError::Bad { name, value, problem }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(values: &[(&str, &str)]) -> Result<TaxRules, String> {
        from_values(|name| values.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())).map_err(|error| error.to_string())
    }

    #[test]
    fn eighteen_percent_unless_told_otherwise() {
        assert_eq!(read(&[]), Ok(TaxRules::default()));
        let rate = |text: &str| read(&[(PERCENT, text)]).map(|rules| rules.gst_basis_points);
        assert_eq!([rate("0"), rate("12.5"), rate("28")], [Ok(0), Ok(1_250), Ok(2_800)]);
        for text in ["-1", "28.01", "18.005", "eighteen", "NaN"] {
            assert!(rate(text).unwrap_err().starts_with(PERCENT), "{text}");
        }
    }

    #[test]
    fn the_issuer_is_named_as_the_tax_office_knows_it() {
        let issuer =
            read(&[(GSTIN, "29ABCDE1234F1Z5"), ("NUKKAD_LEGAL_NAME", "Nukkad Private Limited"), ("NUKKAD_LEGAL_ADDRESS", "1 MG Road")]).unwrap().issuer;
        assert_eq!(
            (issuer.name.as_str(), issuer.address.as_deref(), issuer.gstin.as_deref()),
            ("Nukkad Private Limited", Some("1 MG Road"), Some("29ABCDE1234F1Z5"))
        );
        assert!(read(&[(GSTIN, "29")]).unwrap_err().starts_with(GSTIN));
    }
}
