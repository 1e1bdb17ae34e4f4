//! What search engines are told of a page: schema.org's words as JSON-LD. It says nothing that the page does not say.
//! The properties are those that Google requires and recommends for events
//! (<https://developers.google.com/search/docs/appearance/structured-data/event>).

use super::{
    catalog::{ExperienceRecord, ExperienceRow, HostRecord, RunRecord, RunRow},
    listings::{Availability, Site, rfc3339},
};
use crate::domain::{
    experience::Domain,
    map::Coordinates,
    media::{self, LOGO_PIXELS},
    money::{CURRENCY, Paise},
    run::RunStatus,
};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

const VOCABULARY: &str = "https://schema.org";

/// A run as an event.
#[must_use]
pub fn run(record: &RunRecord, site: &Site, now: DateTime<Utc>) -> String {
    let mut event = event(&record.run, &record.experience, site, now);
    event["@context"] = VOCABULARY.into();
    embedded(&event)
}

/// An experience's upcoming runs as events.
#[must_use]
pub fn experience(record: &ExperienceRecord, site: &Site, now: DateTime<Utc>) -> String {
    let events: Vec<Value> = record.runs.iter().map(|run| event(run, &record.experience, site, now)).collect();
    embedded(&json!({ "@context": VOCABULARY, "@graph": events }))
}

/// A host as an organization.
#[must_use]
pub fn host(record: &HostRecord, site: &Site) -> String {
    let host = &record.organization;
    let mut organization = json!({
        "@context": VOCABULARY,
        "@type": "Organization",
        "@id": site.host(&host.slug),
        "url": site.host(&host.slug),
        "name": host.name,
        "description": host.tagline,
        "sameAs": host.links(),
    });
    if let Some(logo) = &host.logo {
        organization["logo"] = site.at(&media::path(logo, LOGO_PIXELS)).into();
    }
    embedded(&organization)
}

fn event(run: &RunRow, experience: &ExperienceRow, site: &Site, now: DateTime<Utc>) -> Value {
    let seats = run.seats();
    let host = json!({ "@type": "Organization", "name": run.host, "url": site.host(&run.host_slug) });
    json!({
        "@type": kind(run.domain),
        "@id": site.run(run.id),
        "url": site.run(run.id),
        "name": run.title,
        "description": experience.summary,
        "image": images(run, site),
        "startDate": rfc3339(run.starts_at, &run.time_zone),
        "endDate": rfc3339(run.ends_at, &run.time_zone),
        // A run that was moved is scheduled at its new date: which one it had before is not kept, and must be said beside "rescheduled".
        "eventStatus": format!("{VOCABULARY}/{}", if run.status == RunStatus::Cancelled { "EventCancelled" } else { "EventScheduled" }),
        "eventAttendanceMode": format!("{VOCABULARY}/OfflineEventAttendanceMode"),
        "location": place(run, experience),
        "offers": offer(run, site, now),
        "organizer": host,
        "performer": host,
        "isAccessibleForFree": run.price.is_zero() && run.stake.is_zero(),
        "maximumAttendeeCapacity": seats.capacity,
        "remainingAttendeeCapacity": seats.left(),
    })
}

/// The most precise word there is for an event of a domain.
const fn kind(domain: Domain) -> &'static str {
    match domain {
        Domain::Food => "FoodEvent",
        Domain::Art | Domain::Craft => "VisualArtsEvent",
        Domain::Music => "MusicEvent",
        Domain::Learning => "EducationEvent",
        Domain::Nightlife => "SocialEvent",
        Domain::Heritage | Domain::Nature | Domain::Wellness | Domain::Sport => "Event",
    }
}

fn images(run: &RunRow, site: &Site) -> Vec<String> {
    let uploaded = run.cover.as_ref().and_then(|cover| Some(media::path(&cover.hash, u32::try_from(cover.width).ok()?)));
    [Some(run.poster().path()), uploaded].into_iter().flatten().map(|path| site.at(&path)).collect()
}

fn place(run: &RunRow, experience: &ExperienceRow) -> Value {
    let mut address = json!({
        "@type": "PostalAddress",
        "streetAddress": format!("{}, {}", run.meeting_point, run.neighborhood),
        "addressLocality": run.city,
    });
    // The one country whose cities can be told from their clock, and whose money is taken.
    if matches!(run.time_zone.as_str(), "Asia/Kolkata" | "Asia/Calcutta") {
        address["addressCountry"] = "IN".into();
    }
    let mut place = json!({ "@type": "Place", "name": run.meeting_point, "address": address });
    if let Some(at) = Coordinates::stored(experience.latitude, experience.longitude) {
        place["geo"] = json!({ "@type": "GeoCoordinates", "latitude": at.latitude, "longitude": at.longitude });
    }
    place
}

fn offer(run: &RunRow, site: &Site, now: DateTime<Utc>) -> Value {
    let availability = match run.availability(now) {
        Availability::Open => "InStock",
        Availability::Few => "LimitedAvailability",
        Availability::SoldOut | Availability::Closed | Availability::Cancelled => "SoldOut",
    };
    let mut offer = json!({
        "@type": "Offer",
        "url": site.run(run.id),
        "price": decimal(run.price),
        "priceCurrency": CURRENCY,
        "availability": format!("{VOCABULARY}/{availability}"),
        "validFrom": rfc3339(run.created_at, &run.time_zone),
        "validThrough": rfc3339(run.cutoff_at, &run.time_zone),
    });
    if !run.stake.is_zero() {
        offer["description"] = format!("Beside the price, a stake of {} that comes back when you come.", run.stake.short()).into();
    }
    offer
}

/// An amount as schema.org wants it: `450.00`.
fn decimal(amount: Paise) -> String {
    format!("{}.{:02}", amount.0 / 100, amount.0 % 100)
}

/// JSON as it may stand inside a `<script>`: no letter in it can end the element, begin a comment, or break a line of a script.
fn embedded(value: &Value) -> String {
    let escape = |c: char| match c {
        '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => Some(format!("\\u{:04x}", u32::from(c))),
        _ => None,
    };
    value.to_string().chars().fold(String::new(), |mut text, c| {
        match escape(c) {
            Some(escaped) => text.push_str(&escaped),
            None => text.push(c),
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_gets_out_of_its_script() {
        let said = json!({ "name": "</script><!-- <b> & \u{2028}\u{2029} \"x\" \\ क" });
        let text = embedded(&said);
        assert!(!text.contains(['<', '>', '&', '\u{2028}', '\u{2029}']), "{text}");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), said);
    }

    #[test]
    fn amounts_have_two_decimals() {
        assert_eq!([0, 5, 45_000, 123_456].map(|paise| decimal(Paise(paise))), ["0.00", "0.05", "450.00", "1234.56"]);
    }
}
