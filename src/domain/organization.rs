//! Hosts and what their members may do.

use super::text_enum::text_enum;

/// The platform's share of the price for an organization that has agreed on nothing else, in hundredths of a percent.
pub const FEE_BASIS_POINTS: i32 = 1_000;

/// Hundredths of a percent as people read them: `12.5 %`.
#[must_use]
pub fn in_percent(basis_points: i32) -> String {
    let (whole, part) = (basis_points / 100, basis_points % 100);
    let part = format!(".{part:02}");
    format!("{whole}{} %", part.trim_end_matches('0').trim_end_matches('.'))
}

text_enum! {
    /// What an admin can do to an organization.
    OrganizationAct {
        Verify => "verify",
        Unverify => "unverify",
        Suspend => "suspend",
        Release => "release",
    }
}

impl OrganizationAct {
    /// What has been done then: a word for the log.
    #[must_use]
    pub const fn done(self) -> &'static str {
        match self {
            Self::Verify => "verified",
            Self::Unverify => "unverified",
            Self::Suspend => "suspended",
            Self::Release => "released",
        }
    }
}

text_enum! {
    /// A member's role in an organization.
    Role {
        Owner => "owner",
        Manager => "manager",
        /// May see bookings and check people in.
        Staff => "staff",
    }
}

/// What a member may want to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// See runs, who booked, and the door.
    SeeBookings,
    /// Say who is there.
    CheckIn,
    /// Change what is on offer, cancel, message.
    ManageOffer,
    /// Change members, payout account and profile.
    ManageOrganization,
}

impl Role {
    /// The table of rights.
    #[must_use]
    pub const fn may(self, permission: Permission) -> bool {
        match permission {
            Permission::SeeBookings | Permission::CheckIn => true,
            Permission::ManageOffer => matches!(self, Self::Owner | Self::Manager),
            Permission::ManageOrganization => matches!(self, Self::Owner),
        }
    }

    /// The name on screen.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Owner => "Owner",
            Self::Manager => "Manager",
            Self::Staff => "Staff",
        }
    }

    /// What the role may do, in words.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Owner => "Everything, also members and profile.",
            Self::Manager => "Experiences, event runs, cancelling, writing to travelers.",
            Self::Staff => "Sees who has booked, and checks people in.",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Permission::*, Role};

    #[test]
    fn staff_may_look_and_not_change() {
        let rights = |role: Role| [SeeBookings, CheckIn, ManageOffer, ManageOrganization].map(|permission| role.may(permission));
        assert_eq!(rights(Role::Owner), [true, true, true, true]);
        assert_eq!(rights(Role::Manager), [true, true, true, false]);
        assert_eq!(rights(Role::Staff), [true, true, false, false]);
    }
}
