//! Uploaded pictures. An address names the bytes behind it, so that it can be kept for ever.

use super::{errors, state::AppState};
use crate::domain::media::MediaHash;
use axum::{
    body::Body,
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};

/// `/media/{hash}/{width}.jpg`
pub(super) async fn picture(State(state): State<AppState>, Path((hash, file)): Path<(String, String)>) -> Response {
    let width = file.strip_suffix(".jpg").and_then(|width| Some((width, width.parse::<u32>().ok()?)));
    // A width has one way of being written, so that a picture has one address.
    let width = width.and_then(|(text, width)| (width.to_string() == text).then_some(width));
    let (Ok(hash), Some(width)) = (hash.parse::<MediaHash>(), width) else { return errors::not_found().into_response() };
    match state.services.media.open(&hash, width).await {
        Ok(Some(file)) => {
            let headers = [
                (header::CONTENT_TYPE, "image/jpeg".to_owned()),
                (header::CONTENT_LENGTH, file.meta.size.to_string()),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable".to_owned()),
            ];
            (headers, Body::from_stream(file.into_stream())).into_response()
        }
        Ok(None) => errors::not_found().into_response(),
        Err(error) => {
            tracing::error!(%error, "a picture could not be read");
            errors::internal().into_response()
        }
    }
}
