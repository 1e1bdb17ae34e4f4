//! Forms without JavaScript. A page's form posts to the page's own address and names its server function in a hidden
//! field; here the function is called, and then one of three things happens: on to the next page, the same page again
//! with what was typed and what is wrong, or to the login page with the form set aside until its sender comes back.

use super::{body_limit::BODY_BYTES_MAX, errors, server_functions, state::AppState};
use crate::{
    app::{
        form::{FUNCTION_FIELD, REDRAW_FIELD, without_mark},
        posted::{PostedForm, SECRET_WORD, UNSTORED_WORD},
    },
    domain::return_path,
    error::{AppError, ErrorCode},
    services::sessions::SET_ASIDE,
};
use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use tower_sessions::{Expiry, Session};

/// Largest form that is set aside, in bytes.
const SET_ASIDE_BYTES_MAX: usize = 8 * 1024;
/// A form set aside for longer than this is forgotten.
const SET_ASIDE_MINUTES: i64 = 60;

/// What a form's function answers: the path to go on to.
#[derive(Deserialize)]
struct Go {
    to: String,
}

/// A form that waits for its sender to log in.
#[derive(Serialize, Deserialize)]
struct SetAside {
    path: String,
    form: PostedForm,
    at: DateTime<Utc>,
}

/// A form posted to a page's address.
pub(super) async fn post(State(state): State<AppState>, session: Session, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, BODY_BYTES_MAX).await else { return errors::internal().into_response() };
    let mut form = read(&bytes);
    if form.redraw.is_some() {
        return page(&state, parts, form).await;
    }
    if !form.function.starts_with("/api/") {
        return AppError::new(ErrorCode::BadRequest, "This form is not one of ours.").into_response();
    }
    let response = call(&state, &parts, &form.function, bytes.into()).await;
    if response.status().is_success() {
        return go_on(response).await;
    }
    let error = read_error(response).await;
    if error.code == ErrorCode::Unauthenticated {
        let next = return_path::login_then(&page_address(&parts));
        if form.body.len() > SET_ASIDE_BYTES_MAX {
            return Redirect::to(&next).into_response();
        }
        form.body = kept_for_later(&form.body);
        // What nobody comes back for is not kept as long as a login.
        session.set_expiry(Some(Expiry::OnInactivity(time::Duration::minutes(SET_ASIDE_MINUTES))));
        let kept = session.insert(SET_ASIDE, SetAside { path: parts.uri.path().to_owned(), form, at: state.services.clock.now() }).await;
        return match kept {
            Ok(()) => Redirect::to(&next).into_response(),
            Err(error) => {
                tracing::error!(%error, "a form could not be set aside");
                errors::internal().into_response()
            }
        };
    }
    form.error = Some(error);
    page(&state, parts, form).await
}

/// Puts a form that was set aside beside a request for its page.
pub(super) async fn bring_back(State(state): State<AppState>, session: Session, mut request: Request, next: Next) -> Response {
    if request.method() == Method::GET && request.headers().contains_key(header::COOKIE) {
        match session.get::<SetAside>(SET_ASIDE).await {
            Ok(Some(kept)) if kept.path == request.uri().path() && state.services.clock.now() - kept.at < Duration::minutes(SET_ASIDE_MINUTES) => {
                request.extensions_mut().insert(kept.form);
            }
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "a form that was set aside could not be read"),
        }
    }
    next.run(request).await
}

/// The page's address as it was before its form was sent.
fn page_address(parts: &Parts) -> String {
    match without_mark(parts.uri.query().unwrap_or_default()) {
        "" => parts.uri.path().to_owned(),
        query => format!("{}?{query}", parts.uri.path()),
    }
}

/// Splits the fields that are ours from those of the form. Passwords are left out: they are never shown back or stored.
fn read(bytes: &[u8]) -> PostedForm {
    let mut form = PostedForm::default();
    let mut kept = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(bytes) {
        match name.as_ref() {
            FUNCTION_FIELD => form.function = value.into_owned(),
            REDRAW_FIELD => form.redraw = Some(value.into_owned()),
            name if name.contains(SECRET_WORD) => {}
            name => {
                kept.append_pair(name, &value);
            }
        }
    }
    form.body = kept.finish();
    form
}

/// The fields that may be stored until their sender comes back.
fn kept_for_later(body: &str) -> String {
    let kept = form_urlencoded::parse(body.as_bytes()).filter(|(name, _)| !name.contains(UNSTORED_WORD));
    form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).finish()
}

async fn call(state: &AppState, parts: &Parts, function: &str, body: Body) -> Response {
    let mut request = Request::new(body);
    *request.method_mut() = Method::POST;
    let Ok(uri) = function.parse() else { return errors::not_found().into_response() };
    *request.uri_mut() = uri;
    *request.headers_mut() = parts.headers.clone();
    *request.extensions_mut() = parts.extensions.clone();
    request.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
    server_functions::call(state, request).await
}

async fn go_on(response: Response) -> Response {
    let body = to_bytes(response.into_body(), BODY_BYTES_MAX).await;
    let go = body.ok().and_then(|bytes| serde_json::from_slice::<Go>(&bytes).ok());
    Redirect::to(return_path::local_or_home(go.as_ref().map_or("/", |go| &go.to))).into_response()
}

async fn read_error(response: Response) -> AppError {
    let body = to_bytes(response.into_body(), BODY_BYTES_MAX).await;
    body.ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_else(AppError::internal)
}

/// The page at the request's address, drawn with the form as it was filled in.
pub(super) async fn page(state: &AppState, mut parts: Parts, form: PostedForm) -> Response {
    let status = form.error.as_ref().and_then(|error| StatusCode::from_u16(error.code.status()).ok());
    parts.extensions.insert(form);
    let mut response = state.render(Request::from_parts(parts, Body::empty())).await;
    if let Some(status) = status {
        *response.status_mut() = status;
    }
    response
}
