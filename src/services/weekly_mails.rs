//! The weekly mail: one a person with all that is new, in their searches and at the hosts they follow. One letter is kinder than one for
//! each search; each search, the hosts and the whole of it can be stopped by one click on their own. Nothing new, no letter.

use super::{
    Services,
    catalog::{RunRow, run_rows},
    favorites::open,
    mail::{self, News, Notice},
    saved_searches::{by_token, is_token},
};
use crate::{
    domain::{
        explore::{RunFilter, Sort},
        ids::{RunId, SavedSearchId, UserId},
        run::Bookable,
        saved::next_mail_at,
    },
    entity::{event_run, followed_host, saved_search, user, weekly_mail},
};
use chrono::Duration;
use sea_orm::{
    ColumnTrait, DbErr, EntityTrait, ExprTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationTrait, prelude::DateTimeUtc, sea_query::Expr,
};
use std::collections::HashSet;

/// Mails that one look takes on.
const MAILS_AT_ONCE: u64 = 20;
/// A run is new to the mail this long after it was made: what is being written this moment is not visible yet, and must not be passed over.
const SETTLES_IN: Duration = Duration::minutes(5);
/// Runs named under one search.
const NAMED_MAX: usize = 10;
/// Pages of a search that are looked through for new runs.
const PAGES_MAX: u32 = 40;
/// Most new runs of followed hosts that are counted.
const HOST_RUNS_MAX: u64 = 200;

/// What a token from a mail stops.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stoppable {
    /// The search's name; `None` for the whole mail.
    pub search: Option<String>,
    /// It is being sent.
    pub on: bool,
}

impl Services {
    /// Writes the weekly mails that are due. Gives how many that were, those with nothing to say included.
    ///
    /// # Errors
    /// The database's, of finding them; what goes wrong with one is logged, and tried again.
    pub async fn look_at_weekly_mails(&self) -> Result<usize, DbErr> {
        let due = weekly_mail::due(self.clock.now()).limit(MAILS_AT_ONCE).all(self.store.reader()).await?;
        let mut done = 0;
        for row in due {
            match self.write_weekly(&row).await {
                Ok(true) => done += 1,
                Ok(false) => {}
                Err(error) => tracing::error!(user = %row.user_id, %error, "a weekly mail could not be written"),
            }
        }
        Ok(done)
    }

    /// Writes one that is due: what is told, when the next is due and the letter itself are committed at once, by the one process whose
    /// claim comes first. False where another was faster, or the person has just changed what they want.
    async fn write_weekly(&self, row: &weekly_mail::Model) -> Result<bool, DbErr> {
        let (now, user) = (self.clock.now(), row.user_id);
        let until = now - SETTLES_IN;
        let searches = saved_search::of_user(user).filter(saved_search::Column::Weekly.eq(true)).all(self.store.reader()).await?;
        let (mut news, mut counted) = (Vec::new(), HashSet::new());
        for search in &searches {
            let new = self.new_runs(&RunFilter::parse(&search.query), (search.told_until, until)).await?;
            news.extend(as_news(Some(search.id), new, &mut counted));
        }
        if row.hosts {
            news.extend(as_news(None, self.new_runs_of_hosts(user, (row.told_until, until)).await?, &mut counted));
        }
        let db = self.store.begin().await?;
        if !weekly_mail::claim(&db, row, next_mail_at(row.next_mail_at, now), until).await? {
            db.rollback().await?;
            return Ok(false);
        }
        saved_search::told(&db, searches.iter().map(|search| search.id).collect(), until).await?;
        if let Some(recipient) = user::Entity::find_by_id(user).one(&db).await?.filter(|_| !news.is_empty()) {
            let notice = Notice::Weekly { user, due: row.next_mail_at.timestamp_millis(), news };
            mail::post_notice(&db, &recipient.email, &notice, now).await?;
        }
        db.commit().await?;
        Ok(true)
    }

    /// The runs that a filter finds, that can be booked, and that were made after the first and not after the second instant; the newest
    /// come first in the list, so that it is left where older ones begin.
    async fn new_runs(&self, filter: &RunFilter, (since, until): (DateTimeUtc, DateTimeUtc)) -> Result<Vec<RunId>, DbErr> {
        let (mut filter, mut new) = (RunFilter { sort: Some(Sort::Newest), ..filter.clone() }, Vec::new());
        for _ in 0..PAGES_MAX {
            let page = self.explore(&filter).await?;
            let older = page.runs.iter().any(|run| run.created_at <= since);
            let now = self.clock.now();
            let is_open = |run: &RunRow| run.bookable(now) == Bookable::Open && run.seats().left() > 0;
            let is_new = |run: &RunRow| run.created_at > since && run.created_at <= until && is_open(run);
            new.extend(page.runs.into_iter().filter(is_new).map(|run| (run.starts_at, run.id)));
            filter.after = page.next.filter(|_| !older);
            if filter.after.is_none() {
                break;
            }
        }
        new.sort_unstable();
        Ok(new.into_iter().map(|(_, run)| run).collect())
    }

