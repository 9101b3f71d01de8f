//! Finds the places in the text of a spec that name lines of a document: `x-source`, `leftOut`, and lines in the prose of `x-assumption`.
//!
//! A range of lines may have a mark, as in `54-59@4dd875a6`: the lines are those of the revision whose SHA-256 begins so, because the text
//! changed or is gone; with `@?`, it is unclear whether they are those of the earlier or of the present revision.

use std::ops::Range;

use colt_numbers_openapi::pointer;
use colt_numbers_openapi::value::{self, items};
use colt_numbers_openapi::walk;
use colt_numbers_openapi::yaml_syntax::YamlSyntax;
use serde_json::Value;

use super::citations::{self, LineRange};

/// The kind of a place that names lines.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum MentionKind {
    Citation,
    LeftOut,
    Prose,
}

/// A place that names lines.
#[derive(Clone, Debug)]
pub(crate) struct LineMention {
    pub(crate) kind: MentionKind,
    /// The pointer of the text that names the lines.
    pub(crate) at: String,
    /// The file name of the document; `None` if it is unclear which document is meant.
    pub(crate) file: Option<String>,
    pub(crate) ranges: Vec<MentionedRange>,
}

/// A range of lines, and its position in the text of the spec.
#[derive(Clone, Debug)]
pub(crate) struct MentionedRange {
    pub(crate) lines: LineRange,
    /// The positions of the first number, and of the last number if there is one.
    pub(crate) first: Range<usize>,
    pub(crate) last: Option<Range<usize>>,
    /// Whether the range has a mark.
    pub(crate) is_marked: bool,
}

impl MentionedRange {
    /// The position after the range.
    pub(crate) fn end(&self) -> usize {
        self.last.as_ref().unwrap_or(&self.first).end
    }
}

impl LineMention {
    /// The pointer of the element that names the lines.
    pub(crate) fn element(&self) -> &str {
        let holder = self.at.rsplit_once('/').map_or("", |(holder, _)| holder);
        holder.strip_suffix("/x-assumption").unwrap_or(holder)
    }
}

/// Finds every place that names lines, in the order of the spec.
pub(crate) fn all(text: &str, syntax: &YamlSyntax, root: &Value) -> Vec<LineMention> {
    let mut found = Vec::new();
    pointer::walk(root, "", &mut |at, value| {
        let (Some(position), false, false) = (syntax.scalars.get(at), value.is_object(), walk::is_sample(at)) else {
            return;
        };
        let raw = &text[position.clone()];
        let Some((holder, key)) = pointer::split_last(at) else { return };
        let (kind, start) = match &*key {
            "x-source" => (MentionKind::Citation, raw.rfind(':').map_or(raw.len(), |colon| colon + 1)),
            "lines" if holder.contains("/leftOut/") => (MentionKind::LeftOut, 0),
            "x-assumption" => (MentionKind::Prose, 0),
            "text" if holder.ends_with("/x-assumption") => (MentionKind::Prose, 0),
            _ => return,
        };
        let ranges = if kind == MentionKind::Prose {
            ranges_in_prose(raw, position.start)
        } else {
            let all = ranges(&raw[start..], position.start + start);
            all.into_iter().map(|(range, _)| range).collect()
        };
        if !ranges.is_empty() {
            let mut mention = LineMention { kind, at: at.to_owned(), file: None, ranges };
            mention.file = file(root, &mention);
            found.push(mention);
        }
    });
    found
}

/// The document whose lines a mention names. Prose may name the file; otherwise its lines are those of the document that its element or the
/// nearest element around it cites.
fn file(root: &Value, mention: &LineMention) -> Option<String> {
    let text = root.pointer(&mention.at).and_then(Value::as_str).unwrap_or_default();
    let entries: Vec<&str> =
        items(root.pointer("/info/x-documents")).filter_map(|entry| value::text(entry, "file")).collect();
    let file = match mention.kind {
        MentionKind::Citation => Some(citations::split(text).0),
        MentionKind::LeftOut => {
            let entry = mention.at.split("/leftOut/").next().and_then(|entry| root.pointer(entry));
            entry.and_then(|entry| value::text(entry, "file"))
        }
        MentionKind::Prose => match (entries.iter().find(|file| text.contains(**file)), &entries[..]) {
            (Some(named), _) | (None, [named]) => Some(*named),
            _ => {
                let around = pointer::self_and_ancestors(mention.element()).filter_map(|at| root.pointer(at));
                around
                    .filter_map(|element| value::text(element, "x-source"))
                    .next()
                    .map(|source| citations::split(source).0)
            }
        },
    };
    file.map(str::to_owned)
}

