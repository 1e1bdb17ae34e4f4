//! What an organization offers, for its members who may change it: the list, the editor and its working copies, publishing and archiving.
//! Another organization's experience answers 404, exactly like one that does not exist.

use super::{Go, catalog::ExperiencePage};
use crate::{
    domain::{
        draft::{ExperienceForm, StartForm},
        experience::{Domain, ExperienceStatus},
        ids::{ExperienceId, NeighborhoodId, OrganizationId},
        text_enum::text_enum,
        time::ZonedTime,
    },
    error::AppError,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

text_enum! {
    /// What to do once what was typed is kept.
    Then {
        /// Stay in the editor.
        Save => "save",
        Preview => "preview",
        Publish => "publish",
    }
}

/// A neighborhood to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceChoice {
    pub id: NeighborhoodId,
    pub name: String,
    pub city: String,
}

/// What an experience can begin with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartPage {
    /// Whose it will be.
    pub organization: OrganizationId,
    pub places: Vec<PlaceChoice>,
}

/// An experience in its host's list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ListedExperience {
    pub id: ExperienceId,
    pub slug: String,
    /// May be empty while it is a draft.
    pub title: String,
    pub domain: Domain,
    pub neighborhood: String,
    pub city: String,
    /// When the working copy that waits to be published was saved.
    pub waiting_since: Option<ZonedTime>,
    pub next_run: Option<ZonedTime>,
    pub pictures: u64,
}

/// The organization's experiences in one state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HostExperiencesPage {
    pub organization: String,
    pub status: ExperienceStatus,
    /// How many there are in each state.
    pub counts: Vec<(ExperienceStatus, u64)>,
    pub experiences: Vec<ListedExperience>,
}

/// Who saved a working copy last.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedBy {
    pub who: String,
    pub at: ZonedTime,
}

/// What the editor is drawn from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EditorPage {
    pub experience: ExperienceId,
    pub slug: String,
    pub status: ExperienceStatus,
    /// The working copy as it was typed, or what travelers see.
    pub form: ExperienceForm,
    /// Goes into the form: what a save changes.
    pub version: i64,
    /// Nobody where nobody ever saved here.
    pub saved: Option<SavedBy>,
    /// True where the form holds something that travelers do not see yet.
    pub waiting: bool,
    /// True where travelers have seen it.
    pub was_published: bool,
    pub places: Vec<PlaceChoice>,
    pub pictures: u64,
    pub runs_to_come: u64,
    pub seats_booked: u64,
    /// How addresses of map tiles are made, where there are any.
    pub tiles: Option<String>,
}

/// A save that went through.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Saved {
    /// What the next save changes.
    pub version: i64,
    pub at: ZonedTime,
}

/// The organization's experiences in a state (any other word is the first in which there are some).
#[server(endpoint = "host_experiences", input = GetUrl)]
pub async fn host_experiences(status: Option<String>) -> Result<HostExperiencesPage, AppError> {
    use super::{server, shape};
    use crate::domain::organization::Permission;
    let (services, membership) = server::member(Permission::ManageOffer).await?;
    let counts = services.experience_counts(membership.organization_id).await?;
    let status = status.and_then(|status| status.parse().ok()).unwrap_or_else(|| shape::first_shelf(&counts));
    let rows = services.host_experiences(membership.organization_id, status).await?;
    Ok(shape::host_experiences(membership.name, status, &counts, rows))
}

/// What an experience of the organization acted for can begin with.
#[server(endpoint = "prepare_experience", input = GetUrl)]
pub async fn prepare_experience() -> Result<StartPage, AppError> {
    use super::{server, shape};
    use crate::domain::organization::Permission;
    let (services, membership) = server::member(Permission::ManageOffer).await?;
    Ok(StartPage { organization: membership.organization_id, places: shape::place_choices(services.place_choices().await?) })
}

/// Begins an experience of the caller's organization `organization`: a draft that only its members see.
#[server(endpoint = "start_experience")]
pub async fn start_experience(organization: String, form: StartForm) -> Result<Go, AppError> {
    use super::server;
    use crate::domain::organization::Permission;
    let (services, membership) = server::member_of(&organization, Permission::ManageOffer).await?;
    let start = form.validate().map_err(AppError::invalid)?;
    let id = services.start_experience(&membership, &start).await?;
    Ok(Go { to: format!("/host/experiences/{id}") })
}

/// What the editor of an experience is drawn from.
#[server(endpoint = "experience_editor", input = GetUrl)]
pub async fn experience_editor(experience: String) -> Result<EditorPage, AppError> {
    use super::{server, shape};
    use crate::domain::organization::Permission;
    let (services, membership) = server::member(Permission::ManageOffer).await?;
    let id = experience.parse().map_err(|_| AppError::not_found())?;
    let record = services.experience_editor(&membership, id).await?;
    Ok(shape::editor(record, services.tile_template()))
}

