//! The pages themselves.

use super::{
    form::{Complaint, Typed},
    page::{Page, escape, money},
};
use crate::{
    instruments::{BANKS, DECLINED_CARD, GOOD_CARD},
    state::sessions::Session,
};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};

/// One line of text to type.
struct Field<'a> {
    /// What complaints call it, and what its id ends with.
    key: &'static str,
    name: &'static str,
    label: &'static str,
    value: &'a str,
    hint: String,
    attributes: &'static str,
}

impl Field<'_> {
    fn html(&self, complaints: &[Complaint]) -> String {
        let Self { key, name, label, attributes, .. } = self;
        let (mark, complaint) = complaint(key, complaints);
        let hint = if self.hint.is_empty() { String::new() } else { format!("<p class=\"hint\" id=\"hint-{key}\">{}</p>", self.hint) };
        let described = if self.hint.is_empty() { format!("error-{key}") } else { format!("hint-{key} error-{key}") };
        format!(
            "<div class=\"field\"><label for=\"field-{key}\">{label}</label>{hint}\
             <input id=\"field-{key}\" name=\"{name}\" value=\"{}\" autocomplete=\"off\" aria-describedby=\"{described}\" {attributes}{mark}>{complaint}</div>",
            escape(self.value)
        )
    }
}

/// Attributes and text for a field that has something wrong; the first one gets the cursor.
fn complaint(key: &str, complaints: &[Complaint]) -> (&'static str, String) {
    let Some(at) = complaints.iter().position(|(field, _)| *field == key) else { return ("", format!("<p class=\"error\" id=\"error-{key}\"></p>")) };
    let mark = if at == 0 { " aria-invalid=\"true\" autofocus" } else { " aria-invalid=\"true\"" };
    (mark, format!("<p class=\"error\" id=\"error-{key}\">{}</p>", escape(complaints[at].1)))
}

/// Digits in groups of four.
fn grouped(number: &str) -> String {
    let groups: Vec<String> = number.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
    format!("<code>{}</code>", groups.join(" "))
}

/// What is being paid, to whom.
fn summary(session: &Session) -> String {
    let description = session.description.as_deref().map(|text| format!("<p>{}</p>", escape(text))).unwrap_or_default();
    format!(
        "<section class=\"summary\" aria-label=\"What you pay\"><p class=\"amount\">{}</p><p>to <strong>{}</strong></p>{description}<p class=\"quiet\">{}</p></section>",
        escape(&money(session.amount, &session.currency)),
        escape(&session.merchant),
        escape(&session.order_id)
    )
}

fn cancel(url: Option<&str>, words: &str) -> String {
    url.map(|url| format!("<p class=\"cancel\"><a href=\"{}\">{words}</a></p>", escape(url))).unwrap_or_default()
}

/// Choose how to pay and type it.
pub(super) fn pay(session: &Session, typed: &Typed, complaints: &[Complaint]) -> Response {
    let alert = if complaints.is_empty() { "" } else { "<p class=\"alert\" role=\"alert\">Nothing was paid. Please check what is marked below.</p>" };
    let content = format!(
        "<h1>Pay with a test method</h1>\n{summary}\n{alert}\n<form method=\"post\" action=\"/v1/checkout/{id}\" novalidate>\n{methods}\n{card}\n{upi}\n{bank}\n\
         <button type=\"submit\">Pay {amount}</button>\n</form>\n{cancel}",
        summary = summary(session),
        id = escape(&session.id),
        methods = methods(typed, complaints),
        card = card_fields(typed, complaints),
        upi = upi_fields(typed, complaints),
        bank = bank_fields(typed, complaints),
        amount = escape(&money(session.amount, &session.currency)),
        cancel = cancel(session.cancel_url.as_deref(), "Cancel and go back"),
    );
    // 200 even with complaints: browsers log every other status as an error of the page.
    Page { status: StatusCode::OK, title: "Pay", content, script: None, form_goes_to: Some(&session.callback_url) }.into_response()
}

fn methods(typed: &Typed, complaints: &[Complaint]) -> String {
    let options: Vec<String> = [("card", "Card"), ("upi", "UPI"), ("netbanking", "Netbanking")]
        .iter()
        .map(|(value, label)| {
            let checked = if *value == typed.method { " checked" } else { "" };
            format!("<label class=\"method\"><input type=\"radio\" id=\"method-{value}\" name=\"method\" value=\"{value}\"{checked}> {label}</label>")
        })
        .collect();
    let (_, complaint) = complaint("method", complaints);
    format!("<fieldset class=\"methods\" aria-describedby=\"error-method\"><legend>Pay by</legend>{}{complaint}</fieldset>", options.join(""))
}

