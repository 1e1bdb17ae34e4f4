//! The sandbox's own surface below `/sandbox/`: looking behind the scenes and making things happen. Razorpay has nothing of the kind.

use crate::{
    errors::ApiError,
    faults::Fault,
    http::json,
    instruments::{GOOD_CARD, Instrument, is_card_number, is_upi_id},
    params::Params,
    server::Sandbox,
    signature::sign_checkout,
    state::{
        Available, Books, State,
        import::Import,
        notes::Notes,
        payments::{Attempt, Choice, Payer},
    },
    wire::{PaymentView, RefundView, Tagged, to_json},
};
use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, Query, State as Shared},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use rand::{SeedableRng, rngs::StdRng};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::{collections::BTreeMap, time::Duration};

pub(crate) fn router() -> Router<Sandbox> {
    Router::new()
        .route("/state", get(state))
        .route("/faults", get(faults).post(set_faults))
        .route("/seed", post(seed))
        .route("/import", post(import))
        .route("/orders/{id}/pay", post(pay))
        .route("/payments/{id}/authorize", post(authorize))
        .route("/payments/{id}/expire", post(expire))
        .route("/payments/{id}/dispute", post(dispute))
        .route("/disputes/{id}/{status}", post(move_dispute))
        .route("/refunds/{id}/process", post(process_refund))
        .route("/refunds/{id}/fail", post(fail_refund))
        .route("/payouts/{id}/{status}", post(move_payout))
        .route("/settlements/run", post(settle))
        .route("/webhooks/replay", post(replay))
        .route("/webhooks/idle", get(idle))
        .fallback(nothing)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
}

/// Everything there is.
#[derive(Debug, Serialize)]
pub(crate) struct Overview {
    key_id: String,
    webhook_url: Option<String>,
    time_scale: f64,
    /// What the business has brought in; see [`Books::balance`].
    balance: i64,
    available: Available,
    requests: BTreeMap<String, u64>,
    faults: Vec<Fault>,
    /// Deliveries under way, and those that wait for a retry.
    deliveries: (usize, usize),
    #[serde(flatten)]
    books: Books,
}

impl Overview {
    /// Copies under the lock, counts and writes outside of it.
    pub(crate) fn of(sandbox: &Sandbox) -> Self {
        let settings = sandbox.settings();
        let (books, faults, requests, webhook_url) = {
            let state = sandbox.lock();
            (state.books.clone(), state.faults.clone(), state.requests.clone(), state.webhook_url.clone())
        };
        let balance = books.balance();
        Self {
            key_id: settings.key_id.clone(),
            webhook_url,
            time_scale: settings.time_scale,
            balance,
            available: books.available(settings.opening_balance),
            requests,
            faults,
            deliveries: sandbox.traffic().counts(),
            books,
        }
    }
}

type Answer = Result<Response, ApiError>;

/// Bytes of a request: an application's whole demo is imported at once.
const LARGEST_BODY: usize = 64 << 20;

/// Not in Razorpay's words, for it is not Razorpay's.
async fn nothing() -> Response {
    json(StatusCode::NOT_FOUND, json!({ "error": "there is nothing at this address of the sandbox" }).to_string())
}

fn done(body: String) -> Response {
    json(StatusCode::OK, body)
}

async fn state(Shared(sandbox): Shared<Sandbox>) -> Answer {
    Ok(done(to_json(&Overview::of(&sandbox))))
}

async fn faults(Shared(sandbox): Shared<Sandbox>) -> Answer {
    Ok(done(to_json(&sandbox.lock().faults)))
}

/// Replaces the list of faults.
async fn set_faults(Shared(sandbox): Shared<Sandbox>, body: Bytes) -> Answer {
    let faults: Vec<Fault> = serde_json::from_slice(&body).map_err(|error| ApiError::bad(format!("not a list of faults: {error}")))?;
    if let Some(complaint) = faults.iter().find_map(Fault::complaint) {
        return Err(ApiError::bad(complaint));
    }
    let answer = to_json(&faults);
    sandbox.lock().faults = faults;
    Ok(done(answer))
}

#[derive(Deserialize)]
struct Seed {
    seed: u64,
}

async fn seed(Shared(sandbox): Shared<Sandbox>, body: Bytes) -> Answer {
    let Seed { seed } = serde_json::from_slice(&body).map_err(|error| ApiError::bad(format!("not a seed: {error}")))?;
    sandbox.lock().rng = StdRng::seed_from_u64(seed);
    Ok(done(json!({ "seed": seed }).to_string()))
}

