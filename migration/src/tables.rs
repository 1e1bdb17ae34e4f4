//! Small words to write tables with, so that a migration reads like the table it makes.

use sea_orm_migration::{prelude::*, sea_orm::DatabaseBackend};

/// A table under construction.
pub(crate) fn table(name: &'static str) -> TableCreateStatement {
    let mut table = Table::create();
    table.table(Alias::new(name)).if_not_exists();
    table
}

fn column(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(Alias::new(name));
    column.not_null();
    column
}

/// `id`, given by the database.
pub(crate) fn id() -> ColumnDef {
    let mut column = column("id");
    column.big_integer().auto_increment().primary_key();
    column
}

/// Text.
pub(crate) fn text(name: &'static str) -> ColumnDef {
    let mut column = column(name);
    column.text();
    column
}

/// A number of up to 64 bits: an id or an amount.
pub(crate) fn big(name: &'static str) -> ColumnDef {
    let mut column = column(name);
    column.big_integer();
    column
}

/// A number of up to 32 bits: a count.
pub(crate) fn int(name: &'static str) -> ColumnDef {
    let mut column = column(name);
    column.integer();
    column
}

/// An instant.
pub(crate) fn time(name: &'static str) -> ColumnDef {
    let mut column = column(name);
    column.timestamp_with_time_zone();
    column
}

/// Bytes as they came.
pub(crate) fn bytes(name: &'static str) -> ColumnDef {
    let mut column = column(name);
    column.blob();
    column
}

/// A degree of latitude or longitude.
pub(crate) fn degrees(name: &'static str) -> ColumnDef {
    let mut column = column(name);
    column.double();
    column
}

/// Yes or no.
pub(crate) fn boolean(name: &'static str) -> ColumnDef {
    let mut column = column(name);
    column.boolean();
    column
}

/// The same column, but allowed to be empty.
pub(crate) fn optional(mut column: ColumnDef) -> ColumnDef {
    column.null();
    column
}

/// A foreign key from `column` to `target.id`; rows that are pointed at cannot be deleted.
pub(crate) fn reference(from: &'static str, column: &'static str, target: &'static str) -> ForeignKeyCreateStatement {
    foreign_key(from, column, target, "id", ForeignKeyAction::Restrict)
}

/// A foreign key from `column` to `target.id`; the row goes with the one it points at.
pub(crate) fn part_of(from: &'static str, column: &'static str, target: &'static str) -> ForeignKeyCreateStatement {
    foreign_key(from, column, target, "id", ForeignKeyAction::Cascade)
}

/// A foreign key to any column.
pub(crate) fn foreign_key(
    from: &'static str,
    column: &'static str,
    target: &'static str,
    target_column: &'static str,
    on_delete: ForeignKeyAction,
) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("fk_{from}_{column}"))
        .from(Alias::new(from), Alias::new(column))
        .to(Alias::new(target), Alias::new(target_column))
        .on_delete(on_delete)
        .to_owned()
}

/// An index, named after its table and columns.
pub(crate) fn index(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(format!("ix_{table}_{}", columns.join("_"))).table(Alias::new(table)).if_not_exists();
    for column in columns {
        index.col(Alias::new(*column));
    }
    index
}

/// An index that holds each combination once.
pub(crate) fn unique(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    index(table, columns).unique().to_owned()
}

/// Makes tables, then indexes.
pub(crate) async fn create(manager: &SchemaManager<'_>, tables: Vec<TableCreateStatement>, indexes: Vec<IndexCreateStatement>) -> Result<(), DbErr> {
    for table in tables {
        manager.create_table(table).await?;
    }
    for index in indexes {
        manager.create_index(index).await?;
    }
    Ok(())
}

/// Drops tables in the order given.
pub(crate) async fn drop(manager: &SchemaManager<'_>, tables: &[&'static str]) -> Result<(), DbErr> {
    for table in tables {
        manager.drop_table(Table::drop().table(Alias::new(*table)).if_exists().to_owned()).await?;
    }
    Ok(())
}

/// Lets the database refuse to change or delete the rows of a table, whoever asks.
pub(crate) async fn append_only(manager: &SchemaManager<'_>, table: &'static str) -> Result<(), DbErr> {
    let db = manager.get_connection();
    if manager.get_database_backend() == DatabaseBackend::Postgres {
        let refuse = "CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS \
            $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$";
        db.execute_unprepared(refuse).await?;
        let trigger = format!("CREATE TRIGGER keep BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION append_only()");
        db.execute_unprepared(&trigger).await?;
        return Ok(());
    }
    for change in ["UPDATE", "DELETE"] {
        let trigger = format!("CREATE TRIGGER keep_{table}_{change} BEFORE {change} ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END");
        db.execute_unprepared(&trigger).await?;
    }
    Ok(())
}

/// Takes away what [`append_only`] leaves behind once its tables are dropped.
pub(crate) async fn drop_append_only(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    if manager.get_database_backend() == DatabaseBackend::Postgres {
        manager.get_connection().execute_unprepared("DROP FUNCTION IF EXISTS append_only()").await?;
    }
    Ok(())
}
