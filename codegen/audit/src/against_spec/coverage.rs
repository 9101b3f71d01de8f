//! Lines of the document that nothing cites: by no element or rule, and not listed as left out.

use std::collections::BTreeSet;

use colt_numbers_openapi::value::items;

use super::audit_input::{Audit, Found};
use super::citation_check::Resolved;
use super::discrepancy::FindingKind;
use super::located_citation::Cited;
use crate::spec;
use crate::spec::citations::{self, Lines};

/// Tells the lines that nothing cites, one finding for lines that follow one another.
pub(super) fn check(audit: &Audit<'_>, resolved: &Resolved<'_>, found: &mut Found) {
    let cited = resolved.cited.as_slice();
    let last = audit.document.last_line();
    let mut covered: BTreeSet<usize> = found.reported.clone();
    let mut cover = |range: &Lines| covered.extend(*range.start()..=(*range.end()).min(last));
    for range in cited.iter().flat_map(|one| &one.now) {
        cover(range);
    }
    for (index, entry) in items(audit.root.pointer("/info/x-document/leftOut")).enumerate() {
        let at = format!("/info/x-document/leftOut/{index}");
        let text = entry.get("lines").map(spec::text).unwrap_or_default();
        match citations::parse(&text) {
            None => {
                let message = format!("`{text}` names no lines");
                found.add(FindingKind::SourceUnreadable, None, Some(&at), message, "write them as `46-52`");
            }
            Some(ranges) => {
                if let Some(range) = ranges.iter().find(|range| *range.end() > last) {
                    let message = format!("line {} is left out; the document ends at {last}", range.end());
                    let remedy = "take it out, or update it";
                    found.add(FindingKind::SourceBeyondEnd, Some(last), Some(&at), message, remedy);
                }
                for now in ranges.iter().filter_map(|range| moved(audit, cited, range)) {
                    cover(&now);
                    states(audit, cited, &now, &at, found);
                }
            }
        }
    }
    let document = audit.document;
    let is_open = |line: &usize| document.has_text(*line) && !covered.contains(line);
    let uncovered: Vec<usize> = (1..=last).filter(is_open).collect();
    let says_nothing_between = |a: usize, b: usize| (a + 1..b).all(|line| !document.has_text(line));
    for run in uncovered.chunk_by(|a, b| says_nothing_between(*a, *b)) {
        tell(audit, run, found);
    }
    if !resolved.same_text {
        grown(audit, resolved, found);
    }
}

/// Lines that are left out state no parameter, and are not all that something cites.
fn states(audit: &Audit<'_>, cited: &[Cited], left_out: &Lines, at: &str, found: &mut Found) {
    let (first, last) = (*left_out.start(), *left_out.end());
    let rows = audit.model.rows.iter().map(|row| (row.name.as_str(), row.line, row.last));
    let groups = audit.model.groups.iter().map(|group| (group.name.as_str(), group.line, group.line));
    let stated = rows.chain(groups).find(|(_, from, to)| *from <= last && first <= *to);
    let is_inside = |range: &Lines| first <= *range.start() && *range.end() <= last;
    let by = cited.iter().find(|one| one.now.iter().any(is_inside));
    let why = match (stated, by) {
        (Some((name, ..)), _) => format!("states `{name}`"),
        (None, Some(one)) => format!("is cited by `{}`", one.citation.name()),
        (None, None) => return,
    };
    let message = format!("line {} is left out, and {why}", citations::show(std::slice::from_ref(left_out)));
    let remedy = "leave out only lines that state nothing";
    found.add(FindingKind::SourceSaysOtherwise, Some(first), Some(at), message, remedy);
}

fn tell(audit: &Audit<'_>, run: &[usize], found: &mut Found) {
    let (Some(first), Some(last)) = (run.first().copied(), run.last().copied()) else { return };
    let text = audit.document.line(first).map_or("", |line| line.text.as_str());
    let shown: String = text.chars().take(SHOWN).collect();
    let more = if shown.len() < text.len() || first < last { " …" } else { "" };
    let range = citations::show(&[first..=last]);
    let message = format!("nothing cites line {range}: “{shown}{more}”");
    let remedy = format!(
        "cite it (`x-source: {}:{range}`) where the spec says it, declare a rule or effect, or list it in `leftOut` with the reason",
        audit.file()
    );
    found.add(FindingKind::LineNotCovered, Some(first), None, message, remedy);
}

/// How much of a line is shown.
const SHOWN: usize = 80;

/// Where left out lines stand now: moved like the citations before or behind them, whichever fits the empty lines around better.
fn moved(audit: &Audit<'_>, cited: &[Cited], range: &Lines) -> Option<Lines> {
    let shifts = cited.iter().flat_map(|one| one.citation.ranges().iter().zip(&one.now));
    let shifts: Vec<(usize, isize)> =
        shifts.map(|(was, now)| (*was.start(), now.start().cast_signed() - was.start().cast_signed())).collect();
    let before =
        shifts.iter().filter(|(line, _)| line <= range.start()).max_by_key(|(line, _)| *line).map(|(_, by)| *by);
    let behind = shifts.iter().filter(|(line, _)| line > range.end()).min_by_key(|(line, _)| *line).map(|(_, by)| *by);
    let says = |line: Option<usize>| line.is_some_and(|line| audit.document.has_text(line));
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
fn grown(audit: &Audit<'_>, resolved: &Resolved<'_>, found: &mut Found) {
    let (finder, cited) = (&resolved.finder, &resolved.cited);
    for pair in &audit.matched.fields.parameters {
        let (field, row) = (&audit.view.parameters[pair.old], &audit.model.rows[pair.new]);
        let whole = cited
            .iter()
            .filter(|one| one.citation.at == field.at())
            .flat_map(|one| one.citation.ranges().iter().zip(&one.now));
        let was = whole.filter(|(_, now)| *now.start() == row.line).map(|(was, _)| was.end() - was.start() + 1).max();
        let lines = (row.line..=row.last).filter(|line| audit.document.has_text(*line));
        let news = lines.count().saturating_sub(was.unwrap_or(usize::MAX));
        let told = (row.line..=row.last).filter(|line| found.reported.contains(line)).count();
        let near: Vec<&Cited> = cited
            .iter()
            .filter(|one| one.now.iter().any(|range| row.line <= *range.end() && *range.start() <= row.last))
            .collect();
        let explained = |line: usize| near.iter().map(|one| finder.in_line(&one.evidence, line)).fold(0.0, f64::max);
        let mut said: Vec<usize> =
            row.description.prose.iter().map(|said| said.line).filter(|line| !found.reported.contains(line)).collect();
        said.dedup();
        said.sort_by(|a, b| explained(*a).total_cmp(&explained(*b)));
        for line in said.into_iter().take(news.saturating_sub(told)) {
            tell(audit, &[line], found);
        }
    }
}
