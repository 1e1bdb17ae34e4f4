//! The admin's desk: finding, organizations, people, messages, the ledger, and money given back. For anybody else it does not exist.

use super::Go;
use crate::{
    domain::{
        booking::BookingStatus,
        ids::{BookingRef, DisputeId, OrganizationId, PayoutId, UserId, WebhookId},
        ledger::{Account, EntryKind},
        money::Paise,
        organization::Role,
        setting::Setting,
        time::ZonedTime,
    },
    error::AppError,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    Booking { reference: BookingRef, status: BookingStatus, email: String },
    Person { id: UserId, name: String, email: String },
    Organization { id: OrganizationId, name: String, slug: String },
    Payout { id: PayoutId, utr: Option<String> },
    Dispute { id: DisputeId, name: String },
}

/// What goes by a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundPage {
    pub name: String,
    pub found: Vec<Found>,
}

/// A day in figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayFigures {
    /// Such as `2026-11-28`.
    pub day: String,
    pub bookings: i64,
    pub captured: Paise,
    pub refunded: Paise,
}

/// The last days, the first one first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiguresPage {
    pub days: Vec<DayFigures>,
    pub attended: i64,
    pub missed: i64,
}

/// An organization on a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganizationLine {
    pub id: OrganizationId,
    pub name: String,
    pub slug: String,
    pub verified: bool,
    pub suspended: bool,
    /// What the platform keeps of its prices, in hundredths of a percent.
    pub fee_basis_points: i32,
    pub since: ZonedTime,
}

/// Organizations, latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganizationsPage {
    pub name: String,
    pub organizations: Vec<OrganizationLine>,
}

/// A member of an organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseMember {
    pub id: UserId,
    pub name: String,
    pub email: String,
    pub role: Role,
}

/// An organization, as an admin sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganizationCasePage {
    pub organization: OrganizationLine,
    pub members: Vec<CaseMember>,
    pub published: u64,
    /// What may be shown of its payout account.
    pub account: Option<String>,
    pub available: Paise,
    pub held: Paise,
    pub in_transit: Paise,
    pub paid: Paise,
}

/// A person on a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonLine {
    pub id: UserId,
    pub name: String,
    pub email: String,
    pub is_admin: bool,
    pub suspended: bool,
    pub since: ZonedTime,
}

/// People, latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeoplePage {
    pub name: String,
    pub people: Vec<PersonLine>,
}

/// A person, as an admin sees them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonCasePage {
    pub person: PersonLine,
    pub phone: Option<String>,
    pub memberships: Vec<(OrganizationId, String, Role)>,
    pub bookings: Vec<(BookingRef, BookingStatus, ZonedTime)>,
    /// Browsers in which they are logged in.
    pub sessions: u64,
}

/// A message of the provider's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    pub id: WebhookId,
    pub event_id: String,
    pub event: String,
    pub outcome: String,
    pub received: ZonedTime,
    pub processed: Option<ZonedTime>,
}

/// Messages of the provider's, latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessagesPage {
    pub messages: Vec<Message>,
    pub next: Option<WebhookId>,
}

/// A leg of the ledger, with what its account stood at after it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountLine {
    pub at: ZonedTime,
    pub kind: EntryKind,
    pub reference: String,
    pub booking: Option<BookingRef>,
    pub owner: Option<i64>,
    /// Debit positive, credit negative.
    pub amount: Paise,
    pub balance: Paise,
}

/// Legs of one account, latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerPage {
    pub account: Account,
    pub owner: Option<i64>,
    pub lines: Vec<AccountLine>,
    pub next: Option<i64>,
}

/// Something that can be set here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingLine {
    pub setting: Setting,
    /// A form sends it back: it says which value was seen.
    pub value: i32,
    /// When an admin last changed it.
    pub changed: Option<ZonedTime>,
}

/// The rules that this server goes by: those that can be set here, and a name and words for each of the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulesPage {
    pub settings: Vec<SettingLine>,
    pub rules: Vec<(String, String)>,
}

