//! Working copies of experiences. A row's version goes up with every save, so that of two who save at once the second finds out.

use crate::domain::ids::{ExperienceId, UserId};
use sea_orm::entity::prelude::*;
use sea_orm::{
    ExprTrait, Set,
    sea_query::{Expr, OnConflict},
};

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "experience_drafts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub experience_id: ExperienceId,
    /// JSON: the editor's form as it was typed. None where nothing waits to be published.
    pub body: Option<String>,
    /// The form's title, for lists.
    pub title: String,
    /// 0 before the first save.
    pub version: i64,
    pub updated_by: UserId,
    pub updated_at: DateTimeUtc,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::experience::Entity", from = "Column::ExperienceId", to = "super::experience::Column::Id")]
    Experience,
    #[sea_orm(belongs_to = "super::user::Entity", from = "Column::UpdatedBy", to = "super::user::Column::Id")]
    User,
}

impl Related<super::experience::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Experience.def()
    }
}

impl Related<super::user::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::User.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

/// What a save leaves behind.
#[derive(Clone, Debug)]
pub struct Save {
    /// None where nothing waits to be published any more.
    pub body: Option<String>,
    pub title: String,
    pub by: UserId,
    pub at: DateTimeUtc,
}

/// Saves a working copy that was changed from version `based_on`. One statement decides: false where the row has moved on meanwhile.
/// An experience that has no row yet stands at version 0.
///
/// # Errors
/// Whatever the database says.
pub async fn save(db: &impl ConnectionTrait, experience: ExperienceId, based_on: i64, save: Save) -> Result<bool, DbErr> {
    if based_on == 0 {
        let first = ActiveModel {
            experience_id: Set(experience),
            body: Set(None),
            title: Set(save.title.clone()),
            version: Set(0),
            updated_by: Set(save.by),
            updated_at: Set(save.at),
        };
        let once = OnConflict::column(Column::ExperienceId).do_nothing().to_owned();
        Entity::insert(first).on_conflict(once).exec_without_returning(db).await?;
    }
    let change = Entity::update_many()
        .col_expr(Column::Body, Expr::value(save.body))
        .col_expr(Column::Title, Expr::value(save.title))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .col_expr(Column::UpdatedBy, Expr::value(save.by))
        .col_expr(Column::UpdatedAt, Expr::value(save.at))
        .filter(Column::ExperienceId.eq(experience))
        .filter(Column::Version.eq(based_on));
    Ok(change.exec(db).await?.rows_affected == 1)
}
