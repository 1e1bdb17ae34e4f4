//! The pictures that hosts upload: those of an experience, and the logo. Files themselves come another way: a browser sends them as
//! a form of several parts, which the web layer takes in.

use super::catalog::Photo;
use crate::{
    domain::{
        ids::{ExperienceId, OrganizationId, PictureId},
        media::{MediaHash, PicturesForm},
    },
    error::AppError,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// An uploaded picture in its host's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedPicture {
    pub id: PictureId,
    /// Its description is empty where nobody has written one.
    pub photo: Photo,
}

/// The pictures of an experience, for those who manage them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PicturesPage {
    pub experience: ExperienceId,
    pub title: String,
    /// Where travelers see it, once they do.
    pub slug: Option<String>,
    /// Pictures that nobody has described yet.
    pub undescribed: usize,
    /// The cover first.
    pub pictures: Vec<ListedPicture>,
}

/// The logo of an organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogoPage {
    pub id: OrganizationId,
    pub organization: String,
    pub slug: String,
    pub logo: Option<MediaHash>,
}

/// The uploaded pictures of an experience of the organization's; 404 for any other.
#[server(endpoint = "host_pictures", input = GetUrl)]
pub async fn host_pictures(experience: String) -> Result<PicturesPage, AppError> {
    use super::{server, shape};
    use crate::domain::organization::Permission;
    let (services, membership) = server::member(Permission::ManageOffer).await?;
    let experience = experience.parse().map_err(|_| AppError::not_found())?;
    let record = services.pictures_of(&membership, experience).await?;
    Ok(shape::pictures(experience, &record))
}

/// Describes pictures, and moves or removes one of them.
#[server(endpoint = "arrange_pictures")]
pub async fn arrange_pictures(form: PicturesForm) -> Result<super::Go, AppError> {
    use super::server;
    use crate::{
        domain::{media::Move, organization::Permission},
        services::pictures::{Arrangement, Description},
    };
    let (services, membership) = server::member(Permission::ManageOffer).await?;
    let experience: ExperienceId = form.experience.parse().map_err(|_| AppError::not_found())?;
    let faults = form.faults();
    if !faults.is_empty() {
        return Err(AppError::invalid(faults));
    }
    let then = form.wanted().map_err(|_| AppError::not_found())?;
    let described = form.pictures.iter().filter_map(Description::changed).collect();
    services.arrange_pictures(&membership, experience, &Arrangement { described, then }).await?;
    let done = match then {
        Some((Move::Remove, _)) => "done=removed".to_owned(),
        Some((_, picture)) => format!("moved={picture}"),
        None => "done=saved".to_owned(),
    };
    Ok(super::Go { to: format!("/host/experiences/{experience}/pictures?{done}") })
}

/// The logo of the organization acted for.
#[server(endpoint = "host_logo", input = GetUrl)]
pub async fn host_logo() -> Result<LogoPage, AppError> {
    use super::{server, shape};
    use crate::domain::organization::Permission;
    let (services, membership) = server::member(Permission::ManageOrganization).await?;
    let logo = services.logo(&membership).await?;
    Ok(shape::logo(membership, logo))
}

/// Takes the logo of the caller's organization `organization` away.
#[server(endpoint = "remove_logo")]
pub async fn remove_logo(organization: String) -> Result<super::Go, AppError> {
    use super::server;
    use crate::domain::organization::Permission;
    let (services, membership) = server::member_of(&organization, Permission::ManageOrganization).await?;
    services.remove_logo(&membership).await?;
    Ok(super::Go { to: "/host/settings/logo?done=removed".to_owned() })
}
