//! Paying through the provider: each try is written down, then sent by a job, again and again under the same key, until the provider has
//! said how it ends. What it says may come by a webhook, by the job or by an admin's question: all end in [`Services::take_in_transfer`].

use super::{
    PayoutError, in_turn,
    paying::{begin_all, not_paid, paid},
    still_admin, subject,
};
use crate::{
    domain::{
        ids::{PayoutId, TransferId, UserId},
        ledger::Entry,
        money::CURRENCY,
        payout::PayoutStatus,
        payout_transfer::{TransferEvent, TransferStatus, WATCHED_FOR, mode},
    },
    entity::{
        audit_log, job, ledger_entry, payout, payout_account,
        payout_transfer::{self, Said},
    },
    services::{
        Services,
        daily_tasks::in_india,
        payments::{
            payer::{self, Beneficiary, NewTransfer, Payer, TransferState},
            provider::ProviderError,
        },
    },
};
use chrono::{DateTime, Duration, Utc};
use sea_orm::{ActiveValue::NotSet, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, Set};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// A try of having the provider send a payout.
pub type Transfer = payout_transfer::Model;

/// The job that has the provider send a payout, and asks what became of it; see [`SendTransfer`].
pub const SEND_TRANSFER: &str = "send_transfer";
/// The shortest and the longest wait before a transfer under way is asked about again.
const ASK_FIRST: Duration = Duration::minutes(1);
const ASK_LATEST: Duration = Duration::hours(6);
/// After this time the provider's list has whatever it was ever sent.
const LISTED_AFTER: Duration = Duration::days(1);
/// The wait before one that has arrived is asked about again.
const WATCH_EVERY: Duration = Duration::days(1);

/// What the job [`SEND_TRANSFER`] carries.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct SendTransfer {
    pub transfer: TransferId,
}

/// A try in words: `PO-12.3`.
fn in_words(transfer: &payout_transfer::Model) -> String {
    format!("PO-{}.{}", transfer.payout_id, transfer.payout_version)
}

impl Services {
    /// Has the provider pay all that is approved and may leave the house; the rules are those of [`Services::begin_bank_file`]. Gives how many.
    ///
    /// # Errors
    /// [`PayoutError::NoPayer`], [`PayoutError::Nothing`] where there is nothing to pay, [`PayoutError::NoAdmin`], or the database's.
    pub async fn begin_transfers(&self, admin: UserId, reason: &str) -> Result<usize, PayoutError> {
        self.payer()?;
        let now = self.clock.now();
        let db = self.store.begin().await?;
        still_admin(&db, admin).await?;
        let begun = begin_all(&db, None, now).await?;
        for payout in &begun {
            let row = payout_transfer::ActiveModel {
                id: NotSet,
                payout_id: Set(payout.id),
                payout_version: Set(payout.version + 1),
                status: Set(TransferStatus::Intended),
                idempotency_key: Set(self.entropy.token()),
                attempts: Set(0),
                beneficiary: Set(None),
                provider_payout_id: Set(None),
                provider_status: Set(None),
                failure: Set(None),
                fee: Set(None),
                tax: Set(None),
                created_at: Set(now),
                updated_at: Set(now),
            };
            let transfer = payout_transfer::Entity::insert(row).exec_with_returning(&db).await?.id;
            plan(&db, transfer, now, now).await?;
            let detail = json!({ "reason": reason, "amount": payout.amount });
            audit_log::record(&db, now, Some(admin), "payout.handed_to_provider", subject(payout.id), detail).await?;
        }
        db.commit().await?;
        Ok(begun.len())
    }

    fn payer(&self) -> Result<&dyn Payer, PayoutError> {
        self.payments.payer.as_deref().ok_or(PayoutError::NoPayer)
    }

    /// Brings a transfer forward, and plans the next look at it.
    ///
    /// # Errors
    /// When the provider gave no answer that settles anything; the job is tried again later.
    pub async fn work_on_transfer(&self, job: SendTransfer) -> Result<(), PayoutError> {
        let Some(was) = payout_transfer::Entity::find_by_id(job.transfer).one(self.store.writer()).await? else { return Ok(()) };
        self.advance_transfer(&was).await?;
        let Some(row) = payout_transfer::Entity::find_by_id(job.transfer).one(self.store.writer()).await? else { return Ok(()) };
        let now = self.clock.now();
        let wait = match row.status {
            TransferStatus::Intended | TransferStatus::Sent => ((now - row.created_at) / 2).clamp(ASK_FIRST, ASK_LATEST),
            TransferStatus::Processed if now - row.updated_at < WATCHED_FOR => WATCH_EVERY,
            TransferStatus::Processed | TransferStatus::Failed | TransferStatus::Reversed => return Ok(()),
        };
        plan(self.store.writer(), row.id, now + wait, now).await
    }

