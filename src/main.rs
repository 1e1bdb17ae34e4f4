//! Parses the command line, connects, dispatches.

use clap::Parser;
use nukkad::{
    config::{
        attendance, command::Cli, database::DatabaseConfig, mail::MailConfig, map::MapConfig, media::MediaConfig, payments::PaymentsConfig, payouts,
        server::ServerConfig, taxes, vault,
    },
    services::{Services, clock::Entropy, store::Store, vault::Vault},
    web::{Site, assemble, run},
};
use std::{error::Error, process::ExitCode};

#[tokio::main]
async fn main() -> ExitCode {
    match start().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // In words: what an error returned from here would print is for programmers.
            eprintln!("nukkad: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn start() -> Result<(), Box<dyn Error>> {
    dotenvy::dotenv().ok();
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info,sea_orm_migration=warn".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let command = Cli::parse().command;
    let server = ServerConfig::from_env()?;
    let (payments, mail) = (PaymentsConfig::from_env(server.environment)?, MailConfig::from_env(&server)?);
    let (database, media) = (DatabaseConfig::from_env()?, MediaConfig::from_env()?);
    let services = Services {
        attendance: attendance::from_env()?,
        tiles: MapConfig::from_env(server.environment)?.tiles,
        payouts: payouts::from_env()?,
        taxes: taxes::from_env()?,
        vault: Vault::new(vault::from_env(&server)?, Entropy::system()),
        ..assemble(Store::connect(&database.url).await?, &server, &payments, mail, &media)?
    };
    Box::pin(run(command, Site { services, server, payments, media, data_dir: database.data_dir })).await
}
