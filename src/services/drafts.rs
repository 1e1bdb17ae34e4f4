//! Working copies of experiences: kept as they are typed, valid or not, apart from what travelers see until they are published.
//! Two members who edit the same one find out: a save names the version that it changes, and one statement lets only the first pass.
//!
//! The activity log has what changes for travelers, and whose unpublished work was written over; single saves on the way are not
//! worth a line: who saved last stands beside the working copy itself.

use super::{
    Services,
    activity::{self, Change},
    catalog::{ExperienceRecord, ExperienceRow},
    experiences::{ExperienceError, may_offer, subject, was_published},
    hosting::Membership,
    places::PlaceChoiceRow,
    questions::asked,
    search,
    zones::zoned,
};
use crate::{
    domain::{
        draft::{ExperienceForm, Offer, beside_fields},
        experience::{ExperienceEvent, ExperienceStatus},
        ids::ExperienceId,
        map::{self, Coordinates},
        question::{Question, QuestionForm},
        run::RunStatus,
        text::{tidy_line, tidy_note, tidy_text},
        time::ZonedTime,
    },
    entity::{domain, event_run, experience, experience_draft, picture, question, user},
};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, Set, Unchanged};
use serde_json::{Value, json};

/// Who saved a working copy last, and when.
#[derive(Clone, Debug)]
pub struct SavedBy {
    pub who: String,
    /// In the experience's own time.
    pub at: ZonedTime,
}

/// All that the editor shows.
#[derive(Clone, Debug)]
pub struct EditorRecord {
    pub experience: experience::Model,
    pub form: ExperienceForm,
    /// What the next save changes.
    pub version: i64,
    /// Nobody where nobody ever saved here.
    pub saved: Option<SavedBy>,
    /// True where the form holds something that travelers do not see yet.
    pub waiting: bool,
    pub places: Vec<PlaceChoiceRow>,
    pub pictures: u64,
    /// Scheduled runs that are yet to begin, and the seats taken on them.
    pub runs_to_come: u64,
    pub seats_booked: u64,
}

impl EditorRecord {
    /// True where travelers have seen the experience.
    #[must_use]
    pub fn was_published(&self) -> bool {
        was_published(&self.experience)
    }
}

/// A save that went through.
#[derive(Clone, Debug)]
pub struct Saved {
    pub version: i64,
    /// In the experience's own time.
    pub at: ZonedTime,
}

impl Services {
    /// The form of an experience's working copy, or one filled in from what travelers see; and the copy's row, if anybody ever saved.
    pub(super) async fn working_copy(&self, of: &experience::Model) -> Result<(ExperienceForm, Option<experience_draft::Model>), ExperienceError> {
        let row = experience_draft::Entity::find_by_id(of.id).one(self.store.reader()).await?;
        if let Some(body) = row.as_ref().and_then(|row| row.body.as_ref()) {
            return Ok((serde_json::from_str(body)?, row));
        }
        Ok((form_of(of, asked(question::asked_by(of.id).all(self.store.reader()).await?)?), row))
    }

    /// What the editor of an experience shows.
    ///
    /// # Errors
    /// [`ExperienceError::NoExperience`] where it does not exist or is another organization's.
    pub async fn experience_editor(&self, by: &Membership, id: ExperienceId) -> Result<EditorRecord, ExperienceError> {
        let experience = self.own_experience(by, id).await?;
        let (form, copy) = self.working_copy(&experience).await?;
        let places = self.place_choices().await?;
        let saved = match &copy {
            Some(copy) => Some(self.saved_by(copy, &zone_of(&experience, &places)).await?),
            None => None,
        };
        let seats: Vec<i32> = event_run::Entity::find()
            .select_only()
            .column(event_run::Column::SeatsTaken)
            .filter(event_run::Column::ExperienceId.eq(id))
            .filter(event_run::Column::Status.eq(RunStatus::Scheduled))
            .filter(event_run::Column::StartsAt.gt(self.clock.now()))
            .into_tuple()
            .all(self.store.reader())
            .await?;
        Ok(EditorRecord {
            version: copy.as_ref().map_or(0, |copy| copy.version),
            waiting: copy.is_some_and(|copy| copy.body.is_some()),
            pictures: self.picture_counts(&[id]).await?.remove(&id).unwrap_or_default(),
            runs_to_come: u64::try_from(seats.len()).unwrap_or_default(),
            seats_booked: seats.iter().map(|seats| u64::try_from(*seats).unwrap_or_default()).sum(),
            experience,
            form,
            saved,
            places,
        })
    }

    async fn saved_by(&self, copy: &experience_draft::Model, zone: &str) -> Result<SavedBy, ExperienceError> {
        let who = user::Entity::find_by_id(copy.updated_by).one(self.store.reader()).await?;
        Ok(SavedBy { who: who.map(|user| user.name).unwrap_or_default(), at: zoned(copy.updated_at, zone) })
    }

