//! The chain over the audit log: each seal covers its line and the seal before it. Rows are only ever added.

use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_seals")]
pub struct Model {
    /// 1, 2, 3 …: without a gap.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i64,
    /// The line that is sealed; unique.
    pub line_id: i64,
    /// SHA-256 in hexadecimal.
    pub hash: String,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::audit_log::Entity", from = "Column::LineId", to = "super::audit_log::Column::Id")]
    Line,
}

impl Related<super::audit_log::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Line.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

/// The seals, the last one first.
#[must_use]
pub fn last() -> Select<Entity> {
    Entity::find().order_by_desc(Column::Position)
}
