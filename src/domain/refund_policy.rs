//! What comes back when a traveler cancels, as terms that a booking keeps a copy of.

use super::{experience::RefundPreset, time::ZonedTime};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

/// The stake comes back in full up to this many hours before the start, whatever the preset.
const STAKE_HOURS_BEFORE: i64 = 24;

/// One step of a policy: up to `hours_before` the start, `percent` of the price comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundStep {
    pub hours_before: i64,
    pub percent: u8,
}

/// The terms in force for a booking. Steps run from the earliest deadline to the latest; after the last one nothing comes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundPolicy {
    pub preset: RefundPreset,
    pub price_steps: Vec<RefundStep>,
    /// Hours before the start until which the stake comes back in full.
    pub stake_hours_before: i64,
}

impl From<RefundPreset> for RefundPolicy {
    fn from(preset: RefundPreset) -> Self {
        let step = |hours_before, percent| RefundStep { hours_before, percent };
        let price_steps = match preset {
            RefundPreset::Flexible => vec![step(24, 100)],
            RefundPreset::Moderate => vec![step(5 * 24, 100), step(24, 50)],
            RefundPreset::Strict => vec![step(7 * 24, 50)],
        };
        Self { preset, price_steps, stake_hours_before: STAKE_HOURS_BEFORE }
    }
}

impl RefundPolicy {
    /// The share of the price, in percent, that comes back on cancelling at `now`. A deadline itself still counts.
    #[must_use]
    pub fn price_percent(&self, starts_at: DateTime<Utc>, now: DateTime<Utc>) -> u8 {
        let in_time = |step: &&RefundStep| now <= starts_at - Duration::hours(step.hours_before);
        self.price_steps.iter().find(in_time).map_or(0, |step| step.percent)
    }

    /// True where cancelling at `now` still brings the stake back. The deadline itself still counts.
    #[must_use]
    pub fn returns_stake(&self, starts_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
        now <= starts_at - Duration::hours(self.stake_hours_before)
    }

    /// The policy as sentences with the deadlines of a run that starts at `starts`.
    #[must_use]
    pub fn in_words(&self, starts: &ZonedTime) -> Vec<String> {
        let deadline = |hours: i64| starts.moved_to(starts.at - Duration::hours(hours)).date_and_clock();
        let mut words: Vec<String> = self
            .price_steps
            .iter()
            .map(|step| match step.percent {
                100 => format!("Full refund until {}", deadline(step.hours_before)),
                percent => format!("{percent} % of the price back until {}", deadline(step.hours_before)),
            })
            .collect();
        words.push(if words.is_empty() { "The price is not refunded." } else { "After that the price is not refunded." }.to_owned());
        words
    }

    /// The policy in general terms, for a page that is about no run in particular.
    #[must_use]
    pub fn in_general(&self) -> String {
        let before = |hours: i64| if hours % 24 == 0 && hours > 24 { format!("{} days", hours / 24) } else { format!("{hours} hours") };
        let steps: Vec<String> =
            self.price_steps.iter().map(|step| format!("{} back up to {} before the start", share(step.percent), before(step.hours_before))).collect();
        let sentence = format!("{}; nothing later.", steps.join(", "));
        sentence.strip_prefix("half").map_or(sentence.clone(), |rest| format!("Half{rest}"))
    }

    /// Until when the stake comes back on cancelling, as a sentence.
    #[must_use]
    pub fn stake_in_words(&self, starts: &ZonedTime) -> String {
        let deadline = starts.moved_to(starts.at - Duration::hours(self.stake_hours_before));
        format!("Your stake comes back when you come, or when you cancel by {}.", deadline.date_and_clock())
    }
}

fn share(percent: u8) -> String {
    match percent {
        100 => "The whole price".to_owned(),
        50 => "half the price".to_owned(),
        percent => format!("{percent} % of the price"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;
    use proptest::prelude::*;

    #[test]
    fn presets_pay_back_by_the_table() {
        let starts = Utc.with_ymd_and_hms(2026, 12, 10, 6, 0, 0).unwrap();
        for (preset, rows) in [
            (RefundPreset::Flexible, [(240, 100), (24, 100), (23, 0), (0, 0)]),
            (RefundPreset::Moderate, [(120, 100), (119, 50), (24, 50), (23, 0)]),
            (RefundPreset::Strict, [(240, 50), (168, 50), (167, 0), (0, 0)]),
        ] {
            for (hours, percent) in rows {
                let now = starts - Duration::hours(hours);
                assert_eq!(RefundPolicy::from(preset).price_percent(starts, now), percent, "{preset}, {hours} h before");
            }
        }
    }

    #[test]
    fn deadlines_are_named_in_the_runs_own_time() {
        let starts = ZonedTime { at: Utc.with_ymd_and_hms(2026, 11, 28, 1, 15, 0).unwrap(), offset_minutes: 330, zone: "Asia/Kolkata".to_owned() };
        let flexible = RefundPolicy::from(RefundPreset::Flexible);
        assert_eq!(flexible.in_words(&starts), ["Full refund until Fri 27 Nov, 6:45 am", "After that the price is not refunded."]);
        assert_eq!(
            RefundPolicy::from(RefundPreset::Moderate).in_general(),
            "The whole price back up to 5 days before the start, half the price back up to 24 hours before the start; nothing later."
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn waiting_never_pays_back_more(preset in 0..3_usize, earlier in 0..20_000_i64, wait in 0..20_000_i64) {
            let policy = RefundPolicy::from(RefundPreset::ALL[preset]);
            let starts = Utc.with_ymd_and_hms(2026, 12, 10, 6, 0, 0).unwrap();
            let first = starts - Duration::minutes(earlier);
            prop_assert!(policy.price_percent(starts, first) >= policy.price_percent(starts, first + Duration::minutes(wait)));
        }
    }
}
