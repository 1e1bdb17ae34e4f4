//! What search engines are led to: every page that anybody may see and that has something on it. The list is cut into parts by ranges of
//! ids, so that a part is found without counting through those before it, and stays the same part while others grow.

use super::Services;
use crate::{
    domain::{experience::ExperienceStatus, explore::RunFilter, ids::RunId, run::RunStatus, text_enum::text_enum},
    entity::{city, event_run, experience, neighborhood, organization},
};
use sea_orm::{
    ColumnTrait, Condition, DbErr, EntityTrait, ExprTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect, QueryTrait, RelationTrait, Select,
    prelude::DateTimeUtc,
    sea_query::{Alias, Expr},
};

/// Most addresses in one part; the protocol allows for 50,000.
pub const PART_URLS: i64 = 10_000;

text_enum! {
    /// What a part lists.
    SitemapKind {
        /// Home, and what is on in each city.
        Places => "places",
        Hosts => "hosts",
        Experiences => "experiences",
        /// Those to come.
        Runs => "runs",
    }
}

/// One part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SitemapPart {
    pub kind: SitemapKind,
    /// Ids from this many times the size of a part.
    pub number: i64,
    /// When anything in it changed last, where that is known.
    pub changed_at: Option<DateTimeUtc>,
}

/// One page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SitemapEntry {
    /// From the first slash on.
    pub path: String,
    /// When it changed last, where that is known.
    pub changed_at: Option<DateTimeUtc>,
}

#[derive(FromQueryResult)]
struct PartRow {
    part: i64,
    created: Option<DateTimeUtc>,
    moved: Option<DateTimeUtc>,
}

#[derive(FromQueryResult)]
struct RunDates {
    id: RunId,
    created_at: DateTimeUtc,
    rescheduled_at: Option<DateTimeUtc>,
}

impl Services {
    /// All parts that have something in them; each holds the pages of `size` ids.
    ///
    /// # Errors
    /// The database's.
    pub async fn sitemap_parts(&self, size: i64) -> Result<Vec<SitemapPart>, DbErr> {
        let places = self.parts_by(offered().join(JoinType::InnerJoin, experience::Relation::Neighborhood.def()), neighborhood::Column::CityId, size).await?;
        let hosts = self.parts_by(offered(), experience::Column::OrganizationId, size).await?;
        let experiences = self.parts_by(offered(), experience::Column::Id, size).await?;
        let runs = self.run_parts(size).await?;
        let undated = |kind, numbers: Vec<i64>| numbers.into_iter().map(move |number| SitemapPart { kind, number, changed_at: None });
        let first = std::iter::once(0).chain(places.into_iter().filter(|number| *number != 0)).collect();
        let parts = undated(SitemapKind::Places, first).chain(undated(SitemapKind::Hosts, hosts)).chain(undated(SitemapKind::Experiences, experiences)).chain(
            runs.into_iter().map(|row| SitemapPart { kind: SitemapKind::Runs, number: row.part, changed_at: std::cmp::Ord::max(row.created, row.moved) }),
        );
        Ok(parts.collect())
    }

    /// The pages of one part, by their ids; none where there is no such part.
    ///
    /// # Errors
    /// The database's.
    pub async fn sitemap_part(&self, kind: SitemapKind, number: i64, size: i64) -> Result<Vec<SitemapEntry>, DbErr> {
        let Some(ids) = number.checked_mul(size).and_then(|from| Some((from, from.checked_add(size)?))) else { return Ok(Vec::new()) };
        match kind {
            SitemapKind::Places => self.places_between(ids).await,
            SitemapKind::Hosts => self.hosts_between(ids).await,
            SitemapKind::Experiences => self.experiences_between(ids).await,
            SitemapKind::Runs => self.runs_between(ids).await,
        }
    }

    /// The numbers of the parts that the ids in `column` fall into.
    async fn parts_by(&self, rows: Select<experience::Entity>, column: impl ColumnTrait, size: i64) -> Result<Vec<i64>, DbErr> {
        let part = Alias::new("part");
        let parts = rows.select_only().column_as(column.into_expr().div(size), "part").group_by(Expr::col(part.clone())).order_by_asc(Expr::col(part));
        parts.into_tuple().all(self.store.reader()).await
    }