/// Everything that goes by a name; 404 for anybody but an admin.
#[server(endpoint = "find_anything", input = GetUrl)]
pub async fn find_anything(#[server(default)] name: String) -> Result<FoundPage, AppError> {
    use super::{server, shape};
    let (services, _) = server::admin().await?;
    let found = services.find_anything(&name).await?.into_iter().map(shape::found).collect();
    Ok(FoundPage { name, found })
}

/// How the marketplace does, day by day; 404 for anybody but an admin.
#[server(endpoint = "figures", input = GetUrl)]
pub async fn figures() -> Result<FiguresPage, AppError> {
    use super::{server, shape};
    let (services, _) = server::admin().await?;
    Ok(shape::figures(services.figures().await?))
}

/// Organizations; 404 for anybody but an admin.
#[server(endpoint = "admin_organizations", input = GetUrl)]
pub async fn admin_organizations(#[server(default)] name: String) -> Result<OrganizationsPage, AppError> {
    use super::{server, shape};
    let (services, _) = server::admin().await?;
    let organizations = services.organizations(&name).await?.into_iter().map(shape::organization_line).collect();
    Ok(OrganizationsPage { name, organizations })
}

/// One organization; 404 for anybody but an admin.
#[server(endpoint = "organization_case", input = GetUrl)]
pub async fn organization_case(organization: String) -> Result<OrganizationCasePage, AppError> {
    use super::{server, shape};
    let (services, _) = server::admin().await?;
    let id = organization.parse().map_err(|_| AppError::not_found())?;
    Ok(shape::organization_case(services.organization_case(id).await?))
}

/// Verifies or suspends an organization, or takes that back; 409 where it is so already.
#[server(endpoint = "judge_organization")]
pub async fn judge_organization(organization: String, act: String, reason: String) -> Result<Go, AppError> {
    use super::{errors, server};
    let (services, admin) = server::admin().await?;
    let id = organization.parse().map_err(|_| AppError::not_found())?;
    let act = act.parse().map_err(|_| AppError::not_found())?;
    services.judge_organization(admin.id, id, act, &errors::reason(&reason)?).await?;
    Ok(Go { to: format!("/admin/organizations/{id}") })
}

/// Sets what the platform keeps of an organization's prices, in percent such as `12.5`; 422 for anything that is none.
#[server(endpoint = "set_organization_fee")]
pub async fn set_organization_fee(organization: String, percent: String, reason: String) -> Result<Go, AppError> {
    use super::{errors, server};
    let (services, admin) = server::admin().await?;
    let id = organization.parse().map_err(|_| AppError::not_found())?;
    let basis_points = errors::percent("percent", &percent)?;
    services.set_organization_fee(admin.id, id, basis_points, &errors::reason(&reason)?).await?;
    Ok(Go { to: format!("/admin/organizations/{id}") })
}

/// People; 404 for anybody but an admin.
#[server(endpoint = "admin_people", input = GetUrl)]
pub async fn admin_people(#[server(default)] name: String) -> Result<PeoplePage, AppError> {
    use super::{server, shape};
    let (services, _) = server::admin().await?;
    let people = services.people(&name).await?.iter().map(shape::person_line).collect();
    Ok(PeoplePage { name, people })
}

/// One person; 404 for anybody but an admin.
#[server(endpoint = "person_case", input = GetUrl)]
pub async fn person_case(person: String) -> Result<PersonCasePage, AppError> {
    use super::{server, shape};
    let (services, _) = server::admin().await?;
    let id = person.parse().map_err(|_| AppError::not_found())?;
    Ok(shape::person_case(services.person_case(id).await?))
}

/// Suspends a person, takes that back, or logs them out everywhere; 409 where it is so already, and for suspending oneself.
#[server(endpoint = "judge_person")]
pub async fn judge_person(person: String, act: String, reason: String) -> Result<Go, AppError> {
    use super::{errors, server};
    let (services, admin) = server::admin().await?;
    let id = person.parse().map_err(|_| AppError::not_found())?;
    let act = act.parse().map_err(|_| AppError::not_found())?;
    services.judge_person(admin.id, id, act, &errors::reason(&reason)?).await?;
    Ok(Go { to: format!("/admin/people/{id}") })
}

