//! Tickets: what a traveler's QR code says. It is signed, so that a door without a network can tell it from a forged one, and
//! written in letters that a QR code packs tightly: three for two bytes.

use super::ids::{BookingId, RunId};
use chrono::{Duration, NaiveDate};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Length of an Ed25519 signature (RFC 8032).
pub const SIGNATURE_BYTES: usize = 64;
/// No ticket is longer, in characters.
pub const TEXT_CHARS_MAX: usize = 160;
/// Begins every ticket and names its version.
const PREFIX: &str = "NK1:";
/// Stands before what is signed, so that no other message of ours can ever be taken for a ticket.
const SIGNED_AS: &[u8] = b"nukkad ticket 1\n";
/// The letters of a QR code's alphanumeric mode, less those that forms and addresses would change: blank, `%`, `+` and `/`.
const ALPHABET: &[u8; 41] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ$*-.:";
/// As in references: no vowels, and nothing that reads like something else.
const CODE_ALPHABET: &[u8; 25] = b"23456789BCDFGHJKMNPQRTVWX";
const CODE_LETTERS: usize = 6;
/// 25 to the power of six.
const CODES: u32 = 244_140_625;

/// What a text that is no ticket, or no code of one, gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a ticket")]
pub struct NotATicket;

/// A ticket's short code, to be typed at the door: `K7F-2MQ`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TicketCode(u32);

impl TicketCode {
    /// Makes a code from 64 bits that nobody can guess.
    #[must_use]
    pub fn from_bits(bits: u64) -> Self {
        Self(u32::try_from(bits % u64::from(CODES)).unwrap_or_default())
    }

    /// The six letters without the hyphen.
    #[must_use]
    pub fn letters(self) -> String {
        let mut rest = self.0;
        let letter = |rest: &mut u32| {
            let letter = CODE_ALPHABET[usize::try_from(*rest % 25).unwrap_or_default()];
            *rest /= 25;
            char::from(letter)
        };
        (0..CODE_LETTERS).map(|_| letter(&mut rest)).collect()
    }
}

impl fmt::Display for TicketCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letters = self.letters();
        let (first, last) = letters.split_at(CODE_LETTERS / 2);
        write!(f, "{first}-{last}")
    }
}

impl FromStr for TicketCode {
    type Err = NotATicket;

    /// Accepts what a person may type: any case, with or without the hyphen.
    fn from_str(text: &str) -> Result<Self, NotATicket> {
        if text.len() > TEXT_CHARS_MAX {
            return Err(NotATicket);
        }
        let letters: Vec<u8> = text.bytes().filter(|byte| !matches!(byte, b'-' | b' ')).map(|byte| byte.to_ascii_uppercase()).collect();
        if letters.len() != CODE_LETTERS {
            return Err(NotATicket);
        }
        let digit = |letter: &u8| CODE_ALPHABET.iter().position(|known| known == letter).and_then(|at| u32::try_from(at).ok()).ok_or(NotATicket);
        letters.iter().rev().try_fold(0, |sum, letter| Ok(sum * 25 + digit(letter)?)).map(Self)
    }
}

impl TryFrom<String> for TicketCode {
    type Error = NotATicket;

    fn try_from(text: String) -> Result<Self, NotATicket> {
        text.parse()
    }
}

impl From<TicketCode> for String {
    fn from(code: TicketCode) -> Self {
        code.to_string()
    }
}

/// What a ticket says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket {
    pub run: RunId,
    /// The run's day at its own place when the ticket was written: another run's ticket can then say when it is for.
    pub day: NaiveDate,
    pub booking: BookingId,
    /// The traveler's place on the booking.
    pub position: u8,
    pub code: TicketCode,
}

impl Ticket {
    /// What is signed.
    #[must_use]
    pub fn message(&self) -> Vec<u8> {
        [SIGNED_AS, &self.body()].concat()
    }

    fn body(&self) -> Vec<u8> {
        let days = (self.day - NaiveDate::default()).num_days();
        let mut bytes = u16::try_from(days).unwrap_or_default().to_be_bytes().to_vec();
        write_number(&mut bytes, self.run.0);
        write_number(&mut bytes, self.booking.0);
        bytes.push(self.position);
        bytes.extend(self.code.0.to_be_bytes());
        bytes
    }
}

/// A ticket with its signature. Whether that is ours is for somebody with the key to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedTicket {
    pub ticket: Ticket,
    pub signature: [u8; SIGNATURE_BYTES],
}

/// True for what a scanner has typed where people type names, references and codes: those have no colon, a ticket and an address have.
#[must_use]
pub fn is_scanned(text: &str) -> bool {
    text.contains(':')
}

impl fmt::Display for SignedTicket {
    /// As the QR code has it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [self.ticket.body().as_slice(), &self.signature].concat();
        write!(f, "{PREFIX}{}", to_letters(&bytes))
    }
}

impl FromStr for SignedTicket {
    type Err = NotATicket;

    /// One ticket has one spelling, but for case and for blanks around it.
    fn from_str(text: &str) -> Result<Self, NotATicket> {
        let text = text.trim();
        if text.len() > TEXT_CHARS_MAX {
            return Err(NotATicket);
        }
        let text = text.to_ascii_uppercase();
        let bytes = from_letters(text.strip_prefix(PREFIX).ok_or(NotATicket)?)?;
        let at = bytes.len().checked_sub(SIGNATURE_BYTES).ok_or(NotATicket)?;
        let (body, signature) = bytes.split_at(at);
        let ticket = read_body(body).ok_or(NotATicket)?;
        Ok(Self { ticket, signature: signature.try_into().map_err(|_| NotATicket)? })
    }
}

