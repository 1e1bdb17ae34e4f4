//! Numbers: the next one of a kind in its year, once for each subject; and what has none yet.

use super::{IssuePaper, issue_about};
use crate::{
    domain::{
        ids::{BookingId, OrganizationId, PaymentId, RefundId},
        money::Paise,
        paper::PaperKind,
        payment::{PaymentStatus, PaymentVerdict, RefundStatus},
    },
    entity::{paper, paper_number, payment, refund},
    services::Services,
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::NotSet,
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Set,
    sea_query::{Expr, SimpleExpr},
};

/// The job that issues what papers are missing.
pub const ISSUE_MISSING_PAPERS: &str = "issue_missing_papers";
/// Papers issued in one transaction.
const BATCH: usize = 100;

/// A paper to be numbered.
pub(super) struct NewPaper {
    pub(super) kind: PaperKind,
    pub(super) year: i32,
    pub(super) subject: String,
    pub(super) booking: Option<BookingId>,
    pub(super) organization: Option<OrganizationId>,
    pub(super) amount: Paise,
    pub(super) tax: Paise,
    pub(super) tax_basis_points: i32,
}

impl NewPaper {
    /// One for a traveler: the platform only passes the price on, so that no tax of the platform's is in it.
    pub(super) fn of_booking(kind: PaperKind, year: i32, subject: String, booking: BookingId, amount: Paise) -> Self {
        Self { kind, year, subject, booking: Some(booking), organization: None, amount, tax: Paise::ZERO, tax_basis_points: 0 }
    }
}

/// Gives a paper its number, unless its subject has one. `None` where it has.
pub(super) async fn issue(db: &DatabaseTransaction, new: &NewPaper, now: DateTime<Utc>) -> Result<Option<paper::Model>, DbErr> {
    let last = paper_number::hold(db, new.kind, new.year).await?;
    if paper::about(&new.subject).one(db).await?.is_some() {
        return Ok(None);
    }
    paper_number::count_one(db, new.kind, new.year).await?;
    let row = paper::ActiveModel {
        id: NotSet,
        kind: Set(new.kind),
        financial_year: Set(new.year),
        number: Set(last + 1),
        subject: Set(new.subject.clone()),
        booking_id: Set(new.booking),
        organization_id: Set(new.organization),
        amount: Set(new.amount),
        tax: Set(new.tax),
        tax_basis_points: Set(new.tax_basis_points),
        issued_at: Set(now),
    };
    paper::Entity::insert(row).exec_with_returning(db).await.map(Some)
}

impl Services {
    /// Issues receipts and credit notes that are missing: of what happened before there were any, and of what a job could not do. Gives how many.
    ///
    /// # Errors
    /// The database's; what was issued stays.
    pub async fn issue_missing_papers(&self) -> Result<usize, DbErr> {
        let missing = self.papers_missing().await?;
        for some in missing.chunks(BATCH) {
            let now = self.clock.now();
            let db = self.store.begin().await?;
            for about in some {
                issue_about(&db, *about, now).await?;
            }
            db.commit().await?;
        }
        Ok(missing.len())
    }

    async fn papers_missing(&self) -> Result<Vec<IssuePaper>, DbErr> {
        let db = self.store.writer();
        let payments: Vec<PaymentId> = payment::Entity::find()
            .select_only()
            .column(payment::Column::Id)
            .filter(payment::Column::Status.eq(PaymentStatus::Captured))
            .filter(payment::Column::Verdict.eq(PaymentVerdict::Kept))
            .filter(has_none("'payment:' || payments.id"))
            .order_by_asc(payment::Column::UpdatedAt)
            .into_tuple()
            .all(db)
            .await?;
        let refunds: Vec<RefundId> = refund::Entity::find()
            .inner_join(payment::Entity)
            .select_only()
            .column(refund::Column::Id)
            .filter(refund::Column::Status.eq(RefundStatus::Processed))
            .filter(payment::Column::Status.eq(PaymentStatus::Captured))
            .filter(payment::Column::Verdict.eq(PaymentVerdict::Kept))
            .filter(has_none("'refund:' || refunds.id"))
            .order_by_asc(refund::Column::UpdatedAt)
            .into_tuple()
            .all(db)
            .await?;
        Ok(payments.into_iter().map(IssuePaper::Payment).chain(refunds.into_iter().map(IssuePaper::Refund)).collect())
    }
}

/// True for rows that no paper is about. `subject` is SQL that both databases understand.
fn has_none(subject: &'static str) -> SimpleExpr {
    let about = paper::Entity::find().filter(Expr::col((paper::Entity, paper::Column::Subject)).eq(Expr::cust(subject)));
    Expr::exists(about.select_only().column(paper::Column::Id).into_query()).not()
}
