//! What an admin can set while the site runs. Each has a value from the start, which is the server's or the product's own.

use super::{money::Paise, organization::in_percent, text_enum::text_enum};
use std::ops::RangeInclusive;

text_enum! {
    /// One thing to set.
    Setting {
        /// The platform's share of the price, for organizations founded from now on; in hundredths of a percent.
        NewHostFee => "new_host_fee",
        /// The part of a no-show's stake that goes to the host; in hundredths of a percent.
        HostShare => "host_share",
        /// Hours from a run's end until its attendance becomes final by itself.
        GraceHours => "grace_hours",
        /// The GST within the platform's fee, for invoices from now on; in hundredths of a percent.
        Gst => "gst",
    }
}

impl Setting {
    /// The name on screen.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NewHostFee => "Platform fee of a new organization",
            Self::HostShare => "Share of a no-show’s stake that goes to the host",
            Self::GraceHours => "Attendance becomes final by itself",
            Self::Gst => "GST within the platform’s fee",
        }
    }

    /// What is typed: percent or hours.
    #[must_use]
    pub const fn unit(self) -> &'static str {
        match self {
            Self::NewHostFee | Self::HostShare | Self::Gst => "percent",
            Self::GraceHours => "hours",
        }
    }

    /// What makes sense.
    #[must_use]
    pub const fn range(self) -> RangeInclusive<i32> {
        match self {
            Self::NewHostFee => 0..=5_000,
            Self::HostShare => 0..=10_000,
            Self::GraceHours => 1..=72,
            Self::Gst => 0..=2_800,
        }
    }

    /// A value in words.
    #[must_use]
    pub fn in_words(self, value: i32) -> String {
        match self {
            Self::NewHostFee => format!("{} of the price, never of the stake", in_percent(value)),
            Self::HostShare | Self::Gst => in_percent(value),
            Self::GraceHours => format!("{value} hours after the run’s end, if anybody was checked in"),
        }
    }

    /// A value as it is typed.
    #[must_use]
    pub fn typed(self, value: i32) -> String {
        match self {
            Self::GraceHours => value.to_string(),
            Self::NewHostFee | Self::HostShare | Self::Gst => in_percent(value).trim_end_matches(" %").to_owned(),
        }
    }

    /// Reads what was typed.
    ///
    /// # Errors
    /// Words to show beside the field.
    pub fn read(self, typed: &str) -> Result<i32, String> {
        let typed = typed.trim().trim_end_matches('%').trim_end();
        let value = match self {
            Self::GraceHours => typed.parse().ok(),
            // Written as rupees and paise are.
            Self::NewHostFee | Self::HostShare | Self::Gst => Paise::from_typed(typed).and_then(|parts| i32::try_from(parts.0).ok()),
        };
        let range = self.range();
        let (least, most) = (self.typed(*range.start()), self.typed(*range.end()));
        let kind = if self == Self::GraceHours { "A whole number of hours" } else { "A part in percent" };
        value.filter(|value| range.contains(value)).ok_or_else(|| format!("{kind} is needed, from {least} to {most}."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_read_within_its_range() {
        for (setting, typed, value) in [
            (Setting::NewHostFee, " 12.5 % ", Some(1_250)),
            (Setting::NewHostFee, "50.01", None),
            (Setting::HostShare, "100", Some(10_000)),
            (Setting::HostShare, "-1", None),
            (Setting::GraceHours, "12", Some(12)),
            (Setting::GraceHours, "0", None),
            (Setting::GraceHours, "1.5", None),
            (Setting::Gst, "18", Some(1_800)),
            (Setting::Gst, "28.005", None),
            (Setting::Gst, "", None),
        ] {
            assert_eq!(setting.read(typed).ok(), value, "{setting} {typed}");
        }
    }

    #[test]
    fn every_value_is_typed_as_it_is_read() {
        for setting in Setting::ALL {
            for value in setting.range().step_by(7) {
                assert_eq!(setting.read(&setting.typed(value)), Ok(value), "{setting}");
            }
        }
    }
}
