//! Where an organization's money goes. Owners only, and nobody is ever shown more of an account than its end.

use super::Go;
use crate::{
    domain::{
        ids::{OrganizationId, PayoutAccountId},
        payout_account::{AccountKind, AccountStanding, PayoutAccountForm},
        time::ZonedTime,
    },
    error::AppError,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// An account as it may be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutAccountLine {
    pub id: PayoutAccountId,
    pub kind: AccountKind,
    /// Such as `SBIN0001234 ····9012`.
    pub masked: String,
    pub standing: AccountStanding,
    pub asked_by: String,
    pub asked_at: ZonedTime,
    /// Until when the link in the mail is good.
    pub confirm_until: ZonedTime,
    /// From when on money moves to it; of a confirmed one.
    pub ready_at: Option<ZonedTime>,
}

/// The accounts of the organization acted for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutAccountPage {
    pub organization_id: OrganizationId,
    pub organization: String,
    /// The one that counts.
    pub current: Option<PayoutAccountLine>,
    /// A new one that waits for the link in the mail, or whose time has run out.
    pub asked: Option<PayoutAccountLine>,
    /// Where the mail with the link goes.
    pub mail_goes_to: String,
}

/// A new account, to be confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmAccountPage {
    pub organization: String,
    pub account: PayoutAccountLine,
}

/// The accounts of the organization acted for. Owners only.
#[server(endpoint = "payout_account", input = GetUrl)]
pub async fn payout_account() -> Result<PayoutAccountPage, AppError> {
    use super::{server, shape};
    use crate::domain::organization::Permission;
    let (services, membership) = server::member(Permission::ManageOrganization).await?;
    let record = services.payout_accounts(membership.organization_id).await?;
    let zone = services.zone_of(membership.organization_id).await?;
    Ok(shape::payout_accounts(record, membership, server::user().await?.email, &zone))
}

/// Asks that money goes to another account: takes the password, and sends a link by mail. Owners only.
#[server(endpoint = "ask_payout_account")]
pub async fn ask_payout_account(form: PayoutAccountForm) -> Result<Go, AppError> {
    use super::server;
    use crate::domain::organization::Permission;
    let (services, membership) = server::member_of(&form.organization, Permission::ManageOrganization).await?;
    let destination = form.validate().map_err(AppError::invalid)?;
    services.ask_payout_account(&membership, &server::user().await?, &destination, form.password).await?;
    Ok(Go { to: "/host/payouts/account?saved=asked".to_owned() })
}

/// The new account that a link's token confirms; 404 for anybody but the owner who has asked for it.
#[server(endpoint = "payout_account_to_confirm", input = GetUrl)]
pub async fn payout_account_to_confirm(token: String) -> Result<ConfirmAccountPage, AppError> {
    use super::{server, shape};
    let user = server::user().await?;
    let services = server::services()?;
    let (record, organization) = services.payout_account_by_token(user.id, &token).await?;
    let zone = services.zone_of(organization.id).await?;
    Ok(ConfirmAccountPage { organization: organization.name, account: shape::payout_account(record, &zone) })
}

/// Confirms a new account; 409 where it is too late, or it was withdrawn.
#[server(endpoint = "confirm_payout_account")]
pub async fn confirm_payout_account(token: String) -> Result<Go, AppError> {
    use super::server;
    let user = server::user().await?;
    let organization = server::services()?.confirm_payout_account(user.id, &token).await?;
    server::act_for(organization).await?;
    Ok(Go { to: "/host/payouts/account?saved=confirmed".to_owned() })
}

/// Withdraws a new account that money cannot move to yet. Owners only; 409 where it is too late.
#[server(endpoint = "withdraw_payout_account")]
pub async fn withdraw_payout_account(organization: String, account: String) -> Result<Go, AppError> {
    use super::server;
    use crate::domain::organization::Permission;
    let (services, membership) = server::member_of(&organization, Permission::ManageOrganization).await?;
    let account = account.parse().map_err(|_| AppError::not_found())?;
    services.withdraw_payout_account(&membership, account).await?;
    Ok(Go { to: "/host/payouts/account?saved=withdrawn".to_owned() })
}