    async fn run_parts(&self, size: i64) -> Result<Vec<PartRow>, DbErr> {
        let part = Alias::new("part");
        upcoming(self.clock.now())
            .select_only()
            .column_as(event_run::Column::Id.into_expr().div(size), "part")
            .column_as(event_run::Column::CreatedAt.max(), "created")
            .column_as(event_run::Column::RescheduledAt.max(), "moved")
            .group_by(Expr::col(part.clone()))
            .order_by_asc(Expr::col(part))
            .into_model::<PartRow>()
            .all(self.store.reader())
            .await
    }

    async fn places_between(&self, ids: (i64, i64)) -> Result<Vec<SitemapEntry>, DbErr> {
        let offering = offered().join(JoinType::InnerJoin, experience::Relation::Neighborhood.def()).select_only().column(neighborhood::Column::CityId);
        let slugs: Vec<String> = city::Entity::find()
            .filter(between(city::Column::Id, ids))
            .filter(city::Column::Id.in_subquery(offering.into_query()))
            .order_by_asc(city::Column::Id)
            .select_only()
            .column(city::Column::Slug)
            .into_tuple()
            .all(self.store.reader())
            .await?;
        let of_city = |slug| RunFilter { city: Some(slug), ..RunFilter::default() }.to_path();
        let first = ["/", "/explore"].into_iter().filter(|_| ids.0 == 0).map(str::to_owned);
        Ok(first.chain(slugs.into_iter().map(of_city)).map(undated).collect())
    }

    async fn hosts_between(&self, ids: (i64, i64)) -> Result<Vec<SitemapEntry>, DbErr> {
        let offering = offered().filter(between(experience::Column::OrganizationId, ids)).select_only().column(experience::Column::OrganizationId);
        let slugs: Vec<String> = organization::Entity::find()
            .filter(between(organization::Column::Id, ids))
            .filter(organization::Column::Id.in_subquery(offering.into_query()))
            .order_by_asc(organization::Column::Id)
            .select_only()
            .column(organization::Column::Slug)
            .into_tuple()
            .all(self.store.reader())
            .await?;
        Ok(slugs.into_iter().map(|slug| undated(format!("/hosts/{slug}"))).collect())
    }

    async fn experiences_between(&self, ids: (i64, i64)) -> Result<Vec<SitemapEntry>, DbErr> {
        let slugs: Vec<String> = offered()
            .filter(between(experience::Column::Id, ids))
            .order_by_asc(experience::Column::Id)
            .select_only()
            .column(experience::Column::Slug)
            .into_tuple()
            .all(self.store.reader())
            .await?;
        Ok(slugs.into_iter().map(|slug| undated(format!("/experiences/{slug}"))).collect())
    }

    async fn runs_between(&self, ids: (i64, i64)) -> Result<Vec<SitemapEntry>, DbErr> {
        let rows = upcoming(self.clock.now())
            .filter(between(event_run::Column::Id, ids))
            .order_by_asc(event_run::Column::Id)
            .select_only()
            .columns([event_run::Column::Id, event_run::Column::CreatedAt, event_run::Column::RescheduledAt])
            .into_model::<RunDates>()
            .all(self.store.reader())
            .await?;
        let entry = |row: RunDates| SitemapEntry { path: format!("/runs/{}", row.id), changed_at: Some(row.rescheduled_at.unwrap_or(row.created_at)) };
        Ok(rows.into_iter().map(entry).collect())
    }
}

/// Nobody writes down when these pages change.
fn undated(path: String) -> SitemapEntry {
    SitemapEntry { path, changed_at: None }
}

fn between(column: impl ColumnTrait, (from, to): (i64, i64)) -> Condition {
    Condition::all().add(column.into_expr().gte(from)).add(column.into_expr().lt(to))
}

fn offered() -> Select<experience::Entity> {
    experience::Entity::find().filter(experience::Column::Status.eq(ExperienceStatus::Published))
}

fn upcoming(now: DateTimeUtc) -> Select<event_run::Entity> {
    event_run::Entity::find()
        .join(JoinType::InnerJoin, event_run::Relation::Experience.def())
        .filter(event_run::Column::Status.eq(RunStatus::Scheduled))
        .filter(event_run::Column::StartsAt.gt(now))
        .filter(experience::Column::Status.eq(ExperienceStatus::Published))
}
