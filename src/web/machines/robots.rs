//! What search engines are asked to leave alone: what is somebody's own, and forms.

use super::HOUR;
use crate::web::{conditional::answer, state::AppState};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};

/// The beginnings of paths that are somebody's own; each with what is below it.
const PRIVATE: [&str; 7] = ["/account", "/admin", "/bookings", "/host", "/invitations", "/logout", "/api"];
/// The ends of paths below a run that are forms.
const FORMS: [&str; 2] = ["/book", "/waitlist"];
/// Pages that everybody may open, and nobody looks for.
const THIN: [&str; 2] = ["/login", "/signup"];

/// `/robots.txt`
pub(super) async fn robots(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let own = PRIVATE.iter().map(|path| format!("Disallow: {path}$\nDisallow: {path}/\nDisallow: {path}?\n"));
    let forms = FORMS.iter().map(|end| format!("Disallow: /runs/*{end}\n"));
    let rules: String = own.chain(forms).collect();
    let text = format!("User-agent: *\n{rules}Allow: /\n\nSitemap: {}\n", state.services.site().at("/sitemap.xml"));
    answer(&headers, "text/plain; charset=utf-8", HOUR, text)
}

/// Says beside every page that is somebody's own, or thin, that it is not to be found by searching: whoever links to it does not make it so.
pub(in crate::web) async fn keep_private(request: Request, next: Next) -> Response {
    const TAG: HeaderName = HeaderName::from_static("x-robots-tag");
    let hidden = is_hidden(request.uri().path());
    let mut response = next.run(request).await;
    if hidden {
        response.headers_mut().insert(TAG, HeaderValue::from_static("noindex"));
    }
    response
}

fn is_hidden(path: &str) -> bool {
    let below = |begin: &str| path.strip_prefix(begin).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    PRIVATE.iter().any(|begin| below(begin)) || THIN.contains(&path) || (path.starts_with("/runs/") && FORMS.iter().any(|end| path.ends_with(end)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_ones_own_is_hidden() {
        for path in ["/host", "/host/runs/1", "/bookings/NK-1", "/runs/1/book", "/runs/1/waitlist", "/login", "/api/run"] {
            assert!(is_hidden(path), "{path}");
        }
        for path in ["/", "/explore", "/hosts/coffee", "/runs/1", "/experiences/book", "/experiences/host", "/hosts", "/accounts"] {
            assert!(!is_hidden(path), "{path}");
        }
    }
}
