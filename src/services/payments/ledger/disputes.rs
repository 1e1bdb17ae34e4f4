//! What lost disputes have taken must be what refunds say that banks have made in our place.

use super::sum_of;
use crate::{
    domain::{ids::DisputeId, money::Paise},
    entity::{dispute, refund},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use std::collections::BTreeMap;

/// Disputes that differ, in words.
pub(super) async fn that_differ(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let rows: Vec<(Option<i64>, i64, i64)> = refund::Entity::find()
        .select_only()
        .column(refund::Column::DisputeId)
        .column_as(sum_of(refund::Column::PricePart), "price")
        .column_as(sum_of(refund::Column::StakePart), "stake")
        .filter(refund::Column::DisputeId.is_not_null())
        .group_by(refund::Column::DisputeId)
        .into_tuple()
        .all(db)
        .await?;
    let mut made: BTreeMap<DisputeId, Paise> = rows.into_iter().filter_map(|(id, price, stake)| Some((DisputeId(id?), Paise(price + stake)))).collect();
    let taken: Vec<(DisputeId, Paise)> = dispute::Entity::find()
        .select_only()
        .columns([dispute::Column::Id, dispute::Column::Taken])
        .filter(dispute::Column::Taken.gt(0))
        .into_tuple()
        .all(db)
        .await?;
    let mut wrong = Vec::new();
    for (id, taken) in taken {
        let made = made.remove(&id).unwrap_or_default();
        if made != taken {
            wrong.push(format!("dispute {id} has taken {taken}, but the refunds that it stands for come to {made}"));
        }
    }
    wrong.extend(made.into_iter().map(|(id, made)| format!("refunds of {made} are said to be made by dispute {id}, which has taken nothing")));
    Ok(wrong)
}
