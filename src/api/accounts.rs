//! Signing up, logging in, and one's own details. Logging out is a plain form post; see `web::auth`.

use super::Go;
use crate::{
    domain::account::{LogInForm, PasswordForm, ProfileForm, SignUpForm},
    error::AppError,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// Who is logged in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    pub name: String,
    pub email: String,
    pub phone: Option<String>,
    /// Belongs to an organization.
    pub hosts: bool,
    /// Sees the admin area.
    pub admin: bool,
}

impl Me {
    /// The first word of the name.
    #[must_use]
    pub fn first_name(&self) -> &str {
        self.name.split_whitespace().next().unwrap_or(&self.name)
    }
}

/// Who calls; nothing for somebody who is not logged in.
#[server(endpoint = "who_am_i", input = GetUrl)]
pub async fn who_am_i() -> Result<Option<Me>, AppError> {
    let user = super::server::maybe_user().await?;
    Ok(user.map(|user| Me { name: user.name, email: user.email, phone: user.phone, hosts: user.hosts, admin: user.is_admin }))
}

/// Makes an account and logs it in.
#[server(endpoint = "sign_up")]
pub async fn sign_up(form: SignUpForm) -> Result<Go, AppError> {
    use super::server;
    let sign_up = form.validate().map_err(AppError::invalid)?;
    let account = server::services()?.sign_up(sign_up).await?;
    server::log_in(&account).await?;
    Ok(Go { to: crate::domain::return_path::local_or_home(&form.next).to_owned() })
}

/// Logs in.
#[server(endpoint = "log_in")]
pub async fn log_in(form: LogInForm) -> Result<Go, AppError> {
    use super::server;
    let services = server::services()?;
    let account = services.authenticate(&form.email, form.password).await?;
    server::log_in(&account).await?;
    Ok(Go { to: crate::domain::return_path::local_or_home(&form.next).to_owned() })
}

/// Changes one's name and phone.
#[server(endpoint = "change_profile")]
pub async fn change_profile(form: ProfileForm) -> Result<Go, AppError> {
    use super::server;
    let user = server::user().await?;
    let profile = form.validate().map_err(AppError::invalid)?;
    server::services()?.change_profile(user.id, profile).await?;
    Ok(Go { to: "/account?saved=profile".to_owned() })
}

/// Changes one's password; every other session of the account ends.
#[server(endpoint = "change_password")]
pub async fn change_password(form: PasswordForm) -> Result<Go, AppError> {
    use super::server;
    use crate::services::accounts::AccountError;
    let user = server::user().await?;
    let new = form.validate().map_err(AppError::invalid)?;
    let changed = server::services()?.change_password(&user, form.current_password, new).await;
    let account = changed.map_err(|error| match error {
        AccountError::WrongPassword => AppError::invalid([("current_password".to_owned(), "This is not your present password.".to_owned())].into()),
        other => other.into(),
    })?;
    server::log_in(&account).await?;
    Ok(Go { to: "/account?saved=password".to_owned() })
}
