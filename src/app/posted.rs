//! Forms that were sent without JavaScript, on their way from the request to the page.

use crate::error::AppError;
use serde::{Deserialize, Serialize};

/// A field whose name holds this word is never shown back or stored.
pub const SECRET_WORD: &str = "password";

/// A field whose name holds this word is shown back, but not set aside until its sender has logged in.
pub const UNSTORED_WORD: &str = "account_number";

/// What a form with files goes by where others name their server function.
pub const FILES_FORM: &str = "files";

/// A form as it arrived without JavaScript; the web layer puts it beside the request for its page.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct PostedForm {
    /// The server function's address.
    pub function: String,
    /// The fields, form-encoded, without passwords.
    pub body: String,
    pub error: Option<AppError>,
    pub redraw: Option<String>,
}
