//! The command line.

use clap::{Parser, Subcommand};

/// A marketplace for local experiences.
#[derive(Parser)]
#[command(version)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Subcommand)]
pub enum Command {
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

/// What to do with background jobs.
#[derive(Subcommand)]
pub enum JobsCommand {
    /// Do all that is due now, then end.
    RunOnce,
}
