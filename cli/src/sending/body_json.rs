//! A body as a member of JSON output: as JSON if it is JSON, otherwise as text.

use std::borrow::Cow;

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

/// A body as a member of JSON output. An empty body is `null`.
pub struct BodyJson<'b>(Cow<'b, str>);

impl<'b> BodyJson<'b> {
    pub fn new(body: &'b [u8]) -> Self {
        Self(String::from_utf8_lossy(body))
    }
}

impl Serialize for BodyJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.is_empty() {
            return serializer.serialize_none();
        }
        // In JSON, these characters occur only between tokens, so the value stays the same, on one line.
        let line = self.0.replace(['\n', '\r', '\t'], " ");
        match serde_json::from_str::<&RawValue>(&line) {
            // Only a text that is JSON as it stands is JSON; the replacement may have repaired one.
            Ok(json) if serde_json::from_str::<&RawValue>(&self.0).is_ok() => json.serialize(serializer),
            _ => serializer.serialize_str(&self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::BodyJson;

    #[test]
    fn a_body_is_json_if_it_can_be() {
        for (body, expected) in [
            (&b""[..], "null"),
            (b"{\n\t\"a\": 1.50}", "{  \"a\": 1.50}"),
            (b"<html>\n", "\"<html>\\n\""),
            (b"\"a\nb\"", "\"\\\"a\\nb\\\"\""),
            (b"\xff", "\"\u{fffd}\""),
        ] {
            assert_eq!(serde_json::to_string(&BodyJson::new(body)).unwrap(), expected);
        }
    }
}
