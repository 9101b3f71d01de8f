//! LineRange of the document that nothing cites: by no element or rule, and not listed as left out.

use std::collections::BTreeSet;

use colt_numbers_openapi::value::items;

use super::audit_input::AuditInput;
use super::citation_check::LocatedCitations;
use super::discrepancy::DiscrepancyKind;
use super::discrepancy_collector::DiscrepancyCollector;
use super::located_citation::LocatedCitation;
use crate::spec;
use crate::spec::citations::{self, LineRange};

/// Tells the lines that nothing cites, one discrepancy for lines that follow one another.
pub(super) fn check(input: &AuditInput<'_>, located: &LocatedCitations<'_>, collector: &mut DiscrepancyCollector) {
    let cited = located.cited.as_slice();
    let last = input.document.last_line();
    let mut covered: BTreeSet<usize> = collector.reported.clone();
    let mut cover = |range: &LineRange| covered.extend(*range.start()..=(*range.end()).min(last));
    for range in cited.iter().flat_map(|one| &one.now) {
        cover(range);
    }
    for (index, entry) in items(input.root.pointer("/info/x-document/leftOut")).enumerate() {
        let at = format!("/info/x-document/leftOut/{index}");
        let text = entry.get("lines").map(spec::text).unwrap_or_default();
        match citations::parse(&text) {
            None => {
                let message = format!("`{text}` names no lines");
                collector.add(DiscrepancyKind::SourceUnreadable, None, Some(&at), message, "write them as `46-52`");
            }
            Some(ranges) => {
                if let Some(range) = ranges.iter().find(|range| *range.end() > last) {
                    let message = format!("line {} is left out; the document ends at {last}", range.end());
                    let remedy = "take it out, or update it";
                    collector.add(DiscrepancyKind::SourceBeyondEnd, Some(last), Some(&at), message, remedy);
                }
                for now in ranges.iter().filter_map(|range| moved(input, cited, range)) {
                    cover(&now);
                    states(input, cited, &now, &at, collector);
                }
            }
        }
    }
    let document = input.document;
    let is_open = |line: &usize| document.has_text(*line) && !covered.contains(line);
    let uncovered: Vec<usize> = (1..=last).filter(is_open).collect();
    let says_nothing_between = |a: usize, b: usize| (a + 1..b).all(|line| !document.has_text(line));
    for run in uncovered.chunk_by(|a, b| says_nothing_between(*a, *b)) {
        tell(input, run, collector);
    }
    if !located.same_text {
        grown(input, located, collector);
    }
}

/// LineRange that are left out state no parameter, and are not all that something cites.
fn states(
    input: &AuditInput<'_>,
    cited: &[LocatedCitation],
    left_out: &LineRange,
    at: &str,
    collector: &mut DiscrepancyCollector,
) {
    let (first, last) = (*left_out.start(), *left_out.end());
    let rows = input.model.rows.iter().map(|row| (row.name.as_str(), row.line, row.last));
    let groups = input.model.groups.iter().map(|group| (group.name.as_str(), group.line, group.line));
    let stated = rows.chain(groups).find(|(_, from, to)| *from <= last && first <= *to);
    let is_inside = |range: &LineRange| first <= *range.start() && *range.end() <= last;
    let by = cited.iter().find(|one| one.now.iter().any(is_inside));
    let why = match (stated, by) {
        (Some((name, ..)), _) => format!("states `{name}`"),
        (None, Some(one)) => format!("is cited by `{}`", one.citation.name()),
        (None, None) => return,
    };
    let message = format!("line {} is left out, and {why}", citations::show(std::slice::from_ref(left_out)));
    let remedy = "leave out only lines that state nothing";
    collector.add(DiscrepancyKind::SourceSaysOtherwise, Some(first), Some(at), message, remedy);
}

