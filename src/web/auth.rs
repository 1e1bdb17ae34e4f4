//! Who is logged in: axum-login over the accounts service, a signed session cookie, and logging out.

use super::session_store::DatabaseSessions;
use crate::{
    config::server::ServerConfig,
    domain::ids::UserId,
    services::{
        Services,
        accounts::{Account, AccountError},
    },
};
use axum::response::{IntoResponse, Redirect, Response};
use axum_login::{AuthManagerLayer, AuthManagerLayerBuilder, AuthSession, AuthUser, AuthnBackend};
use sha2::{Digest, Sha512};
use time::Duration;
use tower_sessions::{
    Expiry, SessionManagerLayer,
    cookie::{Key, SameSite},
    service::SignedCookie,
};

/// A session ends when nothing has been written to it for this long.
const SESSION_DAYS: i64 = 30;

impl AuthUser for Account {
    type Id = i64;

    fn id(&self) -> i64 {
        self.id.0
    }

    /// A changed password ends every session that was started with the old one.
    fn session_auth_hash(&self) -> &[u8] {
        self.password_hash.as_bytes()
    }
}

impl AuthnBackend for Services {
    type User = Account;
    /// E-mail address and password.
    type Credentials = (String, String);
    type Error = AccountError;

    async fn authenticate(&self, (email, password): Self::Credentials) -> Result<Option<Account>, AccountError> {
        match Services::authenticate(self, &email, password).await {
            Ok(account) => Ok(Some(account)),
            Err(AccountError::WrongPassword) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn get_user(&self, id: &i64) -> Result<Option<Account>, AccountError> {
        Ok(self.account(UserId(*id)).await?)
    }
}

/// The name of the session's cookie.
pub(super) fn cookie_name(config: &ServerConfig) -> &'static str {
    if config.https() { "__Host-nukkad" } else { "nukkad" }
}

/// Sessions for every request that passes. The cookie is `__Host-` bound and secure wherever the site is served
/// by https, and `Lax`: with `Strict`, whoever comes back from another site's page would seem logged out.
pub(super) fn layer(services: Services, config: &ServerConfig) -> AuthManagerLayer<Services, DatabaseSessions, SignedCookie> {
    let key = Key::from(Sha512::digest(config.secret.as_bytes()).as_slice());
    let sessions = SessionManagerLayer::new(DatabaseSessions::new(services.clone()))
        .with_name(cookie_name(config))
        .with_secure(config.https())
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(Duration::days(SESSION_DAYS)))
        .with_signed(key);
    AuthManagerLayerBuilder::new(services, sessions).build()
}

/// Ends the session and goes home.
pub(super) async fn log_out(mut session: AuthSession<Services>) -> Response {
    match session.logout().await {
        Ok(_) => Redirect::to("/").into_response(),
        Err(error) => {
            tracing::error!(%error, "a session could not be ended");
            super::errors::internal().into_response()
        }
    }
}
