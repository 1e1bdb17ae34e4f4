//! What was scanned and marked at the door. Rows are only ever added, and the table refuses anything else.

use crate::domain::{
    door::{ScanId, ScanKind},
    ids::{RunId, TravelerId, UserId},
};
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::NotSet, QueryOrder, QuerySelect, Set, TryInsertResult};

/// Of a ticket.
pub const BY_TICKET: &str = "ticket";
/// By a member, who pointed at a name.
pub const BY_HAND: &str = "hand";

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "check_ins")]
pub struct Model {
    /// Grows, within one run, in the order in which scans were written down.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Made on the device; unique.
    pub scan: ScanId,
    pub run_id: RunId,
    pub traveler_id: TravelerId,
    pub kind: ScanKind,
    /// [`BY_TICKET`] or [`BY_HAND`].
    pub means: String,
    /// When, by the device's clock, so far as that is possible.
    pub at: DateTimeUtc,
    /// When it reached us.
    pub received_at: DateTimeUtc,
    /// The member whose device it was.
    pub user_id: UserId,
    /// What the device calls itself.
    pub device: String,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::user::Entity", from = "Column::UserId", to = "super::user::Column::Id")]
    User,
}

impl Related<super::user::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::User.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

/// A scan that is about to be written down.
#[derive(Clone, Debug)]
pub struct NewScan {
    pub scan: ScanId,
    pub run: RunId,
    pub traveler: TravelerId,
    pub kind: ScanKind,
    pub means: &'static str,
    pub at: DateTimeUtc,
    pub by: UserId,
    pub device: String,
}

/// Writes a scan down. True the first time that its id is seen, false ever after.
///
/// # Errors
/// Whatever the database says.
pub async fn keep(db: &impl ConnectionTrait, new: NewScan, now: DateTimeUtc) -> Result<bool, DbErr> {
    let row = ActiveModel {
        id: NotSet,
        scan: Set(new.scan),
        run_id: Set(new.run),
        traveler_id: Set(new.traveler),
        kind: Set(new.kind),
        means: Set(new.means.to_owned()),
        at: Set(new.at),
        received_at: Set(now),
        user_id: Set(new.by),
        device: Set(new.device),
    };
    Ok(matches!(Entity::insert(row).on_conflict_do_nothing_on([Column::Scan]).exec(db).await?, TryInsertResult::Inserted(_)))
}

/// Every scan about some travelers.
#[must_use]
pub fn about(travelers: impl IntoIterator<Item = TravelerId>) -> Select<Entity> {
    Entity::find().filter(Column::TravelerId.is_in(travelers))
}

/// The number of a run's last scan; 0 before the first.
///
/// # Errors
/// Whatever the database says.
pub async fn last(db: &impl ConnectionTrait, run: RunId) -> Result<i64, DbErr> {
    let last = Entity::find().select_only().column(Column::Id).filter(Column::RunId.eq(run)).order_by_desc(Column::Id).limit(1).into_tuple::<i64>();
    Ok(last.one(db).await?.unwrap_or_default())
}
