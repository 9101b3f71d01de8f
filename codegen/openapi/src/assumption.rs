//! Reads an assumption (`x-assumption`): a text, or a mapping of the `text` and of the silence of the documents that it relies on.

use serde_json::Value;

use crate::value;

/// The text of an element's assumption.
#[must_use]
pub fn text(element: &Value) -> Option<&str> {
    let assumption = element.get("x-assumption")?;
    assumption.as_str().or_else(|| value::text(assumption, "text"))
}

/// The id of the silence (see [`crate::silence`]) that an element's assumption relies on.
#[must_use]
pub fn silent_on(element: &Value) -> Option<&str> {
    element.get("x-assumption").and_then(|assumption| value::visible_text(assumption, "silentOn"))
}

/// Whether a value has the form of an assumption.
#[must_use]
pub fn is_valid(assumption: &Value) -> bool {
    match assumption {
        Value::Object(members) => {
            members.len() == 2 && ["text", "silentOn"].iter().all(|key| value::visible_text(assumption, key).is_some())
        }
        text => text.as_str().is_some_and(|text| !text.trim().is_empty()),
    }
}
