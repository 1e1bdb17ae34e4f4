//! What an organization offers, as its members see it.

use crate::{
    api::experiences::{EditorPage, HostExperiencesPage, ListedExperience, PlaceChoice, SavedBy},
    domain::experience::ExperienceStatus,
    services::{
        drafts::EditorRecord,
        places::PlaceChoiceRow,
        shelves::{ListedExperienceRow, StatusCounts},
        zones::zoned,
    },
};

/// Where a host looks first: what is on offer, then what is begun.
pub(in crate::api) const fn first_shelf(counts: &StatusCounts) -> ExperienceStatus {
    match (counts.published, counts.draft, counts.archived) {
        (0, 0, 1..) => ExperienceStatus::Archived,
        (0, 1.., _) => ExperienceStatus::Draft,
        _ => ExperienceStatus::Published,
    }
}

pub(in crate::api) fn host_experiences(
    organization: String,
    status: ExperienceStatus,
    counts: &StatusCounts,
    rows: Vec<ListedExperienceRow>,
) -> HostExperiencesPage {
    HostExperiencesPage {
        organization,
        status,
        counts: vec![(ExperienceStatus::Published, counts.published), (ExperienceStatus::Draft, counts.draft), (ExperienceStatus::Archived, counts.archived)],
        experiences: rows.into_iter().map(listed).collect(),
    }
}

fn listed(row: ListedExperienceRow) -> ListedExperience {
    let place = row.place;
    ListedExperience {
        id: place.id,
        slug: place.slug,
        title: row.title,
        domain: place.domain,
        neighborhood: place.neighborhood,
        city: place.city,
        waiting_since: row.waiting_since.map(|at| zoned(at, &place.time_zone)),
        next_run: row.next_run.map(|at| zoned(at, &place.time_zone)),
        pictures: row.pictures,
    }
}

pub(in crate::api) fn place_choices(rows: Vec<PlaceChoiceRow>) -> Vec<PlaceChoice> {
    rows.into_iter().map(|row| PlaceChoice { id: row.id, name: row.name, city: row.city }).collect()
}

pub(in crate::api) fn editor(record: EditorRecord, tiles: Option<String>) -> EditorPage {
    EditorPage {
        experience: record.experience.id,
        status: record.experience.status,
        was_published: record.was_published(),
        slug: record.experience.slug,
        form: record.form,
        version: record.version,
        saved: record.saved.map(|saved| SavedBy { who: saved.who, at: saved.at }),
        waiting: record.waiting,
        places: place_choices(record.places),
        pictures: record.pictures,
        runs_to_come: record.runs_to_come,
        seats_booked: record.seats_booked,
        tiles,
    }
}
