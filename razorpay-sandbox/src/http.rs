//! The API over HTTP: who asks, what they ask, and the faults that get in the way.

use crate::{
    api::{self, Call, Key, Reply, Route},
    connections::Connection,
    errors::ApiError,
    faults::{Act, Fault, When},
    params::Params,
    server::Sandbox,
};
use axum::{
    body::{Body, to_bytes},
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderName, Method, StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use std::time::Duration;
use subtle::ConstantTimeEq;

const LARGEST_BODY: usize = 1 << 20;

/// How long `hang` and `slow` last when they do not say.
const HANG_MS: u64 = 60_000;
const SLOW_MS: u64 = 1_000;

/// A JSON answer.
pub(crate) fn json(status: StatusCode, body: String) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        json(StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST), self.to_json())
    }
}

/// Every request that no page and no control has taken.
pub(crate) async fn answer(State(sandbox): State<Sandbox>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else { return ApiError::bad("The request is too large.").status(413).into_response() };
    let Some((route, ids)) = api::find(parts.method.as_str(), parts.uri.path()) else { return ApiError::unknown_url().into_response() };
    let reply = authorize(&sandbox, &parts.headers).and_then(|()| {
        let params = if parts.method == Method::GET {
            Params::from_form(parts.uri.query().unwrap_or_default().as_bytes())
        } else {
            Params::from_body(text(&parts.headers, &header::CONTENT_TYPE), &body)?
        };
        run(&sandbox, route, parts.uri.path(), ids, params, &parts.headers)
    });
    match reply {
        Ok(body) => json(StatusCode::OK, body),
        Err(error) => error.into_response(),
    }
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> &'h str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Basic, spelt exactly so, with the key's id and secret.
fn authorize(sandbox: &Sandbox, headers: &HeaderMap) -> Result<(), ApiError> {
    let failed = || ApiError::unauthorized("Authentication failed");
    let encoded = text(headers, &header::AUTHORIZATION).strip_prefix("Basic ").ok_or_else(failed)?;
    let decoded = BASE64_STANDARD.decode(encoded).map_err(|_| failed())?;
    let split = decoded.iter().position(|byte| *byte == b':').ok_or_else(failed)?;
    let (id, secret) = (&decoded[..split], &decoded[split + 1..]);
    let settings = sandbox.settings();
    if id != settings.key_id.as_bytes() {
        return Err(ApiError::unauthorized("The api key provided is invalid"));
    }
    if bool::from(secret.ct_eq(settings.key_secret.as_bytes())) { Ok(()) } else { Err(failed()) }
}

/// Runs a handler, or repeats what it said under the same idempotency key.
fn run(sandbox: &Sandbox, route: &Route, path: &str, ids: Vec<&str>, params: Params, headers: &HeaderMap) -> Reply {
    let key = idempotency_key(route.key, headers)?;
    let is_read = route.method == "GET";
    sandbox.change(is_read, |state| {
        let Some(key) = key else { return (route.handler)(&mut Call { state, ids, params }) };
        let fingerprint = format!("{path} {}", params.fingerprint());
        let conflict = || {
            let error = ApiError::conflict("Different request with the same idempotency key has already been processed.");
            if route.key == Key::Payout { error.status(400) } else { error }
        };
        if let Some(answer) = state.replay(&key, &fingerprint, conflict)? {
            return Ok(answer);
        }
        let answer = (route.handler)(&mut Call { state: &mut *state, ids, params })?;
        state.keep_replay(key, fingerprint, answer.clone());
        Ok(answer)
    })
}

const REFUND_KEY: HeaderName = HeaderName::from_static("x-refund-idempotency");
const PAYOUT_KEY: HeaderName = HeaderName::from_static("x-payout-idempotency");

/// The idempotency key of a request, if its endpoint knows one and it is well-formed.
fn idempotency_key(kind: Key, headers: &HeaderMap) -> Result<Option<String>, ApiError> {
    let has_only = |key: &str, more: &[u8]| key.bytes().all(|byte| byte.is_ascii_alphanumeric() || more.contains(&byte));
    match kind {
        Key::None => Ok(None),
        Key::Refund if !headers.contains_key(REFUND_KEY) => Ok(None),
        Key::Refund => {
            let key = text(headers, &REFUND_KEY);
            if key.len() < 10 {
                return Err(ApiError::not_applicable("The idempotency key must be at least 10 characters long."));
            }
            if !has_only(key, b"_-") {
                return Err(ApiError::not_applicable("The idempotency key must only contain alphanumeric characters, underscores, and hyphens"));
            }
            Ok(Some(format!("refund {key}")))
        }
        Key::Payout => {
            let key = text(headers, &PAYOUT_KEY);
            if key.is_empty() {
                return Err(ApiError::not_applicable("Idempotency key is missing. Include idempotency header and key in the request."));
            }
            if !(4..=36).contains(&key.len()) || !has_only(key, b"-_ ") {
                return Err(ApiError::not_applicable("The idempotency key must be 4 to 36 letters, digits, hyphens, underscores or spaces."));
            }
            Ok(Some(format!("payout {key}")))
        }
    }
}

/// Counts a request, holds its idempotency key while it lasts, and lets a fault have its way.
pub(crate) async fn misbehave(State(sandbox): State<Sandbox>, request: Request, next: Next) -> Response {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let label = match api::find(method.as_str(), &path) {
        Some((route, _)) => format!("{method} {}", route.pattern),
        None if path.starts_with("/v1/checkout/") => format!("{method} /v1/checkout"),
        None => "unknown".to_owned(),
    };
    let key = in_flight_key(request.headers());
    let (fault, is_free) = sandbox.change(true, |state| {
        *state.requests.entry(label).or_default() += 1;
        let is_free = key.as_ref().is_none_or(|key| state.in_flight.insert(key.clone()));
        (is_free.then(|| state.request_fault(method.as_str(), &path)).flatten(), is_free)
    });
    if !is_free {
        return ApiError::conflict("Another request with the same idempotency key is still in progress.").into_response();
    }
    let _held = key.map(|key| InFlight { sandbox: sandbox.clone(), key });
    match fault {
        None => next.run(request).await,
        Some(fault) => spoil(&sandbox, &fault, request, next).await,
    }
}

/// The key of a request, whichever header has it.
fn in_flight_key(headers: &HeaderMap) -> Option<String> {
    let keys = [(Key::Refund, REFUND_KEY), (Key::Payout, PAYOUT_KEY)];
    keys.into_iter().filter(|(_, name)| headers.contains_key(name)).find_map(|(kind, _)| idempotency_key(kind, headers).ok().flatten())
}

/// A key is in flight until its request is answered or its client is gone.
struct InFlight {
    sandbox: Sandbox,
    key: String,
}

impl Drop for InFlight {
    fn drop(&mut self) {
        // Not by way of `change`, which may want to start tasks: the runtime may be going down.
        self.sandbox.lock().in_flight.remove(&self.key);
    }
}

async fn spoil(sandbox: &Sandbox, fault: &Fault, request: Request, next: Next) -> Response {
    let connection = request.extensions().get::<ConnectInfo<Connection>>().map(|ConnectInfo(connection)| connection.clone());
    if fault.act == Act::Slow {
        let pause = Duration::from_millis(fault.ms.unwrap_or(SLOW_MS));
        if fault.when == When::Before {
            sandbox.pause(pause).await;
            return next.run(request).await;
        }
        let response = next.run(request).await;
        sandbox.pause(pause).await;
        return response;
    }
    if fault.when == When::After {
        next.run(request).await;
    }
    match fault.act {
        Act::Html => {
            let status = StatusCode::from_u16(fault.status.unwrap_or(502)).unwrap_or(StatusCode::BAD_GATEWAY);
            (status, Html("<html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>")).into_response()
        }
        Act::Empty => (StatusCode::from_u16(fault.status.unwrap_or(200)).unwrap_or(StatusCode::OK), Body::empty()).into_response(),
        Act::Hang => {
            sandbox.pause(Duration::from_millis(fault.ms.unwrap_or(HANG_MS))).await;
            ApiError::made_up(504).into_response()
        }
        Act::Reset => {
            if let Some(connection) = connection {
                connection.reset();
            }
            ApiError::made_up(502).into_response()
        }
        _ => ApiError::made_up(fault.status.unwrap_or(500)).into_response(),
    }
}
