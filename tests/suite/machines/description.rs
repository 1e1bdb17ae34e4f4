//! The description of the JSON says what is answered: nothing else, nothing less.

use super::{ask, fill};
use crate::support::{
    TestApp,
    build::{PAID, RunSpec},
    media::jpeg,
    on_both,
};
use nukkad::{
    domain::{explore::RunFilter, run::RunStatus},
    entity::{event_run, picture},
};
use sea_orm::{ActiveModelTrait, Set, Unchanged};
use serde_json::Value;
use std::collections::BTreeSet;

/// What a reference in the description stands for.
fn resolved<'a>(description: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(place) => resolved(description, description.pointer(place.trim_start_matches('#')).unwrap_or_else(|| panic!("{place} leads nowhere"))),
        None => schema,
    }
}

/// All properties of an object's schema, with those that it is made of.
fn properties<'a>(description: &'a Value, schema: &'a Value) -> Vec<(&'a String, &'a Value)> {
    let schema = resolved(description, schema);
    let parts = schema["allOf"].as_array().into_iter().flatten().flat_map(|part| properties(description, part));
    let own = schema["properties"].as_object().into_iter().flatten();
    let required: BTreeSet<_> = schema["required"].as_array().into_iter().flatten().map(|name| name.as_str().unwrap()).collect();
    let named: BTreeSet<_> = own.clone().map(|(name, _)| name.as_str()).collect();
    assert_eq!(required, named, "everything is always there");
    parts.chain(own).collect()
}

/// What is wrong with a value by its schema.
fn faults(description: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let schema = resolved(description, schema);
    if let Some(choices) = schema["oneOf"].as_array() {
        let fitting = choices.iter().filter(|choice| faults(description, choice, value, at).is_empty()).count();
        return if fitting == 1 { Vec::new() } else { vec![format!("{at}: {value} fits {fitting} of its kinds")] };
    }
    if schema["type"] == "object" || schema["allOf"].is_array() {
        let Some(object) = value.as_object() else { return vec![format!("{at}: {value} is no object")] };
        let known = properties(description, schema);
        let (said, answered): (BTreeSet<_>, BTreeSet<_>) = (known.iter().map(|(name, _)| *name).collect(), object.keys().collect());
        let differing = said.symmetric_difference(&answered).map(|name| format!("{at}.{name} is described or answered, not both"));
        let deeper = known.iter().filter_map(|(name, schema)| Some(faults(description, schema, object.get(*name)?, &format!("{at}.{name}"))));
        return differing.chain(deeper.flatten()).collect();
    }
    if let Some(items) = value.as_array().filter(|_| schema["type"] == "array") {
        return items.iter().flat_map(|item| faults(description, &schema["items"], item, &format!("{at}[]"))).collect();
    }
    let kinds: Vec<&str> = schema["type"].as_str().into_iter().chain(schema["type"].as_array().into_iter().flatten().filter_map(Value::as_str)).collect();
    let kind = match value {
        Value::Null => "null",
        Value::String(_) => "string",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() && !kinds.contains(&"number") => "integer",
        Value::Number(_) => "number",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let mut wrong = Vec::new();
    if !kinds.contains(&kind) {
        wrong.push(format!("{at}: {value} is none of {kinds:?}"));
    }
    if let Some(text) = value.as_str() {
        let sound = match schema["format"].as_str() {
            Some("date-time") => chrono::DateTime::parse_from_rfc3339(text).is_ok(),
            Some("uri") => reqwest::Url::parse(text).is_ok(),
            None => true,
            Some(other) => panic!("nobody knows {other}"),
        };
        if !sound || schema["enum"].as_array().is_some_and(|words| !words.contains(value)) {
            wrong.push(format!("{at}: {text} is not as it is described"));
        }
    }
    if value.as_i64().is_some_and(|number| schema["minimum"].as_i64().is_some_and(|least| number < least)) {
        wrong.push(format!("{at}: {value} is too small"));
    }
    wrong
}

fn schema<'a>(description: &'a Value, path: &str) -> &'a Value {
    let answer = &description["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"];
    assert!(answer.is_object(), "{path} is not described");
    answer
}

