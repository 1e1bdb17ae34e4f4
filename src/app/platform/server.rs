//! What a page asks of its surroundings, on the server: the answer's status and headers, and the form that came with the request.

use super::{
    form::Posted,
    posted::{FILES_FORM, PostedForm},
    shell::{CheckoutOrigin, SiteAddress, TileOrigin},
};
use crate::{
    api::structured_data::StructuredData,
    domain::{ids::RunId, run::SeatNews},
    error::AppError,
};
use axum::http::{HeaderValue, StatusCode, header, request::Parts};
use leptos::{
    form::FromFormData,
    leptos_dom::helpers::TimeoutHandle,
    prelude::*,
    server_fn::ServerFn,
    web_sys::{Event, HtmlFormElement},
};
use leptos_axum::ResponseOptions;
use serde::de::DeserializeOwned;

/// Deepest nesting of a form's fields.
const FORM_DEPTH_MAX: usize = 5;

/// Sets the page's HTTP status.
pub(super) fn set_status(status: u16) {
    if let (Some(response), Ok(status)) = (use_context::<ResponseOptions>(), StatusCode::from_u16(status)) {
        response.set_status(status);
    }
}

/// Sends the reader to another page.
pub(super) fn replace_location(path: &str) {
    if let (Some(response), Ok(path)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(path)) {
        response.insert_header(header::LOCATION, path);
        response.set_status(StatusCode::SEE_OTHER);
    }
}

/// Sends whoever loads the page to the one address that it has.
pub(super) fn canonical_location(path: &str) {
    replace_location(path);
}

/// True where cargo-leptos builds and serves, as in `make watch`.
pub(super) fn is_watched() -> bool {
    std::env::var_os("LEPTOS_WATCH").is_some()
}

/// Only our own scripts may run, and those they load; the page may be framed by nobody, and may post to nobody but us and the checkout.
pub(super) fn set_content_security_policy() {
    let (Some(response), Some(nonce)) = (use_context::<ResponseOptions>(), leptos::nonce::use_nonce()) else { return };
    // It reloads pages through a socket of its own.
    let sockets = if is_watched() { " ws:" } else { "" };
    let checkout = use_context::<CheckoutOrigin>().map_or_else(String::new, |origin| format!(" {}", origin.0));
    let tiles = use_context::<TileOrigin>().map_or_else(String::new, |origin| format!(" {}", origin.0));
    let policy = format!(
        "default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; \
         img-src 'self' data:{tiles}; connect-src 'self'{sockets}; worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'{checkout}; \
         frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}

/// Where the site is, without a slash at the end.
pub(super) fn site_address() -> String {
    use_context::<SiteAddress>().map_or_else(String::new, |address| address.0)
}

/// What the page's subject is, in the words of search engines.
pub(super) fn structured_data() -> String {
    use_context::<StructuredData>().map_or_else(String::new, |data| data.said())
}

/// The form that came with this request, if it is one for `S`.
pub(super) fn posted<S: ServerFn + DeserializeOwned>() -> Option<Posted<S>> {
    let form = use_context::<Parts>()?.extensions.get::<PostedForm>().cloned()?;
    if form.function != S::url() {
        return None;
    }
    let input = serde_qs::Config::new(FORM_DEPTH_MAX, false).deserialize_str(&form.body).ok();
    Some(Posted { input, error: form.error, redraw: form.redraw })
}

/// What was wrong with the files that came with this request.
pub(super) fn files_error() -> Option<AppError> {
    let form = use_context::<Parts>()?.extensions.get::<PostedForm>().cloned()?;
    form.error.filter(|_| form.function == FILES_FORM)
}

/// Only a browser can.
pub(super) fn submit_plainly(_: &HtmlFormElement) {}

/// Only a browser has time to wait.
pub(super) fn count_down(_: RwSignal<i64>) {}

/// Only a browser has time to wait.
pub(super) fn every(_: u64, _: impl Fn() + Copy + 'static) {}

/// Only a browser can.
pub(super) fn send_form_around(_: &Event) {}

/// Only a browser can.
pub(super) fn print() {}

/// Only a browser has a form that is being filled in.
pub(super) fn form_around<S: FromFormData>(_: &Event) -> Option<S> {
    None
}

/// Only a browser has a form that is being filled in.
pub(super) fn query_of_form(_: &Event) -> Option<String> {
    None
}

/// Only a browser has a form that is being filled in.
pub(super) fn changed_field(_: &Event) -> String {
    String::new()
}

/// A turn of work that waits.
pub(super) type Later = TimeoutHandle;

/// Only a browser has time to wait.
pub(super) fn later(_: u64, _: impl FnOnce() + 'static) -> Option<Later> {
    None
}

/// Only a browser has time to wait.
pub(super) fn never(_: Later) {}

/// A stream of news that is listened to until this is gone.
pub(super) struct Listening;

/// Only a browser stays to hear.
pub(super) fn listen_for_seats(_: &[RunId], _: impl Fn(Vec<SeatNews>) + 'static) -> Option<Listening> {
    None
}

/// Only a browser can.
pub(super) fn focus_soon(_: String) {}

/// Only a browser can.
pub(super) fn press(_: &str) {}

/// Text as the content of the page's `<title>`, which Leptos writes as it is: a title that ends the element would go on as a part of the page.
pub(super) fn title_content(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// Text as the content of a `<textarea>`, which Leptos writes as it is. The line break in front is the one that a browser
/// takes away at this place, so that one of the text's own stays.
pub(super) fn textarea_content(text: &str) -> String {
    format!("\n{}", text.replace('&', "&amp;").replace('<', "&lt;"))
}
