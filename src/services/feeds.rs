//! What is coming up as an Atom feed (RFC 4287): the same list as the page of the same query, for readers that look by themselves.

use super::{
    Services,
    catalog::RunRow,
    discovery::ExploreRecord,
    listings::{Availability, Site},
    zones::zoned,
};
use crate::domain::{explore::RunFilter, html::escape};
use chrono::{DateTime, SecondsFormat, Utc};
use sea_orm::DbErr;

/// The path of a query's feed.
#[must_use]
pub fn path(filter: &RunFilter) -> String {
    filter.to_path().replacen("/explore", "/explore.atom", 1)
}

impl Services {
    /// The feed of a query of `/explore`: one page of runs, with a link to the next.
    ///
    /// # Errors
    /// The database's.
    pub async fn explore_feed(&self, filter: &RunFilter) -> Result<String, DbErr> {
        let record = self.explore(filter).await?;
        Ok(feed(&record.reading.filter, &record, &self.site(), self.clock.now()))
    }
}

fn feed(filter: &RunFilter, record: &ExploreRecord, site: &Site, now: DateTime<Utc>) -> String {
    let this = site.at(&path(filter));
    let city = record.facets.cities.iter().find(|city| filter.city.as_deref() == Some(city.value.as_str()));
    let title = city.map_or_else(|| "Nukkad: coming up".to_owned(), |city| format!("Nukkad: coming up in {}", city.name));
    // A list without entries has to say something: that it was seen today is true all day.
    let updated = record.runs.iter().map(RunRow::dated_at).max().unwrap_or_else(|| now.date_naive().and_time(chrono::NaiveTime::MIN).and_utc());
    let next = record.next.map(|cursor| site.at(&path(&RunFilter { after: Some(cursor), ..filter.clone() })));
    let next = next.map(|next| format!("<link rel=\"next\" type=\"application/atom+xml\" href=\"{}\"/>", xml(&next))).unwrap_or_default();
    let entries: String = record.runs.iter().map(|run| entry(run, site, now)).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\"><title>{}</title><id>{id}</id>\
         <updated>{}</updated><author><name>Nukkad</name><uri>{}</uri></author><link rel=\"self\" type=\"application/atom+xml\" href=\"{id}\"/>\
         <link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>{next}{entries}</feed>\n",
        xml(&title),
        instant(updated),
        xml(&site.at("/")),
        xml(&site.at(&filter.to_path())),
        id = xml(&this),
    )
}

fn entry(run: &RunRow, site: &Site, now: DateTime<Utc>) -> String {
    let starts = zoned(run.starts_at, &run.time_zone);
    let title = format!("{}, {}", run.title, starts.date_and_clock());
    let address = xml(&site.run(run.id));
    format!(
        "<entry><title>{}</title><id>{address}</id><link rel=\"alternate\" type=\"text/html\" href=\"{address}\"/><published>{}</published>\
         <updated>{}</updated><author><name>{}</name><uri>{}</uri></author><category term=\"{}\" label=\"{}\"/><summary>{}</summary></entry>",
        xml(&title),
        instant(run.created_at),
        instant(run.dated_at()),
        xml(&run.host),
        xml(&site.host(&run.host_slug)),
        run.domain,
        run.domain.name(),
        xml(&summary(run, now)),
    )
}

/// When, where, what it costs, and whether there are seats.
fn summary(run: &RunRow, now: DateTime<Utc>) -> String {
    let (starts, ends) = (zoned(run.starts_at, &run.time_zone), zoned(run.ends_at, &run.time_zone));
    let stake = if run.stake.is_zero() { String::new() } else { format!(" + {} stake, back when you come", run.stake.short()) };
    let seats = match run.availability(now) {
        Availability::Closed => "Booking closed".to_owned(),
        Availability::Cancelled => "Cancelled".to_owned(),
        Availability::Open | Availability::Few | Availability::SoldOut => run.seats().in_words(),
    };
    format!("{}, {} ({}). {}, {}. {}{stake}. {seats}.", starts.date(), starts.until(&ends), starts.zone_name(), run.neighborhood, run.city, run.price.tag())
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Text as it may stand in XML 1.0, which has no way at all to say some letters.
#[must_use]
pub fn xml(text: &str) -> String {
    let sayable = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..);
    escape(&text.chars().filter(|c| sayable(*c)).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_say_is_left_out() {
        assert_eq!(xml("a\u{0}\u{8}<b>&\u{FFFE}\"क🚶"), "a&lt;b&gt;&amp;&quot;क🚶");
    }

    #[test]
    fn a_feed_has_the_address_of_its_page() {
        let filter = RunFilter { city: Some("explore".to_owned()), ..RunFilter::default() };
        assert_eq!((path(&filter), path(&RunFilter::default())), ("/explore.atom?city=explore".to_owned(), "/explore.atom".to_owned()));
    }
}
