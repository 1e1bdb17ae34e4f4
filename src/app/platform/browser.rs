//! What a page asks of its surroundings, in the browser.

use super::form::Posted;
use crate::{
    domain::{ids::RunId, run::SeatNews},
    error::AppError,
};
use leptos::{
    form::FromFormData,
    leptos_dom::helpers::{TimeoutHandle, set_interval_with_handle, set_timeout_with_handle},
    prelude::*,
    wasm_bindgen::{JsCast, closure::Closure},
    web_sys::{Element, Event, FormData, HtmlElement, HtmlFormElement, HtmlInputElement, UrlSearchParams},
};
use std::time::Duration;
use web_sys::{EventSource, MessageEvent};

/// Only an answer has a status.
pub(super) fn set_status(_: u16) {}

/// Goes to another page without keeping this one in the history; a whole load, so that everything is seen as the new session sees it.
pub(super) fn replace_location(path: &str) {
    if let Err(error) = window().location().replace(path) {
        leptos::logging::error!("{error:?}");
    }
}

/// Live, the address is changed when there is something else to show.
pub(super) fn canonical_location(_: &str) {}
/// Where the site is, without a slash at the end.
pub(super) fn site_address() -> String {
    window().location().origin().unwrap_or_default()
}

/// Search engines load pages; nobody asks a browser that draws one.
pub(super) fn structured_data() -> String {
    String::new()
}

/// Forms come with requests, and those end on the server.
pub(super) fn posted<S>() -> Option<Posted<S>> {
    None
}

/// Files come with requests, and those end on the server.
pub(super) fn files_error() -> Option<AppError> {
    None
}

/// Sends a form as it would be sent without JavaScript.
pub(super) fn submit_plainly(form: &HtmlFormElement) {
    if let Err(error) = form.submit() {
        leptos::logging::error!("{error:?}");
    }
}

/// Counts seconds down to 0 by the clock, also across a time asleep; then loads the page anew, once, to show what became of the hold.
pub(super) fn count_down(seconds: RwSignal<i64>) {
    /// The job that ends holds looks every second; a little later the page tells what it did.
    const SETTLED_AFTER: i64 = -3;
    Effect::new(move |_| {
        let (begun, at_first) = (seconds_since_load(), seconds.get_untracked());
        if at_first == 0 {
            return;
        }
        let tick = move || {
            let left = at_first - (seconds_since_load() - begun);
            seconds.set(left.max(SETTLED_AFTER));
            if left <= SETTLED_AFTER
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

/// Does something again and again, for as long as what stands on the page stands there.
pub(super) fn every(seconds: u64, act: impl Fn() + Copy + 'static) {
    Effect::new(move |_| {
        if let Ok(handle) = set_interval_with_handle(act, Duration::from_secs(seconds)) {
            on_cleanup(move || handle.clear());
        }
    });
}

/// Sends the form around an input that has changed, as its button would.
pub(super) fn send_form_around(event: &Event) {
    if let Some(form) = event_target::<HtmlInputElement>(event).form()
        && let Err(error) = form.request_submit()
    {
        leptos::logging::error!("{error:?}");
    }
}

/// Opens the browser's print dialog.
pub(super) fn print() {
    if let Err(error) = window().print() {
        leptos::logging::error!("{error:?}");
    }
}

/// The form around the element that an event is about, as it is filled in now.
pub(super) fn form_around<S: FromFormData>(event: &Event) -> Option<S> {
    let form = event.target()?.dyn_into::<Element>().ok()?.closest("form").ok()??.dyn_into::<HtmlFormElement>().ok()?;
    S::from_form_data(&FormData::new_with_form(&form).ok()?).ok()
}

/// The form around the element that an event is about, as the address that sending it would lead to says it.
pub(super) fn query_of_form(event: &Event) -> Option<String> {
    let form = event.target()?.dyn_into::<Element>().ok()?.closest("form").ok()??.dyn_into::<HtmlFormElement>().ok()?;
    let data = FormData::new_with_form(&form).ok()?;
    UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?.to_string().as_string()
}

/// The name of the field that an event is about; empty where it is about none.
pub(super) fn changed_field(event: &Event) -> String {
    event.target().and_then(|target| target.dyn_into::<Element>().ok()).and_then(|element| element.get_attribute("name")).unwrap_or_default()
}

/// A turn of work that waits.
pub(super) type Later = TimeoutHandle;

/// Does something after some milliseconds, unless it is cleared before.
pub(super) fn later(milliseconds: u64, act: impl FnOnce() + 'static) -> Option<Later> {
    set_timeout_with_handle(act, Duration::from_millis(milliseconds)).ok()
}

/// Lets something be that would have been done later.
pub(super) fn never(later: Later) {
    later.clear();
}

/// A stream of news that is listened to until this is gone.
pub(super) struct Listening {
    source: EventSource,
    _hear: Closure<dyn Fn(MessageEvent)>,
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.source.close();
    }
}

/// Listens for the seats of these runs. The browser connects again by itself, and is then told everything anew.
pub(super) fn listen_for_seats(runs: &[RunId], heard: impl Fn(Vec<SeatNews>) + 'static) -> Option<Listening> {
    let ids = runs.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    let source = EventSource::new(&format!("/seats?runs={ids}")).ok()?;
    let hear = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        if let Some(news) = event.data().as_string().and_then(|text| serde_json::from_str(&text).ok()) {
            heard(news);
        }
    });
    source.set_onmessage(Some(hear.as_ref().unchecked_ref()));
    Some(Listening { source, _hear: hear })
}

/// Moves the focus to the element with an id once the page has been brought up to date.
pub(super) fn focus_soon(id: String) {
    request_animation_frame(move || {
        if let Some(element) = document().get_element_by_id(&id).and_then(|element| element.dyn_into::<HtmlElement>().ok())
            && let Err(error) = element.focus()
        {
            leptos::logging::error!("{error:?}");
        }
    });
}

/// Presses the button with an id.
pub(super) fn press(id: &str) {
    if let Some(button) = document().get_element_by_id(id).and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        button.click();
    }
}

/// Text as the title of the window, which is no HTML.
pub(super) fn title_content(text: &str) -> String {
    text.to_owned()
}

/// Text as the content of a `<textarea>` that is made here: nothing is taken away from it.
pub(super) fn textarea_content(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// Whole seconds since the page was loaded.
#[expect(clippy::cast_possible_truncation, reason = "a page is not open for 292 billion years")]
fn seconds_since_load() -> i64 {
    window().performance().map_or(0, |clock| (clock.now() / 1_000.0) as i64)
}
