//! What search engines are told, against schema.org's own vocabulary and against what Google asks of events.

use super::{fill, shelve};
use crate::support::{
    TestApp,
    build::{PAID, RunSpec},
    on_both,
};
use nukkad::{
    domain::{experience::ExperienceStatus, run::RunStatus},
    entity::{experience, organization},
};
use sea_orm::{ActiveModelTrait, EntityTrait, Set, Unchanged};
use serde_json::Value;
use std::sync::LazyLock;

static VOCABULARY: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(include_str!("schema-org.json")).unwrap());

/// The blocks of a page that are JSON-LD, as a search engine finds them.
fn told(page: &str) -> Vec<Value> {
    let blocks = page.split("<script type=\"application/ld+json\">").skip(1).map(|rest| rest.split("</script>").next().unwrap());
    blocks.map(|block| serde_json::from_str(block).unwrap_or_else(|error| panic!("{error}: {block}"))).collect()
}

/// True where a type is another or one of its kinds.
fn is_a(kind: &str, other: &str) -> bool {
    let parents = VOCABULARY["types"][kind].as_array();
    kind == other || parents.is_some_and(|parents| parents.iter().any(|parent| is_a(parent.as_str().unwrap(), other)))
}

fn words(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().map(|word| word.as_str().unwrap()).collect()
}

/// True where a plain value may be what a property is of.
fn may_be(value: &Value, kind: &str) -> bool {
    let text = value.as_str();
    match kind {
        "Text" => text.is_some(),
        "URL" => text.is_some_and(|text| reqwest::Url::parse(text).is_ok()),
        "Date" | "DateTime" => text.is_some_and(|text| chrono::DateTime::parse_from_rfc3339(text).is_ok()),
        "Number" => value.is_number(),
        "Integer" => value.is_i64(),
        "Boolean" => value.is_boolean(),
        kind => text.is_some_and(|text| text.strip_prefix("https://schema.org/").is_some_and(|name| VOCABULARY["members"][name] == kind)),
    }
}

/// What is not in the vocabulary. The context is schema.org's and nothing else, so that every name stands for itself.
fn strange(node: &Value) -> Vec<String> {
    let object = node.as_object().unwrap_or_else(|| panic!("{node} is no node"));
    let kind = object["@type"].as_str().unwrap();
    let mut found = if VOCABULARY["types"][kind].is_array() { Vec::new() } else { vec![format!("nothing is a {kind}")] };
    for (name, value) in object.iter().filter(|(name, _)| !name.starts_with('@')) {
        let property = &VOCABULARY["properties"][name];
        if !words(&property["of"]).iter().any(|other| is_a(kind, other)) {
            found.push(format!("a {kind} has no {name}"));
        }
        for value in value.as_array().map_or_else(|| vec![value], |values| values.iter().collect()) {
            let kinds = words(&property["is"]);
            let fits = match value["@type"].as_str() {
                Some(node) => kinds.iter().any(|other| is_a(node, other)),
                None => kinds.iter().any(|other| may_be(value, other)),
            };
            if !fits {
                found.push(format!("{name} of a {kind} is none of {kinds:?}: {value}"));
            }
            if value.is_object() {
                found.extend(strange(value));
            }
        }
    }
    found
}

/// Google's required and recommended properties of events, but for those that no run of ours has: another date before (it is not
/// kept), and a postal code.
const GOOGLE: [&str; 23] = [
    "/name",
    "/startDate",
    "/endDate",
    "/location/@type",
    "/location/name",
    "/location/address/@type",
    "/location/address/streetAddress",
    "/location/address/addressLocality",
    "/location/address/addressCountry",
    "/description",
    "/eventStatus",
    "/image/0",
    "/offers/@type",
    "/offers/availability",
    "/offers/price",
    "/offers/priceCurrency",
    "/offers/validFrom",
    "/offers/url",
    "/organizer/name",
    "/organizer/url",
    "/performer/@type",
    "/performer/name",
    "/eventAttendanceMode",
];

fn complete(event: &Value) {
    assert_eq!(strange(event), [""; 0], "{event}");
    assert!(is_a(event["@type"].as_str().unwrap(), "Event"));
    for place in GOOGLE {
        let said = event.pointer(place).unwrap_or_else(|| panic!("{place} is missing in {event}"));
        assert!(said.as_str().is_none_or(|said| !said.is_empty()), "{place}");
    }
}