    /// The same of the hosts that somebody follows, from when they began to.
    async fn new_runs_of_hosts(&self, user: UserId, (since, until): (DateTimeUtc, DateTimeUtc)) -> Result<Vec<RunId>, DbErr> {
        let followed_at = Expr::col((followed_host::Entity, followed_host::Column::CreatedAt));
        let runs = run_rows()
            .join(JoinType::InnerJoin, followed_host::Relation::Organization.def().rev())
            .filter(followed_host::Column::UserId.eq(user))
            .filter(event_run::Column::CreatedAt.gt(since))
            .filter(event_run::Column::CreatedAt.lte(until))
            .filter(Expr::col((event_run::Entity, event_run::Column::CreatedAt)).gt(followed_at))
            .filter(open(self.clock.now()))
            .order_by_asc(event_run::Column::StartsAt)
            .order_by_asc(event_run::Column::Id)
            .limit(HOST_RUNS_MAX)
            .into_partial_model::<RunRow>()
            .all(self.store.reader())
            .await?;
        Ok(runs.into_iter().map(|run| run.id).collect())
    }

    /// True where new runs of the hosts that somebody follows are in their mail.
    ///
    /// # Errors
    /// The database's.
    pub async fn hosts_in_mail(&self, user: UserId) -> Result<bool, DbErr> {
        Ok(weekly_mail::Entity::find_by_id(user).one(self.store.reader()).await?.is_none_or(|row| row.hosts))
    }

    /// Puts the hosts that somebody follows into their mail, or takes them out.
    ///
    /// # Errors
    /// The database's.
    pub async fn mail_hosts(&self, user: UserId, hosts: bool) -> Result<(), DbErr> {
        let now = self.clock.now();
        let db = self.store.begin().await?;
        weekly_mail::begin(&db, user, self.entropy.token(), next_mail_at(now, now), now).await?;
        weekly_mail::set_hosts(&db, user, hosts, now).await?;
        db.commit().await
    }

    /// What a token from a mail stops; `None` for any other text.
    ///
    /// # Errors
    /// The database's.
    pub async fn stoppable(&self, token: &str) -> Result<Option<Stoppable>, DbErr> {
        let db = self.store.reader();
        if let Some(search) = by_token(db, saved_search::Column::StopToken, token).await? {
            return Ok(Some(Stoppable { search: Some(search.name), on: search.weekly }));
        }
        let Some(row) = self.whole_mail(token).await? else { return Ok(None) };
        let weekly = saved_search::of_user(row.user_id).filter(saved_search::Column::Weekly.eq(true)).one(db).await?;
        Ok(Some(Stoppable { search: None, on: row.hosts || weekly.is_some() }))
    }

    /// Stops what a token from a mail is for, or sends it again. False for any other text. What is so already stays so.
    ///
    /// # Errors
    /// The database's.
    pub async fn set_mail(&self, token: &str, on: bool) -> Result<bool, DbErr> {
        let now = self.clock.now();
        if let Some(search) = by_token(self.store.reader(), saved_search::Column::StopToken, token).await? {
            saved_search::set_weekly(self.store.writer(), saved_search::Column::Id.eq(search.id), on, now).await?;
            return Ok(true);
        }
        let Some(row) = self.whole_mail(token).await? else { return Ok(false) };
        let db = self.store.begin().await?;
        weekly_mail::set_hosts(&db, row.user_id, on, now).await?;
        saved_search::set_weekly(&db, saved_search::Column::UserId.eq(row.user_id), on, now).await?;
        db.commit().await?;
        Ok(true)
    }

    async fn whole_mail(&self, token: &str) -> Result<Option<weekly_mail::Model>, DbErr> {
        if !is_token(token) {
            return Ok(None);
        }
        weekly_mail::Entity::find().filter(weekly_mail::Column::StopToken.eq(token)).one(self.store.reader()).await
    }
}

/// New runs as a letter carries them, but for those that it has counted already. `None` where none is left.
fn as_news(search: Option<SavedSearchId>, mut runs: Vec<RunId>, counted: &mut HashSet<RunId>) -> Option<News> {
    runs.retain(|run| counted.insert(*run));
    let more = u64::try_from(runs.len().saturating_sub(NAMED_MAX)).unwrap_or_default();
    runs.truncate(NAMED_MAX);
    (!runs.is_empty()).then_some(News { search, runs, more })
}
