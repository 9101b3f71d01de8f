//! Checks that the lines that an `x-source` cites state the element that has the `x-source`.

use std::collections::BTreeSet;

use colt_numbers_openapi::assumption;
use colt_numbers_openapi::silence::is_silence;

use super::alignment::{self, LineShift};
use super::audit_input::AuditInput;
use super::discrepancy::{Discrepancy, DiscrepancyKind};
use super::discrepancy_collector::DiscrepancyCollector;
use super::expected_content::LineMatcher;
use super::located_citation::LocatedCitation;
use crate::spec::citations::{self, Citation, CitedLines, LineRange};

/// All citations, with the lines that they refer to in the current document.
pub(super) struct CitationIndex<'a> {
    pub(super) matcher: LineMatcher<'a>,
    pub(super) citations: Vec<LocatedCitation>,
    /// Citations that cannot be parsed, or that name an unknown document.
    unreadable: Vec<Citation>,
    shifts: Vec<LineShift>,
    /// Whether the document is the revision that the spec was written from.
    pub(super) same_text: bool,
}

/// Finds the lines of every citation. If the document is a new revision, lines may have moved.
pub(super) fn locate<'a>(input: &'a AuditInput<'a>, same_text: bool) -> CitationIndex<'a> {
    let matcher = LineMatcher::of(input);
    let (readable, unreadable): (Vec<Citation>, Vec<Citation>) = citations::all(input.root)
        .into_iter()
        .filter(|citation| !input.entry.is_other(&citation.file))
        .partition(|citation| citation.lines.is_some() && citation.file == input.file());
    let located = |citation: Citation| {
        let expected = matcher.expected(&citation.at);
        let current = citation.ranges().to_vec();
        LocatedCitation { citation, expected, current }
    };
    let mut citations: Vec<LocatedCitation> = readable.into_iter().map(located).collect();
    let shifts = if same_text { Vec::new() } else { alignment::align(&matcher, &mut citations) };
    CitationIndex { matcher, citations, unreadable, shifts, same_text }
}

/// Checks every citation. Reports each shift of lines once, not for each citation.
pub(super) fn check(input: &AuditInput<'_>, citation_index: &CitationIndex<'_>, collector: &mut DiscrepancyCollector) {
    for citation in &citation_index.unreadable {
        let message = format!("`{}` does not cite lines of `{}`", citation.text, input.file());
        let remedy = format!("write it as `{}:54-59,61`", input.file());
        collector.add(DiscrepancyKind::SourceUnreadable, None, Some(&citation.at), message, remedy);
    }
    for located in &citation_index.citations {
        let citation = &located.citation;
        if let Some(lines) = &citation.lines {
            report_marked(&format!("the citation of `{}`", citation.name()), lines, &citation.at, collector);
        }
    }
    report_shifts(input, &citation_index.citations, &citation_index.shifts, collector);
    for located in &citation_index.citations {
        check_citation(input, &citation_index.matcher, located, collector);
    }
}

/// Reports the lines with a mark, because nobody has read which lines state the same now.
pub(super) fn report_marked(place: &str, lines: &CitedLines, at: &str, collector: &mut DiscrepancyCollector) {
    if lines.marked.is_empty() {
        return;
    }
    let message = format!("{place} has lines of an earlier revision: `{}`", lines.marked.join(","));
    let remedy = "cite the lines of this document instead, and remove the mark (`@…`)";
    collector.add(DiscrepancyKind::SourceUnreadable, None, Some(at), message, remedy);
}