async fn import(Shared(sandbox): Shared<Sandbox>, body: Bytes) -> Answer {
    let import: Import = serde_json::from_slice(&body).map_err(|error| ApiError::bad(format!("not an import: {error}")))?;
    let (orders, payments) = sandbox.change(false, |state| state.import(import)).map_err(ApiError::bad)?;
    Ok(done(json!({ "orders": orders, "payments": payments }).to_string()))
}

/// A payment without the pages.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Pay {
    method: String,
    card: String,
    name: String,
    vpa: String,
    bank: String,
    wallet: String,
    /// What the instrument makes of it, if nothing is said.
    outcome: Option<Choice>,
    /// All that is due, if nothing is said.
    amount: Option<i64>,
    email: Option<String>,
    contact: Option<String>,
    notes: Notes,
}

impl Default for Pay {
    fn default() -> Self {
        let [method, card, name, vpa, bank, wallet] = ["card", GOOD_CARD, "Asha Rao", "success@razorpay", "HDFC", "olamoney"].map(str::to_owned);
        Self { method, card, name, vpa, bank, wallet, outcome: None, amount: None, email: None, contact: None, notes: Notes::default() }
    }
}

impl Pay {
    fn instrument(&self) -> Result<Instrument, ApiError> {
        match self.method.as_str() {
            "card" if is_card_number(&self.card) => Ok(Instrument::card(&self.card, &self.name)),
            "card" => Err(ApiError::bad("The card number is not valid.").field("card")),
            "upi" if is_upi_id(&self.vpa) => Ok(Instrument::Upi { vpa: self.vpa.clone() }),
            "upi" => Err(ApiError::bad("The UPI id is not valid.").field("vpa")),
            "netbanking" => Ok(Instrument::Netbanking { bank: self.bank.clone() }),
            "wallet" => Ok(Instrument::Wallet { wallet: self.wallet.clone() }),
            other => Err(ApiError::bad(format!("there is no method {other:?}")).field("method")),
        }
    }

    fn run(self, state: &mut State, order_id: &str) -> Result<(String, Attempt), ApiError> {
        let instrument = self.instrument()?;
        let outcome = self.outcome.unwrap_or_else(|| if instrument.fails() { Choice::Failure } else { Choice::Success });
        let amount = match self.amount {
            Some(amount) => amount,
            None => state.order(order_id)?.amount_due,
        };
        let payer = Payer { email: self.email, contact: self.contact, notes: self.notes, description: None };
        let id = state.start_payment(order_id, amount, &instrument, payer)?;
        let attempt = state.decide(&id, outcome)?;
        Ok((id, attempt))
    }
}

async fn pay(Shared(sandbox): Shared<Sandbox>, Path(order_id): Path<String>, body: Bytes) -> Answer {
    let body: &[u8] = if body.is_empty() { b"{}" } else { &body };
    let pay: Pay = serde_json::from_slice(body).map_err(|error| ApiError::bad(format!("not a payment: {error}")))?;
    let (id, attempt) = sandbox.change(false, |state| pay.run(state, &order_id))?;
    match attempt {
        Attempt::Paid => {
            let signature = sign_checkout(&sandbox.settings().key_secret, &order_id, &id);
            Ok(done(json!({ "razorpay_payment_id": id, "razorpay_order_id": order_id, "razorpay_signature": signature }).to_string()))
        }
        Attempt::Waiting => Ok(done(json!({ "razorpay_payment_id": id, "razorpay_order_id": order_id, "status": "created" }).to_string())),
        Attempt::Declined(failure) => {
            let mut error = serde_json::to_value(failure).unwrap_or_default();
            error["metadata"] = json!({ "payment_id": id, "order_id": order_id });
            Ok(json(StatusCode::BAD_REQUEST, json!({ "error": error }).to_string()))
        }
    }
}

fn show_payment(state: &State, id: &str) -> Result<String, ApiError> {
    state.payment(id).map(|payment| to_json(&PaymentView::new(payment)))
}

async fn authorize(Shared(sandbox): Shared<Sandbox>, Path(id): Path<String>) -> Answer {
    Ok(done(sandbox.change(false, |state| state.authorize(&id).and_then(|()| show_payment(state, &id)))?))
}

async fn expire(Shared(sandbox): Shared<Sandbox>, Path(id): Path<String>) -> Answer {
    Ok(done(sandbox.change(false, |state| state.expire_now(&id).and_then(|()| show_payment(state, &id)))?))
}

