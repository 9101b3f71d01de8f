//! Parses a body as strict JSON: rejects texts that two parsers could read differently.
//!
//! `serde_json::Value` alone is not enough: if a member is given twice, it silently keeps the last. Not here: what the body must contain
//! (`schema`).

use std::cell::Cell;
use std::fmt;

use colt_numbers_terminal_text::Safe;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// The maximum length of a body, in bytes. All limits equal the client's, so that the client and the judge accept the same bodies. Arrays
/// and objects may be nested 127 levels deep, which is the limit of `serde_json`.
pub const MAX_REQUEST_BYTES: usize = 9_999_999;

/// The maximum number of values; each item of an array and each member of an object counts. A value takes far more memory than its
/// text. A reservation of the maximum length has half a million values.
const MAX_VALUES: usize = 600_000;

/// The maximum number of characters of a key in a message.
const MAX_QUOTED: usize = 60;

/// Parses a JSON text; an error is the reason why the text is invalid.
///
/// # Errors
/// If the text is malformed, gives a key twice in one object, has a byte order mark or invalid UTF-8, or exceeds a limit.
pub fn read(bytes: &[u8]) -> Result<Value, String> {
    if bytes.len() > MAX_REQUEST_BYTES {
        return Err(format!("the body is longer than {MAX_REQUEST_BYTES} bytes"));
    }
    if bytes.starts_with(b"\xef\xbb\xbf") {
        return Err("the body begins with a byte order mark".to_owned());
    }
    let text =
        std::str::from_utf8(bytes).map_err(|e| format!("the body is not UTF-8 after byte {}", e.valid_up_to()))?;
    let mut reader = serde_json::Deserializer::from_str(text);
    let values = Cell::new(0);
    let value = StrictVisitor { values: &values }.deserialize(&mut reader).map_err(|e| e.to_string())?;
    reader.end().map_err(|e| e.to_string())?;
    Ok(value)
}

/// Builds a value, and rejects an object that gives a key twice.
#[derive(Clone, Copy)]
struct StrictVisitor<'c> {
    /// The number of values in the body whose parsing has begun.
    values: &'c Cell<usize>,
}

impl<'de> DeserializeSeed<'de> for StrictVisitor<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        if self.values.get() == MAX_VALUES {
            return Err(D::Error::custom(format!("the body has more than {MAX_VALUES} values")));
        }
        self.values.set(self.values.get() + 1);
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for StrictVisitor<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, v: bool) -> Result<Value, E> {
        Ok(v.into())
    }

    fn visit_i64<E: Error>(self, v: i64) -> Result<Value, E> {
        Ok(v.into())
    }

    fn visit_u64<E: Error>(self, v: u64) -> Result<Value, E> {
        Ok(v.into())
    }

    fn visit_f64<E: Error>(self, v: f64) -> Result<Value, E> {
        Ok(v.into())
    }

    fn visit_str<E: Error>(self, v: &str) -> Result<Value, E> {
        Ok(v.into())
    }

    fn visit_string<E: Error>(self, v: String) -> Result<Value, E> {
        Ok(v.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = members.next_key::<String>()? {
            let value = members.next_value_seed(self)?;
            if object.contains_key(&key) {
                return Err(A::Error::custom(format!(
                    "the key `{}` is given twice",
                    Safe::new(&key).truncated(MAX_QUOTED)
                )));
            }
            object.insert(key, value);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn valid_json_is_parsed() {
        for text in ["{}", " [1, -2, 3.5, \"x\", true, null] \n", r#"{"a":{"a":1}}"#, r#""\ud83d\ude00""#] {
            assert_eq!(read(text.as_bytes()).unwrap(), serde_json::from_str::<Value>(text).unwrap(), "{text}");
        }
    }

    #[test]
    fn invalid_json_is_rejected() {
        let cases: [(&[u8], &str); 12] = [
            (b"", "EOF"),
            (b"{", "EOF"),
            (b"{} {}", "trailing"),
            (b"{'a':1}", "key must be a string"),
            (b"[1,]", "trailing comma"),
            (b"NaN", "expected"),
            (b"\xef\xbb\xbf{}", "byte order mark"),
            (b"{\"a\":\"\xff\"}", "not UTF-8 after byte 6"),
            (br#""\ud800""#, "hex escape"),
            (br#"{"a":1,"a":1}"#, "`a` is given twice"),
            (br#"[{"b":[{"a":1,"\u0061":2}]}]"#, "`a` is given twice"),
            (b"[1\x00]", "expected"),
        ];
        for (body, why) in cases {
            let error = read(body).unwrap_err();
            assert!(error.contains(why), "{}: {error}", body.escape_ascii());
        }
    }

    #[test]
    fn limits_are_exact() {
        let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(read(nested(127).as_bytes()).is_ok());
        assert!(read(nested(128).as_bytes()).unwrap_err().contains("recursion limit"));
        assert!(read("[".repeat(1_000_000).as_bytes()).unwrap_err().contains("recursion limit"));
        assert!(read("{\"a\":".repeat(1_000_000).as_bytes()).unwrap_err().contains("recursion limit"));
        let list = |values: usize| format!("[{}0]", "0,".repeat(values - 2));
        assert!(read(list(MAX_VALUES).as_bytes()).is_ok());
        assert!(read(list(MAX_VALUES + 1).as_bytes()).unwrap_err().contains("600000 values"));
        // The list, three values for each object, and the last zeros.
        let objects = |zeros: usize| format!("[{}{}0]", r#"{"a":[1]},"#.repeat(199_999), "0,".repeat(zeros - 1));
        assert!(read(objects(2).as_bytes()).is_ok());
        assert!(read(objects(3).as_bytes()).unwrap_err().contains("600000 values"));
        let long = |bytes: usize| format!("\"{}\"", "x".repeat(bytes - 2));
        assert!(read(long(MAX_REQUEST_BYTES).as_bytes()).is_ok());
        assert!(read(long(MAX_REQUEST_BYTES + 1).as_bytes()).unwrap_err().contains("longer than"));
    }

    #[test]
    fn a_message_truncates_a_long_key() {
        let key = "é\n".repeat(10_000);
        let body = serde_json::to_string(&key).unwrap();
        let error = read(format!("{{{body}:1,{body}:2}}").as_bytes()).unwrap_err();
        assert!(error.len() < 300, "{}", error.len());
    }
}
