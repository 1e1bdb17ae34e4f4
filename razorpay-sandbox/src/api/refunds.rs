//! `/v1/refunds` and the refunds of a payment.

use super::{Call, Reply, at_least_a_rupee, sound_id};
use crate::{
    errors::ApiError,
    params::Params,
    state::{State, notes::Notes, refunds::RefundRequest},
    wire::{Collection, RefundView, to_json},
};

pub(super) fn create_for_payment(call: &mut Call<'_>) -> Reply {
    let payment_id = call.id(0, "pay_")?;
    call.params.only(&["amount", "speed", "receipt", "notes", "reverse_all"])?;
    refund(call, &payment_id)
}

pub(super) fn create(call: &mut Call<'_>) -> Reply {
    call.params.only(&["payment_id", "amount", "speed", "receipt", "notes", "reverse_all"])?;
    let payment_id = sound_id(&call.params.required_text("payment_id")?, "pay_")?;
    refund(call, &payment_id)
}

fn refund(call: &mut Call<'_>, payment_id: &str) -> Reply {
    let request = read(&call.params)?;
    let id = call.state.refund_checked(payment_id, request)?;
    show(call.state, &id)
}

fn read(params: &Params) -> Result<RefundRequest, ApiError> {
    let amount = params.integer("amount")?.map(at_least_a_rupee).transpose()?;
    let instant = match params.text("speed").as_deref() {
        None | Some("normal") => false,
        Some("optimum") => true,
        Some(_) => return Err(ApiError::bad("The selected speed is invalid.").field("speed")),
    };
    Ok(RefundRequest { amount, instant, receipt: params.short_text("receipt", 40)?, notes: Notes::read(params.get("notes"))? })
}

pub(super) fn fetch(call: &mut Call<'_>) -> Reply {
    show(call.state, &call.id(0, "rfnd_")?)
}

fn show(state: &State, id: &str) -> Reply {
    state.refund(id).map(|refund| to_json(&RefundView::new(refund)))
}

pub(super) fn fetch_of_payment(call: &mut Call<'_>) -> Reply {
    let (payment_id, id) = (call.id(0, "pay_")?, call.id(1, "rfnd_")?);
    let refund = call.state.refund(&id)?;
    if refund.payment_id == payment_id { Ok(to_json(&RefundView::new(refund))) } else { Err(ApiError::unknown_id()) }
}

pub(super) fn list(call: &mut Call<'_>) -> Reply {
    let refunds = call.state.books.refunds.page(call.page()?, |_| true);
    Ok(to_json(&Collection::new(refunds.into_iter().map(RefundView::new).collect())))
}

pub(super) fn list_of_payment(call: &mut Call<'_>) -> Reply {
    let (id, page) = (call.id(0, "pay_")?, call.page()?);
    let refunds = call.state.payment(&id)?.refunds.iter().rev().filter_map(|id| call.state.books.refunds.get(id));
    let in_time = refunds.filter(|refund| (page.from..=page.to).contains(&refund.created_at));
    Ok(to_json(&Collection::new(in_time.skip(page.skip).take(page.count).map(RefundView::new).collect())))
}

pub(super) fn edit(call: &mut Call<'_>) -> Reply {
    let id = call.id(0, "rfnd_")?;
    call.params.only(&["notes"])?;
    let notes = Notes::read(Some(call.params.get("notes").ok_or_else(|| ApiError::required("notes"))?))?;
    call.state.books.refunds.get_mut(&id).ok_or_else(ApiError::unknown_id)?.notes = notes;
    show(call.state, &id)
}
