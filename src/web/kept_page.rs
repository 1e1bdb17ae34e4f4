//! A page as it is kept: without what is good for one answer only, compressed once, and with a tag that says whether it has changed.

use super::conditional;
use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};
use std::{
    fmt::Write as _,
    io::{self, Write},
    sync::OnceLock,
};

/// How hard brotli tries; more takes longer than a page is kept.
const BROTLI_QUALITY: u32 = 5;
/// The window of brotli as a power of two: larger than any page.
const BROTLI_WINDOW: u32 = 22;
/// Headers of the drawn answer that stay.
const KEPT_HEADERS: [HeaderName; 9] = [
    header::CONTENT_TYPE,
    header::CACHE_CONTROL,
    header::CONTENT_SECURITY_POLICY,
    header::SET_COOKIE,
    header::X_CONTENT_TYPE_OPTIONS,
    header::REFERRER_POLICY,
    header::X_FRAME_OPTIONS,
    header::STRICT_TRANSPORT_SECURITY,
    PERMISSIONS_POLICY,
];
/// What a page may ask the browser for (W3C Permissions Policy).
pub(super) const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");

/// A page as it is kept.
pub(super) struct KeptPage {
    headers: HeaderMap,
    mark: String,
    plain: Bytes,
    brotli: OnceLock<Option<Bytes>>,
    gzip: OnceLock<Option<Bytes>>,
}

impl KeptPage {
    /// Takes in an answer. Its scripts were allowed by a number that is good for once; here they are by what they say.
    pub(super) fn new(drawn: &HeaderMap, bytes: &[u8]) -> Self {
        let mut headers: HeaderMap = KEPT_HEADERS.iter().flat_map(|name| drawn.get_all(name).iter().map(|value| (name.clone(), value.clone()))).collect();
        let page = String::from_utf8_lossy(bytes);
        let page = match nonce(drawn) {
            Some(nonce) => {
                let page = page.replace(&format!(" nonce=\"{nonce}\""), "");
                let policy = drawn.get(header::CONTENT_SECURITY_POLICY).and_then(|policy| policy.to_str().ok()).unwrap_or_default();
                let allowed = format!("'nonce-{nonce}' 'strict-dynamic'");
                if let Ok(policy) = HeaderValue::from_str(&policy.replace(&allowed, &format!("'self'{}", hashes(&page)))) {
                    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
                }
                page
            }
            None => page.into_owned(),
        };
        let mark = conditional::mark(page.as_bytes());
        if let Ok(mark) = HeaderValue::from_str(&mark) {
            headers.insert(header::ETAG, mark);
        }
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding, cookie"));
        Self { headers, mark, plain: Bytes::from(page), brotli: OnceLock::new(), gzip: OnceLock::new() }
    }

