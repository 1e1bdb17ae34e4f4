//! Pages for those who are not logged in, kept as they were drawn: everybody gets the same one until something that it may show has
//! changed. Somebody with a session never gets a page from here, nor is theirs ever kept.

use super::{kept_page::KeptPage, state::AppState};
use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::Response,
};
use chrono::{DateTime, Duration, Utc};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// How long ago the database may have been asked whether anything has changed: seats on a page are hardly older.
const LOOK_AGAIN: Duration = Duration::seconds(1);
/// How long a page is kept though nothing has changed: what it says of the time of day goes stale by itself.
const KEEP: Duration = Duration::seconds(20);
/// Most pages that are kept.
const PAGES_MAX: usize = 2_000;
/// Largest page that is kept, in bytes.
const PAGE_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Longest address whose page is kept, in bytes.
const ADDRESS_BYTES_MAX: usize = 600;

/// The pages of one process.
#[derive(Default)]
pub(super) struct PageCache(Mutex<HashMap<String, Arc<Slot>>>);

/// A page's place. Whoever finds the page stale draws it, and the others wait for that.
#[derive(Default)]
struct Slot {
    page: tokio::sync::Mutex<Option<Drawn>>,
}

struct Drawn {
    version: u64,
    at: DateTime<Utc>,
    page: Arc<KeptPage>,
}

/// What the layer needs.
pub(super) struct Keeper {
    pub(super) state: AppState,
    pub(super) cache: PageCache,
    /// The name of the session's cookie.
    pub(super) session: &'static str,
}

/// Answers from what is kept, or keeps what the inner layers answer.
pub(super) async fn keep(State(keeper): State<Arc<Keeper>>, request: Request, next: Next) -> Response {
    let Some(key) = keeper.key(&request) else { return next.run(request).await };
    let services = &keeper.state.services;
    let version = match services.freshen(LOOK_AGAIN).await {
        Ok(version) => version,
        Err(error) => {
            tracing::warn!(%error, "no page is kept while nobody knows what has changed");
            return next.run(request).await;
        }
    };
    let slot = keeper.cache.slot(&key);
    let mut drawn = slot.page.lock().await;
    let now = services.clock.now();
    if let Some(kept) = drawn.as_ref().filter(|kept| kept.version == version && now - kept.at < KEEP && now >= kept.at) {
        let page = kept.page.clone();
        std::mem::drop(drawn);
        return page.answer(request.headers());
    }
    let asked = request.headers().clone();
    let response = whole_page(next.run(without_conditions(request)).await).await;
    match response {
        Ok(page) => {
            let page = Arc::new(page);
            *drawn = Some(Drawn { version, at: now, page: page.clone() });
            std::mem::drop(drawn);
            page.answer(&asked)
        }
        Err(response) => {
            *drawn = None;
            std::mem::drop(drawn);
            keeper.cache.forget(&key);
            *response
        }
    }
}

impl Keeper {
    /// Under what the answer is kept; None where it must not be: it is for one person, or is no page that everybody sees.
    fn key(&self, request: &Request) -> Option<String> {
        let (uri, headers) = (request.uri(), request.headers());
        if request.method() != Method::GET || cookie(headers, self.session).is_some() {
            return None;
        }
        let (path, query) = (uri.path(), uri.query().unwrap_or_default());
        let known: &[&str] = match path.split('/').collect::<Vec<_>>()[..] {
            ["", ""] => &["city"],
            // Explore knows its own words; others lead to an address without them.
            ["", "explore"] => &[],
            // A calendar or the like has an address beside its page's.
            [.., file] if file.contains('.') => return None,
            ["", "runs", _] => &["travelers"],
            ["", "experiences" | "hosts", _] => &[],
            _ => return None,
        };
        let words = query.split('&').filter(|pair| !pair.is_empty());
        let sound = path == "/explore" || words.clone().all(|pair| known.contains(&pair.split('=').next().unwrap_or_default()));
        if !sound || path.len() + query.len() > ADDRESS_BYTES_MAX {
            return None;
        }
        // Home shows the city that was looked at last.
        let city = if path == "/" { cookie(headers, "city").unwrap_or_default() } else { "" };
        (city.len() <= 80).then(|| format!("{path}?{query}#{city}"))
    }
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    all.filter_map(|pair| pair.trim().split_once('=')).find(|(found, _)| *found == name).map(|(_, value)| value)
}

/// The page is drawn whole, whatever its asker has of it already.
fn without_conditions(mut request: Request) -> Request {
    for name in [header::IF_NONE_MATCH, header::IF_MODIFIED_SINCE, header::RANGE, header::ACCEPT_ENCODING] {
        request.headers_mut().remove(name);
    }
    request
}

/// The page to keep, or the answer as it was where it is none.
async fn whole_page(response: Response) -> Result<KeptPage, Box<Response>> {
    let html = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    // A session that begins with this answer is somebody's.
    let cookies = response.headers().get_all(header::SET_COOKIE).iter();
    let personal = cookies.filter(|cookie| !cookie.as_bytes().starts_with(b"city=")).count() > 0;
    if response.status() != StatusCode::OK || !html || personal {
        return Err(Box::new(response));
    }
    let (parts, body) = response.into_parts();
    match to_bytes(body, PAGE_BYTES_MAX).await {
        Ok(bytes) => Ok(KeptPage::new(&parts.headers, &bytes)),
        Err(error) => {
            tracing::error!(%error, "a page could not be read to its end");
            Err(Box::new(Response::from_parts(parts, Body::empty())))
        }
    }
}

impl PageCache {
    fn slot(&self, key: &str) -> Arc<Slot> {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) = slots.get(key) {
            return slot.clone();
        }
        if slots.len() >= PAGES_MAX {
            // Those that nobody is drawing just now. They come back when they are asked for; what is asked for often is back at once.
            slots.retain(|_, slot| Arc::strong_count(slot) > 1);
        }
        slots.entry(key.to_owned()).or_default().clone()
    }

    fn forget(&self, key: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }
}
