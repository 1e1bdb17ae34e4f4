//! Razorpay's error envelope and its literal descriptions.

use serde::Serialize;
use serde_json::{Value, json};

/// An error as the API answers it.
#[derive(Clone, Debug)]
pub(crate) struct ApiError {
    pub(crate) status: u16,
    body: Box<Body>,
}

#[derive(Clone, Debug, Serialize)]
struct Body {
    code: &'static str,
    description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    context: Option<Context>,
}

#[derive(Clone, Debug, Serialize)]
struct Context {
    source: &'static str,
    step: &'static str,
    reason: &'static str,
    metadata: Value,
}

impl ApiError {
    /// The usual refusal of a request.
    pub(crate) fn bad(description: impl Into<String>) -> Self {
        let context = Context { source: "business", step: "payment_initiation", reason: "input_validation_failed", metadata: json!({}) };
        Self { status: 400, body: Box::new(Body { code: "BAD_REQUEST_ERROR", description: description.into(), field: None, context: Some(context) }) }
    }

    /// A refusal that says nothing about its circumstances.
    pub(crate) fn not_applicable(description: impl Into<String>) -> Self {
        let mut error = Self::bad(description);
        error.body.context = Some(Context { source: "NA", step: "NA", reason: "NA", metadata: json!({}) });
        error
    }

    /// A refusal of whoever asks; it carries only code and description.
    pub(crate) fn unauthorized(description: &str) -> Self {
        let mut error = Self::bad(description);
        error.status = 401;
        error.body.context = None;
        error
    }

    /// What faults answer.
    pub(crate) fn made_up(status: u16) -> Self {
        let (code, description) = match status {
            429 => ("BAD_REQUEST_ERROR", "Too many requests"),
            502..=504 => ("GATEWAY_ERROR", "The gateway did not answer in time"),
            500.. => ("SERVER_ERROR", "The server encountered an error. The incident has been reported to admins"),
            _ => ("BAD_REQUEST_ERROR", "The request was refused by a fault of the sandbox"),
        };
        let mut error = Self::not_applicable(description);
        error.status = status;
        error.body.code = code;
        error
    }

    pub(crate) fn unknown_url() -> Self {
        Self::not_applicable("The requested URL was not found on the server.")
    }

    pub(crate) fn unknown_id() -> Self {
        Self::bad("The id provided does not exist")
    }

    pub(crate) fn malformed_id(id: &str) -> Self {
        Self::bad(format!("{id} is not a valid id"))
    }

    pub(crate) fn required(field: &str) -> Self {
        Self::bad(format!("The {} field is required.", field.replace('_', " "))).field(field)
    }

    pub(crate) fn conflict(description: &str) -> Self {
        Self::not_applicable(description).status(409)
    }

    pub(crate) fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    pub(crate) fn field(mut self, field: &str) -> Self {
        self.body.field = Some(field.to_owned());
        self
    }

    pub(crate) fn step(mut self, step: &'static str, reason: &'static str) -> Self {
        if let Some(context) = &mut self.body.context {
            (context.step, context.reason) = (step, reason);
        }
        self
    }

    pub(crate) fn metadata(mut self, metadata: Value) -> Self {
        if let Some(context) = &mut self.body.context {
            context.metadata = metadata;
        }
        self
    }

    pub(crate) fn description(&self) -> &str {
        &self.body.description
    }

    /// The envelope as it goes over the wire.
    pub(crate) fn to_json(&self) -> String {
        #[derive(Serialize)]
        struct Envelope<'a> {
            error: &'a Body,
        }
        serde_json::to_string(&Envelope { error: &self.body }).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_envelope_is_the_documented_one() {
        assert_eq!(
            ApiError::required("amount").to_json(),
            r#"{"error":{"code":"BAD_REQUEST_ERROR","description":"The amount field is required.","field":"amount","source":"business","step":"payment_initiation","reason":"input_validation_failed","metadata":{}}}"#
        );
        assert_eq!(
            ApiError::unauthorized("Authentication failed").to_json(),
            r#"{"error":{"code":"BAD_REQUEST_ERROR","description":"Authentication failed"}}"#
        );
    }
}
