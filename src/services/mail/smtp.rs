//! Hands mails to a mail server.

use super::postman::{MailError, Parcel, Postman};
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Tokio1Executor,
    transport::smtp::{Error, response::Category},
};
use std::{
    error::Error as _,
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::time::{Instant, timeout};

/// The longest that one mail may take, from connecting to the server's last word. Well below a job's lease.
const SEND_MAX: Duration = Duration::from_secs(20);
/// After a server could not be reached, mails are put off unsent for so long: waiting for it again with every one of
/// them would keep all other jobs waiting too.
const REST: Duration = Duration::from_secs(30);

/// Sends over SMTP.
#[derive(Debug)]
pub struct SmtpPostman {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    unreachable_at: Mutex<Option<Instant>>,
}

impl SmtpPostman {
    /// To the server at `smtp://…` or `smtps://…`; connects with the first mail.
    ///
    /// # Errors
    /// When the address makes no sense.
    pub fn new(url: &str) -> Result<Self, Error> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)?.timeout(Some(SEND_MAX)).build();
        Ok(Self { transport, unreachable_at: Mutex::new(None) })
    }

    fn rests(&self) -> bool {
        self.unreachable_at.lock().unwrap_or_else(PoisonError::into_inner).is_some_and(|at| at.elapsed() < REST)
    }

    fn note_unreachable(&self) {
        *self.unreachable_at.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }
}

#[async_trait::async_trait]
impl Postman for SmtpPostman {
    async fn deliver(&self, parcel: &Parcel) -> Result<(), MailError> {
        if self.rests() {
            return Err(MailError::Later("the mail server was out of reach a moment ago".to_owned()));
        }
        let Ok(answer) = timeout(SEND_MAX, self.transport.send(parcel.message.clone())).await else {
            self.note_unreachable();
            return Err(MailError::Later("the mail server took too long".to_owned()));
        };
        let Err(error) = answer else { return Ok(()) };
        let needs_utf8 = !parcel.message.envelope().to().iter().all(|to| to.to_string().is_ascii());
        Err(judge(&error, needs_utf8).unwrap_or_else(|| {
            self.note_unreachable();
            MailError::Later(format!("the mail server is out of reach: {}", causes(&error)))
        }))
    }
}

/// What an answer of the server's means; nothing where it gave none. 50x and 55x are about this mail and final. Other refusals
/// (53x: our password, 52x: a server that takes no mail) are the operator's to mend, and the mail waits.
/// Of the server's words only the code is kept: they tend to repeat the recipient's address.
fn judge(error: &Error, needs_utf8: bool) -> Option<MailError> {
    if let Some(code) = error.status() {
        let about_this_mail = error.is_permanent() && matches!(code.category, Category::Syntax | Category::MailSystem);
        let words = format!("the mail server answered {code}");
        return Some(if about_this_mail { MailError::Refused(words) } else { MailError::Later(words) });
    }
    // The address has letters beyond ASCII before its @, and the server has no way to take such a one.
    (error.is_client() && needs_utf8).then(|| MailError::Refused("the mail server does not take this address".to_owned()))
}

fn causes(error: &Error) -> String {
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        words = format!("{words}: {cause}");
        source = cause.source();
    }
    words
}