fn tell(input: &AuditInput<'_>, run: &[usize], collector: &mut DiscrepancyCollector) {
    let (Some(first), Some(last)) = (run.first().copied(), run.last().copied()) else { return };
    let text = input.document.line(first).map_or("", |line| line.text.as_str());
    let shown: String = text.chars().take(SHOWN).collect();
    let more = if shown.len() < text.len() || first < last { " …" } else { "" };
    let range = citations::show(&[first..=last]);
    let message = format!("nothing cites line {range}: “{shown}{more}”");
    let remedy = format!(
        "cite it (`x-source: {}:{range}`) where the spec says it, declare a rule or effect, or list it in `leftOut` with the reason",
        input.file()
    );
    collector.add(DiscrepancyKind::LineNotCovered, Some(first), None, message, remedy);
}

/// How much of a line is shown.
const SHOWN: usize = 80;

/// Where left out lines stand now: moved like the citations before or behind them, whichever fits the empty lines around better.
fn moved(input: &AuditInput<'_>, cited: &[LocatedCitation], range: &LineRange) -> Option<LineRange> {
    let shifts = cited.iter().flat_map(|one| one.citation.ranges().iter().zip(&one.now));
    let shifts: Vec<(usize, isize)> =
        shifts.map(|(was, now)| (*was.start(), now.start().cast_signed() - was.start().cast_signed())).collect();
    let before =
        shifts.iter().filter(|(line, _)| line <= range.start()).max_by_key(|(line, _)| *line).map(|(_, by)| *by);
    let behind = shifts.iter().filter(|(line, _)| line > range.end()).min_by_key(|(line, _)| *line).map(|(_, by)| *by);
    let says = |line: Option<usize>| line.is_some_and(|line| input.document.has_text(line));
    let shifted = |by: isize| Some(range.start().checked_add_signed(by)?..=range.end().checked_add_signed(by)?);
    let fits = |by: &isize| {
        shifted(*by).map_or(0, |now| {
            let (first, last) = (*now.start(), *now.end());
            let signs = [says(Some(first)), says(Some(last)), !says(first.checked_sub(1)), !says(last.checked_add(1))];
            signs.into_iter().filter(|sign| *sign).count()
        })
    };
    // Of two that fit alike, `max_by_key` takes the last: titles belong to what stands behind them.
    let by = [before, behind].into_iter().flatten().max_by_key(fits).unwrap_or(0);
    shifted(by)
}

/// Rows that have more lines than were cited of them: the lines that the spec has least in common with are reported.
fn grown(input: &AuditInput<'_>, located: &LocatedCitations<'_>, collector: &mut DiscrepancyCollector) {
    let (matcher, cited) = (&located.matcher, &located.cited);
    for pair in &input.matched.fields.parameters {
        let (field, row) = (&input.view.parameters[pair.old], &input.model.rows[pair.new]);
        let whole = cited
            .iter()
            .filter(|one| one.citation.at == field.at())
            .flat_map(|one| one.citation.ranges().iter().zip(&one.now));
        let was = whole.filter(|(_, now)| *now.start() == row.line).map(|(was, _)| was.end() - was.start() + 1).max();
        let lines = (row.line..=row.last).filter(|line| input.document.has_text(*line));
        let news = lines.count().saturating_sub(was.unwrap_or(usize::MAX));
        let told = (row.line..=row.last).filter(|line| collector.reported.contains(line)).count();
        let near: Vec<&LocatedCitation> = cited
            .iter()
            .filter(|one| one.now.iter().any(|range| row.line <= *range.end() && *range.start() <= row.last))
            .collect();
        let explained = |line: usize| near.iter().map(|one| matcher.in_line(&one.expected, line)).fold(0.0, f64::max);
        let mut said: Vec<usize> = row
            .description
            .prose
            .iter()
            .map(|said| said.line)
            .filter(|line| !collector.reported.contains(line))
            .collect();
        said.dedup();
        said.sort_by(|a, b| explained(*a).total_cmp(&explained(*b)));
        for line in said.into_iter().take(news.saturating_sub(told)) {
            tell(input, &[line], collector);
        }
    }
}
