//! Mail: posted into an outbox together with the change that it tells of, written and handed over later by a job.
//!
//! [`post`] is all that other services need, and [`post_notice`] where a letter is about no booking. What becomes of a letter:
//! [`Letter`] (what happened) → `words` (what to say), or both in one as a [`Notice`] → `layout` (as text and as HTML) →
//! `message` (as it travels) → [`Postman`] (away with it).

mod calendar;
mod delivery;
mod layout;
mod letter;
mod message;
mod notice;
mod outbox;
mod payouts;
mod postman;
mod smtp;
mod stakes;
mod waitlist;
mod weekly;
mod words;

pub use delivery::{Delivery, DeliveryError};
pub use letter::{Letter, LetterLine, StakeLine};
pub use notice::{News, Notice};
pub use outbox::{DELIVER_MAIL, DeliverMail, post, post_notice, post_to};
pub use postman::{FolderPostman, MailError, MemoryPostman, Parcel, Postman};
pub use smtp::SmtpPostman;

use std::{path::PathBuf, sync::Arc};

/// Who sends mail, and how it leaves.
#[derive(Clone, Debug)]
pub struct Mailer {
    /// The site's address, without a slash at the end: links begin with it.
    pub base_url: String,
    /// The sender, as a `From` line has it: `Nukkad <tickets@example.com>`.
    pub from: String,
    pub postman: Arc<dyn Postman>,
}

impl Mailer {
    /// Mail to the server at `smtp_url`, or into `folder` without one.
    ///
    /// # Errors
    /// When the server's address makes no sense.
    pub fn new(base_url: &str, from: String, smtp_url: Option<&str>, folder: PathBuf) -> Result<Self, lettre::transport::smtp::Error> {
        let postman: Arc<dyn Postman> = match smtp_url {
            Some(url) => Arc::new(SmtpPostman::new(url)?),
            None => Arc::new(FolderPostman::new(folder)),
        };
        Ok(Self { base_url: base_url.to_owned(), from, postman })
    }

    /// Keeps every mail in memory: for tests, and until something better is set.
    #[must_use]
    pub fn in_memory() -> Self {
        let (base_url, from) = ("http://127.0.0.1:3000".to_owned(), "Nukkad <tickets@localhost>".to_owned());
        Self { base_url, from, postman: Arc::new(MemoryPostman::default()) }
    }

    /// The site's host name, for ids that must be unique in the world; `localhost` where the site has a number only.
    pub(super) fn host(&self) -> String {
        let url = reqwest::Url::parse(&self.base_url).ok();
        url.as_ref().and_then(reqwest::Url::domain).unwrap_or("localhost").to_owned()
    }
}
