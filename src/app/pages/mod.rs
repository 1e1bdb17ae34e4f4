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

use super::{
    components::{errors::Failed, favorites::here},
    platform,
};
use crate::error::AppError;
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::{use_params_map, use_query_map};
use std::time::Duration;

/// Seconds between two looks at something that goes on by itself.
const LOOK_SECONDS: u64 = 2;

/// The address bar changes a moment after a page stands there; only then a load puts itself into its place in the history.
const ADDRESS_BAR_BEHIND: Duration = Duration::from_millis(50);

/// What stands at an address that is none.
#[component]
pub(super) fn NotFound() -> impl IntoView {
    view! { <Failed error=AppError::not_found() /> }
}

/// A page that this bundle does not have: the browser asks the server for it, and gets the bundle that has it along.
#[component]
pub(super) fn Elsewhere() -> impl IntoView {
    let here = here();
    Effect::new(move || {
        let here = here.clone();
        set_timeout(move || platform::replace_location(&here), ADDRESS_BAR_BEHIND);
    });
    view! { <p class="wrap" role="status">"One moment …"</p> }
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

/// Asks every few seconds what has become of a page, for as long as it stands there. It changes only where there is news, and stays
/// as it is where nobody answers.
fn look_again<T, F>(page: Resource<Result<T, AppError>>, shown: T, ask: impl Fn() -> F + Copy + 'static)
where
    T: Clone + PartialEq + Send + Sync + 'static,
    F: Future<Output = Result<T, AppError>> + 'static,
{
    let (shown, asking) = (StoredValue::new(shown), StoredValue::new(false));
    platform::every(LOOK_SECONDS, move || {
        if asking.get_value() {
            return;
        }
        asking.set_value(true);
        let answer = ask();
        spawn_local(async move {
            let answer = answer.await;
            // Meanwhile the reader may have gone elsewhere, and all of this with the page.
            asking.try_update_value(|asking| *asking = false);
            let news = |fresh: &T| shown.try_with_value(|shown| shown != fresh).unwrap_or_default();
            if let Some(fresh) = answer.ok().filter(news) {
                page.try_update(|page| *page = Some(Ok(fresh)));
            }
        });
    });
}
