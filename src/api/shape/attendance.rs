//! Attendance, stakes and appeals, from the services' records to what crosses the wire.

use super::{booking_card, run_card};
use crate::{
    api::{
        appeals::{AppealCasePage, AppealPage, ListedAppeal},
        attendance::{AttendanceLine, AttendancePage, AttendanceTasks, HostAppeal, OpenRun, StakePlace, WaitingAppeal},
    },
    domain::{
        appeal::AppealStatus,
        attendance::{Standing, fate},
        booking::Attendance,
        money::Paise,
        stake::StakeStatus,
    },
    services::{
        bookings::BookingRecord,
        stakes::{AppealRecord, AttendanceBooking, AttendanceRecord, RunToDo, ToDo},
        zones::zoned,
    },
};
use chrono::{DateTime, Utc};

/// Those who have a seat, with their stakes.
pub(in crate::api) fn stakes(record: &BookingRecord) -> Vec<StakePlace> {
    let amount = record.booking.stake_each;
    record
        .staying()
        .map(|person| StakePlace { position: person.position, name: person.name.clone(), attendance: person.attendance, stake: person.stake, amount })
        .collect()
}

/// Those that an appeal is about.
fn people(record: &AppealRecord) -> Vec<StakePlace> {
    let about = record.about();
    stakes(&record.booking).into_iter().filter(|person| about.contains(&person.position)).collect()
}

fn names(record: &AppealRecord) -> Vec<String> {
    people(record).into_iter().map(|person| person.name).collect()
}

fn amount(people: &[StakePlace]) -> Paise {
    people.iter().map(|person| person.amount).sum()
}

pub(in crate::api) fn attendance(record: AttendanceRecord, may_decide: bool, now: DateTime<Utc>) -> AttendancePage {
    let zone = record.run.time_zone.clone();
    let lines: Vec<AttendanceLine> = record.bookings.into_iter().map(|booking| line(booking, may_decide, now)).collect();
    let everybody = || lines.iter().flat_map(|line| &line.people);
    let count = |is: fn(Attendance) -> bool| u32::try_from(everybody().filter(|person| is(person.attendance)).count()).unwrap_or(u32::MAX);
    let closing = record.standing.closing();
    // What has happened, or what would if attendance became final now.
    let becomes = |person: &StakePlace| match closing {
        Some(closing) if person.stake == StakeStatus::Held => person.stake.after(fate(closing, person.attendance).stake),
        _ => Some(person.stake),
    };
    let sum = |of: fn(StakeStatus) -> bool| everybody().filter(|person| becomes(person).is_some_and(of)).map(|person| person.amount).sum();
    AttendancePage {
        card: run_card(&record.run, now),
        standing: record.standing,
        closing: closing.filter(|_| may_decide),
        by_itself: zoned(record.by_itself_at, &zone),
        finalized: record.finalized_at.map(|at| zoned(at, &zone)),
        attended: count(|attendance| attendance == Attendance::Attended),
        missed: count(|attendance| attendance != Attendance::Attended),
        stakes_back: sum(|stake| matches!(stake, StakeStatus::ReturnDue | StakeStatus::Returned)),
        stakes_waiting: sum(|stake| stake == StakeStatus::ForfeitPending),
        bookings: lines,
    }
}

fn line(booking: AttendanceBooking, may_decide: bool, now: DateTime<Utc>) -> AttendanceLine {
    let AttendanceBooking { record, appeal } = booking;
    let people = stakes(&record);
    let reference = record.booking.reference.clone();
    let appeal = appeal.map(|appeal| host_appeal(&AppealRecord { appeal, booking: record }, may_decide, now));
    AttendanceLine { reference, people, appeal }
}

fn host_appeal(record: &AppealRecord, may_decide: bool, now: DateTime<Utc>) -> HostAppeal {
    let (appeal, people) = (&record.appeal, people(record));
    let in_time = appeal.status == AppealStatus::Open || now < appeal.until;
    HostAppeal {
        id: appeal.id,
        status: appeal.status,
        until: zoned(appeal.until, &record.booking.run.time_zone),
        amount: amount(&people),
        names: people.into_iter().map(|person| person.name).collect(),
        words: appeal.words.clone(),
        answer: appeal.host_answer,
        answer_words: appeal.host_words.clone(),
        decision_words: appeal.decision_words.clone(),
        can_support: may_decide && appeal.status.is_undecided() && in_time,
        can_dispute: may_decide && appeal.status == AppealStatus::Open && appeal.host_answer.is_none(),
    }
}

pub(in crate::api) fn attendance_tasks(to_do: ToDo) -> AttendanceTasks {
    let run = |RunToDo { run, standing, count, by_itself_at }: RunToDo| OpenRun {
        run: run.id,
        starts: zoned(run.starts_at, &run.time_zone),
        by_itself: zoned(by_itself_at, &run.time_zone),
        title: run.title,
        standing,
        attended: count.attended,
        missed: count.expected,
    };
    let appeal = |record: AppealRecord| WaitingAppeal {
        appeal: record.appeal.id,
        run: record.booking.run.id,
        title: record.booking.run.title.clone(),
        starts: zoned(record.booking.run.starts_at, &record.booking.run.time_zone),
        names: names(&record),
    };
    let runs = to_do.runs.into_iter().filter(|run| matches!(run.standing, Standing::Countable | Standing::Unattended)).map(run).collect();
    AttendanceTasks { runs, appeals: to_do.appeals.into_iter().map(appeal).collect() }
}

pub(in crate::api) fn appeal(record: &AppealRecord, now: DateTime<Utc>) -> AppealPage {
    let appeal = &record.appeal;
    AppealPage {
        card: booking_card(&record.booking, now),
        status: appeal.status,
        until: zoned(appeal.until, &record.booking.run.time_zone),
        can_appeal: appeal.status == AppealStatus::Possible && now < appeal.until,
        people: people(record),
        words: appeal.words.clone(),
        answer: appeal.host_answer,
        answer_words: appeal.host_words.clone(),
        decision_words: appeal.decision_words.clone(),
    }
}

pub(in crate::api) fn listed_appeal(record: &AppealRecord) -> ListedAppeal {
    let (appeal, run) = (&record.appeal, &record.booking.run);
    ListedAppeal {
        id: appeal.id,
        reference: record.booking.booking.reference.clone(),
        title: run.title.clone(),
        host: run.host.clone(),
        names: names(record),
        amount: amount(&people(record)),
        made: zoned(appeal.made_at.unwrap_or(appeal.created_at), &run.time_zone),
        answer: appeal.host_answer,
    }
}

pub(in crate::api) fn appeal_case(record: &AppealRecord, now: DateTime<Utc>) -> AppealCasePage {
    let (row, run) = (&record.appeal, &record.booking.run);
    AppealCasePage {
        id: row.id,
        appeal: appeal(record, now),
        host: run.host.clone(),
        amount: amount(&people(record)),
        made: zoned(row.made_at.unwrap_or(row.created_at), &run.time_zone),
        party: stakes(&record.booking),
        decided: row.decided_at.map(|at| zoned(at, &run.time_zone)),
    }
}