    async fn advance_transfer(&self, row: &payout_transfer::Model) -> Result<(), PayoutError> {
        match (row.status, &row.provider_payout_id) {
            (TransferStatus::Intended, _) => self.send_transfer(row).await,
            (TransferStatus::Sent | TransferStatus::Processed, Some(known)) => {
                let news = self.payer()?.transfer_status(known).await?;
                self.take_in_transfer(row.id, &news).await
            }
            _ => Ok(()),
        }
    }

    /// Asks the provider about a payout of its own. False where it knows none of that name, or it is not ours.
    pub(in crate::services::payments) async fn look_at_transfer(&self, provider_payout: &str) -> Result<bool, PayoutError> {
        let Ok(payer) = self.payer() else { return Ok(false) };
        let news = match payer.transfer_status(provider_payout).await {
            Err(ProviderError::Invalid { .. }) => return Ok(false),
            news => news?,
        };
        let Some(key) = &news.key else { return Ok(false) };
        let ours = payout_transfer::Entity::find().filter(payout_transfer::Column::IdempotencyKey.eq(key.as_str())).one(self.store.writer()).await?;
        match ours {
            Some(ours) => self.take_in_transfer(ours.id, &news).await.map(|()| true),
            None => Ok(false),
        }
    }

    /// Asks the provider what became of a payout that it pays, because an admin wants to know.
    ///
    /// # Errors
    /// [`PayoutError::NoPayout`] where the provider has never been told of it; the provider's.
    pub async fn ask_about_payout(&self, admin: UserId, id: PayoutId, reason: &str) -> Result<(), PayoutError> {
        let row = payout_transfer::Entity::find().filter(payout_transfer::Column::PayoutId.eq(id)).order_by_desc(payout_transfer::Column::Id);
        let row = row.one(self.store.writer()).await?.ok_or(PayoutError::NoPayout)?;
        audit_log::record(self.store.writer(), self.clock.now(), Some(admin), "payout.asked", subject(id), json!({ "reason": reason })).await?;
        self.advance_transfer(&row).await
    }

