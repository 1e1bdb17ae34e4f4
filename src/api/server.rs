//! What every server function needs from its request.

use crate::{
    domain::{
        booking::{BookingForm, BookingRequest},
        explore::slug,
        ids::{BookingRef, OrganizationId, UserId},
        organization::Permission,
        question::{self, Answer},
    },
    error::{AppError, ErrorCode},
    services::{
        Services,
        accounts::Account,
        hosting::Membership,
        payments::PaymentError,
        sessions::{ACTING_FOR, SET_ASIDE},
    },
};
use axum::http::{HeaderValue, header};
use leptos::{context::use_context, server_fn::ServerFn};
use leptos_axum::ResponseOptions;
use serde::Serialize;

/// How long a booking waits for the provider to make its order.
const ORDER_PATIENCE: std::time::Duration = std::time::Duration::from_secs(4);

/// Where the settings of saved searches stand.
pub(super) const SEARCHES: &str = "/saved#searches";

/// The session with its account; the web layer puts it beside every request.
pub(super) type AuthSession = axum_login::AuthSession<Services>;

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

/// The cookie that remembers which city somebody looked at last, by its slug; good for a year, and no secret.
const CITY_COOKIE: &str = "city";
const CITY_SECONDS: u32 = 31_536_000;

/// The city that was looked at last.
pub(super) fn remembered_city() -> Option<String> {
    let parts = use_context::<axum::http::request::Parts>()?;
    let cookies = parts.headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    let found = cookies.filter_map(|pair| pair.trim().split_once('=')).find(|(name, _)| *name == CITY_COOKIE);
    found.and_then(|(_, city)| slug(city)).map(str::to_owned)
}

/// Remembers a city for the next visit.
pub(super) fn remember_city(city: &str) {
    let cookie = HeaderValue::from_str(&format!("{CITY_COOKIE}={city}; Path=/; Max-Age={CITY_SECONDS}; SameSite=Lax"));
    if let (Some(response), Ok(cookie)) = (use_context::<ResponseOptions>(), cookie) {
        response.append_header(header::SET_COOKIE, cookie);
    }
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
    let membership = services.membership(user.id, acting_for().await?).await?;
    let membership =
        membership.ok_or_else(|| AppError::new(ErrorCode::NoOrganization, "This area is for hosts. Your account does not belong to an organization yet."))?;
    permitted(membership, permission).map(|membership| (services, membership))
}

/// The organization that a form was shown for, which is acted for from here on: another page may have chosen another one meanwhile.
/// 404 where the caller does not belong to it, 403 where their role may not do this.
pub(super) async fn member_of(organization: &str, permission: Permission) -> Result<(Services, Membership), AppError> {
    let user = user().await?;
    let services = services()?;
    let organization = organization.parse().map_err(|_| AppError::not_found())?;
    let membership = services.membership(user.id, Some(organization)).await?.filter(|membership| membership.organization_id == organization);
    let membership = permitted(membership.ok_or_else(AppError::not_found)?, permission)?;
    if acting_for().await? != Some(organization) {
        act_for(organization).await?;
    }
    Ok((services, membership))
}

fn permitted(membership: Membership, permission: Permission) -> Result<Membership, AppError> {
    if membership.role.may(permission) {
        return Ok(membership);
    }
    let words = format!("This is not for {} of {}. Ask one of its owners.", membership.role.name().to_lowercase(), membership.name);
    Err(AppError::new(ErrorCode::Forbidden, words))
}

/// The organization that was chosen in this session, if one was.
pub(super) async fn acting_for() -> Result<Option<OrganizationId>, AppError> {
    session().await?.session.get(ACTING_FOR).await.map_err(|error| session_broken(&error))
}

/// Chooses the organization that this session acts for; whether its owner belongs to it is seen each time.
pub(super) async fn act_for(organization: OrganizationId) -> Result<(), AppError> {
    session().await?.session.insert(ACTING_FOR, organization).await.map_err(|error| session_broken(&error))
}

/// Acts for an organization that the caller has just come to belong to. Whoever knows the session's old id does not gain with them.
pub(super) async fn gain(organization: OrganizationId) -> Result<(), AppError> {
    session().await?.session.cycle_id().await.map_err(|error| session_broken(&error))?;
    act_for(organization).await
}

fn session_broken(error: &dyn std::error::Error) -> AppError {
    tracing::error!(%error, "a session cannot be read or written");
    AppError::internal()
}

/// An admin; for anybody else who is logged in, what is theirs does not exist.
pub(super) async fn admin() -> Result<(Services, Account), AppError> {
    let user = user().await?;
    if user.is_admin { Ok((services()?, user)) } else { Err(AppError::not_found()) }
}

/// Starts a session for an account.
pub(super) async fn log_in(account: &Account) -> Result<(), AppError> {
    let mut session = session().await?;
    // axum-login draws a new id only for somebody who was not logged in; whoever knows the old one must not stay.
    if session.user.is_some() {
        session.session.cycle_id().await.map_err(|error| session_broken(&error))?;
    }
    session.login(account).await.map_err(|error| session_broken(&error))
}

/// What a booking form asks for, with the answers to what the host asks; 422 with all that is wrong in either.
pub(super) async fn asked_for(services: &Services, form: &BookingForm) -> Result<(BookingRequest, Vec<Answer>), AppError> {
    let asked = match form.run.parse() {
        Ok(run) => services.questions_on(run).await?,
        Err(_) => Vec::new(),
    };
    match (form.validate(), question::answers(&asked, &form.answers)) {
        (Ok(request), Ok(answers)) => Ok((request, answers)),
        (request, answers) => Err(AppError::invalid([request.err(), answers.err()].into_iter().flatten().flatten().collect())),
    }
}

/// Makes the provider's order for a booking that is to be paid, so that its page leads straight to the payment.
/// A slow or absent provider holds nobody up: the page has a button that tries again.
pub(super) async fn prepare_payment(services: &Services, user: UserId, reference: &BookingRef) {
    match tokio::time::timeout(ORDER_PATIENCE, services.open_order(user, reference)).await {
        Ok(Ok(()) | Err(PaymentError::NotPayable(_))) => {}
        Ok(Err(error)) => tracing::warn!(booking = %reference, %error, "no order could be made yet"),
        Err(_) => tracing::warn!(booking = %reference, "the provider was too slow to make an order"),
    }
}

/// Sets a form aside for the page at `path`, where its sender finds it filled in: as typed, though it was sent for something else.
/// Where that fails the page is shown all the same, and is filled in once more.
pub(super) async fn set_form_aside<F: ServerFn + Serialize>(path: &str, form: &F) {
    let (Ok(session), Ok(services)) = (leptos_axum::extract::<tower_sessions::Session>().await, services()) else { return };
    let Ok(body) = serde_qs::to_string(form) else { return };
    // As the web layer writes it for somebody who has to log in first.
    let form = serde_json::json!({ "function": F::url(), "body": body, "error": null, "redraw": null });
    let kept = serde_json::json!({ "path": path, "form": form, "at": services.clock.now() });
    if let Err(error) = session.insert(SET_ASIDE, kept).await {
        tracing::warn!(%error, "a form could not be set aside");
    }
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
