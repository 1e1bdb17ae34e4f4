//! Delivering events: signed, within five seconds, and again and again for a day.

use crate::{
    clock,
    server::Sandbox,
    signature,
    state::events::{EventStatus, Try},
    traffic::Ticket,
};
use reqwest::{Client, header, redirect};
use std::{io, time::Duration};
use tokio::time::{Instant, sleep, timeout_at};

/// Seconds after the first attempt, as measured against an endpoint that always failed.
const LADDER: [f64; 16] = [0.0, 0.23, 6.1, 19.1, 39.5, 82.3, 164.5, 326.0, 650.0, 1_293.0, 2_577.0, 5_140.0, 10_267.0, 20_508.0, 40_989.0, 81_953.0];

/// The step of the ladder that only some events take, and only after a crash.
const QUICK_STEP: usize = 1;
const QUICK_EVENTS: [&str; 3] = ["payment.authorized", "payment.captured", "order.paid"];

/// An endpoint has so long to answer, whatever the time scale.
const PATIENCE: Duration = Duration::from_secs(5);

/// The client of all deliveries.
pub(crate) fn client() -> io::Result<Client> {
    // Somebody else in this process may have chosen one already; then theirs stays.
    rustls::crypto::ring::default_provider().install_default().ok();
    let builder = Client::builder().user_agent("Razorpay-Webhook/v1").timeout(PATIENCE).redirect(redirect::Policy::none()).no_proxy().http1_only();
    builder.build().map_err(io::Error::other)
}

/// What is to be posted where.
struct Parcel {
    url: String,
    event: String,
    body: String,
}

impl Sandbox {
    fn parcel(&self, id: &str) -> Option<Parcel> {
        let state = self.lock();
        let event = state.books.events.get(id)?;
        Some(Parcel { url: state.webhook_url.clone()?, event: event.name.clone(), body: event.body.clone() })
    }

    /// Delivers an event, retrying until somebody takes it or a day is over.
    pub(crate) async fn deliver(self, id: String, wait: Duration, releases: Vec<String>, ticket: Ticket) {
        sleep(wait).await;
        let mut releases = Some(releases);
        let mut step = 0;
        while let Some(parcel) = self.parcel(&id) {
            let attempt = self.attempt(&id, &parcel).await;
            let next = next_step(step, &parcel.event, &attempt);
            let status = match next {
                _ if attempt.outcome == "delivered" => EventStatus::Delivered,
                None => EventStatus::GivenUp,
                Some(_) => EventStatus::Waiting,
            };
            self.change(false, |state| state.note_try(&id, attempt, status));
            for held in releases.take().into_iter().flatten() {
                self.release(held);
            }
            let Some(next) = next.filter(|_| status == EventStatus::Waiting) else { return };
            // From the end of the attempt: whoever lets one time out is asked again that much later.
            let rung = Duration::from_secs_f64(LADDER[next] - LADDER[step]);
            step = next;
            ticket.wait_until(Instant::now() + self.settings().scaled(rung)).await;
        }
        self.change(false, |state| state.give_up_sending(&id));
    }

    /// Keeps an event until the one that goes first has let it go, or for so long at most.
    pub(crate) async fn hold(self, id: String, wait: Duration, ticket: Ticket) {
        let deadline = Instant::now() + wait;
        loop {
            let released = self.released().notified();
            if !self.lock().is_held(&id) {
                break;
            }
            if timeout_at(deadline, released).await.is_err() {
                self.release(id);
                break;
            }
        }
        drop(ticket);
    }

    /// Sends what was held back, unless that has happened already.
    fn release(&self, id: String) {
        let was_held = self.change(false, |state| state.release(&id));
        self.released().notify_waiters();
        if was_held {
            let ticket = self.traffic().enter();
            self.spawn(self.clone().deliver(id, Duration::ZERO, Vec::new(), ticket));
        }
    }

    async fn attempt(&self, id: &str, parcel: &Parcel) -> Try {
        let _turn = self.posting().acquire().await;
        let at_ms = clock::millis();
        let answer = self.post(id, parcel).await;
        let took_ms = clock::millis().saturating_sub(at_ms);
        let (status, outcome) = match answer {
            Ok(status) if (200..300).contains(&status) => (Some(status), "delivered"),
            Ok(status) => (Some(status), "refused"),
            Err(error) if error.is_timeout() => (None, "timeout"),
            Err(error) => {
                tracing::debug!(%error, event = parcel.event, "nobody takes the webhook");
                (None, "unreachable")
            }
        };
        Try { at_ms, took_ms, status, outcome: outcome.to_owned() }
    }

    async fn post(&self, id: &str, parcel: &Parcel) -> reqwest::Result<u16> {
        let secret = &self.settings().webhook_secret;
        let mut request = self.client().post(&parcel.url).header(header::CONTENT_TYPE, "application/json").header(header::ACCEPT_ENCODING, "gzip");
        request = request.header("X-Razorpay-Event-Id", id).header("Request-Id", id);
        if !secret.is_empty() {
            request = request.header("X-Razorpay-Signature", signature::sign(secret, parcel.body.as_bytes()));
        }
        let response = request.body(parcel.body.clone()).send().await?;
        let status = response.status().as_u16();
        // The answer is read to its end, so that the connection can be used again.
        response.bytes().await?;
        Ok(status)
    }
}

/// The next step of the ladder; some events are tried again at once after a crash.
fn next_step(step: usize, event: &str, attempt: &Try) -> Option<usize> {
    let crashed = attempt.status.is_some_and(|status| status >= 500) || attempt.outcome == "unreachable";
    let next = match step {
        0 if crashed && QUICK_EVENTS.contains(&event) => QUICK_STEP,
        0 => QUICK_STEP + 1,
        step => step + 1,
    };
    (next < LADDER.len()).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempt(status: Option<u16>, outcome: &str) -> Try {
        Try { at_ms: 0, took_ms: 0, status, outcome: outcome.to_owned() }
    }

    #[test]
    fn only_a_crash_of_some_events_is_retried_at_once() {
        assert_eq!(next_step(0, "payment.captured", &attempt(Some(500), "refused")), Some(1));
        assert_eq!(next_step(0, "payment.captured", &attempt(None, "unreachable")), Some(1));
        assert_eq!(next_step(0, "payment.captured", &attempt(Some(400), "refused")), Some(2));
        assert_eq!(next_step(0, "payment.captured", &attempt(None, "timeout")), Some(2));
        assert_eq!(next_step(0, "refund.created", &attempt(Some(500), "refused")), Some(2));
        assert_eq!(next_step(15, "refund.created", &attempt(Some(500), "refused")), None);
    }
}