/// The ranges after each `line` or `lines` of a prose text.
fn ranges_in_prose(raw: &str, offset: usize) -> Vec<MentionedRange> {
    let mut found = Vec::new();
    let mut from = 0;
    let lower_case = raw.to_ascii_lowercase();
    while let Some(at) = lower_case[from..].find("line").map(|at| from + at) {
        let before = &lower_case[..at];
        // A line of an address is not one of the document.
        let is_word = !before.ends_with(char::is_alphanumeric) && !before.trim_end().ends_with("address");
        from = at + "line".len();
        let rest = raw[from..].strip_prefix('s').unwrap_or(&raw[from..]);
        let list = rest.trim_start();
        if is_word && list.len() < rest.len() {
            let start = raw.len() - list.len();
            let mut end = start;
            for (range, after) in ranges(list, offset + start) {
                let gap = &raw[end..range.first.start - offset];
                if end > start && !matches!(gap.trim_matches([',', ' ', '\n']), "" | "and" | "or" | "&")
                    || end == start && !gap.is_empty()
                {
                    break;
                }
                end = after - offset;
                found.push(range);
            }
            from = end.max(from);
        }
    }
    found
}

/// The ranges of a text, each with the position after it and its mark.
fn ranges(text: &str, offset: usize) -> Vec<(MentionedRange, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = number(text, at) {
        let dash = ["-", "–", " to "].into_iter().find(|dash| text[first.end..].starts_with(dash));
        let after = dash.map(|dash| first.end + dash.len());
        let last = after.and_then(|at| number(text, at).filter(|last| last.start == at));
        let mut end = last.as_ref().unwrap_or(&first).end;
        let value = |position: &Range<usize>| text[position.clone()].parse::<u32>().ok().map(|line| line as usize);
        let mark = text[end..]
            .strip_prefix('@')
            .map_or(0, |mark| 1 + mark.find(|c: char| !citations::is_mark(c)).unwrap_or(mark.len()));
        end += mark;
        at = end;
        let shift = |position: Range<usize>| position.start + offset..position.end + offset;
        let lines = value(&first).zip(last.as_ref().map_or_else(|| value(&first), value));
        if let Some((from, to)) = lines.filter(|(from, to)| 1 <= *from && from <= to) {
            let (first, last) = (shift(first), last.map(shift));
            found.push((MentionedRange { lines: from..=to, first, last, is_marked: mark > 0 }, end + offset));
        }
    }
    found
}

/// The position of the next number at or after a position. Digits within a word are not a number.
fn number(text: &str, from: usize) -> Option<Range<usize>> {
    let mut at = from;
    loop {
        let start = at + text[at..].find(|c: char| c.is_ascii_digit())?;
        let end = start + text[start..].find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len() - start);
        let is_apart = !text[..start].ends_with(|c: char| c.is_alphanumeric() || c == '@')
            && !text[end..].starts_with(char::is_alphabetic);
        if is_apart {
            return Some(start..end);
        }
        at = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec;
    use colt_numbers_openapi::yaml_syntax;

    #[test]
    fn every_place_that_names_lines_is_found() {
        let text = "
info:
  x-documents:
    - file: a.txt
      leftOut: [{ lines: 32-32, reason: line 9 }, { lines: 7@?, reason: x }]
    - { file: b.txt }
one:
  x-source: \"a.txt:8,33-40@4dd875a6\"
  x-assumption: >-
    As in lines 10, 12-14 and
    20 of it; 30 in line
    40 outline 50, lines of 60, E.164. Lines 61–62, 63 to 64 or 65; address line 66.
two:
  x-assumption: { text: 'é (line 44, b.txt)', silentOn: [error] }
  example: { x-source: 'a.txt:1' }
  description: line 70
  properties: { value: { x-source: 'a.txt:71' }, example: { x-source: 'a.txt:72', example: { x-source: 'a.txt:73' } } }
three: { x-assumption: line 80 }
";
        let root = spec::parse(text).unwrap();
        let mentions = all(text, &yaml_syntax::scan(text).unwrap(), &root);
        let shown: Vec<String> = mentions
            .iter()
            .map(|mention| {
                let ranges: Vec<String> = mention
                    .ranges
                    .iter()
                    .map(|range| {
                        text[range.first.start..range.end()].to_owned() + if range.is_marked { "@" } else { "" }
                    })
                    .collect();
                let file = mention.file.as_deref().unwrap_or("-");
                format!("{:?} {} {file} {}", mention.kind, mention.element(), ranges.join(" "))
            })
            .collect();
        assert_eq!(
            shown,
            [
                "LeftOut /info/x-documents/0/leftOut/0 a.txt 32-32",
                "LeftOut /info/x-documents/0/leftOut/1 a.txt 7@",
                "Citation /one a.txt 8 33-40@",
                "Prose /one a.txt 10 12-14 20 40 61–62 63 to 64 65",
                "Prose /two b.txt 44",
                "Citation /two/properties/value a.txt 71",
                "Citation /two/properties/example a.txt 72",
                "Prose /three - 80",
            ]
        );
    }
}
