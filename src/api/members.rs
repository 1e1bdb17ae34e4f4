//! Members of an organization and invitations to become one. What a form changes belongs to the organization that it was shown for.

use super::Go;
use crate::{
    domain::{
        ids::{InvitationId, OrganizationId, UserId},
        invitation::{InviteForm, Standing},
        organization::Role,
        text_enum::text_enum,
        time::ZonedTime,
    },
    error::AppError,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

text_enum! {
    /// What is done with an open invitation.
    InvitationDeed {
        Again => "again",
        Withdraw => "withdraw",
    }
}

/// A member of an organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberLine {
    pub id: UserId,
    pub name: String,
    /// For owners and managers.
    pub email: Option<String>,
    pub role: Role,
    pub since: ZonedTime,
    /// The caller.
    pub you: bool,
}

/// An invitation that is open or has run out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationLine {
    pub id: InvitationId,
    pub email: String,
    pub role: Role,
    pub standing: Standing,
    pub until: ZonedTime,
    pub invited_by: String,
}

/// One member, to be changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberPage {
    pub organization_id: OrganizationId,
    pub organization: String,
    pub member: MemberLine,
}

/// An invitation as whoever has its link sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationPage {
    pub organization: String,
    pub slug: String,
    pub role: Role,
    pub inviter: String,
    pub standing: Standing,
    pub until: ZonedTime,
    /// The address of whoever is logged in.
    pub me: Option<String>,
    /// The role that they have in the organization already.
    pub my_role: Option<Role>,
}

/// A member of the organization acted for. Owners only.
#[server(endpoint = "organization_member", input = GetUrl)]
pub async fn organization_member(member: String) -> Result<MemberPage, AppError> {
    use super::{server, shape};
    use crate::domain::organization::Permission;
    let (services, membership) = server::member(Permission::ManageOrganization).await?;
    let member = member.parse().map_err(|_| AppError::not_found())?;
    let row = services.member(membership.organization_id, member).await?;
    let zone = services.zone_of(membership.organization_id).await?;
    let member = shape::member_line(row, &membership, &zone);
    Ok(MemberPage { organization_id: membership.organization_id, organization: membership.name, member })
}

/// Gives a member another role than the one shown. Owners only; 409 for the last owner, and where the role was changed meanwhile.
#[server(endpoint = "change_role")]
pub async fn change_role(organization: String, member: String, shown: String, role: String) -> Result<Go, AppError> {
    use super::{errors, server};
    use crate::domain::organization::Permission;
    let (services, membership) = server::member_of(&organization, Permission::ManageOrganization).await?;
    let member = member.parse().map_err(|_| AppError::not_found())?;
    let role = role.parse().map_err(|_| errors::field("role", "Choose what they may do."))?;
    let shown = shown.parse().map_err(|_| AppError::from(crate::services::members::MemberError::Changed))?;
    services.change_role(&membership, member, shown, role).await?;
    Ok(Go { to: "/host/settings?saved=role".to_owned() })
}

/// Takes a member off. Owners only; 409 for the last owner.
#[server(endpoint = "remove_member")]
pub async fn remove_member(organization: String, member: String) -> Result<Go, AppError> {
    use super::server;
    use crate::domain::organization::Permission;
    let (services, membership) = server::member_of(&organization, Permission::ManageOrganization).await?;
    let member = member.parse().map_err(|_| AppError::not_found())?;
    services.remove_member(&membership, member).await?;
    let to = if member == membership.user_id { "/account?saved=left" } else { "/host/settings?saved=removed" };
    Ok(Go { to: to.to_owned() })
}

/// Leaves an organization; 409 for the last owner.
#[server(endpoint = "leave_organization")]
pub async fn leave_organization(organization: String) -> Result<Go, AppError> {
    use super::server;
    use crate::domain::organization::Permission;
    let (services, membership) = server::member_of(&organization, Permission::SeeBookings).await?;
    services.remove_member(&membership, membership.user_id).await?;
    Ok(Go { to: "/account?saved=left".to_owned() })
}

/// Invites the holder of an address, by mail. Owners only.
#[server(endpoint = "invite_member")]
pub async fn invite_member(form: InviteForm) -> Result<Go, AppError> {
    use super::{errors, server};
    use crate::domain::{organization::Permission, return_path::local_or_home};
    let (services, membership) = server::member_of(&form.organization, Permission::ManageOrganization).await?;
    let invite = form.validate().map_err(AppError::invalid)?;
    services.invite(&membership, &invite).await.map_err(errors::not_invited)?;
    Ok(Go { to: local_or_home(&form.next).to_owned() })
}

/// Sends an open invitation again, or takes it back; `deed` says which and whose: `again:7`, `withdraw:7`. Owners only.
#[server(endpoint = "change_invitation")]
pub async fn change_invitation(organization: String, deed: String) -> Result<Go, AppError> {
    use super::server;
    use crate::domain::organization::Permission;
    let (services, membership) = server::member_of(&organization, Permission::ManageOrganization).await?;
    let (deed, id) = deed.split_once(':').ok_or_else(AppError::not_found)?;
    let (deed, id) = (deed.parse().map_err(|_| AppError::not_found())?, id.parse().map_err(|_| AppError::not_found())?);
    let saved = match deed {
        InvitationDeed::Again => services.send_invitation_again(&membership, id).await.map(|()| "invited")?,
        InvitationDeed::Withdraw => services.withdraw_invitation(&membership, id).await.map(|()| "withdrawn")?,
    };
    Ok(Go { to: format!("/host/settings?saved={saved}") })
}

/// What a link's token invites to; 404 for any other text.
#[server(endpoint = "invitation", input = GetUrl)]
pub async fn invitation(token: String) -> Result<InvitationPage, AppError> {
    use super::{server, shape};
    let (services, user) = (server::services()?, server::maybe_user().await?);
    let record = services.invitation(&token).await?.ok_or_else(AppError::not_found)?;
    let organization = record.organization.id;
    let membership = match &user {
        Some(user) => services.membership(user.id, Some(organization)).await?.filter(|membership| membership.organization_id == organization),
        None => None,
    };
    let zone = services.zone_of(organization).await?;
    Ok(shape::invitation(record, user, membership, &zone, services.clock.now()))
}

/// Makes a member of whoever calls, who acts for the organization from here on; 409 where the invitation is open no more.
#[server(endpoint = "accept_invitation")]
pub async fn accept_invitation(token: String) -> Result<Go, AppError> {
    use super::server;
    let user = server::user().await?;
    let organization = server::services()?.accept_invitation(user.id, &token).await?;
    server::gain(organization).await?;
    server::forget_set_aside_form().await;
    Ok(Go { to: "/host".to_owned() })
}