    /// Keeps what was typed, valid or not. It was typed on version `based_on`; `over` is a later one that its writer has seen and
    /// wants to write over.
    ///
    /// # Errors
    /// [`ExperienceError::Overtaken`] where somebody else has saved meanwhile; nothing was saved then.
    pub async fn save_draft(
        &self,
        by: &Membership,
        id: ExperienceId,
        based_on: i64,
        over: Option<i64>,
        form: &ExperienceForm,
    ) -> Result<Saved, ExperienceError> {
        let experience = self.own_experience(by, id).await?;
        let (now, version) = (self.clock.now(), over.unwrap_or(based_on));
        let db = self.store.begin().await?;
        if over.is_some() {
            record_overwritten(&db, by, id, form, now).await?;
        }
        let save = experience_draft::Save { body: Some(serde_json::to_string(form)?), title: form.title_for_lists(), by: by.user_id, at: now };
        if !experience_draft::save(&db, id, version, save).await? {
            db.rollback().await?;
            return Err(self.overtaken(&experience).await?);
        }
        db.commit().await?;
        let places = self.place_choices().await?;
        Ok(Saved { version: version + 1, at: zoned(now, &zone_of(&experience, &places)) })
    }

    /// Shows travelers what was typed, all or nothing. Gives the address's name.
    ///
    /// # Errors
    /// [`ExperienceError::Invalid`] with all that is missing, [`ExperienceError::Overtaken`] where somebody else has saved meanwhile.
    pub async fn publish_experience(&self, by: &Membership, id: ExperienceId, based_on: i64, form: &ExperienceForm) -> Result<String, ExperienceError> {
        let offer = form.finish().map_err(|faults| ExperienceError::Invalid(beside_fields(faults)))?;
        let before = self.own_experience(by, id).await?;
        self.known_place(offer.neighborhood).await?;
        let now = self.clock.now();
        let db = self.store.begin().await?;
        may_offer(&db, by).await?;
        if picture::uploads_of(id).filter(picture::Column::Alt.eq("")).count(&db).await? > 0 {
            db.rollback().await?;
            let words = "Describe every picture first, for those who do not see it: under Pictures.";
            return Err(ExperienceError::Invalid([("pictures".to_owned(), words.to_owned())].into()));
        }
        let save = experience_draft::Save { body: None, title: offer.title.clone(), by: by.user_id, at: now };
        if !experience_draft::save(&db, id, based_on, save).await? {
            db.rollback().await?;
            return Err(self.overtaken(&before).await?);
        }
        domain::keep(&db, offer.domain).await?;
        let after = experience::Entity::update(row_of(&offer, &before)).exec(&db).await?;
        let asked_before = asked(question::asked_by(id).all(&db).await?)?;
        self.keep_questions(&db, id, &asked_before, &offer.questions, now).await?;
        let change = Change { subject: subject(id), before: told(&before, &json!(asked_before)), after: told(&after, &json!(offer.questions)) };
        activity::record(&db, by, "experience.published", change, now).await?;
        self.offer_what_was_freed(&db, id, now).await?;
        search::put(&db, &[id]).await?;
        db.commit().await?;
        Ok(after.slug)
    }

    /// Throws the working copy away: the editor shows again what travelers see.
    ///
    /// # Errors
    /// [`ExperienceError::NeverPublished`] where they see nothing, [`ExperienceError::Overtaken`] where somebody else has saved meanwhile.
    pub async fn discard_draft(&self, by: &Membership, id: ExperienceId, based_on: i64) -> Result<(), ExperienceError> {
        let experience = self.own_experience(by, id).await?;
        if !was_published(&experience) {
            return Err(ExperienceError::NeverPublished);
        }
        let (form, _) = self.working_copy(&experience).await?;
        let now = self.clock.now();
        let db = self.store.begin().await?;
        let save = experience_draft::Save { body: None, title: experience.title.clone(), by: by.user_id, at: now };
        if !experience_draft::save(&db, id, based_on, save).await? {
            db.rollback().await?;
            return Err(self.overtaken(&experience).await?);
        }
        let change = Change { subject: subject(id), before: serde_json::to_value(form)?, after: Value::Null };
        activity::record(&db, by, "experience.changes_discarded", change, now).await?;
        db.commit().await?;
        Ok(())
    }

    async fn overtaken(&self, experience: &experience::Model) -> Result<ExperienceError, ExperienceError> {
        let copy = experience_draft::Entity::find_by_id(experience.id).one(self.store.reader()).await?.ok_or(ExperienceError::NoExperience)?;
        let saved = self.saved_by(&copy, &zone_of(experience, &self.place_choices().await?)).await?;
        Ok(ExperienceError::Overtaken { who: saved.who, at: Box::new(saved.at) })
    }

    /// An experience as travelers would see it if its working copy were published now, gaps and all.
    ///
    /// # Errors
    /// [`ExperienceError::NoExperience`] where it does not exist or is another organization's.
    pub async fn preview_experience(&self, by: &Membership, id: ExperienceId) -> Result<ExperienceRecord, ExperienceError> {
        let experience = self.own_experience(by, id).await?;
        let (form, _) = self.working_copy(&experience).await?;
        let places = self.place_choices().await?;
        let mut row = self.experience_row(id).await?.ok_or(ExperienceError::NoExperience)?;
        lay_over(&mut row, &form, &places);
        Ok(self.with_pictures_and_runs(row).await?)
    }
}

