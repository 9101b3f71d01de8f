//! Formats a report as a draft of changelog entries: one line for each change, with what users do about it.

use std::fmt::Write as _;

use colt_numbers_terminal_text::Safe;

use crate::change::Change;
use crate::change_report::ChangeReport;
use crate::change_type::ChangeType;
use crate::effect::Class;
use crate::format::message::description;
use crate::format::message_values;

impl ChangeReport {
    /// A draft of changelog entries, in Markdown, for a person to edit. Changes without an effect are left out, so it may be empty.
    #[must_use]
    pub fn changelog(&self) -> String {
        let mut text = String::new();
        let shown: Vec<&Change> = self.changes().iter().filter(|change| change.class() != Class::None).collect();
        for group in shown.chunk_by(|a, b| a.class() == b.class()) {
            let gap = if text.is_empty() { "" } else { "\n" };
            let _ = writeln!(text, "{gap}### {}\n", section(group[0].class()));
            for changes in group.chunk_by(|a, b| is_one_entry(a, b)) {
                let _ = writeln!(text, "- {}", Safe::new(&entry(changes)));
            }
        }
        text
    }
}

/// Whether two changes are one entry: both add a schema, or both change the same object so that users do the same.
fn is_one_entry(a: &Change, b: &Change) -> bool {
    let (to_do, other) = (a.to_do_in_changelog(), b.to_do_in_changelog());
    let are_new_schemas = a.change_type == ChangeType::SchemaAdded && b.change_type == ChangeType::SchemaAdded;
    are_new_schemas || a.subject.is_some() && a.subject == b.subject && !to_do.is_empty() && to_do == other
}

fn section(class: Class) -> &'static str {
    match class {
        Class::Breaking => "Breaking",
        Class::Unknown => "Possibly breaking: the generated code was not compared",
        Class::Behaviour => "Changed behaviour",
        Class::Compatible => "New or less strict",
        Class::None => "Documentation",
    }
}

/// The entry of changes: a sentence with what changed, and one with what users do.
fn entry(changes: &[&Change]) -> String {
    let Some(first) = changes.first() else { return String::new() };
    if first.change_type == ChangeType::SchemaAdded {
        let names = changes.iter().flat_map(|change| &change.values).map(message_values::placeholder_text);
        return sentence(&format!("new schemas: `{}`", names.collect::<Vec<_>>().join("`, `")));
    }
    let descriptions = changes.iter().map(|change| description(change)).collect::<Vec<_>>().join(", and ");
    let what = match &first.subject {
        Some(subject) => format!("In {subject}, {descriptions}"),
        None => descriptions,
    };
    match first.to_do_in_changelog() {
        to_do if to_do.is_empty() => sentence(&what),
        to_do => format!("{} {}", sentence(&what), sentence(&to_do)),
    }
}

/// A text with a capital letter and a full stop.
fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    format!("{}{}.", first.map_or_else(String::new, String::from), characters.as_str())
}
