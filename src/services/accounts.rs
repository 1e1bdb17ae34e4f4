//! People: signing up, proving who one is, changing one's details.

use super::Services;
use crate::{
    domain::{
        account::{Profile, SignUp},
        ids::UserId,
        text,
    },
    entity::{audit_log, member, user},
};
use sea_orm::{ActiveValue::NotSet, ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, Set, SqlErr, sea_query::Expr};
use std::sync::{Arc, LazyLock};
use tokio::sync::Semaphore;

/// Hashes computed at the same time: each takes 19 MiB and a core for some 20 ms, so that
/// a flood of logins must wait its turn and not eat the memory.
const HASHES_AT_ONCE: usize = 2;

/// A person who is logged in, or about to be.
#[derive(Clone, Debug)]
pub struct Account {
    pub id: UserId,
    pub name: String,
    pub email: String,
    pub phone: Option<String>,
    /// Belongs to an organization.
    pub hosts: bool,
    /// Oversees payments; sees the admin area.
    pub is_admin: bool,
    /// An argon2id PHC string; a session is good for as long as it stays the same.
    pub password_hash: String,
}

/// Why an account could not be made or changed.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// Somebody has signed up with this address.
    #[error("the e-mail address is taken")]
    EmailTaken,
    /// The address or the password is wrong; which one is nobody's business.
    #[error("wrong e-mail address or password")]
    WrongPassword,
    /// An admin has suspended the account.
    #[error("the account is suspended")]
    Suspended,
    /// The hashing task was cut off.
    #[error("password hashing failed")]
    Hashing,
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Password hashing (argon2id), away from the threads that serve requests.
#[derive(Clone, Debug)]
pub struct Passwords {
    turns: Arc<Semaphore>,
}

/// Checked when there is no such user, so that the answer takes the same time. Made by whoever first checks a password, which takes a moment.
static NOBODYS: LazyLock<String> = LazyLock::new(|| password_auth::generate_hash("nobody's password"));

impl Passwords {
    /// Makes a hasher.
    #[must_use]
    pub fn new() -> Self {
        Self { turns: Arc::new(Semaphore::new(HASHES_AT_ONCE)) }
    }

    /// Hashes a new password.
    ///
    /// # Errors
    /// [`AccountError::Hashing`] when the process is shutting down.
    pub async fn hash(&self, password: String) -> Result<String, AccountError> {
        self.in_turn(move || password_auth::generate_hash(password)).await
    }

    async fn matches(&self, password: String, hash: Option<String>) -> Result<bool, AccountError> {
        let check = move || {
            let nobodys = NOBODYS.as_str();
            password_auth::verify_password(password, hash.as_deref().unwrap_or(nobodys)).is_ok() && hash.is_some()
        };
        self.in_turn(check).await
    }

    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, AccountError> {
        let turn = self.turns.clone().acquire_owned().await.map_err(|_| AccountError::Hashing)?;
        // The turn goes along: a caller who hangs up does not end the work.
        let in_turn = move || {
            let done = work();
            drop(turn);
            done
        };
        tokio::task::spawn_blocking(in_turn).await.map_err(|_| AccountError::Hashing)
    }
}

impl Default for Passwords {
    fn default() -> Self {
        Self::new()
    }
}

