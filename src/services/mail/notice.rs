//! Letters that are about no booking, each to an address of its own.

use super::layout::{Block, Draft};
use crate::{
    domain::{
        ids::{InvitationId, PayoutAccountId, PayoutId, RunId, SavedSearchId, UserId, WaitlistId},
        invitation::Standing,
        text::tidy_line,
        time::ZonedTime,
    },
    services::invitations::InvitationRecord,
};
use sea_orm::prelude::DateTimeUtc;
use serde::{Deserialize, Serialize};

/// A letter about no booking. Like one about a booking it carries only what the database will not know later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "letter", rename_all = "snake_case")]
pub enum Notice {
    /// Somebody is to become a member of an organization.
    Invitation {
        invitation: InvitationId,
        /// What the link ends with; wiped once the letter is out, as only its hash may be kept.
        token: String,
        /// The first time, the second time …; part of the key.
        send: i32,
    },
    /// Somebody has a place in line for seats.
    WaitlistJoined { place: WaitlistId },
    /// Seats did not come free for somebody in line.
    WaitlistClosed { place: WaitlistId },
    /// An owner wants the organization's money to go elsewhere, and is to confirm that it is really they.
    PayoutAccountAsked {
        account: PayoutAccountId,
        /// What the link ends with; wiped once the letter is out, as only its hash may be kept.
        token: String,
    },
    /// The organization's money is to go elsewhere: to every owner, in time to stop it.
    PayoutAccountChanged { account: PayoutAccountId, to: UserId },
    /// A payout has reached the bank: to every owner.
    PaidOut {
        payout: PayoutId,
        /// Tells this time from others, should it come back and be paid anew.
        version: i32,
        to: UserId,
    },
    /// What is new in somebody's searches and at the hosts they follow.
    Weekly {
        user: UserId,
        /// When it was due, in milliseconds since 1970; part of the key.
        due: i64,
        news: Vec<News>,
    },
}

/// What is new in one search, or at the hosts that somebody follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    /// `None` for the hosts.
    pub search: Option<SavedSearchId>,
    /// The first of them.
    pub runs: Vec<RunId>,
    /// How many more there are.
    pub more: u64,
}

impl Notice {
    /// The key under which this letter goes out once, however often it is posted.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Invitation { invitation, send, .. } => format!("invitation:{invitation}:{send}"),
            Self::WaitlistJoined { place } => format!("waitlist_joined:{place}"),
            Self::WaitlistClosed { place } => format!("waitlist_closed:{place}"),
            Self::PayoutAccountAsked { account, .. } => format!("payout_account_asked:{account}"),
            Self::PayoutAccountChanged { account, to } => format!("payout_account_changed:{account}:{to}"),
            Self::PaidOut { payout, version, to } => format!("paid_out:{payout}:{version}:{to}"),
            Self::Weekly { user, due, .. } => format!("weekly:{user}:{due}"),
        }
    }

    /// The letter as it is kept once it is out: without its secrets.
    #[must_use]
    pub(super) fn kept(self) -> Self {
        match self {
            Self::Invitation { invitation, send, .. } => Self::Invitation { invitation, token: String::new(), send },
            Self::PayoutAccountAsked { account, .. } => Self::PayoutAccountAsked { account, token: String::new() },
            open => open,
        }
    }
}

/// An invitation in words, whose link ends with `token`; `None` where it is not open any more, or was sent once more since.
pub(super) fn invitation(record: &InvitationRecord, (token, send): (&str, i32), base_url: &str, now: DateTimeUtc, until: &ZonedTime) -> Option<Draft> {
    if record.standing(now) != Standing::Open || record.invitation.sends != send {
        return None;
    }
    let (organization, inviter, role) = (tidy_line(&record.organization.name), tidy_line(&record.inviter), record.invitation.role);
    let news = format!("{inviter} invites you to join {organization} on Nukkad, as {}.", role.name().to_lowercase());
    let facts = vec![
        ("Organization", organization.clone()),
        ("Your role", role.name().to_owned()),
        ("What it may do", role.meaning().to_owned()),
        ("Good until", format!("{} ({})", until.date_and_clock(), until.zone_name())),
    ];
    let unasked = "If you do not know them, leave this letter be: nothing happens until you accept.";
    Some(Draft {
        subject: format!("{inviter} invites you to {organization}"),
        heading: "Come and host with us".to_owned(),
        name: None,
        blocks: vec![Block::Words(news), Block::Facts(facts), Block::Words(unasked.to_owned())],
        link: format!("{base_url}/invitations/{token}"),
        way: "See the invitation".to_owned(),
        stop: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notices_in_the_outbox_can_be_read_for_ever_and_keep_no_secret() {
        let notice = Notice::Invitation { invitation: InvitationId(3), token: "abc".into(), send: 2 };
        let json = r#"{"letter":"invitation","invitation":3,"token":"abc","send":2}"#;
        assert_eq!(serde_json::to_string(&notice).unwrap(), json);
        assert_eq!(serde_json::from_str::<Notice>(json).unwrap(), notice);
        assert_eq!(serde_json::to_string(&Notice::WaitlistJoined { place: WaitlistId(7) }).unwrap(), r#"{"letter":"waitlist_joined","place":7}"#);
        let weekly = Notice::Weekly { user: UserId(2), due: 9, news: vec![News { search: None, runs: vec![RunId(4)], more: 1 }] };
        let json = r#"{"letter":"weekly","user":2,"due":9,"news":[{"search":null,"runs":[4],"more":1}]}"#;
        assert_eq!((serde_json::to_string(&weekly).unwrap().as_str(), weekly.key().as_str()), (json, "weekly:2:9"));
        assert_eq!(notice.key(), "invitation:3:2");
        assert!(!serde_json::to_string(&notice.kept()).unwrap().contains("abc"));
    }
}
