//! One's organization: founding it, what it says of itself, and what its members have changed.
//! A form is about the organization that it was shown for, whichever is acted for by the time it comes.

use super::{
    Go,
    members::{InvitationLine, MemberLine},
};
use crate::{
    domain::{
        ids::OrganizationId,
        organization::Role,
        profile::{NewOrganizationForm, OrganizationForm},
        time::ZonedTime,
    },
    error::AppError,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// An organization as its members see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganizationPage {
    pub id: OrganizationId,
    /// Counts changes of the profile; a form sends it back.
    pub version: i32,
    pub name: String,
    pub slug: String,
    pub tagline: String,
    pub bio: String,
    pub links: Vec<String>,
    /// Since when it is verified, if it is.
    pub verified: Option<ZonedTime>,
    /// The caller's.
    pub role: Role,
    pub members: Vec<MemberLine>,
    /// Open ones and those that have run out; for owners and managers.
    pub invitations: Vec<InvitationLine>,
}

/// A field of what was changed. Where `before` and `after` are the same, it says what the change is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityField {
    pub name: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// A line of the activity log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityEntry {
    pub id: i64,
    pub at: ZonedTime,
    pub who: String,
    /// In words: `Event run cancelled`.
    pub what: String,
    /// The page of the thing, where it has one.
    pub link: Option<String>,
    pub fields: Vec<ActivityField>,
}

/// A page of the activity log, latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityPage {
    pub organization: String,
    pub entries: Vec<ActivityEntry>,
    /// Where the next page begins.
    pub next: Option<i64>,
}

/// The organization acted for, with its members.
#[server(endpoint = "organization", input = GetUrl)]
pub async fn organization() -> Result<OrganizationPage, AppError> {
    use super::{server, shape};
    use crate::domain::organization::Permission;
    let (services, membership) = server::member(Permission::SeeBookings).await?;
    let id = membership.organization_id;
    let (organization, members) = (services.organization(id).await?, services.members(id).await?);
    let invitations = if membership.role.may(Permission::ManageOffer) { services.open_invitations(id).await? } else { Vec::new() };
    let zone = services.zone_of(id).await?;
    Ok(shape::organization(organization, members, invitations, &membership, &zone, services.clock.now()))
}

/// Founds an organization, which the founder owns and acts for from here on.
#[server(endpoint = "found_organization")]
pub async fn found_organization(form: NewOrganizationForm) -> Result<Go, AppError> {
    use super::server;
    let user = server::user().await?;
    let (name, slug) = form.validate().map_err(AppError::invalid)?;
    let organization = server::services()?.found_organization(user.id, &name, &slug).await?;
    server::gain(organization).await?;
    server::forget_set_aside_form().await;
    Ok(Go { to: "/host/new?step=about".to_owned() })
}

/// Says in a line and a few sentences who they are: the second step after founding. Owners only; 409 where somebody was faster.
#[server(endpoint = "describe_organization")]
pub async fn describe_organization(form: OrganizationForm) -> Result<Go, AppError> {
    use super::{errors, server};
    use crate::domain::{organization::Permission, profile::Profile};
    let (services, membership) = server::member_of(&form.organization, Permission::ManageOrganization).await?;
    let (tagline, bio) = form.validate_about().map_err(AppError::invalid)?;
    let edit = |profile| Profile { tagline, bio, ..profile };
    let changed = services.change_organization(&membership, errors::shown_version(&form)?, edit).await;
    changed.map_err(|error| errors::profile_refused(error, &[("tagline", &form.tagline), ("bio", &form.bio)]))?;
    Ok(Go { to: "/host/new?step=links".to_owned() })
}

/// Says where else they can be found: the third step after founding. Owners only; 409 where somebody was faster.
#[server(endpoint = "link_organization")]
pub async fn link_organization(form: OrganizationForm) -> Result<Go, AppError> {
    use super::{errors, server};
    use crate::domain::{organization::Permission, profile::Profile};
    let (services, membership) = server::member_of(&form.organization, Permission::ManageOrganization).await?;
    let links = form.validate_links().map_err(AppError::invalid)?;
    let changed = services.change_organization(&membership, errors::shown_version(&form)?, |profile| Profile { links, ..profile }).await;
    changed.map_err(|error| errors::profile_refused(error, &[("links", &form.links)]))?;
    Ok(Go { to: "/host/new?step=people".to_owned() })
}

/// Changes the whole profile. Owners only; 409 where somebody was faster, with what is there now under each field's name.
#[server(endpoint = "change_organization")]
pub async fn change_organization(form: OrganizationForm) -> Result<Go, AppError> {
    use super::{errors, server};
    use crate::domain::organization::Permission;
    let (services, membership) = server::member_of(&form.organization, Permission::ManageOrganization).await?;
    let profile = form.validate().map_err(AppError::invalid)?;
    let changed = services.change_organization(&membership, errors::shown_version(&form)?, |_| profile).await;
    let typed = [("name", &form.name), ("slug", &form.slug), ("tagline", &form.tagline), ("bio", &form.bio), ("links", &form.links)];
    changed.map_err(|error| errors::profile_refused(error, &typed))?;
    Ok(Go { to: "/host/settings?saved=profile".to_owned() })
}

/// What members have changed, latest first, from before a line. Owners and managers only.
#[server(endpoint = "organization_activity", input = GetUrl)]
pub async fn organization_activity(before: Option<String>) -> Result<ActivityPage, AppError> {
    use super::{server, shape};
    use crate::domain::organization::Permission;
    let (services, membership) = server::member(Permission::ManageOffer).await?;
    let before = before.and_then(|line| line.parse().ok());
    let record = services.activity(membership.organization_id, before).await?;
    let zone = services.zone_of(membership.organization_id).await?;
    Ok(shape::activity(record, membership.name, &zone))
}
