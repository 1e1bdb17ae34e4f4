//! Letters to owners about their money: where it goes, and that it has gone.

use super::layout::{Block, Draft};
use crate::{
    domain::{
        ids::{PayoutAccountId, PayoutId, UserId},
        payout_account::{AccountStanding, HELD_FOR},
        text::tidy_line,
        time::ZonedTime,
    },
    entity::{organization, payout},
    services::{Services, payout_accounts::PayoutAccountRecord, zones::zoned},
};
use sea_orm::{DbErr, EntityTrait};

/// Where an organization's account is shown, and withdrawn.
const PAGE: &str = "/host/payouts/account";

impl Services {
    /// The letter with the link that confirms a new account; `None` where it waits for that no longer.
    pub(super) async fn draft_account_asked(&self, id: PayoutAccountId, token: &str) -> Result<Option<Draft>, DbErr> {
        let (record, organization) = self.payout_account_by_id(id).await?;
        let zone = self.zone_of(organization.id).await?;
        let until = zoned(record.account.confirm_until, &zone);
        Ok((record.standing == AccountStanding::Asked).then(|| asked(&record, &organization, &until, &format!("{}{PAGE}/{token}", self.mail.base_url))))
    }

    /// The letter that tells an owner of a new account; `None` where there is nothing to stop any more, or no such owner.
    pub(super) async fn draft_account_changed(&self, id: PayoutAccountId, to: UserId) -> Result<Option<Draft>, DbErr> {
        let (record, organization) = self.payout_account_by_id(id).await?;
        let Some(confirmed) = record.account.confirmed_at.filter(|_| record.standing != AccountStanding::Withdrawn) else { return Ok(None) };
        let from = zoned(confirmed + HELD_FOR, &self.zone_of(organization.id).await?);
        let link = format!("{}{PAGE}", self.mail.base_url);
        Ok(Some(changed(&record, &organization, (&from, record.account.asked_by == to), link)))
    }
}

impl Services {
    /// The letter that a payout has reached the bank; `None` where it has come back since.
    pub(super) async fn draft_paid_out(&self, id: PayoutId) -> Result<Option<Draft>, DbErr> {
        let missing = || DbErr::RecordNotFound(format!("payout {id}"));
        let payout = payout::Entity::find_by_id(id).one(self.store.reader()).await?.ok_or_else(missing)?;
        let (Some(utr), Some(day)) = (payout.utr, payout.paid_on) else { return Ok(None) };
        let organization = self.organization(payout.organization_id).await?;
        let name = tidy_line(&organization.name);
        Ok(Some(Draft {
            subject: format!("{} is on its way to {name}", payout.amount),
            heading: "You were paid".to_owned(),
            name: None,
            blocks: vec![
                Block::Words(format!("What {name} has earned with {} was paid. Banks show it within a working day.", lines(payout.line_count))),
                Block::Facts(vec![("Amount", payout.amount.to_string()), ("Paid on", day), ("The bank’s reference (UTR)", utr)]),
            ],
            link: format!("{}/host/payouts/{id}", self.mail.base_url),
            way: "See the statement".to_owned(),
            stop: None,
        }))
    }
}

fn lines(count: i32) -> String {
    if count == 1 { "one booking".to_owned() } else { format!("{count} bookings") }
}

fn facts(record: &PayoutAccountRecord, organization: &organization::Model, when: (&'static str, &ZonedTime)) -> Block {
    Block::Facts(vec![
        ("Organization", tidy_line(&organization.name)),
        (record.account.kind.name(), record.account.masked.clone()),
        (when.0, format!("{} ({})", when.1.date_and_clock(), when.1.zone_name())),
    ])
}

fn asked(record: &PayoutAccountRecord, organization: &organization::Model, until: &ZonedTime, link: &str) -> Draft {
    let name = tidy_line(&organization.name);
    Draft {
        subject: format!("Confirm where the money of {name} goes"),
        heading: "Is this your account?".to_owned(),
        name: Some(tidy_line(&record.asked_by)),
        blocks: vec![
            Block::Words(format!("You asked that what {name} earns is paid to this account from now on. Confirm it, and money moves to it a day later.")),
            facts(record, organization, ("Good until", until)),
            Block::Words("If it was not you, change your password now: whoever asked knows it. Without the link nothing happens.".to_owned()),
        ],
        link: link.to_owned(),
        way: "See and confirm the account".to_owned(),
        stop: None,
    }
}

fn changed(record: &PayoutAccountRecord, organization: &organization::Model, (from, by_reader): (&ZonedTime, bool), link: String) -> Draft {
    let name = tidy_line(&organization.name);
    let who = if by_reader { "You have".to_owned() } else { format!("{} has", tidy_line(&record.asked_by)) };
    Draft {
        subject: format!("The money of {name} goes to another account"),
        heading: "A new payout account".to_owned(),
        name: None,
        blocks: vec![
            Block::Words(format!("{who} confirmed a new account for {name}. Nothing is paid until a day has passed.")),
            facts(record, organization, ("Payouts from", from)),
            Block::Words("If this is not right, withdraw the account before then; you will need no password for that.".to_owned()),
        ],
        link,
        way: "See the account".to_owned(),
        stop: None,
    }
}
