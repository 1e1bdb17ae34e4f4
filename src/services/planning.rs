//! What a form would make, date by date: shown before anything is made, and then made as it was shown.

use super::{
    recurrence::{RecurrenceError, recurrence},
    runs::{Offer, RunError},
    zones::{WallClock, today, wall_clock},
};
use crate::domain::{
    run_form::RunRequest,
    schedule::{ScheduleForm, Snag},
    text::FieldErrors,
};
use chrono::{DateTime, Duration, NaiveDate, Utc};

/// A date of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlannedDate {
    pub day: NaiveDate,
    /// None where clocks never show the time on that day.
    pub starts_at: Option<DateTime<Utc>>,
    pub snag: Option<Snag>,
}

impl PlannedDate {
    /// When its run starts, where one can be made.
    #[must_use]
    pub fn usable(&self) -> Option<DateTime<Utc>> {
        self.starts_at.filter(|_| self.snag.is_none_or(|snag| !snag.leaves_out()))
    }
}

/// What a form would make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub run: RunRequest,
    /// In order. At least one of them is usable.
    pub dates: Vec<PlannedDate>,
    /// The rule, where it is a series.
    pub rule: Option<String>,
}

/// What a form would make at a place where it is `now`. Nothing changes.
///
/// # Errors
/// Words for each field that will not do, under the field's name.
pub fn plan(offer: &Offer, form: &ScheduleForm, now: DateTime<Utc>) -> Result<Plan, FieldErrors> {
    let request = form.validate(today(now, &offer.time_zone))?;
    let wrong = |field: &str, words: &str| FieldErrors::from([(field.to_owned(), words.to_owned())]);
    let date = |day: NaiveDate| match wall_clock(day, request.run.time, &offer.time_zone) {
        WallClock::Never => PlannedDate { day, starts_at: None, snag: Some(Snag::Gap) },
        WallClock::Once(at) | WallClock::Twice(at) if at <= now => PlannedDate { day, starts_at: Some(at), snag: Some(Snag::Past) },
        WallClock::Twice(at) => PlannedDate { day, starts_at: Some(at), snag: Some(Snag::Twice) },
        WallClock::Once(at) => PlannedDate { day, starts_at: Some(at), snag: None },
    };
    let Some(repeat) = &request.repeat else {
        let date = date(request.run.day);
        let cutoff = Duration::hours(i64::from(request.run.cutoff_hours));
        return match (date.snag, date.usable()) {
            (Some(Snag::Gap), _) => Err(wrong("time", GAP)),
            (_, None) => Err(wrong("time", "That time is over. Choose one that is to come.")),
            (_, Some(at)) if at - cutoff <= now => Err(wrong("cutoff", "Booking would have closed already. Fewer hours, or a later start.")),
            _ => Ok(Plan { run: request.run, dates: vec![date], rule: None }),
        };
    };
    let recurrence = recurrence(request.run.day, repeat).map_err(|error| match error {
        RecurrenceError::NoDates => wrong("until", "None of these days comes before the last day."),
        RecurrenceError::TooMany => wrong("until", "That makes more than 200 dates. Choose an earlier last day, and make a second series later."),
        RecurrenceError::Rule(_) => wrong("until", "That makes no series. Look at its days and its end once more."),
    })?;
    let dates: Vec<PlannedDate> = recurrence.days.into_iter().map(date).collect();
    if dates.iter().all(|date| date.usable().is_none()) {
        return Err(wrong("until", "No date is left that is to come and exists on the clock there."));
    }
    Ok(Plan { run: request.run, dates, rule: Some(recurrence.rule) })
}

/// Why a time cannot be.
pub(super) const GAP: &str = "Clocks are set forward across that time on that day, so it does not exist there. Choose another time.";

