//! The form that schedules event runs: text throughout, so that nothing typed is lost, and what it asks for once it makes sense.
//! Dates and times are those of the wall clock where the experience takes place; whether there is such a time there, the server knows.

use super::{
    ids::ExperienceId,
    run_form::{RunForm, RunRequest, check, day, number},
    text::FieldErrors,
    text_enum::text_enum,
};
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// Most runs of one series.
pub const RUNS_MAX: u32 = 200;
/// A series takes place every so many weeks, at most.
const EVERY_MAX: u16 = 52;
/// Runs are scheduled at most so many days ahead.
const DAYS_AHEAD_MAX: u64 = 3 * 366;
/// Words of a query beyond this are not read.
const WORDS_MAX: usize = 100;

text_enum! {
    /// A day of the week.
    Weekday {
        Monday => "mo",
        Tuesday => "tu",
        Wednesday => "we",
        Thursday => "th",
        Friday => "fr",
        Saturday => "sa",
        Sunday => "su",
    }
}

impl Weekday {
    /// The name on screen.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Monday => "Monday",
            Self::Tuesday => "Tuesday",
            Self::Wednesday => "Wednesday",
            Self::Thursday => "Thursday",
            Self::Friday => "Friday",
            Self::Saturday => "Saturday",
            Self::Sunday => "Sunday",
        }
    }
}

text_enum! {
    /// How much of a series a change is about.
    Scope {
        /// One run only.
        One => "one",
        /// This run, and those of its series that come after it.
        Following => "following",
    }
}

text_enum! {
    /// What is odd about a date of a plan.
    Snag {
        /// Clocks are set forward across that time: it does not exist on that day, and the date is left out.
        Gap => "gap",
        /// Clocks are set back across it: it exists twice, and the first is meant.
        Twice => "twice",
        /// It is over; the date is left out.
        Past => "past",
    }
}

impl Snag {
    /// True where no run can be made for the date.
    #[must_use]
    pub const fn leaves_out(self) -> bool {
        matches!(self, Self::Gap | Self::Past)
    }
}

/// When a series ends. One without an end cannot be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeriesEnd {
    /// On this day, included.
    Until(NaiveDate),
    /// After so many dates.
    Count(u32),
}

/// Weekly on some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// Every so many weeks.
    pub every: u16,
    /// In the order of the week, each once; never empty.
    pub weekdays: Vec<Weekday>,
    pub end: SeriesEnd,
}

/// The whole form, as its page's address has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ScheduleForm {
    /// An experience's id.
    pub experience: String,
    pub run: RunForm,
    /// `weekly` for a series.
    pub repeat: String,
    pub every: String,
    pub weekdays: Vec<String>,
    pub until: String,
    pub count: String,
    /// True once it was sent; until then it is only begun.
    pub sent: bool,
}

/// A schedule that makes sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduleRequest {
    pub run: RunRequest,
    /// None for a single date.
    pub repeat: Option<Repeat>,
}

impl ScheduleForm {
    /// Reads a page's query; unknown words are left out.
    #[must_use]
    pub fn parse(query: &str) -> Self {
        let mut form = Self::default();
        for (word, value) in form_urlencoded::parse(query.trim_start_matches('?').as_bytes()).take(WORDS_MAX) {
            let run = &mut form.run;
            let field = match word.as_ref() {
                "experience" => &mut form.experience,
                "date" => &mut run.date,
                "time" => &mut run.time,
                "minutes" => &mut run.minutes,
                "ends" => &mut run.ends,
                "price" => &mut run.price,
                "stake" => &mut run.stake,
                "capacity" => &mut run.capacity,
                "cutoff" => &mut run.cutoff,
                "repeat" => &mut form.repeat,
                "every" => &mut form.every,
                "until" => &mut form.until,
                "count" => &mut form.count,
                "weekday" => {
                    form.weekdays.push(value.into_owned());
                    continue;
                }
                "check" => {
                    form.sent = true;
                    continue;
                }
                _ => continue,
            };
            *field = value.into_owned();
        }
        form
    }

