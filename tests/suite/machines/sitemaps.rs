//! The list of pages: whole, in parts, and true.

use super::{ask, shelve};
use crate::support::{
    TestApp,
    build::{PAID, RunSpec},
    on_both,
};
use nukkad::{
    domain::{experience::ExperienceStatus, run::RunStatus},
    services::sitemap::SitemapKind,
};
use quick_xml::{Reader, events::Event};

/// The addresses of a document, with when each changed; its outermost element is `root`.
fn read(body: &str, root: &str) -> Vec<(String, Option<String>)> {
    let mut reader = Reader::from_str(body);
    let (mut path, mut found): (Vec<String>, Vec<(String, Option<String>)>) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error}: {body}")) {
            Event::Start(element) => path.push(String::from_utf8(element.name().as_ref().to_vec()).unwrap()),
            Event::End(_) => drop(path.pop()),
            Event::Text(text) => {
                let words = text.decode().unwrap().into_owned();
                match path.last().map(String::as_str) {
                    Some("loc") => found.push((words, None)),
                    Some("lastmod") => found.last_mut().unwrap().1 = Some(words),
                    _ => assert!(words.trim().is_empty(), "{words}"),
                }
            }
            Event::GeneralRef(reference) => {
                assert_eq!(&*reference, b"amp");
                found.last_mut().unwrap().0.push('&');
            }
            Event::Eof => break,
            _ => {}
        }
        assert!(path.is_empty() || path[0] == root, "{path:?}");
    }
    found
}

on_both!(every_page_is_in_one_part, async |app: TestApp| {
    let organization = app.organization("coffee").await;
    let (coffee, draft) = (app.experience(organization, "coffee").await, app.experience(organization, "draft").await);
    shelve(&app, draft, ExperienceStatus::Draft).await;
    let idle = app.organization("idle").await;
    let tea = app.experience(app.organization("tea").await, "tea").await;
    let mut expected: Vec<String> = Vec::new();
    for index in 0..7 {
        let run = app.run_of(if index < 5 { coffee } else { tea }, RunSpec { starts_in_hours: 48 - index, ..PAID }).await;
        expected.push(format!("/runs/{run}"));
        // Those between them are nothing to search for.
        app.run_of(coffee, RunSpec { status: RunStatus::Cancelled, ..PAID }).await;
        app.run_of(coffee, RunSpec { starts_in_hours: -5, ..PAID }).await;
        app.run_of(draft, PAID).await;
    }
    expected.extend(["/", "/explore", "/explore?city=coffee-city", "/explore?city=tea-city"].map(str::to_owned));
    expected.extend(["/experiences/coffee", "/experiences/tea", "/hosts/coffee", "/hosts/tea"].map(str::to_owned));
    expected.sort_unstable();
    assert!(idle.0 > 0);
    // As served, and in parts of any size: all of it, nothing twice, no part too large, none empty.
    for size in [1, 2, 5, 10_000] {
        let mut seen = Vec::new();
        for part in app.services.sitemap_parts(size).await.unwrap() {
            let pages = app.services.sitemap_part(part.kind, part.number, size).await.unwrap();
            // The first part of the places has home and explore besides.
            let most = usize::try_from(size).unwrap() + if (part.kind, part.number) == (SitemapKind::Places, 0) { 2 } else { 0 };
            assert!(!pages.is_empty() && pages.len() <= most, "{part:?} of {size}: {pages:?}");
            assert_eq!(part.changed_at, pages.iter().filter_map(|page| page.changed_at).max(), "{part:?}");
            seen.extend(pages.into_iter().map(|page| page.path));
        }
        seen.sort_unstable();
        assert_eq!(seen, expected, "{size}");
    }
    let mut seen = Vec::new();
    for (address, _) in read(&ask(&app, "/sitemap.xml", None).await.body, "sitemapindex") {
        let part = ask(&app, address.strip_prefix(&app.url).unwrap(), None).await;
        assert_eq!(part.status, 200, "{address}");
        for (page, changed) in read(&part.body, "urlset") {
            let path = page.strip_prefix(&app.url).unwrap().to_owned();
            assert_eq!(changed.is_some(), path.starts_with("/runs/"), "{path}");
            assert!(changed.is_none_or(|at| chrono::DateTime::parse_from_rfc3339(&at).is_ok()));
            assert_eq!(app.browser().get(&path).await.status, 200, "{path}");
            seen.push(path);
        }
    }
    seen.sort_unstable();
    assert_eq!(seen, expected);
});
