//! `/v1/payments`, refunds aside.

use super::{Call, Reply, at_least_a_rupee, currency};
use crate::{
    errors::ApiError,
    state::{State, notes::Notes},
    wire::{CardView, Collection, PaymentView, to_json},
};

pub(super) fn fetch(call: &mut Call<'_>) -> Reply {
    let id = call.id(0, "pay_")?;
    show(call.state, &id, call.params.lists("expand", "card"))
}

fn show(state: &State, id: &str, with_card: bool) -> Reply {
    let payment = state.payment(id)?;
    let mut view = PaymentView::new(payment);
    if with_card {
        view.card = CardView::new(payment);
    }
    Ok(to_json(&view))
}

pub(super) fn list(call: &mut Call<'_>) -> Reply {
    let payments = call.state.books.payments.page(call.page()?, |_| true);
    Ok(to_json(&Collection::new(payments.into_iter().map(PaymentView::new).collect())))
}

pub(super) fn edit(call: &mut Call<'_>) -> Reply {
    let id = call.id(0, "pay_")?;
    call.params.only(&["notes"])?;
    let notes = Notes::read(Some(call.params.get("notes").ok_or_else(|| ApiError::required("notes"))?))?;
    call.state.books.payments.get_mut(&id).ok_or_else(ApiError::unknown_id)?.notes = notes;
    show(call.state, &id, false)
}

pub(super) fn card(call: &mut Call<'_>) -> Reply {
    let id = call.id(0, "pay_")?;
    let payment = call.state.payment(&id)?;
    CardView::new(payment).map(|card| to_json(&card)).ok_or_else(|| ApiError::bad("The payment was not made with a card."))
}

pub(super) fn capture(call: &mut Call<'_>) -> Reply {
    let id = call.id(0, "pay_")?;
    call.params.only(&["amount", "currency"])?;
    let amount = at_least_a_rupee(call.params.required_integer("amount")?)?;
    let currency = currency(&call.params)?;
    call.state.capture_checked(&id, amount, &currency)?;
    show(call.state, &id, false)
}
