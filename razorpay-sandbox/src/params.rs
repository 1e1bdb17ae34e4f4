//! What a request says, whether it came as JSON, as a form or in the address: one tree of values.

use crate::errors::ApiError;
use serde_json::{Map, Value};

/// The parameters of one request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Params(Map<String, Value>);

impl Params {
    /// Reads a query or a form with nested keys: `notes[k]=v`, `expand[]=payments`.
    pub(crate) fn from_form(text: &[u8]) -> Self {
        let mut root = Map::new();
        for (key, value) in form_urlencoded::parse(text) {
            let (name, keys) = split_key(&key);
            insert(&mut root, name, &keys, value.into_owned());
        }
        Self(root)
    }

    /// Reads a body: JSON where it says so or looks so, a form otherwise.
    pub(crate) fn from_body(content_type: &str, body: &[u8]) -> Result<Self, ApiError> {
        if body.is_empty() {
            return Ok(Self::default());
        }
        if content_type.starts_with("application/x-www-form-urlencoded") {
            return Ok(Self::from_form(body));
        }
        match serde_json::from_slice(body) {
            Ok(Value::Object(map)) => Ok(Self(map)),
            // PHP makes an empty array of an empty object.
            Ok(Value::Array(list)) if list.is_empty() => Ok(Self::default()),
            _ => Err(ApiError::bad("The request body could not be read as JSON.")),
        }
    }

    /// Refuses fields that the endpoint does not know.
    pub(crate) fn only(&self, known: &[&str]) -> Result<(), ApiError> {
        let extra: Vec<&str> = self.0.keys().map(String::as_str).filter(|key| !known.contains(key)).collect();
        if extra.is_empty() {
            return Ok(());
        }
        Err(ApiError::bad(format!("{} is/are not required and should not be sent", extra.join(", "))).step("payment_initiation", "extra_field_sent"))
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// A nested object, empty when it is not there.
    pub(crate) fn nested(&self, name: &str) -> Self {
        Self(self.get(name).and_then(Value::as_object).cloned().unwrap_or_default())
    }

    pub(crate) fn text(&self, name: &str) -> Option<String> {
        match self.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    pub(crate) fn required_text(&self, name: &str) -> Result<String, ApiError> {
        self.text(name).filter(|text| !text.is_empty()).ok_or_else(|| ApiError::required(name))
    }

    /// A text of limited length.
    pub(crate) fn short_text(&self, name: &str, longest: usize) -> Result<Option<String>, ApiError> {
        match self.text(name) {
            Some(text) if text.chars().count() > longest => {
                Err(ApiError::bad(format!("The {} may not be greater than {longest} characters.", name.replace('_', " "))).field(name))
            }
            text => Ok(text),
        }
    }

    pub(crate) fn integer(&self, name: &str) -> Result<Option<i64>, ApiError> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let number = match value {
            Value::Number(number) => number.as_i64(),
            Value::String(text) => text.parse().ok(),
            _ => None,
        };
        number.map(Some).ok_or_else(|| ApiError::bad(format!("The {} must be an integer.", name.replace('_', " "))).field(name))
    }

    pub(crate) fn required_integer(&self, name: &str) -> Result<i64, ApiError> {
        self.integer(name)?.ok_or_else(|| ApiError::required(name))
    }

    /// A switch, in all the ways clients write one.
    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        match self.get(name)? {
            Value::Bool(flag) => Some(*flag),
            Value::Number(number) => Some(number.as_i64() == Some(1)),
            Value::String(text) => Some(matches!(text.as_str(), "1" | "true")),
            _ => None,
        }
    }

    /// Whether a list such as `expand[]` holds a word.
    pub(crate) fn lists(&self, name: &str, word: &str) -> bool {
        match self.get(name) {
            Some(Value::Array(items)) => items.iter().any(|item| item.as_str() == Some(word)),
            Some(Value::String(text)) => text == word,
            Some(Value::Object(items)) => items.values().any(|item| item.as_str() == Some(word)),
            _ => false,
        }
    }

    /// The same for the same content, however it was ordered: what an idempotency key is compared by.
    pub(crate) fn fingerprint(&self) -> String {
        let mut keys: Vec<(&String, &Value)> = self.0.iter().collect();
        keys.sort_by_key(|(key, _)| *key);
        serde_json::to_string(&keys).unwrap_or_default()
    }
}

/// Deeper than anything the API knows. What follows is read level by level, so there has to be an end.
const DEEPEST: usize = 8;

/// `notes[a][]` is the name `notes` and the keys `a` and the empty one. A key that nests too deep is a plain name.
fn split_key(key: &str) -> (&str, Vec<&str>) {
    let Some((name, rest)) = key.split_once('[') else { return (key, Vec::new()) };
    let keys: Vec<&str> = rest.trim_end_matches(']').split("][").take(DEEPEST + 1).collect();
    if keys.len() > DEEPEST { (key, Vec::new()) } else { (name, keys) }
}

fn insert(into: &mut Map<String, Value>, name: &str, keys: &[&str], value: String) {
    let Some((first, deeper)) = keys.split_first() else {
        into.insert(name.to_owned(), Value::String(value));
        return;
    };
    let slot = into.entry(name).or_insert(Value::Null);
    if first.is_empty() {
        if !slot.is_array() {
            *slot = Value::Array(Vec::new());
        }
        if let Value::Array(items) = slot {
            items.push(Value::String(value));
        }
        return;
    }
    if !slot.is_object() {
        *slot = Value::Object(Map::new());
    }
    if let Value::Object(map) = slot {
        insert(map, first, deeper, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn forms_nest() {
        let params = Params::from_form(b"amount=500&notes[a+b]=x&notes[c]=%E2%82%B9&payment[capture_options][manual_expiry_period]=20&expand[]=payments");
        assert_eq!(
            Value::Object(params.0.clone()),
            json!({"amount": "500", "notes": {"a b": "x", "c": "₹"}, "payment": {"capture_options": {"manual_expiry_period": "20"}}, "expand": ["payments"]})
        );
        assert_eq!(params.required_integer("amount").unwrap(), 500);
        assert!(params.lists("expand", "payments"));
    }

    #[test]
    fn amounts_are_whole_numbers() {
        let params = Params::from_body("application/json", br#"{"amount":"100.50","count":5.5}"#).unwrap();
        assert_eq!(params.integer("amount").unwrap_err().description(), "The amount must be an integer.");
        assert!(params.integer("count").is_err());
        assert_eq!(params.required_integer("currency").unwrap_err().description(), "The currency field is required.");
    }

    #[test]
    fn the_order_of_fields_does_not_change_the_fingerprint() {
        let one = Params::from_body("application/json", br#"{"a":1,"b":{"x":1,"y":2}}"#).unwrap();
        let two = Params::from_body("application/json", br#"{"b":{"x":1,"y":2},"a":1}"#).unwrap();
        assert_eq!(one.fingerprint(), two.fingerprint());
    }
}
