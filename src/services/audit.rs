//! The audit log: what admins and hosts have done, to be searched and to be proved. Lines are sealed soon after they were written, in an
//! order of their own: transactions that write them never wait for each other, and whoever changes or removes a line breaks the chain.

use super::{Services, store::pattern};
use crate::{
    domain::{ids::UserId, text_enum::text_enum},
    entity::{audit_log, audit_seal, user},
};
use chrono::{DateTime, Duration, Utc};
use sea_orm::{ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select, Set, SqlErr};
use sha2::{Digest, Sha256};

/// Lines sealed in one transaction.
const BATCH: u64 = 500;
/// Lines on one page.
const PAGE_LINES: u64 = 100;
/// A line that is not sealed after this time is one that something is wrong with.
const SEALED_WITHIN: Duration = Duration::hours(1);
/// What the first seal stands on.
const BEGINNING: &str = "nukkad audit log";

/// Which lines are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// How the action begins, such as `payout.`.
    pub action: Option<String>,
    /// The thing's kind and id: `payout:17`, or a kind alone.
    pub subject: Option<String>,
    pub actor: Option<UserId>,
    pub from: Option<DateTime<Utc>>,
    /// Exclusive.
    pub until: Option<DateTime<Utc>>,
    /// Only lines before this one.
    pub before: Option<i64>,
}

/// A line of the log.
pub type AuditLine = audit_log::Model;

/// Lines of the log, latest first.
#[derive(Clone, Debug)]
pub struct AuditPage {
    /// Each with the name and the address of who did it; nobody where a job did.
    pub lines: Vec<(AuditLine, Option<(String, String)>)>,
    /// Where the next page begins: before this line.
    pub next: Option<i64>,
}

text_enum! {
    /// What is wrong with a line.
    Fault {
        /// It is not what was sealed.
        Changed => "changed",
        /// It is gone.
        Missing => "missing",
        /// It was written long ago and never sealed.
        Unsealed => "unsealed",
        /// A seal is gone.
        Gap => "gap",
    }
}

/// What the check of the chain has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainCheck {
    pub sealed: u64,
    /// The last seal: whoever writes it down elsewhere can prove later that nothing was cut off.
    pub head: Option<String>,
    /// Line by line; after the first change of a line all that follows is told anew, as if from there.
    pub faults: Vec<(i64, Fault)>,
}

impl Services {
    /// Seals the lines that are not sealed yet. By many at once, each line is sealed by one of them. Gives how many it were.
    ///
    /// # Errors
    /// The database's.
    pub async fn seal_audit_log(&self) -> Result<u64, DbErr> {
        let mut sealed = 0;
        loop {
            let done = self.seal_some().await?;
            sealed += done;
            if done < BATCH {
                return Ok(sealed);
            }
        }
    }

