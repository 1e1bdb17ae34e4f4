//! Notes: an object, but `[]` when it is empty, as PHP writes it.

use crate::errors::ApiError;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

const MOST: usize = 15;
const LONGEST: usize = 256;

#[derive(Clone, Debug, Default)]
pub(crate) struct Notes(Map<String, Value>);

impl Notes {
    /// Notes as a client sent them.
    pub(crate) fn read(value: Option<&Value>) -> Result<Self, ApiError> {
        let map = match value {
            None => Map::new(),
            Some(Value::Array(list)) if list.is_empty() => Map::new(),
            Some(Value::Object(map)) => map.clone(),
            Some(_) => return Err(ApiError::bad("The notes must be an array.").field("notes")),
        };
        if map.len() > MOST {
            return Err(ApiError::bad("The number of fields in notes must be less than or equal to 15.").field("notes"));
        }
        if map.values().any(|note| note.as_str().is_some_and(|text| text.chars().count() > LONGEST)) {
            return Err(ApiError::bad("The notes value must not be more than 256 characters.").field("notes"));
        }
        Ok(Self(map))
    }
}

impl Serialize for Notes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.is_empty() { [(); 0].serialize(serializer) } else { self.0.serialize(serializer) }
    }
}

impl<'de> Deserialize<'de> for Notes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(Value::deserialize(deserializer)?.as_object().cloned().unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_notes_are_a_list() {
        assert_eq!(serde_json::to_string(&Notes::default()).unwrap(), "[]");
        let notes = Notes::read(Some(&serde_json::json!({"a": "b"}))).unwrap();
        assert_eq!(serde_json::to_string(&notes).unwrap(), r#"{"a":"b"}"#);
        assert!(serde_json::from_str::<Notes>("[]").unwrap().0.is_empty());
    }
}
