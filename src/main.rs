//! Parses the command line, connects, dispatches.

use clap::Parser;
use nukkad::{
    config::{
        command::{Cli, Command, JobsCommand},
        database::DatabaseConfig,
        server::{Environment, ServerConfig},
    },
    jobs,
    services::{Services, demo, store::Store},
    web,
};
use std::error::Error;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    dotenvy::dotenv().ok();
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info,sea_orm_migration=warn".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let command = Cli::parse().command;
    let config = ServerConfig::from_env()?;
    let services = Services::new(Store::connect(&DatabaseConfig::from_env()?.url).await?);
    match command {
        Command::Serve { demo: false } => {
            services.store.migrate().await?;
            web::serve(services, &config, &format!("Nukkad is at {}", config.base_url)).await?;
        }
        Command::Serve { demo: true } => {
            seed(&services, &config).await?;
            web::serve(services, &config, &demo::greeting(&config.base_url)).await?;
        }
        Command::Migrate => services.store.migrate().await?,
        Command::SeedDemo => seed(&services, &config).await?,
        Command::Jobs(JobsCommand::RunOnce) => tracing::info!(jobs = jobs::run_once(&services).await?, "done"),
        Command::CheckConfig => tracing::info!(missing_migrations = services.store.pending_migrations().await?, "the settings are sound"),
    }
    Ok(())
}

async fn seed(services: &Services, config: &ServerConfig) -> Result<(), Box<dyn Error>> {
    if config.environment == Environment::Production {
        return Err("demo data has no place in production".into());
    }
    services.store.migrate().await?;
    let filled = services.seed_demo().await?;
    tracing::info!(filled, "demo data");
    Ok(())
}
