//! What every server function needs from its request.

use crate::{
    domain::organization::Permission,
    error::{AppError, ErrorCode},
    services::{Services, accounts::Account, hosting::Membership},
};
use leptos::context::use_context;

/// The session with its account; the web layer puts it beside every request.
pub(super) type AuthSession = axum_login::AuthSession<Services>;

/// Where a form is kept that was sent without being logged in; see `web::forms`.
const SET_ASIDE: &str = "set_aside";

/// The use cases.
pub(super) fn services() -> Result<Services, AppError> {
    use_context::<Services>().ok_or_else(AppError::internal)
}

/// The session, logged in or not.
pub(super) async fn session() -> Result<AuthSession, AppError> {
    // The route list is made once at start, outside any request.
    use_context::<axum::http::request::Parts>().ok_or_else(AppError::internal)?;
    leptos_axum::extract::<AuthSession>().await.map_err(|error| {
        tracing::error!(%error, "a request came without its session");
        AppError::internal()
    })
}

/// Who calls, if anybody.
pub(super) async fn maybe_user() -> Result<Option<Account>, AppError> {
    Ok(session().await?.user)
}

/// Who calls; 401 where nobody is logged in.
pub(super) async fn user() -> Result<Account, AppError> {
    maybe_user().await?.ok_or_else(AppError::unauthenticated)
}

/// The organization the caller acts for; 403 for somebody who hosts nothing or may not do this.
pub(super) async fn member(permission: Permission) -> Result<(Services, Membership), AppError> {
    let user = user().await?;
    let services = services()?;
    let membership = services.membership(user.id).await?.filter(|membership| membership.role.may(permission));
    let membership =
        membership.ok_or_else(|| AppError::new(ErrorCode::Forbidden, "This area is for hosts. Your account does not belong to an organization yet."))?;
    Ok((services, membership))
}

/// Starts a session for an account.
pub(super) async fn log_in(account: &Account) -> Result<(), AppError> {
    session().await?.login(account).await.map_err(|error| {
        tracing::error!(%error, "a session could not be started");
        AppError::internal()
    })
}

/// Forgets the form that was set aside while its sender logged in: it has served.
pub(super) async fn forget_set_aside_form() {
    if let Ok(session) = leptos_axum::extract::<tower_sessions::Session>().await {
        let forgotten = session.remove_value(SET_ASIDE).await;
        if let Err(error) = forgotten {
            tracing::warn!(%error, "a form that was set aside could not be forgotten");
        }
    }
}
