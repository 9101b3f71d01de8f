//! Reads the order id of a response, at the place that the spec states as a JSON Pointer.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::check::json_location::pointer_names;

/// The order id at a JSON Pointer in a JSON text, trimmed. `None` if the text is not JSON, if no value is at the pointer, if an object on the way to
/// it has two members of the same name, or if the value cannot be an id.
pub(crate) fn read(json: &str, pointer: &str) -> Option<String> {
    let names: Vec<String> = pointer_names(pointer).collect();
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let id = OrderId(&names).deserialize(&mut deserializer).ok()??;
    deserializer.end().ok()?;
    Some(id.trim().to_owned()).filter(|id| is_id(id))
}

/// The name of the member that shows an order: the object around its id, or the id itself if it is at the top.
pub(crate) fn member_name(pointer: &str) -> Option<String> {
    let names: Vec<String> = pointer_names(pointer).collect();
    names.iter().nth_back(1).or(names.first()).cloned()
}

/// Whether a trimmed text can be an order id. Invalid UTF-8 is not an id; nor are booleans, `null` and `undefined`.
fn is_id(text: &str) -> bool {
    !matches!(text, "" | "true" | "false" | "null" | "undefined") && !text.contains(char::REPLACEMENT_CHARACTER)
}

/// Reads the value at the end of the remaining names: a string, or an integer as text.
#[derive(Clone, Copy)]
struct OrderId<'n>(&'n [String]);

impl<'de> DeserializeSeed<'de> for OrderId<'_> {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for OrderId<'_> {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(self.0.is_empty().then(|| text.to_owned()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(self.0.is_empty().then(|| value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(self.0.is_empty().then(|| value.to_string()))
    }

    // A float may have lost digits of the number that was sent, so a long id would become another id.
    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(name) = members.next_key::<String>()? {
            match self.0 {
                [first, rest @ ..] if *first == name => {
                    if found.replace(members.next_value_seed(OrderId(rest))?).is_some() {
                        return Err(A::Error::custom("the object has two members of this name"));
                    }
                }
                _ => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(found.flatten())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_is_where_the_pointer_leads() {
        for (json, pointer, id) in [
            (r#"{"order":{"id":" 1 "}}"#, "/order/id", Some("1")),
            (r#"{"x":{"order":{"id":2}},"order":{"id":"1"}}"#, "/order/id", Some("1")),
            (r#"{"id":-7,"order":{"id":"1"}}"#, "/id", Some("-7")),
            (r#"{"a/b":{"~":{"id":"1"}}}"#, "/a~1b/~0/id", Some("1")),
            (r#"{"order":{"id":"1","id":"2"}}"#, "/order/id", None),
            (r#"{"order":{"id":"1"},"order":{}}"#, "/order/id", None),
            (r#"[{"order":{"id":"1"}}]"#, "/order/id", None),
            (r#"{"order":["id"]}"#, "/order/id", None),
            (r#"{"order":{"id":1.5}}"#, "/order/id", None),
            (r#"{"order":{"id":{"id":"1"}}}"#, "/order/id", None),
            (r#"{"order":{"id":"1"}} {}"#, "/order/id", None),
        ] {
            assert_eq!(read(json, pointer).as_deref(), id, "{json} at {pointer}");
        }
    }

    #[test]
    fn an_order_is_shown_by_the_object_around_its_id() {
        for (pointer, name) in
            [("/order/id", Some("order")), ("/data/order/id", Some("order")), ("/orderId", Some("orderId")), ("", None)]
        {
            assert_eq!(member_name(pointer).as_deref(), name, "{pointer}");
        }
    }
}
