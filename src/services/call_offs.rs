//! Calling runs off: told first whom it touches and what it costs, then done, and then told how far it has come.
//! Who was on board is taken off by a job; see [`super::cancellations`].

use super::{
    Services,
    activity::{self, Change},
    bookings::BookingError,
    cancellations::{SWEEP_RUN, SweepRun},
    catalog::RunRow,
    hosting::Membership,
    series::and_following,
};
use crate::{
    domain::{
        call_off::{CallOffProgress, CallOffQuote},
        ids::{RunId, SeriesId},
        money::Paise,
        payment::{RefundCause, RefundStatus},
        refund_policy::RefundPolicy,
        refund_quote::Terms,
        run::RunStatus,
        schedule::Scope,
    },
    entity::{booking, call_off, event_run, job, refund, series_date},
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait, ExprTrait, JoinType, PaginatorTrait, QueryFilter, QuerySelect, RelationTrait,
    sea_query::Expr,
};
use serde_json::json;

/// A run that is to be called off or was, and what goes with that.
#[derive(Clone, Debug)]
pub struct CallOffRecord {
    pub run: RunRow,
    /// What calling off would do now; none where the run has begun or is called off.
    pub quote: Option<CallOffQuote>,
    /// Runs of the series that come after this one and could be called off with it.
    pub following: u32,
    /// How far it has come; none where the run is not called off, or was before anybody counted.
    pub progress: Option<CallOffProgress>,
}

/// What was called off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CalledOff {
    pub runs: usize,
    /// The series, where the runs that follow were called off too.
    pub series: Option<SeriesId>,
}

impl Services {
    /// What calling a run off would do, or how far it has come. Nothing changes.
    ///
    /// # Errors
    /// [`BookingError::NoRun`] where it is not the organization's.
    pub async fn call_off(&self, membership: &Membership, run: RunId, scope: Scope) -> Result<CallOffRecord, BookingError> {
        let run = self.host_run_row(membership, run).await?;
        let now = self.clock.now();
        if run.status != RunStatus::Scheduled || run.starts_at <= now {
            let progress = progress_of(self.store.reader(), &[run.id]).await?;
            return Ok(CallOffRecord { run, quote: None, following: 0, progress });
        }
        let mut targets = and_following(self.store.reader(), &run, now).await?;
        let following = u32::try_from(targets.len() - 1).unwrap_or(u32::MAX);
        if scope == Scope::One {
            targets.truncate(1);
        }
        let quote = self.quote_call_off(&targets, now).await?;
        Ok(CallOffRecord { run, quote: Some(quote), following, progress: None })
    }

    async fn quote_call_off(&self, runs: &[RunRow], now: DateTime<Utc>) -> Result<CallOffQuote, BookingError> {
        let mut quote = CallOffQuote { runs: u32::try_from(runs.len()).unwrap_or(u32::MAX), ..CallOffQuote::default() };
        let aboard = booking::on_board_any(runs.iter().map(|run| run.id)).all(self.store.reader()).await?;
        for aboard in aboard {
            let Some(run) = runs.iter().find(|run| run.id == aboard.run_id) else { continue };
            let policy: RefundPolicy = serde_json::from_str(&aboard.refund_policy)?;
            let terms = Terms { policy: &policy, starts_at: run.starts_at, price_each: aboard.price_each, stake_each: aboard.stake_each };
            quote.add(aboard.status, u32::try_from(aboard.party).unwrap_or_default(), &terms, now);
        }
        Ok(quote)
    }

