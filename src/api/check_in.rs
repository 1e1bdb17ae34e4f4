//! The door of a run, for members of its organization: the list, the scans, and what is new. Another's run answers 404.

use super::{Go, catalog::RunCard};
use crate::{
    domain::{
        door::{Door, Judgement, News, Scan},
        ids::UserId,
    },
    error::AppError,
};
use chrono::{DateTime, Utc};
use leptos::{
    prelude::*,
    server_fn::codec::{GetUrl, Json},
};
use serde::{Deserialize, Serialize};

/// What the door's page is drawn from, and what a device needs to go on without a network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CheckInPage {
    pub card: RunCard,
    pub door: Door,
    /// Who stands at the door: what a device keeps is kept for this member.
    pub member: UserId,
    /// The key by which a device tells our tickets from others: Ed25519, 32 bytes.
    pub ticket_key: Vec<u8>,
    /// What was searched for.
    pub words: String,
    /// The server's clock.
    pub now: DateTime<Utc>,
    /// What the door says to what was searched for, where that is a ticket, or to whoever was marked last.
    pub said: Option<Judgement>,
}

/// The list of a run's door. `q` is searched for, and read where it is a ticket; `marked` and `was` tell of the last mark.
#[server(endpoint = "check_in_list", input = GetUrl)]
pub async fn check_in_list(run: String, q: Option<String>, marked: Option<String>, was: Option<String>) -> Result<CheckInPage, AppError> {
    use super::{server, shape};
    use crate::domain::{ids::TravelerId, organization::Permission, text::tidy_line, ticket};
    let (services, membership) = server::member(Permission::CheckIn).await?;
    let run = run.parse().map_err(|_| AppError::not_found())?;
    let record = services.door(&membership, run).await?;
    let words = tidy_line(&q.unwrap_or_default());
    let now = services.clock.now();
    let marked = marked.and_then(|marked| marked.parse::<TravelerId>().ok());
    let said = match marked {
        Some(traveler) => shape::door::marked(&record.door, traveler, was.as_deref()),
        None => ticket::is_scanned(&words).then(|| record.door.judge(&services.read_ticket(&words), now)),
    };
    let ticket_key = services.tickets.public_key().to_vec();
    Ok(CheckInPage { card: shape::run_card(&record.run, now), door: record.door, member: membership.user_id, ticket_key, words, said, now })
}

/// What has happened at a run's door since the scan `cursor`, for a device whose list is the one called `version`.
#[server(endpoint = "check_in_news", input = GetUrl)]
pub async fn check_in_news(run: String, cursor: i64, version: String) -> Result<News, AppError> {
    use super::server;
    use crate::domain::organization::Permission;
    let (services, membership) = server::member(Permission::CheckIn).await?;
    let run = run.parse().map_err(|_| AppError::not_found())?;
    Ok(services.door_news(&membership, run, cursor, &version).await?)
}

/// Sends scans, at most 50 at once, and hears what became of each; and the news, as [`check_in_news`]. The same scan may be sent
/// again and again. 422 where there are more.
#[server(endpoint = "check_in", input = Json)]
pub async fn send_scans(run: String, scans: Vec<Scan>, cursor: i64, version: String) -> Result<News, AppError> {
    use super::server;
    use crate::domain::{door::SCANS_MAX, organization::Permission, text::FieldErrors};
    let (services, membership) = server::member(Permission::CheckIn).await?;
    let run = run.parse().map_err(|_| AppError::not_found())?;
    if scans.len() > SCANS_MAX {
        return Err(AppError::invalid(FieldErrors::from([("scans".to_owned(), format!("At most {SCANS_MAX} scans at once."))])));
    }
    let answers = services.check_in(&membership, run, &scans).await?;
    let news = services.door_news(&membership, run, cursor, &version).await?;
    Ok(News { answers, ..news })
}

/// Marks one traveler by hand: `mark` is `in:17` or `undo:17`. 409 where the door says no, with its words.
#[server(endpoint = "mark_traveler")]
pub async fn mark_traveler(run: String, mark: String, q: String) -> Result<Go, AppError> {
    use super::{server, shape};
    use crate::domain::{door::ScanKind, ids::TravelerId, organization::Permission};
    let (services, membership) = server::member(Permission::CheckIn).await?;
    let run = run.parse().map_err(|_| AppError::not_found())?;
    let (kind, traveler) = mark.split_once(':').ok_or_else(AppError::not_found)?;
    let kind: ScanKind = kind.parse().map_err(|_| AppError::not_found())?;
    let traveler: TravelerId = traveler.parse().map_err(|_| AppError::not_found())?;
    let scan = services.scan_by_hand(kind, traveler);
    let answer = services.check_in(&membership, run, &[scan]).await?.into_iter().next().ok_or_else(AppError::internal)?;
    shape::door::go_on(&services.door(&membership, run).await?.door, traveler, &answer, &q)
}
