//! The one error that a browser or a machine caller may see: a stable code, words, and what is wrong with which field.

use crate::domain::text::FieldErrors;
use leptos::server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use serde::{Deserialize, Serialize};

crate::domain::text_enum::text_enum! {
    /// What went wrong, for programs. These words are part of the public contract.
    ErrorCode {
        /// Nobody is logged in.
        Unauthenticated => "unauthenticated",
        /// Logged in, but this is for others.
        Forbidden => "forbidden",
        /// Logged in, but this is for those who belong to an organization.
        NoOrganization => "no_organization",
        /// It does not exist, or is not for the caller to know of.
        NotFound => "not_found",
        /// A field will not do; see `fields`.
        Invalid => "invalid",
        /// The request itself could not be read.
        BadRequest => "bad_request",
        /// The seats went to someone else.
        SoldOut => "sold_out",
        /// The run can no longer be booked.
        BookingClosed => "booking_closed",
        /// The form was used for something else already.
        FormUsed => "form_used",
        /// The thing is no longer in a state in which this is possible.
        Conflict => "conflict",
        /// A message that is not signed by the one it says it is from.
        BadSignature => "bad_signature",
        /// The payment provider does not answer.
        Provider => "provider_unavailable",
        /// The body is too large.
        TooLarge => "too_large",
        /// The browser could not reach the server.
        Unreachable => "unreachable",
        /// Our fault.
        Internal => "internal",
    }
}

impl ErrorCode {
    /// The HTTP status that goes with the code.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::BadRequest => 400,
            Self::Unauthenticated | Self::BadSignature => 401,
            Self::Forbidden | Self::NoOrganization => 403,
            Self::NotFound => 404,
            Self::SoldOut | Self::BookingClosed | Self::FormUsed | Self::Conflict => 409,
            Self::TooLarge => 413,
            Self::Invalid => 422,
            Self::Internal => 500,
            Self::Provider => 502,
            Self::Unreachable => 503,
        }
    }
}

/// An error as it leaves the server, in JSON: `{"code": …, "message": …, "fields": {…}}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct AppError {
    pub code: ErrorCode,
    /// Words for a person.
    pub message: String,
    /// Words for single fields, under the fields' names; for a hidden field, what it has to hold now.
    #[serde(default, skip_serializing_if = "FieldErrors::is_empty")]
    pub fields: FieldErrors,
}

impl AppError {
    /// An error about the whole request.
    #[must_use]
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), fields: FieldErrors::new() }
    }

    /// An error about fields of a form.
    #[must_use]
    pub fn invalid(fields: FieldErrors) -> Self {
        let message = if fields.len() == 1 { "One thing needs another look." } else { "A few things need another look." };
        Self { code: ErrorCode::Invalid, message: message.to_owned(), fields }
    }

    /// Nobody is logged in.
    #[must_use]
    pub fn unauthenticated() -> Self {
        Self::new(ErrorCode::Unauthenticated, "Please log in first.")
    }

    /// What does not exist, and what is not for the caller: the same answer, to the letter.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(ErrorCode::NotFound, "There is nothing at this address.")
    }

    /// Our fault; the cause is in the log, not in the answer.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(ErrorCode::Internal, "Something broke on our side. Nothing was booked or charged by this step. Please try again in a moment.")
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        use ServerFnErrorErr::{Args, Deserialization, MissingArg, Request};
        match error {
            Args(_) | MissingArg(_) | Deserialization(_) => Self::new(ErrorCode::BadRequest, "This request could not be understood."),
            Request(_) => {
                Self::new(ErrorCode::Unreachable, "Nukkad could not be reached. Check your connection and try again; sending the same form twice does no harm.")
            }
            _ => Self::internal(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machines_get_a_stable_shape() {
        let fields = FieldErrors::from([("email".to_owned(), "No.".to_owned())]);
        let json = serde_json::to_string(&AppError::invalid(fields)).unwrap();
        assert_eq!(json, r#"{"code":"invalid","message":"One thing needs another look.","fields":{"email":"No."}}"#);
        let json = serde_json::to_string(&AppError::not_found()).unwrap();
        assert_eq!(json, r#"{"code":"not_found","message":"There is nothing at this address."}"#);
        assert!(ErrorCode::ALL.iter().all(|code| (400..600).contains(&code.status())));
    }
}