async fn dispute(Shared(sandbox): Shared<Sandbox>, Path(id): Path<String>, body: Bytes) -> Answer {
    let params = Params::from_body("application/json", &body)?;
    let reason = params.text("reason_code").unwrap_or_else(|| "goods_or_services_not_received_or_partially_received".to_owned());
    let phase = params.text("phase").unwrap_or_else(|| "chargeback".to_owned());
    let amount = params.integer("amount")?;
    Ok(done(sandbox.change(false, |state| {
        let id = state.open_dispute(&id, amount, reason, phase)?;
        show_dispute(state, &id)
    })?))
}

fn show_dispute(state: &State, id: &str) -> Result<String, ApiError> {
    let row = state.books.disputes.get(id).ok_or_else(ApiError::unknown_id)?;
    Ok(to_json(&Tagged { entity: "dispute", row }))
}

async fn move_dispute(Shared(sandbox): Shared<Sandbox>, Path((id, status)): Path<(String, String)>) -> Answer {
    if !matches!(status.as_str(), "under_review" | "action_required" | "won" | "lost" | "closed") {
        return Err(ApiError::unknown_url());
    }
    Ok(done(sandbox.change(false, |state| state.move_dispute(&id, &status).and_then(|()| show_dispute(state, &id)))?))
}

fn show_refund(state: &State, id: &str) -> Result<String, ApiError> {
    state.refund(id).map(|refund| to_json(&RefundView::new(refund)))
}

async fn process_refund(Shared(sandbox): Shared<Sandbox>, Path(id): Path<String>) -> Answer {
    Ok(done(sandbox.change(false, |state| state.process_refund(&id).and_then(|()| show_refund(state, &id)))?))
}

async fn fail_refund(Shared(sandbox): Shared<Sandbox>, Path(id): Path<String>) -> Answer {
    Ok(done(sandbox.change(false, |state| state.fail_refund(&id).and_then(|()| show_refund(state, &id)))?))
}

async fn move_payout(Shared(sandbox): Shared<Sandbox>, Path((id, status)): Path<(String, String)>) -> Answer {
    Ok(done(sandbox.change(false, |state| {
        state.move_payout(&id, &status)?;
        Ok::<_, ApiError>(to_json(&Tagged { entity: "payout", row: state.payout(&id)? }))
    })?))
}

async fn settle(Shared(sandbox): Shared<Sandbox>) -> Answer {
    Ok(done(sandbox.change(false, |state| match state.run_settlement() {
        Some(id) => to_json(&state.books.settlements.get(&id).map(|row| Tagged { entity: "settlement", row })),
        None => "null".to_owned(),
    })))
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Replay {
    One { event_id: String },
    All { all: bool },
}

/// Sends an event again, or all of them, oldest first.
async fn replay(Shared(sandbox): Shared<Sandbox>, body: Bytes) -> Answer {
    let replay: Replay = serde_json::from_slice(&body).map_err(|error| ApiError::bad(format!("not a replay: {error}")))?;
    let sent = sandbox.change(false, |state| match replay {
        _ if state.webhook_url.is_none() => Err(ApiError::bad("there is no address to send it to")),
        Replay::One { event_id } if state.replay_event(&event_id) => Ok(1),
        Replay::One { .. } => Err(ApiError::unknown_id()),
        Replay::All { all: false } => Ok(0),
        Replay::All { all: true } => {
            let ids: Vec<String> = state.books.events.iter().map(|event| event.id.clone()).collect();
            Ok(ids.iter().filter(|id| state.replay_event(id)).count())
        }
    })?;
    Ok(done(json!({ "sent": sent }).to_string()))
}

#[derive(Deserialize)]
struct Idle {
    #[serde(default = "ten_seconds")]
    timeout_ms: u64,
    /// Retries that are due so soon count as under way.
    #[serde(default)]
    within_ms: u64,
}

fn ten_seconds() -> u64 {
    10_000
}

async fn idle(Shared(sandbox): Shared<Sandbox>, Query(Idle { timeout_ms, within_ms }): Query<Idle>) -> Response {
    let idle = sandbox.traffic().idle(Duration::from_millis(within_ms), Duration::from_millis(timeout_ms)).await;
    let (in_flight, scheduled) = sandbox.traffic().counts();
    let status = if idle { StatusCode::OK } else { StatusCode::GATEWAY_TIMEOUT };
    let body: Value = json!({ "idle": idle, "in_flight": in_flight, "scheduled": scheduled });
    json(status, body.to_string()).into_response()
}
