//! Parses the citations of a spec: which element cites which lines of the document, as in `x-source: number-reservation.txt:54-59,61`.

use std::ops::RangeInclusive;

use colt_numbers_openapi::{pointer, walk};
use serde_json::Value;

/// A range of lines of the document, both ends included.
pub(crate) type LineRange = RangeInclusive<usize>;

/// The lines of a citation or of an entry of `leftOut`.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct CitedLines {
    /// The ranges without a mark.
    pub(crate) current: Vec<LineRange>,
    /// The ranges with a mark, as written (`40@4dd875a6`). Their lines are not those of the present revision.
    pub(crate) marked: Vec<String>,
}

/// An element's citation of lines.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Citation {
    /// The pointer of the element.
    pub(crate) at: String,
    /// The cited file.
    pub(crate) file: String,
    /// The cited lines; `None` if the citation is not valid.
    pub(crate) lines: Option<CitedLines>,
    /// The citation as written in the spec.
    pub(crate) text: String,
}

impl Citation {
    /// The name of the element in reports: the id of a rule, or the pointer of any other element.
    pub(crate) fn name(&self) -> &str {
        self.at.strip_prefix("/x-rules/").unwrap_or(&self.at)
    }

    /// The cited lines without those that have a mark; empty if the citation is not valid.
    pub(crate) fn ranges(&self) -> &[LineRange] {
        self.lines.as_ref().map_or(&[], |lines| &lines.current)
    }

    /// Whether lines of the citation have a mark, so that it is unknown which lines state the element.
    pub(crate) fn is_marked(&self) -> bool {
        self.lines.as_ref().is_some_and(|lines| !lines.marked.is_empty())
    }

    /// Whether the element cites one of the lines from `first` to `last`.
    fn touches(&self, first: usize, last: usize) -> bool {
        self.ranges().iter().any(|range| *range.start() <= last && first <= *range.end())
    }

    /// The number of cited lines.
    fn size(&self) -> usize {
        self.ranges().iter().fold(0, |sum, range| sum.saturating_add(range.end() - range.start() + 1))
    }
}

/// Every citation of a spec, in the order of the file.
pub(crate) fn all(spec: &Value) -> Vec<Citation> {
    let mut found = Vec::new();
    pointer::walk(spec, "", &mut |at, value| {
        if let Some(source) = value.get("x-source").filter(|_| !walk::is_sample(at)) {
            let text = source.as_str().map_or_else(|| source.to_string(), str::to_owned);
            let (file, ranges) = split(&text);
            found.push(Citation { at: at.to_owned(), file: file.to_owned(), lines: parse(ranges), text });
        }
    });
    found
}

/// The file name and the line ranges of a citation.
pub(crate) fn split(source: &str) -> (&str, &str) {
    let (file, ranges) = source.rsplit_once(':').unwrap_or((source, ""));
    (file.trim(), ranges)
}

/// Parses line ranges such as `54-59,61@4dd875a6`; `None` if the text has another form.
pub(crate) fn parse(text: &str) -> Option<CitedLines> {
    let mut lines = CitedLines::default();
    for item in text.split(',') {
        let (range, mark) = item.split_once('@').map_or((item, None), |(range, mark)| (range, Some(mark)));
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let (first, last) = (first.trim().parse::<u32>().ok()?, last.trim().parse::<u32>().ok()?);
        if first < 1 || last < first {
            return None;
        }
        match mark {
            None => lines.current.push(first as usize..=last as usize),
            Some(mark) if !mark.is_empty() && mark.chars().all(is_mark) => lines.marked.push(item.trim().to_owned()),
            Some(_) => return None,
        }
    }
    Some(lines)
}

/// Whether a mark may have this character.
pub(super) fn is_mark(c: char) -> bool {
    c.is_ascii_hexdigit() || c == '?'
}

/// Formats line ranges as in a citation.
pub(crate) fn show(lines: &[LineRange]) -> String {
    let one = |range: &LineRange| match range.start() == range.end() {
        true => range.start().to_string(),
        false => format!("{}-{}", range.start(), range.end()),
    };
    lines.iter().map(one).collect::<Vec<_>>().join(",")
}

/// The names of the elements that cite one of the lines in any of the ranges, the most specific first.
pub(crate) fn touching(citations: &[Citation], lines: &[(usize, usize)]) -> Vec<String> {
    let is_touched = |citation: &&Citation| lines.iter().any(|(first, last)| citation.touches(*first, *last));
    let mut found: Vec<&Citation> = citations.iter().filter(is_touched).collect();
    found.sort_by_key(|citation| citation.size());
    found.into_iter().map(|citation| citation.name().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formatting_parsed_line_ranges_yields_the_same_text() {
        for text in ["54-59,61", "8", "1-1000000000"] {
            assert_eq!(show(&parse(text).unwrap().current), text);
        }
        for text in ["", "0", "5-4", "a", "1,,2", "-1", "1-", "99999999999999999999999", "7@", "7@x", "@4d"] {
            assert_eq!(parse(text), None, "{text}");
        }
        let lines = parse("8,34-35@4dd875a6,42-44,9@?").unwrap();
        assert_eq!(
            (show(&lines.current).as_str(), lines.marked),
            ("8,42-44", vec!["34-35@4dd875a6".to_owned(), "9@?".to_owned()])
        );
    }

    #[test]
    fn the_most_specific_element_comes_first() {
        let spec = serde_json::json!({
            "paths": { "x-source": "d.txt:1-20" },
            "x-rules": { "once": { "x-source": "d.txt:7" } },
            "broken": { "x-source": 7 },
        });
        assert_eq!(touching(&all(&spec), &[(5, 7)]), ["once", "/paths"]);
        assert_eq!(touching(&all(&spec), &[(8, 8)]), ["/paths"]);
    }
}
