//! Bodies are read whole, up to a limit, before anything else happens.

use crate::error::{AppError, ErrorCode};
use axum::{
    body::{Body, Bytes},
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures_util::StreamExt;

/// Largest form or call, in bytes: a story of ten thousand letters that take nine bytes each on the way (an Indian script in
/// percent-encoding), with everything around it.
pub(super) const BODY_BYTES_MAX: usize = 256 * 1024;
/// So much of a body that is too large is read and thrown away: an answer to a sender that is still
/// sending would reach a browser as a broken connection, not as words.
const DISCARDED_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Refuses bodies that are too large with 413.
pub(super) async fn limit(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    match read(body, BODY_BYTES_MAX).await {
        Ok(bytes) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
        Err(error) => error.into_response(),
    }
}

/// Reads a body whole; one of more than `bytes_max` is an error with the status 413.
pub(super) async fn read(body: Body, bytes_max: usize) -> Result<Bytes, AppError> {
    let mut pieces = body.into_data_stream();
    let (mut kept, mut length) = (Vec::new(), 0);
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| AppError::new(ErrorCode::BadRequest, "The request broke off."))?;
        length += piece.len();
        if length <= bytes_max {
            kept.extend_from_slice(&piece);
        } else if length > DISCARDED_BYTES_MAX {
            break;
        }
    }
    if length > bytes_max {
        return Err(AppError::new(ErrorCode::TooLarge, "That is more than this form can hold. Nothing was booked or charged."));
    }
    Ok(kept.into())
}
