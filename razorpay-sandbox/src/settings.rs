//! What can be set when a sandbox is made.

use std::{path::PathBuf, time::Duration};

/// Everything that can be set. `Settings::default()` is what the application's development mode expects.
#[derive(Clone, Debug)]
pub struct Settings {
    /// User name of the API.
    pub key_id: String,
    /// Password of the API; also signs checkouts.
    pub key_secret: String,
    /// Where events are posted. Without it they are only recorded.
    pub webhook_url: Option<String>,
    /// Signs events. Empty: events carry no signature, as with Razorpay.
    pub webhook_secret: String,
    /// How much faster than in reality the waits pass: retries of webhooks, refunds of what nobody captured.
    pub time_scale: f64,
    /// Where the state is kept across restarts. Without it everything is forgotten.
    pub state_file: Option<PathBuf>,
    /// Whether payments of orders that say nothing about it are captured by themselves.
    pub auto_capture: bool,
    /// Whether refunds and payouts need enough balance.
    pub check_balance: bool,
    /// Paise that each of the two accounts, for payments and for payouts, has at the start; counts only for `check_balance`.
    pub opening_balance: i64,
    /// Whether a receipt may be used by one order only.
    pub unique_receipts: bool,
    /// How long a refund stays `pending`; `None`: it is processed at once, as in Razorpay's test mode.
    pub refunds_take: Option<Duration>,
    /// How long a payout stays `processing`; `None`: until it is moved by hand, as in Razorpay's test mode.
    pub payouts_take: Option<Duration>,
    /// How long an authorized payment waits for its capture before it is refunded.
    pub capture_within: Duration,
    /// How long a payment waits for the bank before it fails. Not scaled: a person may be reading the bank's page.
    pub bank_within: Duration,
    /// Seed of all chance.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            key_id: "rzp_test_nukkad".to_owned(),
            key_secret: "nukkad-sandbox-secret".to_owned(),
            webhook_url: None,
            webhook_secret: "nukkad-webhook-secret".to_owned(),
            time_scale: 1.0,
            state_file: None,
            auto_capture: true,
            check_balance: false,
            opening_balance: 0,
            unique_receipts: false,
            refunds_take: None,
            payouts_take: None,
            capture_within: Duration::from_hours(72),
            bank_within: Duration::from_mins(10),
            seed: 0,
        }
    }
}

impl Settings {
    /// A wait of the real service, made shorter by the time scale.
    pub(crate) fn scaled(&self, real: Duration) -> Duration {
        Duration::try_from_secs_f64(real.as_secs_f64() / self.time_scale).unwrap_or(real)
    }
}