    /// Calls a run off for its host, alone or with those of its series that follow. Nobody can book them from here on; a job for each
    /// takes everybody off and gives all money back.
    ///
    /// # Errors
    /// [`BookingError::NoRun`] where it is not the organization's, [`BookingError::Begun`] where it has begun or is called off already.
    pub async fn cancel_run(&self, membership: &Membership, run: RunId, reason: &str, scope: Scope) -> Result<CalledOff, BookingError> {
        let first = self.host_run_row(membership, run).await?;
        let now = self.clock.now();
        let series = first.series_id.filter(|_| scope == Scope::Following);
        let db = self.store.begin().await?;
        if let Some(series) = series {
            // Dates whose runs are still to be made are not made any more. Whoever is making some this moment is waited for, and what
            // was made by then is among those that follow.
            let dates = series_date::Entity::delete_many().filter(series_date::Column::SeriesId.eq(series)).filter(series_date::Column::RunId.is_null());
            dates.filter(series_date::Column::StartsAt.gt(first.starts_at)).exec(&db).await?;
        }
        let targets = if series.is_some() { and_following(&db, &first, now).await? } else { vec![first.clone()] };
        let mut called_off = 0;
        for target in &targets {
            if call_one_off(&db, membership, target.id, reason, now).await? {
                called_off += 1;
            } else if target.id == first.id {
                db.rollback().await?;
                return Err(BookingError::Begun);
            }
        }
        db.commit().await?;
        Ok(CalledOff { runs: called_off, series })
    }
}

/// True where the run could still be called off.
async fn call_one_off(db: &DatabaseTransaction, membership: &Membership, run: RunId, reason: &str, now: DateTime<Utc>) -> Result<bool, BookingError> {
    if !event_run::call_off(db, run, reason, now).await? {
        return Ok(false);
    }
    // The run's row is ours until we commit: nobody comes on board between these two.
    call_off::record(db, run, booking::on_board(run).count(db).await?, now).await?;
    job::enqueue(db, SWEEP_RUN, serde_json::to_value(SweepRun { run, after: None })?, now, now).await?;
    let change = Change {
        subject: format!("run:{run}"),
        before: json!({ "status": RunStatus::Scheduled }),
        after: json!({ "status": RunStatus::Cancelled, "reason": reason }),
    };
    activity::record(db, membership, "run.cancelled", change, now).await?;
    Ok(true)
}

/// How far calling these runs off has come, as the rows tell it. None where none of them was called off by a member.
pub(super) async fn progress_of(db: &DatabaseConnection, runs: &[RunId]) -> Result<Option<CallOffProgress>, DbErr> {
    let begun = call_off::Entity::find().filter(call_off::Column::RunId.is_in(runs.iter().copied())).all(db).await?;
    if begun.is_empty() {
        return Ok(None);
    }
    let left = booking::on_board_any(begun.iter().map(|row| row.run_id)).count(db).await?;
    let bookings: u64 = begun.iter().map(|row| u64::try_from(row.bookings).unwrap_or_default()).sum();
    let sum = Expr::col((refund::Entity, refund::Column::PricePart)).add(Expr::col((refund::Entity, refund::Column::StakePart))).sum().cast_as("bigint");
    let since_then = booking::Entity::belongs_to(call_off::Entity).from(booking::Column::RunId).to(call_off::Column::RunId).into();
    let refunds: Vec<(RefundStatus, i64, Paise)> = refund::Entity::find()
        .join(JoinType::InnerJoin, refund::Relation::Booking.def())
        .join(JoinType::InnerJoin, since_then)
        .filter(call_off::Column::RunId.is_in(begun.iter().map(|row| row.run_id)))
        .filter(refund::Column::Cause.eq(RefundCause::Host))
        .filter(Expr::col((refund::Entity, refund::Column::CreatedAt)).gte(Expr::col((call_off::Entity, call_off::Column::CreatedAt))))
        .select_only()
        .column(refund::Column::Status)
        .column_as(refund::Column::Id.count(), "refunds")
        .column_as(sum, "amount")
        .group_by(refund::Column::Status)
        .into_tuple()
        .all(db)
        .await?;
    let mut progress = CallOffProgress { bookings, taken_off: bookings.saturating_sub(left), ..CallOffProgress::default() };
    for (status, number, amount) in refunds {
        let number = u64::try_from(number).unwrap_or_default();
        progress.refunds += number;
        progress.back = progress.back + amount;
        match status {
            RefundStatus::Intended => {}
            RefundStatus::Sent | RefundStatus::Unknown => progress.sent += number,
            RefundStatus::Processed => progress.processed += number,
            RefundStatus::Failed => progress.failed += number,
        }
    }
    Ok(Some(progress))
}
