//! Finds lines of the document without a citation: no element or rule cites them, and `leftOut` does not list them.

use std::collections::BTreeSet;

use colt_numbers_openapi::silence::is_silence;

use super::audit_input::AuditInput;
use super::citation_check::{CitationIndex, report_marked};
use super::discrepancy::DiscrepancyKind;
use super::discrepancy_collector::DiscrepancyCollector;
use super::located_citation::LocatedCitation;
use crate::spec;
use crate::spec::citations::{self, LineRange};

/// Reports lines without a citation. Consecutive lines are one discrepancy.
pub(super) fn check(input: &AuditInput<'_>, citation_index: &CitationIndex<'_>, collector: &mut DiscrepancyCollector) {
    let cited = citation_index.citations.as_slice();
    let last = input.document.last_line();
    let mut covered: BTreeSet<usize> = collector.reported_lines.clone();
    let mut cover = |range: &LineRange| covered.extend(*range.start()..=(*range.end()).min(last));
    // A silence cites lines that others state.
    for range in cited.iter().filter(|located| !is_silence(&located.citation.at)).flat_map(|located| &located.current) {
        cover(range);
    }
    for (index, entry) in input.entry.left_out().enumerate() {
        let at = input.entry.pointer(&format!("leftOut/{index}"));
        let text = entry.get("lines").map(spec::text).unwrap_or_default();
        match citations::parse(&text) {
            None => {
                let message = format!("`{text}` is not a list of lines");
                collector.add(DiscrepancyKind::SourceUnreadable, None, Some(&at), message, "write them as `46-52`");
            }
            Some(lines) => {
                report_marked("`leftOut`", &lines, &at, collector);
                let ranges = lines.current;
                if let Some(range) = ranges.iter().find(|range| *range.end() > last) {
                    let message = format!("`leftOut` lists line {}, but the document ends at line {last}", range.end());
                    let remedy = "remove or update the entry";
                    collector.add(DiscrepancyKind::SourceBeyondEnd, Some(last), Some(&at), message, remedy);
                }
                for current in ranges.iter().filter_map(|range| current_lines(input, cited, range)) {
                    cover(&current);
                    check_left_out(input, cited, &current, &at, collector);
                }
            }
        }
    }
    let document = input.document;
    let is_open = |line: &usize| document.has_text(*line) && !covered.contains(line);
    let uncovered: Vec<usize> = (1..=last).filter(is_open).collect();
    let has_no_text_between = |a: usize, b: usize| (a + 1..b).all(|line| !document.has_text(line));
    for run in uncovered.chunk_by(|a, b| has_no_text_between(*a, *b)) {
        report_uncited(input, run, collector);
    }
    if !citation_index.same_text {
        report_grown_rows(input, citation_index, collector);
    }
}

/// The lines that `leftOut` lists, in the document.
pub(super) fn left_out(input: &AuditInput<'_>, cited: &[LocatedCitation]) -> Vec<LineRange> {
    let texts = input.entry.left_out().filter_map(|entry| entry.get("lines")).map(spec::text);
    let ranges = texts.filter_map(|text| citations::parse(&text)).flat_map(|lines| lines.current);
    ranges.filter_map(|range| current_lines(input, cited, &range)).collect()
}

/// Reports lines in `leftOut` that state a parameter or a group, or that contain a whole cited range.
fn check_left_out(
    input: &AuditInput<'_>,
    cited: &[LocatedCitation],
    left_out: &LineRange,
    at: &str,
    collector: &mut DiscrepancyCollector,
) {
    let (first, last) = (*left_out.start(), *left_out.end());
    let rows = input.model.rows.iter().map(|row| (row.name.as_str(), row.line, row.last));
    let groups = input.model.groups.iter().map(|group| (group.name.as_str(), group.line, group.line));
    let mut stated = rows.chain(groups).filter(|(_, from, _)| input.is_compared(*from));
    let stated = stated.find(|(_, from, to)| *from <= last && first <= *to);
    let is_inside = |range: &LineRange| first <= *range.start() && *range.end() <= last;
    let by = cited.iter().find(|located| !is_silence(&located.citation.at) && located.current.iter().any(is_inside));
    let why = match (stated, by) {
        (Some((name, ..)), _) => format!("state `{name}`"),
        (None, Some(located)) => format!("are cited by `{}`", located.citation.name()),
        (None, None) => return,
    };
    let message = format!("`{}` in `leftOut` has lines that {why}", citations::show(std::slice::from_ref(left_out)));
    let remedy = "list only lines that state nothing";
    collector.add(DiscrepancyKind::SourceSaysOtherwise, Some(first), Some(at), message, remedy);
}

