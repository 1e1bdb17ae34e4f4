//! Mail: posted into an outbox together with the change that it tells of, written and handed over later by a job.

mod letter;
mod outbox;

pub use letter::{Letter, LetterLine};
pub use outbox::{DELIVER_MAIL, DeliverMail, post};
