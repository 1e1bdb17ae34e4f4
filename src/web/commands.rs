//! The commands of the binary, each as a few calls.

use super::{sandbox, serve::serve};
use crate::{
    config::{
        command::{AdminCommand, AuditCommand, Command, JobsCommand, LedgerCommand, PlacesCommand, VaultCommand, WebhooksCommand},
        media::MediaConfig,
        payments::{Gateway, PaymentsConfig},
        server::{Environment, ServerConfig},
    },
    domain::{account::SignUpForm, text},
    jobs,
    services::{Services, demo, payments::reconciliation::Reconcile},
};
use chrono::NaiveDate;
use std::{error::Error, io::IsTerminal, path::PathBuf};

/// The use cases and the settings that commands are run with.
pub struct Site {
    pub services: Services,
    pub server: ServerConfig,
    pub payments: PaymentsConfig,
    /// Where uploaded pictures are kept.
    pub media: MediaConfig,
    /// Where files are kept.
    pub data_dir: PathBuf,
}

/// Runs a command.
///
/// # Errors
/// Whatever keeps it from doing what it is for; the process then ends with a status that says so.
pub async fn run(command: Command, site: Site) -> Result<(), Box<dyn Error>> {
    let services = &site.services;
    match command {
        Command::Serve { demo: with_demo } => {
            let base_url = &site.server.base_url;
            let greeting = if with_demo { demo::greeting(base_url) } else { format!("Nukkad is at {base_url}") };
            if with_demo {
                seed(&site).await?;
            } else {
                migrate(services).await?;
            }
            if let Gateway::Sandbox { addr } = site.payments.gateway {
                sandbox::start(addr, &site).await?;
            }
            serve(site.services, &site.server, &site.payments, &greeting).await?;
        }
        Command::Migrate => migrate(services).await?,
        Command::SeedDemo => seed(&site).await?,
        Command::Jobs(JobsCommand::RunOnce) => {
            services.look_at_daily_tasks().await?;
            tracing::info!(jobs = jobs::run_once(services).await?, "done");
        }
        Command::Webhooks(WebhooksCommand::Replay { event, since }) => {
            tracing::info!(events = services.replay_webhooks(event.as_deref(), since).await?, "will be worked on again");
        }
        Command::Reconcile { day } => reconcile(services, day).await?,
        Command::Ledger(LedgerCommand::Check) => check_ledger(services).await?,
        Command::Audit(AuditCommand::Check) => check_audit_log(services).await?,
        Command::Vault(VaultCommand::Rotate) => tracing::info!(accounts = services.rotate_vault_keys().await?, "sealed with the first key"),
        Command::Admin(AdminCommand::Create { email }) => create_admin(services, &email).await?,
        Command::Places(PlacesCommand::Add { city, zone, neighborhoods }) => {
            services.store.migrate().await?;
            tracing::info!(added = services.add_places(&city, &zone, &neighborhoods).await?, city, "neighborhoods");
        }
        Command::CheckConfig => check_config(&site).await?,
    }
    Ok(())
}

/// Brings the schema up to date, and then what is kept to be searched.
async fn migrate(services: &Services) -> Result<(), Box<dyn Error>> {
    services.store.migrate().await?;
    let filled = services.fill_search().await?;
    if filled > 0 {
        tracing::info!(filled, "experiences can be searched now");
    }
    Ok(())
}

async fn seed(site: &Site) -> Result<(), Box<dyn Error>> {
    if site.server.environment == Environment::Production {
        return Err("demo data has no place in production".into());
    }
    migrate(&site.services).await?;
    let filled = site.services.seed_demo().await?;
    tracing::info!(filled, "demo data");
    Ok(())
}

/// Makes an admin of an account. A new one needs a password: typed at the prompt, or the first line of what is piped in.
async fn create_admin(services: &Services, email: &str) -> Result<(), Box<dyn Error>> {
    services.store.migrate().await?;
    let email = text::email(email).map_err(|problem| format!("{email:?}: {problem}"))?;
    if services.make_admin(&email).await? {
        tracing::info!(email, "is an admin now");
        return Ok(());
    }
    let password = if std::io::stdin().is_terminal() { rpassword::prompt_password(format!("Password for {email}: "))? } else { first_line()? };
    let form = SignUpForm { name: "Admin".to_owned(), email: email.clone(), password, ..SignUpForm::default() };
    services.sign_up(form.validate().map_err(|faults| faults.into_values().collect::<Vec<_>>().join(" "))?).await?;
    services.make_admin(&email).await?;
    tracing::info!(email, "has an account now, and is an admin");
    Ok(())
}

fn first_line() -> std::io::Result<String> {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

async fn check_ledger(services: &Services) -> Result<(), Box<dyn Error>> {
    let wrong = services.ledger_check().await?;
    for fault in &wrong {
        tracing::error!(fault, "the books are not in order");
    }
    if wrong.is_empty() {
        tracing::info!("the books are in order");
        return Ok(());
    }
    Err(format!("{} things are wrong with the books", wrong.len()).into())
}

async fn reconcile(services: &Services, day: NaiveDate) -> Result<(), Box<dyn Error>> {
    let id = services.reconcile(Reconcile { day, by: None }).await?;
    let Some(report) = services.reconciliation(id).await? else { return Ok(()) };
    for item in &report.items {
        let (kind, finding, remedy) = (item.kind.as_str(), item.finding.in_words(), item.remedy.as_str());
        tracing::warn!(kind, name = item.name, finding, remedy, detail = item.detail, "found");
    }
    let row = &report.row.reconciliation;
    tracing::info!(%day, payments = row.payments, refunds = row.refunds, settled = row.settled, bank = %row.settled_amount, mended = report.row.mended, "reconciled");
    if report.row.open > 0 { Err(format!("{} things are left for a person", report.row.open).into()) } else { Ok(()) }
}

async fn check_audit_log(services: &Services) -> Result<(), Box<dyn Error>> {
    services.seal_audit_log().await?;
    let check = services.check_audit_log().await?;
    for (line, fault) in &check.faults {
        tracing::error!(line, %fault, "the audit log is not as it was written");
    }
    if check.faults.is_empty() {
        tracing::info!(lines = check.sealed, head = check.head, "the audit log is as it was written");
        return Ok(());
    }
    Err(format!("{} lines of the audit log are not as they were written", check.faults.len()).into())
}

async fn check_config(site: &Site) -> Result<(), Box<dyn Error>> {
    let missing_migrations = site.services.store.pending_migrations().await?;
    let pictures = site.media.place();
    site.services.media.check().await.map_err(|error| format!("pictures cannot be kept in {pictures}: {error}"))?;
    tracing::info!(pictures, "uploaded pictures can be kept");
    if let Gateway::Sandbox { addr } = site.payments.gateway {
        tracing::info!(%addr, missing_migrations, "the settings are sound; without keys, payments go to the sandbox that `serve` starts");
        return Ok(());
    }
    site.services.payments.provider.check_keys().await.map_err(|error| format!("the payment provider at {}: {error}", site.payments.api_url))?;
    tracing::info!(
        provider = site.payments.api_url,
        key = site.payments.key_id,
        missing_migrations,
        "the settings are sound, and the provider accepts the keys"
    );
    Ok(())
}
