//! What the page that is being drawn tells search engines. The function that finds the page's subject says it, the page writes it down;
//! it does not cross the wire, because no browser has a use for it.

use leptos::context::use_context;
use std::sync::{Arc, Mutex, PoisonError};

/// Kept beside every page that is being drawn.
#[derive(Clone, Default)]
pub struct StructuredData(Arc<Mutex<String>>);

impl StructuredData {
    /// What was said, as JSON that may stand inside a `<script>`; empty where nothing was.
    #[must_use]
    pub fn said(&self) -> String {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Says something of the page that is being drawn; where there is none, nothing is made.
pub(super) fn tell(say: impl FnOnce() -> String) {
    if let Some(data) = use_context::<StructuredData>() {
        *data.0.lock().unwrap_or_else(PoisonError::into_inner) = say();
    }
}
