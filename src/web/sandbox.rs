//! The stand-in for the payment provider, inside this process: what paying is tried out with where there are no keys.

use super::commands::Site;
use crate::services::{Services, store::DatabaseError};
use razorpay_sandbox::{Sandbox, Settings};
use std::{error::Error, io, net::SocketAddr, time::Duration};
use tokio::net::TcpListener;

/// How long a payout is on its way: long enough to be seen.
const PAYOUTS_TAKE: Duration = Duration::from_secs(20);

/// Starts the sandbox at `addr` and tells it of the demo's payments. Where something listens there already, that is used:
/// a sandbox that was started by hand, or another process of ours.
///
/// # Errors
/// When its state cannot be read, the address cannot be bound, or what listens there is no sandbox.
pub(super) async fn start(addr: SocketAddr, site: &Site) -> Result<(), Box<dyn Error>> {
    match TcpListener::bind(addr).await {
        Ok(listener) => {
            let sandbox = Sandbox::new(Settings {
                key_id: site.payments.key_id.clone(),
                key_secret: site.payments.key_secret.clone(),
                webhook_url: Some(format!("http://{}/webhooks/razorpay", site.server.addr)),
                webhook_secret: site.payments.webhook_secret.clone(),
                state_file: Some(site.data_dir.join("razorpay-sandbox.json")),
                payouts_take: Some(PAYOUTS_TAKE),
                ..Settings::default()
            })?;
            tracing::info!(%addr, "payments go to the sandbox: no money moves");
            tokio::spawn(async move {
                if let Err(error) = sandbox.serve(listener).await {
                    tracing::error!(%error, "the sandbox has stopped");
                }
            });
        }
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            tracing::warn!(%addr, "the sandbox's address is in use: what listens there is taken for the payment provider");
        }
        Err(error) => return Err(format!("the sandbox cannot listen at {addr}: {error}").into()),
    }
    let import = demo_payments(&site.services).await?;
    let answer = reqwest::Client::new().post(format!("{}/sandbox/import", site.payments.api_url)).json(&import).send().await?;
    answer.error_for_status().map_err(|error| format!("the sandbox does not take the demo's payments: {error}"))?;
    Ok(())
}

/// The payments of the demo data, as the sandbox imports them.
async fn demo_payments(services: &Services) -> Result<serde_json::Value, DatabaseError> {
    let paid = services.demo_payments().await?;
    let orders = paid.iter().map(|(order, payment)| {
        serde_json::json!({
            "id": order.provider_order_id, "amount": order.amount, "currency": order.currency, "receipt": order.receipt,
            "notes": {}, "created_at": payment.created_at.timestamp(),
        })
    });
    let payments = paid.iter().map(|(order, payment)| {
        serde_json::json!({
            "id": payment.provider_payment_id, "order_id": order.provider_order_id, "amount": payment.amount, "currency": payment.currency,
            "method": payment.method, "fee": payment.fee, "tax": payment.tax, "status": "captured", "created_at": payment.created_at.timestamp(),
            "email": "traveler@example.com", "contact": "+919845000000",
        })
    });
    Ok(serde_json::json!({ "orders": orders.collect::<Vec<_>>(), "payments": payments.collect::<Vec<_>>() }))
}
