//! Misbehaviour on demand.

use crate::state::{State, events::EVENTS};
use rand::RngExt;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// What a fault does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Act {
    /// Answer with a status and an error.
    Status,
    /// Say nothing for a long time, then 504.
    Hang,
    /// Answer with a page instead of JSON.
    Html,
    /// Answer with nothing.
    Empty,
    /// Answer late.
    Slow,
    /// Close the connection.
    Reset,
    /// Never send the event.
    Drop,
    /// Send the event several times.
    Duplicate,
    /// Send the event late.
    Delay,
    /// Send the event after the next one.
    Reorder,
    /// Let the refund or payout fail after a while.
    FailLater,
    /// Leave the refund pending.
    Pending,
    /// Tell the person that it failed; the bank's approval comes afterwards.
    AuthorizeLate,
}

/// Whether the request has its effect in spite of the fault.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum When {
    #[default]
    Before,
    After,
}

/// One fault.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fault {
    /// `POST /v1/payments/*/capture`, `webhook:payment.captured`, `webhook:payment.*`, `webhook:*`, `refund`, `payout`, `checkout`.
    pub(crate) on: String,
    #[serde(rename = "do")]
    pub(crate) act: Act,
    #[serde(default)]
    pub(crate) when: When,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<u16>,
    /// How long `hang` and `slow` last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) ms: Option<u64>,
    /// How often it still happens; without it, for ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) times: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) probability: Option<f64>,
    /// How many `duplicate` sends in all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) copies: Option<u32>,
    /// Between how many milliseconds `delay` and `reorder` wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) delay_ms: Option<[u64; 2]>,
    /// When `fail_later` fails, `pending` ends and `authorize_late` authorizes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) after_ms: Option<u64>,
}

const OF_REQUESTS: [Act; 6] = [Act::Status, Act::Hang, Act::Html, Act::Empty, Act::Slow, Act::Reset];
const OF_WEBHOOKS: [Act; 4] = [Act::Drop, Act::Duplicate, Act::Delay, Act::Reorder];

/// What the subjects of webhooks' faults begin with.
const WEBHOOK: &str = "webhook:";

/// The most copies that `duplicate` sends.
const COPIES_MAX: u32 = 100;

impl Fault {
    /// What is wrong with the fault itself, so that a misspelt one does not pass for no fault.
    pub(crate) fn complaint(&self) -> Option<String> {
        let fitting: &[Act] = match self.on.as_str() {
            "refund" => &[Act::FailLater, Act::Pending],
            "payout" => &[Act::FailLater],
            "checkout" => &[Act::AuthorizeLate],
            on if on.strip_prefix(WEBHOOK).is_some_and(|pattern| EVENTS.iter().any(|event| is_event(pattern, event))) => &OF_WEBHOOKS,
            on if on.split_once(' ').is_some_and(|(_, path)| path.starts_with('/')) => &OF_REQUESTS,
            on => return Some(format!("nothing is called {on:?}")),
        };
        if !fitting.contains(&self.act) {
            return Some(format!("{:?} cannot happen on {:?}", self.act, self.on));
        }
        if let Some(field) = self.foreign_field() {
            return Some(format!("{:?} knows nothing of {field:?}", self.act));
        }
        if self.copies.is_some_and(|copies| !(1..=COPIES_MAX).contains(&copies)) {
            return Some(format!("copies lie between 1 and {COPIES_MAX}"));
        }
        if self.probability.is_some_and(|probability| !(0.0..=1.0).contains(&probability)) {
            return Some("a probability lies between 0 and 1".to_owned());
        }
        let bad_status = self.status.is_some_and(|status| !(200..=599).contains(&status));
        bad_status.then(|| "a status lies between 200 and 599".to_owned())
    }

    /// A field that is set and means nothing to the act.
    fn foreign_field(&self) -> Option<&'static str> {
        let fields: [(&str, bool, &[Act]); 6] = [
            ("when", self.when == When::After, &OF_REQUESTS),
            ("status", self.status.is_some(), &[Act::Status]),
            ("ms", self.ms.is_some(), &[Act::Hang, Act::Slow]),
            ("copies", self.copies.is_some(), &[Act::Duplicate]),
            ("delay_ms", self.delay_ms.is_some(), &[Act::Delay, Act::Duplicate, Act::Reorder]),
            ("after_ms", self.after_ms.is_some(), &[Act::FailLater, Act::Pending, Act::AuthorizeLate]),
        ];
        fields.into_iter().find(|(_, is_set, acts)| *is_set && !acts.contains(&self.act)).map(|(name, ..)| name)
    }

    fn is_on(&self, subject: &str) -> bool {
        match self.on.strip_prefix(WEBHOOK).zip(subject.strip_prefix(WEBHOOK)) {
            Some((pattern, event)) => is_event(pattern, event),
            None => self.on == subject || is_request(&self.on, subject),
        }
    }
}

