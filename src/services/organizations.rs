//! Organizations: founding one, and changing what it says of itself.

use super::{
    Services,
    activity::{self, Change},
    hosting::Membership,
    search,
};
use crate::{
    domain::{
        ids::{OrganizationId, UserId},
        organization::Role,
        profile::Profile,
        setting::Setting,
    },
    entity::{event_run, experience, member, organization, organization_slug},
};
use sea_orm::{
    ActiveValue::NotSet, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set, SqlErr, prelude::DateTimeUtc,
};
use serde_json::{Value, json};

/// Where an organization without runs is at home.
const HOME_ZONE: &str = "Asia/Kolkata";
/// Addresses that are tried in place of one that is taken: `-2` to this.
const ALTERNATIVES: u32 = 9;

/// An organization as it is stored.
pub type OrganizationRow = organization::Model;

/// Why an organization was not founded or changed.
#[derive(Debug, thiserror::Error)]
pub enum OrganizationError {
    /// Another organization has or had this address; `free` is one like it.
    #[error("the address is taken")]
    SlugTaken { free: Option<String> },
    /// Somebody else has changed the profile since it was shown; here is what it is now.
    #[error("the profile was changed meanwhile")]
    Changed(Box<organization::Model>),
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl Services {
    /// Founds an organization, whose owner is the founder. The same form sent twice founds one.
    ///
    /// # Errors
    /// [`OrganizationError::SlugTaken`], or the database's.
    pub async fn found_organization(&self, founder: UserId, name: &str, slug: &str) -> Result<OrganizationId, OrganizationError> {
        let (now, fee) = (self.clock.now(), self.setting(Setting::NewHostFee).await?);
        let db = self.store.begin().await?;
        let Some(id) = insert(&db, (name, slug), fee, now).await? else {
            db.rollback().await?;
            return self.taken(founder, name, slug).await;
        };
        member::add(&db, id, founder, Role::Owner, now).await?;
        let founder =
            Membership { user_id: founder, organization_id: id, role: Role::Owner, name: name.to_owned(), slug: slug.to_owned(), fee_basis_points: fee };
        let change = Change { subject: format!("organization:{id}"), before: Value::Null, after: json!({ "name": name, "address": slug }) };
        activity::record(&db, &founder, "organization.founded", change, now).await?;
        db.commit().await?;
        Ok(id)
    }

    /// What stands at an address that is taken: the organization that this very form has just made, or another's.
    async fn taken(&self, founder: UserId, name: &str, slug: &str) -> Result<OrganizationId, OrganizationError> {
        let same = member::Entity::find()
            .inner_join(organization::Entity)
            .filter(organization::Column::Slug.eq(slug))
            .filter(organization::Column::Name.eq(name))
            .filter(member::Column::UserId.eq(founder))
            .filter(member::Column::Role.eq(Role::Owner))
            .one(self.store.reader())
            .await?;
        match same {
            Some(member) => Ok(member.organization_id),
            None => Err(OrganizationError::SlugTaken { free: self.free_slug(slug).await? }),
        }
    }

    /// An address like this one that is nobody's.
    async fn free_slug(&self, slug: &str) -> Result<Option<String>, DbErr> {
        let candidates: Vec<String> = (2..=ALTERNATIVES).map(|number| format!("{slug}-{number}")).collect();
        let db = self.store.reader();
        let former = organization_slug::Entity::find().filter(organization_slug::Column::Slug.is_in(&candidates)).all(db).await?;
        let present = organization::Entity::find().filter(organization::Column::Slug.is_in(&candidates)).all(db).await?;
        let used = |slug: &String| former.iter().any(|row| row.slug == *slug) || present.iter().any(|row| row.slug == *slug);
        Ok(candidates.into_iter().find(|slug| !used(slug)))
    }

    /// An organization as it is.
    ///
    /// # Errors
    /// The database's; [`DbErr::RecordNotFound`] where there is none.
    pub async fn organization(&self, id: OrganizationId) -> Result<organization::Model, DbErr> {
        let found = organization::Entity::find_by_id(id).one(self.store.reader()).await?;
        found.ok_or_else(|| DbErr::RecordNotFound(format!("organization {id}")))
    }

    /// The organization that has, or once had, an address.
    ///
    /// # Errors
    /// The database's.
    pub(super) async fn organization_at(&self, slug: &str) -> Result<Option<organization::Model>, DbErr> {
        let db = self.store.reader();
        if let Some(found) = organization::Entity::find().filter(organization::Column::Slug.eq(slug)).one(db).await? {
            return Ok(Some(found));
        }
        let former = organization_slug::Entity::find_by_id(slug).find_also_related(organization::Entity).one(db).await?;
        Ok(former.and_then(|(_, organization)| organization))
    }

    /// Changes the profile from the version that was shown. A change to what is there already is none.
    ///
    /// # Errors
    /// [`OrganizationError::Changed`] where somebody was faster, [`OrganizationError::SlugTaken`], or the database's.
    pub async fn change_organization(&self, by: &Membership, shown: i32, edit: impl FnOnce(Profile) -> Profile + Send) -> Result<(), OrganizationError> {
        let (id, now) = (by.organization_id, self.clock.now());
        let db = self.store.begin().await?;
        let row = organization::Entity::find_by_id(id).one(&db).await?.ok_or_else(|| DbErr::RecordNotFound(format!("organization {id}")))?;
        let before = row.profile();
        let after = edit(before.clone());
        if after == before {
            return Ok(());
        }
        let moves = after.slug != before.slug;
        // The old address is kept before the new one is asked for: it never stands free in between.
        let free = !moves || (organization_slug::claim(&db, &before.slug, id, now).await? && organization_slug::claim(&db, &after.slug, id, now).await?);
        let changed = match organization::change_profile(&db, id, shown, &after).await {
            Err(error) if moves && is_taken(&error) => None,
            changed => Some(changed?).filter(|_| free),
        };
        match changed {
            None => {
                db.rollback().await?;
                Err(OrganizationError::SlugTaken { free: self.free_slug(&after.slug).await? })
            }
            Some(false) => {
                db.rollback().await?;
                Err(OrganizationError::Changed(Box::new(self.organization(id).await?)))
            }
            Some(true) => {
                activity::record(&db, by, "organization.changed", difference(id, &before, &after), now).await?;
                if after.name != before.name {
                    search::put(&db, &search::of_organization(&db, id).await?).await?;
                }
                db.commit().await?;
                Ok(())
            }
        }
    }

    /// The IANA time zone in which an organization's members read the time: that of its latest run.
    ///
    /// # Errors
    /// The database's.
    pub async fn zone_of(&self, organization: OrganizationId) -> Result<String, DbErr> {
        let latest: Option<String> = event_run::Entity::find()
            .inner_join(experience::Entity)
            .filter(experience::Column::OrganizationId.eq(organization))
            .order_by_desc(event_run::Column::Id)
            .select_only()
            .column(event_run::Column::TimeZone)
            .into_tuple()
            .one(self.store.reader())
            .await?;
        Ok(latest.unwrap_or_else(|| HOME_ZONE.to_owned()))
    }
}

/// Writes a new organization; `None` where its address is another's. The transaction is of no use any more then.
async fn insert(db: &DatabaseTransaction, (name, slug): (&str, &str), fee: i32, now: DateTimeUtc) -> Result<Option<OrganizationId>, DbErr> {
    let row = organization::ActiveModel {
        id: NotSet,
        slug: Set(slug.to_owned()),
        name: Set(name.to_owned()),
        tagline: Set(String::new()),
        bio: Set(String::new()),
        verified_at: Set(None),
        suspended_at: Set(None),
        fee_basis_points: Set(fee),
        links: Set(organization::stored_links(&[])),
        logo: Set(None),
        version: Set(1),
        members_changed_at: Set(None),
        created_at: Set(now),
    };
    let id = match organization::Entity::insert(row).exec_with_returning(db).await {
        Err(error) if is_taken(&error) => return Ok(None),
        inserted => inserted?.id,
    };
    Ok(organization_slug::claim(db, slug, id, now).await?.then_some(id))
}

fn is_taken(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
}

/// What of a profile has changed.
fn difference(id: OrganizationId, before: &Profile, after: &Profile) -> Change {
    let fields =
        |profile: &Profile| json!({ "name": profile.name, "address": profile.slug, "tagline": profile.tagline, "bio": profile.bio, "links": profile.links });
    let (mut old, mut new) = (fields(before), fields(after));
    if let (Some(old), Some(new)) = (old.as_object_mut(), new.as_object_mut()) {
        let same: Vec<String> = old.iter().filter(|(field, value)| new.get(*field) == Some(*value)).map(|(field, _)| field.clone()).collect();
        for field in same {
            old.remove(&field);
            new.remove(&field);
        }
    }
    Change { subject: format!("organization:{id}"), before: old, after: new }
}
