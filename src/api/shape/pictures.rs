//! Pictures, from rows to what pages show.

use crate::{
    api::{
        catalog::{Photo, Picture},
        pictures::{ListedPicture, LogoPage, PicturesPage},
    },
    domain::{experience::ExperienceStatus, ids::ExperienceId, media::MediaHash},
    services::{
        catalog::CoverRow,
        hosting::Membership,
        pictures::{PictureRow, PicturesRecord},
    },
};

/// An uploaded cover.
pub(super) fn cover(row: &CoverRow) -> Photo {
    Photo { hash: row.hash.clone(), width: side(row.width), height: side(row.height), color: row.color.clone(), alt: row.alt.clone() }
}

/// The uploaded ones; what nobody has described yet is at least numbered.
pub(super) fn photos(rows: &[PictureRow], title: &str) -> Vec<Photo> {
    let mut photos: Vec<Photo> = rows.iter().filter_map(photo).collect();
    for (photo, number) in photos.iter_mut().zip(1..).filter(|(photo, _)| photo.alt.is_empty()) {
        photo.alt = format!("{title}, picture {number}");
    }
    photos
}

/// The drawn ones.
pub(super) fn drawn(rows: &[PictureRow]) -> Vec<Picture> {
    rows.iter().filter_map(|row| Some(Picture { hour: row.hour?.as_str().to_owned(), alt: row.alt.clone() })).collect()
}

fn photo(row: &PictureRow) -> Option<Photo> {
    Some(Photo { hash: row.hash.clone()?, width: side(row.width?), height: side(row.height?), color: row.color.clone()?, alt: row.alt.clone() })
}

fn side(pixels: i32) -> u32 {
    u32::try_from(pixels).unwrap_or_default()
}

pub(in crate::api) fn pictures(experience: ExperienceId, record: &PicturesRecord) -> PicturesPage {
    PicturesPage {
        experience,
        title: record.title.clone(),
        slug: Some(record.slug.clone()).filter(|_| record.status == ExperienceStatus::Published),
        undescribed: record.undescribed(),
        pictures: record.uploads.iter().filter_map(|row| Some(ListedPicture { id: row.id, photo: photo(row)? })).collect(),
    }
}

pub(in crate::api) fn logo(membership: Membership, logo: Option<MediaHash>) -> LogoPage {
    LogoPage { id: membership.organization_id, organization: membership.name, slug: membership.slug, logo }
}