/// Keeps what was typed on version `version`, valid or not, and goes on to the preview, or publishes it: 409 where somebody else has saved
/// meanwhile, unless `over` is the version they made; 422 where it is to be published and something is missing.
#[server(endpoint = "save_experience")]
pub async fn save_experience(experience: String, version: String, over: Option<String>, then: Option<String>, form: ExperienceForm) -> Result<Go, AppError> {
    use super::server;
    use crate::domain::organization::Permission;
    let (services, membership) = server::member(Permission::ManageOffer).await?;
    let id: ExperienceId = experience.parse().map_err(|_| AppError::not_found())?;
    let number = |text: &str| text.parse::<i64>().map_err(|_| AppError::new(crate::error::ErrorCode::BadRequest, "This form is not one of ours."));
    let (version, over) = (number(&version)?, over.as_deref().map(number).transpose()?);
    let then = then.and_then(|then| then.parse().ok()).unwrap_or(Then::Save);
    let to = match then {
        Then::Publish => {
            services.publish_experience(&membership, id, version, &form).await?;
            format!("/host/experiences/{id}?done=published")
        }
        Then::Preview | Then::Save => {
            services.save_draft(&membership, id, version, over, &form).await?;
            let next = if then == Then::Preview { "/preview" } else { "?done=saved" };
            format!("/host/experiences/{id}{next}")
        }
    };
    Ok(Go { to })
}

/// Keeps what was typed on version `version`, valid or not: 409 where somebody else has saved meanwhile.
#[server(endpoint = "autosave_experience")]
pub async fn autosave_experience(experience: ExperienceId, version: i64, form: ExperienceForm) -> Result<Saved, AppError> {
    use super::server;
    use crate::domain::organization::Permission;
    let (services, membership) = server::member(Permission::ManageOffer).await?;
    let saved = services.save_draft(&membership, experience, version, None, &form).await?;
    Ok(Saved { version: saved.version, at: saved.at })
}

/// Throws the working copy away, so that the editor shows again what travelers see.
#[server(endpoint = "discard_changes")]
pub async fn discard_changes(experience: ExperienceId, version: i64) -> Result<Go, AppError> {
    use super::server;
    use crate::domain::organization::Permission;
    let (services, membership) = server::member(Permission::ManageOffer).await?;
    services.discard_draft(&membership, experience, version).await?;
    Ok(Go { to: format!("/host/experiences/{experience}?done=discarded") })
}

/// Begins a draft with everything that another experience says, without its runs and pictures.
#[server(endpoint = "duplicate_experience")]
pub async fn duplicate_experience(experience: String) -> Result<Go, AppError> {
    use super::server;
    use crate::domain::organization::Permission;
    let (services, membership) = server::member(Permission::ManageOffer).await?;
    let id = experience.parse().map_err(|_| AppError::not_found())?;
    let copy = services.duplicate_experience(&membership, id).await?;
    Ok(Go { to: format!("/host/experiences/{copy}?done=copied") })
}

/// Takes an experience off the shelf; 409 where it is off already.
#[server(endpoint = "archive_experience")]
pub async fn archive_experience(experience: ExperienceId) -> Result<Go, AppError> {
    use super::server;
    use crate::domain::organization::Permission;
    let (services, membership) = server::member(Permission::ManageOffer).await?;
    services.archive_experience(&membership, experience).await?;
    Ok(Go { to: "/host/experiences?status=archived".to_owned() })
}

/// Puts an experience back on the shelf; 409 where it is there already.
#[server(endpoint = "bring_back_experience")]
pub async fn bring_back_experience(experience: ExperienceId) -> Result<Go, AppError> {
    use super::server;
    use crate::domain::organization::Permission;
    let (services, membership) = server::member(Permission::ManageOffer).await?;
    services.bring_back_experience(&membership, experience).await?;
    Ok(Go { to: format!("/host/experiences/{experience}?done=back") })
}

/// An experience as travelers would see it if its working copy were published now; for its organization only.
#[server(endpoint = "preview_experience", input = GetUrl)]
pub async fn preview_experience(experience: String) -> Result<ExperiencePage, AppError> {
    use super::{server, shape};
    use crate::domain::organization::Permission;
    let (services, membership) = server::member(Permission::ManageOffer).await?;
    let id = experience.parse().map_err(|_| AppError::not_found())?;
    let record = services.preview_experience(&membership, id).await?;
    Ok(shape::experience(record, services.tile_template(), services.clock.now()))
}
