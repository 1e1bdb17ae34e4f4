//! Letters to those who wait for seats: about a place in line, while there is no booking yet.

use super::{
    layout::{Block, Draft},
    words::zone_words,
};
use crate::{
    domain::{
        ids::WaitlistId,
        run::RunStatus,
        text::{tidy_line, tidy_note},
    },
    entity::{event_run, waitlist},
    services::{
        Services,
        calendars::place,
        catalog::{RunRow, run_rows},
        zones::zoned,
    },
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};

/// What is said to somebody in line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// The place is theirs.
    Joined,
    /// No seats came free in time, or the run was called off.
    Closed,
}

impl Services {
    /// The letter in words.
    pub(super) async fn draft_to_waiting(&self, id: WaitlistId, said: Said) -> Result<Draft, DbErr> {
        let missing = || DbErr::RecordNotFound(format!("place {id} in line"));
        let entry = waitlist::Entity::find_by_id(id).one(self.store.reader()).await?.ok_or_else(missing)?;
        let run = run_rows().filter(event_run::Column::Id.eq(entry.run_id)).into_partial_model::<RunRow>().one(self.store.reader()).await?;
        Ok(draft(said, &entry, &run.ok_or_else(missing)?, &self.mail.base_url))
    }
}

fn draft(said: Said, entry: &waitlist::Model, run: &RunRow, base_url: &str) -> Draft {
    let (title, starts) = (tidy_line(&run.title), zoned(run.starts_at, &run.time_zone));
    let about = format!("{title}, {}", starts.date_and_clock());
    let facts = Block::Facts(vec![
        ("What", title),
        ("When", format!("{}, {} ({})", starts.date(), starts.until(&zoned(run.ends_at, &run.time_zone)), zone_words(&starts))),
        ("Where", place(run)),
        ("Host", tidy_line(&run.host)),
    ]);
    let seats = if entry.party == 1 { "1 seat".to_owned() } else { format!("{} seats", entry.party) };
    let words = |text: String| Block::Words(text);
    let run_page = format!("{base_url}/runs/{}", run.id);
    let (subject, heading, blocks, link, way) = match said {
        Said::Joined => (
            format!("In line: {about}"),
            "You are in line".to_owned(),
            vec![
                words(format!("You wait for {seats}. When they come free and it is your turn, we keep them for you for some hours and write to you at once.")),
                words("Nothing is charged for waiting, and you can leave the line at any time.".to_owned()),
                facts,
            ],
            format!("{run_page}/waitlist"),
            "Your place in line".to_owned(),
        ),
        Said::Closed if run.status == RunStatus::Cancelled => {
            let reason = tidy_note(run.cancel_reason.as_deref().unwrap_or_default());
            let mut blocks = vec![words("We are sorry: the run that you waited for will not take place. Nothing was charged.".to_owned())];
            blocks.extend((!reason.is_empty()).then(|| words(format!("The reason: {reason}"))));
            blocks.push(facts);
            (format!("Called off: {about}"), "Called off".to_owned(), blocks, run_page, "Look for another date".to_owned())
        }
        Said::Closed => (
            format!("No seats came free: {about}"),
            "No seats came free".to_owned(),
            vec![
                words(format!("Booking has closed, and the {seats} that you waited for did not come free in time. Nothing was charged.")),
                words("Thank you for waiting. Perhaps another date suits you.".to_owned()),
                facts,
            ],
            run_page,
            "Look for another date".to_owned(),
        ),
    };
    Draft { subject, heading, name: Some(tidy_line(&entry.lead)), blocks, link, way, stop: None }
}
