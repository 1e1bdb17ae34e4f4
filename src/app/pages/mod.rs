//! One file a page; each owns its data and its forms.

pub(super) mod account;
pub(super) mod admin;
pub(super) mod appeal;
pub(super) mod book;
pub(super) mod booking;
pub(super) mod bookings;
pub(super) mod cancel;
pub(super) mod experience;
pub(super) mod explore;
pub(super) mod home;
pub(super) mod host;
pub(super) mod host_profile;
pub(super) mod invitation;
pub(super) mod login;
pub(super) mod receipt;
pub(super) mod run;
pub(super) mod saved;
pub(super) mod signup;
pub(super) mod stop_mail;
pub(super) mod tickets;
pub(super) mod waitlist;

use super::components::errors::Failed;
use crate::error::AppError;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// What stands at an address that is none.
#[component]
pub(super) fn NotFound() -> impl IntoView {
    view! { <Failed error=AppError::not_found() /> }
}

/// A part of the path, as it is now and after every change of page.
fn param(name: &'static str) -> Memo<String> {
    let params = use_params_map();
    Memo::new(move |_| params.with(|params| params.get(name).unwrap_or_default()))
}

/// A word of the query.
fn query(name: &'static str) -> Memo<Option<String>> {
    let words = use_query_map();
    Memo::new(move |_| words.with(|words| words.get(name)))
}

/// True where a return address is that of a form for a party, which waits there filled in.
fn leads_to_a_form(next: &str) -> bool {
    let path = next.split('?').next().unwrap_or_default();
    path.starts_with("/runs/") && (path.ends_with("/book") || path.ends_with("/waitlist"))
}
