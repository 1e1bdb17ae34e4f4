//! Errors that arise outside the pages: as JSON for machines, as a plain page in the site's dress for people.

use crate::{
    domain::html::escape,
    error::{AppError, ErrorCode},
};
use axum::{
    Json,
    extract::Request,
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use std::any::Any;

impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, [(header::CACHE_CONTROL, "no-store")], Json(self)).into_response()
    }
}

/// Nothing there.
pub(super) fn not_found() -> AppError {
    AppError::not_found()
}

/// Our fault.
pub(super) fn internal() -> AppError {
    AppError::internal()
}

/// An error as a page of its own, in its own words, for a person at an address that is no page of the application.
pub(super) fn as_page(error: &AppError) -> Response {
    let status = StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, [(header::CACHE_CONTROL, "no-store")], page(&escape(&error.message))).into_response()
}

/// What is left of a request whose handler panicked.
#[expect(clippy::needless_pass_by_value, reason = "the shape that the layer asks for")]
pub(super) fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let words = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    tracing::error!(panic = words.unwrap_or("without words"), "a handler panicked");
    internal().into_response()
}

/// Gives a person a page where a layer below has answered with an error in JSON or without words.
pub(super) async fn dress(request: Request, next: Next) -> Response {
    let wants_page = accepts_html(request.headers()) && !request.uri().path().starts_with("/api/");
    let response = next.run(request).await;
    let code = match response.status() {
        StatusCode::UNAUTHORIZED => ErrorCode::BadSignature,
        StatusCode::FORBIDDEN => ErrorCode::Forbidden,
        StatusCode::NOT_FOUND => ErrorCode::NotFound,
        StatusCode::PAYLOAD_TOO_LARGE => ErrorCode::TooLarge,
        StatusCode::METHOD_NOT_ALLOWED | StatusCode::BAD_REQUEST => ErrorCode::BadRequest,
        StatusCode::INTERNAL_SERVER_ERROR => ErrorCode::Internal,
        StatusCode::SERVICE_UNAVAILABLE => ErrorCode::Unreachable,
        _ => return response,
    };
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let (is_page, is_json) = (kind.starts_with("text/html"), kind.starts_with("application/json"));
    if is_page || (is_json && !wants_page) {
        return response;
    }
    let words = match code {
        ErrorCode::BadSignature => "This message is not signed by the payment provider, so nothing was done. If you have paid, your booking shows it.",
        ErrorCode::Forbidden => "This request came from another site, so it was not carried out.",
        ErrorCode::NotFound => "There is nothing at this address.",
        ErrorCode::TooLarge => "That is more than this form can hold. Nothing was booked or charged.",
        ErrorCode::Unreachable => "That took too long. Please try again; sending the same form twice does no harm.",
        ErrorCode::Internal => "Something broke on our side. Nothing was booked or charged by this step. Please try again in a moment.",
        _ => "This request could not be understood.",
    };
    if wants_page { (response.status(), page(words)).into_response() } else { (response.status(), Json(AppError::new(code, words))).into_response() }
}

fn page(words: &str) -> Html<String> {
    Html(format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>Nukkad</title><link rel=\"stylesheet\" href=\"/pkg/nukkad.css\"></head><body><main class=\"wrap message\"><h1>That did not work</h1>\
         <p>{words}</p><p><a class=\"button\" href=\"/\">Back to the corner</a></p></main></body></html>"
    ))
}

/// True for a browser that loads a page.
pub(super) fn accepts_html(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|accept| accept.contains("text/html"))
}
