//! The numbers in the words of an element: each stands on a line that it cites, or its `x-assumption` has it. What the words say beside
//! that is for a reader to judge; so is how many characters a pattern allows.

use colt_numbers_openapi::pointer;
use serde_json::Value;

use super::audit_input::AuditInput;
use super::citation_check::LocatedCitations;
use super::discrepancy::{Discrepancy, DiscrepancyKind};
use super::discrepancy_collector::DiscrepancyCollector;
use super::located_citation::LocatedCitation;

/// Compares the numbers of statements and descriptions with the lines that these cite.
pub(super) fn compare(input: &AuditInput<'_>, located: &LocatedCitations<'_>, collector: &mut DiscrepancyCollector) {
    let last = input.document.last_line();
    for one in &located.cited {
        let at = &one.citation.at;
        let Some(element) = input.root.pointer(at).filter(|_| !collector.gone.contains(at)) else { continue };
        // Where a value differs, the hint says that the words are to be updated, unless the difference is declared; beside a
        // pattern, words count what it allows.
        let is_told =
            collector.discrepancies.iter().any(|discrepancy| discrepancy.kind.is_open() && is_of(discrepancy, at));
        if element.get("pattern").is_some() || is_told {
            continue;
        }
        let (matcher, expected) = (&located.matcher, &one.expected);
        // LineRange that speak of other things are reported as such.
        let about = one.now.iter().find(|range| matcher.shares_words(expected, *range.start(), *range.end()));
        let Some(range) = about.filter(|_| one.now.iter().all(|range| *range.end() <= last)) else { continue };
        let assumed = element.get("x-assumption").and_then(Value::as_str).unwrap_or_default();
        for key in ["statement", "description", "summary"] {
            let text = element.get(key).and_then(Value::as_str).unwrap_or_default();
            let is_cited = |number: &str| cited_lines(input, one).any(|line| has(line, number));
            let Some(number) = of(text).find(|number| !is_cited(number) && !has(assumed, number)) else { continue };
            let message = format!("`{}`: {key} says {number}, the cited lines do not", one.citation.name());
            let at = pointer::join(at, key);
            let remedy = "update the words, and the data; or say in `x-assumption` where the number comes from";
            collector.add(DiscrepancyKind::StatementDiffers, Some(*range.start()), Some(&at), message, remedy);
        }
    }
}

/// Whether a discrepancy is about a value of the element itself.
fn is_of(discrepancy: &Discrepancy, at: &str) -> bool {
    let rest = discrepancy.pointer.as_deref().and_then(|pointer| pointer.strip_prefix(at)?.strip_prefix('/'));
    rest.is_some_and(|rest| !rest.strip_prefix("data/").unwrap_or(rest).contains('/'))
}

fn cited_lines<'a>(input: &'a AuditInput<'_>, one: &'a LocatedCitation) -> impl Iterator<Item = &'a str> {
    let numbers = one.now.iter().flat_map(Clone::clone);
    numbers.filter_map(|number| input.document.line(number)).map(|line| line.text.as_str())
}

/// The numbers among some words; `x86` and `E.164` are names.
fn of(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '/'));
    words
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',')))
}

/// Whether a number stands in a text, not as a part of another one.
fn has(text: &str, number: &str) -> bool {
    let edge = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_digit());
    let mut places = text.match_indices(number);
    places.any(|(at, _)| edge(text[..at].chars().next_back()) && edge(text[at + number.len()..].chars().next()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_from_names() {
        assert_eq!(of("Held for 90-day, (1.5) or 2/3; E.164, v2, x86.").collect::<Vec<_>>(), ["90", "1.5", "2", "3"]);
        assert!(has("{3,40}", "40") && has("90 days", "90") && !has("190", "90") && !has("901", "90"));
    }
}
