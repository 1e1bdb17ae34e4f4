//! The command line of Nukkad.

use clap::{Parser, Subcommand};
use nukkad::{
    config::{
        database::DatabaseConfig,
        server::{Environment, ServerConfig},
    },
    jobs,
    services::{Services, demo, store::Store},
    web,
};
use std::error::Error;

/// A marketplace for local experiences.
#[derive(Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the site and do the background jobs.
    Serve {
        /// Fill an empty database with demo data first; refused in production.
        #[arg(long)]
        demo: bool,
    },
    /// Bring the database's schema up to date.
    Migrate,
    /// Fill an empty database with demo data; refused in production.
    SeedDemo,
    /// Background jobs.
    #[command(subcommand)]
    Jobs(JobsCommand),
    /// Check the settings and whether the database can be reached.
    CheckConfig,
}

#[derive(Subcommand)]
enum JobsCommand {
    /// Do all that is due now, then end.
    RunOnce,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    dotenvy::dotenv().ok();
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info,tower_http=warn,sqlx=warn".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let command = Cli::parse().command;
    let config = ServerConfig::from_env()?;
    let services = Services::new(Store::connect(&DatabaseConfig::from_env()?.url).await?);
    match command {
        Command::Serve { demo } => {
            services.store.migrate().await?;
            let greeting = if demo { demo_greeting(&services, &config).await? } else { format!("Nukkad is at {}", config.base_url) };
            web::serve(services, &config, &greeting).await?;
        }
        Command::Migrate => services.store.migrate().await?,
        Command::SeedDemo => {
            services.store.migrate().await?;
            tracing::info!("{}", demo_greeting(&services, &config).await?);
        }
        Command::Jobs(JobsCommand::RunOnce) => tracing::info!(jobs = jobs::run_once(&services).await?, "done"),
        Command::CheckConfig => tracing::info!(missing_migrations = services.store.pending_migrations().await?, "the settings are sound"),
    }
    Ok(())
}

async fn demo_greeting(services: &Services, config: &ServerConfig) -> Result<String, Box<dyn Error>> {
    if config.environment == Environment::Production {
        return Err("demo data has no place in production".into());
    }
    services.seed_demo().await?;
    Ok(demo::greeting(&config.base_url))
}
