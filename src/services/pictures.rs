//! The pictures that a host uploads: those of an experience, and the organization's logo.
//! Files are kept before a row tells of them: what a crash leaves behind is a file that nobody sees, never a picture without a file.

use super::{
    Services,
    activity::{self, Change},
    hosting::Membership,
    media::{
        MediaError,
        intake::{self, Prepared},
    },
};
use crate::{
    domain::{
        experience::ExperienceStatus,
        ids::{ExperienceId, PictureId},
        media::{Described, MediaHash, Move, PICTURES_MAX, alt},
    },
    entity::{
        experience, organization,
        picture::{self, Upload},
    },
};
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter};
use serde_json::{Value, json};

/// Why pictures were not changed.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    #[error("the organization has no such experience")]
    NoExperience,
    #[error("the experience has no such picture any more")]
    Gone,
    #[error("there are {PICTURES_MAX} pictures already")]
    Full,
    /// Somebody else has described pictures meanwhile: each with what it says now.
    #[error("the description of {} pictures was changed meanwhile", .0.len())]
    Described(Vec<(PictureId, String)>),
    #[error("it was changed at the same moment")]
    Raced,
    #[error(transparent)]
    Media(#[from] MediaError),
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// A picture of an experience, drawn or uploaded.
pub type PictureRow = picture::Model;

/// An experience with its uploaded pictures, for those who manage it.
#[derive(Clone, Debug)]
pub struct PicturesRecord {
    pub title: String,
    pub slug: String,
    pub status: ExperienceStatus,
    /// In order.
    pub uploads: Vec<picture::Model>,
}

impl PicturesRecord {
    /// How many have no description yet; none may lack one when the experience is published.
    #[must_use]
    pub fn undescribed(&self) -> usize {
        self.uploads.iter().filter(|picture| picture.alt.is_empty()).count()
    }
}

/// What pictures are to become.
#[derive(Clone, Debug, Default)]
pub struct Arrangement {
    /// Descriptions that have changed.
    pub described: Vec<Description>,
    /// What else is done to one of them.
    pub then: Option<(Move, PictureId)>,
}

/// A description that takes the place of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    pub picture: PictureId,
    /// As it was read.
    pub was: String,
    pub alt: String,
}

impl Description {
    /// From a line of the form; `None` where nothing has changed, or for a line that is none of ours.
    #[must_use]
    pub fn changed(line: &Described) -> Option<Self> {
        let (picture, alt) = (line.picture.parse().ok()?, alt(&line.alt).ok()?);
        (alt != line.was).then(|| Self { picture, was: line.was.clone(), alt })
    }
}

impl Services {
    /// An experience of the member's organization with its uploads.
    ///
    /// # Errors
    /// [`PictureError::NoExperience`] where there is none, or it is another organization's.
    pub async fn pictures_of(&self, by: &Membership, experience: ExperienceId) -> Result<PicturesRecord, PictureError> {
        let found = experience::Entity::find_by_id(experience)
            .filter(experience::Column::OrganizationId.eq(by.organization_id))
            .one(self.store.reader())
            .await?
            .ok_or(PictureError::NoExperience)?;
        let uploads = picture::uploads_of(experience).all(self.store.reader()).await?;
        Ok(PicturesRecord { title: found.title, slug: found.slug, status: found.status, uploads })
    }

    /// Adds a picture behind the others, from the bytes of a file.
    ///
    /// # Errors
    /// As [`Services::pictures_of`]; [`PictureError::Full`] where there are as many as there may be, and whatever is wrong with the file.
    pub async fn add_picture(&self, by: &Membership, experience: ExperienceId, file: Vec<u8>) -> Result<PictureId, PictureError> {
        // A look before the work; what counts is the look under the hold.
        if self.pictures_of(by, experience).await?.uploads.len() >= PICTURES_MAX {
            return Err(PictureError::Full);
        }
        let upload = upload(self.media.take(file, intake::picture).await?);
        let db = self.store.begin().await?;
        let uploads = hold(&db, by, experience).await?;
        if uploads.len() >= PICTURES_MAX {
            return Err(PictureError::Full);
        }
        let position = i32::try_from(uploads.len()).unwrap_or(i32::MAX);
        let id = picture::add(&db, experience, position, &upload).await?;
        let after = json!({ "picture": id, "hash": upload.hash, "position": position });
        self.log(&db, by, experience, "picture.added", (Value::Null, after)).await?;
        db.commit().await?;
        Ok(id)
    }

