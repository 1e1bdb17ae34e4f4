//! The schema, as steps in order. A step that has been released is never changed: what it got wrong, a later one mends.

pub use sea_orm_migration::prelude::*;

mod m20261123_000001_people;
mod m20261123_000002_catalog;
mod m20261123_000003_bookings;
mod m20261123_000004_operations;
mod m20261123_000005_payments;
mod m20261123_000006_mail;
mod m20261126_000007_workspace;
mod m20261126_000008_members;
mod m20261126_000009_pictures;
mod m20261126_000010_experiences;
mod m20261126_000011_series;
mod m20261126_000012_run_desk;
mod m20261126_000013_stakes;
mod m20261126_000014_check_ins;
mod m20261126_000015_waitlist;
mod m20261126_000016_changes;
mod m20261126_000017_search;
mod m20261126_000018_saved;
mod m20261126_000019_picture_order;
mod m20261127_000020_payout_accounts;
mod m20261127_000021_payouts;
mod m20261127_000022_audit_seals;
mod m20261127_000023_reconciliation;
mod m20261127_000024_disputes;
mod m20261127_000025_suspensions;
mod m20261127_000026_payout_transfers;
mod m20261127_000027_papers;
mod m20261127_000028_settings;
mod m20261127_000029_payment_log;
mod tables;

/// Runs the steps; see `MigratorTrait::up` and `down`.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261123_000001_people::Migration),
            Box::new(m20261123_000002_catalog::Migration),
            Box::new(m20261123_000003_bookings::Migration),
            Box::new(m20261123_000004_operations::Migration),
            Box::new(m20261123_000005_payments::Migration),
            Box::new(m20261123_000006_mail::Migration),
            Box::new(m20261126_000007_workspace::Migration),
            Box::new(m20261126_000008_members::Migration),
            Box::new(m20261126_000009_pictures::Migration),
            Box::new(m20261126_000010_experiences::Migration),
            Box::new(m20261126_000011_series::Migration),
            Box::new(m20261126_000012_run_desk::Migration),
            Box::new(m20261126_000013_stakes::Migration),
            Box::new(m20261126_000014_check_ins::Migration),
            Box::new(m20261126_000015_waitlist::Migration),
            Box::new(m20261126_000016_changes::Migration),
            Box::new(m20261126_000017_search::Migration),
            Box::new(m20261126_000018_saved::Migration),
            Box::new(m20261126_000019_picture_order::Migration),
            Box::new(m20261127_000020_payout_accounts::Migration),
            Box::new(m20261127_000021_payouts::Migration),
            Box::new(m20261127_000022_audit_seals::Migration),
            Box::new(m20261127_000023_reconciliation::Migration),
            Box::new(m20261127_000024_disputes::Migration),
            Box::new(m20261127_000025_suspensions::Migration),
            Box::new(m20261127_000026_payout_transfers::Migration),
            Box::new(m20261127_000027_papers::Migration),
            Box::new(m20261127_000028_settings::Migration),
            Box::new(m20261127_000029_payment_log::Migration),
        ]
    }
}
