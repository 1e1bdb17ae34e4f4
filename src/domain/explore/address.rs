//! Words as they stand in an address.

/// Longest name of a place in an address, in bytes.
const SLUG_BYTES_MAX: usize = 80;

/// A name in an address, if it is one: lower-case ASCII words joined by hyphens.
#[must_use]
pub fn slug(text: &str) -> Option<&str> {
    let sound = !text.is_empty() && text.len() <= SLUG_BYTES_MAX && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    sound.then_some(text)
}

/// The digits of percent-encoding.
const HEX: [&str; 16] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "A", "B", "C", "D", "E", "F"];

/// Percent-encodes all but the letters that need none in a query (RFC 3986, 2.3, and the slash).
#[must_use]
pub fn encode(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut encoded, byte| {
        match byte {
            b'-' | b'.' | b'_' | b'~' | b'/' => encoded.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => encoded.push(char::from(byte)),
            byte => encoded.extend(["%", HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]),
        }
        encoded
    })
}
