//! `RazorpayX`: `/v1/contacts`, `/v1/fund_accounts`, `/v1/payouts`.

use super::{Call, Reply, currency, sound_id};
use crate::{
    clock,
    errors::ApiError,
    instruments,
    params::Params,
    state::{
        notes::Notes,
        x::{Contact, FundAccount, Payout},
    },
    wire::{Collection, Tagged, to_json},
};
use serde_json::{Value, json};

const MODES: [&str; 4] = ["NEFT", "RTGS", "IMPS", "UPI"];
const PURPOSES: [&str; 6] = ["refund", "cashback", "payout", "salary", "utility bill", "vendor bill"];
const CONTACT_TYPES: [&str; 4] = ["vendor", "customer", "employee", "self"];

/// Paise that IMPS and UPI carry at most; RTGS carries more than this.
const MOST_BY_IMPS: i64 = 50_000_000;
const MOST_BY_UPI: i64 = 10_000_000;
const NOT_YET_BY_RTGS: i64 = 20_000_000;

fn invalid(field: &str) -> ApiError {
    ApiError::bad(format!("The selected {} is invalid.", field.replace('_', " "))).field(field)
}

/// A text whose length has two limits.
fn sized(params: &Params, name: &str, least: usize, most: usize) -> Result<String, ApiError> {
    let text = params.required_text(name)?;
    let length = text.chars().count();
    if (least..=most).contains(&length) {
        Ok(text)
    } else {
        Err(ApiError::bad(format!("The {} must be between {least} and {most} characters.", name.replace('_', " "))).field(name))
    }
}

fn contact_type(params: &Params) -> Result<Option<String>, ApiError> {
    let kind = params.text("type");
    if kind.as_deref().is_some_and(|kind| !CONTACT_TYPES.contains(&kind)) { Err(invalid("type")) } else { Ok(kind) }
}

pub(super) fn create_contact(call: &mut Call<'_>) -> Reply {
    let params = &call.params;
    params.only(&["name", "email", "contact", "type", "reference_id", "notes"])?;
    let name = sized(params, "name", 3, 50)?;
    let kind = contact_type(params)?;
    let (email, phone) = (params.text("email"), params.text("contact"));
    let (reference_id, notes) = (params.short_text("reference_id", 40)?, Notes::read(params.get("notes"))?);
    let id = call.state.new_id("cont_");
    let id = call.state.keep_contact(Contact { id, name, phone, email, kind, reference_id, batch_id: None, active: true, notes, created_at: clock::seconds() });
    show_contact(call, &id)
}

fn show_contact(call: &Call<'_>, id: &str) -> Reply {
    let row = call.state.books.contacts.get(id).ok_or_else(ApiError::unknown_id)?;
    Ok(to_json(&Tagged { entity: "contact", row }))
}

pub(super) fn fetch_contact(call: &mut Call<'_>) -> Reply {
    show_contact(call, &call.id(0, "cont_")?)
}

pub(super) fn list_contacts(call: &mut Call<'_>) -> Reply {
    let contacts = call.state.books.contacts.page(call.page()?, |_| true);
    Ok(to_json(&Collection::new(contacts.into_iter().map(|row| Tagged { entity: "contact", row }).collect())))
}

pub(super) fn edit_contact(call: &mut Call<'_>) -> Reply {
    let id = call.id(0, "cont_")?;
    call.params.only(&["name", "email", "contact", "type", "reference_id", "notes", "active"])?;
    let name = if call.params.get("name").is_some() { Some(sized(&call.params, "name", 3, 50)?) } else { None };
    contact_type(&call.params)?;
    call.params.short_text("reference_id", 40)?;
    let notes = call.params.get("notes").map(|notes| Notes::read(Some(notes))).transpose()?;
    let row = call.state.books.contacts.get_mut(&id).ok_or_else(ApiError::unknown_id)?;
    row.name = name.unwrap_or_else(|| row.name.clone());
    row.notes = notes.unwrap_or_else(|| row.notes.clone());
    row.active = call.params.flag("active").unwrap_or(row.active);
    for (field, slot) in [("email", &mut row.email), ("contact", &mut row.phone), ("type", &mut row.kind), ("reference_id", &mut row.reference_id)] {
        if let Some(text) = call.params.text(field) {
            *slot = Some(text);
        }
    }
    show_contact(call, &id)
}

pub(super) fn create_fund_account(call: &mut Call<'_>) -> Reply {
    let params = &call.params;
    params.only(&["contact_id", "account_type", "bank_account", "vpa"])?;
    let contact_id = sound_id(&params.required_text("contact_id")?, "cont_")?;
    if !call.state.books.contacts.contains(&contact_id) {
        return Err(ApiError::unknown_id());
    }
    let account_type = params.required_text("account_type")?;
    let (bank_account, vpa) = match account_type.as_str() {
        "bank_account" => (Some(bank_account(&params.nested("bank_account"))?), None),
        "vpa" => (None, Some(upi_account(&params.nested("vpa"))?)),
        _ => return Err(invalid("account_type")),
    };
    let id = call.state.new_id("fa_");
    let account = FundAccount { id, contact_id, account_type, bank_account, vpa, batch_id: None, active: true, created_at: clock::seconds() };
    let id = call.state.keep_fund_account(account);
    show_fund_account(call, &id)
}

fn bank_account(params: &Params) -> Result<Value, ApiError> {
    let name = sized(params, "name", 3, 120)?;
    let ifsc = params.required_text("ifsc")?;
    if ifsc.len() != 11 || !ifsc.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(ApiError::bad("The ifsc must be 11 characters.").field("ifsc"));
    }
    let account_number = sized(params, "account_number", 5, 35)?;
    Ok(json!({ "name": name, "ifsc": ifsc, "account_number": account_number, "bank_name": null, "notes": [] }))
}

