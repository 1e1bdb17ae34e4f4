//! Who was there, and what that means for the stakes: when attendance becomes final, how, and what each traveler's stake does then.

use super::{booking::Attendance, money::Paise, run::RunStatus, stake::StakeEvent, text_enum::text_enum};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

/// How long after a run's end its host has to set attendance right before it becomes final by itself, unless the settings say otherwise.
pub const GRACE_HOURS: i64 = 12;
/// How long somebody who was missed may appeal.
pub const APPEAL_HOURS: i64 = 48;
/// A host that does not say who was there is asked again after this time …
pub const ASK_AGAIN_HOURS: i64 = 24;
/// … and this often in all; once that long after the last time has gone by without an answer, all stakes go back.
pub const ASKED_TIMES_MAX: i32 = 3;

/// What can be set about attendance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttendanceRules {
    /// From a run's end until its attendance becomes final by itself.
    pub grace: Duration,
    /// The part of a no-show's stake that goes to the host, in hundredths of a percent; the rest goes to the pool.
    pub host_share_basis_points: i32,
}

impl Default for AttendanceRules {
    /// Twelve hours; nothing for the host, who never gains by marking a no-show.
    fn default() -> Self {
        Self { grace: Duration::hours(GRACE_HOURS), host_share_basis_points: 0 }
    }
}

text_enum! {
    /// How attendance becomes final.
    Closing {
        /// Who was checked in was there, and nobody else.
        ByAttendance => "by_attendance",
        /// Nobody was checked in, so that nothing is known of anybody: all stakes go back.
        AllBack => "all_back",
    }
}

/// The travelers of a run's confirmed bookings, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadCount {
    /// Checked in.
    pub attended: u32,
    /// Not checked in.
    pub expected: u32,
    /// What all of them have paid, price and stake.
    pub paid: Paise,
}

text_enum! {
    /// How it stands with a run's attendance.
    Standing {
        /// The run is not over: people may still come.
        Running => "running",
        /// The run was called off: nobody was to come.
        CalledOff => "called_off",
        /// It is over, and somebody was checked in, or nobody had booked.
        Countable => "countable",
        /// It is over, and nobody was checked in of those who had booked.
        Unattended => "unattended",
        /// It can no longer be changed.
        Final => "final",
    }
}

impl Standing {
    /// How it stands with a run at `now`; `ends_at` itself is over.
    #[must_use]
    pub fn of(status: RunStatus, ends_at: DateTime<Utc>, is_final: bool, count: HeadCount, now: DateTime<Utc>) -> Self {
        match status {
            RunStatus::Cancelled => Self::CalledOff,
            RunStatus::Completed => Self::Final,
            RunStatus::Scheduled if is_final => Self::Final,
            RunStatus::Scheduled if now < ends_at => Self::Running,
            RunStatus::Scheduled if count.attended == 0 && count.expected > 0 => Self::Unattended,
            RunStatus::Scheduled => Self::Countable,
        }
    }

    /// The one way in which attendance can be made final now, if there is any. Without a check-in no stake is ever forfeited.
    #[must_use]
    pub const fn closing(self) -> Option<Closing> {
        match self {
            Self::Countable => Some(Closing::ByAttendance),
            Self::Unattended => Some(Closing::AllBack),
            Self::Running | Self::CalledOff | Self::Final => None,
        }
    }
}

/// What happens by itself about a run's attendance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByItself {
    /// Nothing, or not yet.
    Wait,
    /// It becomes final.
    Close(Closing),
    /// Its host is asked who was there.
    Ask,
}

impl ByItself {
    /// What is due at `now` for a run that stands at `standing`, and whose host was asked `asked` times.
    #[must_use]
    pub fn due(standing: Standing, count: HeadCount, asked: i32, ends_at: DateTime<Utc>, grace: Duration, now: DateTime<Utc>) -> Self {
        match standing.closing() {
            _ if now < ends_at + grace => Self::Wait,
            None => Self::Wait,
            // Where nobody paid, there is nothing to ask about; and no stake waits for ever for a host who does not answer.
            Some(Closing::AllBack) if !count.paid.is_zero() && asked < ASKED_TIMES_MAX => Self::Ask,
            Some(closing) => Self::Close(closing),
        }
    }
}

/// What becomes of one traveler when attendance is final.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fate {
    /// What stands there from then on.
    pub attendance: Attendance,
    /// What happens to the stake, where there is one.
    pub stake: StakeEvent,
}

