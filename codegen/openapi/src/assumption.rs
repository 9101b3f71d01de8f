//! Reads an assumption (`x-assumption`): a text, or a mapping of the `text` and of what the documents are `silentOn`.

use serde_json::Value;

use crate::value::{self, items};

/// The text of an element's assumption.
#[must_use]
pub fn text(element: &Value) -> Option<&str> {
    let assumption = element.get("x-assumption")?;
    assumption.as_str().or_else(|| value::text(assumption, "text"))
}

/// The words that no line of the documents has, if the element's assumption is that the documents are silent.
pub fn silent_on(element: &Value) -> impl Iterator<Item = &str> {
    let words = element.get("x-assumption").and_then(|assumption| assumption.get("silentOn"));
    items(words).filter_map(Value::as_str)
}

/// Whether a value has the form of an assumption.
#[must_use]
pub fn is_valid(assumption: &Value) -> bool {
    let is_visible = |value: &Value| value.as_str().is_some_and(|text| !text.trim().is_empty());
    match assumption {
        Value::Object(members) => {
            let words = members.get("silentOn").and_then(Value::as_array);
            members.len() == 2
                && members.get("text").is_some_and(is_visible)
                && words.is_some_and(|words| !words.is_empty() && words.iter().all(is_visible))
        }
        text => is_visible(text),
    }
}
