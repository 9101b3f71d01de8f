//! What the spec says of an element, and where that comes from.

use serde_json::Value;

/// Where a statement comes from and how it is put there.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Described {
    /// What is stated, in the spec's own words.
    pub says: String,
    /// A document and its lines.
    pub source: Option<String>,
    /// What the spec assumes beyond the document, and why.
    pub assumption: Option<String>,
}

impl Described {
    /// What a node of the spec says of itself.
    pub fn of(node: &Value) -> Self {
        let text = |key: &str| node.get(key).and_then(Value::as_str).map(|text| text.trim().to_owned());
        Self {
            says: text("description").or_else(|| text("statement")).or_else(|| text("summary")).unwrap_or_default(),
            source: text("x-source"),
            assumption: text("x-assumption"),
        }
    }

    /// Whether it says where it comes from.
    pub fn grounded(&self) -> bool {
        self.source.is_some() || self.assumption.is_some()
    }

    /// What `self` leaves open, taken from `other`.
    pub fn or(mut self, other: &Self) -> Self {
        if self.says.is_empty() {
            self.says.clone_from(&other.says);
        }
        if !self.grounded() {
            self.source.clone_from(&other.source);
            self.assumption.clone_from(&other.assumption);
        }
        self
    }
}
