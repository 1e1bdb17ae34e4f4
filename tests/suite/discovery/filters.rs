//! Filters, their counts and their orders.

use super::{explore, ids, season};
use crate::support::{TestApp, build::PAID, on_both};
use serde_json::Value;

/// A query with a choice in the place of what it says about the same thing.
fn with(query: &str, word: &str, value: &str) -> String {
    let others = query.split('&').filter(|pair| !pair.is_empty() && pair.split('=').next() != Some(word));
    others.chain([format!("{word}={value}").as_str()]).collect::<Vec<_>>().join("&")
}

// Every count must come true: whoever makes the choice finds so many runs.
on_both!(every_choice_leaves_as_many_runs_as_it_says, async |app: TestApp| {
    season(&app).await;
    let mut checked = 0;
    for query in [
        "",
        "city=clay-city",
        "domain=craft&domain=food",
        "city=coffee-city&neighborhood=malleshwaram&when=week",
        "price_min=400&price_max=1000&seats=3",
        "stake=yes&language=english",
        "language=hindi&language=kannada&when=tomorrow",
        "price_max=0&stake=no&seats=2",
        "when=weekend&domain=music&stake=no",
    ] {
        let page = explore(&app, query).await;
        for (facet, word) in [
            ("cities", "city"),
            ("domains", "domain"),
            ("neighborhoods", "neighborhood"),
            ("when", "when"),
            ("seats", "seats"),
            ("stake", "stake"),
            ("languages", "language"),
            ("prices", "price_max"),
        ] {
            for choice in page["facets"][facet].as_array().unwrap() {
                let mut chosen = with(query, word, choice["value"].as_str().unwrap());
                if word == "price_max" {
                    // The price is one condition, whichever end of it is named.
                    chosen = chosen.replace("price_min=400&", "");
                }
                let found = explore(&app, &chosen).await["total"].as_u64();
                assert_eq!(found, choice["runs"].as_u64(), "{facet} {} in {query:?}", choice["value"]);
                checked += 1;
            }
        }
    }
    assert!(checked > 250, "the counts have lost their way: {checked}");
});

on_both!(every_order_is_kept_over_all_pages, async |app: TestApp| {
    let made = season(&app).await;
    for (sort, key) in [("", "starts"), ("sort=price", "price"), ("sort=newest", "run")] {
        let (mut seen, mut keys, mut query) = (Vec::new(), Vec::new(), sort.to_owned());
        loop {
            let page = explore(&app, &query).await;
            assert_eq!(page["total"].as_u64(), Some(45));
            seen.extend(ids(&page));
            let of = |run: &Value| if key == "starts" { run["starts"]["at"].to_string() } else { format!("{:012}", run[key].as_i64().unwrap()) };
            keys.extend(page["runs"].as_array().unwrap().iter().map(of));
            match page["next"].as_str() {
                Some(next) => query = next.trim_start_matches("/explore?").to_owned(),
                None => break,
            }
        }
        let mut sorted = keys.clone();
        sorted.sort();
        if key == "run" {
            sorted.reverse();
        }
        assert_eq!(keys, sorted, "{sort}");
        seen.sort_unstable();
        assert_eq!(seen, made.iter().map(|run| run.0).collect::<Vec<_>>(), "{sort}");
    }
});

on_both!(what_makes_no_sense_is_told_and_never_an_error, async |app: TestApp| {
    app.run("coffee", PAID).await;
    for (query, told) in [
        ("city=atlantis", "We have no city “atlantis” yet"),
        ("neighborhood=nowhere", "We know no neighborhood “nowhere”"),
        ("language=klingon", "Nothing is held in “klingon”"),
        ("price_min=abc", "“abc” is no price in rupees"),
        ("from=2100-01-01&to=2000-01-01", "so the two dates were swapped"),
        ("price_min=9&price_max=1", "so the two prices were swapped"),
        ("after=p1-2-3", "in another order"),
        ("seats=-1", "is no number of seats"),
        ("from=-5000-01-01", "is no date"),
    ] {
        let page = explore(&app, query).await;
        assert!(page["notes"][0].as_str().is_some_and(|note| note.contains(told)), "{query}: {}", page["notes"]);
        let drawn = app.browser().get(&format!("/explore?{query}")).await;
        assert_eq!(drawn.status, 200, "{query}");
        assert!(drawn.body.contains(told), "{query} is not told on the page");
    }
    let long = "x".repeat(10_000);
    let many = (0..3_000).map(|index| format!("domain=food&x{index}=1")).collect::<Vec<_>>().join("&");
    for query in [
        format!("q={long}"),
        "q=%00%E2%80%8B%22%27%2A%28NEAR%29+OR+1%3D1--".to_owned(),
        "q=%F0%9F%98%80&after=99999999999999999999-1".to_owned(),
        "price_max=99999999999999999999&price_min=-0".to_owned(),
        "from=9999-12-31&to=9999-12-31&view=calendar&month=9999-12".to_owned(),
        "view=calendar&month=1970-01".to_owned(),
        "view=map&city=coffee-city".to_owned(),
        many,
    ] {
        let answer = app.browser().get(&format!("/explore?{query}")).await;
        assert!([200, 303, 414, 431].contains(&answer.status), "{}: {}", answer.status, query.chars().take(80).collect::<String>());
    }
});

on_both!(a_filter_has_one_address, async |app: TestApp| {
    app.run("coffee", PAID).await;
    for (asked, leads_to) in [
        ("/explore?domain=food&city=coffee-city", "/explore?city=coffee-city&domain=food"),
        ("/explore?city=&when=&domain=&seats=&sort=soonest&q=", "/explore"),
        ("/explore?utm_source=mail&stake=yes", "/explore?stake=yes"),
    ] {
        let answer = app.browser().get(asked).await;
        assert_eq!((answer.status, answer.location.as_deref()), (303, Some(leads_to)), "{asked}");
        assert_eq!(app.browser().get(leads_to).await.status, 200);
    }
});

on_both!(the_calendar_and_the_map_count_the_same_runs, async |app: TestApp| {
    season(&app).await;
    let list = explore(&app, "domain=craft").await;
    let months = {
        let first = explore(&app, "domain=craft&view=calendar").await;
        let next = first["month"]["month"]["first"].as_str().unwrap()[..7].to_owned();
        let (year, month) = next.split_once('-').unwrap();
        let (year, month): (i32, i32) = (year.parse().unwrap(), month.parse().unwrap());
        let (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
        [first, explore(&app, &format!("domain=craft&view=calendar&month={year}-{month:02}")).await]
    };
    let on_days = |page: &Value| page["month"]["days"].as_array().unwrap().iter().map(|runs| runs.as_u64().unwrap()).sum::<u64>();
    // 45 runs every seven hours take two weeks: two months hold them all.
    assert_eq!(months.iter().map(on_days).sum::<u64>(), list["total"].as_u64().unwrap());
    let map = explore(&app, "domain=craft&view=map").await;
    let on_map = map["clusters"].as_array().unwrap();
    assert_eq!((on_map.len(), on_map[0]["slug"].as_str(), on_map[0]["runs"].as_u64()), (1, Some("clay-city"), list["total"].as_u64()));
    let near = explore(&app, "city=clay-city&view=map").await;
    assert_eq!(near["clusters"][0]["slug"], "malleshwaram");
    for path in ["/explore?view=calendar", "/explore?view=map", "/explore?city=clay-city&view=map"] {
        assert_eq!(app.browser().get(path).await.status, 200, "{path}");
    }
});