/// `payment.captured`, `payment.*` or `*` against `payment.captured`.
fn is_event(pattern: &str, event: &str) -> bool {
    let is_kind = |kind: &str| kind.ends_with('.') && event.starts_with(kind);
    pattern == "*" || pattern == event || pattern.strip_suffix('*').is_some_and(is_kind)
}

/// `POST /v1/payments/*/capture` against `POST /v1/payments/pay_x/capture`; a star stands for one segment, a last one for the rest.
fn is_request(pattern: &str, subject: &str) -> bool {
    let Some(((any_method, wanted), (method, path))) = pattern.split_once(' ').zip(subject.split_once(' ')) else { return false };
    if any_method != "*" && any_method != method {
        return false;
    }
    let (wanted, path): (Vec<&str>, Vec<&str>) = (wanted.split('/').collect(), path.split('/').collect());
    let open_end = wanted.last() == Some(&"**");
    let fixed = if open_end { wanted.len() - 1 } else { wanted.len() };
    let long_enough = if open_end { path.len() >= fixed } else { path.len() == fixed };
    long_enough && wanted[..fixed].iter().zip(&path).all(|(want, have)| *want == "*" || want == have)
}

impl State {
    /// The first fault on this subject that happens now, one of its times used up.
    pub(crate) fn draw_fault(&mut self, subject: &str, acts: &[Act]) -> Option<Fault> {
        for at in 0..self.faults.len() {
            let fault = &self.faults[at];
            if fault.times == Some(0) || !acts.contains(&fault.act) || !fault.is_on(subject) {
                continue;
            }
            if fault.probability.is_some_and(|probability| !self.rng.random_bool(probability.clamp(0.0, 1.0))) {
                continue;
            }
            let fault = &mut self.faults[at];
            fault.times = fault.times.map(|times| times - 1);
            return Some(fault.clone());
        }
        None
    }

    /// The fault of a request, if it has one.
    pub(crate) fn request_fault(&mut self, method: &str, path: &str) -> Option<Fault> {
        if self.faults.is_empty() {
            return None;
        }
        self.draw_fault(&format!("{method} {path}"), &OF_REQUESTS)
    }

    /// The fault of an event, if it has one.
    pub(crate) fn webhook_fault(&mut self, event: &str) -> Option<Fault> {
        self.draw_fault(&format!("{WEBHOOK}{event}"), &OF_WEBHOOKS)
    }

    /// A wait between the two limits of a fault.
    pub(crate) fn draw_wait(&mut self, limits: [u64; 2]) -> Duration {
        let [least, most] = limits;
        Duration::from_millis(self.rng.random_range(least..=most.max(least)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (pattern, subject, matches) in [
            ("POST /v1/payments/*/capture", "POST /v1/payments/pay_1/capture", true),
            ("POST /v1/payments/*/capture", "GET /v1/payments/pay_1/capture", false),
            ("POST /v1/payments/*/capture", "POST /v1/payments/pay_1/refund", false),
            ("POST /v1/payments/*", "POST /v1/payments/pay_1/refund", false),
            ("* /v1/**", "GET /v1/orders/order_1", true),
            ("webhook:*", "webhook:payment.captured", true),
            ("webhook:*", "refund", false),
            ("webhook:payment.captured", "webhook:payment.captured", true),
            ("webhook:payment.captured", "webhook:payment.captured.twice", false),
            ("webhook:payment.*", "webhook:payment.dispute.won", true),
            ("webhook:payment.*", "webhook:order.paid", false),
        ] {
            let fault: Fault = serde_json::from_value(serde_json::json!({ "on": pattern, "do": "slow" })).unwrap();
            assert_eq!(fault.is_on(subject), matches, "{pattern} {subject}");
        }
    }

    #[test]
    fn a_fault_that_makes_no_sense_is_refused() {
        for wrong in [
            serde_json::json!({ "on": "refunds", "do": "pending" }),
            serde_json::json!({ "on": "webhook:*", "do": "status" }),
            serde_json::json!({ "on": "POST /v1/orders", "do": "drop" }),
            serde_json::json!({ "on": "POST /v1/orders", "do": "slow", "probability": 2.0 }),
        ] {
            assert!(serde_json::from_value::<Fault>(wrong.clone()).unwrap().complaint().is_some(), "{wrong}");
        }
        assert!(serde_json::from_value::<Fault>(serde_json::json!({ "on": "refund", "do": "pending", "time": 1 })).is_err());
    }
}