fn card_fields(typed: &Typed, complaints: &[Complaint]) -> String {
    let hint = format!("{} succeeds, {} is declined.", grouped(GOOD_CARD), grouped(DECLINED_CARD));
    let digits = "inputmode=\"numeric\" maxlength=\"25\" ";
    let number = Field { key: "number", name: "card[number]", label: "Card number", value: &typed.number, hint, attributes: digits };
    let expiry = Field {
        key: "expiry",
        name: "card[expiry]",
        label: "Expiry",
        value: &typed.expiry,
        hint: "Any future MM/YY.".to_owned(),
        attributes: "maxlength=\"9\" ",
    };
    let attributes = "type=\"password\" inputmode=\"numeric\" maxlength=\"4\" ";
    let cvv = Field { key: "cvv", name: "card[cvv]", label: "CVV", value: "", hint: "Any three digits.".to_owned(), attributes };
    let name = Field { key: "name", name: "card[name]", label: "Name on the card", value: &typed.name, hint: String::new(), attributes: "maxlength=\"100\" " };
    format!(
        "<div class=\"for-card\">{}<div class=\"pair\">{}{}</div>{}</div>",
        number.html(complaints),
        expiry.html(complaints),
        cvv.html(complaints),
        name.html(complaints)
    )
}

fn upi_fields(typed: &Typed, complaints: &[Complaint]) -> String {
    let hint = "<code>success@razorpay</code> pays, <code>failure@razorpay</code> fails; any other asks you on the next page.".to_owned();
    let attributes = "type=\"email\" autocapitalize=\"none\" spellcheck=\"false\" maxlength=\"320\" ";
    let vpa = Field { key: "vpa", name: "vpa", label: "UPI ID", value: &typed.vpa, hint, attributes };
    format!("<div class=\"for-upi\">{}</div>", vpa.html(complaints))
}

fn bank_fields(typed: &Typed, complaints: &[Complaint]) -> String {
    let options: Vec<String> = BANKS
        .iter()
        .map(|(code, name)| {
            let selected = if *code == typed.bank { " selected" } else { "" };
            format!("<option value=\"{code}\"{selected}>{name}</option>")
        })
        .collect();
    let (mark, complaint) = complaint("bank", complaints);
    format!(
        "<div class=\"for-netbanking\"><div class=\"field\"><label for=\"field-bank\">Bank</label>\
         <select id=\"field-bank\" name=\"bank\" aria-describedby=\"error-bank\"{mark}>{}</select>{complaint}</div></div>",
        options.join("")
    )
}

/// The bank asks.
pub(super) fn bank(session: &Session, payment: &str) -> Response {
    let content = format!(
        "<h1>The bank asks: may it pay?</h1>\n{}\n<p>A real bank would ask for a password now. This one lets you decide.</p>\n\
         <form method=\"post\" action=\"/v1/checkout/{}/payments/{}\" class=\"bank\">\n\
         <button type=\"submit\" name=\"outcome\" value=\"success\">Success</button>\n\
         <button type=\"submit\" name=\"outcome\" value=\"failure\" class=\"second\">Failure</button>\n</form>\n{}",
        summary(session),
        escape(&session.id),
        escape(payment),
        cancel(session.cancel_url.as_deref(), "Leave without an answer")
    );
    Page { status: StatusCode::OK, title: "Bank", content, script: None, form_goes_to: Some(&session.callback_url) }.into_response()
}

/// Takes the browser back to the merchant, by itself or by a button.
pub(super) fn back(session: &Session, heading: &str, reason: Option<&str>, fields: &[(&str, &str)]) -> Response {
    let hidden: Vec<String> =
        fields.iter().map(|(name, value)| format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">", escape(name), escape(value))).collect();
    let reason = reason.map(|reason| format!("<p>{}</p>", escape(reason))).unwrap_or_default();
    let content = format!(
        "<h1>{}</h1>\n{reason}<p>Taking you back to {}.</p>\n<form method=\"post\" action=\"{}\" id=\"back\">{}<button type=\"submit\">Continue</button></form>",
        escape(heading),
        escape(&session.merchant),
        escape(&session.callback_url),
        hidden.join("")
    );
    let script = Some("document.getElementById('back').submit()");
    Page { status: StatusCode::OK, title: heading, content, script, form_goes_to: Some(&session.callback_url) }.into_response()
}

/// Why nothing can be paid here.
pub(super) fn error(reason: &str, way_back: Option<&str>) -> Response {
    let content = format!("<h1>This payment cannot be made</h1>\n<p class=\"alert\" role=\"alert\">{}</p>\n{}", escape(reason), cancel(way_back, "Go back"));
    Page { status: StatusCode::BAD_REQUEST, title: "Error", content, script: None, form_goes_to: None }.into_response()
}
