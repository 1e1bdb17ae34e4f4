//! A stand-in for Razorpay: its API, its checkout and its webhooks, with a state that behaves like the real one and no money that moves.
//!
//! ```no_run
//! # async fn run() -> std::io::Result<()> {
//! use razorpay_sandbox::{Sandbox, Settings};
//!
//! let sandbox = Sandbox::new(Settings { webhook_url: Some("http://127.0.0.1:3000/webhooks/razorpay".into()), ..Settings::default() })?;
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:3999").await?;
//! sandbox.serve(listener).await
//! # }
//! ```

mod alarm;
mod api;
mod checkout;
mod clock;
mod connections;
mod control;
mod errors;
mod faults;
mod fees;
mod http;
mod ids;
mod instruments;
mod params;
mod server;
mod settings;
pub mod signature;
mod state;
mod storage;
mod traffic;
mod webhooks;
mod wire;

pub use server::Sandbox;
pub use settings::Settings;
