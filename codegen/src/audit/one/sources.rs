//! Whether each `x-source` points at lines that say what it is cited for.

use super::super::cite::{self, Citation, Lines};
use super::super::finding::FindingKind;
use super::align::{self, Moved};
use super::evidence::{Evidence, Witness};
use super::{Audit, Found};

/// A citation, what its lines should say, and where these stand now.
pub(super) struct Cited {
    pub(super) citation: Citation,
    pub(super) evidence: Evidence,
    /// By cited stretch: where it stands now.
    pub(super) now: Vec<Lines>,
}

/// Checks every citation. Where the document is another text than the spec was written from, lines may have moved; those that say the
/// same elsewhere are told as moved, once for all that moved alike.
pub(super) fn check(audit: &Audit<'_>, same_text: bool, found: &mut Found) -> Vec<Cited> {
    let witness = Witness::of(audit);
    let mut cited = Vec::new();
    for citation in cite::all(audit.root) {
        if citation.lines.is_none() || citation.file != audit.file() {
            let message = format!("`{}` cites no line of `{}`", citation.text, audit.file());
            let remedy = format!("write it as `{}:54-59,61`", audit.file());
            found.add(FindingKind::SourceUnreadable, None, Some(&citation.at), message, remedy);
            continue;
        }
        let evidence = witness.evidence(&citation.at);
        let now = citation.ranges().to_vec();
        cited.push(Cited { citation, evidence, now });
    }
    if !same_text {
        let moved = align::align(&witness, &mut cited);
        tell_moved(audit, &cited, &moved, found);
    }
    for one in &cited {
        judge(audit, &witness, one, found);
    }
    cited
}

fn judge(audit: &Audit<'_>, witness: &Witness<'_>, one: &Cited, found: &mut Found) {
    let at = one.citation.at.as_str();
    let last = audit.document.last_line();
    if let Some(range) = one.now.iter().find(|range| *range.end() > last) {
        let message = format!("`{}` cites line {}; the document ends at {last}", one.citation.text, range.end());
        found.add(FindingKind::SourceBeyondEnd, Some(last), Some(at), message, remedy(audit, one));
        return;
    }
    if found.gone.contains(at) {
        return;
    }
    let silent: Vec<Lines> = one
        .now
        .iter()
        .filter(|range| !witness.bears_out(&one.evidence, *range.start(), *range.end()))
        .cloned()
        .collect();
    let missing = one.evidence.missing(&one.now);
    let line = silent.first().map(|range| *range.start()).or(missing.first().copied());
    let message = if !silent.is_empty() {
        format!("line {} says nothing of `{}`, or of more than it", cite::show(&silent), name(&one.citation))
    } else if let Some(line) = missing.first() {
        format!("`{}` does not cite line {line}, which states a part of it", name(&one.citation))
    } else {
        return;
    };
    found.add(FindingKind::SourceSaysOtherwise, line, Some(at), message, remedy(audit, one));
}

fn name(citation: &Citation) -> &str {
    citation.at.rsplit('/').next().unwrap_or_default()
}

/// Where it should point, as far as that is known.
fn remedy(audit: &Audit<'_>, one: &Cited) -> String {
    let mut spans: Vec<Lines> = one.evidence.spans().iter().map(|(first, last)| *first..=*last).collect();
    spans.sort_by_key(|range| (*range.start(), *range.end()));
    spans.dedup();
    match spans.len() {
        1..=6 => format!("what the document says of it stands at `{}:{}`", audit.file(), cite::show(&spans)),
        _ => "cite the lines that state it; or say in `x-assumption` why it is assumed, if the document no longer does"
            .to_owned(),
    }
}

fn tell_moved(audit: &Audit<'_>, cited: &[Cited], moved: &[Moved], found: &mut Found) {
    for stretch in moved {
        let (by, way) = (stretch.by.unsigned_abs(), if stretch.by > 0 { "down" } else { "up" });
        let elements: Vec<&Cited> = cited
            .iter()
            .filter(|one| {
                one.citation.ranges().iter().any(|range| stretch.from <= *range.start() && *range.start() <= stretch.to)
            })
            .collect();
        let all: Vec<String> = elements
            .iter()
            .filter(|one| one.now != one.citation.ranges())
            .map(|one| {
                format!("`{}`: {} → {}", one.citation.name(), cite::show(one.citation.ranges()), cite::show(&one.now))
            })
            .collect();
        let Some(first) = elements.first() else { continue };
        let message =
            format!("what the spec cites as lines {}-{} stands {by} further {way} now", stretch.from, stretch.to);
        let line = stretch.from.checked_add_signed(stretch.by);
        let remedy = format!("bring `x-source` and `leftOut` along: {} of `{}`", all.join("; "), audit.file());
        found.add(FindingKind::SourceMoved, line, Some(&first.citation.at), message, remedy);
    }
}
