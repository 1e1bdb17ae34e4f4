//! Brings experiences into the index and takes them out. Only what is published is in it.
//!
//! Whoever changes a word that can be searched calls [`put`] in the same transaction. On `PostgreSQL` several may do so at once: everybody
//! holds the organization, so that none of them writes a name that another has just changed. A host's new name is written by the one who
//! has changed the organization; all others hold their experience first.

use super::words;
use crate::{
    domain::{
        experience::{Domain, ExperienceStatus},
        ids::{ExperienceId, OrganizationId},
    },
    entity::{city, experience, neighborhood, organization, search_document, search_word},
    services::{Services, markdown::story_text},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, DbErr, DerivePartialModel, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, RelationTrait, Select, Statement,
    sea_query::{Alias, Expr, ExprTrait, Func, OnConflict, Query, SimpleExpr},
};
use sha2::{Digest, Sha256};
use std::collections::{BTreeSet, HashSet};

/// Experiences that are indexed by one statement, or looked at.
const BATCH: usize = 250;

/// An experience's words, as far as they can be searched.
#[derive(Clone, Debug, DerivePartialModel)]
#[sea_orm(entity = "experience::Entity")]
struct TextRow {
    id: ExperienceId,
    status: ExperienceStatus,
    title: String,
    summary: String,
    story: String,
    domain: Domain,
    #[sea_orm(from_expr = "organization::Column::Name.into_expr()")]
    host: String,
    #[sea_orm(from_expr = "neighborhood::Column::Name.into_expr()")]
    neighborhood: String,
    #[sea_orm(from_expr = "city::Column::Name.into_expr()")]
    city: String,
    /// Of what is in the index, if it is.
    #[sea_orm(from_expr = "search_document::Column::Fingerprint.into_expr()")]
    fingerprint: Option<String>,
}

impl TextRow {
    /// What the index is to hold of it; nothing of what is not published.
    fn expected(&self) -> Option<String> {
        let mut hash = Sha256::new();
        hash.update(words::RULES.to_be_bytes());
        for text in [&self.title, &self.host, &self.neighborhood, &self.city, self.domain.name(), &self.summary, &self.story] as [&str; 7] {
            // No text has this byte in it, so that no two make one.
            hash.update(text);
            hash.update([0xFF]);
        }
        (self.status == ExperienceStatus::Published).then(|| hex::encode(&hash.finalize()[..16]))
    }

    fn is_stale(&self) -> bool {
        self.fingerprint != self.expected()
    }
}

/// An experience's words, taken apart, with blanks between them.
struct Document {
    id: ExperienceId,
    title: Vec<String>,
    names: Vec<String>,
    body: Vec<String>,
}

impl Document {
    fn of(row: &TextRow) -> Self {
        let names = [&row.host, &row.neighborhood, &row.city, row.domain.name()] as [&str; 4];
        Self {
            id: row.id,
            title: words::words(&row.title),
            names: names.into_iter().flat_map(words::words).collect(),
            body: [words::words(&row.summary), words::words(&story_text(&row.story))].concat(),
        }
    }
}

fn text_rows() -> Select<experience::Entity> {
    experience::Entity::find()
        .join(JoinType::InnerJoin, experience::Relation::Organization.def())
        .join(JoinType::InnerJoin, experience::Relation::Neighborhood.def())
        .join(JoinType::InnerJoin, neighborhood::Relation::City.def())
        .join(JoinType::LeftJoin, search_document::Relation::Experience.def().rev())
}

/// Makes experiences findable by what they and their hosts say now; those that are not published, not at all.
/// To be called in the transaction that has changed any of it, late: others who change the same host's name wait from here on.
///
/// # Errors
/// Whatever the database says.
pub async fn put(db: &impl ConnectionTrait, ids: &[ExperienceId]) -> Result<(), DbErr> {
    let mut names = BTreeSet::new();
    for batch in ids.chunks(BATCH) {
        hold_organizations(db, batch).await?;
        let rows = text_rows().filter(experience::Column::Id.is_in(batch.iter().copied())).order_by_asc(experience::Column::Id);
        let rows = rows.into_partial_model::<TextRow>().all(db).await?;
        let (mut gone, mut kept, mut documents) = (Vec::new(), Vec::new(), Vec::new());
        for row in &rows {
            if let Some(fingerprint) = row.expected() {
                kept.push(search_document::Model { experience_id: row.id, fingerprint });
                documents.push(Document::of(row));
            } else {
                gone.push(row.id);
            }
        }
        if !gone.is_empty() {
            search_document::remove(db, &gone).await?;
        }
        if !documents.is_empty() {
            search_document::keep(db, kept).await?;
            index(db, &documents).await?;
        }
        names.extend(documents.into_iter().flat_map(|document| document.title.into_iter().chain(document.names)));
    }
    search_word::add(db, &names).await
}

/// The experiences of an organization that are on offer: what is indexed anew when its name changes.
///
/// # Errors
/// Whatever the database says.
pub async fn of_organization(db: &impl ConnectionTrait, id: OrganizationId) -> Result<Vec<ExperienceId>, DbErr> {
    let published = experience::owned_by(id).filter(experience::Column::Status.eq(ExperienceStatus::Published));
    published.select_only().column(experience::Column::Id).order_by_asc(experience::Column::Id).into_tuple().all(db).await
}

