//! What is served to machines: feeds, calendars, JSON, pictures for shared links, and what leads search engines. Nobody is logged in here;
//! every answer is the same for everybody, says how long it may be kept, and is not sent twice to whoever has it.

mod feeds;
mod json;
mod pictures;
mod robots;
mod sitemaps;

pub(super) use robots::keep_private;

use super::{errors, state::AppState};
use crate::error::AppError;
use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::Method,
    middleware::Next,
    response::{IntoResponse, Response},
    routing::get,
};
use std::fmt::Display;
use tower::ServiceExt;
use tower_http::cors::{Any, CorsLayer};

/// What shows seats, and may be wrong for as long as nobody minds.
const MINUTE: &str = "public, max-age=60";
/// What changes by the day.
const HOUR: &str = "public, max-age=3600";
/// What never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// The addresses that no page has a part of.
pub(super) fn routes() -> Router<AppState> {
    let open = Router::new()
        .route("/runs.json", get(json::runs))
        .route("/openapi.json", get(json::description))
        .route("/explore.atom", get(feeds::explore))
        .layer(for_every_site());
    Router::new()
        .route("/robots.txt", get(robots::robots))
        .route("/sitemap.xml", get(sitemaps::index))
        .route("/sitemaps/{file}", get(sitemaps::part))
        .route("/og/{version}/{file}", get(pictures::poster))
        .merge(open)
}

/// The addresses that are a page's with an ending: `/runs/{id}.ics`, `/runs/{id}.json` and `/hosts/{slug}.ics`. The router cannot tell them
/// from the page's, so that they are looked for before it is asked.
pub(super) async fn beside_pages(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if !is_beside_page(request.uri().path()) {
        return next.run(request).await;
    }
    // Without what the page's route has found in the path.
    let (parts, _) = request.into_parts();
    let mut request = Request::new(Body::empty());
    (*request.method_mut(), *request.uri_mut(), *request.headers_mut()) = (parts.method, parts.uri, parts.headers);
    let files = Router::new().route("/runs/{file}", get(json::or_calendar)).route("/hosts/{file}", get(feeds::host)).layer(for_every_site()).with_state(state);
    files.oneshot(request).await.into_response()
}

fn is_beside_page(path: &str) -> bool {
    let ending_in = |folder: &str| Some(path.strip_prefix(folder).filter(|file| !file.contains('/'))?.rsplit_once('.')?.1);
    matches!(ending_in("/runs/"), Some("ics" | "json")) || ending_in("/hosts/") == Some("ics")
}

/// Scripts of any site may read these answers: there is nothing in them that is not for everybody.
fn for_every_site() -> CorsLayer {
    CorsLayer::new().allow_origin(Any).allow_methods([Method::GET])
}

/// Our fault, with the cause in the log.
fn broken(error: &impl Display) -> AppError {
    tracing::error!(%error, "an answer for machines could not be made");
    errors::internal()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_keep_their_addresses() {
        for path in ["/runs/17.ics", "/runs/17.json", "/runs/.ics", "/hosts/the-coffee-people.ics"] {
            assert!(is_beside_page(path), "{path}");
        }
        for path in ["/runs/17", "/runs.json", "/runs/17/book", "/runs/17/x.ics", "/hosts/coffee", "/hosts/coffee.json", "/host/runs/17.ics", "/"] {
            assert!(!is_beside_page(path), "{path}");
        }
    }
}
