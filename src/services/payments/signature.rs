//! Whether words that reach us through strangers are the provider's: HMAC-SHA256 in lower-case hexadecimal, compared in constant time.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// True where the provider vouches that `payment_id` pays `order_id`.
///
/// `order_id` must come from our own row, not from whoever brings the signature: else any paid order would pay for any other.
#[must_use]
pub fn checkout_signature_is_good(key_secret: &str, order_id: &str, payment_id: &str, signature_hex: &str) -> bool {
    is_good(key_secret, &[order_id.as_bytes(), b"|", payment_id.as_bytes()], signature_hex)
}

/// True where the provider sent exactly these bytes; parsed and written again they are no longer the same.
#[must_use]
pub fn webhook_signature_is_good(secret: &str, raw_bytes: &[u8], signature_hex: &str) -> bool {
    is_good(secret, &[raw_bytes], signature_hex)
}

fn is_good(secret: &str, message: &[&[u8]], signature_hex: &str) -> bool {
    // Everybody knows the empty secret. Upper case is not what the provider writes, and one signature has one spelling.
    if secret.is_empty() || signature_hex.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return false;
    }
    let (Ok(signature), Ok(mut mac)) = (hex::decode(signature_hex), Hmac::<Sha256>::new_from_slice(secret.as_bytes())) else {
        return false;
    };
    for part in message {
        mac.update(part);
    }
    mac.verify_slice(&signature).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ORDER: &str = "b2335e3b0801106b84a7faff035df56ecffde06918c9ddd1f0fafbb37a51cc89";
    const WEBHOOK: &str = "2fe04e22977002e6c7cb553adab8b460cb9e2a4970d5953cb27a8472752e3bbc";
    const BODY: &[u8] = br#"{"a":1,"b":2,"c":{"d":3}}"#;

    #[test]
    fn the_known_vectors_are_good() {
        assert!(checkout_signature_is_good("key_secret", "fake_order_id", "fake_payment_id", ORDER));
        let other = "965ee2de4c5c4e6f006fb0a5a1736d992e5d4d52f9fe10b98c9b97ee169ebe18";
        assert!(checkout_signature_is_good("key_secret", "fake_other_id", "fake_payment_id", other));
        assert!(webhook_signature_is_good("123456", BODY, WEBHOOK));
    }

    #[test]
    fn nothing_else_is() {
        for (secret, order, payment, signature) in [
            ("key_secret", "fake_other_id", "fake_payment_id", ORDER),
            ("key_secret", "fake_order_id", "fake_payment_i", ORDER),
            ("key_secret", "fake_payment_id", "fake_order_id", ORDER),
            ("another", "fake_order_id", "fake_payment_id", ORDER),
            ("key_secret", "fake_order_id", "fake_payment_id", ""),
            ("key_secret", "fake_order_id", "fake_payment_id", &ORDER.to_uppercase()),
            ("key_secret", "fake_order_id", "fake_payment_id", &format!(" {ORDER}")),
            ("key_secret", "fake_order_id", "fake_payment_id", &format!("{ORDER}00")),
            ("key_secret", "fake_order_id", "fake_payment_id", &ORDER[..62]),
        ] {
            assert!(!checkout_signature_is_good(secret, order, payment, signature), "{secret} {order} {payment} {signature}");
        }
        assert!(!webhook_signature_is_good("123456", br#"{"a": 1,"b":2,"c":{"d":3}}"#, WEBHOOK));
        assert!(!webhook_signature_is_good("123456", &[BODY, b"\n"].concat(), WEBHOOK));
    }

    #[test]
    fn an_empty_secret_vouches_for_nothing() {
        let mac = Hmac::<Sha256>::new_from_slice(b"").unwrap().chain_update(BODY);
        assert!(!webhook_signature_is_good("", BODY, &hex::encode(mac.finalize().into_bytes())));
    }

    proptest! {
        #[test]
        fn a_changed_letter_spoils_it(at in 0_usize..64, letter in "[0-9a-zA-Z ]") {
            prop_assume!(ORDER[at..=at] != letter);
            let changed = format!("{}{letter}{}", &ORDER[..at], &ORDER[at + 1..]);
            prop_assert!(!checkout_signature_is_good("key_secret", "fake_order_id", "fake_payment_id", &changed));
        }

        #[test]
        fn so_does_a_missing_one(length in 0_usize..64) {
            prop_assert!(!webhook_signature_is_good("123456", BODY, &WEBHOOK[..length]));
        }

        #[test]
        fn so_does_a_changed_byte_of_the_message(at in 0_usize..25, byte in any::<u8>()) {
            prop_assume!(BODY[at] != byte);
            let mut body = BODY.to_vec();
            body[at] = byte;
            prop_assert!(!webhook_signature_is_good("123456", &body, WEBHOOK));
        }

        #[test]
        fn any_text_may_be_tried(signature in any::<String>(), body in proptest::collection::vec(any::<u8>(), 0..100)) {
            prop_assert!(!webhook_signature_is_good("123456", &body, &signature));
        }

        #[test]
        fn what_was_signed_is_good(secret in "\\PC{1,80}", body in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap().chain_update(&body);
            prop_assert!(webhook_signature_is_good(&secret, &body, &hex::encode(mac.finalize().into_bytes())));
        }
    }
}
