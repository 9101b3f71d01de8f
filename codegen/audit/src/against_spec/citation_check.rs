//! Whether each `x-source` points at lines that say what it is cited for.

use std::collections::BTreeSet;

use super::alignment::{self, LineShift};
use super::audit_input::AuditInput;
use super::discrepancy::{Discrepancy, DiscrepancyKind};
use super::discrepancy_collector::DiscrepancyCollector;
use super::expected_content::LineMatcher;
use super::located_citation::LocatedCitation;
use crate::spec::citations::{self, Citation, LineRange};

/// What cites which lines, and where these stand now.
pub(super) struct LocatedCitations<'a> {
    pub(super) matcher: LineMatcher<'a>,
    pub(super) cited: Vec<LocatedCitation>,
    /// Citations that cannot be read, or name another document.
    unreadable: Vec<Citation>,
    moved: Vec<LineShift>,
    /// Whether the document is the text that the spec was written from.
    pub(super) same_text: bool,
}

/// Finds out what every citation cites. Where the document is another text than the spec was written from, lines may have moved.
pub(super) fn locate<'a>(input: &'a AuditInput<'a>, same_text: bool) -> LocatedCitations<'a> {
    let matcher = LineMatcher::of(input);
    let (readable, unreadable): (Vec<Citation>, Vec<Citation>) = citations::all(input.root)
        .into_iter()
        .partition(|citation| citation.lines.is_some() && citation.file == input.file());
    let with_evidence = |citation: Citation| {
        let expected = matcher.expected(&citation.at);
        let now = citation.ranges().to_vec();
        LocatedCitation { citation, expected, now }
    };
    let mut cited: Vec<LocatedCitation> = readable.into_iter().map(with_evidence).collect();
    let moved = if same_text { Vec::new() } else { alignment::align(&matcher, &mut cited) };
    LocatedCitations { matcher, cited, unreadable, moved, same_text }
}

/// Checks every citation. What says the same on other lines is reported as moved, once for all that moved alike.
pub(super) fn check(input: &AuditInput<'_>, located: &LocatedCitations<'_>, collector: &mut DiscrepancyCollector) {
    for citation in &located.unreadable {
        let message = format!("`{}` cites no line of `{}`", citation.text, input.file());
        let remedy = format!("write it as `{}:54-59,61`", input.file());
        collector.add(DiscrepancyKind::SourceUnreadable, None, Some(&citation.at), message, remedy);
    }
    tell_moved(input, &located.cited, &located.moved, collector);
    for one in &located.cited {
        judge(input, &located.matcher, one, collector);
    }
}

fn judge(
    input: &AuditInput<'_>,
    matcher: &LineMatcher<'_>,
    one: &LocatedCitation,
    collector: &mut DiscrepancyCollector,
) {
    let at = one.citation.at.as_str();
    if collector.gone.contains(at) {
        return;
    }
    let last = input.document.last_line();
    if let Some(range) = one.now.iter().find(|range| *range.end() > last) {
        let message = format!("`{}` cites line {}; the document ends at {last}", one.citation.text, range.end());
        collector.add(DiscrepancyKind::SourceBeyondEnd, Some(last), Some(at), message, remedy(input, one));
        return;
    }
    let told = |discrepancy: &Discrepancy| {
        discrepancy.kind == DiscrepancyKind::StatementDiffers
            && discrepancy.pointer.as_deref().is_some_and(|pointer| pointer.starts_with(at))
    };
    if collector.discrepancies.iter().any(told) {
        return;
    }
    let silent: Vec<LineRange> =
        one.now.iter().filter(|range| !matcher.matches(&one.expected, *range.start(), *range.end())).cloned().collect();
    let missing = one.expected.missing(&one.now);
    let line = silent.first().map(|range| *range.start()).or(missing.first().copied());
    let message = if !silent.is_empty() {
        format!(
            "`{}` cites {}, which does not say it, or says other things as well",
            one.citation.name(),
            lines(&silent)
        )
    } else if let Some(line) = missing.first() {
        collector.mark(*line, *line);
        format!("`{}` does not cite line {line}, which states a part of it", one.citation.name())
    } else {
        return;
    };
    collector.add(DiscrepancyKind::SourceSaysOtherwise, line, Some(at), message, remedy(input, one));
}

fn lines(ranges: &[LineRange]) -> String {
    let single = matches!(ranges, [range] if range.start() == range.end());
    format!("line{} {}", if single { "" } else { "s" }, citations::show(ranges))
}

/// Where it should point, as far as that is known.
fn remedy(input: &AuditInput<'_>, one: &LocatedCitation) -> String {
    let mut spans: Vec<LineRange> = one.expected.spans().iter().map(|(first, last)| *first..=*last).collect();
    spans.sort_by_key(|range| (*range.start(), *range.end()));
    spans.dedup();
    match spans.len() {
        1..=6 => format!("what the document says of it stands at `{}:{}`", input.file(), citations::show(&spans)),
        _ => "cite the lines that state it; or say in `x-assumption` why it is assumed, if the document no longer does"
            .to_owned(),
    }
}

fn tell_moved(
    input: &AuditInput<'_>,
    cited: &[LocatedCitation],
    moved: &[LineShift],
    collector: &mut DiscrepancyCollector,
) {
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for (index, stretch) in moved.iter().enumerate() {
        let (by, way) = (stretch.by.unsigned_abs(), if stretch.by > 0 { "down" } else { "up" });
        let end = moved.get(index + 1).map_or(stretch.to, |next| stretch.to.min(next.from.saturating_sub(1)));
        let starts = |one: &LocatedCitation| {
            one.citation.ranges().iter().any(|range| (stretch.from..=end).contains(range.start()))
        };
        let moved = |one: &&LocatedCitation| starts(one) && one.now != one.citation.ranges();
        let elements: Vec<&LocatedCitation> = cited.iter().filter(moved).collect();
        let Some(first) = elements.first() else { continue };
        // What has lines in several stretches is updated once.
        let all: Vec<String> = elements
            .iter()
            .filter(|one| told.insert(&one.citation.at))
            .map(|one| {
                format!(
                    "`{}`: {} → {}",
                    one.citation.name(),
                    citations::show(one.citation.ranges()),
                    citations::show(&one.now)
                )
            })
            .collect();
        let message = format!("what the spec cites as lines {}-{end} stands {by} further {way} now", stretch.from);
        let line = stretch.from.checked_add_signed(stretch.by);
        let remedy = match all.is_empty() {
            true => "nothing beside what is said of the lines above".to_owned(),
            false => format!("update `x-source` and `leftOut`, in `{}`: {}", input.file(), all.join("; ")),
        };
        collector.add(DiscrepancyKind::SourceMoved, line, Some(&first.citation.at), message, remedy);
    }
}
