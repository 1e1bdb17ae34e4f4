//! `/v1/orders`.

use super::{Call, Reply, currency};
use crate::{
    clock,
    errors::ApiError,
    params::Params,
    state::{
        State,
        notes::Notes,
        orders::{CaptureRule, Order, OrderStatus},
        payments::PaymentStatus,
    },
    wire::{CardView, Collection, OrderView, PaymentView, to_json},
};

const KNOWN: [&str; 11] = [
    "amount",
    "currency",
    "receipt",
    "notes",
    "partial_payment",
    "first_payment_min_amount",
    "payment",
    "payment_capture",
    "unique_receipt",
    "method",
    "customer_id",
];

/// Paise that an order asks for at most: far more than anybody pays, and far less than what overflows when fees are worked out.
pub(crate) const MOST: i64 = 100_000_000_000_000;

/// Minutes that `capture_options` may name.
const LEAST_EXPIRY: i64 = 12;
const MOST_EXPIRY: i64 = 7_200;

pub(super) fn create(call: &mut Call<'_>) -> Reply {
    let params = &call.params;
    params.only(&KNOWN)?;
    let amount = params.required_integer("amount")?;
    let currency = currency(params)?;
    if amount < 100 {
        let error = ApiError::bad("Order amount less than minimum amount allowed").field("amount");
        return Err(error.step("order_creation", "amount_less_than_minimum_amount"));
    }
    if amount > MOST {
        return Err(ApiError::bad("Order amount exceeds maximum amount allowed").field("amount"));
    }
    let receipt = params.short_text("receipt", 40)?;
    let notes = Notes::read(params.get("notes"))?;
    let capture = capture_rule(params, call.state.settings.auto_capture)?;
    let partial_payment = params.flag("partial_payment").unwrap_or(false);
    let first_payment_min_amount = params.integer("first_payment_min_amount")?;
    let unique_receipt = params.flag("unique_receipt").unwrap_or(false);
    let order = Order::new(call.state.new_id("order_"), amount, currency, clock::seconds(), capture.automatic);
    let order = Order { receipt, notes, partial_payment, first_payment_min_amount, capture, ..order };
    let id = call.state.place_order(order, unique_receipt)?;
    show(call.state, &id)
}

/// `payment.capture` and its options, or the older `payment_capture`, or what the account does.
fn capture_rule(params: &Params, account_is_automatic: bool) -> Result<CaptureRule, ApiError> {
    let legacy = params.flag("payment_capture").unwrap_or(account_is_automatic);
    let payment = params.nested("payment");
    let automatic = match payment.text("capture").as_deref() {
        None => legacy,
        Some("automatic") => true,
        Some("manual") => false,
        Some(_) => return Err(ApiError::bad("The selected payment.capture is invalid.").field("capture")),
    };
    let options = payment.nested("capture_options");
    let automatic_expiry = options.integer("automatic_expiry_period")?;
    let manual_expiry = options.integer("manual_expiry_period")?;
    if automatic_expiry.is_some_and(|minutes| minutes < LEAST_EXPIRY) {
        return Err(ApiError::bad("The automatic expiry period must be at least 12.").field("automatic_expiry_period"));
    }
    if automatic_expiry.or(manual_expiry).is_some_and(|minutes| minutes > MOST_EXPIRY) || manual_expiry.is_some_and(|minutes| minutes > MOST_EXPIRY) {
        return Err(ApiError::bad("The manual expiry period may not be greater than 7200.").field("manual_expiry_period"));
    }
    if manual_expiry < automatic_expiry && manual_expiry.is_some() {
        return Err(ApiError::bad("The manual expiry period must be greater than or equal to the automatic expiry period.").field("manual_expiry_period"));
    }
    if !matches!(options.text("refund_speed").as_deref(), None | Some("normal" | "optimum")) {
        return Err(ApiError::bad("The selected refund speed is invalid.").field("refund_speed"));
    }
    Ok(CaptureRule { automatic, automatic_expiry, manual_expiry })
}

pub(super) fn fetch(call: &mut Call<'_>) -> Reply {
    show(call.state, &call.id(0, "order_")?)
}

fn show(state: &State, id: &str) -> Reply {
    state.order(id).map(|order| to_json(&OrderView::new(order)))
}

pub(super) fn edit(call: &mut Call<'_>) -> Reply {
    let id = call.id(0, "order_")?;
    call.params.only(&["notes"])?;
    let notes = Notes::read(Some(call.params.get("notes").ok_or_else(|| ApiError::required("notes"))?))?;
    call.state.books.orders.get_mut(&id).ok_or_else(ApiError::unknown_id)?.notes = notes;
    show(call.state, &id)
}

pub(super) fn payments(call: &mut Call<'_>) -> Reply {
    let id = call.id(0, "order_")?;
    let order = call.state.order(&id)?;
    Ok(to_json(&payments_of(call.state, order, call.params.lists("expand", "card"))))
}

fn payments_of<'a>(state: &'a State, order: &'a Order, with_card: bool) -> Collection<PaymentView<'a>> {
    let view = |payment| {
        let mut view = PaymentView::new(payment);
        view.card = if with_card { CardView::new(payment) } else { None };
        view
    };
    Collection::new(state.payments_of(order).rev().map(view).collect())
}

pub(super) fn list(call: &mut Call<'_>) -> Reply {
    let page = call.page()?;
    let state = &*call.state;
    let authorized = call.params.flag("authorized");
    let has_authorized = |order: &Order| {
        let mut payments = state.payments_of(order);
        order.status == OrderStatus::Paid || payments.any(|payment| matches!(payment.status, PaymentStatus::Authorized | PaymentStatus::Captured))
    };
    let passes = |order: &Order| authorized.is_none_or(|wanted| has_authorized(order) == wanted);
    let orders: Vec<&Order> = match call.params.text("receipt") {
        None => state.books.orders.page(page, passes),
        Some(receipt) => {
            let known = state.orders_with_receipt(&receipt).iter().rev().filter_map(|id| state.books.orders.get(id));
            let in_time = known.filter(|order| (page.from..=page.to).contains(&order.created_at));
            in_time.filter(|order| passes(order)).skip(page.skip).take(page.count).collect()
        }
    };
    let with_card = call.params.lists("expand", "payments.card");
    let with_payments = with_card || call.params.lists("expand", "payments");
    let view = |order| {
        let mut view = OrderView::new(order);
        view.payments = with_payments.then(|| payments_of(state, order, with_card));
        view
    };
    Ok(to_json(&Collection::new(orders.into_iter().map(view).collect())))
}
