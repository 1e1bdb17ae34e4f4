//! Tickets: written and signed here, for whoever holds a confirmed booking.
//! The keys come from the site's secret; a site with another secret has other tickets.

use super::{
    Services,
    bookings::{BookingError, BookingRecord},
    catalog::RunRow,
    zones::zoned,
};
use crate::{
    domain::{
        booking::BookingStatus,
        ids::{BookingId, BookingRef, UserId},
        ticket::{SignedTicket, Ticket, TicketCode},
    },
    entity::traveler,
};
use ed25519_dalek::{Signature, Signer, SigningKey};
use hkdf::Hkdf;
use qrcode::{Color, EcLevel, QrCode};
use sha2::Sha256;
use std::fmt::{self, Write};

/// The white around a QR code, in modules (ISO/IEC 18004, 6.3.8).
const QUIET_ZONE: usize = 4;

/// Writes tickets and knows its own.
#[derive(Clone)]
pub struct TicketPress {
    keys: Hkdf<Sha256>,
    signing: SigningKey,
}

impl fmt::Debug for TicketPress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TicketPress")
    }
}

impl TicketPress {
    /// A press with the keys that follow from `secret` (HKDF, RFC 5869): one signs, the other makes codes.
    #[must_use]
    pub fn new(secret: &[u8]) -> Self {
        let keys = Hkdf::<Sha256>::new(Some(b"nukkad tickets"), secret);
        let signing = SigningKey::from_bytes(&derived(&keys, &[b"sign 1"]));
        Self { keys, signing }
    }

    /// The key by which anybody can tell that a ticket is ours: Ed25519, 32 bytes.
    #[must_use]
    pub fn public_key(&self) -> [u8; 32] {
        self.signing.verifying_key().to_bytes()
    }

    /// The short code of a traveler's ticket; the same for ever.
    #[must_use]
    pub fn code(&self, booking: BookingId, position: u8) -> TicketCode {
        let bits: [u8; 8] = derived(&self.keys, &[b"code 1", &booking.0.to_be_bytes(), &[position]]);
        TicketCode::from_bits(u64::from_be_bytes(bits))
    }

    /// The ticket of a traveler.
    #[must_use]
    pub fn ticket(&self, run: &RunRow, booking: BookingId, position: u8) -> SignedTicket {
        let day = zoned(run.starts_at, &run.time_zone).local().date();
        let ticket = Ticket { run: run.id, day, booking, position, code: self.code(booking, position) };
        SignedTicket { ticket, signature: self.signing.sign(&ticket.message()).to_bytes() }
    }

    /// True for a ticket that was signed here.
    #[must_use]
    pub fn wrote(&self, signed: &SignedTicket) -> bool {
        let signature = Signature::from_bytes(&signed.signature);
        self.signing.verifying_key().verify_strict(&signed.ticket.message(), &signature).is_ok()
    }
}

/// Bytes that follow from the secret for one purpose.
fn derived<const N: usize>(keys: &Hkdf<Sha256>, purpose: &[&[u8]]) -> [u8; N] {
    let mut bytes = [0; N];
    match keys.expand_multi_info(purpose, &mut bytes) {
        Ok(()) => bytes,
        Err(_) => unreachable!("HKDF gives up to 8160 bytes"),
    }
}

/// A QR code, to be drawn as lines of one module's height.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QrDrawing {
    /// Width and height with the white around it, in modules.
    pub modules: u32,
    /// An SVG path, to be stroked one module wide.
    pub path: String,
}

/// One traveler's ticket.
#[derive(Clone, Debug)]
pub struct TravelerTicket {
    pub person: traveler::Model,
    pub code: TicketCode,
    /// None for somebody whose seat was cancelled.
    pub qr: Option<QrDrawing>,
}

