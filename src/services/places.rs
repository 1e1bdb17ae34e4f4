//! Where something can be offered: cities and their neighborhoods, kept by whoever runs the site.

use super::{Services, zones};
use crate::{
    domain::{ids::NeighborhoodId, slug::slug_of, text},
    entity::{city, neighborhood},
};
use sea_orm::{
    ActiveValue::NotSet, ColumnTrait, DbErr, DerivePartialModel, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationTrait, Set,
    TryInsertResult,
};

/// Why no place was added.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    #[error("{0:?}: {1}")]
    Name(String, &'static str),
    #[error("{0:?} is no time zone; one is called like Asia/Kolkata")]
    Zone(String),
    /// The clocks of runs that are planned would jump.
    #[error("{city} is known already, in the time zone {zone}")]
    OtherZone { city: String, zone: String },
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// A neighborhood to choose.
#[derive(Clone, Debug, DerivePartialModel)]
#[sea_orm(entity = "neighborhood::Entity")]
pub struct PlaceChoiceRow {
    pub id: NeighborhoodId,
    pub name: String,
    #[sea_orm(from_expr = "city::Column::Name.into_expr()")]
    pub city: String,
    #[sea_orm(from_expr = "city::Column::TimeZone.into_expr()")]
    pub time_zone: String,
}

/// A name as it is shown, and as it stands in addresses.
struct Named {
    name: String,
    slug: String,
}

impl Named {
    fn of(name: &str) -> Result<Self, PlaceError> {
        let wrong = |words| PlaceError::Name(name.to_owned(), words);
        let name = text::name(name).map_err(wrong)?;
        let slug = slug_of(&name);
        if slug.is_empty() { Err(wrong("It needs a plain letter, for its address.")) } else { Ok(Self { name, slug }) }
    }
}

impl Services {
    /// Adds neighborhoods to a city, and the city where it is new; what is known already stays as it is. Gives how many were added.
    ///
    /// # Errors
    /// See [`PlaceError`]; whatever it is, nothing was added.
    pub async fn add_places(&self, city: &str, time_zone: &str, neighborhoods: &[String]) -> Result<usize, PlaceError> {
        let city = Named::of(city)?;
        let neighborhoods: Vec<Named> = neighborhoods.iter().map(|name| Named::of(name)).collect::<Result<_, _>>()?;
        if !zones::is_known(time_zone) {
            return Err(PlaceError::Zone(time_zone.to_owned()));
        }
        let db = self.store.begin().await?;
        let row = city::ActiveModel { id: NotSet, slug: Set(city.slug.clone()), name: Set(city.name), time_zone: Set(time_zone.to_owned()) };
        city::Entity::insert(row).on_conflict_do_nothing_on([city::Column::Slug]).exec(&db).await?;
        let Some(city) = city::Entity::find().filter(city::Column::Slug.eq(city.slug)).one(&db).await? else { return Err(DbErr::RecordNotInserted.into()) };
        if city.time_zone != time_zone {
            return Err(PlaceError::OtherZone { city: city.name, zone: city.time_zone });
        }
        let mut added = 0;
        for Named { name, slug } in neighborhoods {
            let row = neighborhood::ActiveModel { id: NotSet, city_id: Set(city.id), slug: Set(slug), name: Set(name) };
            let known = [neighborhood::Column::CityId, neighborhood::Column::Slug];
            if let TryInsertResult::Inserted(_) = neighborhood::Entity::insert(row).on_conflict_do_nothing_on(known).exec(&db).await? {
                added += 1;
            }
        }
        db.commit().await?;
        Ok(added)
    }

    /// Every neighborhood, by city.
    ///
    /// # Errors
    /// The database's.
    pub async fn place_choices(&self) -> Result<Vec<PlaceChoiceRow>, DbErr> {
        neighborhood::Entity::find()
            .join(JoinType::InnerJoin, neighborhood::Relation::City.def())
            .order_by_asc(city::Column::Name)
            .order_by_asc(neighborhood::Column::CityId)
            .order_by_asc(neighborhood::Column::Name)
            .into_partial_model::<PlaceChoiceRow>()
            .all(self.store.reader())
            .await
    }
}
