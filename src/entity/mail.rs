//! The outbox: a row for every mail, written in the transaction of the change that it tells of.

use crate::domain::ids::{BookingId, MailId};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "mails")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: MailId,
    /// Unique: what would give the same key is the same mail, and goes out once.
    pub key: String,
    pub booking_id: Option<BookingId>,
    /// An e-mail address, as it was when the mail was posted.
    pub recipient: String,
    /// JSON of `services::mail::Letter`, or of `Notice` where it is about no booking.
    pub letter: String,
    /// `queued`, `sent` or `dead`.
    pub status: String,
    pub sent_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::booking::Entity", from = "Column::BookingId", to = "super::booking::Column::Id")]
    Booking,
}

impl Related<super::booking::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Booking.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

/// Waits to be sent.
pub const QUEUED: &str = "queued";
/// Handed over.
pub const SENT: &str = "sent";
/// Refused for good, or never deliverable.
pub const DEAD: &str = "dead";

/// Writes down that a queued mail was handed over, or given up where `sent_at` is none, and what is kept of its letter; true for
/// the one who does so first.
///
/// # Errors
/// Whatever the database says.
pub async fn finish(db: &impl ConnectionTrait, mail: MailId, sent_at: Option<DateTimeUtc>, letter: &str) -> Result<bool, DbErr> {
    let finished = Entity::update_many()
        .col_expr(Column::Status, Expr::value(if sent_at.is_some() { SENT } else { DEAD }))
        .col_expr(Column::SentAt, Expr::value(sent_at))
        .col_expr(Column::Letter, Expr::value(letter))
        .filter(Column::Id.eq(mail))
        .filter(Column::Status.eq(QUEUED))
        .exec(db)
        .await?;
    Ok(finished.rows_affected == 1)
}
