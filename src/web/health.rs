//! For whoever watches over the process.

use super::state::AppState;
use axum::{extract::State, http::StatusCode};

/// Alive.
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// Ready: the database answers and has every migration.
pub(super) async fn ready(State(state): State<AppState>) -> (StatusCode, &'static str) {
    match state.services.store.pending_migrations().await {
        Ok(0) => (StatusCode::OK, "ready\n"),
        Ok(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database lacks migrations\n"),
        Err(error) => {
            tracing::error!(%error, "the database is out of reach");
            (StatusCode::SERVICE_UNAVAILABLE, "the database is out of reach\n")
        }
    }
}
