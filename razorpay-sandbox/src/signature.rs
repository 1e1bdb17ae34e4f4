//! HMAC-SHA256 in lower-case hexadecimal, as Razorpay signs checkouts and webhooks.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Signs bytes with a secret.
#[must_use]
pub fn sign(secret: &str, message: &[u8]) -> String {
    // HMAC takes a key of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return String::new() };
    mac.update(message);
    hex::encode(mac.finalize().into_bytes())
}

/// The signature a browser carries back from a successful checkout.
#[must_use]
pub fn sign_checkout(key_secret: &str, order_id: &str, payment_id: &str) -> String {
    sign(key_secret, format!("{order_id}|{payment_id}").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checkouts_are_signed_like_the_official_vectors() {
        assert_eq!(sign_checkout("key_secret", "fake_order_id", "fake_payment_id"), "b2335e3b0801106b84a7faff035df56ecffde06918c9ddd1f0fafbb37a51cc89");
        assert_eq!(sign_checkout("key_secret", "fake_other_id", "fake_payment_id"), "965ee2de4c5c4e6f006fb0a5a1736d992e5d4d52f9fe10b98c9b97ee169ebe18");
    }

    #[test]
    fn webhooks_are_signed_like_the_official_vector() {
        assert_eq!(sign("123456", br#"{"a":1,"b":2,"c":{"d":3}}"#), "2fe04e22977002e6c7cb553adab8b460cb9e2a4970d5953cb27a8472752e3bbc");
    }
}
