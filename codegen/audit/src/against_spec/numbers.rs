//! Checks that each number in the description of an element is on a line that the element cites, or in its `x-assumption`. A human has to review
//! the other words, and numbers of characters beside a pattern.

use colt_numbers_openapi::{assumption, pointer};
use serde_json::Value;

use super::audit_input::AuditInput;
use super::citation_check::CitationIndex;
use super::discrepancy::{Discrepancy, DiscrepancyKind};
use super::discrepancy_collector::DiscrepancyCollector;
use super::located_citation::LocatedCitation;

/// Compares the numbers of statements and descriptions with the cited lines.
pub(super) fn compare(
    input: &AuditInput<'_>,
    citation_index: &CitationIndex<'_>,
    collector: &mut DiscrepancyCollector,
) {
    let last = input.document.last_line();
    for located in &citation_index.citations {
        let at = &located.citation.at;
        let Some(element) = input
            .root
            .pointer(at)
            .filter(|_| !located.citation.is_marked() && !collector.reported_elements.contains(at))
        else {
            continue;
        };
        // If a value of the element differs and the difference is not declared, the hint of that discrepancy already asks to update the
        // description. If the element has a pattern, numbers in the description may count characters of the pattern.
        let is_reported =
            collector.discrepancies.iter().any(|discrepancy| discrepancy.kind.is_open() && is_of(discrepancy, at));
        if element.get("pattern").is_some() || is_reported {
            continue;
        }
        let (matcher, expected) = (&citation_index.matcher, &located.expected);
        // `citation_check` reports lines that are not about the element.
        let about = located.current.iter().find(|range| matcher.shares_words(expected, *range.start(), *range.end()));
        let Some(range) = about.filter(|_| located.current.iter().all(|range| *range.end() <= last)) else { continue };
        let assumed = assumption::text(element).unwrap_or_default();
        for key in ["statement", "description", "summary"] {
            let text = element.get(key).and_then(Value::as_str).unwrap_or_default();
            let is_cited = |number: &str| cited_lines(input, located).any(|line| has_number(line, number));
            let Some(number) = numbers_in(text).find(|number| !is_cited(number) && !has_number(assumed, number)) else {
                continue;
            };
            let message =
                format!("`{}`: `{key}` has the number {number}, the cited lines do not", located.citation.name());
            let at = pointer::join(at, key);
            let remedy = "update the text and the data, or explain in `x-assumption` where the number comes from";
            collector.add(DiscrepancyKind::StatementDiffers, Some(*range.start()), Some(&at), message, remedy);
        }
    }
}

/// Whether a discrepancy is about a value of the element itself.
fn is_of(discrepancy: &Discrepancy, at: &str) -> bool {
    let rest = discrepancy.pointer.as_deref().and_then(|pointer| pointer.strip_prefix(at)?.strip_prefix('/'));
    let inner = |rest: &str| {
        ["data/", "holds/"].iter().find_map(|outer| rest.strip_prefix(outer)).unwrap_or(rest).contains('/')
    };
    rest.is_some_and(|rest| !inner(rest))
}

fn cited_lines<'a>(input: &'a AuditInput<'_>, located: &'a LocatedCitation) -> impl Iterator<Item = &'a str> {
    let numbers = located.current.iter().flat_map(Clone::clone);
    numbers.filter_map(|number| input.document.line(number)).map(|line| line.text.as_str())
}

/// The numbers in a text. `x86` and `E.164` are names, not numbers.
pub(super) fn numbers_in(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '/'));
    words
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',')))
}

/// Whether a text has a number, not as a part of another number.
fn has_number(text: &str, number: &str) -> bool {
    let edge = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_digit());
    let mut places = text.match_indices(number);
    places.any(|(at, _)| edge(text[..at].chars().next_back()) && edge(text[at + number.len()..].chars().next()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_distinguished_from_names() {
        assert_eq!(
            numbers_in("Held for 90-day, (1.5) or 2/3; E.164, v2, x86.").collect::<Vec<_>>(),
            ["90", "1.5", "2", "3"]
        );
        assert!(
            has_number("{3,40}", "40")
                && has_number("90 days", "90")
                && !has_number("190", "90")
                && !has_number("901", "90")
        );
    }
}
