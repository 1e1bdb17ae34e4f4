//! Pictures of experiences, in order: uploaded ones, or as long as there are none, scenes drawn for an hour of the day.

use crate::domain::{
    cover::Hour,
    ids::{ExperienceId, PictureId},
    media::MediaHash,
};
use sea_orm::{ActiveValue::NotSet, Condition, ExprTrait, IntoActiveModel, QueryOrder, Set, entity::prelude::*, sea_query::Expr};

/// A row: drawn where it has an hour, uploaded where it has a hash.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "pictures")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: PictureId,
    pub experience_id: ExperienceId,
    /// Counted from 0, among uploads and among drawn ones: the first is the cover.
    pub position: i32,
    pub hour: Option<Hour>,
    /// What it shows, for those who do not see it; of an upload, empty until somebody writes it.
    pub alt: String,
    pub hash: Option<MediaHash>,
    /// Of the widest kept file, in pixels.
    pub width: Option<i32>,
    /// Of the widest kept file, in pixels.
    pub height: Option<i32>,
    /// What stands in its place until it is loaded, as `#rrggbb`.
    pub color: Option<String>,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::experience::Entity", from = "Column::ExperienceId", to = "super::experience::Column::Id")]
    Experience,
}

impl Related<super::experience::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Experience.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

/// A file that was taken in, as a row remembers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    pub hash: MediaHash,
    /// Of the widest kept file, in pixels.
    pub width: i32,
    /// Of the widest kept file, in pixels.
    pub height: i32,
    /// Its mean color, as `#rrggbb`.
    pub color: String,
}

/// From an experience to its cover: its first upload, where it has any.
#[must_use]
pub fn cover_of_experience() -> RelationDef {
    Relation::Experience.def().rev().on_condition(|_, picture| {
        let column = |column: Column| Expr::col((picture.clone(), column));
        Condition::all().add(column(Column::Hash).is_not_null()).add(column(Column::Position).eq(0))
    })
}

/// The uploaded pictures of an experience, in order.
#[must_use]
pub fn uploads_of(experience: ExperienceId) -> Select<Entity> {
    Entity::find().filter(Column::ExperienceId.eq(experience)).filter(Column::Hash.is_not_null()).order_by_asc(Column::Position)
}

/// Adds an upload at a position that is free; the caller holds the experience.
///
/// # Errors
/// Whatever the database says.
pub async fn add(db: &impl ConnectionTrait, experience: ExperienceId, position: i32, upload: &Upload) -> Result<PictureId, DbErr> {
    let row = ActiveModel {
        id: NotSet,
        experience_id: Set(experience),
        position: Set(position),
        hour: Set(None),
        alt: Set(String::new()),
        hash: Set(Some(upload.hash.clone())),
        width: Set(Some(upload.width)),
        height: Set(Some(upload.height)),
        color: Set(Some(upload.color.clone())),
    };
    Ok(Entity::insert(row).exec_with_returning(db).await?.id)
}

/// Gives an experience that has no pictures those of another, descriptions and all. The files are named by what is in them and serve both.
///
/// # Errors
/// Whatever the database says.
pub async fn copy(db: &impl ConnectionTrait, to: ExperienceId, uploads: &[Model]) -> Result<(), DbErr> {
    let rows = uploads.iter().map(|upload| ActiveModel { id: NotSet, experience_id: Set(to), ..upload.clone().into_active_model().reset_all() });
    Entity::insert_many(rows).exec_without_returning(db).await.map(drop)
}

/// Describes an upload anew, if its description is still `was`. True where it is.
///
/// # Errors
/// Whatever the database says.
pub async fn describe(db: &impl ConnectionTrait, id: PictureId, was: &str, alt: &str) -> Result<bool, DbErr> {
    let change = Entity::update_many().col_expr(Column::Alt, Expr::value(alt)).filter(Column::Id.eq(id)).filter(Column::Alt.eq(was));
    Ok(change.exec(db).await?.rows_affected == 1)
}

/// Leaves of an experience's uploads those in `order`, in that order; the caller holds the experience.
///
/// # Errors
/// Whatever the database says.
pub async fn arrange(db: &impl ConnectionTrait, experience: ExperienceId, order: &[PictureId]) -> Result<(), DbErr> {
    let uploads = || Condition::all().add(Column::ExperienceId.eq(experience)).add(Column::Hash.is_not_null());
    Entity::delete_many().filter(uploads()).filter(Column::Id.is_not_in(order.iter().copied())).exec(db).await?;
    // By way of numbers below 0: a position that another picture still has would be refused.
    for (id, position) in order.iter().zip(1..) {
        Entity::update_many().col_expr(Column::Position, Expr::value(-position)).filter(uploads()).filter(Column::Id.eq(*id)).exec(db).await?;
    }
    let turned = Expr::cust("-position - 1");
    Entity::update_many().col_expr(Column::Position, turned).filter(uploads()).exec(db).await.map(drop)
}
