//! Server functions over HTTP. Leptos answers every failed one with 500; here it gets the status of its error's code.

use super::{errors, state::AppState};
use crate::error::AppError;
use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use leptos::server_fn::error::SERVER_FN_ERROR_HEADER;

/// An error in JSON is far smaller than this.
const ERROR_BYTES_MAX: usize = 64 * 1024;

/// Everything below `/api/`.
pub(super) async fn handle(State(state): State<AppState>, request: Request) -> Response {
    call(&state, request).await
}

/// Calls the server function that the address names.
pub(super) async fn call(state: &AppState, mut request: Request) -> Response {
    // A page's form is handled by `forms`; to a plain form post Leptos would answer with a redirect back, losing what was typed.
    request.headers_mut().insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    let response = leptos_axum::handle_server_fns_with_context(state.context(), request).await.into_response();
    let mut response = if response.headers().contains_key(SERVER_FN_ERROR_HEADER) {
        with_status_of_code(response).await
    } else if response.status() == StatusCode::BAD_REQUEST {
        errors::not_found().into_response()
    } else {
        response
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn with_status_of_code(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, ERROR_BYTES_MAX).await else { return errors::internal().into_response() };
    let error = serde_json::from_slice::<AppError>(&bytes).ok();
    parts.status = error.and_then(|error| StatusCode::from_u16(error.code.status()).ok()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    Response::from_parts(parts, Body::from(bytes))
}
