//! Ids in Razorpay's manner: a prefix and 14 characters, ten of time and four of chance, so that they sort by age.

use rand::{RngExt, rngs::StdRng};

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// 2014-01-01T00:00:00Z in nanoseconds since 1970, where the ids begin to count.
const EPOCH_NS: u64 = 1_388_534_400_000_000_000;

const TIME_DIGITS: usize = 10;
const CHANCE_DIGITS: usize = 4;

/// The 14 characters for a moment: base 62, digits before capitals before small letters, so that bytes compare like times.
pub(crate) fn suffix(unix_ns: u64, rng: &mut StdRng) -> String {
    let mut rest = unix_ns.saturating_sub(EPOCH_NS);
    let mut digits = [b'0'; TIME_DIGITS + CHANCE_DIGITS];
    for place in digits[..TIME_DIGITS].iter_mut().rev() {
        *place = digit(rest % 62);
        rest /= 62;
    }
    for place in &mut digits[TIME_DIGITS..] {
        *place = digit(rng.random_range(0..62));
    }
    digits.iter().map(|byte| char::from(*byte)).collect()
}

fn digit(value: u64) -> u8 {
    usize::try_from(value).ok().and_then(|at| ALPHABET.get(at)).copied().unwrap_or(b'0')
}

/// Whether the text has the form of an id with this prefix (`"order_"`).
pub(crate) fn is_well_formed(id: &str, prefix: &str) -> bool {
    id.strip_prefix(prefix).is_some_and(|rest| rest.len() == TIME_DIGITS + CHANCE_DIGITS && rest.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    #[test]
    fn ids_have_their_form_and_sort_by_time() {
        let mut rng = StdRng::seed_from_u64(1);
        let mut ids: Vec<String> = (0..200_u64).map(|step| suffix(1_763_870_000_000_000_000 + step * 1_000_003, &mut rng)).collect();
        let made = ids.clone();
        ids.sort();
        assert_eq!(ids, made);
        assert!(ids.iter().all(|id| is_well_formed(&format!("pay_{id}"), "pay_")));
    }

    #[test]
    fn the_first_ten_characters_are_nanoseconds_since_2014() {
        let mut rng = StdRng::seed_from_u64(1);
        assert!(suffix(EPOCH_NS, &mut rng).starts_with("0000000000"));
        assert!(suffix(EPOCH_NS + 61, &mut rng).starts_with("000000000z"));
        assert!(suffix(EPOCH_NS + 62, &mut rng).starts_with("0000000010"));
    }

    #[test]
    fn other_forms_are_refused() {
        for wrong in ["", "order_", "order_123", "order_1234567890123-", "pay_12345678901234", "order_123456789012345"] {
            assert!(!is_well_formed(wrong, "order_"), "{wrong}");
        }
        assert!(is_well_formed("order_RUOqyUXVK1cJcG", "order_"));
    }
}