fn report_uncited(input: &AuditInput<'_>, run: &[usize], collector: &mut DiscrepancyCollector) {
    let (Some(first), Some(last)) = (run.first().copied(), run.last().copied()) else { return };
    let text = input.document.line(first).map_or("", |line| line.text.as_str());
    let shown: String = text.chars().take(MAX_QUOTED).collect();
    let more = if shown.len() < text.len() || first < last { " …" } else { "" };
    let range = citations::show(&[first..=last]);
    let message = format!("no citation covers line {range}: “{shown}{more}”");
    let remedy = format!(
        "cite it (`x-source: {}:{range}`) in the element that states it, add a rule or an effect, or list it in `leftOut` with the reason",
        input.file()
    );
    collector.add(DiscrepancyKind::LineNotCovered, Some(first), None, message, remedy);
}

/// The maximum number of characters of a line in a message.
const MAX_QUOTED: usize = 80;

/// The current lines of a `leftOut` entry. They shift as much as the nearest citation above or the nearest citation below: the shift is chosen
/// that better fits the text at the ends of the entry and the empty lines around it.
fn current_lines(input: &AuditInput<'_>, cited: &[LocatedCitation], range: &LineRange) -> Option<LineRange> {
    let shifts = cited.iter().flat_map(|located| located.citation.ranges().iter().zip(&located.current));
    let shifts: Vec<(usize, isize)> =
        shifts.map(|(was, now)| (*was.start(), now.start().cast_signed() - was.start().cast_signed())).collect();
    let before =
        shifts.iter().filter(|(line, _)| line <= range.start()).max_by_key(|(line, _)| *line).map(|(_, by)| *by);
    let after = shifts.iter().filter(|(line, _)| line > range.end()).min_by_key(|(line, _)| *line).map(|(_, by)| *by);
    let has_text = |line: Option<usize>| line.is_some_and(|line| input.document.has_text(line));
    let shifted = |by: isize| Some(range.start().checked_add_signed(by)?..=range.end().checked_add_signed(by)?);
    let fits = |by: &isize| {
        shifted(*by).map_or(0, |now| {
            let (first, last) = (*now.start(), *now.end());
            let signs = [
                has_text(Some(first)),
                has_text(Some(last)),
                !has_text(first.checked_sub(1)),
                !has_text(last.checked_add(1)),
            ];
            signs.into_iter().filter(|sign| *sign).count()
        })
    };
    // If both fit equally, `max_by_key` returns the last shift, which is that of the citation below: headings belong to what follows them.
    let by = [before, after].into_iter().flatten().max_by_key(fits).unwrap_or(0);
    shifted(by)
}

/// Reports the new lines of a row that has more lines than were cited. The lines that have least in common with the spec count as new.
fn report_grown_rows(input: &AuditInput<'_>, citation_index: &CitationIndex<'_>, collector: &mut DiscrepancyCollector) {
    let (matcher, cited) = (&citation_index.matcher, &citation_index.citations);
    for pair in &input.matches.fields.parameters {
        let (field, row) = (&input.view.parameters[pair.old], &input.model.rows[pair.new]);
        let whole = cited
            .iter()
            .filter(|located| located.citation.at == field.at())
            .flat_map(|located| located.citation.ranges().iter().zip(&located.current));
        let was = whole.filter(|(_, now)| *now.start() == row.line).map(|(was, _)| was.end() - was.start() + 1).max();
        let lines = (row.line..=row.last).filter(|line| input.document.has_text(*line));
        let added = lines.count().saturating_sub(was.unwrap_or(usize::MAX));
        let reported = (row.line..=row.last).filter(|line| collector.reported_lines.contains(line)).count();
        let near: Vec<&LocatedCitation> = cited
            .iter()
            .filter(|located| {
                located.current.iter().any(|range| row.line <= *range.end() && *range.start() <= row.last)
            })
            .collect();
        let explained =
            |line: usize| near.iter().map(|located| matcher.word_share(&located.expected, line)).fold(0.0, f64::max);
        let mut candidates: Vec<usize> = row
            .description
            .prose
            .iter()
            .map(|statement| statement.line)
            .filter(|line| !collector.reported_lines.contains(line))
            .collect();
        candidates.dedup();
        candidates.sort_by(|a, b| explained(*a).total_cmp(&explained(*b)));
        for line in candidates.into_iter().take(added.saturating_sub(reported)) {
            report_uncited(input, &[line], collector);
        }
    }
}
