//! What the desk asks of its device, in the browser: storage, time, and what the script `door.js` does: camera, signatures, sound,
//! and a copy of the page.

use crate::domain::{door::ScanId, ticket::SignedTicket};
use chrono::{DateTime, Utc};
use leptos::{html, prelude::*, web_sys};
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use web_sys::{HtmlVideoElement, Storage, js_sys};

/// Loaded by the pages that need it, and no others.
const SCRIPT: &str = "/door/door.js";
/// Begins the name of everything that is kept.
const OURS: &str = "nukkad-door:";

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = nukkadDoor, js_name = watch)]
    fn js_watch(video: &HtmlVideoElement, heard: JsValue, failed: JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = nukkadDoor, js_name = stop)]
    fn js_stop() -> Result<(), JsValue>;
    #[wasm_bindgen(catch, js_namespace = nukkadDoor, js_name = verify)]
    fn js_verify(key: js_sys::Uint8Array, message: js_sys::Uint8Array, signature: js_sys::Uint8Array, told: JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = nukkadDoor, js_name = signal)]
    fn js_signal(good: bool) -> Result<(), JsValue>;
    #[wasm_bindgen(catch, js_namespace = nukkadDoor, js_name = keep)]
    fn js_keep(kept: JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = nukkadDoor, js_name = forget)]
    fn js_forget() -> Result<JsValue, JsValue>;
}

/// Makes a desk live, for as long as its page is open: `resume` is called once, `tick` every second, `network` when there is one or
/// none, and `ready` once a copy of the page is on the device.
pub(super) fn open(resume: impl Fn() + 'static, tick: impl Fn() + Copy + 'static, network: impl Fn(bool) + Copy + 'static, ready: impl Fn() + Copy + 'static) {
    Effect::new(move |_| {
        resume();
        with_script(move || complain(js_keep(Closure::once_into_js(ready))));
        let ticking = set_interval_with_handle(tick, std::time::Duration::from_secs(1));
        let online = window_event_listener_untyped("online", move |_| network(true));
        let offline = window_event_listener_untyped("offline", move |_| network(false));
        on_cleanup(move || {
            if let Ok(ticking) = ticking {
                ticking.clear();
            }
            online.remove();
            offline.remove();
            stop();
        });
    });
}

/// Leaves nothing of any door's list on the device. Costs a look where there is nothing.
pub(crate) fn forget() {
    let clean = || {
        if !names(&format!("{OURS}list:")).is_empty() {
            with_script(|| complain(js_forget()));
        }
    };
    // Not before the page is live: the script goes into its head.
    set_timeout(clean, std::time::Duration::ZERO);
}

/// Runs `then` once the script is there.
fn with_script(then: impl FnOnce() + 'static) {
    let Ok(script) = document().create_element("script") else { return };
    let attributes = script.set_attribute("type", "module").and(script.set_attribute("src", SCRIPT));
    let loaded = Closure::once_into_js(then);
    let listening = script.add_event_listener_with_callback("load", loaded.unchecked_ref());
    if let (Ok(()), Ok(()), Some(head)) = (attributes, listening, document().head())
        && let Err(error) = head.append_child(&script)
    {
        leptos::logging::error!("{error:?}");
    }
}

fn complain(result: Result<JsValue, JsValue>) {
    if let Err(error) = result {
        leptos::logging::warn!("{error:?}");
    }
}

/// Turns the camera on: `video` shows what it sees, and each code is `heard`; `failed` with the browser's name of what went wrong.
pub(super) fn watch(video: NodeRef<html::Video>, heard: impl Fn(String) + 'static, failed: impl Fn(String) + Copy + 'static) {
    let Some(video) = video.get_untracked() else { return };
    let heard = Closure::<dyn Fn(String)>::new(heard).into_js_value();
    let told = Closure::<dyn Fn(String)>::new(failed).into_js_value();
    if js_watch(&video, heard, told).is_err() {
        failed("NotLoaded".to_owned());
    }
}

/// Turns the camera off.
pub(super) fn stop() {
    // Nothing to turn off where the script has not been loaded.
    let _ = js_stop();
}

/// Tells whether a ticket's signature is ours; `None` where this browser cannot say.
pub(super) fn verify(key: &[u8], signed: &SignedTicket, told: impl Fn(Option<bool>) + Clone + 'static) {
    let bytes = |bytes: &[u8]| js_sys::Uint8Array::from(bytes);
    let callback = {
        let told = told.clone();
        Closure::once_into_js(move |genuine: JsValue| told(genuine.as_bool()))
    };
    if js_verify(bytes(key), bytes(&signed.ticket.message()), bytes(&signed.signature), callback).is_err() {
        told(None);
    }
}

/// Says by sound and touch how it stands.
pub(super) fn signal(good: bool) {
    // A door can do without.
    let _ = js_signal(good);
}

/// The device's clock.
pub(super) fn now() -> DateTime<Utc> {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit for ever")]
    let milliseconds = js_sys::Date::now() as i64;
    DateTime::from_timestamp_millis(milliseconds).unwrap_or_default()
}

/// An id for a scan. The generator is there also where a page is not served by https.
pub(super) fn new_id() -> String {
    ScanId::from_entropy(random(), random()).to_string()
}

fn random() -> u64 {
    let mut bytes = [0; 8];
    if let Ok(crypto) = window().crypto()
        && let Err(error) = crypto.get_random_values_with_u8_array(&mut bytes)
    {
        leptos::logging::error!("{error:?}");
    }
    u64::from_be_bytes(bytes)
}

/// What this device calls itself: what it is, and four digits that stay.
pub(super) fn name() -> String {
    if let Some(name) = kept("device") {
        return name;
    }
    let agent = window().navigator().user_agent().unwrap_or_default();
    let kind = ["iPhone", "iPad", "Android", "Macintosh", "Windows", "Linux"].into_iter().find(|kind| agent.contains(kind)).unwrap_or("Device");
    let name = format!("{kind} {:04}", random() % 10_000);
    keep("device", &name);
    name
}

/// False where there is certainly no network.
pub(super) fn is_online() -> bool {
    window().navigator().on_line()
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// Keeps a text under a name.
pub(super) fn keep(name: &str, text: &str) {
    if let Some(storage) = storage()
        && let Err(error) = storage.set_item(&format!("{OURS}{name}"), text)
    {
        leptos::logging::warn!("the device is full: {error:?}");
    }
}

/// What is kept under a name.
pub(super) fn kept(name: &str) -> Option<String> {
    storage()?.get_item(&format!("{OURS}{name}")).ok().flatten()
}

/// Everything that is kept under names that begin alike.
pub(super) fn all_kept(beginning: &str) -> Vec<String> {
    let Some(storage) = storage() else { return Vec::new() };
    names(&format!("{OURS}{beginning}")).iter().filter_map(|name| storage.get_item(name).ok().flatten()).collect()
}

/// Keeps it no longer.
pub(super) fn drop(name: &str) {
    if let Some(storage) = storage()
        && let Err(error) = storage.remove_item(&format!("{OURS}{name}"))
    {
        leptos::logging::warn!("{error:?}");
    }
}

fn names(beginning: &str) -> Vec<String> {
    let Some(storage) = storage() else { return Vec::new() };
    let all = (0..storage.length().unwrap_or_default()).filter_map(|index| storage.key(index).ok().flatten());
    all.filter(|name| name.starts_with(beginning)).collect()
}
