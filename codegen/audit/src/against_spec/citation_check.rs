//! Whether each `x-source` points at lines that say what it is cited for.

use std::collections::BTreeSet;

use super::alignment::{self, Moved};
use super::audit_input::{Audit, Found};
use super::discrepancy::{Finding, FindingKind};
use super::expected_content::EvidenceFinder;
use super::located_citation::Cited;
use crate::spec::citations::{self, Citation, Lines};

/// What cites which lines, and where these stand now.
pub(super) struct Resolved<'a> {
    pub(super) finder: EvidenceFinder<'a>,
    pub(super) cited: Vec<Cited>,
    /// Citations that cannot be read, or name another document.
    unreadable: Vec<Citation>,
    moved: Vec<Moved>,
    /// Whether the document is the text that the spec was written from.
    pub(super) same_text: bool,
}

/// Finds out what every citation cites. Where the document is another text than the spec was written from, lines may have moved.
pub(super) fn resolve<'a>(audit: &'a Audit<'a>, same_text: bool) -> Resolved<'a> {
    let finder = EvidenceFinder::of(audit);
    let (readable, unreadable): (Vec<Citation>, Vec<Citation>) = citations::all(audit.root)
        .into_iter()
        .partition(|citation| citation.lines.is_some() && citation.file == audit.file());
    let with_evidence = |citation: Citation| {
        let evidence = finder.evidence(&citation.at);
        let now = citation.ranges().to_vec();
        Cited { citation, evidence, now }
    };
    let mut cited: Vec<Cited> = readable.into_iter().map(with_evidence).collect();
    let moved = if same_text { Vec::new() } else { alignment::align(&finder, &mut cited) };
    Resolved { finder, cited, unreadable, moved, same_text }
}

/// Checks every citation. What says the same on other lines is reported as moved, once for all that moved alike.
pub(super) fn check(audit: &Audit<'_>, resolved: &Resolved<'_>, found: &mut Found) {
    for citation in &resolved.unreadable {
        let message = format!("`{}` cites no line of `{}`", citation.text, audit.file());
        let remedy = format!("write it as `{}:54-59,61`", audit.file());
        found.add(FindingKind::SourceUnreadable, None, Some(&citation.at), message, remedy);
    }
    tell_moved(audit, &resolved.cited, &resolved.moved, found);
    for one in &resolved.cited {
        judge(audit, &resolved.finder, one, found);
    }
}

fn judge(audit: &Audit<'_>, finder: &EvidenceFinder<'_>, one: &Cited, found: &mut Found) {
    let at = one.citation.at.as_str();
    if found.gone.contains(at) {
        return;
    }
    let last = audit.document.last_line();
    if let Some(range) = one.now.iter().find(|range| *range.end() > last) {
        let message = format!("`{}` cites line {}; the document ends at {last}", one.citation.text, range.end());
        found.add(FindingKind::SourceBeyondEnd, Some(last), Some(at), message, remedy(audit, one));
        return;
    }
    let told = |finding: &Finding| {
        finding.kind == FindingKind::StatementDiffers
            && finding.pointer.as_deref().is_some_and(|pointer| pointer.starts_with(at))
    };
    if found.findings.iter().any(told) {
        return;
    }
    let silent: Vec<Lines> = one
        .now
        .iter()
        .filter(|range| !finder.bears_out(&one.evidence, *range.start(), *range.end()))
        .cloned()
        .collect();
    let missing = one.evidence.missing(&one.now);
    let line = silent.first().map(|range| *range.start()).or(missing.first().copied());
    let message = if !silent.is_empty() {
        format!(
            "`{}` cites {}, which does not say it, or says other things as well",
            one.citation.name(),
            lines(&silent)
        )
    } else if let Some(line) = missing.first() {
        found.mark(*line, *line);
        format!("`{}` does not cite line {line}, which states a part of it", one.citation.name())
    } else {
        return;
    };
    found.add(FindingKind::SourceSaysOtherwise, line, Some(at), message, remedy(audit, one));
}

fn lines(ranges: &[Lines]) -> String {
    let single = matches!(ranges, [range] if range.start() == range.end());
    format!("line{} {}", if single { "" } else { "s" }, citations::show(ranges))
}

/// Where it should point, as far as that is known.
fn remedy(audit: &Audit<'_>, one: &Cited) -> String {
    let mut spans: Vec<Lines> = one.evidence.spans().iter().map(|(first, last)| *first..=*last).collect();
    spans.sort_by_key(|range| (*range.start(), *range.end()));
    spans.dedup();
    match spans.len() {
        1..=6 => format!("what the document says of it stands at `{}:{}`", audit.file(), citations::show(&spans)),
        _ => "cite the lines that state it; or say in `x-assumption` why it is assumed, if the document no longer does"
            .to_owned(),
    }
}

fn tell_moved(audit: &Audit<'_>, cited: &[Cited], moved: &[Moved], found: &mut Found) {
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for (index, stretch) in moved.iter().enumerate() {
        let (by, way) = (stretch.by.unsigned_abs(), if stretch.by > 0 { "down" } else { "up" });
        let end = moved.get(index + 1).map_or(stretch.to, |next| stretch.to.min(next.from.saturating_sub(1)));
        let starts =
            |one: &Cited| one.citation.ranges().iter().any(|range| (stretch.from..=end).contains(range.start()));
        let moved = |one: &&Cited| starts(one) && one.now != one.citation.ranges();
        let elements: Vec<&Cited> = cited.iter().filter(moved).collect();
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
            false => format!("update `x-source` and `leftOut`, in `{}`: {}", audit.file(), all.join("; ")),
        };
        found.add(FindingKind::SourceMoved, line, Some(&first.citation.at), message, remedy);
    }
}
