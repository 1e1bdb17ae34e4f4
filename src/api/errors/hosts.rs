//! What organizations and their members are told.

use super::{field, internal};
use crate::{
    domain::{invitation::Standing, profile::OrganizationForm, text::FieldErrors},
    error::{AppError, ErrorCode},
    services::{members::MemberError, organizations::OrganizationError},
};

impl From<OrganizationError> for AppError {
    fn from(error: OrganizationError) -> Self {
        match error {
            OrganizationError::SlugTaken { free: None } => field("slug", "This address is taken. Please think of another."),
            OrganizationError::SlugTaken { free: Some(free) } => field("slug", &format!("This address is taken. {free} is free.")),
            OrganizationError::Changed(_) => Self::new(ErrorCode::Conflict, CHANGED),
            OrganizationError::Database(_) => internal(&error),
        }
    }
}

impl From<MemberError> for AppError {
    fn from(error: MemberError) -> Self {
        let conflict = |words: &str| Self::new(ErrorCode::Conflict, words);
        match error {
            MemberError::NoMember | MemberError::NoInvitation => Self::not_found(),
            MemberError::LastOwner => conflict("An organization always has an owner, and there is no other. Make somebody else an owner first."),
            MemberError::NoOwner => Self::new(ErrorCode::Forbidden, "This is for owners, and you are one no longer. Nothing was changed."),
            MemberError::Changed => conflict("Somebody else has changed this role meanwhile. Please look at it again; nothing was changed by you."),
            MemberError::Over(standing) => conflict(over(standing)),
            MemberError::Member => conflict("You belong to this organization already. The invitation is still there for somebody else."),
            MemberError::Invited => field("email", "There is an open invitation for this address. Send it again below, or take it back first."),
            MemberError::SentTooOften => conflict("This invitation was sent five times. Take it back and ask whether the address is right."),
            MemberError::TooMany => conflict("Fifty invitations are open. Take some back before you send more."),
            MemberError::Database(_) => internal(&error),
        }
    }
}

/// Why an invitation was not sent. Who is a member already is a matter of the address.
pub(in crate::api) fn not_invited(error: MemberError) -> AppError {
    match error {
        MemberError::Member => field("email", "Whoever has this address belongs to the organization already."),
        error => error.into(),
    }
}

fn over(standing: Standing) -> &'static str {
    match standing {
        Standing::Accepted => "This invitation has been accepted already.",
        Standing::Withdrawn => "This invitation was taken back.",
        Standing::RunOut | Standing::Open => "This invitation has run out. Ask to have it sent again.",
    }
}

const CHANGED: &str = "Somebody else has changed this while you were writing. What you typed is still here, and beside it stands what is there now. \
                       Save again to put yours in its place.";

/// The version of the profile that a form was filled in with.
pub(in crate::api) fn shown_version(form: &OrganizationForm) -> Result<i32, AppError> {
    form.version.parse().map_err(|_| AppError::new(ErrorCode::BadRequest, "This form could not be read. Please reload the page."))
}

/// Why a profile was not changed. Where somebody was faster, the fields say what is there now so far as it differs from what
/// was typed, and `version` what to send next.
pub(in crate::api) fn profile_refused(error: OrganizationError, typed: &[(&str, &String)]) -> AppError {
    let OrganizationError::Changed(row) = error else { return error.into() };
    let now = |name: &str| match name {
        "name" => row.name.clone(),
        "slug" => row.slug.clone(),
        "tagline" => row.tagline.clone(),
        "bio" => row.bio.clone(),
        _ => row.links().join("\n"),
    };
    let same = |one: &str, other: &str| one.split_whitespace().eq(other.split_whitespace());
    let there = |words: String| if words.is_empty() { "There now: nothing.".to_owned() } else { format!("There now: “{words}”") };
    let differing = typed.iter().map(|(name, typed)| (name, typed, now(name))).filter(|(_, typed, now)| !same(typed, now));
    let mut fields: FieldErrors = differing.map(|(name, _, now)| ((*name).to_owned(), there(now))).collect();
    fields.insert("version".to_owned(), row.version.to_string());
    AppError { fields, ..AppError::new(ErrorCode::Conflict, CHANGED) }
}
