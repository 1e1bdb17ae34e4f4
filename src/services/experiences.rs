//! What an organization offers: a beginning, a copy, and what is taken off the shelf and put back. The list is in [`super::shelves`];
//! the texts themselves are worked on in [`super::drafts`].

use super::{
    Services,
    activity::{self, Change},
    admin::suspended_at,
    hosting::Membership,
    search,
};
use crate::{
    domain::{
        draft::{Beginning, ExperienceForm, TITLE_CHARS_MAX, address_of},
        experience::{ExperienceEvent, ExperienceStatus, RefundPreset},
        ids::{ExperienceId, NeighborhoodId},
        text::FieldErrors,
        time::ZonedTime,
    },
    entity::{domain, experience, experience_draft, neighborhood, picture},
};
use sea_orm::{
    ActiveValue::NotSet, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, Set, TryInsertResult, prelude::DateTimeUtc,
};
use serde_json::{Value, json};

/// Addresses that are tried with a number at their end before one with chance in it.
const NUMBERED_SLUGS: u32 = 9;
/// Length of a draft that has not said yet how long it takes, in minutes; no traveler sees it.
const PLACEHOLDER_MINUTES: i32 = 60;

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ExperienceError {
    /// No such experience of the organization's.
    #[error("no such experience")]
    NoExperience,
    /// Words for each field that will not do.
    #[error("what was typed will not do")]
    Invalid(FieldErrors),
    /// Somebody saved between the moment the form was opened and now.
    #[error("{who} has saved in between")]
    Overtaken { who: String, at: Box<ZonedTime> },
    /// It is in another state already.
    #[error("the experience is {0}")]
    Moved(ExperienceStatus),
    /// The organization may offer nothing for now.
    #[error("the organization is suspended")]
    Suspended,
    /// It was never published, so there is nothing to go back to.
    #[error("the experience was never published")]
    NeverPublished,
    #[error("a stored working copy cannot be read")]
    Unreadable(#[from] serde_json::Error),
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl Services {
    /// An experience of the organization's, whatever its state.
    pub(super) async fn own_experience(&self, by: &Membership, id: ExperienceId) -> Result<experience::Model, ExperienceError> {
        let found = experience::owned_by(by.organization_id).filter(experience::Column::Id.eq(id)).one(self.store.reader()).await?;
        found.ok_or(ExperienceError::NoExperience)
    }

    /// Begins an experience: a draft that only its organization sees. Its address is made from the title, once and for all.
    ///
    /// # Errors
    /// [`ExperienceError::Invalid`] for a neighborhood that does not exist.
    pub async fn start_experience(&self, by: &Membership, start: &Beginning) -> Result<ExperienceId, ExperienceError> {
        let form = ExperienceForm {
            title: start.title.clone(),
            domain: start.domain.to_string(),
            neighborhood: start.neighborhood.to_string(),
            ..ExperienceForm::default()
        };
        self.make_draft(by, start, &form, &[], "experience.started").await
    }

    /// Begins an experience with everything that another of the organization's says and shows, working copy included; without its runs.
    ///
    /// # Errors
    /// [`ExperienceError::NoExperience`] where it does not exist or is another organization's.
    pub async fn duplicate_experience(&self, by: &Membership, id: ExperienceId) -> Result<ExperienceId, ExperienceError> {
        const MARK: &str = " (copy)";
        let source = self.own_experience(by, id).await?;
        let (mut form, _) = self.working_copy(&source).await?;
        let kept: String = form.title_for_lists().chars().take(TITLE_CHARS_MAX - MARK.len()).collect();
        form.title = format!("{kept}{MARK}");
        // Answers belong to the questions of the other one.
        form.questions.iter_mut().for_each(|question| question.id.clear());
        let start = Beginning { title: form.title.clone(), domain: source.domain, neighborhood: source.neighborhood_id };
        let pictures = picture::uploads_of(id).all(self.store.reader()).await?;
        self.make_draft(by, &start, &form, &pictures, "experience.duplicated").await
    }

    async fn make_draft(
        &self,
        by: &Membership,
        start: &Beginning,
        form: &ExperienceForm,
        pictures: &[picture::Model],
        action: &str,
    ) -> Result<ExperienceId, ExperienceError> {
        self.known_place(start.neighborhood).await?;
        let now = self.clock.now();
        let db = self.store.begin().await?;
        domain::keep(&db, start.domain).await?;
        let id = self.insert_draft(&db, by, start, now).await?;
        let body = Some(serde_json::to_string(form)?);
        let save = experience_draft::Save { body, title: form.title_for_lists(), by: by.user_id, at: now };
        experience_draft::save(&db, id, 0, save).await?;
        picture::copy(&db, id, pictures).await?;
        let change = Change { subject: subject(id), before: Value::Null, after: json!({ "title": start.title }) };
        activity::record(&db, by, action, change, now).await?;
        db.commit().await?;
        Ok(id)
    }

    /// Inserts the row of a draft at the first address that is free. What a draft does not say yet stands empty in it.
    async fn insert_draft(&self, db: &DatabaseTransaction, by: &Membership, start: &Beginning, now: DateTimeUtc) -> Result<ExperienceId, ExperienceError> {
        let slug = address_of(&start.title);
        let numbered = (1..=NUMBERED_SLUGS).map(|number| if number == 1 { slug.clone() } else { format!("{slug}-{number}") });
        let by_chance = std::iter::repeat_with(|| format!("{slug}-{:x}", self.entropy.bits() >> 32));
        for slug in numbered.chain(by_chance) {
            let row = experience::ActiveModel {
                id: NotSet,
                organization_id: Set(by.organization_id),
                neighborhood_id: Set(start.neighborhood),
                domain: Set(start.domain),
                slug: Set(slug),
                title: Set(start.title.clone()),
                summary: Set(String::new()),
                story: Set(String::new()),
                meeting_point: Set(String::new()),
                latitude: Set(0.0),
                longitude: Set(0.0),
                duration_minutes: Set(PLACEHOLDER_MINUTES),
                languages: Set(String::new()),
                included: Set(String::new()),
                bring: Set(String::new()),
                age_note: Set(String::new()),
                accessibility: Set(String::new()),
                refund_preset: Set(RefundPreset::Flexible),
                status: Set(ExperienceStatus::Draft),
                created_at: Set(now),
            };
            let tried = experience::Entity::insert(row).on_conflict_do_nothing_on([experience::Column::Slug]).exec(db).await?;
            if let TryInsertResult::Inserted(made) = tried {
                return Ok(made.last_insert_id);
            }
        }
        Err(DbErr::RecordNotInserted.into())
    }

    pub(super) async fn known_place(&self, id: NeighborhoodId) -> Result<(), ExperienceError> {
        match neighborhood::Entity::find_by_id(id).one(self.store.reader()).await? {
            Some(_) => Ok(()),
            None => Err(ExperienceError::Invalid([("neighborhood".to_owned(), "Choose the neighborhood.".to_owned())].into())),
        }
    }

    /// Takes an experience off the shelf: nobody can book it any more. Its runs take place, and what was booked stays.
    ///
    /// # Errors
    /// [`ExperienceError::Moved`] where it is off the shelf already.
    pub async fn archive_experience(&self, by: &Membership, id: ExperienceId) -> Result<(), ExperienceError> {
        let found = self.own_experience(by, id).await?;
        self.move_experience(by, &found, ExperienceEvent::Archive, "experience.archived").await
    }

    /// Puts an experience back on the shelf: on offer as travelers saw it last, or a draft where they never did.
    ///
    /// # Errors
    /// [`ExperienceError::Moved`] where it is on the shelf.
    pub async fn bring_back_experience(&self, by: &Membership, id: ExperienceId) -> Result<(), ExperienceError> {
        let found = self.own_experience(by, id).await?;
        let event = if was_published(&found) { ExperienceEvent::BringBack } else { ExperienceEvent::Resume };
        self.move_experience(by, &found, event, "experience.brought_back").await
    }

    async fn move_experience(&self, by: &Membership, found: &experience::Model, event: ExperienceEvent, action: &str) -> Result<(), ExperienceError> {
        let db = self.store.begin().await?;
        if !experience::advance(&db, found.id, found.status, event).await? {
            db.rollback().await?;
            let now = self.own_experience(by, found.id).await?;
            return Err(ExperienceError::Moved(now.status));
        }
        let (now, status) = (self.clock.now(), found.status.after(event));
        if status == Some(ExperienceStatus::Published) {
            may_offer(&db, by).await?;
            self.offer_what_was_freed(&db, found.id, now).await?;
        }
        let change = Change { subject: subject(found.id), before: json!({ "status": found.status }), after: json!({ "status": status }) };
        activity::record(&db, by, action, change, now).await?;
        search::put(&db, &[found.id]).await?;
        db.commit().await?;
        Ok(())
    }
}

/// Makes sure that an organization may offer something; in the transaction that does.
pub(super) async fn may_offer(db: &impl ConnectionTrait, by: &Membership) -> Result<(), ExperienceError> {
    if suspended_at(db, by.organization_id).await?.is_some() { Err(ExperienceError::Suspended) } else { Ok(()) }
}

/// True for an experience that travelers have seen. Publishing asks for a summary; until then the row has none.
pub(super) fn was_published(row: &experience::Model) -> bool {
    !row.summary.is_empty()
}

/// The thing's name in the activity log.
pub(super) fn subject(id: ExperienceId) -> String {
    format!("experience:{id}")
}