fn check_citation(
    input: &AuditInput<'_>,
    matcher: &LineMatcher<'_>,
    located: &LocatedCitation,
    collector: &mut DiscrepancyCollector,
) {
    let at = located.citation.at.as_str();
    if collector.reported_elements.contains(at) || located.citation.is_marked() {
        return;
    }
    let last = input.document.last_line();
    if let Some(range) = located.current.iter().find(|range| *range.end() > last) {
        let message =
            format!("`{}` cites line {}, but the document ends at line {last}", located.citation.text, range.end());
        collector.add(DiscrepancyKind::SourceBeyondEnd, Some(last), Some(at), message, remedy(input, located));
        return;
    }
    if is_silence(at) {
        // `silence` checks that the lines have its words.
        return;
    }
    let is_reported = |discrepancy: &Discrepancy| {
        discrepancy.kind == DiscrepancyKind::StatementDiffers
            && discrepancy.pointer.as_deref().is_some_and(|pointer| pointer.starts_with(at))
    };
    if collector.discrepancies.iter().any(is_reported) {
        return;
    }
    let mismatched = matcher.unexplained(&located.expected, &located.current);
    let missing = located.expected.missing(&located.current);
    let line = mismatched.first().map(|range| *range.start()).or(missing.first().copied());
    let (message, remedy) = if !mismatched.is_empty() {
        let (negation, verb) = if is_single(&mismatched) { ("does not", "states") } else { ("do not", "state") };
        let name = located.citation.name();
        let message = format!(
            "`{name}` cites {}, which {negation} state `{name}` or also {verb} something else",
            lines(&mismatched)
        );
        (message, remedy(input, located))
    } else if let Some(line) = missing.first() {
        collector.mark_lines(*line, *line);
        let message = format!("`{0}` does not cite line {line}, which states a part of `{0}`", located.citation.name());
        (message, remedy_for_missing(input, located))
    } else {
        return;
    };
    collector.add(DiscrepancyKind::SourceSaysOtherwise, line, Some(at), message, remedy);
}

fn is_single(ranges: &[LineRange]) -> bool {
    matches!(ranges, [range] if range.start() == range.end())
}

fn lines(ranges: &[LineRange]) -> String {
    format!("line{} {}", if is_single(ranges) { "" } else { "s" }, citations::show(ranges))
}

/// The hint of a citation that lacks a line. If the element has an assumption, the line may state what it assumes.
fn remedy_for_missing(input: &AuditInput<'_>, located: &LocatedCitation) -> String {
    let has_assumption =
        input.root.pointer(&located.citation.at).is_some_and(|element| assumption::text(element).is_some());
    let more = if has_assumption { "; then remove from its `x-assumption` what these lines state" } else { "" };
    remedy(input, located) + more
}

/// The hint of a citation: names the lines that should be cited, if these are known.
fn remedy(input: &AuditInput<'_>, located: &LocatedCitation) -> String {
    let mut spans: Vec<LineRange> = located.expected.spans().iter().map(|(first, last)| *first..=*last).collect();
    spans.sort_by_key(|range| (*range.start(), *range.end()));
    spans.dedup();
    match spans.len() {
        1..=6 => format!("cite the lines that state the element: `{}:{}`", input.file(), citations::show(&spans)),
        _ => "cite the lines that state the element; if no lines state it, explain the assumption in `x-assumption`"
            .to_owned(),
    }
}

fn report_shifts(
    input: &AuditInput<'_>,
    cited: &[LocatedCitation],
    shifts: &[LineShift],
    collector: &mut DiscrepancyCollector,
) {
    let mut reported: BTreeSet<&str> = BTreeSet::new();
    for (index, shift) in shifts.iter().enumerate() {
        let (by, direction) = (shift.by.unsigned_abs(), if shift.by > 0 { "down" } else { "up" });
        let end = shifts.get(index + 1).map_or(shift.last, |next| shift.last.min(next.first.saturating_sub(1)));
        let starts = |located: &LocatedCitation| {
            located.citation.ranges().iter().any(|range| (shift.first..=end).contains(range.start()))
        };
        // An element that the document no longer has is at no line.
        let has_moved = |located: &&LocatedCitation| {
            starts(located) && !located.current.is_empty() && located.current != located.citation.ranges()
        };
        let elements: Vec<&LocatedCitation> = cited.iter().filter(has_moved).collect();
        let Some(first) = elements.first() else { continue };
        // An element with lines in several shifted ranges is listed once.
        let all: Vec<String> = elements
            .iter()
            .filter(|located| reported.insert(&located.citation.at))
            .map(|located| {
                format!(
                    "`{}`: {} → {}",
                    located.citation.name(),
                    citations::show(located.citation.ranges()),
                    citations::show(&located.current)
                )
            })
            .collect();
        let message = format!(
            "the lines cited as {}-{end} are now {by} line{} further {direction}",
            shift.first,
            if by == 1 { "" } else { "s" }
        );
        let line = shift.first.checked_add_signed(shift.by);
        let remedy = match all.is_empty() {
            true => "none needed: the hint on an earlier shift lists these citations".to_owned(),
            false => format!("update `x-source` and `leftOut`, in `{}`: {}", input.file(), all.join("; ")),
        };
        collector.add(DiscrepancyKind::SourceMoved, line, Some(&first.citation.at), message, remedy);
    }
}
