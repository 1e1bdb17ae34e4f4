//! Seats as they change: `GET /seats?runs=1,2,3`, a stream of events (<https://html.spec.whatwg.org/multipage/server-sent-events.html>).

use super::state::AppState;
use crate::{
    domain::{ids::RunId, run::SeatNews},
    error::{AppError, ErrorCode},
    services::Services,
};
use axum::{
    extract::{Query, State},
    http::header,
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use futures_util::stream::{self, Stream};
use std::{collections::BTreeSet, convert::Infallible, time::Duration};
use tokio::sync::broadcast::{Receiver, error::RecvError};

/// Most runs that one stream tells about; more are left out.
const RUNS_MAX: usize = 200;
/// Something is sent this often at least: whoever sits in between does not take the stream for dead.
const SIGN_OF_LIFE: Duration = Duration::from_secs(20);

#[derive(serde::Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    runs: String,
}

/// Tells how the seats of some runs are now, and from then on whatever becomes of them.
pub(super) async fn seats(State(state): State<AppState>, Query(asked): Query<Asked>) -> Response {
    let runs: BTreeSet<RunId> = asked.runs.split(',').filter_map(|id| id.parse().ok()).take(RUNS_MAX).collect();
    if runs.is_empty() {
        return AppError::new(ErrorCode::BadRequest, "Name the runs, such as /seats?runs=17,18.").into_response();
    }
    // Listening first: what changes between the two is told twice rather than never.
    let news = state.services.discovery.listen();
    let told = Told { services: state.services, news, runs, begun: false };
    let stream = Sse::new(events(told)).keep_alive(KeepAlive::new().interval(SIGN_OF_LIFE));
    // Proxies that gather answers before they pass them on leave this one alone.
    ([(header::CACHE_CONTROL, "no-store"), (header::HeaderName::from_static("x-accel-buffering"), "no")], stream).into_response()
}

struct Told {
    services: Services,
    news: Receiver<SeatNews>,
    runs: BTreeSet<RunId>,
    begun: bool,
}

fn events(told: Told) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold(told, |mut told| async move {
        let news = told.next().await?;
        Some((Ok(Event::default().json_data(news).unwrap_or_default()), told))
    })
}

impl Told {
    /// The next news: all of it at first and after some was missed, then one at a time. None once there will be none any more.
    async fn next(&mut self) -> Option<Vec<SeatNews>> {
        if !self.begun {
            self.begun = true;
            return Some(self.all().await);
        }
        loop {
            let news = tokio::select! {
                news = self.news.recv() => news,
                () = self.services.discovery.closed() => return None,
            };
            match news {
                Ok(news) if self.runs.contains(&news.run) => return Some(vec![news]),
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => return Some(self.all().await),
                Err(RecvError::Closed) => return None,
            }
        }
    }

    async fn all(&self) -> Vec<SeatNews> {
        let runs: Vec<RunId> = self.runs.iter().copied().collect();
        self.services.seats_of(&runs).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "nobody knows how many seats there are");
            Vec::new()
        })
    }
}
