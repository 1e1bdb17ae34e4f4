//! The admin's desk: finding anything, and acting on organizations, people and money. Every action carries a reason and lands in the
//! audit log, in the transaction of what it does; whoever is an admin no longer does nothing.

mod figures;
mod finding;
mod inbox;
mod ledger;
mod organizations;
mod people;
mod refunding;
mod settings;

pub use figures::{Day, Figures};
pub use finding::Hit;
pub use inbox::{InboxPage, InboxRow};
pub use ledger::{LedgerPage, LedgerRow};
pub(super) use organizations::suspended_at;
pub use organizations::{OrganizationCase, OrganizationRow};
pub use people::{Person, PersonCase};
pub use settings::SettingRow;

use super::{bookings::BookingError, payments::PaymentError};
use crate::{
    domain::{booking::BookingStatus, ids::UserId, money::Paise},
    entity::user,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter};

/// Rows of a list.
const LIST_MAX: u64 = 100;

/// Why an admin's action did nothing.
#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    /// There is nothing of that name.
    #[error("no such thing")]
    Missing,
    /// Who asks is an admin no longer.
    #[error("an admin no longer")]
    NoAdmin,
    /// It is so already.
    #[error("it is so already")]
    Already,
    /// Nobody can do this to themselves.
    #[error("nobody can do this to themselves")]
    Yourself,
    /// A booking in this state cannot be treated so.
    #[error("the booking is {0}")]
    Moved(BookingStatus),
    /// Nothing was ever paid for it.
    #[error("nothing was paid")]
    NothingPaid,
    /// Only so much is left.
    #[error("only {0} is left")]
    TooMuch(Paise),
    #[error(transparent)]
    Booking(#[from] BookingError),
    #[error(transparent)]
    Payment(#[from] PaymentError),
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// True while an admin still is one; to be asked in the transaction of what they do.
///
/// # Errors
/// The database's.
pub(super) async fn is_admin(db: &impl ConnectionTrait, admin: UserId) -> Result<bool, DbErr> {
    Ok(user::Entity::find_by_id(admin).filter(user::Column::IsAdmin.eq(true)).count(db).await? == 1)
}

async fn still_admin(db: &impl ConnectionTrait, admin: UserId) -> Result<(), AdminError> {
    if is_admin(db, admin).await? { Ok(()) } else { Err(AdminError::NoAdmin) }
}
