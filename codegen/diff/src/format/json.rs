//! The report for programs.

use serde_json::{Value, json};

use crate::change::Change;
use crate::report::Report;

impl Report {
    /// The report for programs.
    #[must_use]
    pub fn json(&self) -> Value {
        json!({
            "bump": self.bump().as_str(),
            "wireBump": self.wire_bump().as_str(),
            "rustUnknown": self.unknown(),
            "changes": self.changes().iter().map(of_change).collect::<Vec<_>>(),
        })
    }
}

fn of_change(change: &Change) -> Value {
    json!({
        "id": change.id().to_string(),
        "pointer": change.pointer,
        "class": change.class().as_str(),
        "wire": change.wire.as_str(),
        "rust": change.rust.as_str(),
        "behaviour": change.is_behaviour(),
        "who": change.who(),
        "why": change.sentence(),
        "line": change.line,
        "acknowledged": change.acknowledged,
    })
}
