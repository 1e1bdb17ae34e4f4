//! What is done once a month, a day or an hour, by whichever process comes first: collecting payouts, comparing the day before with the
//! provider, asking it for disputes that nobody has told us of, and issuing papers.

use super::{
    Services,
    payments::{
        disputes::LOOK_AT_DISPUTES,
        papers::{INVOICE_FEES, ISSUE_MISSING_PAPERS, InvoiceFees},
        payouts::{COLLECT_PAYOUTS, CollectPayouts},
        reconciliation::{RECONCILE, Reconcile},
    },
};
use crate::{
    domain::paper::Month,
    entity::{daily_task, job},
};
use chrono::{DateTime, Days, Duration, FixedOffset, NaiveDate, NaiveTime, Timelike, Utc};
use sea_orm::{DbErr, EntityTrait};
use serde_json::{Value, json};

/// Seconds by which clocks in India are ahead.
const INDIA_SECONDS: i32 = 19_800;
/// Hours into the day before yesterday is compared: the provider's lists are a little behind.
const RECONCILE_HOUR: u32 = 3;

/// An instant by the clocks of India, which the provider and the bank go by.
#[must_use]
pub fn in_india(at: DateTime<Utc>) -> DateTime<FixedOffset> {
    FixedOffset::east_opt(INDIA_SECONDS).map_or_else(|| at.fixed_offset(), |zone| at.with_timezone(&zone))
}

/// The beginning of a day in India.
#[must_use]
pub fn midnight_in_india(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc() - Duration::seconds(i64::from(INDIA_SECONDS))
}

impl Services {
    /// Plans what is due today or in this hour, unless somebody has. Gives how much that was.
    ///
    /// # Errors
    /// The database's.
    pub async fn look_at_daily_tasks(&self) -> Result<usize, DbErr> {
        let now = in_india(self.clock.now());
        let today = now.date_naive();
        let mut planned = self.plan_once(COLLECT_PAYOUTS, today.to_string(), json!(CollectPayouts { by: None })).await?;
        planned += self.plan_once(LOOK_AT_DISPUTES, now.format("%Y-%m-%d %H").to_string(), json!(null)).await?;
        planned += self.plan_once(ISSUE_MISSING_PAPERS, today.to_string(), json!(null)).await?;
        if now.hour() >= RECONCILE_HOUR {
            let month = Month::of(today);
            planned += self.plan_once(INVOICE_FEES, month.stored(), json!(InvoiceFees { month: month.before().stored() })).await?;
        }
        if now.hour() >= RECONCILE_HOUR
            && let Some(day) = today.checked_sub_days(Days::new(1))
        {
            planned += self.plan_once(RECONCILE, today.to_string(), json!(Reconcile { day, by: None })).await?;
        }
        Ok(planned)
    }

    /// `day` may also name an hour, or a month.
    async fn plan_once(&self, task: &str, day: String, payload: Value) -> Result<usize, DbErr> {
        let now = self.clock.now();
        if daily_task::Entity::find_by_id((task.to_owned(), day.clone())).one(self.store.reader()).await?.is_some() {
            return Ok(0);
        }
        let db = self.store.begin().await?;
        let taken = daily_task::take(&db, task, &day, now).await?;
        if taken {
            job::enqueue(&db, task, payload, now, now).await?;
        }
        db.commit().await?;
        Ok(usize::from(taken))
    }
}