    /// Every try of having the provider send a payout, the latest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn transfers_of(&self, payout: PayoutId) -> Result<Vec<Transfer>, DbErr> {
        let rows = payout_transfer::Entity::find().filter(payout_transfer::Column::PayoutId.eq(payout));
        rows.order_by_desc(payout_transfer::Column::Id).all(self.store.reader()).await
    }

    async fn send_transfer(&self, row: &payout_transfer::Model) -> Result<(), PayoutError> {
        let payer = self.payer()?;
        // A process that died, or heard nothing, may have sent it.
        if row.attempts > 0
            && let Some(found) = payer.transfer_by_key(&row.idempotency_key).await?
        {
            return self.take_in_transfer(row.id, &found).await;
        }
        let db = self.store.writer();
        let payout = super::find(db, row.payout_id).await?;
        let account = payout_account::Entity::find().filter(payout_account::Column::Id.eq(payout.account_id)).one(db).await?;
        let account = account.ok_or_else(|| PayoutError::Unsettled(format!("payout {} goes nowhere", payout.id)))?;
        let Some(mode) = mode(account.kind, payout.amount) else {
            return self.refused(row, "UPI does not carry that much: the host has to give a bank account.").await;
        };
        let beneficiary = if let Some(known) = row.beneficiary.clone() {
            known
        } else {
            match payer.beneficiary(&self.beneficiary_of(&payout, &account).await?).await {
                Err(error @ (ProviderError::Invalid { .. } | ProviderError::Declined { .. })) => return self.refused(row, &error.to_string()).await,
                named => named?,
            }
        };
        if !payout_transfer::sending(db, row, &beneficiary).await? {
            return Err(raced(row));
        }
        let transfer =
            NewTransfer { beneficiary, amount: payout.amount, mode, narration: format!("Nukkad PO {}", payout.id), key: row.idempotency_key.clone() };
        match payer.transfer(&transfer).await {
            Ok(news) => self.take_in_transfer(row.id, &news).await,
            // A refusal of a later try says nothing of the earlier ones, until they would have been found by their key.
            Err(error @ (ProviderError::Invalid { .. } | ProviderError::Declined { .. }))
                if row.attempts == 0 || self.clock.now() - row.created_at > LISTED_AFTER =>
            {
                self.refused(row, &error.to_string()).await
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn beneficiary_of(&self, payout: &payout::Model, account: &payout_account::Model) -> Result<Beneficiary, PayoutError> {
        let organization = self.organization(payout.organization_id).await?;
        let reference = format!("organization-{}", organization.id);
        Ok(Beneficiary { name: organization.name, reference, destination: self.open_payout_account(account)? })
    }

    /// Takes in that the provider would not have a transfer at all.
    async fn refused(&self, was: &payout_transfer::Model, why: &str) -> Result<(), PayoutError> {
        let now = self.clock.now();
        let db = self.store.begin().await?;
        let payout = in_turn(&db, was.payout_id).await?;
        let row = read(&db, was.id).await?;
        if row.status != TransferStatus::Intended
            || !payout_transfer::note(&db, &row, TransferStatus::Failed, Said { failure: Some(why), ..Said::default() }, now).await?
        {
            return Err(raced(was));
        }
        end(&db, &row, &payout, TransferEvent::Failed, (None, why), now).await?;
        db.commit().await?;
        Ok(())
    }

    /// Takes in what the provider says of a transfer: forward only, and with the payout that it is for.
    async fn take_in_transfer(&self, id: TransferId, news: &payer::Transfer) -> Result<(), PayoutError> {
        let now = self.clock.now();
        let db = self.store.begin().await?;
        let payout = in_turn(&db, read(&db, id).await?.payout_id).await?;
        let row = read(&db, id).await?;
        if news.amount != payout.amount || news.currency != CURRENCY || row.provider_payout_id.as_ref().is_some_and(|known| *known != news.id) {
            return Err(PayoutError::Unsettled(format!("{} is {} {} as {} at the provider", in_words(&row), news.currency, news.amount, news.id)));
        }
        let event = match news.state {
            TransferState::UnderWay => TransferEvent::Accepted,
            TransferState::Processed => TransferEvent::Processed,
            TransferState::Failed => TransferEvent::Failed,
            TransferState::Reversed => TransferEvent::Reversed,
            TransferState::Unknown => return Err(PayoutError::Unsettled(format!("{} is {:?}, whatever that means", news.id, news.status))),
        };
        let moved = row.status.after(event);
        if moved.is_none() && (row.status != TransferStatus::Sent || row.provider_status.as_ref() == Some(&news.status)) {
            return Ok(());
        }
        let why = news.failure.as_deref().unwrap_or("The provider gives no reason.");
        let ended_badly = matches!(event, TransferEvent::Failed | TransferEvent::Reversed);
        let said = Said { id: Some(&news.id), status: Some(&news.status), failure: ended_badly.then_some(why), fee: Some((news.fee, news.tax)) };
        if !payout_transfer::note(&db, &row, moved.unwrap_or(row.status), said, now).await? {
            return Err(raced(&row));
        }
        if moved.is_some() {
            end(&db, &row, &payout, event, (news.utr.as_deref(), why), now).await?;
        }
        if event == TransferEvent::Processed && !news.fee.is_zero() {
            ledger_entry::post(&db, Entry::payout_fee(row.id, news.fee, news.tax), now).await?;
        }
        db.commit().await?;
        Ok(())
    }
}

/// Brings the payout to where its transfer is: arrived, failed or back. One that was given up by this transfer before stays as it is.
async fn end(
    db: &DatabaseTransaction,
    row: &payout_transfer::Model,
    payout: &payout::Model,
    event: TransferEvent,
    (utr, why): (Option<&str>, &str),
    now: DateTime<Utc>,
) -> Result<(), PayoutError> {
    let expected = match event {
        TransferEvent::Accepted => return Ok(()),
        // What it calls back later was given up here already.
        TransferEvent::Reversed if row.status == TransferStatus::Failed => return Ok(()),
        TransferEvent::Reversed if row.status == TransferStatus::Processed => (PayoutStatus::Paid, row.payout_version + 1),
        _ => (PayoutStatus::Processing, row.payout_version),
    };
    if (payout.status, payout.version) != expected {
        return Err(PayoutError::Unsettled(format!("payout {} is not where its transfer {} has left it", payout.id, row.id)));
    }
    if event == TransferEvent::Processed {
        // Some ways have no reference of a bank's; then the provider's own name has to do.
        let own = in_words(row);
        paid(db, payout, (utr.unwrap_or(&own), in_india(now).date_naive()), None, now).await
    } else {
        not_paid(db, payout, why, None, now).await
    }
}

async fn read(db: &DatabaseTransaction, id: TransferId) -> Result<payout_transfer::Model, PayoutError> {
    payout_transfer::Entity::find_by_id(id).one(db).await?.ok_or(PayoutError::NoPayout)
}

async fn plan(db: &impl ConnectionTrait, transfer: TransferId, at: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), PayoutError> {
    job::enqueue(db, SEND_TRANSFER, serde_json::to_value(SendTransfer { transfer })?, at, now).await?;
    Ok(())
}

fn raced(row: &payout_transfer::Model) -> PayoutError {
    PayoutError::Unsettled(format!("{} was moved by somebody else meanwhile", in_words(row)))
}