impl Services {
    /// Makes an account.
    ///
    /// # Errors
    /// [`AccountError::EmailTaken`], or the database's.
    pub async fn sign_up(&self, sign_up: SignUp) -> Result<Account, AccountError> {
        let password_hash = self.passwords.hash(sign_up.password).await?;
        let now = self.clock.now();
        let row = user::ActiveModel {
            id: NotSet,
            email: Set(sign_up.email),
            name: Set(sign_up.name),
            phone: Set(None),
            password_hash: Set(password_hash),
            is_admin: Set(false),
            suspended_at: Set(None),
            created_at: Set(now),
            updated_at: Set(now),
        };
        let db = self.store.begin().await?;
        let user = user::Entity::insert(row).exec_with_returning(&db).await.map_err(|error| match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => AccountError::EmailTaken,
            _ => error.into(),
        })?;
        audit_log::record(&db, now, Some(user.id), "account.signed_up", format!("user:{}", user.id), serde_json::json!({})).await?;
        db.commit().await?;
        Ok(account(user, false))
    }

    /// Makes an admin of the account with an address. False where there is none.
    ///
    /// # Errors
    /// The database's.
    pub async fn make_admin(&self, email: &str) -> Result<bool, DbErr> {
        let now = self.clock.now();
        let db = self.store.begin().await?;
        let Some(user) = user::Entity::find().filter(user::Column::Email.eq(email)).one(&db).await? else { return Ok(false) };
        let change = user::Entity::update_many().col_expr(user::Column::IsAdmin, Expr::value(true)).col_expr(user::Column::UpdatedAt, Expr::value(now));
        change.filter(user::Column::Id.eq(user.id)).exec(&db).await?;
        audit_log::record(&db, now, None, "admin.made", format!("user:{}", user.id), serde_json::json!({})).await?;
        db.commit().await?;
        Ok(true)
    }

    /// The account, if the password is right. An unknown address takes as long and gets the same answer.
    ///
    /// # Errors
    /// [`AccountError::WrongPassword`], or the database's.
    pub async fn authenticate(&self, email: &str, password: String) -> Result<Account, AccountError> {
        // What is no address is nobody's; PostgreSQL would even refuse to be asked for some of it.
        let user = match text::email(email) {
            Ok(email) => user::Entity::find().filter(user::Column::Email.eq(email)).one(self.store.reader()).await?,
            Err(_) => None,
        };
        let right = self.passwords.matches(password, user.as_ref().map(|user| user.password_hash.clone())).await?;
        let user = user.filter(|_| right).ok_or(AccountError::WrongPassword)?;
        // Only whoever knows the password learns that.
        if user.suspended_at.is_some() {
            return Err(AccountError::Suspended);
        }
        let hosts = self.hosts(user.id).await?;
        Ok(account(user, hosts))
    }

    /// The account of that id, if there still is one that may be used.
    ///
    /// # Errors
    /// The database's.
    pub async fn account(&self, id: UserId) -> Result<Option<Account>, DbErr> {
        let user = user::Entity::find_by_id(id).filter(user::Column::SuspendedAt.is_null()).one(self.store.reader()).await?;
        let Some(user) = user else { return Ok(None) };
        let hosts = self.hosts(id).await?;
        Ok(Some(account(user, hosts)))
    }

    async fn hosts(&self, id: UserId) -> Result<bool, DbErr> {
        Ok(member::Entity::find().filter(member::Column::UserId.eq(id)).count(self.store.reader()).await? > 0)
    }

    /// Changes name and phone.
    ///
    /// # Errors
    /// The database's.
    pub async fn change_profile(&self, id: UserId, profile: Profile) -> Result<(), DbErr> {
        user::Entity::update_many()
            .col_expr(user::Column::Name, Expr::value(profile.name))
            .col_expr(user::Column::Phone, Expr::value(profile.phone))
            .col_expr(user::Column::UpdatedAt, Expr::value(self.clock.now()))
            .filter(user::Column::Id.eq(id))
            .exec(self.store.writer())
            .await
            .map(drop)
    }

    /// Makes sure that it is really the holder of the account who asks.
    ///
    /// # Errors
    /// [`AccountError::WrongPassword`].
    pub async fn check_password(&self, account: &Account, password: String) -> Result<(), AccountError> {
        if self.passwords.matches(password, Some(account.password_hash.clone())).await? { Ok(()) } else { Err(AccountError::WrongPassword) }
    }

    /// Changes the password, which ends every other session of the account.
    ///
    /// # Errors
    /// [`AccountError::WrongPassword`] when `current` is not the present one, or the database's.
    pub async fn change_password(&self, account: &Account, current: String, new: String) -> Result<Account, AccountError> {
        self.check_password(account, current).await?;
        let password_hash = self.passwords.hash(new).await?;
        let now = self.clock.now();
        let db = self.store.begin().await?;
        user::Entity::update_many()
            .col_expr(user::Column::PasswordHash, Expr::value(password_hash.as_str()))
            .col_expr(user::Column::UpdatedAt, Expr::value(now))
            .filter(user::Column::Id.eq(account.id))
            .exec(&db)
            .await?;
        audit_log::record(&db, now, Some(account.id), "account.password_changed", format!("user:{}", account.id), serde_json::json!({})).await?;
        db.commit().await?;
        Ok(Account { password_hash, ..account.clone() })
    }
}

fn account(user: user::Model, hosts: bool) -> Account {
    Account { id: user.id, name: user.name, email: user.email, phone: user.phone, hosts, is_admin: user.is_admin, password_hash: user.password_hash }
}
