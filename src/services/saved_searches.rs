//! Searches that people keep: under a name, with a calendar, and with a place in the weekly mail.

use super::{
    Services,
    calendars::{CalendarEntry, subscription},
    catalog::RunRow,
};
use crate::{
    domain::{
        explore::RunFilter,
        ids::{SavedSearchId, UserId},
        saved::{SEARCHES_MAX, Search, next_mail_at},
    },
    entity::{city, neighborhood, saved_search, user, weekly_mail},
};
use sea_orm::{
    ActiveValue::NotSet, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, JoinType, PaginatorTrait, QueryFilter, QuerySelect, RelationTrait, Set,
};

/// Most runs in the calendar of a search.
const CALENDAR_RUNS_MAX: usize = 200;

/// A search as it is stored.
pub type SavedSearchRow = saved_search::Model;

/// Why a search was not saved or changed.
#[derive(Debug, thiserror::Error)]
pub enum SavedSearchError {
    /// It does not exist, or is another's.
    #[error("there is no such search")]
    NotFound,
    /// Somebody keeps as many as one may.
    #[error("{SEARCHES_MAX} searches are kept already")]
    TooMany,
    /// It has more words than can be kept.
    #[error("the search is too long")]
    TooLong,
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl Services {
    /// Saves what `/explore` was asked for, under a name of its words, and with a place in the weekly mail. Saved twice it is there once,
    /// as it was.
    ///
    /// # Errors
    /// [`SavedSearchError::TooLong`], [`SavedSearchError::TooMany`], or the database's.
    pub async fn save_search(&self, user: UserId, query: &str) -> Result<(), SavedSearchError> {
        let search = Search::read(query).ok_or(SavedSearchError::TooLong)?;
        let (name, now) = (self.name_of(&search).await?, self.clock.now());
        let db = self.store.begin().await?;
        // One at a time for each person: the search is there once, and the count is true.
        if !user::hold(&db, user).await? {
            return Err(SavedSearchError::NotFound);
        }
        if same(user, &search).one(&db).await?.is_some() {
            return Ok(());
        }
        if saved_search::of_user(user).count(&db).await? >= SEARCHES_MAX {
            return Err(SavedSearchError::TooMany);
        }
        let row = saved_search::ActiveModel {
            id: NotSet,
            user_id: Set(user),
            name: Set(name),
            query: Set(search.query),
            token: Set(self.entropy.token()),
            stop_token: Set(self.entropy.token()),
            weekly: Set(true),
            told_until: Set(now),
            created_at: Set(now),
        };
        saved_search::Entity::insert(row).exec_without_returning(&db).await?;
        weekly_mail::begin(&db, user, self.entropy.token(), next_mail_at(now, now), now).await?;
        db.commit().await?;
        Ok(())
    }

    /// What a search is called until somebody knows better.
    async fn name_of(&self, search: &Search) -> Result<String, DbErr> {
        let (db, filter) = (self.store.reader(), &search.filter);
        let city = match &filter.city {
            Some(slug) => city::Entity::find().filter(city::Column::Slug.eq(slug.as_str())).one(db).await?.map(|city| city.name),
            None => None,
        };
        let mut places = Vec::new();
        for slug in &filter.neighborhoods {
            let mut found = neighborhood::Entity::find().filter(neighborhood::Column::Slug.eq(slug.as_str()));
            if let Some(city) = &filter.city {
                found = found.join(JoinType::InnerJoin, neighborhood::Relation::City.def()).filter(city::Column::Slug.eq(city.as_str()));
            }
            places.extend(found.one(db).await?.map(|place| place.name));
        }
        Ok(search.proposed_name(city.as_deref(), &places))
    }

    /// True where somebody keeps this search already.
    ///
    /// # Errors
    /// The database's.
    pub async fn is_search_saved(&self, user: UserId, query: &str) -> Result<bool, DbErr> {
        match Search::read(query) {
            Some(search) => Ok(same(user, &search).one(self.store.reader()).await?.is_some()),
            None => Ok(false),
        }
    }

    /// Somebody's searches, in the order in which they were saved.
    ///
    /// # Errors
    /// The database's.
    pub async fn saved_searches(&self, user: UserId) -> Result<Vec<saved_search::Model>, DbErr> {
        saved_search::of_user(user).all(self.store.reader()).await
    }

    /// Gives one of somebody's searches another name.
    ///
    /// # Errors
    /// [`SavedSearchError::NotFound`], or the database's.
    pub async fn rename_search(&self, user: UserId, id: SavedSearchId, name: &str) -> Result<(), SavedSearchError> {
        found(saved_search::rename(self.store.writer(), user, id, name).await?)
    }

    /// Puts one of somebody's searches into the weekly mail, or takes it out.
    ///
    /// # Errors
    /// [`SavedSearchError::NotFound`], or the database's.
    pub async fn mail_search(&self, user: UserId, id: SavedSearchId, weekly: bool) -> Result<(), SavedSearchError> {
        found(saved_search::of_user(user).filter(saved_search::Column::Id.eq(id)).one(self.store.reader()).await?.is_some())?;
        let this = saved_search::Column::Id.eq(id).and(saved_search::Column::UserId.eq(user));
        Ok(saved_search::set_weekly(self.store.writer(), this, weekly, self.clock.now()).await?)
    }

    /// Forgets one of somebody's searches, with its calendar and its mail.
    ///
    /// # Errors
    /// [`SavedSearchError::NotFound`], or the database's.
    pub async fn delete_search(&self, user: UserId, id: SavedSearchId) -> Result<(), SavedSearchError> {
        found(saved_search::remove(self.store.writer(), user, id).await?)
    }

    /// The calendar that a token opens: the runs to come that its search finds, at most 200. `None` for any other text.
    ///
    /// # Errors
    /// The database's.
    pub async fn search_calendar(&self, token: &str) -> Result<Option<String>, DbErr> {
        let Some(search) = by_token(self.store.reader(), saved_search::Column::Token, token).await? else { return Ok(None) };
        let filter = RunFilter::parse(&search.query);
        let (link, runs) = (self.site().at(&filter.to_path()), self.first_runs(filter, CALENDAR_RUNS_MAX).await?);
        let entries: Vec<CalendarEntry> = runs.iter().map(|run| self.run_entry(run, None)).collect();
        Ok(Some(subscription(&search.name, &link, &entries)))
    }

    /// The first runs that a filter finds, page by page.
    async fn first_runs(&self, mut filter: RunFilter, most: usize) -> Result<Vec<RunRow>, DbErr> {
        let mut runs = Vec::new();
        while runs.len() < most {
            let page = self.explore(&filter).await?;
            runs.extend(page.runs);
            let Some(next) = page.next else { break };
            filter.after = Some(next);
        }
        runs.truncate(most);
        Ok(runs)
    }
}

/// The same search of somebody's, if they keep it.
fn same(user: UserId, search: &Search) -> sea_orm::Select<saved_search::Entity> {
    saved_search::of_user(user).filter(saved_search::Column::Query.eq(search.query.as_str()))
}

/// The search that a token is for; `None` for a text that is no token, which no database is asked for.
pub(super) async fn by_token(db: &impl ConnectionTrait, column: saved_search::Column, token: &str) -> Result<Option<saved_search::Model>, DbErr> {
    if is_token(token) { saved_search::Entity::find().filter(column.eq(token)).one(db).await } else { Ok(None) }
}

/// True for what may be a token: 32 hexadecimal digits.
pub(super) fn is_token(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn found(is_found: bool) -> Result<(), SavedSearchError> {
    if is_found { Ok(()) } else { Err(SavedSearchError::NotFound) }
}
