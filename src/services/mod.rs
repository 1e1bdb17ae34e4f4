//! Use cases, one file a noun: who calls them (a page, a machine, a job) makes no difference here.

pub mod accounts;
pub mod activity;
pub mod admin;
pub mod audit;
pub mod bookings;
pub mod calendars;
pub mod call_offs;
pub mod cancellations;
pub mod catalog;
pub mod check_in;
pub mod clock;
pub mod daily_tasks;
pub mod demo;
pub mod discovery;
pub mod door;
pub mod drafts;
pub mod experiences;
pub mod exports;
pub mod favorites;
pub mod feeds;
pub mod host_cancellations;
pub mod hosting;
pub mod invitations;
pub mod listings;
pub mod mail;
pub mod markdown;
pub mod media;
pub mod members;
pub mod messages;
pub mod notes;
pub mod operations;
pub mod organizations;
pub mod overview;
pub mod payments;
pub mod payout_accounts;
pub mod pictures;
pub mod places;
pub mod planning;
pub mod posters;
pub mod questions;
pub mod queue;
pub mod recurrence;
pub mod rescheduling;
pub mod run_desk;
pub mod run_figures;
pub mod run_terms;
pub mod runs;
pub mod saved_searches;
pub mod search;
pub mod seats;
pub mod series;
pub mod sessions;
pub mod shelves;
pub mod sitemap;
pub mod stakes;
pub mod store;
pub mod structured_data;
pub mod tickets;
pub mod vault;
pub mod waitlist;
pub mod weekly_mails;
pub mod zones;

use crate::domain::{attendance::AttendanceRules, paper::TaxRules, payout::PayoutRules};
use clock::{Clock, Entropy};
use seats::{Guarded, SeatDesk};
use std::sync::Arc;
use store::Store;

/// All that a use case needs from the outside: the database, the time, chance, and the rule that gives out seats.
#[derive(Clone)]
pub struct Services {
    pub store: Store,
    pub clock: Clock,
    pub entropy: Entropy,
    /// Always [`Guarded`], except in the test that shows what the guard is for.
    pub seats: Arc<dyn SeatDesk>,
    pub passwords: accounts::Passwords,
    /// What is coming up, in memory.
    pub discovery: discovery::Discovery,
    pub payments: payments::Payments,
    /// In memory, until the settings say otherwise.
    pub mail: mail::Mailer,
    /// In memory, until the settings say otherwise.
    pub media: media::Media,
    /// When attendance becomes final, and who gets what.
    pub attendance: AttendanceRules,
    /// None unless the settings name one: maps are drawn plainly then.
    pub tiles: Option<crate::domain::map::TileServer>,
    /// With keys of chance, until the settings say otherwise.
    pub tickets: tickets::TicketPress,
    /// With a key of chance, until the settings say otherwise.
    pub vault: vault::Vault,
    /// Who may approve which payouts.
    pub payouts: PayoutRules,
    /// What tax is within the fee, and who issues papers.
    pub taxes: TaxRules,
}

impl Services {
    /// The real thing over a database and a payment provider.
    #[must_use]
    pub fn new(store: Store, payments: payments::Payments) -> Self {
        let (clock, entropy, seats) = (Clock::system(), Entropy::system(), Arc::new(Guarded));
        let tickets = tickets::TicketPress::new(entropy.token().as_bytes());
        let vault = vault::Vault::of_chance(entropy.clone());
        Self {
            store,
            clock,
            entropy,
            seats,
            passwords: accounts::Passwords::new(),
            discovery: discovery::Discovery::default(),
            payments,
            mail: mail::Mailer::in_memory(),
            media: media::Media::in_memory(),
            attendance: AttendanceRules::default(),
            tiles: None,
            tickets,
            vault,
            payouts: PayoutRules::default(),
            taxes: TaxRules::default(),
        }
    }
}