/// Keeps the names of hosts as they are until the transaction ends. On `SQLite` there is no other who writes.
async fn hold_organizations(db: &impl ConnectionTrait, experiences: &[ExperienceId]) -> Result<(), DbErr> {
    let theirs = experience::Entity::find().select_only().column(experience::Column::OrganizationId);
    let theirs = theirs.filter(experience::Column::Id.is_in(experiences.iter().copied())).into_query();
    let rows = organization::Entity::find().select_only().column(organization::Column::Id).filter(organization::Column::Id.in_subquery(theirs));
    rows.order_by_asc(organization::Column::Id).lock_shared().into_tuple::<OrganizationId>().all(db).await.map(drop)
}

/// Writes the index itself, in the words of the database.
async fn index(db: &impl ConnectionTrait, documents: &[Document]) -> Result<(), DbErr> {
    let is_postgres = db.get_database_backend() == DbBackend::Postgres;
    let key = if is_postgres { "experience_id" } else { "rowid" };
    if !is_postgres {
        let ids = documents.iter().map(|document| document.id.0);
        let old = Query::delete().from_table(Alias::new("experience_search")).and_where(Expr::col(Alias::new(key)).is_in(ids)).to_owned();
        db.execute(&old).await?;
    }
    let columns = if is_postgres { ["title", "names", "words"] } else { ["title", "names", "body"] };
    let mut insert = Query::insert();
    insert.into_table(Alias::new("experience_search")).columns([key].into_iter().chain(columns).map(Alias::new));
    for document in documents {
        let Document { id, title, names, body } = document;
        let values = if is_postgres {
            let named = [title.as_slice(), names].concat();
            let all = [named.as_slice(), body].concat();
            [vector(title), vector(&named), vector(&all)]
        } else {
            [title, names, body].map(|words| Expr::value(words.join(" ")))
        };
        insert.values([Expr::value(id.0)].into_iter().chain(values)).map_err(|error| DbErr::Custom(error.to_string()))?;
    }
    if is_postgres {
        insert.on_conflict(OnConflict::column(Alias::new(key)).update_columns(columns.map(Alias::new)).to_owned());
    }
    db.execute(&insert).await.map(drop)
}

/// Words as `PostgreSQL` keeps them, without its parser: each is one already.
fn vector(words: &[String]) -> SimpleExpr {
    let list = Func::cust(Alias::new("string_to_array")).arg(Expr::value(words.join(" "))).arg(Expr::cust("' '"));
    Func::cust(Alias::new("array_to_tsvector")).arg(list).into()
}

impl Services {
    /// Brings into the index whatever is missing in it or differs from what it should be: after the migration that made it, after other
    /// rules for words, after a process of before. It may be stopped anywhere, and several processes may do it at once. Gives how many it was.
    ///
    /// # Errors
    /// The database's.
    pub async fn fill_search(&self) -> Result<u64, DbErr> {
        let (mut filled, mut last) = (0, None);
        while let Some(rows) = self.texts_after(last).await? {
            last = rows.last().map(|row| row.id);
            let stale: Vec<ExperienceId> = rows.iter().filter(|row| row.is_stale()).map(|row| row.id).collect();
            if !stale.is_empty() {
                let db = self.store.begin().await?;
                let held = experience::Entity::find().select_only().column(experience::Column::Id);
                let held = held.filter(experience::Column::Id.is_in(stale.iter().copied())).order_by_asc(experience::Column::Id).lock_shared();
                held.into_tuple::<ExperienceId>().all(&db).await?;
                put(&db, &stale).await?;
                db.commit().await?;
                filled += u64::try_from(stale.len()).unwrap_or_default();
            }
        }
        Ok(filled)
    }

    /// The next experiences that are or should be in the index. Nothing behind the last of them.
    async fn texts_after(&self, last: Option<ExperienceId>) -> Result<Option<Vec<TextRow>>, DbErr> {
        let concerned = experience::Column::Status.eq(ExperienceStatus::Published).or(search_document::Column::Fingerprint.is_not_null());
        let rows = text_rows().filter(concerned).filter(experience::Column::Id.gt(last.map_or(0, |last| last.0))).order_by_asc(experience::Column::Id);
        let rows = rows.limit(u64::try_from(BATCH).unwrap_or_default()).into_partial_model::<TextRow>().all(self.store.reader()).await?;
        Ok(Some(rows).filter(|rows| !rows.is_empty()))
    }

    /// Published experiences that the index lacks or has with other words than they have now, and others that it has. Always none;
    /// tests look after everything they do.
    ///
    /// # Errors
    /// The database's.
    pub async fn unsearchable_experiences(&self) -> Result<Vec<ExperienceId>, DbErr> {
        #[derive(FromQueryResult)]
        struct Indexed {
            id: ExperienceId,
        }
        let backend = self.store.reader().get_database_backend();
        let key = if backend == DbBackend::Postgres { "experience_id" } else { "rowid" };
        let indexed = Statement::from_string(backend, format!("SELECT {key} AS id FROM experience_search"));
        let mut indexed: HashSet<ExperienceId> = Indexed::find_by_statement(indexed).all(self.store.reader()).await?.into_iter().map(|row| row.id).collect();
        let (mut wrong, mut last) = (Vec::new(), None);
        while let Some(rows) = self.texts_after(last).await? {
            last = rows.last().map(|row| row.id);
            let is_wrong = |row: &TextRow| row.is_stale() || !indexed.contains(&row.id);
            wrong.extend(rows.iter().filter(|row| is_wrong(row)).map(|row| row.id));
            for row in &rows {
                indexed.remove(&row.id);
            }
        }
        // Nobody knows of these any more.
        wrong.extend(indexed);
        wrong.sort_unstable();
        Ok(wrong)
    }
}