    /// The answer to somebody who asks with these headers: that they have it already, or the page as small as they can read it.
    pub(super) fn answer(&self, asked: &HeaderMap) -> Response {
        let mut headers = self.headers.clone();
        if conditional::is_known(asked, &self.mark) {
            headers.remove(header::CONTENT_TYPE);
            return (StatusCode::NOT_MODIFIED, headers).into_response();
        }
        let (encoding, bytes) = self.encoded(asked);
        if let Some(encoding) = encoding {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        (headers, Body::from(bytes)).into_response()
    }

    fn encoded(&self, asked: &HeaderMap) -> (Option<&'static str>, Bytes) {
        if accepts(asked, "br")
            && let Some(bytes) = self.brotli.get_or_init(|| written(brotli(&self.plain)))
        {
            return (Some("br"), bytes.clone());
        }
        if accepts(asked, "gzip")
            && let Some(bytes) = self.gzip.get_or_init(|| written(gzip(&self.plain)))
        {
            return (Some("gzip"), bytes.clone());
        }
        (None, self.plain.clone())
    }
}

/// The number in a policy that allows scripts.
fn nonce(headers: &HeaderMap) -> Option<String> {
    let policy = headers.get(header::CONTENT_SECURITY_POLICY)?.to_str().ok()?;
    policy.split_once("'nonce-")?.1.split_once('\'').map(|(nonce, _)| nonce.to_owned())
}

/// What the page's own scripts say, as a policy names it (CSP 3, 2.3.1). Scripts are written by us and by Leptos, in small letters.
fn hashes(page: &str) -> String {
    let mut found = String::new();
    for part in page.split("<script").skip(1) {
        let Some((attributes, rest)) = part.split_once('>') else { continue };
        let Some((script, _)) = rest.split_once("</script>") else { continue };
        if !attributes.contains("src=") && !attributes.contains("application/ld+json") && !script.is_empty() {
            // Writing into a text cannot fail.
            let _ = write!(found, " 'sha256-{}'", STANDARD.encode(Sha256::digest(script.as_bytes())));
        }
    }
    found
}

/// True where an encoding is asked for by its name, and not refused (RFC 9110, 12.5.3).
fn accepts(asked: &HeaderMap, encoding: &str) -> bool {
    let all = asked.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
    all.map(|one| one.split(';').map(str::trim)).any(|mut one| {
        let named = one.next() == Some(encoding);
        let refused = one.any(|weight| weight.strip_prefix("q=").and_then(|weight| weight.parse::<f32>().ok()) == Some(0.0));
        named && !refused
    })
}

fn written(bytes: io::Result<Vec<u8>>) -> Option<Bytes> {
    bytes.inspect_err(|error| tracing::error!(%error, "a page could not be compressed")).ok().map(Bytes::from)
}

fn brotli(plain: &[u8]) -> io::Result<Vec<u8>> {
    let mut writer = brotli::CompressorWriter::new(Vec::new(), plain.len().max(4_096), BROTLI_QUALITY, BROTLI_WINDOW);
    writer.write_all(plain)?;
    writer.flush()?;
    Ok(writer.into_inner())
}

fn gzip(plain: &[u8]) -> io::Result<Vec<u8>> {
    let mut writer = GzEncoder::new(Vec::new(), Compression::default());
    writer.write_all(plain)?;
    writer.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> KeptPage {
        let policy = "default-src 'self'; script-src 'nonce-abc123' 'strict-dynamic' 'wasm-unsafe-eval'; object-src 'none'";
        let drawn = [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CONTENT_SECURITY_POLICY, policy), (header::CONTENT_LENGTH, "5")];
        let drawn: HeaderMap = drawn.into_iter().map(|(name, value)| (name, HeaderValue::from_static(value))).collect();
        let words = "corner ".repeat(400);
        let html = format!("<html><script nonce=\"abc123\">alert(1)</script><script nonce=\"abc123\" src=\"/a.js\"></script><p>{words}</p></html>");
        KeptPage::new(&drawn, html.as_bytes())
    }

    fn asked(pairs: &[(HeaderName, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn scripts_are_allowed_by_what_they_say() {
        let answer = page().answer(&HeaderMap::new());
        let policy = answer.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        // printf 'alert(1)' | openssl dgst -sha256 -binary | base64
        assert!(policy.contains("script-src 'self' 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=' 'wasm-unsafe-eval'"), "{policy}");
        assert!(!policy.contains("nonce") && !String::from_utf8_lossy(&page().plain).contains("nonce"));
        assert_eq!(answer.headers().get(header::CONTENT_LENGTH), None);
    }

    #[test]
    fn a_page_is_sent_as_small_as_it_can_be_read_and_only_once() {
        let kept = page();
        for (accept, encoding) in
            [("gzip, deflate, br", Some("br")), ("gzip", Some("gzip")), ("br;q=0, gzip;q=0.5", Some("gzip")), ("identity", None), ("*", None)]
        {
            let (found, bytes) = kept.encoded(&asked(&[(header::ACCEPT_ENCODING, accept)]));
            assert_eq!(found, encoding, "{accept}");
            assert_eq!(bytes.len() < kept.plain.len() / 4, encoding.is_some(), "{accept}: {}", bytes.len());
        }
        let mark = kept.answer(&HeaderMap::new()).headers()[header::ETAG].clone();
        assert_eq!(kept.answer(&HeaderMap::from_iter([(header::IF_NONE_MATCH, mark)])).status(), StatusCode::NOT_MODIFIED);
        assert_eq!(kept.answer(&asked(&[(header::IF_NONE_MATCH, "\"other\"")])).status(), StatusCode::OK);
    }
}
