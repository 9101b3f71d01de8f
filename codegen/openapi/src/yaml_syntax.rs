//! How a text is written, beside the value that it has: positions, keys given twice, plain scalars, aliases.
//!
//! The serde API of the YAML crate hides them all, so the text is read as a stream of events here; [`crate::yaml`] makes its value.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use crate::pointer;
use crate::yaml::{Unreadable, without_byte_order_mark};

/// How deep a spec may be nested. The reader of values gives up at 128, and that of the model needs much of a thread's stack for each
/// level. A hand-written one has a fifth of it.
const MAX_DEPTH: usize = 90;

/// What the text says beside its values.
#[derive(Debug, Default)]
pub struct Marks {
    /// The line, from 1, of every value, by its pointer.
    pub lines: BTreeMap<String, usize>,
    /// Keys that stand twice in one mapping: pointer, line of the second.
    pub twice: Vec<(String, usize)>,
    /// Plain scalars that YAML 1.1 reads as booleans and YAML 1.2 does not: pointer, line, text.
    pub booleans: Vec<(String, usize, String)>,
    /// Aliases and merge keys, which other readers of the file may not follow: pointer and line.
    pub aliases: Vec<(String, usize)>,
}

impl Marks {
    /// The line of a pointer, or of the nearest value around it.
    #[must_use]
    pub fn line(&self, pointer: &str) -> Option<usize> {
        pointer::outwards(pointer).find_map(|at| self.lines.get(at).copied())
    }
}

/// Where the reader stands inside one collection.
enum Frame {
    Sequence { at: String, next: usize },
    Mapping { at: String, seen: BTreeMap<String, usize>, key: Option<String> },
}

/// Reads the marks of a text that holds one document.
///
/// # Errors
/// Where the text is not YAML, holds a second document, has a key that is a collection, or is nested too deeply.
pub fn marks(text: &str) -> Result<Marks, Unreadable> {
    let fail = |line, message| Err(Unreadable { line: Some(line), message });
    let mut marks = Marks::default();
    let mut frames: Vec<Frame> = Vec::new();
    let mut documents = 0;
    for event in Parser::new_from_str(without_byte_order_mark(text)) {
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
                let Some(at) = place(&mut frames, None, line, &mut marks) else {
                    return fail(line, "a key is a mapping or a sequence".to_owned());
                };
                if frames.len() >= MAX_DEPTH {
                    return fail(line, format!("nested more than {MAX_DEPTH} levels deep"));
                }
                frames.push(if matches!(event, Event::MappingStart(..)) {
                    Frame::Mapping { at, seen: BTreeMap::new(), key: None }
                } else {
                    Frame::Sequence { at, next: 0 }
                });
            }
            Event::MappingEnd | Event::SequenceEnd => {
                frames.pop();
            }
            Event::Scalar(text, style, ..) => {
                let at = place(&mut frames, Some(&text), line, &mut marks).or_else(|| current_key(&frames));
                if let Some(at) = at
                    && style == ScalarStyle::Plain
                    && is_yaml_1_1_boolean(&text)
                {
                    marks.booleans.push((at, line, text.into_owned()));
                }
            }
            Event::Alias(_) => {
                let at = place(&mut frames, None, line, &mut marks).unwrap_or_default();
                marks.aliases.push((at, line));
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
    }
    Ok(marks)
}

fn line_of(span: Span) -> usize {
    span.start.line()
}

/// The pointer of the value that begins now. A scalar where a key is due becomes that key, and is not a value.
fn place(frames: &mut [Frame], scalar: Option<&str>, line: usize, marks: &mut Marks) -> Option<String> {
    let at = match frames.last_mut() {
        None => String::new(),
        Some(Frame::Sequence { at, next }) => {
            let at = pointer::item(at, *next);
            *next += 1;
            at
        }
        Some(Frame::Mapping { at, seen, key }) => match key.take() {
            Some(key) => pointer::join(at, &key),
            None => {
                let name = scalar?;
                let here = pointer::join(at, name);
                if seen.insert(name.to_owned(), line).is_some() {
                    marks.twice.push((here, line));
                }
                *key = Some(name.to_owned());
                return None;
            }
        },
    };
    marks.lines.insert(at.clone(), line);
    Some(at)
}

/// The pointer of the key that was just read.
fn current_key(frames: &[Frame]) -> Option<String> {
    match frames.last()? {
        Frame::Mapping { at, key, .. } => Some(pointer::join(at, key.as_deref()?)),
        Frame::Sequence { .. } => None,
    }
}

/// The words beside `true` and `false` that YAML 1.1 takes for booleans (<https://yaml.org/type/bool.html>).
fn is_yaml_1_1_boolean(text: &str) -> bool {
    matches!(
        text,
        "y" | "Y" | "yes" | "Yes" | "YES" | "n" | "N" | "no" | "No" | "NO" | "on" | "On" | "ON" | "off" | "Off" | "OFF"
    )
}
