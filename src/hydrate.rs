//! Where the browser begins.

use crate::app::App;
use wasm_bindgen::prelude::wasm_bindgen;

/// Makes the page that the server has drawn live.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(App);
    // For tests and curious people: from here on the page is live.
    if let Some(page) = leptos::prelude::document().document_element()
        && page.set_attribute("data-live", "").is_err()
    {
        leptos::logging::warn!("the page could not be marked as live");
    }
}
