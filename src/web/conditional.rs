//! Answers that a reader may have already: with a mark of what is in them, and short where the reader's mark is the same.

use axum::{
    body::Bytes,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use sha2::{Digest, Sha256};

/// Bytes of the digest that make the mark: enough that no two answers share one by chance.
const MARK_BYTES: usize = 12;

/// An answer of 200 with its mark and how it may be kept (a `Cache-Control`), or 304 without a body where the request names the mark.
pub(super) fn answer(request: &HeaderMap, content_type: &'static str, keep: &'static str, body: impl Into<Bytes>) -> Response {
    let body = body.into();
    let mark = mark(&body);
    let headers = [(header::ETAG, mark.as_str()), (header::CACHE_CONTROL, keep)];
    if is_known(request, &mark) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    (headers, [(header::CONTENT_TYPE, content_type)], body).into_response()
}

/// The mark of a body, as `ETag` has it. A weak one: what is compressed on the way is the same answer in other bytes.
pub(super) fn mark(body: &[u8]) -> String {
    format!("W/\"{}\"", hex::encode(&Sha256::digest(body)[..MARK_BYTES]))
}

/// True where the request says that it has what has this mark (RFC 9110, 13.1.2: compared weakly).
pub(super) fn is_known(request: &HeaderMap, mark: &str) -> bool {
    let opaque = |mark: &str| mark.trim().trim_start_matches("W/").to_owned();
    let named = request.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    named.flat_map(|value| value.split(',')).any(|known| known.trim() == "*" || opaque(known) == opaque(mark))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn asking(marks: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::IF_NONE_MATCH, HeaderValue::from_static(marks))])
    }

    #[test]
    fn marks_are_compared_weakly() {
        let mark = "W/\"abc\"";
        for known in ["W/\"abc\"", "\"abc\"", "*", "\"x\", W/\"abc\"", "\"x\",\"abc\""] {
            assert!(is_known(&asking(known), mark), "{known}");
        }
        for other in ["", "abc", "W/\"ab\"", "\"x\", \"y\"", "W/abc"] {
            assert!(!is_known(&asking(other), mark), "{other}");
        }
        assert!(!is_known(&HeaderMap::new(), mark));
    }

    #[test]
    fn what_is_known_is_not_sent() {
        let whole = answer(&HeaderMap::new(), "text/plain", "public", "words");
        assert_eq!((whole.status(), whole.headers()[header::CONTENT_TYPE].to_str().unwrap()), (StatusCode::OK, "text/plain"));
        let again = HeaderMap::from_iter([(header::IF_NONE_MATCH, whole.headers()[header::ETAG].clone())]);
        let short = answer(&again, "text/plain", "public", "words");
        assert_eq!((short.status(), &short.headers()[header::ETAG]), (StatusCode::NOT_MODIFIED, &whole.headers()[header::ETAG]));
        assert!(short.headers().get(header::CONTENT_TYPE).is_none());
        assert_eq!(answer(&again, "text/plain", "public", "other words").status(), StatusCode::OK);
    }
}