fn upi_account(params: &Params) -> Result<Value, ApiError> {
    let address = sized(params, "address", 3, 100)?;
    let (username, handle) = address.split_once('@').filter(|_| instruments::is_upi_id(&address)).ok_or_else(|| {
        let error = ApiError::bad("Invalid VPA. Please enter a valid Virtual Payment Address");
        error.field("address")
    })?;
    Ok(json!({ "username": username, "handle": handle, "address": address }))
}

fn show_fund_account(call: &Call<'_>, id: &str) -> Reply {
    let row = call.state.books.fund_accounts.get(id).ok_or_else(ApiError::unknown_id)?;
    Ok(to_json(&Tagged { entity: "fund_account", row }))
}

pub(super) fn fetch_fund_account(call: &mut Call<'_>) -> Reply {
    show_fund_account(call, &call.id(0, "fa_")?)
}

pub(super) fn list_fund_accounts(call: &mut Call<'_>) -> Reply {
    let contact = call.params.text("contact_id");
    let accounts = call.state.books.fund_accounts.page(call.page()?, |account| contact.as_ref().is_none_or(|contact| *contact == account.contact_id));
    Ok(to_json(&Collection::new(accounts.into_iter().map(|row| Tagged { entity: "fund_account", row }).collect())))
}

pub(super) fn edit_fund_account(call: &mut Call<'_>) -> Reply {
    let id = call.id(0, "fa_")?;
    call.params.only(&["active"])?;
    let active = call.params.flag("active").ok_or_else(|| ApiError::required("active"))?;
    call.state.books.fund_accounts.get_mut(&id).ok_or_else(ApiError::unknown_id)?.active = active;
    show_fund_account(call, &id)
}

pub(super) fn create_payout(call: &mut Call<'_>) -> Reply {
    call.params.only(&[
        "account_number",
        "fund_account_id",
        "amount",
        "currency",
        "mode",
        "purpose",
        "queue_if_low_balance",
        "reference_id",
        "narration",
        "notes",
    ])?;
    call.params.required_text("account_number")?;
    let fund_account_id = sound_id(&call.params.required_text("fund_account_id")?, "fa_")?;
    let account = call.state.books.fund_accounts.get(&fund_account_id).ok_or_else(ApiError::unknown_id)?;
    if !account.active {
        return Err(ApiError::bad("The fund account is not active.").field("fund_account_id"));
    }
    let account_type = account.account_type.clone();
    let amount = super::at_least_a_rupee(call.params.required_integer("amount")?)?;
    if currency(&call.params)? != "INR" {
        return Err(invalid("currency"));
    }
    let queue_if_low = call.params.flag("queue_if_low_balance").unwrap_or(false);
    let payout = call.state.new_payout(fund_account_id, amount);
    let payout = describe(payout, &call.params, &account_type)?;
    let id = call.state.place_payout(payout, queue_if_low)?;
    show_payout(call, &id)
}

/// Fills in and checks how and why the money goes.
fn describe(payout: Payout, params: &Params, account_type: &str) -> Result<Payout, ApiError> {
    let (mode, purpose) = (params.required_text("mode")?, params.required_text("purpose")?);
    // Cards are no fund accounts here, so nothing goes to one.
    if !MODES.contains(&mode.as_str()) || (mode == "UPI") != (account_type == "vpa") {
        return Err(invalid("mode"));
    }
    let limits = match mode.as_str() {
        "IMPS" => 0..=MOST_BY_IMPS,
        "UPI" => 0..=MOST_BY_UPI,
        "RTGS" => NOT_YET_BY_RTGS + 1..=i64::MAX,
        _ => 0..=i64::MAX,
    };
    if !limits.contains(&payout.amount) {
        return Err(ApiError::bad(format!("The amount is not allowed for {mode}")).field("amount"));
    }
    if !PURPOSES.contains(&purpose.as_str()) {
        return Err(invalid("purpose"));
    }
    let narration = params.short_text("narration", 30)?;
    if narration.as_deref().is_some_and(|text| !text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b' ')) {
        return Err(ApiError::bad("The narration may only contain alphabets, numbers and spaces.").field("narration"));
    }
    Ok(Payout { mode, purpose, narration, reference_id: params.short_text("reference_id", 40)?, notes: Notes::read(params.get("notes"))?, ..payout })
}

fn show_payout(call: &Call<'_>, id: &str) -> Reply {
    Ok(to_json(&Tagged { entity: "payout", row: call.state.payout(id)? }))
}

pub(super) fn fetch_payout(call: &mut Call<'_>) -> Reply {
    show_payout(call, &call.id(0, "pout_")?)
}

pub(super) fn list_payouts(call: &mut Call<'_>) -> Reply {
    call.params.required_text("account_number")?;
    let wanted = |name: &str, value: Option<&String>| call.params.text(name).is_none_or(|wanted| Some(&wanted) == value);
    let passes = |payout: &Payout| {
        wanted("status", Some(&payout.status))
            && wanted("reference_id", payout.reference_id.as_ref())
            && wanted("fund_account_id", Some(&payout.fund_account_id))
    };
    let payouts = call.state.books.payouts.page(call.page()?, passes);
    Ok(to_json(&Collection::new(payouts.into_iter().map(|row| Tagged { entity: "payout", row }).collect())))
}

pub(super) fn cancel_payout(call: &mut Call<'_>) -> Reply {
    let id = call.id(0, "pout_")?;
    call.state.cancel_payout(&id)?;
    show_payout(call, &id)
}
