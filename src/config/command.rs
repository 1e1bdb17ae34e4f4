//! The command line.

use chrono::{DateTime, NaiveDate, Utc};
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
    /// The provider's messages, kept as they came.
    #[command(subcommand)]
    Webhooks(WebhooksCommand),
    /// Compare a day with the payment provider, and mend what can be mended; the exit status says whether something is left.
    Reconcile {
        /// Such as 2026-11-28, one of India's.
        #[arg(long)]
        day: NaiveDate,
    },
    /// The books.
    #[command(subcommand)]
    Ledger(LedgerCommand),
    /// The log of what was done.
    #[command(subcommand)]
    Audit(AuditCommand),
    /// What is kept sealed.
    #[command(subcommand)]
    Vault(VaultCommand),
    /// Those who see the admin area.
    #[command(subcommand)]
    Admin(AdminCommand),
    /// Where something can be offered.
    #[command(subcommand)]
    Places(PlacesCommand),
    /// Check the settings, whether the database can be reached, pictures can be kept, and the payment provider accepts the keys.
    CheckConfig,
}

/// What to do with the provider's messages.
#[derive(Subcommand)]
pub enum WebhooksCommand {
    /// Work on them once more; it does no harm.
    Replay {
        /// The provider's id of one event.
        #[arg(long)]
        event: Option<String>,
        /// Only what came since then, such as 2026-11-23T00:00:00Z.
        #[arg(long)]
        since: Option<DateTime<Utc>>,
    },
}

/// What to do with the books.
#[derive(Subcommand)]
pub enum LedgerCommand {
    /// Prove that they add up; the exit status says so too.
    Check,
}

/// What to do with the audit log.
#[derive(Subcommand)]
pub enum AuditCommand {
    /// Prove that no line was changed or taken away; the exit status says so too.
    Check,
}

/// What to do with what is kept sealed.
#[derive(Subcommand)]
pub enum VaultCommand {
    /// Seal everything with the first of the keys; the others can be taken out of the settings afterwards.
    Rotate,
}

/// What to do about admins.
#[derive(Subcommand)]
pub enum AdminCommand {
    /// Make an admin: of the account with this address, or of a new one, whose password is read from the standard input.
    Create {
        /// The address that the account logs in with.
        #[arg(long)]
        email: String,
    },
}

/// What to do about cities and neighborhoods.
#[derive(Subcommand)]
pub enum PlacesCommand {
    /// Add neighborhoods to a city, and the city where it is new. What is there already stays as it is.
    Add {
        /// Its name, such as Bengaluru.
        #[arg(long)]
        city: String,
        /// The IANA name of its time zone.
        #[arg(long, default_value = "Asia/Kolkata")]
        zone: String,
        /// The name of each.
        #[arg(required = true)]
        neighborhoods: Vec<String>,
    },
}

/// What to do with background jobs.
#[derive(Subcommand)]
pub enum JobsCommand {
    /// Do all that is due now, then end.
    RunOnce,
}
