//! The last number of each kind of paper in each financial year.

use crate::domain::paper::PaperKind;
use sea_orm::{
    DatabaseTransaction, ExprTrait, Set,
    entity::prelude::*,
    sea_query::{Expr, OnConflict, SimpleExpr},
};

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "paper_numbers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: PaperKind,
    #[sea_orm(primary_key, auto_increment = false)]
    pub financial_year: i32,
    pub last: i64,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Holds the counter until the transaction ends, and gives the last number. So whoever waits for it sees what the one before has issued, and
/// a number that is rolled back is the next one's: there is no gap.
///
/// # Errors
/// Whatever the database says.
pub async fn hold(db: &DatabaseTransaction, kind: PaperKind, financial_year: i32) -> Result<i64, DbErr> {
    let first = ActiveModel { kind: Set(kind), financial_year: Set(financial_year), last: Set(0) };
    let once = OnConflict::columns([Column::Kind, Column::FinancialYear]).do_nothing().to_owned();
    Entity::insert(first).on_conflict(once).exec_without_returning(db).await?;
    count(db, kind, financial_year, Expr::col(Column::Last)).await?;
    let row = Entity::find_by_id((kind, financial_year)).one(db).await?;
    row.map(|row| row.last).ok_or_else(|| DbErr::RecordNotFound(format!("the numbers of {kind} in {financial_year}")))
}

/// Counts one more.
///
/// # Errors
/// Whatever the database says.
pub async fn count_one(db: &DatabaseTransaction, kind: PaperKind, financial_year: i32) -> Result<(), DbErr> {
    count(db, kind, financial_year, Expr::col(Column::Last).add(1)).await
}

async fn count(db: &DatabaseTransaction, kind: PaperKind, financial_year: i32, to: SimpleExpr) -> Result<(), DbErr> {
    let counter = Entity::update_many().filter(Column::Kind.eq(kind)).filter(Column::FinancialYear.eq(financial_year));
    counter.col_expr(Column::Last, to).exec(db).await.map(drop)
}
