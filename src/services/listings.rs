//! What machines are told of runs, whatever the form: addresses, what is still to be had, when it changed last.

use super::{
    Services,
    catalog::{ExperienceRow, RunRow},
    zones::zone,
};
use crate::domain::{
    experience::ExperienceStatus,
    ids::RunId,
    poster::Poster,
    run::{Bookable, Seats, bookable},
    text_enum::text_enum,
};
use chrono::{DateTime, SecondsFormat, Utc};

/// What travelers, and machines with them, may see by its address: drafts never.
pub const PUBLIC: [ExperienceStatus; 2] = [ExperienceStatus::Published, ExperienceStatus::Archived];

text_enum! {
    /// Whether there are seats to be had on a run.
    Availability {
        Open => "open",
        /// Some, but not many: see [`Seats::few_left`].
        Few => "few",
        /// None just now.
        SoldOut => "sold_out",
        /// Booking is over.
        Closed => "closed",
        /// The run was called off.
        Cancelled => "cancelled",
    }
}

/// Where the site is, to make whole addresses of paths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Without a slash at the end.
    base_url: String,
}

impl Site {
    /// A path of the site as a whole address.
    #[must_use]
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.base_url)
    }

    /// A run's page.
    #[must_use]
    pub fn run(&self, run: RunId) -> String {
        self.at(&format!("/runs/{run}"))
    }

    /// An experience's page.
    #[must_use]
    pub fn experience(&self, slug: &str) -> String {
        self.at(&format!("/experiences/{slug}"))
    }

    /// A host's page.
    #[must_use]
    pub fn host(&self, slug: &str) -> String {
        self.at(&format!("/hosts/{slug}"))
    }
}

impl Services {
    /// Where the site is.
    #[must_use]
    pub fn site(&self) -> Site {
        Site { base_url: self.mail.base_url.clone() }
    }
}

impl RunRow {
    /// Whether a traveler can book, seats aside.
    #[must_use]
    pub fn bookable(&self, now: DateTime<Utc>) -> Bookable {
        bookable(self.status, self.starts_at, self.cutoff_at, now).if_offered(self.offered != ExperienceStatus::Archived)
    }

    /// Its seats.
    #[must_use]
    pub fn seats(&self) -> Seats {
        super::bookings::seats(self.capacity, self.seats_taken)
    }

    /// Whether there are seats to be had.
    #[must_use]
    pub fn availability(&self, now: DateTime<Utc>) -> Availability {
        match self.bookable(now) {
            Bookable::Cancelled => Availability::Cancelled,
            Bookable::Begun | Bookable::CutoffPassed => Availability::Closed,
            Bookable::Open if self.seats().left() == 0 => Availability::SoldOut,
            Bookable::Open if self.seats().few_left() => Availability::Few,
            Bookable::Open => Availability::Open,
        }
    }

    /// When its date was set: when it was made, or moved last.
    #[must_use]
    pub fn dated_at(&self) -> DateTime<Utc> {
        self.rescheduled_at.unwrap_or(self.created_at)
    }

    /// What is on its experience's poster.
    #[must_use]
    pub fn poster(&self) -> Poster<'_> {
        Poster {
            slug: &self.slug,
            title: &self.title,
            domain: self.domain,
            neighborhood: &self.neighborhood,
            city: &self.city,
            host: &self.host,
            cover: self.cover.as_ref().map(|cover| &cover.hash),
        }
    }
}

impl ExperienceRow {
    /// What is on its poster.
    #[must_use]
    pub fn poster(&self) -> Poster<'_> {
        Poster {
            slug: &self.slug,
            title: &self.title,
            domain: self.domain,
            neighborhood: &self.neighborhood,
            city: &self.city,
            host: &self.host,
            cover: self.cover.as_ref().map(|cover| &cover.hash),
        }
    }
}

/// An instant as RFC 3339 writes it, to the second, with the offset in force at its place: `2026-11-28T06:45:00+05:30`.
#[must_use]
pub fn rfc3339(at: DateTime<Utc>, zone_name: &str) -> String {
    at.with_timezone(&zone(zone_name)).to_rfc3339_opts(SecondsFormat::Secs, true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    #[test]
    fn instants_carry_the_offset_of_their_place() {
        let at = Utc.with_ymd_and_hms(2026, 11, 28, 1, 15, 0).unwrap();
        assert_eq!(rfc3339(at, "Asia/Kolkata"), "2026-11-28T06:45:00+05:30");
        assert_eq!(rfc3339(at, "America/New_York"), "2026-11-27T20:15:00-05:00");
        assert_eq!(rfc3339(at, "UTC"), "2026-11-28T01:15:00Z");
    }
}