    /// Describes pictures and moves one, or takes it away. All of it happens, or nothing.
    ///
    /// # Errors
    /// As [`Services::pictures_of`]; [`PictureError::Gone`] for a picture that is not, or no longer, among them, and
    /// [`PictureError::Described`] where somebody else has described one meanwhile.
    pub async fn arrange_pictures(&self, by: &Membership, experience: ExperienceId, wanted: &Arrangement) -> Result<(), PictureError> {
        let db = self.store.begin().await?;
        let uploads = hold(&db, by, experience).await?;
        let mut meanwhile = Vec::new();
        for Description { picture, was, alt } in &wanted.described {
            let found = uploads.iter().find(|upload| upload.id == *picture).ok_or(PictureError::Gone)?;
            if !picture::describe(&db, *picture, was, alt).await? {
                meanwhile.push((*picture, found.alt.clone()));
                continue;
            }
            let (before, after) = (json!({ "picture": picture, "alt": was }), json!({ "picture": picture, "alt": alt }));
            self.log(&db, by, experience, "picture.described", (before, after)).await?;
        }
        if !meanwhile.is_empty() {
            return Err(PictureError::Described(meanwhile));
        }
        if let Some((what, picture)) = wanted.then {
            self.move_picture(&db, by, experience, &uploads, (what, picture)).await?;
        }
        db.commit().await?;
        Ok(())
    }

    async fn move_picture(
        &self,
        db: &DatabaseTransaction,
        by: &Membership,
        experience: ExperienceId,
        uploads: &[picture::Model],
        (what, picture): (Move, PictureId),
    ) -> Result<(), PictureError> {
        let before: Vec<PictureId> = uploads.iter().map(|upload| upload.id).collect();
        let mut after = before.clone();
        if !what.apply(&mut after, picture) {
            return Err(PictureError::Gone);
        }
        if after == before {
            return Ok(());
        }
        picture::arrange(db, experience, &after).await?;
        let removed = uploads.iter().find(|upload| upload.id == picture).filter(|_| what == Move::Remove);
        let change = match removed {
            Some(upload) => (json!({ "picture": picture, "hash": upload.hash, "alt": upload.alt, "position": upload.position }), Value::Null),
            None => (json!({ "order": before }), json!({ "order": after })),
        };
        let action = if removed.is_some() { "picture.removed" } else { "picture.moved" };
        Ok(self.log(db, by, experience, action, change).await?)
    }

    async fn log(
        &self,
        db: &DatabaseTransaction,
        by: &Membership,
        experience: ExperienceId,
        action: &str,
        (before, after): (Value, Value),
    ) -> Result<(), DbErr> {
        let change = Change { subject: format!("experience:{experience}"), before, after };
        activity::record(db, by, action, change, self.clock.now()).await
    }

    /// The logo of the member's organization, if it has one.
    ///
    /// # Errors
    /// The database's.
    pub async fn logo(&self, by: &Membership) -> Result<Option<MediaHash>, DbErr> {
        let found = organization::Entity::find_by_id(by.organization_id).one(self.store.reader()).await?;
        Ok(found.and_then(|organization| organization.logo))
    }

    /// Gives the organization a logo, from the bytes of a file.
    ///
    /// # Errors
    /// Whatever is wrong with the file; [`PictureError::Raced`] where another member did the same at the same moment.
    pub async fn add_logo(&self, by: &Membership, file: Vec<u8>) -> Result<(), PictureError> {
        let logo = self.media.take(file, intake::logo).await?.hash;
        self.change_logo(by, Some(&logo)).await
    }

    /// Takes the organization's logo away; nothing happens where it has none.
    ///
    /// # Errors
    /// [`PictureError::Raced`] where another member changed it at the same moment.
    pub async fn remove_logo(&self, by: &Membership) -> Result<(), PictureError> {
        self.change_logo(by, None).await
    }

    async fn change_logo(&self, by: &Membership, logo: Option<&MediaHash>) -> Result<(), PictureError> {
        let db = self.store.begin().await?;
        let found = organization::Entity::find_by_id(by.organization_id).one(&db).await?.ok_or(PictureError::Raced)?;
        if found.logo.as_ref() == logo {
            return Ok(());
        }
        if !organization::change_logo(&db, by.organization_id, found.logo.as_ref(), logo).await? {
            return Err(PictureError::Raced);
        }
        let change = Change { subject: format!("organization:{}", by.organization_id), before: json!({ "logo": found.logo }), after: json!({ "logo": logo }) };
        activity::record(&db, by, "organization.logo", change, self.clock.now()).await?;
        db.commit().await?;
        Ok(())
    }
}

/// Keeps everybody else from changing the pictures of an experience until the transaction has ended; gives its uploads.
async fn hold(db: &DatabaseTransaction, by: &Membership, experience: ExperienceId) -> Result<Vec<picture::Model>, PictureError> {
    if !experience::hold(db, by.organization_id, experience).await? {
        return Err(PictureError::NoExperience);
    }
    Ok(picture::uploads_of(experience).all(db).await?)
}

fn upload(prepared: Prepared) -> Upload {
    let side = |pixels: u32| i32::try_from(pixels).unwrap_or(i32::MAX);
    Upload { width: side(prepared.width), height: side(prepared.height), hash: prepared.hash, color: prepared.color }
}
