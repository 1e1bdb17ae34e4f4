//! Takes out of a text what no log may keep: our secrets, cards, and how to reach a traveler. Rather too much than too little.

use serde_json::{Map, Value};

const HIDDEN: &str = "***";
/// Fields whose value goes, whatever it is.
const PRIVATE: [&str; 24] = [
    "account_number",
    "address",
    "authorization",
    "bank_account",
    "billing_address",
    "card",
    "card_id",
    "contact",
    "customer_details",
    "cvv",
    "email",
    "expiry_month",
    "expiry_year",
    "key_secret",
    "last4",
    "mobile",
    "name",
    "number",
    "password",
    "phone",
    "secret",
    "shipping_address",
    "token",
    "vpa",
];
/// A telephone number has ten digits, a card thirteen or more.
const DIGITS_MIN: usize = 10;
/// What people put between the digits of one number.
const BETWEEN_DIGITS: [char; 5] = [' ', '-', '.', '(', ')'];
/// What ends a word that could be an e-mail or UPI address.
const BETWEEN_WORDS: &str = "\"'`<>()[]{},;:=&|\\/?";
/// How much of a text that is no JSON is kept, in characters: a title tells what kind of page it is.
const PLAIN_CHARS_MAX: usize = 300;

/// An answer's body, fit for a log.
pub(super) fn redact(body: &str, secrets: &[&str]) -> String {
    if let Ok(value) = serde_json::from_str(body) {
        return without_private(value, secrets).to_string();
    }
    if body.trim_start().starts_with(['{', '[', '"']) {
        // Broken JSON: nobody can tell which field a value belongs to.
        return format!("({} bytes that do not parse)", body.len());
    }
    scrub(body, secrets).chars().take(PLAIN_CHARS_MAX).collect()
}

fn without_private(value: Value, secrets: &[&str]) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.into_iter().map(|(key, value)| {
                let private = PRIVATE.contains(&key.to_ascii_lowercase().as_str()) && !value.is_null();
                (scrub(&key, secrets), if private { HIDDEN.into() } else { without_private(value, secrets) })
            });
            Value::Object(fields.collect::<Map<_, _>>())
        }
        Value::Array(items) => items.into_iter().map(|item| without_private(item, secrets)).collect(),
        Value::String(text) => scrub(&text, secrets).into(),
        // Moments have ten digits too, and begin with a 1 until the year 2033.
        Value::Number(number) if !number.to_string().starts_with('1') || number.to_string().len() > DIGITS_MIN => {
            let text = number.to_string();
            if scrub(&text, secrets) == text { Value::Number(number) } else { HIDDEN.into() }
        }
        other => other,
    }
}

/// A text without our secrets, without addresses with an `@`, and without long numbers.
pub(super) fn scrub(text: &str, secrets: &[&str]) -> String {
    let mut text = text.to_owned();
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        text = text.replace(secret, HIDDEN);
    }
    without_numbers(&without_addresses(&text))
}

fn without_addresses(text: &str) -> String {
    let ends_word = |c: char| c.is_whitespace() || BETWEEN_WORDS.contains(c);
    let hide = |piece: &str| {
        let word = piece.trim_end_matches(ends_word);
        if word.contains('@') || word.contains("%40") { format!("{HIDDEN}{}", &piece[word.len()..]) } else { piece.to_owned() }
    };
    text.split_inclusive(ends_word).map(hide).collect()
}

