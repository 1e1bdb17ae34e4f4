//! How the types of the domain are stored: ids and amounts as whole numbers, enumerations and references as text.
//! Written here and not derived there, so that the domain knows no database and the browser's bundle stays small.

use crate::domain::{
    appeal::{AppealStatus, HostAnswer},
    booking::{Attendance, BookingStatus, CancelledBy},
    cover::Hour,
    dispute::DisputeStatus,
    door::{ScanId, ScanKind},
    experience::{Domain, ExperienceStatus, RefundPreset},
    ids::{
        AppealId, BookingId, BookingRef, CityId, DisputeId, ExperienceId, InvitationId, JobId, MailId, MessageId, NeighborhoodId, NoteId, OrderId,
        OrganizationId, PaperId, PaymentId, PayoutAccountId, PayoutApprovalId, PayoutFileId, PayoutId, PictureId, QuestionId, ReconciliationId, RefundId,
        RunId, SavedSearchId, SeriesId, TransferId, TravelerId, UserId, WaitlistId, WebhookId,
    },
    invitation::InvitationStatus,
    ledger::{Account, EntryKind},
    media::MediaHash,
    money::Paise,
    organization::Role,
    paper::PaperKind,
    payment::{PaymentStatus, PaymentVerdict, RefundCause, RefundStatus},
    payout::{ApprovalOutcome, PayoutStatus},
    payout_account::{AccountKind, AccountStatus},
    payout_transfer::TransferStatus,
    question::QuestionKind,
    reconciliation::{Finding, ItemKind, Remedy},
    run::RunStatus,
    setting::Setting,
    stake::StakeStatus,
    waitlist::WaitStatus,
};
use sea_orm::{
    ColIdx, DbErr, IntoActiveValue, QueryResult, Set, TryFromU64, TryGetError, TryGetable, Value,
    sea_query::{ArrayType, ColumnType, Nullable, StringLen, ValueType, ValueTypeErr},
};

macro_rules! stored_as_number {
    ($($name:ident),+ $(,)?) => {$(
        impl From<$name> for Value {
            fn from(value: $name) -> Self {
                value.0.into()
            }
        }

        impl TryGetable for $name {
            fn try_get_by<I: ColIdx>(row: &QueryResult, column: I) -> Result<Self, TryGetError> {
                i64::try_get_by(row, column).map($name)
            }
        }

        impl ValueType for $name {
            fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
                <i64 as ValueType>::try_from(value).map($name)
            }

            fn type_name() -> String {
                stringify!($name).to_owned()
            }

            fn array_type() -> ArrayType {
                ArrayType::BigInt
            }

            fn column_type() -> ColumnType {
                ColumnType::BigInteger
            }
        }

        impl Nullable for $name {
            fn null() -> Value {
                i64::null()
            }
        }

        impl IntoActiveValue<$name> for $name {
            fn into_active_value(self) -> sea_orm::ActiveValue<$name> {
                Set(self)
            }
        }

        impl TryFromU64 for $name {
            fn try_from_u64(number: u64) -> Result<Self, DbErr> {
                i64::try_from_u64(number).map($name)
            }
        }
    )+};
}

macro_rules! stored_as_text {
    ($($name:ident),+ $(,)?) => {$(
        impl From<$name> for Value {
            fn from(value: $name) -> Self {
                value.as_str().into()
            }
        }

        impl TryGetable for $name {
            fn try_get_by<I: ColIdx>(row: &QueryResult, column: I) -> Result<Self, TryGetError> {
                let text = String::try_get_by(row, column)?;
                text.parse().map_err(|_| TryGetError::DbErr(DbErr::Type(format!("{text:?} is no {}", stringify!($name)))))
            }
        }

        impl ValueType for $name {
            fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
                <String as ValueType>::try_from(value)?.parse().map_err(|_| ValueTypeErr)
            }

            fn type_name() -> String {
                stringify!($name).to_owned()
            }

            fn array_type() -> ArrayType {
                ArrayType::String
            }

            fn column_type() -> ColumnType {
                ColumnType::String(StringLen::None)
            }
        }

        impl Nullable for $name {
            fn null() -> Value {
                String::null()
            }
        }

        impl IntoActiveValue<$name> for $name {
            fn into_active_value(self) -> sea_orm::ActiveValue<$name> {
                Set(self)
            }
        }

        impl TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, DbErr> {
                Err(DbErr::ConvertFromU64(stringify!($name)))
            }
        }
    )+};
}

stored_as_number!(
    UserId,
    OrganizationId,
    CityId,
    NeighborhoodId,
    ExperienceId,
    RunId,
    BookingId,
    JobId,
    MailId,
    OrderId,
    PaymentId,
    RefundId,
    WebhookId,
    QuestionId,
    PictureId,
    SeriesId,
    InvitationId,
    WaitlistId,
    MessageId,
    NoteId,
    AppealId,
    TravelerId,
    SavedSearchId,
    PayoutAccountId,
    PayoutId,
    PayoutFileId,
    TransferId,
    PaperId,
    PayoutApprovalId,
    ReconciliationId,
    DisputeId,
    Paise
);
stored_as_text!(
    Account,
    AccountKind,
    AccountStatus,
    AppealStatus,
    ApprovalOutcome,
    Attendance,
    BookingRef,
    BookingStatus,
    CancelledBy,
    Domain,
    EntryKind,
    ExperienceStatus,
    Finding,
    HostAnswer,
    Hour,
    MediaHash,
    InvitationStatus,
    ItemKind,
    PaperKind,
    PaymentStatus,
    PaymentVerdict,
    PayoutStatus,
    TransferStatus,
    DisputeStatus,
    RefundCause,
    RefundPreset,
    QuestionKind,
    RefundStatus,
    Remedy,
    Setting,
    Role,
    RunStatus,
    ScanId,
    ScanKind,
    StakeStatus,
    WaitStatus,
);
