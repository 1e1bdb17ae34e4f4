//! Saved searches: kept once, changed by their owner, and open as a calendar to whoever has its address.

use super::{FAR, rows, save, searches};
use crate::{
    members::person,
    support::{TestApp, build::RunSpec, on_both},
};
use nukkad::domain::saved::SEARCHES_MAX;

on_both!(a_search_is_kept_once_under_a_name_of_its_words, async |app: TestApp| {
    app.run("coffee", FAR).await;
    let (_, asha) = person(&app, "asha@example.com").await;
    for query in ["when=weekend&city=coffee-city&domain=food", "domain=food&city=coffee-city&nonsense=1&when=weekend&after=1795824000000-7"] {
        assert_eq!(save(&asha, query).await.status, 200);
        assert_eq!(asha.ask("is_search_saved", &format!("query={}", nukkad::domain::explore::encode(query))).await.json(), true);
    }
    assert_eq!(asha.ask("is_search_saved", "query=domain%3Dfood").await.json(), false);
    let kept = searches(&asha).await;
    assert_eq!((kept.len(), kept[0]["name"].as_str(), kept[0]["weekly"].as_bool()), (1, Some("Food in Bengaluru, this weekend"), Some(true)));
    assert_eq!(kept[0]["to"], "/explore?city=coffee-city&domain=food&when=weekend");
    save(&asha, "neighborhood=malleshwaram&city=coffee-city").await;
    save(&asha, "").await;
    let names: Vec<_> = searches(&asha).await.iter().map(|search| search["name"].as_str().unwrap().to_owned()).collect();
    assert_eq!(names[1..], ["Everything in Malleshwaram", "Everything"]);
    for at in 3..SEARCHES_MAX {
        assert_eq!(save(&asha, &format!("price_max={at}")).await.status, 200);
    }
    let refused = save(&asha, "domain=art").await;
    assert_eq!((refused.status, refused.code().as_str()), (409, "conflict"));
    assert!(refused.json()["message"].as_str().unwrap().contains("20 searches"), "{refused:?}");
    assert_eq!(save(&asha, "").await.status, 200, "what is kept already is no more");
});

on_both!(two_presses_at_once_keep_one, async |app: TestApp| {
    let (_, asha) = person(&app, "asha@example.com").await;
    let mut presses = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let asha = asha.clone();
        presses.spawn(async move { save(&asha, "domain=art").await.status });
    }
    assert!(presses.join_all().await.into_iter().all(|status| status == 200));
    assert_eq!(rows(&app).await.len(), 1);
});

on_both!(it_is_renamed_turned_off_and_deleted_without_javascript, async |app: TestApp| {
    let (_, asha) = person(&app, "asha@example.com").await;
    let id = {
        let sent = asha.submit("/explore?domain=art", "save_search", &[("query", "domain=art"), ("next", "/explore?domain=art")]).await;
        assert_eq!((sent.status, sent.location.as_deref()), (303, Some("/explore?domain=art")));
        rows(&app).await[0].id.to_string()
    };
    for (function, field, page_says) in [
        ("rename_search", ("name", "  Painting \n near me "), "Painting near me"),
        ("mail_search", ("weekly", "false"), "aria-label=\"Weekly mail: Painting near me\" aria-pressed=\"false\""),
        ("mail_search", ("weekly", "true"), "aria-label=\"Weekly mail: Painting near me\" aria-pressed=\"true\""),
        ("delete_search", ("", ""), "None yet."),
    ] {
        let sent = asha.submit("/saved", function, &[("search", &id), field]).await;
        assert_eq!((sent.status, sent.location.as_deref()), (303, Some("/saved#searches")), "{function}");
        let page = asha.get("/saved").await.body;
        assert!(page.contains(page_says), "{page_says}: {page}");
    }
});

on_both!(its_calendar_opens_with_its_address_alone, async |app: TestApp| {
    let organization = app.organization("coffee").await;
    let (coffee, tea) = (app.experience(organization, "coffee").await, app.experience(organization, "tea").await);
    let mut runs = Vec::new();
    for hours in 0..30 {
        runs.push(app.run_of(coffee, RunSpec { starts_in_hours: 100 + hours, ..FAR }).await);
    }
    let other = app.run_of(tea, FAR).await;
    let past = app.run_of(coffee, RunSpec { starts_in_hours: -5, ..FAR }).await;
    let (_, asha) = person(&app, "asha@example.com").await;
    save(&asha, "city=coffee-city").await;
    let row = rows(&app).await.remove(0);
    asha.call("rename_search", &[("search", &row.id.to_string()), ("name", "Coffee, cake; more")]).await;
    let address = searches(&asha).await[0]["calendar"].as_str().unwrap().to_owned();
    assert_eq!(address, app.at(&format!("/saved-searches/{}.ics", row.token)));
    let program = app.browser();
    let answer = program.get(address.trim_start_matches(&app.url)).await;
    assert_eq!((answer.status, answer.headers["content-type"].to_str().unwrap()), (200, "text/calendar; charset=utf-8"));
    assert!(!answer.headers.contains_key("set-cookie"));
    let file = answer.body.replace("\r\n ", "");
    assert!(file.starts_with("BEGIN:VCALENDAR\r\n") && file.contains("X-WR-CALNAME:Coffee\\, cake\\; more\r\n"), "{file}");
    assert_eq!(file.matches("BEGIN:VEVENT").count(), runs.len(), "all pages, nothing else");
    for run in &runs {
        assert!(file.contains(&format!("UID:run-{run}@localhost\r\n")) && file.contains(&format!("URL:{}\r\n", app.at(&format!("/runs/{run}")))), "{file}");
    }
    for absent in [other, past] {
        assert!(!file.contains(&format!("UID:run-{absent}@")), "{absent}");
    }
    for odd in [row.token.as_str(), &format!("{}.ics", row.stop_token), "x.ics", ".ics", &format!("{}.ICS", row.token), "%00.ics", "' OR 1=1.ics"] {
        assert_eq!(program.get(&format!("/saved-searches/{odd}")).await.status, 404, "{odd}");
    }
    asha.call("delete_search", &[("search", &row.id.to_string())]).await;
    assert_eq!(program.get(address.trim_start_matches(&app.url)).await.status, 404, "gone with its search");
});
