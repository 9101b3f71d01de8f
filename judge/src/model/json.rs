//! Lists the members of a JSON object in a fixed order.

use serde_json::{Map, Value};

/// The members of an object, sorted by name, so that the order does not depend on features of the JSON library.
pub fn sorted(object: &Map<String, Value>) -> Vec<(&String, &Value)> {
    let mut members: Vec<_> = object.iter().collect();
    members.sort_by_key(|(name, _)| name.as_str());
    members
}
