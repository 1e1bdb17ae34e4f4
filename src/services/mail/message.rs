//! A letter as it travels: headers, both forms of the text, and the calendar's entry.

use super::{Mailer, calendar::Entry, layout::Draft};
use crate::{domain::text::tidy_line, entity::mail};
use lettre::{
    Address, Message,
    message::{
        Attachment, Mailbox, MultiPart, SinglePart,
        header::{ContentType, HeaderName, HeaderValue},
    },
};

/// Why a letter cannot be put into an envelope.
#[derive(Debug, thiserror::Error)]
pub enum EnvelopeError {
    /// Nobody can be reached there. It is not repeated here: errors go into the log.
    #[error("the recipient's address is none")]
    Recipient,
    #[error("our own address is none: {0}")]
    Sender(lettre::address::AddressError),
    #[error("the message cannot be put together: {0}")]
    Message(#[from] lettre::error::Error),
    #[error("the attachment's type makes no sense: {0}")]
    Attachment(#[from] lettre::message::header::ContentTypeErr),
}

/// Puts a letter into its envelope. Made again from the same row it has the same `Message-ID` and date, so that a mail
/// that was sent twice, because a process died in between, can be recognised as one.
pub(super) fn message(mailer: &Mailer, row: &mail::Model, draft: &Draft, entry: Option<Entry>) -> Result<Message, EnvelopeError> {
    let from: Mailbox = mailer.from.parse().map_err(EnvelopeError::Sender)?;
    let to = Mailbox::new(draft.name.as_deref().map(tidy_line), address(&row.recipient).ok_or(EnvelopeError::Recipient)?);
    let both = MultiPart::alternative().singlepart(SinglePart::plain(draft.text())).singlepart(SinglePart::html(draft.html()));
    let body = match entry {
        None => both,
        Some(Entry { method, name, file }) => {
            let kind = ContentType::parse(&format!("text/calendar; charset=utf-8; method={}", method.as_str()))?;
            MultiPart::mixed().multipart(both).singlepart(Attachment::new(name).body(file, kind))
        }
    };
    let id = format!("<mail-{}-{:x}@{}>", row.id, row.created_at.timestamp_millis(), mailer.host());
    let mut message = Message::builder()
        .from(from)
        .to(to)
        .subject(tidy_line(&draft.subject))
        .date(row.created_at.into())
        .message_id(Some(id))
        // Tells answering machines not to answer (RFC 3834).
        .raw_header(raw("Auto-Submitted", "auto-generated".to_owned()));
    if let Some(stop) = &draft.stop {
        // What mail programs make a button of, which posts to the address (RFC 8058).
        message =
            message.raw_header(raw("List-Unsubscribe", format!("<{stop}>"))).raw_header(raw("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()));
    }
    Ok(message.multipart(body)?)
}

fn raw(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
}

/// An address with its host in the letters that every mail server understands.
fn address(text: &str) -> Option<Address> {
    let (local, host) = text.rsplit_once('@')?;
    Address::new(local, idna::domain_to_ascii(host).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_in_any_script_are_written_for_every_server() {
        assert_eq!(address("asha@क.भारत").unwrap().to_string(), "asha@xn--11b.xn--h2brj9c");
        assert_eq!(address("asha@example.com").unwrap().to_string(), "asha@example.com");
        for odd in ["", "asha", "asha@", "@example.com", "a\r\nBcc: b@example.com@example.com", "a@b\r\nc"] {
            assert!(address(odd).is_none(), "{odd:?}");
        }
    }
}