/// Gives back some of the price of a booking that is over; 409 where it is not over, 422 for an amount that is not left.
#[server(endpoint = "give_back")]
pub async fn give_back(reference: String, rupees: String, bearer: String, reason: String) -> Result<Go, AppError> {
    use super::{errors, server};
    let (services, admin) = server::admin().await?;
    let reference: BookingRef = reference.parse().map_err(|_| AppError::not_found())?;
    let (amount, bearer) = (errors::amount("rupees", &rupees)?, bearer.parse().map_err(|_| AppError::not_found())?);
    services.give_back(admin.id, &reference, amount, bearer, &errors::reason(&reason)?).await?;
    Ok(Go { to: format!("/admin/bookings/{reference}") })
}

/// Cancels a booking that is still ahead, for its traveler, who gets all of it back and reads the reason; 409 where it is not.
#[server(endpoint = "cancel_for_traveler")]
pub async fn cancel_for_traveler(reference: String, reason: String) -> Result<Go, AppError> {
    use super::{errors, server};
    let (services, admin) = server::admin().await?;
    let reference: BookingRef = reference.parse().map_err(|_| AppError::not_found())?;
    services.cancel_for_traveler(admin.id, &reference, &errors::reason(&reason)?).await?;
    Ok(Go { to: format!("/admin/bookings/{reference}") })
}

/// The provider's messages; 404 for anybody but an admin.
#[server(endpoint = "inbox", input = GetUrl)]
pub async fn inbox(before: Option<String>) -> Result<MessagesPage, AppError> {
    use super::{server, shape};
    let (services, _) = server::admin().await?;
    Ok(shape::inbox(services.inbox(before.and_then(|before| before.parse().ok())).await?))
}

/// Works on a message of the provider's once more.
#[server(endpoint = "replay_webhook")]
pub async fn replay_webhook(message: String, reason: String) -> Result<Go, AppError> {
    use super::{errors, server};
    let (services, admin) = server::admin().await?;
    let id = message.parse().map_err(|_| AppError::not_found())?;
    services.replay_webhook(admin.id, id, &errors::reason(&reason)?).await?;
    Ok(Go { to: "/admin/webhooks?replayed".to_owned() })
}

/// One account of the ledger, of one owner where that is asked for; 404 for anybody but an admin.
#[server(endpoint = "ledger", input = GetUrl)]
pub async fn ledger(account: Option<String>, owner: Option<String>, before: Option<String>) -> Result<LedgerPage, AppError> {
    use super::{server, shape};
    let (services, _) = server::admin().await?;
    let account = account.and_then(|account| account.parse().ok()).unwrap_or(Account::ProviderClearing);
    let number = |text: Option<String>| text.and_then(|text| text.trim().parse::<i64>().ok());
    let (owner, before) = (number(owner), number(before));
    Ok(shape::ledger(account, owner, services.ledger_page(account, owner, before).await?))
}

/// The rules that this server goes by; 404 for anybody but an admin.
#[server(endpoint = "rules", input = GetUrl)]
pub async fn rules() -> Result<RulesPage, AppError> {
    use super::{server, shape};
    let (services, _) = server::admin().await?;
    Ok(shape::rules(&services, services.settings().await?))
}

/// Changes a setting from the value that was `seen`; 422 for a value that makes no sense, 409 where it was changed meanwhile.
#[server(endpoint = "change_setting")]
pub async fn change_setting(setting: String, seen: String, value: String, reason: String) -> Result<Go, AppError> {
    use super::{errors, server};
    let (services, admin) = server::admin().await?;
    let setting: Setting = setting.parse().map_err(|_| AppError::not_found())?;
    let seen = seen.parse().map_err(|_| AppError::not_found())?;
    let value = setting.read(&value).map_err(|words| errors::field("value", &words))?;
    services.change_setting(admin.id, setting, (seen, value), &errors::reason(&reason)?).await?;
    Ok(Go { to: "/admin/rules".to_owned() })
}
