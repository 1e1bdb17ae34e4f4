//! What came back, and what it means: done, surely not done, or nobody knows.

use super::{
    redact::{redact, scrub},
    wire::said,
};
use crate::services::payments::provider::ProviderError;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

/// How much of a body the log gets, in characters.
const LOGGED_CHARS_MAX: usize = 2_000;

/// How an exchange ended.
pub(super) enum Answer {
    /// The whole answer is here.
    Whole { status: u16, body: Vec<u8> },
    /// Something was sent; no answer came, or not all of it, or too much.
    Broken { status: Option<u16>, problem: String },
    /// There was nobody to send it to.
    NotSent(String),
}

impl Answer {
    pub(super) const fn status(&self) -> Option<u16> {
        match self {
            Self::Whole { status, .. } => Some(*status),
            Self::Broken { status, .. } => *status,
            Self::NotSent(_) => None,
        }
    }

    /// True where a question has a better chance a moment later. Not after a time-out: who asks has waited long enough.
    pub(super) fn worth_another_try(&self) -> bool {
        matches!(self, Self::NotSent(_)) || self.status().is_some_and(|status| status == 429 || status >= 500)
    }

    /// What was asked for, or why there is none. `secrets` are kept out of the error's words.
    pub(super) fn read<T: DeserializeOwned>(self, secrets: &[&str]) -> Result<T, ProviderError> {
        match self {
            Self::Whole { status: 200..300, body } => {
                // serde's words quote what they stumble over, so they stay here.
                serde_json::from_slice(&body).map_err(|_| ProviderError::Unknown(format!("an answer of {} bytes that makes no sense", body.len())))
            }
            Self::Whole { status, body } => Err(refusal(status, serde_json::from_slice(&body).ok(), secrets)),
            Self::Broken { status: Some(status @ (401 | 429)), .. } => Err(refusal(status, None, secrets)),
            Self::Broken { problem, .. } => Err(ProviderError::Unknown(scrub(&problem, secrets))),
            Self::NotSent(problem) => Err(ProviderError::NotSent(scrub(&problem, secrets))),
        }
    }

    /// The body for the log, or what is known instead of it; without anything a log must not have.
    pub(super) fn for_the_log(&self, secrets: &[&str]) -> String {
        let text = match self {
            Self::Whole { body, .. } => redact(&String::from_utf8_lossy(body), secrets),
            Self::Broken { problem, .. } | Self::NotSent(problem) => scrub(problem, secrets),
        };
        text.chars().take(LOGGED_CHARS_MAX).collect()
    }
}

#[derive(Deserialize)]
struct Envelope {
    error: Refusal,
}

/// Only the first two are always there.
#[derive(Deserialize)]
struct Refusal {
    code: String,
    description: String,
    #[serde(default)]
    reason: Value,
    #[serde(default)]
    field: Value,
}

/// What an answer other than success means. Without an envelope it is not the API that spoke, so nobody knows what was done.
fn refusal(status: u16, envelope: Option<Envelope>, secrets: &[&str]) -> ProviderError {
    let unknown = || ProviderError::Unknown(format!("HTTP status {status}"));
    match (status, envelope) {
        (401, _) => ProviderError::Auth,
        (429, _) => ProviderError::RateLimited,
        (400..500, Some(Envelope { error })) if speaks_of_keys(&error) => ProviderError::Auth,
        // A 409 is about an idempotency key: its first use is under way, or has been done. Neither says what came of it.
        (409, _) => unknown(),
        (400..500, Some(Envelope { error })) => match error.code.as_str() {
            "GATEWAY_ERROR" | "BAD_GATEWAY_ERROR" => error.into_declined(secrets),
            "SERVER_ERROR" => unknown(),
            _ => error.into_invalid(secrets),
        },
        _ => unknown(),
    }
}

/// Wrong keys may come as a 400 too, told apart by words alone.
fn speaks_of_keys(error: &Refusal) -> bool {
    error.code == "BAD_REQUEST_AUTHENTICATION_ERROR"
        || ["Authentication failed", "The api key provided is invalid"].contains(&error.description.trim_end_matches('.'))
}

impl Refusal {
    fn into_declined(self, secrets: &[&str]) -> ProviderError {
        ProviderError::Declined { code: self.code, description: scrub(&self.description, secrets), reason: text(&self.reason) }
    }