/// The starts of a plan's dates that were kept.
pub(super) fn kept(plan: &Plan, keep: &[NaiveDate]) -> Result<Vec<DateTime<Utc>>, RunError> {
    let single = plan.rule.is_none();
    let usable = |day: &NaiveDate| plan.dates.iter().any(|date| date.day == *day && date.usable().is_some());
    if !single && !keep.iter().all(usable) {
        return Err(RunError::DatesChanged);
    }
    let dates: Vec<_> = plan.dates.iter().filter(|date| single || keep.contains(&date.day)).filter_map(PlannedDate::usable).collect();
    if dates.is_empty() { Err(RunError::field("keep", "Keep at least one date.")) } else { Ok(dates) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{experience::ExperienceStatus, ids::ExperienceId};

    fn offer(zone: &str) -> Offer {
        Offer {
            id: ExperienceId(7),
            title: "Coffee".to_owned(),
            duration_minutes: 150,
            status: ExperienceStatus::Published,
            city: "There".to_owned(),
            time_zone: zone.to_owned(),
        }
    }

    fn planned(zone: &str, query: &str) -> Result<Plan, FieldErrors> {
        let now = DateTime::parse_from_rfc3339("2027-03-10T06:00:00Z").unwrap().with_timezone(&Utc);
        plan(&offer(zone), &ScheduleForm::parse(&format!("minutes=150&price=0&capacity=12&cutoff=2&check=1&{query}")), now)
    }

    fn faults(zone: &str, query: &str) -> Vec<String> {
        planned(zone, query).unwrap_err().into_keys().collect()
    }

    #[test]
    fn a_series_keeps_its_wall_clock_over_a_change_of_clocks() {
        let plan = planned("Europe/London", "date=2027-03-20&time=10:00&repeat=weekly&weekday=sa&weekday=su&count=5").unwrap();
        let starts: Vec<String> = plan.dates.iter().map(|date| date.starts_at.unwrap().format("%m-%d %H:%M").to_string()).collect();
        assert_eq!(starts, ["03-20 10:00", "03-21 10:00", "03-27 10:00", "03-28 09:00", "04-03 09:00"]);
        assert!(plan.dates.iter().all(|date| date.snag.is_none()));
    }

    #[test]
    fn what_the_clock_leaves_out_is_left_out_and_said() {
        let plan = planned("Europe/London", "date=2027-03-21&time=01:30&repeat=weekly&weekday=su&count=3").unwrap();
        let snags: Vec<_> = plan.dates.iter().map(|date| date.snag).collect();
        assert_eq!(snags, [None, Some(Snag::Gap), None]);
        assert_eq!(kept(&plan, &plan.dates.iter().filter(|date| date.snag.is_none()).map(|date| date.day).collect::<Vec<_>>()).unwrap().len(), 2);
        assert!(matches!(kept(&plan, &[plan.dates[1].day]), Err(RunError::DatesChanged)));
        assert!(matches!(kept(&plan, &[]), Err(RunError::Fields(_))));
        assert_eq!(faults("Europe/London", "date=2027-03-28&time=01:30"), ["time"]);
        assert!(planned("Asia/Kolkata", "date=2027-03-28&time=01:30").is_ok());
        assert_eq!(planned("Europe/London", "date=2027-10-31&time=01:30").unwrap().dates[0].snag, Some(Snag::Twice));
    }

    #[test]
    fn nothing_begins_in_the_past() {
        // It is half past eleven in the morning in India, and one in the morning in New York.
        assert_eq!(faults("Asia/Kolkata", "date=2027-03-10&time=11:30"), ["time"]);
        assert_eq!(faults("Asia/Kolkata", "date=2027-03-10&time=12:30"), ["cutoff"]);
        assert_eq!(faults("Asia/Kolkata", "date=2027-03-09&time=20:00"), ["date"]);
        assert!(planned("America/New_York", "date=2027-03-10&time=11:30").is_ok());
        let plan = planned("Asia/Kolkata", "date=2027-03-10&time=06:00&repeat=weekly&weekday=we&count=2").unwrap();
        assert_eq!(plan.dates.iter().map(|date| date.snag).collect::<Vec<_>>(), [Some(Snag::Past), None]);
        assert_eq!(faults("Asia/Kolkata", "date=2027-03-10&time=06:00&repeat=weekly&weekday=we&count=1"), ["until"]);
    }

    #[test]
    fn a_series_without_an_end_or_with_too_many_dates_is_refused() {
        let daily = "date=2027-03-11&time=10:00&repeat=weekly&weekday=mo&weekday=tu&weekday=we&weekday=th&weekday=fr&weekday=sa&weekday=su";
        assert_eq!(faults("Asia/Kolkata", daily), ["until"]);
        assert_eq!(faults("Asia/Kolkata", &format!("{daily}&until=2028-01-01")), ["until"]);
        assert_eq!(planned("Asia/Kolkata", &format!("{daily}&count=200")).unwrap().dates.len(), 200);
    }
}