    async fn seal_some(&self) -> Result<u64, DbErr> {
        let db = self.store.begin().await?;
        let last = audit_seal::last().one(&db).await?;
        let lines = unsealed().order_by_asc(audit_log::Column::Id).limit(BATCH).all(&db).await?;
        if lines.is_empty() {
            db.rollback().await?;
            return Ok(0);
        }
        let (mut position, mut hash) = last.map_or((0, BEGINNING.to_owned()), |seal| (seal.position, seal.hash));
        let seals: Vec<audit_seal::ActiveModel> = lines
            .iter()
            .map(|line| {
                position += 1;
                hash = next_hash(&hash, line);
                audit_seal::ActiveModel { position: Set(position), line_id: Set(line.id), hash: Set(hash.clone()) }
            })
            .collect();
        let count = u64::try_from(seals.len()).unwrap_or(u64::MAX);
        match audit_seal::Entity::insert_many(seals).exec_without_returning(&db).await {
            Ok(_) => {
                db.commit().await?;
                Ok(count)
            }
            // Somebody else seals at the same time: there is nothing to do for this one.
            Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
                db.rollback().await?;
                Ok(0)
            }
            Err(error) => Err(error),
        }
    }

    /// Goes along the whole chain and says what is wrong with it.
    ///
    /// # Errors
    /// The database's.
    pub async fn check_audit_log(&self) -> Result<ChainCheck, DbErr> {
        let db = self.store.snapshot().await?;
        let mut check = ChainCheck { sealed: 0, head: None, faults: Vec::new() };
        let (mut expected, mut hash) = (1, BEGINNING.to_owned());
        loop {
            let seals = audit_seal::Entity::find()
                .find_also_related(audit_log::Entity)
                .filter(audit_seal::Column::Position.gte(expected))
                .order_by_asc(audit_seal::Column::Position)
                .limit(BATCH)
                .all(&db)
                .await?;
            if seals.is_empty() {
                break;
            }
            for (seal, line) in seals {
                if seal.position != expected {
                    check.faults.push((seal.line_id, Fault::Gap));
                }
                match line {
                    None => check.faults.push((seal.line_id, Fault::Missing)),
                    Some(line) if seal.position == expected && next_hash(&hash, &line) != seal.hash => check.faults.push((line.id, Fault::Changed)),
                    Some(_) => {}
                }
                (expected, hash) = (seal.position + 1, seal.hash);
                check.sealed += 1;
            }
        }
        check.head = Some(hash).filter(|_| check.sealed > 0);
        let late = unsealed().filter(audit_log::Column::At.lt(self.clock.now() - SEALED_WITHIN)).select_only().column(audit_log::Column::Id);
        check.faults.extend(late.into_tuple().all(&db).await?.into_iter().map(|line: i64| (line, Fault::Unsealed)));
        db.commit().await?;
        Ok(check)
    }

    /// Lines of the log, latest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn audit_page(&self, filter: &AuditFilter) -> Result<AuditPage, DbErr> {
        use audit_log::Column;
        let wanted = Condition::all()
            .add_option(filter.action.as_deref().map(|action| Column::Action.like(pattern("", action, "%"))))
            .add_option(filter.subject.as_deref().map(|subject| match subject.split_once(':') {
                Some(_) => Column::Subject.eq(subject),
                None => Column::Subject.like(pattern("", subject, ":%")),
            }))
            .add_option(filter.actor.map(|actor| Column::ActorId.eq(actor)))
            .add_option(filter.from.map(|from| Column::At.gte(from)))
            .add_option(filter.until.map(|until| Column::At.lt(until)))
            .add_option(filter.before.map(|before| Column::Id.lt(before)));
        let rows = audit_log::Entity::find().find_also_related(user::Entity).filter(wanted).order_by_desc(Column::Id);
        // One more than is shown says whether there is another page.
        let mut rows = rows.limit(PAGE_LINES + 1).all(self.store.reader()).await?;
        let shown = usize::try_from(PAGE_LINES).unwrap_or(usize::MAX);
        let more = rows.len() > shown;
        rows.truncate(shown);
        let next = rows.last().filter(|_| more).map(|(line, _)| line.id);
        Ok(AuditPage { lines: rows.into_iter().map(|(line, user)| (line, user.map(|user| (user.name, user.email)))).collect(), next })
    }

    /// The account with an address, for a filter.
    ///
    /// # Errors
    /// The database's.
    pub async fn user_by_email(&self, email: &str) -> Result<Option<UserId>, DbErr> {
        let found = user::Entity::find().filter(user::Column::Email.eq(email)).one(self.store.reader()).await?;
        Ok(found.map(|user| user.id))
    }
}

/// Lines without a seal.
fn unsealed() -> Select<audit_log::Entity> {
    let sealed = audit_seal::Entity::find().select_only().column(audit_seal::Column::LineId).into_query();
    audit_log::Entity::find().filter(audit_log::Column::Id.not_in_subquery(sealed))
}

/// The seal of a line that stands on another seal.
fn next_hash(before: &str, line: &audit_log::Model) -> String {
    let text = serde_json::json!([before, line.id, line.at.timestamp_millis(), line.actor_id, line.action, line.subject, line.detail, line.organization_id]);
    hex::encode(Sha256::digest(text.to_string()))
}