fn read_body(bytes: &[u8]) -> Option<Ticket> {
    let (day, rest) = bytes.split_first_chunk()?;
    let (run, rest) = read_number(rest)?;
    let (booking, rest) = read_number(rest)?;
    let (position, rest) = rest.split_first()?;
    let code = u32::from_be_bytes(rest.try_into().ok()?);
    let day = NaiveDate::default().checked_add_signed(Duration::days(i64::from(u16::from_be_bytes(*day))))?;
    (code < CODES).then_some(Ticket { run: RunId(run), day, booking: BookingId(booking), position: *position, code: TicketCode(code) })
}

/// Writes a number that is not negative, seven bits a byte, the lowest first.
fn write_number(bytes: &mut Vec<u8>, number: i64) {
    let mut rest = u64::try_from(number).unwrap_or_default();
    loop {
        let low = u8::try_from(rest & 0x7f).unwrap_or_default();
        rest >>= 7;
        if rest == 0 {
            bytes.push(low);
            return;
        }
        bytes.push(low | 0x80);
    }
}

/// Reads such a number; `None` where it is cut short, too large, or longer than it need be.
fn read_number(bytes: &[u8]) -> Option<(i64, &[u8])> {
    let mut number = 0_u64;
    for (index, byte) in bytes.iter().enumerate().take(9) {
        number |= u64::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            let shortest = index == 0 || *byte != 0;
            return i64::try_from(number).ok().filter(|_| shortest).map(|number| (number, &bytes[index + 1..]));
        }
    }
    None
}

/// Two bytes as three letters, a last single one as two.
fn to_letters(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(2) * 3);
    for pair in bytes.chunks(2) {
        let mut rest = pair.iter().fold(0_usize, |sum, byte| sum * 256 + usize::from(*byte));
        for _ in 0..=pair.len() {
            text.push(char::from(ALPHABET[rest % 41]));
            rest /= 41;
        }
    }
    text
}

fn from_letters(text: &str) -> Result<Vec<u8>, NotATicket> {
    let mut bytes = Vec::with_capacity(text.len());
    for letters in text.as_bytes().chunks(3) {
        let digit = |letter: &u8| ALPHABET.iter().position(|known| known == letter).ok_or(NotATicket);
        let number = letters.iter().rev().try_fold(0, |sum, letter| Ok(sum * 41 + digit(letter)?))?;
        match letters.len() {
            3 => bytes.extend(u16::try_from(number).map_err(|_| NotATicket)?.to_be_bytes()),
            2 => bytes.push(u8::try_from(number).map_err(|_| NotATicket)?),
            _ => return Err(NotATicket),
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ticket() -> Ticket {
        Ticket {
            run: RunId(1_234),
            day: NaiveDate::from_ymd_opt(2026, 11, 28).unwrap(),
            booking: BookingId(98_765),
            position: 2,
            code: TicketCode::from_bits(0x0123_4567_89ab_cdef),
        }
    }

    #[test]
    fn a_ticket_is_small_and_comes_back_as_it_was() {
        let signed = SignedTicket { ticket: ticket(), signature: [7; SIGNATURE_BYTES] };
        let text = signed.to_string();
        // 122 alphanumeric characters are what a QR code of version 5 holds at medium correction (ISO/IEC 18004).
        assert!(text.len() <= 122, "{} characters", text.len());
        assert_eq!(text.parse(), Ok(signed));
        assert_eq!(format!(" {}\r\n", text.to_lowercase()).parse(), Ok(signed));
        assert!(ticket().message().starts_with(SIGNED_AS));
    }

    #[test]
    fn what_is_no_ticket_is_refused() {
        let text = SignedTicket { ticket: ticket(), signature: [7; SIGNATURE_BYTES] }.to_string();
        let long = format!("{PREFIX}{}", "0".repeat(10_240));
        for bad in [
            "",
            "NK1:",
            "NK1:0",
            "NK2:000",
            "https://example.com",
            "NK-23456789",
            &text[1..],
            &text[..text.len() - 1],
            &format!("{text}0"),
            &long,
            "NK1:::::::",
            "NK1:é",
        ] {
            assert_eq!(bad.parse::<SignedTicket>(), Err(NotATicket), "{bad:.60}");
        }
    }

    #[test]
    fn codes_are_typed_as_people_type() {
        let code = ticket().code;
        let shown = code.to_string();
        assert_eq!((shown.len(), shown.chars().nth(3)), (7, Some('-')));
        for typed in [shown.clone(), shown.to_lowercase(), code.letters(), shown.replace('-', " ")] {
            assert_eq!(typed.parse(), Ok(code), "{typed}");
        }
        for bad in ["", "ABC-DEF", "222-22", "222-2222", "१२३-४५६"] {
            assert_eq!(bad.parse::<TicketCode>(), Err(NotATicket), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn every_ticket_comes_back(run in 1..i64::MAX >> 8, booking in 1..i64::MAX >> 8, position: u8, bits: u64, days in 0..60_000_i64, byte: u8) {
            let day = NaiveDate::default() + Duration::days(days);
            let ticket = Ticket { run: RunId(run), day, booking: BookingId(booking), position, code: TicketCode::from_bits(bits) };
            let signed = SignedTicket { ticket, signature: [byte; SIGNATURE_BYTES] };
            let text = signed.to_string();
            prop_assert!(text.len() <= TEXT_CHARS_MAX);
            prop_assert_eq!(text.parse(), Ok(signed));
            prop_assert_eq!(ticket.code.to_string().parse(), Ok(ticket.code));
        }

        #[test]
        fn no_text_panics(text in ".{0,200}", letters in "NK1:[0-9A-Z$*.:-]{0,150}") {
            let _ = text.parse::<SignedTicket>();
            if let Ok(signed) = letters.parse::<SignedTicket>() {
                prop_assert_eq!(signed.to_string(), letters);
            }
        }
    }
}