    /// True where the form asks for more than one date.
    #[must_use]
    pub fn repeats(&self) -> bool {
        self.repeat == "weekly"
    }

    /// The experience, where the form names one.
    #[must_use]
    pub fn experience(&self) -> Option<ExperienceId> {
        self.experience.parse().ok()
    }

    /// Checks every field against the day that it is at the place, and says all that is wrong at once.
    ///
    /// # Errors
    /// Words for each field that will not do, under the field's name.
    pub fn validate(&self, today: NaiveDate) -> Result<ScheduleRequest, FieldErrors> {
        let mut errors = FieldErrors::new();
        let run = self.run.validate(&mut errors);
        if let Some(run) = &run {
            if run.day < today {
                errors.insert("date".to_owned(), "That day is over. Choose one that is to come.".to_owned());
            } else if run.day > last_day(today) {
                errors.insert("date".to_owned(), "That is more than three years ahead. Choose an earlier day.".to_owned());
            }
        }
        let repeat = if self.repeats() { self.repeat(run.map(|run| run.day), today, &mut errors) } else { None };
        match run {
            Some(run) if errors.is_empty() => Ok(ScheduleRequest { run, repeat }),
            _ => Err(errors),
        }
    }

    fn repeat(&self, first: Option<NaiveDate>, today: NaiveDate, errors: &mut FieldErrors) -> Option<Repeat> {
        let every = if self.every.trim().is_empty() { "1" } else { &self.every };
        let every = number(every, 1, i32::from(EVERY_MAX)).and_then(|every| u16::try_from(every).ok());
        let every = check(errors, "every", every.ok_or("Every how many weeks? A whole number from 1 to 52."));
        let weekdays: Option<Vec<Weekday>> = self.weekdays.iter().map(|word| word.parse().ok()).collect();
        let weekdays = weekdays.filter(|days| !days.is_empty()).ok_or("On which days of the week? Choose at least one.");
        let mut weekdays = check(errors, "weekdays", weekdays)?;
        weekdays.sort_unstable();
        weekdays.dedup();
        let end = match (self.until.trim(), self.count.trim()) {
            ("", "") => check(errors, "until", Err("A series needs an end: a last day, or a number of dates.")),
            (_, "") => check(errors, "until", last(&self.until, first, today)),
            ("", count) => {
                let count = number(count, 1, i32::try_from(RUNS_MAX).unwrap_or(i32::MAX)).and_then(|count| u32::try_from(count).ok());
                check(errors, "count", count.map(SeriesEnd::Count).ok_or("How many dates? A whole number from 1 to 200."))
            }
            _ => check(errors, "count", Err("A last day or a number of dates, not both.")),
        };
        Some(Repeat { every: every?, weekdays, end: end? })
    }
}

/// The last day for which runs can be scheduled.
fn last_day(today: NaiveDate) -> NaiveDate {
    today.checked_add_days(Days::new(DAYS_AHEAD_MAX)).unwrap_or(today)
}

