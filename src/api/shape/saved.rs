//! What people keep, from the services' records to what crosses the wire.

use super::{experience_card, run_card};
use crate::{
    api::{
        favorites::{FollowedHost, SavedCard, SavedPage},
        saved_searches::SavedSearch,
    },
    domain::{explore::RunFilter, saved::EXPERIENCES_MAX},
    services::{
        Services,
        favorites::{PAGE_EXPERIENCES, SavedExperience, SavedShelf},
        organizations::OrganizationRow,
        saved_searches::SavedSearchRow,
    },
};

/// More pages nobody can fill.
pub(in crate::api) const SAVED_PAGES_MAX: u64 = EXPERIENCES_MAX.div_ceil(PAGE_EXPERIENCES);

pub(in crate::api) fn saved(
    (shelf, page): (SavedShelf, u64),
    (hosts, hosts_in_mail): (Vec<OrganizationRow>, bool),
    searches: Vec<SavedSearchRow>,
    services: &Services,
) -> SavedPage {
    let now = services.clock.now();
    let card = |SavedExperience { experience, offered, next }| SavedCard {
        next: next.as_ref().map(|run| run_card(run, now)),
        experience: experience_card(experience),
        offered,
    };
    SavedPage {
        experiences: shelf.experiences.into_iter().map(card).collect(),
        total: shelf.total,
        page,
        pages: shelf.total.div_ceil(PAGE_EXPERIENCES),
        hosts: hosts.into_iter().map(|host| FollowedHost { slug: host.slug, name: host.name, tagline: host.tagline, logo: host.logo }).collect(),
        hosts_in_mail,
        searches: searches.into_iter().map(|row| search(row, &services.mail.base_url)).collect(),
    }
}

fn search(row: SavedSearchRow, base_url: &str) -> SavedSearch {
    SavedSearch {
        to: RunFilter::parse(&row.query).to_path(),
        calendar: format!("{base_url}/saved-searches/{}.ics", row.token),
        id: row.id,
        name: row.name,
        weekly: row.weekly,
    }
}