/// The rule that settles the stakes: who came gets it back, who did not may appeal; and where nobody was checked in, all get it back,
/// and nothing is said of who came.
#[must_use]
pub const fn fate(closing: Closing, seen: Attendance) -> Fate {
    match (closing, seen) {
        (Closing::AllBack, seen) => Fate { attendance: seen, stake: StakeEvent::Return },
        (Closing::ByAttendance, Attendance::Attended) => Fate { attendance: Attendance::Attended, stake: StakeEvent::Return },
        (Closing::ByAttendance, Attendance::Expected | Attendance::NoShow) => Fate { attendance: Attendance::NoShow, stake: StakeEvent::Missed },
    }
}

/// Until when somebody may appeal who was marked as missing at `marked_at`.
#[must_use]
pub fn appeal_until(marked_at: DateTime<Utc>) -> DateTime<Utc> {
    marked_at + Duration::hours(APPEAL_HOURS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    const PAID: Paise = Paise(65_000);

    fn ends_at() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 12, 10, 9, 0, 0).unwrap()
    }

    fn count(attended: u32, expected: u32) -> HeadCount {
        HeadCount { attended, expected, paid: PAID }
    }

    #[test]
    fn every_cell_of_how_it_stands() {
        use RunStatus::{Cancelled, Completed, Scheduled};
        use Standing::{CalledOff, Countable, Final, Running, Unattended};
        let second = Duration::seconds(1);
        for (attended, expected, over) in [(0, 0, Countable), (1, 0, Countable), (1, 5, Countable), (0, 1, Unattended), (0, 5, Unattended)] {
            for (status, is_final, before_end, at_end) in [
                (Scheduled, false, Running, over),
                (Scheduled, true, Final, Final),
                (Completed, false, Final, Final),
                (Completed, true, Final, Final),
                (Cancelled, false, CalledOff, CalledOff),
                (Cancelled, true, CalledOff, CalledOff),
            ] {
                let at = |now| Standing::of(status, ends_at(), is_final, count(attended, expected), now);
                assert_eq!([at(ends_at() - second), at(ends_at())], [before_end, at_end], "{status}, final: {is_final}, {attended} of {expected}");
            }
        }
    }

    #[test]
    fn only_what_is_over_can_be_closed_and_nobody_checked_in_means_all_back() {
        let closings: Vec<_> = Standing::ALL.iter().map(|standing| standing.closing()).collect();
        assert_eq!(closings, [None, None, Some(Closing::ByAttendance), Some(Closing::AllBack), None]);
    }

    #[test]
    fn every_cell_of_what_happens_by_itself() {
        use ByItself::{Ask, Close, Wait};
        let grace = Duration::hours(12);
        for standing in Standing::ALL {
            let (after_grace, free) = match standing {
                Standing::Countable => (Close(Closing::ByAttendance), Close(Closing::ByAttendance)),
                Standing::Unattended => (Ask, Close(Closing::AllBack)),
                _ => (Wait, Wait),
            };
            let due = |paid, asked, now| ByItself::due(*standing, HeadCount { paid, ..count(0, 1) }, asked, ends_at(), grace, now);
            for asked in 0..=ASKED_TIMES_MAX {
                assert_eq!(due(PAID, asked, ends_at() + grace - Duration::seconds(1)), Wait, "{standing}");
                let expected = if asked == ASKED_TIMES_MAX { free } else { after_grace };
                assert_eq!(due(PAID, asked, ends_at() + grace), expected, "{standing}, asked {asked} times");
                assert_eq!(due(Paise::ZERO, asked, ends_at() + grace), free, "{standing}");
            }
        }
    }

    #[test]
    fn every_cell_of_who_gets_what() {
        use Attendance::{Attended, Expected, NoShow};
        for (closing, seen, attendance, stake) in [
            (Closing::ByAttendance, Attended, Attended, StakeEvent::Return),
            (Closing::ByAttendance, Expected, NoShow, StakeEvent::Missed),
            (Closing::ByAttendance, NoShow, NoShow, StakeEvent::Missed),
            (Closing::AllBack, Attended, Attended, StakeEvent::Return),
            (Closing::AllBack, Expected, Expected, StakeEvent::Return),
            (Closing::AllBack, NoShow, NoShow, StakeEvent::Return),
        ] {
            assert_eq!(fate(closing, seen), Fate { attendance, stake }, "{closing}, {seen}");
        }
    }

    #[test]
    fn the_times_are_those_of_the_rules() {
        let rules = AttendanceRules::default();
        assert_eq!((rules.grace, rules.host_share_basis_points), (Duration::hours(12), 0));
        assert_eq!(appeal_until(ends_at()) - ends_at(), Duration::hours(48));
    }
}
