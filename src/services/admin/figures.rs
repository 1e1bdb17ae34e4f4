//! How the marketplace does: bookings and money day by day, and the rates that one watches.

use crate::{
    domain::{
        booking::{Attendance, BookingStatus},
        money::Paise,
        payment::PaymentStatus,
    },
    entity::{booking, event_run, payment, refund, traveler},
    services::{
        Services,
        daily_tasks::{in_india, midnight_in_india},
    },
};
use chrono::{DateTime, Days, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, DbBackend, DbErr, EntityTrait, ExprTrait, JoinType, QueryFilter, QuerySelect, RelationTrait, Select,
    sea_query::{Expr, SimpleExpr},
};
use std::collections::HashMap;

/// Days that are looked back on, today included.
const DAYS: u64 = 30;

/// One day of India's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    pub day: NaiveDate,
    /// Bookings that were confirmed.
    pub bookings: i64,
    /// What was captured.
    pub captured: Paise,
    /// What was decided to go back.
    pub refunded: Paise,
}

/// The last days, the first one first, and what they come to.
#[derive(Clone, Debug)]
pub struct Figures {
    pub days: Vec<Day>,
    /// Travelers on bookings that were completed, whose run has ended in these days.
    pub attended: i64,
    pub missed: i64,
}

impl Services {
    /// The figures of the last days.
    ///
    /// # Errors
    /// The database's.
    pub async fn figures(&self) -> Result<Figures, DbErr> {
        let today = in_india(self.clock.now()).date_naive();
        let first = today.checked_sub_days(Days::new(DAYS - 1)).unwrap_or(today);
        let since = midnight_in_india(first);
        let bookings = self.by_day(booking::Entity::find(), booking::Column::ConfirmedAt, count(), since).await?;
        let taken = payment::Entity::find().filter(payment::Column::Status.eq(PaymentStatus::Captured));
        let captured = self.by_day(taken, payment::Column::CreatedAt, sum(&[payment::Column::Amount]), since).await?;
        let parts = sum(&[refund::Column::PricePart, refund::Column::StakePart]);
        let refunded = self.by_day(refund::Entity::find(), refund::Column::CreatedAt, parts, since).await?;
        let on = |figures: &HashMap<String, i64>, day: NaiveDate| figures.get(&day.to_string()).copied().unwrap_or_default();
        let day = |day: NaiveDate| Day { day, bookings: on(&bookings, day), captured: Paise(on(&captured, day)), refunded: Paise(on(&refunded, day)) };
        let (attended, missed) = self.turned_up(since).await?;
        Ok(Figures { days: first.iter_days().take_while(|of| *of <= today).map(day).collect(), attended, missed })
    }

    /// What rows come to on each day since one.
    async fn by_day<E: EntityTrait>(&self, rows: Select<E>, at: E::Column, what: SimpleExpr, since: DateTime<Utc>) -> Result<HashMap<String, i64>, DbErr> {
        let db = self.store.reader();
        let day = day_of(db.get_database_backend(), at);
        let found: Vec<(String, Option<i64>)> =
            rows.filter(at.gte(since)).select_only().column_as(day.clone(), "day").column_as(what, "figure").group_by(day).into_tuple().all(db).await?;
        Ok(found.into_iter().map(|(day, figure)| (day, figure.unwrap_or_default())).collect())
    }

    /// How many came, and how many were missed, on runs that have ended since a day.
    async fn turned_up(&self, since: DateTime<Utc>) -> Result<(i64, i64), DbErr> {
        let found: Vec<(Attendance, i64)> = traveler::Entity::find()
            .join(JoinType::InnerJoin, traveler::Relation::Booking.def())
            .join(JoinType::InnerJoin, booking::Relation::EventRun.def())
            .filter(booking::Column::Status.eq(BookingStatus::Completed))
            .filter(event_run::Column::EndsAt.gte(since))
            .filter(traveler::Column::CancelledAt.is_null())
            .select_only()
            .column(traveler::Column::Attendance)
            .column_as(traveler::Column::Id.count(), "travelers")
            .group_by(traveler::Column::Attendance)
            .into_tuple()
            .all(self.store.reader())
            .await?;
        let of = |attendance| found.iter().find(|(of, _)| *of == attendance).map_or(0, |(_, count)| *count);
        Ok((of(Attendance::Attended), of(Attendance::NoShow)))
    }
}

fn count() -> SimpleExpr {
    Expr::cust("COUNT(*)")
}

fn sum<C: ColumnTrait>(columns: &[C]) -> SimpleExpr {
    let parts = columns.iter().map(|column| Expr::col(column.as_column_ref())).reduce(ExprTrait::add);
    parts.unwrap_or_else(|| Expr::value(0)).sum().cast_as("bigint")
}

/// The day, by India's clocks, of an instant: `2026-11-28`.
fn day_of(backend: DbBackend, at: impl ColumnTrait) -> SimpleExpr {
    let at = Expr::col(at.as_column_ref());
    if backend == DbBackend::Postgres {
        Expr::cust_with_expr("to_char($1 AT TIME ZONE 'Asia/Kolkata', 'YYYY-MM-DD')", at)
    } else {
        Expr::cust_with_expr("date(?, '+330 minutes')", at)
    }
}
