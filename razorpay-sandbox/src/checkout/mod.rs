//! The hosted checkout: pages for a person who pays, which work without JavaScript.

mod form;
mod page;
mod pages;

use crate::{
    clock,
    errors::ApiError,
    instruments::Failure,
    params::Params,
    server::Sandbox,
    signature::sign_checkout,
    state::{
        State,
        notes::Notes,
        payments::{Attempt, Choice, Payer, PaymentStatus},
        sessions::Session,
    },
};
use axum::{
    Router,
    body::Bytes,
    extract::{Path, State as Shared},
    http::Uri,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use form::Typed;

pub(crate) fn router() -> Router<Sandbox> {
    Router::new()
        .route("/v1/checkout/embedded", post(open))
        .route("/v1/checkout/{session}", get(show).post(pay))
        .route("/v1/checkout/{session}/payments/{payment}", get(ask_bank).post(hear_bank))
}

/// The merchant's form arrives.
async fn open(Shared(sandbox): Shared<Sandbox>, body: Bytes) -> Response {
    let params = Params::from_form(&body);
    let way_back = params.text("cancel_url").filter(|url| is_web_address(url));
    let session = read_session(&sandbox, &params).map(|session| sandbox.change(false, |state| state.open_session(session)));
    match session {
        Ok(session) => pages::pay(&session, &Typed::prefilled(&session, params.nested("prefill").text("method")), &[]),
        Err(error) => pages::error(error.description(), way_back.as_deref()),
    }
}

/// Checks the merchant's form.
fn read_session(sandbox: &Sandbox, params: &Params) -> Result<Session, ApiError> {
    if params.required_text("key_id")? != sandbox.settings().key_id {
        return Err(ApiError::bad("The api key provided is invalid"));
    }
    let order_id = params.required_text("order_id")?;
    let callback_url = params.required_text("callback_url")?;
    let cancel_url = params.text("cancel_url").filter(|url| !url.is_empty());
    if ![Some(&callback_url), cancel_url.as_ref()].into_iter().flatten().all(|url| is_web_address(url)) {
        return Err(ApiError::bad("The callback_url and the cancel_url must be web addresses."));
    }
    let state = sandbox.lock();
    let order = state.order(&order_id)?;
    let amount = params.integer("amount")?.unwrap_or(order.amount_due);
    if params.text("currency").is_some_and(|currency| currency != order.currency) {
        return Err(ApiError::bad("The currency is not that of the order."));
    }
    state.accepts_payment(order, amount)?;
    let prefill = params.nested("prefill");
    let merchant = params.text("name").filter(|name| !name.is_empty()).unwrap_or_else(|| "the merchant".to_owned());
    Ok(Session {
        amount,
        currency: order.currency.clone(),
        merchant,
        description: params.text("description").filter(|text| !text.is_empty()),
        name: prefill.text("name").unwrap_or_default(),
        email: prefill.text("email"),
        contact: prefill.text("contact").filter(|contact| !contact.is_empty()),
        notes: Notes::read(params.get("notes"))?,
        order_id,
        callback_url,
        cancel_url,
        ..Session::default()
    })
}

fn is_web_address(url: &str) -> bool {
    url.parse::<Uri>().is_ok_and(|uri| matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some_and(|host| !host.is_empty()))
}

/// An open checkout, or a page that says there is none.
fn session(sandbox: &Sandbox, id: &str) -> Result<Session, Box<Response>> {
    let found = sandbox.lock().books.sessions.get(id).cloned();
    found.ok_or_else(|| Box::new(pages::error("This checkout is not open any more.", None)))
}

async fn show(Shared(sandbox): Shared<Sandbox>, Path(id): Path<String>) -> Response {
    match session(&sandbox, &id) {
        Ok(session) => pages::pay(&session, &Typed::prefilled(&session, None), &[]),
        Err(page) => *page,
    }
}

/// The person has typed how to pay.
async fn pay(Shared(sandbox): Shared<Sandbox>, Path(id): Path<String>, body: Bytes) -> Response {
    let session = match session(&sandbox, &id) {
        Ok(session) => session,
        Err(page) => return *page,
    };
    let typed = Typed::read(&Params::from_form(&body));
    let instrument = match typed.instrument(clock::seconds()) {
        Ok(instrument) => instrument,
        Err(complaints) => return pages::pay(&session, &typed, &complaints),
    };
    let started = sandbox.change(false, |state| {
        let payer =
            Payer { email: session.email.clone(), contact: session.contact.clone(), notes: session.notes.clone(), description: session.description.clone() };
        let payment = state.start_payment(&session.order_id, session.amount, &instrument, payer)?;
        let choice = match (instrument.asks(), instrument.fails()) {
            (true, _) => Choice::Pending,
            (false, true) => Choice::Failure,
            (false, false) => Choice::Success,
        };
        state.decide(&payment, choice).map(|attempt| (payment, attempt))
    });
    match started {
        Ok((payment, Attempt::Waiting)) => Redirect::to(&format!("/v1/checkout/{id}/payments/{payment}")).into_response(),
        Ok((payment, attempt)) => take_back(&sandbox, &session, &payment, &attempt),
        Err(error) => pages::error(error.description(), session.cancel_url.as_deref()),
    }
}

/// How far a payment of a checkout is.
fn progress(state: &State, session: &Session, payment: &str) -> Option<Attempt> {
    let payment = state.books.payments.get(payment).filter(|payment| payment.order_id.as_ref() == Some(&session.order_id))?;
    Some(match (payment.status, &payment.error) {
        (PaymentStatus::Created, _) => Attempt::Waiting,
        (PaymentStatus::Failed, Some(failure)) => Attempt::Declined(failure.clone()),
        (PaymentStatus::Failed, None) => Attempt::Declined(Failure::timed_out()),
        _ => Attempt::Paid,
    })
}

async fn ask_bank(Shared(sandbox): Shared<Sandbox>, Path((id, payment)): Path<(String, String)>) -> Response {
    let session = match session(&sandbox, &id) {
        Ok(session) => session,
        Err(page) => return *page,
    };
    let progress = progress(&sandbox.lock(), &session, &payment);
    match progress {
        Some(Attempt::Waiting) => pages::bank(&session, &payment),
        Some(attempt) => take_back(&sandbox, &session, &payment, &attempt),
        None => pages::error(ApiError::unknown_id().description(), session.cancel_url.as_deref()),
    }
}

/// The person has pressed a button of the bank.
async fn hear_bank(Shared(sandbox): Shared<Sandbox>, Path((id, payment)): Path<(String, String)>, body: Bytes) -> Response {
    let session = match session(&sandbox, &id) {
        Ok(session) => session,
        Err(page) => return *page,
    };
    let choice = match Params::from_form(&body).text("outcome").as_deref() {
        Some("success") => Choice::Success,
        Some("failure") => Choice::Failure,
        _ => return pages::bank(&session, &payment),
    };
    let heard = sandbox.change(false, |state| match progress(state, &session, &payment) {
        Some(Attempt::Waiting) => state.decide(&payment, choice),
        // Pressed twice, or gone back: what was decided stands.
        Some(attempt) => Ok(attempt),
        None => Err(ApiError::unknown_id()),
    });
    match heard {
        Ok(attempt) => take_back(&sandbox, &session, &payment, &attempt),
        Err(error) => pages::error(error.description(), session.cancel_url.as_deref()),
    }
}

/// Sends the browser back to the merchant with what has come out.
fn take_back(sandbox: &Sandbox, session: &Session, payment: &str, attempt: &Attempt) -> Response {
    let order = &session.order_id;
    match attempt {
        Attempt::Paid => {
            let signature = sign_checkout(&sandbox.settings().key_secret, order, payment);
            let fields = [("razorpay_payment_id", payment), ("razorpay_order_id", order), ("razorpay_signature", &signature)];
            pages::back(session, "Payment successful", None, &fields)
        }
        Attempt::Declined(failure) => {
            let metadata = serde_json::json!({ "payment_id": payment, "order_id": order }).to_string();
            let fields = [
                ("error[code]", failure.code.as_str()),
                ("error[description]", &failure.description),
                ("error[source]", &failure.source),
                ("error[step]", &failure.step),
                ("error[reason]", &failure.reason),
                ("error[metadata]", &metadata),
            ];
            pages::back(session, "Payment failed", Some(&failure.description), &fields)
        }
        Attempt::Waiting => pages::bank(session, payment),
    }
}