on_both!(a_run_is_an_event_with_a_true_offer, async |app: TestApp| {
    let organization = app.organization("coffee").await;
    let coffee = app.experience(organization, "coffee").await;
    let browser = app.browser();
    for (spec, taken, shelf, status, availability) in [
        (PAID, 0, ExperienceStatus::Published, "EventScheduled", "InStock"),
        (PAID, 10, ExperienceStatus::Published, "EventScheduled", "LimitedAvailability"),
        (PAID, 12, ExperienceStatus::Published, "EventScheduled", "SoldOut"),
        (RunSpec { starts_in_hours: 1, ..PAID }, 0, ExperienceStatus::Published, "EventScheduled", "SoldOut"),
        (RunSpec { starts_in_hours: -3, ..PAID }, 0, ExperienceStatus::Published, "EventScheduled", "SoldOut"),
        (RunSpec { status: RunStatus::Completed, starts_in_hours: -300, ..PAID }, 9, ExperienceStatus::Published, "EventScheduled", "SoldOut"),
        (RunSpec { status: RunStatus::Cancelled, ..PAID }, 0, ExperienceStatus::Published, "EventCancelled", "SoldOut"),
        (PAID, 0, ExperienceStatus::Archived, "EventScheduled", "SoldOut"),
        (RunSpec::default(), 0, ExperienceStatus::Published, "EventScheduled", "InStock"),
    ] {
        let run = app.run_of(coffee, spec).await;
        fill(&app, run, taken).await;
        shelve(&app, coffee, shelf).await;
        let page = browser.get(&format!("/runs/{run}")).await.body;
        let [event] = told(&page).try_into().unwrap();
        complete(&event);
        assert_eq!(event["@context"], "https://schema.org");
        let said = |place: &str| event.pointer(place).cloned().unwrap_or_default();
        let schema = |name: &str| Value::from(format!("https://schema.org/{name}"));
        assert_eq!((said("/eventStatus"), said("/offers/availability")), (schema(status), schema(availability)), "{taken} taken");
        assert_eq!(said("/eventAttendanceMode"), schema("OfflineEventAttendanceMode"));
        let price = if spec.price == 0 { "0.00" } else { "450.00" };
        assert_eq!(
            (said("/offers/price"), said("/offers/priceCurrency"), said("/isAccessibleForFree")),
            (price.into(), "INR".into(), (spec.price == 0).into())
        );
        assert_eq!((said("/maximumAttendeeCapacity"), said("/remainingAttendeeCapacity")), (12.into(), (12 - taken).into()));
        assert_eq!((said("/location/geo/latitude"), said("/location/address/addressLocality")), (13.0.into(), "Bengaluru".into()));
        let instant = |place: &str| chrono::DateTime::parse_from_rfc3339(said(place).as_str().unwrap()).unwrap();
        assert_eq!(instant("/startDate").offset().local_minus_utc(), 19_800);
        assert_eq!((instant("/endDate") - instant("/startDate")).num_minutes(), 150);
        assert_eq!((instant("/startDate") - instant("/offers/validThrough")).num_minutes(), 120);
        // What it shows is there.
        let image = said("/image/0");
        assert_eq!(browser.get(image.as_str().unwrap().strip_prefix(&app.url).unwrap()).await.status, 200);
    }
});

on_both!(an_experience_tells_of_its_dates_and_a_host_of_itself, async |app: TestApp| {
    let organization = app.organization("coffee").await;
    let coffee = app.experience(organization, "coffee").await;
    let runs = [app.run_of(coffee, PAID).await, app.run_of(coffee, RunSpec { starts_in_hours: 72, ..PAID }).await];
    app.run_of(coffee, RunSpec { status: RunStatus::Cancelled, ..PAID }).await;
    let browser = app.browser();
    let [list] = told(&browser.get("/experiences/coffee").await.body).try_into().unwrap();
    let events = list["@graph"].as_array().unwrap();
    events.iter().for_each(complete);
    let addresses: Vec<_> = events.iter().map(|event| event["url"].as_str().unwrap().to_owned()).collect();
    assert_eq!(addresses, runs.map(|run| app.at(&format!("/runs/{run}"))));
    let change = organization::ActiveModel { id: Unchanged(organization), links: Set("[\"https://coffee.example/\"]".to_owned()), ..Default::default() };
    change.update(app.services.store.writer()).await.unwrap();
    let [host] = told(&browser.get("/hosts/coffee").await.body).try_into().unwrap();
    assert_eq!(strange(&host), [""; 0]);
    assert_eq!(
        (host["@type"].as_str(), host["name"].as_str(), host["sameAs"][0].as_str()),
        (Some("Organization"), Some("The coffee people"), Some("https://coffee.example/"))
    );
    assert_eq!(host["url"].as_str(), Some(app.at("/hosts/coffee").as_str()));
    for (page, blocks) in [("/", 0), ("/explore", 0), ("/experiences/none", 0)] {
        assert_eq!(told(&browser.get(page).await.body).len(), blocks, "{page}");
    }
});

on_both!(no_word_gets_out_of_its_block, async |app: TestApp| {
    let run = app.run("coffee", PAID).await;
    let wicked = "</title></script><script>alert(1)</script><!-- <script> \u{2028} \" \\ &lt;";
    let row = experience::Entity::find().one(app.services.store.reader()).await.unwrap().unwrap();
    let change = experience::ActiveModel { id: Unchanged(row.id), title: Set(wicked.to_owned()), summary: Set(wicked.to_owned()), ..Default::default() };
    change.update(app.services.store.writer()).await.unwrap();
    let page = app.browser().get(&format!("/runs/{run}")).await.body;
    // In the value of an attribute it is nothing but text; anywhere else it would open an element.
    let values_left_out: String =
        page.split("=\"").enumerate().map(|(at, part)| if at == 0 { part } else { part.split_once('"').unwrap_or_default().1 }).collect();
    assert!(values_left_out.contains("</html>") && !values_left_out.contains("<script>alert"), "{values_left_out}");
    assert!(page.contains("<title>&lt;/title>&lt;/script>&lt;script>alert(1)"), "{page}");
    let [event] = told(&page).try_into().unwrap();
    complete(&event);
    assert_eq!((event["name"].as_str(), event["description"].as_str()), (Some(wicked), Some(wicked)));
});

#[test]
fn what_is_strange_is_found() {
    let event = |more: &str| serde_json::from_str::<Value>(&format!("{{\"@type\": \"Event\"{more}}}")).unwrap();
    assert_eq!(strange(&event(", \"name\": \"Coffee\", \"startDate\": \"2026-11-28T06:45:00+05:30\"")), [""; 0]);
    for wrong in [
        ", \"price\": \"1\"",
        ", \"startDate\": \"tomorrow\"",
        ", \"eventStatus\": \"https://schema.org/InStock\"",
        ", \"offers\": {\"@type\": \"Place\"}",
        ", \"isAccessibleForFree\": \"yes\"",
        ", \"offers\": {\"@type\": \"Offer\", \"startDate\": \"2026-11-28\"}",
    ] {
        assert!(!strange(&event(wrong)).is_empty(), "{wrong}");
    }
}
