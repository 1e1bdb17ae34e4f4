//! Search: which experiences are indexed, the index itself, and the words of names, for those who spell them differently.
//!
//! The index holds words as the application has taken them apart, so that both databases find the same: `SQLite` splits at blanks,
//! and `PostgreSQL`'s parser is never asked.

use crate::tables::{big, create, drop, id, int, part_of, table, text, unique};
use sea_orm_migration::{prelude::*, sea_orm::DatabaseBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const SQLITE: [&str; 4] = [
    // The tokenizer that leaves alone whatever is not ASCII. Nothing but the index is stored.
    "CREATE VIRTUAL TABLE experience_search USING fts5 \
        (title, names, body, tokenize = 'ascii', prefix = '2 3', detail = column, content = '', contentless_delete = 1)",
    "CREATE TRIGGER search_documents_gone AFTER DELETE ON search_documents \
        BEGIN DELETE FROM experience_search WHERE rowid = old.experience_id; END",
    "CREATE VIRTUAL TABLE search_word_trigrams USING fts5 (spelled, tokenize = 'trigram case_sensitive 1', detail = none, content = '')",
    // Capitals mark the ends of a word: there are none in it.
    "CREATE TRIGGER search_words_new AFTER INSERT ON search_words \
        BEGIN INSERT INTO search_word_trigrams (rowid, spelled) VALUES (new.id, 'ZZ' || new.word || 'Z'); END",
];

const POSTGRES: [&str; 6] = [
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE TABLE experience_search (experience_id bigint PRIMARY KEY REFERENCES search_documents (experience_id) ON DELETE CASCADE, \
        title tsvector NOT NULL, names tsvector NOT NULL, words tsvector NOT NULL)",
    // The list of what is pending (in kilobytes) is short: who searches while many are written reads it from end to end.
    "CREATE INDEX ix_experience_search_words ON experience_search USING gin (words) WITH (gin_pending_list_limit = 1024)",
    "CREATE INDEX ix_search_words_trigrams ON search_words USING gin ((('ZZ' || word) || 'Z') gin_trgm_ops) WITH (gin_pending_list_limit = 256)",
    // What is shown as meant comes in the same order from both databases.
    "ALTER TABLE search_words ALTER COLUMN word TYPE text COLLATE \"C\"",
    // The documents are read by the word, and most of them hold most of the short ones: statistics on them would be long and say little.
    "ALTER TABLE experience_search ALTER COLUMN words SET STATISTICS 0",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, vec![search_documents(), search_words()], vec![unique("search_words", &["word"])]).await?;
        let statements: &[&str] = if manager.get_database_backend() == DatabaseBackend::Postgres { &POSTGRES } else { &SQLITE };
        for statement in statements {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }

    /// The extension stays: something else may lean on it by now.
    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() == DatabaseBackend::Sqlite {
            drop(manager, &["search_word_trigrams"]).await?;
        }
        drop(manager, &["experience_search", "search_words", "search_documents"]).await
    }
}

fn search_documents() -> TableCreateStatement {
    table("search_documents")
        .col(big("experience_id").primary_key().to_owned())
        .col(text("fingerprint"))
        .foreign_key(&mut part_of("search_documents", "experience_id", "experiences"))
        .to_owned()
}

fn search_words() -> TableCreateStatement {
    table("search_words").col(id()).col(text("word")).col(int("letters")).to_owned()
}
