//! What people who keep things are told.

use super::internal;
use crate::{
    domain::saved::{FavoriteKind, SEARCHES_MAX},
    error::{AppError, ErrorCode},
    services::{favorites::FavoriteError, saved_searches::SavedSearchError},
};

impl From<FavoriteError> for AppError {
    fn from(error: FavoriteError) -> Self {
        match error {
            FavoriteError::NotFound => Self::not_found(),
            FavoriteError::TooMany { kind: FavoriteKind::Host, max } => {
                Self::new(ErrorCode::Conflict, format!("You follow {max} hosts, which is as many as one can. Stop following one of them first."))
            }
            FavoriteError::TooMany { max, .. } => {
                Self::new(ErrorCode::Conflict, format!("You have saved {max} experiences, which is as many as one can. Let go of one of them first."))
            }
            FavoriteError::Database(_) => internal(&error),
        }
    }
}

impl From<SavedSearchError> for AppError {
    fn from(error: SavedSearchError) -> Self {
        match error {
            SavedSearchError::NotFound => Self::not_found(),
            SavedSearchError::TooMany => {
                Self::new(ErrorCode::Conflict, format!("You have saved {SEARCHES_MAX} searches, which is as many as one can. Delete one of them first."))
            }
            SavedSearchError::TooLong => Self::new(ErrorCode::Invalid, "This search asks for more than can be saved. Take a few things away."),
            SavedSearchError::Database(_) => internal(&error),
        }
    }
}
