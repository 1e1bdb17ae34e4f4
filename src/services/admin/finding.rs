//! Finding anything by whatever name somebody has for it: a reference, an address, a name, an id of the provider's or of a bank's.

use super::LIST_MAX;
use crate::{
    domain::{
        booking::BookingStatus,
        ids::{BookingRef, DisputeId, OrganizationId, PayoutId, UserId},
    },
    entity::{booking, dispute, organization, payment, payment_order, payout, refund, user},
    services::{Services, store::pattern},
};
use sea_orm::{
    ColumnTrait, Condition, DbErr, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, Func, SelectStatement, SimpleExpr},
};

/// What payouts are called.
const PAYOUT_PREFIX: &str = "PO-";

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hit {
    Booking { reference: BookingRef, status: BookingStatus, email: String },
    Person { id: UserId, name: String, email: String },
    Organization { id: OrganizationId, name: String, slug: String },
    Payout { id: PayoutId, utr: Option<String> },
    Dispute { id: DisputeId, name: String },
}

impl Services {
    /// Everything that goes by a name: exactly for references, addresses and ids, in part for names.
    ///
    /// # Errors
    /// The database's.
    pub async fn find_anything(&self, name: &str) -> Result<Vec<Hit>, DbErr> {
        let name = name.trim();
        if name.is_empty() {
            return Ok(Vec::new());
        }
        let mut hits = self.bookings_called(name).await?;
        hits.extend(self.payouts_called(name).await?);
        hits.extend(self.disputes_called(name).await?);
        hits.extend(self.people_called(name).await?);
        hits.extend(self.organizations_called(name).await?);
        Ok(hits)
    }

    async fn bookings_called(&self, name: &str) -> Result<Vec<Hit>, DbErr> {
        let mut any = Condition::any().add(booking::Column::ContactEmail.eq(name.to_lowercase()));
        for of in bookings_of_money(name) {
            any = any.add(booking::Column::Id.in_subquery(of));
        }
        if let Ok(reference) = name.parse::<BookingRef>() {
            any = any.add(booking::Column::Reference.eq(reference));
        }
        let rows = booking::Entity::find().filter(any).order_by_desc(booking::Column::Id).limit(LIST_MAX).all(self.store.reader()).await?;
        Ok(rows.into_iter().map(|row| Hit::Booking { reference: row.reference, status: row.status, email: row.contact_email }).collect())
    }

    async fn payouts_called(&self, name: &str) -> Result<Vec<Hit>, DbErr> {
        let number = name.to_uppercase().strip_prefix(PAYOUT_PREFIX).and_then(|number| number.parse::<PayoutId>().ok());
        let any = Condition::any().add(payout::Column::Utr.eq(name.to_uppercase())).add_option(number.map(|number| payout::Column::Id.eq(number)));
        let rows = payout::Entity::find().filter(any).limit(LIST_MAX).all(self.store.reader()).await?;
        Ok(rows.into_iter().map(|row| Hit::Payout { id: row.id, utr: row.utr }).collect())
    }

    async fn disputes_called(&self, name: &str) -> Result<Vec<Hit>, DbErr> {
        let rows = dispute::named(name).all(self.store.reader()).await?;
        Ok(rows.into_iter().map(|row| Hit::Dispute { id: row.id, name: row.provider_dispute_id }).collect())
    }

    async fn people_called(&self, name: &str) -> Result<Vec<Hit>, DbErr> {
        let rows = people(name).order_by_desc(user::Column::Id).limit(LIST_MAX).all(self.store.reader()).await?;
        Ok(rows.into_iter().map(|row| Hit::Person { id: row.id, name: row.name, email: row.email }).collect())
    }

    async fn organizations_called(&self, name: &str) -> Result<Vec<Hit>, DbErr> {
        let rows = organizations(name).order_by_desc(organization::Column::Id).limit(LIST_MAX).all(self.store.reader()).await?;
        Ok(rows.into_iter().map(|row| Hit::Organization { id: row.id, name: row.name, slug: row.slug }).collect())
    }
}

/// Bookings about whose money somebody speaks, by the provider's name for an order, a payment, a refund or a dispute.
fn bookings_of_money(name: &str) -> [SelectStatement; 4] {
    fn of<E: EntityTrait>(rows: Select<E>, booking: E::Column, is: SimpleExpr) -> SelectStatement {
        rows.select_only().column(booking).filter(is).into_query()
    }
    [
        of(payment_order::Entity::find(), payment_order::Column::BookingId, payment_order::Column::ProviderOrderId.eq(name)),
        of(payment::Entity::find(), payment::Column::BookingId, payment::Column::ProviderPaymentId.eq(name)),
        of(refund::Entity::find(), refund::Column::BookingId, refund::Column::ProviderRefundId.eq(name).or(refund::Column::IdempotencyKey.eq(name))),
        of(dispute::Entity::find(), dispute::Column::BookingId, dispute::Column::ProviderDisputeId.eq(name)),
    ]
}

/// True where a text stands somewhere in a column, whatever the case of its letters.
fn says(column: impl ColumnTrait, text: &str) -> SimpleExpr {
    Func::lower(Expr::col(column.as_column_ref())).like(pattern("%", &text.to_lowercase(), "%"))
}

/// People with an address, or a name that says something.
pub(super) fn people(name: &str) -> Select<user::Entity> {
    user::Entity::find().filter(user::Column::Email.eq(name.to_lowercase()).or(says(user::Column::Name, name)))
}

/// Organizations whose name or address says something.
pub(super) fn organizations(name: &str) -> Select<organization::Entity> {
    organization::Entity::find().filter(says(organization::Column::Name, name).or(says(organization::Column::Slug, name)))
}
