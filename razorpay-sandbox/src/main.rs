//! Parses the command line and serves.

use clap::Parser;
use razorpay_sandbox::{Sandbox, Settings};
use std::{io, path::PathBuf};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};

/// A stand-in for Razorpay's API: no money moves.
#[derive(Debug, Parser)]
#[command(version)]
struct Options {
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:3999")]
    addr: String,
    #[arg(long, default_value = "rzp_test_nukkad")]
    key_id: String,
    #[arg(long, default_value = "nukkad-sandbox-secret")]
    key_secret: String,
    /// Where events are posted; without it they are only recorded.
    #[arg(long)]
    webhook_url: Option<String>,
    #[arg(long, default_value = "nukkad-webhook-secret")]
    webhook_secret: String,
    /// How much faster than in reality retries and expiries come.
    #[arg(long, default_value_t = 1.0)]
    time_scale: f64,
    /// Keeps the state across restarts.
    #[arg(long)]
    state_file: Option<PathBuf>,
    /// Payments wait for their capture unless the order says otherwise.
    #[arg(long)]
    manual_capture: bool,
    /// Refunds and payouts need enough balance.
    #[arg(long)]
    check_balance: bool,
    /// Paise of balance at the start.
    #[arg(long, default_value_t = 0)]
    opening_balance: i64,
    /// A receipt may be used by one order only.
    #[arg(long)]
    unique_receipts: bool,
    /// Seed of all chance.
    #[arg(long, default_value_t = 0)]
    seed: u64,
}

impl From<Options> for Settings {
    fn from(options: Options) -> Self {
        Self {
            key_id: options.key_id,
            key_secret: options.key_secret,
            webhook_url: options.webhook_url,
            webhook_secret: options.webhook_secret,
            time_scale: options.time_scale,
            state_file: options.state_file,
            auto_capture: !options.manual_capture,
            check_balance: options.check_balance,
            opening_balance: options.opening_balance,
            unique_receipts: options.unique_receipts,
            seed: options.seed,
            ..Self::default()
        }
    }
}

#[tokio::main]
async fn main() -> io::Result<()> {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).init();
    let options = Options::parse();
    let listener = TcpListener::bind(&options.addr).await?;
    tracing::info!("The Razorpay sandbox is at http://{}", listener.local_addr()?);
    let sandbox = Sandbox::new(options.into())?;
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        served = sandbox.serve(listener) => served,
        _ = terminate.recv() => Ok(()),
        interrupted = tokio::signal::ctrl_c() => interrupted,
    }
}