    fn into_invalid(self, secrets: &[&str]) -> ProviderError {
        ProviderError::Invalid { code: self.code, description: scrub(&self.description, secrets), reason: text(&self.reason), field: text(&self.field) }
    }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned).and_then(said)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(status: u16, body: &Value) -> ProviderError {
        let answer = Answer::Whole { status, body: body.to_string().into_bytes() };
        answer.read::<super::super::wire::Order>(&["s3cr3t-s3cr3t"]).err().unwrap()
    }

    fn error(code: &str, description: &str) -> Value {
        json!({ "error": { "code": code, "description": description } })
    }

    /// The kind of an error: what callers decide by.
    fn kind(error: &ProviderError) -> &'static str {
        match error {
            ProviderError::Declined { .. } => "declined",
            ProviderError::Invalid { .. } => "invalid",
            ProviderError::Auth => "auth",
            ProviderError::RateLimited => "slower",
            ProviderError::Unknown(_) => "unknown",
            ProviderError::NotSent(_) => "not sent",
        }
    }

    #[test]
    fn each_status_has_a_meaning() {
        let bad = |description| error("BAD_REQUEST_ERROR", description);
        for (status, body, expected) in [
            (401, bad("Authentication failed"), "auth"),
            (401, json!("<html>"), "auth"),
            (400, bad("Authentication failed"), "auth"),
            (400, bad("The api key provided is invalid"), "auth"),
            (403, error("BAD_REQUEST_AUTHENTICATION_ERROR", "no"), "auth"),
            (400, bad("The id provided does not exist"), "invalid"),
            (404, bad("The requested URL was not found on the server."), "invalid"),
            (400, error("A_NEW_CODE", "no"), "invalid"),
            (400, error("GATEWAY_ERROR", "The bank is asleep"), "declined"),
            (400, error("SERVER_ERROR", "oops"), "unknown"),
            (400, json!({ "error": {} }), "unknown"),
            (403, json!("<html>"), "unknown"),
            (409, bad("Different request with the same idempotency key has already been processed."), "unknown"),
            (409, bad("Another request with the same idempotency key is still in progress."), "unknown"),
            (409, json!({}), "unknown"),
            (429, json!({}), "slower"),
            (500, error("SERVER_ERROR", "oops"), "unknown"),
            (502, error("GATEWAY_ERROR", "The bank is asleep"), "unknown"),
            (503, json!({}), "unknown"),
            (302, json!({}), "unknown"),
            (200, json!({}), "unknown"),
            (200, bad("no"), "unknown"),
        ] {
            assert_eq!(kind(&read(status, &body)), expected, "{status} {body}");
        }
    }

    #[test]
    fn what_the_envelope_may_leave_out_is_optional() {
        for (reason, field) in [(json!("NA"), Value::Null), (Value::Null, json!("")), (json!({}), json!([]))] {
            let body =
                json!({ "error": { "code": "BAD_REQUEST_ERROR", "description": "no", "source": "NA", "reason": reason, "field": field, "metadata": {} } });
            assert!(matches!(read(400, &body), ProviderError::Invalid { reason: None, field: None, .. }), "{body}");
        }
        let body = json!({ "error": { "code": "BAD_REQUEST_ERROR", "description": "no", "reason": "input_validation_failed", "field": "amount" } });
        assert_eq!(read(400, &body).to_string(), "the provider refused: no (BAD_REQUEST_ERROR, input_validation_failed, field amount)");
    }

    #[test]
    fn errors_repeat_no_secret() {
        let said = "s3cr3t-s3cr3t of asha@example.com, +91 98765 43210, is not a valid id";
        for code in ["BAD_REQUEST_ERROR", "GATEWAY_ERROR"] {
            let shown = format!("{0} {0:?}", read(400, &error(code, said)));
            assert!(shown.contains("is not a valid id") && !["s3cr3t", "asha", "98765"].iter().any(|secret| shown.contains(secret)), "{shown}");
        }
    }

    #[test]
    fn only_what_may_pass_is_worth_another_try() {
        let whole = |status| Answer::Whole { status, body: Vec::new() };
        for (answer, again) in [
            (Answer::NotSent(String::new()), true),
            (whole(503), true),
            (whole(429), true),
            (whole(400), false),
            (whole(200), false),
            (Answer::Broken { status: None, problem: String::new() }, false),
            (Answer::Broken { status: Some(502), problem: String::new() }, true),
        ] {
            assert_eq!(answer.worth_another_try(), again, "{:?}", answer.status());
        }
    }
}
