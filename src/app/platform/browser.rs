//! What a page asks of its surroundings, in the browser.

use super::form::Posted;
use leptos::{leptos_dom::helpers::set_interval_with_handle, prelude::*, web_sys::HtmlFormElement};
use std::time::Duration;

/// Only an answer has a status.
pub(super) fn set_status(_: u16) {}

/// Goes to another page without keeping this one in the history; a whole load, so that everything is seen as the new session sees it.
pub(super) fn replace_location(path: &str) {
    if let Err(error) = window().location().replace(path) {
        leptos::logging::error!("{error:?}");
    }
}

/// Forms come with requests, and those end on the server.
pub(super) fn posted<S>() -> Option<Posted<S>> {
    None
}

/// Sends a form as it would be sent without JavaScript.
pub(super) fn submit_plainly(form: &HtmlFormElement) {
    if let Err(error) = form.submit() {
        leptos::logging::error!("{error:?}");
    }
}

/// Counts seconds down to 0, then loads the page anew to show what became of the hold.
pub(super) fn count_down(seconds: RwSignal<i64>) {
    /// The job that ends holds looks every second; a little later the page tells what it did.
    const SETTLED_AFTER: i64 = -3;
    Effect::new(move |_| {
        let tick = move || {
            seconds.update(|left| *left -= 1);
            if seconds.get_untracked() == SETTLED_AFTER
                && let Err(error) = window().location().reload()
            {
                leptos::logging::error!("{error:?}");
            }
        };
        if let Ok(handle) = set_interval_with_handle(tick, Duration::from_secs(1)) {
            on_cleanup(move || handle.clear());
        }
    });
}
