//! HTTP: the router and what stands around the pages and server functions.

mod allocator;
mod assembly;
mod auth;
mod body_limit;
mod calendar;
mod commands;
mod conditional;
mod covers;
mod dev_mail;
mod errors;
mod exports;
mod forms;
mod health;
mod kept_page;
mod machines;
mod media;
mod money_files;
mod page_cache;
mod provider;
mod router;
mod sandbox;
mod saved;
mod seats;
mod serve;
mod server_functions;
mod session_store;
mod state;
mod uploads;

pub use assembly::assemble;
pub use commands::{Site, run};
pub use router::router;
pub use state::AppState;
