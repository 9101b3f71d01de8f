//! The documentation of an element of the spec: its description, source and assumption.

use serde_json::Value;

/// What the spec states about an element, with the source or assumption of the statement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Documentation {
    /// The spec's `description`, `statement` or `summary`.
    pub text: String,
    /// The vendor's document and its lines (`x-source`).
    pub source: Option<String>,
    /// What the spec assumes beyond the document, and why (`x-assumption`).
    pub assumption: Option<String>,
}

impl Documentation {
    /// The documentation of a node of the spec.
    pub fn of(node: &Value) -> Self {
        let text = |key: &str| node.get(key).and_then(Value::as_str).map(|text| text.trim().to_owned());
        Self {
            text: text("description").or_else(|| text("statement")).or_else(|| text("summary")).unwrap_or_default(),
            source: text("x-source"),
            assumption: text("x-assumption").or_else(|| {
                let text = node.get("x-assumption")?.get("text")?.as_str()?;
                Some(text.trim().to_owned())
            }),
        }
    }

    /// Whether there is a source or an assumption.
    pub fn has_source_or_assumption(&self) -> bool {
        self.source.is_some() || self.assumption.is_some()
    }

    /// Fills a missing text from `other`; if both the source and the assumption are missing, fills them too.
    pub fn or(mut self, other: &Self) -> Self {
        if self.text.is_empty() {
            self.text.clone_from(&other.text);
        }
        if !self.has_source_or_assumption() {
            self.source.clone_from(&other.source);
            self.assumption.clone_from(&other.assumption);
        }
        self
    }
}
