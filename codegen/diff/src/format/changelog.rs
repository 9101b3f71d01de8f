//! Formats a report as a draft of changelog entries.

use std::fmt::Write as _;

use colt_numbers_openapi::pointer::tokens;
use colt_numbers_terminal_text::Safe;

use crate::change_report::ChangeReport;
use crate::effect::Class;

impl ChangeReport {
    /// A draft of changelog entries, in Markdown, for a person to edit. Changes without an effect are left out, so it may be empty.
    #[must_use]
    pub fn changelog(&self) -> String {
        let mut text = String::new();
        let mut class = None;
        for change in self.changes().iter().filter(|change| change.class() != Class::None) {
            if class != Some(change.class()) {
                class = Some(change.class());
                let gap = if text.is_empty() { "" } else { "\n" };
                let _ = writeln!(text, "{gap}### {}\n", section(change.class()));
            }
            let line = change
                .source_lines
                .as_ref()
                .map_or_else(String::new, |line| format!(" (vendor's document, line {line})"));
            let entry = format!("{}: {}{line}", object_name(&change.pointer), change.message().trim_end_matches('.'));
            let _ = writeln!(text, "- {}", Safe::new(&entry));
        }
        text
    }
}

fn section(class: Class) -> &'static str {
    match class {
        Class::Breaking => "Breaking",
        Class::Unknown => "Possibly breaking: the generated code was not compared",
        Class::Behaviour => "Behaviour",
        Class::Compatible => "Added",
        Class::None => "Documentation",
    }
}

/// The name of the object at a pointer (a property, a schema, an operation, a rule), otherwise the pointer.
fn object_name(pointer: &str) -> String {
    let steps: Vec<_> = tokens(pointer).collect();
    let steps: Vec<&str> = steps.iter().map(AsRef::as_ref).collect();
    match steps[..] {
        ["components", "schemas", schema, "properties", property, ..] => format!("`{schema}.{property}`"),
        ["components", _, name, ..] | ["x-rules", name, ..] => format!("`{name}`"),
        ["paths", path, method, ..] => format!("`{} {path}`", method.to_uppercase()),
        _ => format!("`{pointer}`"),
    }
}
