//! Edits the text of a spec by positions, so that its layout and comments stay as they are.

use std::ops::Range;

use colt_numbers_openapi::pointer;
use colt_numbers_openapi::yaml_syntax::YamlSyntax;
use serde_json::Value;

use crate::error::AuditError;
use crate::spec;

/// Edits of a text, each a position and its new text.
#[derive(Default)]
pub(crate) struct TextEdits {
    edits: Vec<(Range<usize>, String)>,
    /// The pointers of the values that the edits change.
    changed: Vec<String>,
}

impl TextEdits {
    /// Replaces a position within the value at a pointer.
    pub(crate) fn replace(&mut self, at: &str, position: Range<usize>, text: impl Into<String>) {
        self.edits.push((position, text.into()));
        self.changed.push(at.to_owned());
    }

    /// Sets a text member of a mapping. A new member is written after the member `after`, in the same style.
    pub(crate) fn set(
        &mut self,
        text: &str,
        syntax: &YamlSyntax,
        holder: &str,
        (key, value): (&str, &str),
        after: &str,
    ) {
        let at = pointer::join(holder, key);
        if let Some(position) = syntax.scalars.get(&at) {
            let quote = quote(&text[position.clone()]);
            self.replace(&at, position.clone(), format!("{quote}{value}{quote}"));
        } else if let Some(position) = syntax.scalars.get(&pointer::join(holder, after)) {
            let quote = quote(&text[position.clone()]);
            let member =
                format!("{}: {quote}{value}{quote}", if quote == "\"" { format!("\"{key}\"") } else { key.to_owned() });
            match block_key(text, position.start) {
                Some(key_at) => {
                    let line_end = text[position.end..].find('\n').map_or(text.len(), |end| position.end + end);
                    let indent = text[..key_at].chars().rev().take_while(|c| *c != '\n').count();
                    self.replace(&at, line_end..line_end, format!("\n{}{member}", " ".repeat(indent)));
                }
                None => self.replace(&at, position.end..position.end, format!(", {member}")),
            }
        }
    }

    /// Removes a text member of a mapping.
    pub(crate) fn remove(&mut self, text: &str, syntax: &YamlSyntax, at: &str) {
        let Some(position) = syntax.scalars.get(at) else { return };
        let cut = match block_key(text, position.start) {
            Some(key_at) => {
                let start = text[..key_at].rfind('\n').unwrap_or(0);
                start..text[position.end..].find('\n').map_or(text.len(), |end| position.end + end)
            }
            None => text[..position.start].rfind(',').unwrap_or(position.start)..position.end,
        };
        self.replace(at, cut, "");
    }

    /// The edited text.
    ///
    /// # Errors
    /// If the edited text is not YAML, or differs in another value than those that the edits change.
    pub(crate) fn apply(mut self, text: &str) -> Result<String, AuditError> {
        self.edits.sort_by_key(|(position, _)| std::cmp::Reverse((position.start, position.end)));
        let mut edited = text.to_owned();
        for (position, new) in &self.edits {
            edited.replace_range(position.clone(), new);
        }
        let [before, after] = [text, &edited].map(|text| self.unchanged(text));
        match (before?, after?) {
            (before, after) if before == after => Ok(edited),
            _ => Err(AuditError::Spec { reason: "a value cannot be edited in its place".to_owned() }),
        }
    }

    /// The values of a text without those that the edits change.
    fn unchanged(&self, text: &str) -> Result<Value, AuditError> {
        let mut root = spec::parse(text)?;
        for at in &self.changed {
            let Some((holder, key)) = pointer::split_last(at) else { continue };
            if let Some(members) = root.pointer_mut(holder).and_then(Value::as_object_mut) {
                members.remove(&*key);
            }
        }
        Ok(root)
    }
}

/// The quote of a scalar; empty for a plain one.
fn quote(scalar: &str) -> &str {
    if scalar.starts_with(['"', '\'']) { &scalar[..1] } else { "" }
}

/// The position of the key of a value in a block mapping; `None` for a value in a flow mapping.
fn block_key(text: &str, value: usize) -> Option<usize> {
    let line = text[..value].rfind('\n').map_or(0, |end| end + 1);
    let before = &text[line..value];
    let key = before.trim_start_matches([' ', '-']);
    let is_key = key.trim_end().strip_suffix(':').is_some_and(|key| !key.contains(['{', ',', '"']));
    is_key.then_some(value - key.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use colt_numbers_openapi::yaml_syntax;

    #[test]
    fn members_are_set_and_removed_in_every_style() {
        for (text, set) in [
            ("a:\n  - b: x # c\n    d: 1\n", "a:\n  - b: y # c\n    e: z\n    d: 1\n"),
            ("a: [{ b: 'x', d: 1 }]\n", "a: [{ b: 'y', e: 'z', d: 1 }]\n"),
            ("{\"a\":[{\"b\":\"x\"}]}", "{\"a\":[{\"b\":\"y\", \"e\": \"z\"}]}"),
        ] {
            let syntax = yaml_syntax::scan(text).unwrap();
            let mut edits = TextEdits::default();
            edits.set(text, &syntax, "/a/0", ("b", "y"), "b");
            edits.set(text, &syntax, "/a/0", ("e", "z"), "b");
            let edited = edits.apply(text).unwrap();
            assert_eq!(edited, set);
            let syntax = yaml_syntax::scan(&edited).unwrap();
            let mut edits = TextEdits::default();
            edits.remove(&edited, &syntax, "/a/0/e");
            edits.set(&edited, &syntax, "/a/0", ("b", "x"), "b");
            assert_eq!(edits.apply(&edited).unwrap(), text);
        }
    }

    #[test]
    fn an_edit_that_changes_another_value_is_rejected() {
        let mut edits = TextEdits::default();
        edits.replace("/a", 3..4, "1\nc: 2");
        assert!(edits.apply("a: x\nb: y\n").is_err());
    }
}