impl Services {
    /// The tickets of one booking of a traveler's, one for each on it.
    ///
    /// # Errors
    /// [`BookingError::NoBooking`] where it does not exist or is another's; [`BookingError::NoTickets`] where it is not confirmed.
    pub async fn tickets_of(&self, user: UserId, reference: &BookingRef) -> Result<(BookingRecord, Vec<TravelerTicket>), BookingError> {
        let record = self.booking_of(user, reference).await?;
        if !matches!(record.booking.status, BookingStatus::Confirmed | BookingStatus::Completed) {
            return Err(BookingError::NoTickets);
        }
        let tickets = record.people.iter().map(|person| {
            let position = u8::try_from(person.position).unwrap_or(u8::MAX);
            let text = self.tickets.ticket(&record.run, record.booking.id, position).to_string();
            let qr = if person.cancelled_at.is_none() { Some(draw(&text).ok_or(BookingError::NoTickets)?) } else { None };
            Ok(TravelerTicket { person: person.clone(), code: self.tickets.code(record.booking.id, position), qr })
        });
        let tickets = tickets.collect::<Result<_, BookingError>>()?;
        Ok((record, tickets))
    }
}

/// Draws a text as a QR code of medium correction; `None` where it does not fit into one.
fn draw(text: &str) -> Option<QrDrawing> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let (width, colors) = (code.width(), code.to_colors());
    let mut path = String::new();
    for (y, row) in colors.chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|one, other| one == other) {
            if run[0] == Color::Dark {
                // Writing to a string cannot fail.
                let _ = write!(path, "M{} {}.5h{}", x + QUIET_ZONE, y + QUIET_ZONE, run.len());
            }
            x += run.len();
        }
    }
    Some(QrDrawing { modules: u32::try_from(width + 2 * QUIET_ZONE).ok()?, path })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::RunId;
    use chrono::NaiveDate;

    fn signed(press: &TicketPress) -> SignedTicket {
        let day = NaiveDate::from_ymd_opt(2026, 11, 28).unwrap();
        let ticket = Ticket { run: RunId(7), day, booking: BookingId(12), position: 1, code: press.code(BookingId(12), 1) };
        SignedTicket { ticket, signature: press.signing.sign(&ticket.message()).to_bytes() }
    }

    #[test]
    fn a_press_knows_its_own_tickets_and_no_others() {
        let (ours, theirs) = (TicketPress::new(b"one secret"), TicketPress::new(b"another secret"));
        let good = signed(&ours);
        assert!(ours.wrote(&good) && TicketPress::new(b"one secret").wrote(&good));
        assert!(!theirs.wrote(&good) && !ours.wrote(&signed(&theirs)));
        assert_ne!(ours.code(BookingId(12), 1), theirs.code(BookingId(12), 1));
        assert_ne!(ours.code(BookingId(12), 1), ours.code(BookingId(12), 2));
        let changes = [
            Ticket { run: RunId(8), ..good.ticket },
            Ticket { booking: BookingId(13), ..good.ticket },
            Ticket { position: 2, ..good.ticket },
            Ticket { day: NaiveDate::default(), ..good.ticket },
            Ticket { code: TicketCode::from_bits(1), ..good.ticket },
        ];
        for ticket in changes {
            assert!(!ours.wrote(&SignedTicket { ticket, ..good }), "{ticket:?}");
        }
        for byte in 0..good.signature.len() {
            let mut forged = good;
            forged.signature[byte] ^= 1;
            assert!(!ours.wrote(&forged), "byte {byte}");
        }
    }

    #[test]
    fn the_keys_stay_what_they_are() {
        // Printed tickets must outlive a release.
        let press = TicketPress::new(b"a secret that is known");
        assert_eq!(hex::encode(press.public_key()), "0deebddfc5f8c72946471ce835fe33613292c097472b94c81546a1ff00aad308");
        assert_eq!(press.code(BookingId(12), 1).to_string(), "FDN-5BX");
    }

    #[test]
    fn a_ticket_fits_a_small_code() {
        let drawing = draw(&signed(&TicketPress::new(b"x")).to_string()).unwrap();
        assert_eq!(drawing.modules, 37 + 8, "version 5");
        assert!(drawing.path.starts_with("M4 4.5h7") && drawing.path.len() < 6_000, "{} bytes", drawing.path.len());
    }
}
