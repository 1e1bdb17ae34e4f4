//! HTTP: the router and what stands around the pages and server functions.

mod auth;
mod body_limit;
mod covers;
mod errors;
mod forms;
mod health;
mod router;
mod serve;
mod server_functions;
mod session_store;
mod state;

pub use router::router;
pub use serve::serve;
pub use state::AppState;
