//! Organizations and their members.

use super::super::{
    members::{InvitationLine, InvitationPage, MemberLine},
    organizations::OrganizationPage,
};
use crate::{
    domain::{invitation::standing, organization::Permission},
    services::{
        accounts::Account,
        hosting::Membership,
        invitations::{InvitationRecord, InvitationRow},
        members::MemberRow,
        organizations::OrganizationRow,
        zones::zoned,
    },
};
use chrono::{DateTime, Utc};

pub(in crate::api) fn organization(
    row: OrganizationRow,
    members: Vec<MemberRow>,
    invitations: Vec<(InvitationRow, String)>,
    membership: &Membership,
    zone: &str,
    now: DateTime<Utc>,
) -> OrganizationPage {
    OrganizationPage {
        id: row.id,
        version: row.version,
        links: row.links(),
        name: row.name,
        slug: row.slug,
        tagline: row.tagline,
        bio: row.bio,
        verified: row.verified_at.map(|at| zoned(at, zone)),
        role: membership.role,
        members: members.into_iter().map(|member| member_line(member, membership, zone)).collect(),
        invitations: invitations.into_iter().map(|(row, inviter)| invitation_line(row, inviter, zone, now)).collect(),
    }
}

/// A member as another sees them: addresses are for those who lead.
pub(in crate::api) fn member_line(member: MemberRow, membership: &Membership, zone: &str) -> MemberLine {
    MemberLine {
        id: member.user_id,
        name: member.name,
        email: Some(member.email).filter(|_| membership.role.may(Permission::ManageOffer)),
        role: member.role,
        since: zoned(member.since, zone),
        you: member.user_id == membership.user_id,
    }
}

fn invitation_line(row: InvitationRow, invited_by: String, zone: &str, now: DateTime<Utc>) -> InvitationLine {
    InvitationLine {
        id: row.id,
        role: row.role,
        standing: standing(row.status, row.expires_at, now),
        until: zoned(row.expires_at, zone),
        email: row.email,
        invited_by,
    }
}

pub(in crate::api) fn invitation(
    record: InvitationRecord,
    user: Option<Account>,
    membership: Option<Membership>,
    zone: &str,
    now: DateTime<Utc>,
) -> InvitationPage {
    InvitationPage {
        standing: record.standing(now),
        role: record.invitation.role,
        until: zoned(record.invitation.expires_at, zone),
        organization: record.organization.name,
        slug: record.organization.slug,
        inviter: record.inviter,
        me: user.map(|user| user.email),
        my_role: membership.map(|membership| membership.role),
    }
}