fn last(until: &str, first: Option<NaiveDate>, today: NaiveDate) -> Result<SeriesEnd, &'static str> {
    let until = day(until, "That is no date.")?;
    match first {
        Some(first) if until < first => Err("The last day lies before the first."),
        _ if until > last_day(today) => Err("That is more than three years ahead. Choose an earlier day."),
        _ => Ok(SeriesEnd::Until(until)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Paise;
    use proptest::prelude::*;

    const QUERY: &str = "experience=7&date=2026-12-05&time=06%3A45&minutes=150&ends=&price=450&stake=200.50&capacity=12&cutoff=2&check=1";

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 26).unwrap()
    }

    fn with(changes: &[(&str, &str)]) -> Result<ScheduleRequest, FieldErrors> {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (word, value) in form_urlencoded::parse(QUERY.as_bytes()).filter(|(word, _)| !changes.iter().any(|(changed, _)| word == changed)) {
            query.append_pair(&word, &value);
        }
        query.extend_pairs(changes);
        ScheduleForm::parse(&query.finish()).validate(today())
    }

    #[test]
    fn a_good_form_is_understood() {
        let request = with(&[]).unwrap();
        assert_eq!(request.run.day.to_string(), "2026-12-05");
        assert_eq!((request.run.minutes, request.run.price, request.run.stake), (150, Paise(45_000), Paise(20_050)));
        assert_eq!((request.run.capacity, request.run.cutoff_hours, request.repeat), (12, 2, None));
        assert_eq!(with(&[("ends", "09:15"), ("minutes", "")]).unwrap().run.minutes, 150);
        assert_eq!(with(&[("price", "0"), ("stake", "")]).unwrap().run.price, Paise(0));
        let weekly = [("repeat", "weekly"), ("weekday", "su"), ("weekday", "sa"), ("weekday", "su"), ("every", "2"), ("until", "2027-01-31")];
        let repeat = with(&weekly).unwrap().repeat.unwrap();
        assert_eq!((repeat.every, repeat.weekdays), (2, vec![Weekday::Saturday, Weekday::Sunday]));
        assert_eq!(repeat.end, SeriesEnd::Until(NaiveDate::from_ymd_opt(2027, 1, 31).unwrap()));
    }

    #[test]
    fn each_fault_is_named_beside_its_field() {
        for (field, changes) in [
            ("date", &[("date", "")][..]),
            ("date", &[("date", "2026-11-25")]),
            ("date", &[("date", "2026-02-30")]),
            ("date", &[("date", "2031-01-01")]),
            ("date", &[("date", "12/05/2026")]),
            ("date", &[("date", "+12026-01-01")]),
            ("time", &[("time", "25:00")]),
            ("time", &[("time", "dawn")]),
            ("minutes", &[("minutes", "")]),
            ("minutes", &[("minutes", "-5")]),
            ("minutes", &[("minutes", "4321")]),
            ("ends", &[("ends", "06:45")]),
            ("ends", &[("ends", "06:00")]),
            ("ends", &[("ends", "06:47")]),
            ("price", &[("price", "")]),
            ("price", &[("price", "-1")]),
            ("price", &[("price", "4.505")]),
            ("price", &[("price", "1000000.01")]),
            ("price", &[("price", "0.50"), ("stake", "0")]),
            ("stake", &[("stake", "1e9")]),
            ("capacity", &[("capacity", "0")]),
            ("capacity", &[("capacity", "1001")]),
            ("capacity", &[("capacity", "twelve")]),
            ("cutoff", &[("cutoff", "-1")]),
            ("cutoff", &[("cutoff", "721")]),
            ("until", &[("repeat", "weekly"), ("weekday", "sa")]),
            ("until", &[("repeat", "weekly"), ("weekday", "sa"), ("until", "2026-12-04")]),
            ("until", &[("repeat", "weekly"), ("weekday", "sa"), ("until", "2099-01-01")]),
            ("count", &[("repeat", "weekly"), ("weekday", "sa"), ("count", "201")]),
            ("count", &[("repeat", "weekly"), ("weekday", "sa"), ("count", "0")]),
            ("count", &[("repeat", "weekly"), ("weekday", "sa"), ("count", "3"), ("until", "2027-01-01")]),
            ("weekdays", &[("repeat", "weekly"), ("count", "3")]),
            ("weekdays", &[("repeat", "weekly"), ("count", "3"), ("weekday", "someday")]),
            ("every", &[("repeat", "weekly"), ("count", "3"), ("weekday", "sa"), ("every", "0")]),
        ] {
            let errors = with(changes).unwrap_err();
            assert_eq!(errors.keys().collect::<Vec<_>>(), [field], "{changes:?}");
        }
        assert!(ScheduleForm::parse("check=1").validate(today()).unwrap_err().len() >= 5);
    }

    proptest! {
        #[test]
        fn no_query_panics(query in ".{0,200}") {
            ScheduleForm::parse(&query).validate(today()).ok();
        }
    }
}
