//! Entries of the ledger. Rows are only ever added; the legs are in [`super::ledger_leg`].

use crate::domain::{
    ids::BookingId,
    ledger::{Entry, EntryKind},
    money::CURRENCY,
};
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::NotSet, Set};

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_entries")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub kind: EntryKind,
    /// What is recorded; unique.
    pub reference: String,
    pub booking_id: Option<BookingId>,
    pub at: DateTimeUtc,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(has_many = "super::ledger_leg::Entity")]
    Legs,
    #[sea_orm(belongs_to = "super::booking::Entity", from = "Column::BookingId", to = "super::booking::Column::Id")]
    Booking,
}

impl Related<super::ledger_leg::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Legs.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

/// Posts an entry, in the transaction of the change that it records. Posting the same thing twice is refused.
///
/// # Errors
/// Whatever the database says; [`DbErr::Custom`] where the legs do not sum to zero, which is a fault in the rules.
pub async fn post(db: &impl ConnectionTrait, entry: Entry, at: DateTimeUtc) -> Result<(), DbErr> {
    if !entry.sum().is_zero() {
        return Err(DbErr::Custom(format!("the entry {} does not sum to zero", entry.reference)));
    }
    if entry.legs.is_empty() {
        return Ok(());
    }
    let row = ActiveModel { id: NotSet, kind: Set(entry.kind), reference: Set(entry.reference.clone()), booking_id: Set(entry.booking), at: Set(at) };
    let posted = Entity::insert(row).exec_with_returning(db).await?;
    let legs = entry.legs.into_iter().zip(1..).map(|(leg, number)| super::ledger_leg::ActiveModel {
        id: NotSet,
        entry_id: Set(posted.id),
        reference: Set(format!("{}/{number}", entry.reference)),
        account: Set(leg.account),
        owner_id: Set(leg.owner),
        amount: Set(leg.amount),
        currency: Set(CURRENCY.to_owned()),
    });
    super::ledger_leg::Entity::insert_many(legs).exec_without_returning(db).await.map(drop)
}
