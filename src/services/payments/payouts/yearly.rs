//! What a host was paid in a financial year, month by month.

use crate::{
    domain::{
        ids::{OrganizationId, PayoutId},
        money::Paise,
        payout::{PayoutStatus, financial_year},
    },
    entity::payout,
    services::{Services, daily_tasks::in_india},
};
use chrono::{Datelike, NaiveDate};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeMap, BTreeSet};

/// What was paid in a month, and what it was made up of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Paid {
    pub payouts: u64,
    /// What travelers paid.
    pub price: Paise,
    /// What the platform kept.
    pub fee: Paise,
    /// What came to the host's account.
    pub net: Paise,
}

/// A financial year of a host's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearRecord {
    /// The calendar year in which it began.
    pub year: i32,
    /// All years in which something was paid, and the present one; the latest first.
    pub years: Vec<i32>,
    /// By calendar year and month; only months in which something was paid.
    pub months: BTreeMap<(i32, u32), Paid>,
}

impl Services {
    /// A financial year of an organization's payouts, by the days on which the bank paid; the present one where none is asked for.
    ///
    /// # Errors
    /// The database's.
    pub async fn payout_year(&self, organization: OrganizationId, year: Option<i32>) -> Result<YearRecord, DbErr> {
        let present = financial_year(in_india(self.clock.now()).date_naive());
        let year = year.unwrap_or(present);
        let paid: Vec<(PayoutId, Option<String>, Paise)> = payout::Entity::find()
            .select_only()
            .columns([payout::Column::Id])
            .columns([payout::Column::PaidOn])
            .columns([payout::Column::Amount])
            .filter(payout::Column::OrganizationId.eq(organization))
            .filter(payout::Column::Status.eq(PayoutStatus::Paid))
            .order_by_asc(payout::Column::Id)
            .into_tuple()
            .all(self.store.reader())
            .await?;
        let (mut years, mut months): (BTreeSet<i32>, BTreeMap<(i32, u32), Paid>) = (BTreeSet::from([present]), BTreeMap::new());
        for (id, day, amount) in paid {
            let Some(day) = day.and_then(|day| day.parse::<NaiveDate>().ok()) else { continue };
            years.insert(financial_year(day));
            if financial_year(day) != year {
                continue;
            }
            let month = months.entry((day.year(), day.month())).or_default();
            month.payouts += 1;
            month.net = month.net + amount;
            for line in self.statement_lines(id).await? {
                month.price = month.price + line.price;
                month.fee = month.fee + line.fee;
            }
        }
        Ok(YearRecord { year, years: years.into_iter().rev().collect(), months })
    }
}
