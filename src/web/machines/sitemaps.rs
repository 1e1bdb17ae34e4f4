//! The list of all pages, for search engines: <https://www.sitemaps.org/protocol.html>.

use super::{HOUR, broken};
use crate::{
    error::AppError,
    services::{
        feeds::xml,
        sitemap::{PART_URLS, SitemapKind},
    },
    web::{conditional::answer, errors, state::AppState},
};
use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use chrono::{DateTime, SecondsFormat, Utc};

const XML: &str = "application/xml; charset=utf-8";
const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// `/sitemap.xml`: where the parts are.
pub(super) async fn index(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, AppError> {
    let site = state.services.site();
    let parts = state.services.sitemap_parts(PART_URLS).await.map_err(|error| broken(&error))?;
    let parts = parts.into_iter().map(|part| element("sitemap", &site.at(&format!("/sitemaps/{}-{}.xml", part.kind, part.number)), part.changed_at));
    Ok(answer(&headers, XML, HOUR, document("sitemapindex", parts)))
}

/// `/sitemaps/{kind}-{number}.xml`
pub(super) async fn part(State(state): State<AppState>, Path(file): Path<String>, headers: HeaderMap) -> Result<Response, AppError> {
    let (kind, number) = named(&file).ok_or_else(errors::not_found)?;
    let site = state.services.site();
    let pages = state.services.sitemap_part(kind, number, PART_URLS).await.map_err(|error| broken(&error))?;
    if pages.is_empty() {
        return Err(errors::not_found());
    }
    let pages = pages.into_iter().map(|page| element("url", &site.at(&page.path), page.changed_at));
    Ok(answer(&headers, XML, HOUR, document("urlset", pages)))
}

fn named(file: &str) -> Option<(SitemapKind, i64)> {
    let (kind, digits) = file.strip_suffix(".xml")?.rsplit_once('-')?;
    let number: i64 = digits.parse().ok()?;
    // A part has one address: no sign, no noughts in front.
    Some((kind.parse().ok()?, number)).filter(|_| number >= 0 && number.to_string() == digits)
}

fn element(name: &str, address: &str, changed_at: Option<DateTime<Utc>>) -> String {
    let changed = changed_at.map(|at| format!("<lastmod>{}</lastmod>", at.to_rfc3339_opts(SecondsFormat::Secs, true))).unwrap_or_default();
    format!("<{name}><loc>{}</loc>{changed}</{name}>\n", xml(address))
}

fn document(name: &str, elements: impl Iterator<Item = String>) -> String {
    let mut text = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{name} xmlns=\"{NAMESPACE}\">\n");
    text.extend(elements);
    text + &format!("</{name}>\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_have_one_name() {
        assert_eq!(named("runs-12.xml"), Some((SitemapKind::Runs, 12)));
        for other in ["runs-12", "runs-012.xml", "runs--1.xml", "runs-+1.xml", "cats-1.xml", "runs.xml", "-1.xml", "runs-99999999999999999999.xml"] {
            assert_eq!(named(other), None, "{other}");
        }
    }
}
