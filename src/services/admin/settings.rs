//! Settings: read where they count, changed by admins who say why.

use super::{AdminError, still_admin};
use crate::{
    domain::{ids::UserId, organization::FEE_BASIS_POINTS, setting::Setting},
    entity::{audit_log, setting},
    services::Services,
};
use chrono::{DateTime, Duration, Utc};
use sea_orm::{ActiveModelTrait, DbErr, EntityTrait, IntoActiveModel, sea_query::OnConflict};
use serde_json::json;

/// A setting as it is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SettingRow {
    pub setting: Setting,
    pub value: i32,
    /// When an admin last changed it; none where it is as it was from the start.
    pub changed_at: Option<DateTime<Utc>>,
}

impl Services {
    /// What counts where no admin has set anything else.
    fn initially(&self, setting: Setting) -> i32 {
        match setting {
            Setting::NewHostFee => FEE_BASIS_POINTS,
            Setting::HostShare => self.attendance.host_share_basis_points,
            Setting::GraceHours => i32::try_from(self.attendance.grace.num_hours()).unwrap_or(i32::MAX),
            Setting::Gst => self.taxes.gst_basis_points,
        }
    }

    /// What a setting is now.
    ///
    /// # Errors
    /// The database's.
    pub async fn setting(&self, setting: Setting) -> Result<i32, DbErr> {
        let changed = setting::Entity::find_by_id(setting).one(self.store.reader()).await?;
        Ok(changed.map_or_else(|| self.initially(setting), |row| row.value))
    }

    /// The time from a run's end until its attendance becomes final by itself.
    ///
    /// # Errors
    /// The database's.
    pub async fn grace(&self) -> Result<Duration, DbErr> {
        self.setting(Setting::GraceHours).await.map(|hours| Duration::hours(hours.into()))
    }

    /// Every setting.
    ///
    /// # Errors
    /// The database's.
    pub async fn settings(&self) -> Result<Vec<SettingRow>, DbErr> {
        let changed = setting::Entity::find().all(self.store.reader()).await?;
        let row = |of: &Setting| {
            let changed = changed.iter().find(|row| row.name == *of);
            SettingRow { setting: *of, value: changed.map_or_else(|| self.initially(*of), |row| row.value), changed_at: changed.map(|row| row.changed_at) }
        };
        Ok(Setting::ALL.iter().map(row).collect())
    }

    /// Changes a setting from what the admin has seen.
    ///
    /// # Errors
    /// [`AdminError::Already`] where it is so already, or was changed since it was seen; [`AdminError::NoAdmin`].
    pub async fn change_setting(&self, admin: UserId, setting: Setting, (seen, value): (i32, i32), reason: &str) -> Result<(), AdminError> {
        let now = self.clock.now();
        let db = self.store.begin().await?;
        still_admin(&db, admin).await?;
        // The row is there before it is looked at, so that of two who change it at once one waits for the other.
        let row = |value| setting::Model { name: setting, value, changed_by: admin, changed_at: now };
        let first = row(self.initially(setting)).into_active_model().reset_all();
        let once = OnConflict::column(setting::Column::Name).do_nothing().to_owned();
        setting::Entity::insert(first).on_conflict(once).exec_without_returning(&db).await?;
        if seen == value || !setting::change(&db, row(value), seen).await? {
            return Err(AdminError::Already);
        }
        let detail = json!({ "reason": reason, "before": seen, "after": value });
        audit_log::record(&db, now, Some(admin), "setting.changed", format!("setting:{setting}"), detail).await?;
        db.commit().await?;
        Ok(())
    }
}