on_both!(answers_are_as_they_are_described, async |app: TestApp| {
    let organization = app.organization("coffee").await;
    let coffee = app.experience(organization, "coffee").await;
    let (plain, off) = (app.run_of(coffee, PAID).await, app.run_of(coffee, RunSpec { status: RunStatus::Cancelled, ..RunSpec::default() }).await);
    let change = event_run::ActiveModel { id: Unchanged(off), cancel_reason: Set(Some("Rain.".to_owned())), ..Default::default() };
    change.update(app.services.store.writer()).await.unwrap();
    let change = event_run::ActiveModel { id: Unchanged(plain), rescheduled_at: Set(Some(app.services.clock.now())), ..Default::default() };
    change.update(app.services.store.writer()).await.unwrap();
    let pictured = app.experience(organization, "pictured").await;
    let kept = app.services.media.take(jpeg(1_000, 700), nukkad::services::media::intake::picture).await.unwrap();
    let upload = picture::Upload { hash: kept.hash, width: 1_000, height: 700, color: kept.color };
    picture::add(app.services.store.writer(), pictured, 0, &upload).await.unwrap();
    let with_photo = app.run_of(pictured, RunSpec::default()).await;
    for index in 0..30 {
        app.run_of(coffee, RunSpec { starts_in_hours: 100 + index, ..PAID }).await;
    }
    let description = ask(&app, "/openapi.json", None).await.json();
    assert_eq!((description["openapi"].as_str(), description["servers"][0]["url"].as_str()), (Some("3.1.0"), Some(app.url.as_str())));
    for path in ["/runs.json", "/runs.json?city=nowhere", "/runs.json?domain=food&seats=2"] {
        let answer = ask(&app, path, None).await.json();
        assert_eq!(faults(&description, schema(&description, "/runs.json"), &answer, "list"), [""; 0], "{path}");
    }
    for run in [plain, off, with_photo] {
        let answer = ask(&app, &format!("/runs/{run}.json"), None).await.json();
        assert_eq!(faults(&description, schema(&description, "/runs/{id}.json"), &answer, "run"), [""; 0], "{run}");
    }
    let error = ask(&app, "/runs/0.json", None).await.json();
    assert_eq!((error["code"].as_str(), error["message"].is_string()), (Some("not_found"), true));
    // A description that says something else is found out.
    let mut other = description.clone();
    other["components"]["schemas"]["Money"]["properties"]["amount"]["type"] = "string".into();
    let answer = ask(&app, &format!("/runs/{plain}.json"), None).await.json();
    assert_eq!(faults(&other, schema(&other, "/runs/{id}.json"), &answer, "run").len(), 2);
});

on_both!(every_word_of_the_query_that_is_described_narrows_down, async |app: TestApp| {
    app.run("coffee", PAID).await;
    let description = ask(&app, "/openapi.json", None).await.json();
    let words = description["paths"]["/runs.json"]["get"]["parameters"].as_array().unwrap();
    assert!(words.len() > 8);
    for word in words {
        let name = word["name"].as_str().unwrap();
        let kind = resolved(&description, &word["schema"]);
        let kind = if kind["type"] == "array" { resolved(&description, &kind["items"]) } else { kind };
        let value = match (kind["enum"][0].as_str(), kind["type"].as_str(), kind["format"].as_str(), name) {
            (Some(value), ..) => value,
            (_, _, Some("date"), _) => "2027-01-02",
            (_, Some("integer"), ..) => "2",
            (_, _, _, "after") => "1764000000000-3",
            _ => "coffee-city",
        };
        let query = format!("{name}={value}");
        assert_eq!(RunFilter::parse(&query).to_query(), query, "the filter does not know {name}");
    }
});

on_both!(runs_go_on_from_page_to_page_with_true_seats, async |app: TestApp| {
    let organization = app.organization("coffee").await;
    let coffee = app.experience(organization, "coffee").await;
    let mut made = Vec::new();
    for index in 0..60 {
        made.push(app.run_of(coffee, RunSpec { starts_in_hours: 48 + index / 7, ..PAID }).await);
    }
    fill(&app, made[0], 12).await;
    fill(&app, made[1], 10).await;
    fill(&app, made[2], 1).await;
    let (mut seen, mut next) = (Vec::new(), Some(app.at("/runs.json?domain=food")));
    while let Some(address) = next {
        let page = ask(&app, address.strip_prefix(&app.url).unwrap(), None).await.json();
        assert_eq!((page["total"].as_i64(), page["self"].as_str()), (Some(60), Some(address.as_str())));
        seen.extend(page["runs"].as_array().unwrap().clone());
        next = page["next"].as_str().map(str::to_owned);
    }
    assert_eq!(seen.iter().map(|run| run["id"].as_i64().unwrap()).collect::<Vec<_>>(), made.iter().map(|run| run.0).collect::<Vec<_>>());
    let told: Vec<_> = seen[..4].iter().map(|run| (run["availability"].as_str().unwrap(), run["seats_left"].as_i64().unwrap())).collect();
    assert_eq!(told, [("sold_out", 0), ("few", 2), ("open", 11), ("open", 12)]);
    let run = &seen[0];
    assert_eq!(
        (run["price"]["amount"].as_i64(), run["stake"]["amount"].as_i64(), run["price"]["currency"].as_str()),
        (Some(45_000), Some(20_000), Some("INR"))
    );
    assert!(run["starts_at"].as_str().unwrap().ends_with("+05:30") && run["time_zone"] == "Asia/Kolkata", "{run}");
    assert_eq!(run["url"].as_str(), Some(app.at(&format!("/runs/{}", made[0])).as_str()));
});
