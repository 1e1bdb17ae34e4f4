//! Questions that a host asks at booking. A retired one is asked no longer; its answers stay.

use crate::domain::{
    ids::{ExperienceId, QuestionId},
    question::QuestionKind,
};
use sea_orm::{QueryOrder, entity::prelude::*, sea_query::Expr};

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "questions")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: QuestionId,
    pub experience_id: ExperienceId,
    pub position: i32,
    pub prompt: String,
    pub kind: QuestionKind,
    /// JSON: a list of texts; empty where there is nothing to choose from.
    pub choices: String,
    pub required: bool,
    pub retired_at: Option<DateTimeUtc>,
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

/// The questions that an experience asks now, in order.
#[must_use]
pub fn asked_by(experience: ExperienceId) -> Select<Entity> {
    Entity::find().filter(Column::ExperienceId.eq(experience)).filter(Column::RetiredAt.is_null()).order_by_asc(Column::Position).order_by_asc(Column::Id)
}

/// Takes questions off the list; their answers stay.
///
/// # Errors
/// Whatever the database says.
pub async fn retire(db: &impl ConnectionTrait, experience: ExperienceId, questions: &[QuestionId], now: DateTimeUtc) -> Result<(), DbErr> {
    let change = Entity::update_many()
        .col_expr(Column::RetiredAt, Expr::value(now))
        .filter(Column::ExperienceId.eq(experience))
        .filter(Column::Id.is_in(questions.iter().copied()))
        .filter(Column::RetiredAt.is_null());
    change.exec(db).await.map(drop)
}
