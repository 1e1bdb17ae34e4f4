//! Words that stand in names of titles, hosts and places: what somebody may have meant who typed a word that is nowhere.
//! A word stays when the last name with it is gone; who asks makes sure that it still is somewhere.

use sea_orm::{ActiveValue::NotSet, Set, entity::prelude::*};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "search_words")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// As it stands in the index; unique.
    pub word: String,
    /// Its length in characters.
    pub letters: i32,
}

/// What a row points at.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Words written by one statement.
const BATCH: usize = 1_000;

/// Adds words to those that are there. They come in order, so that two who add the same ones wait for each other and never in a ring.
///
/// # Errors
/// Whatever the database says.
pub async fn add(db: &impl ConnectionTrait, words: &std::collections::BTreeSet<String>) -> Result<(), DbErr> {
    let words: Vec<&String> = words.iter().collect();
    for batch in words.chunks(BATCH) {
        let letters = |word: &str| i32::try_from(word.chars().count()).unwrap_or(i32::MAX);
        let rows = batch.iter().map(|word| ActiveModel { id: NotSet, word: Set((*word).clone()), letters: Set(letters(word)) });
        Entity::insert_many(rows).on_conflict_do_nothing_on([Column::Word]).exec_without_returning(db).await?;
    }
    Ok(())
}