fn without_numbers(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(char::is_numeric) {
        kept.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = rest.find(|c: char| !c.is_numeric() && !BETWEEN_DIGITS.contains(&c)).unwrap_or(rest.len());
        let run = rest[..end].trim_end_matches(BETWEEN_DIGITS);
        kept.push_str(if run.chars().filter(|c| c.is_numeric()).count() < DIGITS_MIN { run } else { HIDDEN });
        rest = &rest[run.len()..];
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn a_payment_keeps_what_helps_and_loses_what_harms() {
        let body = json!({
            "id": "pay_29QQoUBi66xm2f", "amount": 129_900, "status": "captured", "created_at": 1_760_000_000, "email": "asha@example.com",
            "contact": "+919876543210", "vpa": "asha@upi", "card": { "last4": "1007", "name": "Asha Rao" }, "card_id": null,
            "notes": { "wish": "call me on 98765-43210 or asha@example.com" }, "acquirer_data": { "rrn": "123456789012" }, "odd": 4_100_280_000_001_007_i64,
        });
        let shown: Value = serde_json::from_str(&redact(&body.to_string(), &[])).unwrap();
        assert_eq!(
            shown,
            json!({
                "id": "pay_29QQoUBi66xm2f", "amount": 129_900, "status": "captured", "created_at": 1_760_000_000, "email": "***", "contact": "***", "vpa": "***",
                "card": "***", "card_id": null, "notes": { "wish": "call me on *** or ***" }, "acquirer_data": { "rrn": "***" }, "odd": "***",
            })
        );
    }

    #[test]
    fn what_is_no_json_is_cut_short() {
        assert_eq!(redact("<html><title>502 Bad Gateway</title> ask admin@example.com</html>", &[]), "<html><title>502 Bad Gateway</title> ask ***</html>");
        assert_eq!(redact(&"x".repeat(5_000), &[]).len(), PLAIN_CHARS_MAX);
        assert_eq!(redact(r#"{"card":{"cvv":"12"#, &[]), "(18 bytes that do not parse)");
        assert_eq!(redact("", &[]), "");
    }

    #[test]
    fn ordinary_numbers_stay() {
        for text in ["The amount must be at least INR 1.00", "order_RRr2qTZD8V7mcl", "12 of 34, 2026-01-31"] {
            assert_eq!(scrub(text, &[]), text);
        }
    }

    /// Something private, as it may be written.
    fn private() -> impl Strategy<Value = String> {
        let digit_pairs = prop_oneof![r"\+91 ?[6-9][0-9]{4} ?[0-9]{5}", r"[3-6][0-9]{3}([ -]?[0-9]{4}){3}"];
        prop_oneof!["[a-z0-9._%+-]{1,20}@[a-z0-9-]{1,10}\\.[a-z]{2,5}", "[a-z0-9.-]{2,20}@ok[a-z]{3,6}", digit_pairs]
    }

    proptest! {
        #[test]
        fn nothing_private_survives(
            secret in "[A-Za-z0-9!$+/=_-]{12,40}", private in private(), around in "[ a-z<>:,]{0,12}", field in "[a-z]{1,8}", depth in 0_usize..5, as_json in any::<bool>(),
        ) {
            let said = format!("{around} {private} {around}{secret}{around}");
            let mut body = json!({ field.as_str(): said, secret.as_str(): [secret.as_str(), private.as_str()] });
            for _ in 0..depth {
                body = json!({ "items": [body] });
            }
            let shown = redact(&if as_json { body.to_string() } else { said }, &[&secret]);
            prop_assert!(!shown.contains(&secret) && !shown.contains(&private), "{shown}");
        }

        #[test]
        fn private_fields_go_whatever_they_hold(value in "[A-Za-z]{6,20}", field in proptest::sample::select(PRIVATE.to_vec()), upper in any::<bool>()) {
            prop_assume!(!field.contains(&value.to_lowercase()));
            let field = if upper { field.to_uppercase() } else { field.to_owned() };
            prop_assume!(!field.contains(&value));
            let shown = redact(&json!({ field: { "deep": [value.as_str()] } }).to_string(), &[]);
            prop_assert!(!shown.contains(&value), "{shown}");
        }

        #[test]
        fn any_text_can_be_scrubbed(text in any::<String>(), body in proptest::collection::vec(any::<u8>(), 0..200)) {
            scrub(&text, &["secret"]);
            redact(&String::from_utf8_lossy(&body), &["secret"]);
        }
    }
}
