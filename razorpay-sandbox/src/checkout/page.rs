//! The frame of every page, and what keeps it safe.

use axum::{
    http::{StatusCode, Uri, header},
    response::{Html, IntoResponse, Response},
};

const STYLE: &str = include_str!("style.css");

/// A page to be.
#[derive(Debug)]
pub(super) struct Page<'a> {
    pub(super) status: StatusCode,
    pub(super) title: &'a str,
    /// What stands inside of `main`, as HTML.
    pub(super) content: String,
    pub(super) script: Option<&'a str>,
    /// Where else its form may go.
    pub(super) form_goes_to: Option<&'a str>,
}

impl IntoResponse for Page<'_> {
    fn into_response(self) -> Response {
        let nonce = format!("{:032x}", rand::random::<u128>());
        let script = self.script.map(|script| format!("<script nonce=\"{nonce}\">{script}</script>")).unwrap_or_default();
        let html = format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"robots\" content=\"noindex\">\n<link rel=\"icon\" href=\"data:,\">\n<title>{} · Test sandbox</title>\n\
             <style nonce=\"{nonce}\">{STYLE}</style>\n</head>\n<body>\n\
             <header><p><strong>Test sandbox.</strong> No money moves. Never type a real card here.</p></header>\n\
             <main>\n{}\n</main>\n{script}</body>\n</html>\n",
            escape(self.title),
            self.content
        );
        let script_source = self.script.map(|_| format!("script-src 'nonce-{nonce}'; ")).unwrap_or_default();
        let elsewhere = self.form_goes_to.and_then(origin).map(|origin| format!(" {origin}")).unwrap_or_default();
        let policy = format!(
            "default-src 'none'; style-src 'nonce-{nonce}'; {script_source}img-src data:; form-action 'self'{elsewhere}; base-uri 'none'; frame-ancestors 'none'"
        );
        let headers =
            [(header::CONTENT_SECURITY_POLICY, policy), (header::CACHE_CONTROL, "no-store".to_owned()), (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned())];
        (self.status, headers, Html(html)).into_response()
    }
}

/// Scheme, host and port of an address.
fn origin(url: &str) -> Option<String> {
    let uri: Uri = url.parse().ok()?;
    let host = uri.authority()?;
    let host = host.as_str().rsplit_once('@').map_or(host.as_str(), |(_, host)| host);
    // Nothing that could end the directive belongs in a host.
    let is_sound = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]_".contains(&byte));
    is_sound.then(|| Some(format!("{}://{host}", uri.scheme_str()?)))?
}

/// Text for use in HTML, in elements and in quoted attributes.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// `₹1,23,456` or `₹1,23,456.50`; other currencies by their code. The yen has no smaller unit.
pub(super) fn money(amount: i64, currency: &str) -> String {
    if currency == "JPY" {
        return format!("{currency} {amount}");
    }
    let (whole, part) = (amount / 100, amount % 100);
    let part = if part == 0 { String::new() } else { format!(".{part:02}") };
    if currency == "INR" { format!("₹{}{part}", indian(whole)) } else { format!("{currency} {whole}{part}") }
}

/// The last three digits together, then pairs.
fn indian(whole: i64) -> String {
    let digits = whole.to_string();
    let split = digits.len().saturating_sub(3);
    let (mut front, back) = digits.split_at(split);
    let mut groups = vec![back];
    while !front.is_empty() {
        let (rest, group) = front.split_at(front.len().saturating_sub(2));
        groups.push(group);
        front = rest;
    }
    groups.reverse();
    groups.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rupees_are_grouped_the_indian_way() {
        for (paise, text) in [(100, "₹1"), (150_000, "₹1,500"), (12_345_678_950, "₹12,34,56,789.50"), (1_000_000, "₹10,000"), (10_000_005, "₹1,00,000.05")]
        {
            assert_eq!(money(paise, "INR"), text);
        }
        assert_eq!(money(1_250, "USD"), "USD 12.50");
        assert_eq!(money(1_250, "JPY"), "JPY 1250");
    }

    #[test]
    fn origins_cannot_smuggle_directives() {
        assert_eq!(origin("https://shop.example:8443/cb?x=1").as_deref(), Some("https://shop.example:8443"));
        assert_eq!(origin("http://a;script-src:1/"), None);
        assert_eq!(origin("/only/a/path"), None);
    }
}
