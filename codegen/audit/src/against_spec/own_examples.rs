//! Compares the examples of a document with its own tables: limits, patterns, listed values and mandatory parameters.

use colt_numbers_openapi::assumption;
use colt_numbers_pattern::Pattern;

use super::assumptions::declares;
use super::audit_input::AuditInput;
use super::discrepancy::DiscrepancyKind;
use super::discrepancy_collector::DiscrepancyCollector;
use crate::document::description::SchemaKeyword;
use crate::document::model::{Role, Sample};
use crate::document::sample_json::{SampleMember, SampleNode, SampleValue};
use crate::document::table::{ParameterLocation, ParameterRow, Requiredness};

const REMEDY: &str =
    "ask the vendor which is right, and explain the decision in `x-assumption`: name what the document has";

/// Reports what the examples contradict.
pub(super) fn compare(input: &AuditInput<'_>, collector: &mut DiscrepancyCollector) {
    for (index, row) in input.model.rows.iter().enumerate().filter(|(_, row)| input.is_compared(row.line)) {
        let examples = row.description.keywords.iter().filter(|keyword| keyword.keyword == SchemaKeyword::Example);
        for example in examples {
            let Some(reason) = contradiction(row, &example.value) else { continue };
            let field = input.matches.fields.parameters.iter().find(|pair| pair.new == index);
            let field = field.map(|pair| &input.view.parameters[pair.old]);
            let is_declared = field.is_some_and(|field| declares(field.assumptions(), &[&example.value], &[]));
            let kind = DiscrepancyKind::ExampleContradicts.or_assumption(is_declared);
            let message = format!("`{}`: the document's example `{}` {reason}", row.name, example.value);
            collector.add(kind, Some(example.line), field.map(|field| field.at()), message, REMEDY);
        }
    }
    for (index, sample) in input.model.samples.iter().enumerate().filter(|(_, sample)| input.is_compared(sample.line)) {
        compare_sample(input, index, sample, collector);
    }
}

fn compare_sample(input: &AuditInput<'_>, index: usize, sample: &Sample, collector: &mut DiscrepancyCollector) {
    let (Some(node), Some(rows)) = (&sample.node, Rows::of(input, sample)) else { return };
    let mut found = Vec::new();
    rows.compare(node, None, &mut found);
    let pair = input.matches.samples.iter().find(|pair| pair.new == index);
    let example = pair.map(|pair| &input.view.examples[pair.old].example);
    for Contradiction { line, named, message } in found {
        let assumption = example.and_then(|example| assumption::text(example.value));
        let kind = DiscrepancyKind::ExampleContradicts.or_assumption(declares(assumption.into_iter(), &[&named], &[]));
        let message = format!("example “{}”, {}: {message}", sample.title.0, sample.role.name());
        collector.add(kind, Some(line), example.map(|example| example.pointer.as_str()), message, REMEDY);
    }
}

/// What an example contradicts.
struct Contradiction {
    line: usize,
    /// What an assumption has to name.
    named: String,
    message: String,
}

/// The rows of the tables that an example shows, each with the name of its group.
struct Rows<'a> {
    rows: Vec<(&'a ParameterRow, Option<&'a str>)>,
}

impl<'a> Rows<'a> {
    fn of(input: &'a AuditInput<'_>, sample: &Sample) -> Option<Self> {
        let location = match sample.role {
            Role::Request => ParameterLocation::Body,
            Role::Response => ParameterLocation::Response,
            Role::Unknown => return None,
        };
        let (model, nesting) = (input.model, &input.matches.fields.nesting);
        let operation = model.operation_at(sample.line);
        let rows = model.rows.iter().zip(&nesting.row_parents);
        let rows = rows.filter(|(row, _)| row.location == location && model.operation_at(row.line) == operation);
        Some(Self {
            rows: rows.map(|(row, parent)| (row, parent.map(|group| model.groups[group].name.as_str()))).collect(),
        })
    }

    /// Compares a value, which is the value of the member `name`, and everything in it.
    fn compare(&self, node: &SampleNode, name: Option<&str>, found: &mut Vec<Contradiction>) {
        match &node.value {
            SampleValue::Array(items) => items.iter().for_each(|item| self.compare(item, name, found)),
            SampleValue::Object(members) => {
                self.compare_object(node.line, members, name, found);
                for member in members {
                    if matches!(member.value.value, SampleValue::Object(_) | SampleValue::Array(_)) {
                        self.compare(&member.value, Some(&member.name), found);
                    }
                }
            }
            SampleValue::Text { .. } | SampleValue::Literal(_) => {}
        }
    }

    fn compare_object(
        &self,
        line: usize,
        members: &[SampleMember],
        name: Option<&str>,
        found: &mut Vec<Contradiction>,
    ) {
        for (row, _) in self.rows.iter().filter(|(_, parent)| *parent == name) {
            let is_mandatory = matches!(row.requiredness, Some((Requiredness::Mandatory, _)));
            match members.iter().find(|member| member.name == row.name) {
                None if is_mandatory => found.push(Contradiction {
                    line,
                    named: row.name.clone(),
                    message: format!("`{}` is missing, which is mandatory (line {})", row.name, row.line),
                }),
                None => {}
                Some(member) => {
                    let value = member.value.show();
                    let is_scalar = matches!(member.value.value, SampleValue::Text { .. } | SampleValue::Literal(_));
                    if let Some(reason) = contradiction(row, &value).filter(|_| is_scalar) {
                        let message = format!("`{}` `{value}` {reason}", row.name);
                        found.push(Contradiction { line: member.line, named: value, message });
                    }
                }
            }
        }
    }
}

/// Why a value contradicts its row.
fn contradiction(row: &ParameterRow, value: &str) -> Option<String> {
    let values = &row.description.values;
    if !values.is_empty() && values.iter().all(|listed| listed.text != value) {
        return Some(format!("is not one of the listed values (line {})", values[0].line));
    }
    row.description.keywords.iter().find_map(|keyword| {
        let is_broken = match keyword.keyword {
            SchemaKeyword::Pattern => Pattern::compile(&keyword.value).is_ok_and(|pattern| !pattern.accepts(value)),
            SchemaKeyword::MaxLength => keyword.value.parse().is_ok_and(|limit| value.chars().count() > limit),
            SchemaKeyword::MinLength => keyword.value.parse().is_ok_and(|limit| value.chars().count() < limit),
            SchemaKeyword::Maximum => compare_numbers(value, &keyword.value, |value, limit| value > limit),
            SchemaKeyword::Minimum => compare_numbers(value, &keyword.value, |value, limit| value < limit),
            _ => false,
        };
        is_broken.then(|| format!("contradicts `{} {}` (line {})", keyword.keyword.name(), keyword.value, keyword.line))
    })
}

fn compare_numbers(value: &str, limit: &str, is_broken: impl Fn(f64, f64) -> bool) -> bool {
    matches!((value.parse(), limit.parse()), (Ok(value), Ok(limit)) if is_broken(value, limit))
}