/// Writes down whose unpublished work is written over, with all of it.
async fn record_overwritten(
    db: &DatabaseTransaction,
    by: &Membership,
    id: ExperienceId,
    form: &ExperienceForm,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<(), ExperienceError> {
    let theirs = experience_draft::Entity::find_by_id(id).one(db).await?;
    let before = match theirs.and_then(|theirs| theirs.body) {
        Some(body) => serde_json::from_str(&body)?,
        None => Value::Null,
    };
    let change = Change { subject: subject(id), before, after: serde_json::to_value(form)? };
    Ok(activity::record(db, by, "experience.written_over", change, now).await?)
}

fn zone_of(experience: &experience::Model, places: &[PlaceChoiceRow]) -> String {
    places.iter().find(|place| place.id == experience.neighborhood_id).map_or_else(|| "UTC".to_owned(), |place| place.time_zone.clone())
}

/// The editor's form, filled in from what travelers see.
fn form_of(row: &experience::Model, questions: Vec<Question>) -> ExperienceForm {
    ExperienceForm {
        title: row.title.clone(),
        summary: row.summary.clone(),
        story: row.story.clone(),
        domain: row.domain.to_string(),
        neighborhood: row.neighborhood_id.to_string(),
        meeting_point: row.meeting_point.clone(),
        coordinates: Coordinates::stored(row.latitude, row.longitude).map_or_else(String::new, Coordinates::to_text),
        languages: row.languages.clone(),
        duration: row.duration_minutes.to_string(),
        included: row.included.clone(),
        bring: row.bring.clone(),
        age_note: row.age_note.clone(),
        accessibility: row.accessibility.clone(),
        refund_preset: row.refund_preset.to_string(),
        questions: questions.into_iter().map(QuestionForm::from).collect(),
    }
}

fn row_of(offer: &Offer, before: &experience::Model) -> experience::ActiveModel {
    experience::ActiveModel {
        id: Unchanged(before.id),
        neighborhood_id: Set(offer.neighborhood),
        domain: Set(offer.domain),
        title: Set(offer.title.clone()),
        summary: Set(offer.summary.clone()),
        story: Set(offer.story.clone()),
        meeting_point: Set(offer.meeting_point.clone()),
        latitude: Set(offer.at.latitude),
        longitude: Set(offer.at.longitude),
        duration_minutes: Set(offer.duration_minutes),
        languages: Set(offer.languages.clone()),
        included: Set(offer.included.clone()),
        bring: Set(offer.bring.clone()),
        age_note: Set(offer.age_note.clone()),
        accessibility: Set(offer.accessibility.clone()),
        refund_preset: Set(offer.refund_preset),
        status: Set(before.status.after(ExperienceEvent::Publish).unwrap_or(ExperienceStatus::Published)),
        ..Default::default()
    }
}

/// What the activity log tells of an experience; nothing where travelers have not seen it.
fn told(row: &experience::Model, questions: &Value) -> Value {
    if !was_published(row) {
        return Value::Null;
    }
    json!({
        "status": row.status, "title": row.title, "summary": row.summary, "story": row.story, "domain": row.domain, "neighborhood": row.neighborhood_id,
        "meeting_point": row.meeting_point, "latitude": row.latitude, "longitude": row.longitude, "duration_minutes": row.duration_minutes,
        "languages": row.languages, "included": row.included, "bring": row.bring, "age_note": row.age_note, "accessibility": row.accessibility,
        "refund_preset": row.refund_preset, "questions": questions,
    })
}

/// Puts what was typed over what travelers see. What cannot be understood yet is left out, and a choice not made stays as it was.
fn lay_over(row: &mut ExperienceRow, form: &ExperienceForm, places: &[PlaceChoiceRow]) {
    row.title = Some(form.title_for_lists()).filter(|title| !title.is_empty()).unwrap_or_else(|| "Untitled".to_owned());
    row.summary = tidy_line(&form.summary);
    row.story = tidy_text(&form.story);
    row.domain = form.domain.parse().unwrap_or(row.domain);
    row.meeting_point = tidy_line(&form.meeting_point);
    (row.latitude, row.longitude) = map::read(&form.coordinates).map_or((0.0, 0.0), |at| (at.latitude, at.longitude));
    row.duration_minutes = form.duration.trim().parse().unwrap_or_default();
    row.languages = tidy_line(&form.languages);
    row.included = tidy_note(&form.included);
    row.bring = tidy_note(&form.bring);
    row.age_note = tidy_note(&form.age_note);
    row.accessibility = tidy_note(&form.accessibility);
    row.refund_preset = form.refund_preset.parse().unwrap_or(row.refund_preset);
    if let Some(place) = places.iter().find(|place| place.id.to_string() == form.neighborhood) {
        row.neighborhood.clone_from(&place.name);
        row.city.clone_from(&place.city);
    }
}
