//! The drawn covers, as pictures with addresses of their own: the same address is the same picture for ever.

use super::errors;
use crate::domain::cover::{self, Hour};
use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};

/// Longest slug that is drawn, in bytes.
const SLUG_BYTES_MAX: usize = 120;

/// `/covers/{version}/{domain}/{hour}/{slug}.svg`
pub(super) async fn cover(Path((version, domain, hour, file)): Path<(u32, String, String, String)>) -> Response {
    let slug = file.strip_suffix(".svg").filter(|slug| slug.len() <= SLUG_BYTES_MAX);
    let (Some(slug), Ok(domain), Some(hour), cover::VERSION) = (slug, domain.parse(), Hour::parse(&hour), version) else {
        return errors::not_found().into_response();
    };
    let headers = [(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    (headers, cover::draw(slug, domain, hour)).into_response()
}
