//! The activity log in words. Whoever records a change names its fields as people would, so that one rule reads them all.

use super::super::organizations::{ActivityEntry, ActivityField, ActivityPage};
use crate::{
    domain::{money::Paise, text::tidy_line},
    services::{
        activity::{ActivityLine, ActivityRecord},
        zones::zoned,
    },
};
use chrono::{DateTime, Utc};
use serde_json::Value;

/// Longest text that is shown of a field, in characters.
const TEXT_CHARS_MAX: usize = 160;
/// A number under a name that ends with one of these is an amount, in paise.
const AMOUNTS: [&str; 6] = ["price", "stake", "amount", "total", "refund", "fee"];

pub(in crate::api) fn activity(record: ActivityRecord, organization: String, zone: &str) -> ActivityPage {
    ActivityPage { organization, entries: record.lines.into_iter().map(|line| entry(line, zone)).collect(), next: record.next }
}

fn entry(line: ActivityLine, zone: &str) -> ActivityEntry {
    ActivityEntry {
        id: line.id,
        at: zoned(line.at, zone),
        who: if line.who.is_empty() { "Nukkad".to_owned() } else { line.who },
        what: action(&line.action),
        link: link(&line.subject),
        fields: fields(&line.before, &line.after, zone),
    }
}

/// `run.cancelled` as `Event run cancelled`.
fn action(action: &str) -> String {
    let (noun, verb) = action.split_once('.').unwrap_or((action, ""));
    let noun = if noun == "run" { "event run" } else { noun };
    capitalized(format!("{noun} {verb}").trim())
}

/// The page of a thing, named by kind and id.
fn link(subject: &str) -> Option<String> {
    match subject.split_once(':')? {
        ("run", id) => Some(format!("/host/runs/{id}")),
        ("experience", id) => Some(format!("/host/experiences/{id}")),
        _ => None,
    }
}

/// The fields of a change. Of something new, or gone, they are told once.
fn fields(before: &Value, after: &Value, zone: &str) -> Vec<ActivityField> {
    let (before, after) = match (before, after) {
        (Value::Null, told) | (told, Value::Null) => (told, told),
        both => both,
    };
    let (Some(old), Some(new)) = (before.as_object(), after.as_object()) else { return Vec::new() };
    let names = old.keys().chain(new.keys().filter(|name| !old.contains_key(*name)));
    let told = |name: &String, value: Option<&Value>| value.and_then(|value| words(name, value, zone));
    names
        .map(|name| ActivityField { name: capitalized(name), before: told(name, old.get(name)), after: told(name, new.get(name)) })
        .filter(|field| field.before.is_some() || field.after.is_some())
        .collect()
}

/// A value in words; nothing where there is none.
fn words(name: &str, value: &Value, zone: &str) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Bool(yes) => Some(if *yes { "yes" } else { "no" }.to_owned()),
        Value::Number(number) => Some(match number.as_i64() {
            Some(paise) if AMOUNTS.iter().any(|amount| name.ends_with(amount)) => Paise(paise).to_string(),
            _ => number.to_string(),
        }),
        Value::String(text) => match text.parse::<DateTime<Utc>>() {
            Ok(at) => Some(zoned(at, zone).date_and_clock()),
            Err(_) => Some(clipped(text)).filter(|text| !text.is_empty()),
        },
        Value::Array(values) => joined(values.iter().filter_map(|value| words(name, value, zone))),
        Value::Object(fields) => joined(fields.iter().filter_map(|(name, value)| Some(format!("{}: {}", spaced(name), words(name, value, zone)?)))),
    }
}

fn joined(parts: impl Iterator<Item = String>) -> Option<String> {
    let parts: Vec<String> = parts.collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn clipped(text: &str) -> String {
    let text = tidy_line(text);
    if text.chars().count() <= TEXT_CHARS_MAX {
        return text;
    }
    text.chars().take(TEXT_CHARS_MAX).chain(['…']).collect()
}

fn spaced(name: &str) -> String {
    name.replace('_', " ")
}

fn capitalized(name: &str) -> String {
    let name = spaced(name);
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn actions_read_like_headlines() {
        for (written, read) in [("run.cancelled", "Event run cancelled"), ("member.role_changed", "Member role changed"), ("odd", "Odd"), ("", "")] {
            assert_eq!(action(written), read);
        }
        assert_eq!(link("run:17").as_deref(), Some("/host/runs/17"));
        assert_eq!(link("member:17"), None);
    }

    #[test]
    fn values_are_told_in_words() {
        let told = |before, after| {
            let fields = fields(&before, &after, "Asia/Kolkata");
            fields
                .into_iter()
                .map(|field| format!("{}: {:?} {:?}", field.name, field.before.unwrap_or_default(), field.after.unwrap_or_default()))
                .collect::<Vec<_>>()
        };
        for (before, after, read) in [
            (json!({ "role": "staff" }), json!({ "role": "owner" }), vec![r#"Role: "staff" "owner""#]),
            (json!({ "price": 45_000 }), json!({ "price": 50_000 }), vec![r#"Price: "₹450.00" "₹500.00""#]),
            (json!({ "capacity": 12 }), json!({ "capacity": 10 }), vec![r#"Capacity: "12" "10""#]),
            (json!({ "starts_at": "2026-11-28T01:15:00Z" }), json!({ "starts_at": null }), vec![r#"Starts at: "Sat 28 Nov, 6:45 am" """#]),
            (json!({ "links": [] }), json!({ "links": ["a", "b"] }), vec![r#"Links: "" "a, b""#]),
            (Value::Null, json!({ "name": "Asha", "note": "" }), vec![r#"Name: "Asha" "Asha""#]),
            (json!({ "name": "Asha" }), Value::Null, vec![r#"Name: "Asha" "Asha""#]),
            (json!({ "a": { "b_c": true } }), json!({ "d": 1 }), vec![r#"A: "b c: yes" """#, r#"D: "" "1""#]),
            (Value::Null, Value::Null, vec![]),
            (json!("odd"), json!(3), vec![]),
        ] {
            assert_eq!(told(before, after), read);
        }
        let long = words("bio", &json!("é".repeat(500)), "UTC").unwrap();
        assert_eq!(long.chars().count(), TEXT_CHARS_MAX + 1);
    }
}
