//! The syntax of a YAML text that its value does not show: line numbers, positions, duplicate keys, YAML 1.1 booleans, aliases.
//!
//! The serde API of the YAML crate does not report this syntax, so this module reads the parser's events; [`crate::yaml`] parses the value.

use std::collections::BTreeMap;
use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use crate::pointer;
use crate::yaml::{YamlError, without_byte_order_mark};

/// The maximum nesting of a spec. The YAML value parser stops at 128 levels, and reading the model needs much stack per level. Hand-written
/// specs have a fifth of this nesting.
const MAX_DEPTH: usize = 90;

/// Syntax of a YAML text, by JSON Pointer.
#[derive(Debug, Default)]
pub struct YamlSyntax {
    /// The line, from 1, of every value.
    pub lines: BTreeMap<String, usize>,
    /// The position of every scalar value as a range of bytes of the text; a quoted scalar includes its quotes, and a
    /// block scalar not its head.
    pub scalars: BTreeMap<String, Range<usize>>,
    /// Duplicate keys of a mapping: pointer, and line of the later key.
    pub duplicate_keys: Vec<(String, usize)>,
    /// Unquoted scalars that are booleans in YAML 1.1 and text in YAML 1.2: pointer, line, text.
    pub yaml_1_1_booleans: Vec<(String, usize, String)>,
    /// Aliases, which some YAML parsers do not resolve: pointer and line. A merge key also uses an alias.
    pub aliases: Vec<(String, usize)>,
}

impl YamlSyntax {
    /// The line of a pointer, or of its nearest ancestor that has a line.
    #[must_use]
    pub fn line(&self, pointer: &str) -> Option<usize> {
        pointer::self_and_ancestors(pointer).find_map(|at| self.lines.get(at).copied())
    }
}

/// A collection that is being read.
enum OpenCollection {
    Sequence { at: String, next: usize },
    Mapping { at: String, seen: BTreeMap<String, usize>, key: Option<String> },
}

/// Records the syntax of a text with one YAML document.
///
/// # Errors
/// If the text is not YAML, has a second document, has a mapping or a sequence as a key, or is nested too deeply.
pub fn scan(text: &str) -> Result<YamlSyntax, YamlError> {
    let fail = |line, message| Err(YamlError { line: Some(line), message });
    let mut syntax = YamlSyntax::default();
    let mut open: Vec<OpenCollection> = Vec::new();
    let mut documents = 0;
    let parsed = without_byte_order_mark(text);
    let mut positions: Vec<usize> = parsed.char_indices().map(|(at, _)| at + text.len() - parsed.len()).collect();
    positions.push(text.len());
    for event in Parser::new_from_str(parsed) {
        let (event, span) = match event {
            Ok(event) => event,
            Err(error) => return fail(error.marker().line(), error.info().to_owned()),
        };
        let line = line_of(span);
        match event {
            Event::DocumentStart(_) => {
                documents += 1;
                if documents > 1 {
                    return fail(line, "a second document begins here".to_owned());
                }
            }
            Event::MappingStart(..) | Event::SequenceStart(..) => {
                let Some(at) = enter_value(&mut open, None, line, &mut syntax) else {
                    return fail(line, "a key is a mapping or a sequence".to_owned());
                };
                if open.len() >= MAX_DEPTH {
                    return fail(line, format!("nested more than {MAX_DEPTH} levels deep"));
                }
                open.push(if matches!(event, Event::MappingStart(..)) {
                    OpenCollection::Mapping { at, seen: BTreeMap::new(), key: None }
                } else {
                    OpenCollection::Sequence { at, next: 0 }
                });
            }
            Event::MappingEnd | Event::SequenceEnd => {
                open.pop();
            }
            Event::Scalar(text, style, ..) => {
                let value_at = enter_value(&mut open, Some(&text), line, &mut syntax);
                if let (Some(at), Some(start), Some(end)) =
                    (&value_at, positions.get(span.start.index()), positions.get(span.end.index()))
                {
                    syntax.scalars.insert(at.clone(), *start..*end);
                }
                let at = value_at.or_else(|| current_key(&open));
                if let Some(at) = at
                    && style == ScalarStyle::Plain
                    && is_yaml_1_1_boolean(&text)
                {
                    syntax.yaml_1_1_booleans.push((at, line, text.into_owned()));
                }
            }
            Event::Alias(_) => {
                let at = enter_value(&mut open, None, line, &mut syntax).unwrap_or_default();
                syntax.aliases.push((at, line));
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
    }
    Ok(syntax)
}

fn line_of(span: Span) -> usize {
    span.start.line()
}

/// Records the line of the value that begins here, and returns its pointer. Returns `None` if the scalar is not a value but the next key of
/// a mapping.
fn enter_value(
    open: &mut [OpenCollection],
    scalar: Option<&str>,
    line: usize,
    syntax: &mut YamlSyntax,
) -> Option<String> {
    let at = match open.last_mut() {
        None => String::new(),
        Some(OpenCollection::Sequence { at, next }) => {
            let at = pointer::item(at, *next);
            *next += 1;
            at
        }
        Some(OpenCollection::Mapping { at, seen, key }) => match key.take() {
            Some(key) => pointer::join(at, &key),
            None => {
                let name = scalar?;
                let here = pointer::join(at, name);
                if seen.insert(name.to_owned(), line).is_some() {
                    syntax.duplicate_keys.push((here, line));
                }
                *key = Some(name.to_owned());
                return None;
            }
        },
    };
    syntax.lines.insert(at.clone(), line);
    Some(at)
}

/// The pointer of the key that was just read.
fn current_key(open: &[OpenCollection]) -> Option<String> {
    match open.last()? {
        OpenCollection::Mapping { at, key, .. } => Some(pointer::join(at, key.as_deref()?)),
        OpenCollection::Sequence { .. } => None,
    }
}

/// The words other than `true` and `false` that are booleans in YAML 1.1 (<https://yaml.org/type/bool.html>).
fn is_yaml_1_1_boolean(text: &str) -> bool {
    matches!(
        text,
        "y" | "Y" | "yes" | "Yes" | "YES" | "n" | "N" | "no" | "No" | "NO" | "on" | "On" | "ON" | "off" | "Off" | "OFF"
    )
}
