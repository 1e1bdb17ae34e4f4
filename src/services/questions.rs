//! What hosts ask at booking, and what travelers answered.

use super::Services;
use crate::{
    domain::{
        ids::{BookingId, ExperienceId, QuestionId, RunId},
        question::{Answer, Ask, Question},
    },
    entity::{answer, event_run, question},
};
use sea_orm::{
    ActiveValue::NotSet, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Set, Unchanged,
    prelude::DateTimeUtc,
};
use std::collections::{HashMap, HashSet};

/// Questions as they are asked.
///
/// # Errors
/// [`DbErr::Json`] where stored choices cannot be read.
pub(super) fn asked(rows: Vec<question::Model>) -> Result<Vec<Question>, DbErr> {
    rows.into_iter()
        .map(|row| {
            let choices = serde_json::from_str(&row.choices).map_err(|error| DbErr::Json(error.to_string()))?;
            Ok(Question { id: row.id, prompt: row.prompt, kind: row.kind, choices, required: row.required })
        })
        .collect()
}

/// Keeps a new booking's answers, in its transaction. No statement where there are none.
///
/// # Errors
/// Whatever the database says.
pub(super) async fn keep_answers(db: &impl ConnectionTrait, booking: BookingId, answers: &[Answer]) -> Result<(), DbErr> {
    if answers.is_empty() {
        return Ok(());
    }
    let rows = answers.iter().map(|kept| answer::ActiveModel {
        id: NotSet,
        booking_id: Set(booking),
        question_id: Set(kept.question),
        prompt: Set(kept.prompt.clone()),
        answer: Set(kept.answer.clone()),
    });
    answer::Entity::insert_many(rows).exec_without_returning(db).await.map(drop)
}

impl Services {
    /// What is asked of whoever books a run, in order. One statement.
    ///
    /// # Errors
    /// The database's.
    pub async fn questions_on(&self, run: RunId) -> Result<Vec<Question>, DbErr> {
        let experience = event_run::Entity::find().select_only().column(event_run::Column::ExperienceId).filter(event_run::Column::Id.eq(run));
        let rows = question::Entity::find()
            .filter(question::Column::ExperienceId.in_subquery(experience.into_query()))
            .filter(question::Column::RetiredAt.is_null())
            .order_by_asc(question::Column::Position)
            .order_by_asc(question::Column::Id)
            .all(self.store.reader())
            .await?;
        asked(rows)
    }

    /// What was answered on each of some bookings, in the order in which it was asked. Bookings without answers are left out. One statement.
    ///
    /// # Errors
    /// The database's.
    pub async fn answers_of(&self, bookings: impl IntoIterator<Item = BookingId>) -> Result<HashMap<BookingId, Vec<Answer>>, DbErr> {
        let rows = answer::Entity::find().filter(answer::Column::BookingId.is_in(bookings)).order_by_asc(answer::Column::Id).all(self.store.reader()).await?;
        let mut answers: HashMap<BookingId, Vec<Answer>> = HashMap::new();
        for row in rows {
            answers.entry(row.booking_id).or_default().push(Answer { question: row.question_id, prompt: row.prompt, answer: row.answer });
        }
        Ok(answers)
    }

    /// Makes the list of an experience's questions what was published: changes those that are continued, adds new ones, and retires the
    /// others, whose answers stay.
    pub(super) async fn keep_questions(
        &self,
        db: &impl ConnectionTrait,
        experience: ExperienceId,
        before: &[Question],
        asks: &[Ask],
        now: DateTimeUtc,
    ) -> Result<(), DbErr> {
        let mut continued: HashSet<QuestionId> = HashSet::new();
        for (ask, position) in asks.iter().zip(0..) {
            // An id that is another experience's, or stands there twice, makes a new question.
            let known = ask.id.filter(|id| before.iter().any(|question| question.id == *id) && continued.insert(*id));
            let row = question::ActiveModel {
                id: known.map_or(NotSet, Unchanged),
                experience_id: Set(experience),
                position: Set(position),
                prompt: Set(ask.prompt.clone()),
                kind: Set(ask.kind),
                choices: Set(serde_json::to_string(&ask.choices).map_err(|error| DbErr::Json(error.to_string()))?),
                required: Set(ask.required),
                retired_at: Set(None),
            };
            if known.is_some() {
                question::Entity::update(row).exec(db).await?;
            } else {
                question::Entity::insert(row).exec_without_returning(db).await?;
            }
        }
        let gone: Vec<QuestionId> = before.iter().map(|question| question.id).filter(|id| !continued.contains(id)).collect();
        if gone.is_empty() { Ok(()) } else { question::retire(db, experience, &gone, now).await }
    }
}
