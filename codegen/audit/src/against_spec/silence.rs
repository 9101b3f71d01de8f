//! Checks the silences of the spec (`x-silences`): no line of the document has one of their words, except for the lines that they cite, and each
//! cited range has one.

use super::audit_input::AuditInput;
use super::citation_check::CitationIndex;
use super::discrepancy::DiscrepancyKind;
use super::discrepancy_collector::DiscrepancyCollector;
use crate::spec::citations::{self, LineRange};
use crate::spec::silence;

/// Reports each silence that lines break, and each range cited by a silence that has none of its words.
pub(super) fn compare(
    input: &AuditInput<'_>,
    citation_index: &CitationIndex<'_>,
    collector: &mut DiscrepancyCollector,
) {
    for silence in silence::of_document(input.root, input.entry) {
        let at = silence.at();
        let known = citation_index.citations.iter().filter(|located| located.citation.at == at);
        let known: Vec<&LineRange> = known.flat_map(|located| &located.current).collect();
        let lines: Vec<(usize, &str)> = silence::lines_with_words(&silence, input.document.lines()).collect();
        // `citation_check` reports lines beyond the end.
        let has_no_word = |range: &&&LineRange| {
            *range.end() <= input.document.last_line() && !lines.iter().any(|(line, _)| range.contains(line))
        };
        for range in known.iter().filter(has_no_word) {
            let cited = citations::show(std::slice::from_ref(*range));
            let message = format!("`{}` cites {cited}, where none of its words is", silence.id);
            let remedy = "remove these lines from `x-source` of the silence";
            collector.add(DiscrepancyKind::SourceSaysOtherwise, Some(*range.start()), Some(&at), message, remedy);
        }
        let is_known = |line: usize| known.iter().any(|range| range.contains(&line));
        let unknown: Vec<(usize, &str)> = lines.into_iter().filter(|(line, _)| !is_known(*line)).collect();
        let Some((first, word)) = unknown.first() else { continue };
        let elements = silence.elements.iter().map(|(at, _)| format!("`{at}`")).collect::<Vec<_>>().join(", ");
        let message = format!("`{}`: the document is not silent on `{word}`; on it rely {elements}", silence.id);
        let remedy = format!(
            "state in the spec what the lines state; where the assumptions still hold, add the lines to `x-source` of the silence: `{}:{}`",
            input.file(),
            citations::show(&ranges(&unknown))
        );
        collector.add(DiscrepancyKind::NotSilent, Some(*first), Some(&at), message, remedy);
    }
}

/// The lines as ranges.
fn ranges(lines: &[(usize, &str)]) -> Vec<LineRange> {
    let runs = lines.chunk_by(|(line, _), (next, _)| line + 1 == *next);
    runs.filter_map(|run| Some(run.first()?.0..=run.last()?.0)).collect()
}
