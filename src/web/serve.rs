//! The running server: the site, the background jobs, and an orderly end.

use super::{router::router, state::AppState};
use crate::{
    config::{payments::PaymentsConfig, server::ServerConfig},
    jobs,
    services::Services,
};
use leptos::config::{LeptosOptions, get_configuration};
use std::{error::Error, io::Write, time::Duration};
use tokio::{net::TcpListener, signal};

/// How long requests under way may take to finish once the process is asked to stop.
const GRACE: Duration = Duration::from_secs(10);

/// Serves until the process is asked to stop (SIGTERM or Ctrl-C). `greeting` is printed once the site can be reached.
///
/// # Errors
/// When the address cannot be bound.
pub(super) async fn serve(services: Services, config: &ServerConfig, payments: &PaymentsConfig, greeting: &str) -> Result<(), Box<dyn Error>> {
    let app = router(AppState { services: services.clone(), leptos: bundle(), checkout_origin: payments.checkout_origin().to_owned() }, config);
    let listener = TcpListener::bind(config.addr).await?;
    let discovery = services.discovery.clone();
    let follower = tokio::spawn({
        let services = services.clone();
        async move { services.follow_changes().await }
    });
    let worker = tokio::spawn(jobs::run_forever(services));
    writeln!(std::io::stdout(), "{greeting}")?;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = axum::serve(listener, app).with_graceful_shutdown(async move {
        asked_to_stop().await;
        // Streams would go on for ever.
        discovery.close();
        // The receiver is gone only if serving has ended already.
        let _ = stop.send(());
    });
    tokio::select! {
        ended = serving => ended?,
        () = async { let _ = stopped.await; tokio::time::sleep(GRACE).await } => tracing::warn!("requests were still under way after the time of grace"),
    }
    worker.abort();
    follower.abort();
    Ok(())
}

/// Where the browser's files are. cargo-leptos says so in the environment; without it they are where `scripts/assets.sh` puts them.
fn bundle() -> LeptosOptions {
    match get_configuration(None) {
        Ok(found) => found.leptos_options,
        Err(_) => LeptosOptions::builder().output_name("nukkad").site_root("target/site").build(),
    }
}

async fn asked_to_stop() {
    let mut terminate = match signal::unix::signal(signal::unix::SignalKind::terminate()) {
        Ok(terminate) => terminate,
        Err(error) => {
            tracing::error!(%error, "SIGTERM cannot be listened for");
            return std::future::pending().await;
        }
    };
    tokio::select! {
        _ = terminate.recv() => {}
        result = signal::ctrl_c() => if let Err(error) = result { tracing::error!(%error, "Ctrl-C cannot be listened for") },
    }
}
