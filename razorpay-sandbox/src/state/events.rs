//! Events: what webhooks tell. The body is written once; every delivery sends the same bytes.

use super::{State, Work, payments::Payment, table::Row};
use crate::{
    clock,
    faults::Act,
    wire::{OrderView, PaymentView, RefundView, sorted, to_json},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::time::Duration;

/// More events than this and the oldest that are done with are forgotten.
const MOST: usize = 50_000;

/// Longest wait of an event that is to come after the next one, when there is no next one.
const HELD_MS: u64 = 500;

/// Every event there is.
pub(crate) const EVENTS: [&str; 20] = [
    "order.paid",
    "payment.authorized",
    "payment.captured",
    "payment.dispute.action_required",
    "payment.dispute.closed",
    "payment.dispute.created",
    "payment.dispute.lost",
    "payment.dispute.under_review",
    "payment.dispute.won",
    "payment.failed",
    "payout.failed",
    "payout.initiated",
    "payout.processed",
    "payout.queued",
    "payout.reversed",
    "refund.created",
    "refund.failed",
    "refund.processed",
    "refund.speed_changed",
    "settlement.processed",
];

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EventStatus {
    /// Under way, or to be tried again.
    Waiting,
    Delivered,
    /// A fault let it disappear.
    Dropped,
    /// Nobody wanted it when it happened.
    NotSent,
    /// The last retry failed too.
    GivenUp,
}

/// One attempt to deliver.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Try {
    pub(crate) at_ms: u64,
    pub(crate) took_ms: u64,
    /// What came back, if anything.
    pub(crate) status: Option<u16>,
    /// `delivered`, `refused`, `timeout`, `unreachable`.
    pub(crate) outcome: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Event {
    pub(crate) id: String,
    #[serde(rename = "event")]
    pub(crate) name: String,
    pub(crate) created_at: i64,
    /// The entities it is about.
    pub(crate) about: Vec<String>,
    pub(crate) status: EventStatus,
    pub(crate) attempts: Vec<Try>,
    /// The very bytes.
    pub(crate) body: String,
}

impl Row for Event {
    fn id(&self) -> &str {
        &self.id
    }

    fn created_at(&self) -> i64 {
        self.created_at
    }
}

impl Event {
    pub(crate) fn is_waiting(&self) -> bool {
        self.status == EventStatus::Waiting
    }
}

/// What an event is about: its name in the payload, its id, the entity as JSON.
pub(crate) struct Part {
    pub(crate) name: &'static str,
    pub(crate) id: String,
    pub(crate) entity: String,
}

impl State {
    fn payment_part(payment: &Payment, event: &str) -> Part {
        Part { name: "payment", id: payment.id.clone(), entity: to_json(&PaymentView::new(payment).in_event(event, payment)) }
    }

    pub(super) fn emit_payment(&mut self, event: &str, id: &str) {
        if let Some(payment) = self.books.payments.get(id) {
            let part = Self::payment_part(payment, event);
            self.emit(event, vec![part]);
        }
    }

    pub(super) fn emit_order_paid(&mut self, payment_id: &str, order_id: &str) {
        if let Some((payment, order)) = self.books.payments.get(payment_id).zip(self.books.orders.get(order_id)) {
            let payment = Self::payment_part(payment, "order.paid");
            let order = Part { name: "order", id: order.id.clone(), entity: to_json(&OrderView::new(order).in_event()) };
            self.emit("order.paid", vec![payment, order]);
        }
    }

    /// A payment together with what happened to it.
    pub(super) fn emit_about_payment(&mut self, event: &str, payment_id: &str, other: Part) {
        if let Some(payment) = self.books.payments.get(payment_id) {
            let payment = Self::payment_part(payment, event);
            self.emit(event, vec![payment, other]);
        }
    }

    /// Events of refunds have their keys in alphabetical order.
    pub(super) fn emit_refund(&mut self, event: &str, id: &str) {
        let Some(refund) = self.books.refunds.get(id) else { return };
        let Some(payment) = self.books.payments.get(&refund.payment_id) else { return };
        let body = sorted(&json!({
            "entity": "event",
            "account_id": self.books.account_id,
            "event": event,
            "contains": ["refund", "payment"],
            "payload": {
                "refund": { "entity": RefundView::new(refund) },
                "payment": { "entity": PaymentView::new(payment).in_event(event, payment).in_refund_event(&self.books.account_id, payment) },
            },
            "created_at": clock::seconds(),
        }));
        let about = vec![id.to_owned(), refund.payment_id.clone()];
        self.record(event, about, body);
    }

    /// All other events: envelope, then entities, then the time.
    pub(super) fn emit(&mut self, event: &str, parts: Vec<Part>) {
        let contains: Vec<&str> = parts.iter().map(|part| part.name).collect();
        let payload: Vec<String> = parts.iter().map(|part| format!("\"{}\":{{\"entity\":{}}}", part.name, part.entity)).collect();
        let body = format!(
            r#"{{"entity":"event","account_id":"{}","event":"{event}","contains":{},"payload":{{{}}},"created_at":{}}}"#,
            self.books.account_id,
            to_json(&contains),
            payload.join(","),
            clock::seconds()
        );
        self.record(event, parts.into_iter().map(|part| part.id).collect(), body);
    }

    fn record(&mut self, event: &str, about: Vec<String>, body: String) {
        debug_assert!(EVENTS.contains(&event), "{event} is in no list");
        let id = self.new_id("");
        let status = self.plan_delivery(event, &id);
        self.books.events.insert(Event { id, name: event.to_owned(), created_at: clock::seconds(), about, status, attempts: Vec::new(), body });
        self.books.events.keep_newest(MOST, |event| !event.is_waiting());
    }

    /// Sends it on its way, or off it where a fault says so.
    fn plan_delivery(&mut self, event: &str, id: &str) -> EventStatus {
        if self.webhook_url.is_none() {
            return EventStatus::NotSent;
        }
        let fault = self.webhook_fault(event);
        let wait = fault.as_ref().filter(|fault| matches!(fault.act, Act::Delay | Act::Duplicate)).and_then(|fault| fault.delay_ms);
        match fault.as_ref().map(|fault| fault.act) {
            Some(Act::Drop) => return EventStatus::Dropped,
            Some(Act::Reorder) if self.held.iter().all(|(_, has_leader)| *has_leader) => {
                let wait = self.draw_wait(fault.and_then(|fault| fault.delay_ms).unwrap_or([HELD_MS, HELD_MS]));
                self.held.push((id.to_owned(), false));
                self.work.push(Work::Release { event: id.to_owned(), wait });
                return EventStatus::Waiting;
            }
            _ => {}
        }
        let copies = match &fault {
            Some(fault) if fault.act == Act::Duplicate => fault.copies.unwrap_or(2),
            _ => 1,
        };
        let limits = wait.or_else(|| fault.filter(|fault| fault.act == Act::Delay).map(|_| [0, HELD_MS]));
        for copy in 0..copies {
            let wait = limits.map_or(Duration::ZERO, |limits| self.draw_wait(limits));
            let releases = if copy == 0 { self.follow() } else { Vec::new() };
            self.work.push(Work::Deliver { event: id.to_owned(), wait, releases });
        }
        EventStatus::Waiting
    }

    /// The held events that go after the one that is being sent now.
    fn follow(&mut self) -> Vec<String> {
        let free = self.held.iter_mut().filter(|(_, has_leader)| !*has_leader);
        free.map(|(id, has_leader)| {
            *has_leader = true;
            id.clone()
        })
        .collect()
    }

    pub(crate) fn is_held(&self, event: &str) -> bool {
        self.held.iter().any(|(held, _)| held == event)
    }

    /// Lets go of a held event; whether it was still held.
    pub(crate) fn release(&mut self, event: &str) -> bool {
        let before = self.held.len();
        self.held.retain(|(held, _)| held != event);
        self.held.len() < before
    }

    /// Sends an event again, as the support of Razorpay does; whether there is such an event. One that arrived stays delivered.
    pub(crate) fn replay_event(&mut self, id: &str) -> bool {
        let Some(event) = self.books.events.get_mut(id) else { return false };
        if event.status != EventStatus::Delivered {
            event.status = EventStatus::Waiting;
        }
        self.work.push(Work::Deliver { event: id.to_owned(), wait: Duration::ZERO, releases: Vec::new() });
        true
    }

    /// Nobody wants it any more.
    pub(crate) fn give_up_sending(&mut self, id: &str) {
        if let Some(event) = self.books.events.get_mut(id).filter(|event| event.is_waiting()) {
            event.status = EventStatus::NotSent;
        }
    }

    /// Notes how an attempt went.
    pub(crate) fn note_try(&mut self, id: &str, attempt: Try, status: EventStatus) {
        if let Some(event) = self.books.events.get_mut(id) {
            event.attempts.push(attempt);
            // A copy that fails does not undo one that arrived.
            if event.status != EventStatus::Delivered || status == EventStatus::Delivered {
                event.status = status;
            }
        }
    }
}
