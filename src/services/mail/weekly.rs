//! The weekly mail: what is new in somebody's searches and at the hosts they follow, as far as it can still be booked.

use super::{
    News,
    layout::{Block, Draft},
    words::zone_words,
};
use crate::{
    domain::{
        explore::RunFilter,
        ids::{RunId, SavedSearchId, UserId},
        text::tidy_line,
    },
    entity::{event_run, saved_search, user, weekly_mail},
    services::{
        Services,
        catalog::{RunRow, run_rows},
        favorites::open,
        zones::zoned,
    },
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};
use std::collections::HashMap;

impl Services {
    /// The letter in words. `None` where there is nothing left to say: the account is gone, what it is about was stopped, or
    /// the runs can no longer be booked.
    pub(super) async fn draft_weekly(&self, user: UserId, news: &[News]) -> Result<Option<Draft>, DbErr> {
        let db = self.store.reader();
        let (Some(person), Some(row)) = (user::Entity::find_by_id(user).one(db).await?, weekly_mail::Entity::find_by_id(user).one(db).await?) else {
            return Ok(None);
        };
        let searches = saved_search::of_user(user).filter(saved_search::Column::Weekly.eq(true)).all(db).await?;
        let searches: HashMap<SavedSearchId, saved_search::Model> = searches.into_iter().map(|search| (search.id, search)).collect();
        let named = news.iter().flat_map(|part| part.runs.iter().copied());
        let runs = run_rows().filter(event_run::Column::Id.is_in(named)).filter(open(self.clock.now())).into_partial_model::<RunRow>().all(db).await?;
        let runs: HashMap<RunId, RunRow> = runs.into_iter().map(|run| (run.id, run)).collect();

        let base_url = &self.mail.base_url;
        let mut blocks = vec![Block::Words("This is new since we last wrote to you.".to_owned())];
        let mut total = 0;
        for part in news {
            let runs: Vec<&RunRow> = part.runs.iter().filter_map(|run| runs.get(run)).collect();
            let ways = match part.search.map(|search| searches.get(&search)) {
                Some(Some(search)) => Ways::of_search(search, base_url),
                None if row.hosts => Ways::of_hosts(base_url),
                _ => continue,
            };
            if !runs.is_empty() {
                total += runs.len() + usize::try_from(part.more).unwrap_or_default();
                ways.write(&runs, part.more, base_url, &mut blocks);
            }
        }
        let number = if total == 1 { "1 new run".to_owned() } else { format!("{total} new runs") };
        Ok((total > 0).then(|| Draft {
            subject: format!("{number} for you this week"),
            heading: "New round the corner".to_owned(),
            name: Some(tidy_line(&person.name)),
            blocks,
            link: format!("{base_url}/saved"),
            way: "All that you have saved".to_owned(),
            stop: Some(format!("{base_url}/saved-searches/{}/stop", row.stop_token)),
        }))
    }
}

/// What stands around the runs of one part.
struct Ways {
    head: String,
    /// Where there are more of them.
    more: String,
    /// What is done at `stop`.
    stopping: String,
    stop: String,
}

impl Ways {
    fn of_search(search: &saved_search::Model, base_url: &str) -> Self {
        let name = tidy_line(&search.name);
        Self {
            more: format!("{base_url}{}", RunFilter::parse(&search.query).to_path()),
            stopping: format!("Stop mail about “{name}”"),
            stop: format!("{base_url}/saved-searches/{}/stop", search.stop_token),
            head: name,
        }
    }

    fn of_hosts(base_url: &str) -> Self {
        let saved = format!("{base_url}/saved#hosts");
        Self { head: "Hosts you follow".to_owned(), more: saved.clone(), stopping: "Choose whom you hear of".to_owned(), stop: saved }
    }

    fn write(self, runs: &[&RunRow], more: u64, base_url: &str, blocks: &mut Vec<Block>) {
        blocks.push(Block::Head(self.head));
        blocks.extend(runs.iter().map(|run| Block::Way { words: in_words(run), to: format!("{base_url}/runs/{}", run.id) }));
        blocks.extend((more > 0).then(|| Block::Way { words: format!("and {more} more"), to: self.more }));
        blocks.push(Block::Way { words: self.stopping, to: self.stop });
    }
}

/// What, when, where, with whom and for how much.
fn in_words(run: &RunRow) -> String {
    let starts = zoned(run.starts_at, &run.time_zone);
    let (title, neighborhood, host) = (tidy_line(&run.title), tidy_line(&run.neighborhood), tidy_line(&run.host));
    let stake = if run.stake.is_zero() { String::new() } else { format!(" + {} stake, back when you come", run.stake.short()) };
    format!("{title}, {} ({}), {neighborhood}, with {host}: {}{stake}", starts.date_and_clock(), zone_words(&starts), run.price.tag())
}
