//! Derives the content that the lines cited by an element should have, and matches lines against that content. The content is derived from the
//! tables and examples of the document if they have the element, otherwise from words and data of the element.

use std::collections::BTreeSet;

use colt_numbers_openapi::operation::Operation;
use colt_numbers_openapi::{assumption, pointer, value};
use serde_json::Value;

use super::audit_input::AuditInput;
use super::word_stems;
use crate::document::description::SchemaKeyword;
use crate::document::model::{Role, Sample};
use crate::document::normalize;
use crate::document::table::ParameterLocation;
use crate::matching::similarity::Match;
use crate::spec::citations::LineRange;
use crate::spec::{self, SpecField, SpecView};

/// The minimum number of word stems that a cited range and its element must share.
const MIN_STEMS: usize = 2;
/// The same minimum for a range that is cited in addition to the lines of a table.
const MIN_STEMS_BESIDE_TABLE: usize = 1;
/// The same minimum for a rule or an effect, which cites little prose.
const MIN_STEMS_OF_STATEMENT: usize = 2;

/// The content that the lines cited by one element should have.
#[derive(Clone, Debug, Default)]
pub(super) struct ExpectedContent {
    /// The line spans of the document that are about the element.
    spans: Vec<(usize, usize)>,
    /// Groups of lines; at least one line of each group must be cited.
    required: Vec<Vec<usize>>,
    /// The word stems of the element.
    stems: BTreeSet<String>,
    /// The data of a rule or an effect; at least one cited range must contain one of these texts.
    data: Vec<String>,
    /// Whether the element is a rule or an effect.
    is_statement: bool,
    /// Whether the element belongs to an operation that the document does not have, or is a parameter or group that its tables do not have.
    is_absent: bool,
}

/// Derives the expected content of elements, and matches lines of the document against it.
pub(super) struct LineMatcher<'a> {
    input: &'a AuditInput<'a>,
    /// The word stems of each line.
    words: Vec<BTreeSet<String>>,
    /// The word stems of the row and group that each line belongs to.
    context: Vec<BTreeSet<String>>,
    /// Lines that contain only the name of a row or a group.
    name_lines: BTreeSet<usize>,
}

impl<'a> LineMatcher<'a> {
    pub(super) fn of(input: &'a AuditInput<'a>) -> Self {
        let mut context = vec![BTreeSet::new(); input.document.last_line() + 1];
        for (index, row) in input.model.rows.iter().enumerate() {
            let group = input.matches.fields.nesting.row_parents[index]
                .map_or("", |group| input.model.groups[group].name.as_str());
            let mut stems = word_stems::word_stems(&row.name);
            stems.extend(word_stems::word_stems(group));
            context[row.line..=row.last].fill(stems);
        }
        let groups = input.model.groups.iter().map(|group| group.line);
        let name_lines = input.model.rows.iter().map(|row| row.line).chain(groups).collect();
        // Line numbers begin at 1.
        let mut words = vec![BTreeSet::new()];
        words.extend(input.document.lines().iter().map(|line| word_stems::word_stems(&line.text)));
        Self { input, words, context, name_lines }
    }

    /// Derives the expected content of the lines that an element cites.
    pub(super) fn expected(&self, at: &str) -> ExpectedContent {
        let input = self.input;
        let mut expected = ExpectedContent { stems: self.stems_of(at), ..ExpectedContent::default() };
        for (index, field) in input.view.parameters.iter().enumerate() {
            self.parameter(index, field, at, &mut expected);
        }
        for (index, field) in input.view.groups.iter().enumerate() {
            self.group(index, field, at, &mut expected);
        }
        let is_of = |field: &SpecField<'_>| {
            !matches!(field.location, ParameterLocation::Response | ParameterLocation::Error)
                && field.links().any(|link| link.pointer == at)
        };
        let is_in_absent_operation = input.view.operations.iter().enumerate().any(|(index, operation)| {
            input.matches.documented(index).is_none() && pointer::relative_to(at, &operation.at).is_some()
        });
        expected.is_absent = is_in_absent_operation
            || expected.spans.is_empty() && input.view.parameters.iter().chain(&input.view.groups).any(is_of);
        self.calls(at, &mut expected);
        for pair in &input.matches.samples {
            if input.view.examples[pair.old].example.pointer == at {
                let sample = &input.model.samples[pair.new];
                expected.spans.push((sample.line, sample.last));
                expected.required.extend([vec![sample.line], vec![sample.last]]);
            }
        }
        if let Some(element) = input.root.pointer(at).filter(|_| spec::is_statement(at)) {
            expected.is_statement = true;
            expected.data = data(at, element);
        }
        expected
    }

    fn stems_of(&self, at: &str) -> BTreeSet<String> {
        let mut stems = word_stems::word_stems(at.rsplit('/').next().unwrap_or_default());
        let Some(element) = self.input.root.pointer(at) else { return stems };
        let texts = ["description", "summary", "statement", "name"].map(|key| value::text(element, key));
        for text in texts.into_iter().chain([assumption::text(element)]).flatten() {
            stems.extend(word_stems::word_stems(text));
        }
        // A line about a member is also a line about the object.
        let fields = self.input.view.groups.iter().chain(&self.input.view.parameters);
        let parent = |field: &SpecField<'_>| field.group.map(|group| &self.input.view.groups[group]);
        let is_in = |field: &SpecField<'_>| {
            let of_schema = field.at().strip_prefix(at).is_some_and(|rest| rest.starts_with("/properties/"));
            of_schema || parent(field).is_some_and(|group| group.chain.iter().any(|link| link.pointer == at))
        };
        for field in fields.filter(|field| is_in(field) || parent(field).is_some_and(is_in)) {
            stems.extend(word_stems::word_stems(&field.name));
        }
        stems
    }

    fn parameter(&self, index: usize, field: &SpecField<'_>, at: &str, expected: &mut ExpectedContent) {
        let Some((link, node)) = field.links().enumerate().find(|(_, link)| link.pointer == at) else { return };
        if let Some(row) = self.input.matches.fields.new_parameter(index).map(|row| &self.input.model.rows[row]) {
            expected.spans.push((row.line, row.last));
            if link == 0 {
                expected.required.push(vec![row.line]);
            }
            let has = |keyword: SchemaKeyword| node.value.get(keyword.name()).is_some();
            for keyword_value in row.description.keywords.iter().filter(|keyword_value| has(keyword_value.keyword)) {
                expected.required.push(vec![keyword_value.line]);
            }
            if node.value.get("enum").is_some() {
                expected.required.extend(row.description.values.iter().map(|value| vec![value.line]));
            }
        } else if field.location == ParameterLocation::Response {
            self.response_field(field, link, expected);
        }
    }

    fn group(&self, index: usize, field: &SpecField<'_>, at: &str, expected: &mut ExpectedContent) {
        let Some(link) = field.links().position(|link| link.pointer == at) else { return };
        if let Some(group) = self.input.matches.fields.new_group(index) {
            let line = self.input.model.groups[group].line;
            expected.spans.push((line, self.end_of(group)));
            expected.required.push(vec![line]);
        } else if field.location == ParameterLocation::Response {
            self.response_field(field, link, expected);
        }
    }

    /// A property of the response is expected on the lines of the examples that have the property. Its schema is expected anywhere in these
    /// examples.
    fn response_field(&self, field: &SpecField<'_>, link: usize, expected: &mut ExpectedContent) {
        let mut named = Vec::new();
        let Some(operation) = self.input.matches.documented(field.operation) else { return };
        for sample in self.samples_of(operation).filter(|sample| sample.role != Role::Request) {
            let lines = sample.node.iter().flat_map(|node| node.lines_of(&field.name)).collect::<Vec<_>>();
            if link > 0 && !lines.is_empty() {
                expected.spans.push((sample.line, sample.last));
            }
            named.extend(lines);
        }
        expected.spans.extend(named.iter().map(|line| (*line, *line)));
        // A schema may also be stated elsewhere.
        if link == 0 && !named.is_empty() {
            expected.required.push(named);
        }
    }

    /// The last line of a group with all its members.
    fn end_of(&self, group: usize) -> usize {
        let (model, nesting) = (self.input.model, &self.input.matches.fields.nesting);
        let inside = |mut parent: Option<usize>| {
            // No group has more ancestors than there are groups, so a cycle ends.
            for _ in 0..=model.groups.len() {
                match parent {
                    Some(index) if index == group => return true,
                    Some(index) => parent = nesting.group_parents[index],
                    None => break,
                }
            }
            false
        };
        let rows = model.rows.iter().zip(&nesting.row_parents).filter(|(_, of)| inside(**of)).map(|(row, _)| row.last);
        let groups =
            model.groups.iter().zip(&nesting.group_parents).filter(|(_, of)| inside(**of)).map(|(group, _)| group.line);
        rows.chain(groups).chain([model.groups[group].line]).max().unwrap_or_default()
    }

    fn calls(&self, at: &str, expected: &mut ExpectedContent) {
        let (model, view) = (self.input.model, self.input.view);
        let urls: Vec<&str> = view.urls.iter().filter(|url| url.server == at).map(|url| url.url.as_str()).collect();
        let lines: Vec<usize> = model
            .endpoints
            .iter()
            .filter(|endpoint| urls.contains(&endpoint.url.as_str()))
            .map(|endpoint| endpoint.line)
            .collect();
        expected.spans.extend(lines.iter().map(|line| (*line, *line)));
        if !lines.is_empty() {
            expected.required.push(lines);
        }
        let matched = matched_operations(&self.input.matches.operations, view, at);
        for (operation, documented) in &matched {
            if operation.at == at {
                let call = &model.operations[*documented];
                let endpoints = call.endpoints.iter().map(|endpoint| endpoint.line);
                let calls: Vec<usize> = endpoints.chain(call.methods.iter().map(|method| method.line)).collect();
                let is_of = |path: &str| path == operation.path || view.operations.len() == 1;
                let apis = model.apis.iter().filter(|api| is_of(&api.path)).map(|api| api.line);
                let statuses = model.statuses.iter().filter(|status| is_of(&status.api)).map(|status| status.line);
                expected.required.extend(calls.iter().map(|line| vec![*line]));
                expected.spans.extend(calls.into_iter().chain(apis).chain(statuses).map(|line| (line, line)));
            } else if at.contains("/responses/") {
                let samples = self.samples_of(*documented).filter(|sample| sample.role == Role::Response);
                expected.spans.extend(samples.map(|sample| (sample.line, sample.last)));
            }
        }
        for body in view.bodies.iter().filter(|body| body.pointers.iter().any(|pointer| pointer == at)) {
            let Some(documented) = self.input.matches.documented(body.operation) else { continue };
            match body.location {
                ParameterLocation::Response => {
                    let samples = self.samples_of(documented).filter(|sample| sample.role == Role::Response);
                    expected.spans.extend(samples.map(|sample| (sample.line, sample.last)));
                }
                ParameterLocation::Error => {}
                _ => self.request_body(documented, expected),
            }
        }
    }

    /// The lines that state the body of a request.
    fn request_body(&self, operation: usize, expected: &mut ExpectedContent) {
        let model = self.input.model;
        let is_in_body = |line: usize, location: ParameterLocation| {
            location == ParameterLocation::Body && model.operation_at(line) == operation
        };
        let rows = || model.rows.iter().filter(|row| is_in_body(row.line, row.location));
        let groups = || model.groups.iter().enumerate().filter(|(_, group)| is_in_body(group.line, group.location));
        let section =
            model.sections.iter().find(|(location, line)| is_in_body(*line, *location)).map(|(_, line)| *line);
        let first = section.or_else(|| groups().map(|(_, group)| group.line).chain(rows().map(|row| row.line)).min());
        if let Some(first) = first {
            expected.spans.push((first, rows().map(|row| row.last).max().unwrap_or(first)));
            let parents = &self.input.matches.fields.nesting.group_parents;
            let top = groups().filter(|(index, _)| parents[*index].is_none());
            expected.required.extend(top.map(|(_, group)| vec![group.line]));
        }
    }

    /// The examples of an operation of the document.
    fn samples_of(&self, operation: usize) -> impl Iterator<Item = &'a Sample> {
        let model = self.input.model;
        model.samples.iter().filter(move |sample| model.operation_at(sample.line) == operation)
    }

    /// Whether the lines from `first` to `last` state the element.
    pub(super) fn matches(&self, expected: &ExpectedContent, first: usize, last: usize) -> bool {
        let within = |line: usize| expected.spans.iter().any(|(from, to)| *from <= line && line <= *to);
        if (first..=last).any(within) {
            return (first..=last).all(|line| {
                within(line) || !self.input.document.has_text(line) || self.shares_words(expected, line, line)
            });
        }
        if self.has_data(expected, first, last) {
            return true;
        }
        // A line with only a name does not state anything.
        let states_nothing = |line: usize| !self.input.document.has_text(line) || self.name_lines.contains(&line);
        !(expected.is_statement && (first..=last).all(states_nothing)) && self.shares_words(expected, first, last)
    }

    /// The cited ranges that do not state the element: each range is explained by something of the element, and the data of a rule or an effect are
    /// in one of them.
    pub(super) fn unexplained(&self, expected: &ExpectedContent, cited: &[LineRange]) -> Vec<LineRange> {
        let has_data = |range: &LineRange| self.has_data(expected, *range.start(), *range.end());
        let lacks_data = !expected.data.is_empty() && !cited.iter().any(has_data);
        let is_unexplained = |range: &&LineRange| lacks_data || !self.matches(expected, *range.start(), *range.end());
        cited.iter().filter(is_unexplained).cloned().collect()
    }

    /// Whether the lines from `first` to `last` contain one of the data of a rule or an effect.
    fn has_data(&self, expected: &ExpectedContent, first: usize, last: usize) -> bool {
        contains_any(&self.text(first, last), &expected.data)
    }

    /// Whether the lines from `first` to `last` share enough words with the element.
    pub(super) fn shares_words(&self, expected: &ExpectedContent, first: usize, last: usize) -> bool {
        let min_stems = match (expected.is_statement, expected.required.is_empty()) {
            (true, _) => MIN_STEMS_OF_STATEMENT,
            (false, true) => MIN_STEMS,
            (false, false) => MIN_STEMS_BESIDE_TABLE,
        };
        self.shared_stems(expected, first, last) >= min_stems
    }

    /// The number of word stems that the lines from `first` to `last` share with the element.
    fn shared_stems(&self, expected: &ExpectedContent, first: usize, last: usize) -> usize {
        let mut stems = BTreeSet::new();
        for line in first..=last.min(self.input.document.last_line()) {
            stems.extend(self.words[line].iter().cloned());
            stems.extend(self.context[line].iter().cloned());
        }
        stems.intersection(&expected.stems).count()
    }
}

/// The operations that an element belongs to, each with the operation of the document; all of them for an element outside of `paths`.
fn matched_operations<'a, 'v>(pairs: &[Match], view: &'a SpecView<'v>, at: &str) -> Vec<(&'a Operation<'v>, usize)> {
    let all = pairs.iter().map(|pair| (&view.operations[pair.old], pair.new));
    let is_in =
        |operation: &Operation<'_>| !at.starts_with("/paths/") || pointer::relative_to(at, &operation.at).is_some();
    all.filter(|(operation, _)| is_in(operation)).collect()
}

impl LineMatcher<'_> {
    /// How badly the lines from `first` to `last` match the element, from 0 to 1. The alignment compares candidate lines by this value.
    pub(super) fn mismatch(&self, expected: &ExpectedContent, first: usize, last: usize) -> f64 {
        let cites = |line: usize| first <= line && line <= last;
        if expected.spans.iter().any(|(from, to)| *from <= last && first <= *to) && !expected.required.is_empty() {
            let missing = expected.required.iter().filter(|lines| !lines.iter().any(|line| cites(*line))).count();
            return f64::from(u32::try_from(missing).unwrap_or(u32::MAX))
                / f64::from(u32::try_from(expected.required.len()).unwrap_or(u32::MAX));
        }
        if !self.matches(expected, first, last) {
            return 1.0;
        }
        // Words and data are weaker evidence than tables.
        let share = match self.has_data(expected, first, last) {
            true => self.share_of_data(expected, first, last),
            false => (first..=last).map(|line| self.word_share(expected, line)).fold(0.0, f64::max),
        };
        (1.0 - share) / 2.0
    }

    /// The share of the data of a rule or an effect that the lines from `first` to `last` contain.
    fn share_of_data(&self, expected: &ExpectedContent, first: usize, last: usize) -> f64 {
        let text = self.text(first, last);
        let contained = expected.data.iter().filter(|item| contains_any(&text, std::slice::from_ref(*item))).count();
        f64::from(u32::try_from(contained).unwrap_or(u32::MAX))
            / f64::from(u32::try_from(expected.data.len()).unwrap_or(u32::MAX))
    }

    /// The text of the lines from `first` to `last`, on one line.
    fn text(&self, first: usize, last: usize) -> String {
        let lines = (first..=last).map_while(|line| self.input.document.line(line));
        lines.map(|line| line.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// The lines from `first` to `last` without leading and trailing empty lines; `None` if all lines are empty.
    pub(super) fn trimmed(&self, first: usize, last: usize) -> Option<LineRange> {
        let last = last.min(self.input.document.last_line());
        let has_text = |number: &usize| self.input.document.has_text(*number);
        let from = (first..=last).find(has_text)?;
        let to = (first..=last).rev().find(has_text)?;
        Some(from..=to)
    }

    /// The share of the word stems of a line that the element also has.
    pub(super) fn word_share(&self, expected: &ExpectedContent, line: usize) -> f64 {
        let Some(stems) = self.words.get(line) else { return 1.0 };
        let share = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        if stems.is_empty() { 1.0 } else { share(stems.intersection(&expected.stems).count()) / share(stems.len()) }
    }
}

impl ExpectedContent {
    /// The first line of each required group of lines of which no line is cited.
    pub(super) fn missing(&self, cited: &[LineRange]) -> Vec<usize> {
        let lacks = |lines: &&Vec<usize>| !lines.iter().any(|line| cited.iter().any(|range| range.contains(line)));
        self.required.iter().filter(lacks).filter_map(|lines| lines.first().copied()).collect()
    }

    /// Whether the document does not have the element.
    pub(super) fn is_absent(&self) -> bool {
        self.is_absent
    }

    /// The line spans that are about the element.
    pub(super) fn spans(&self) -> &[(usize, usize)] {
        &self.spans
    }
}

/// The scalars in the data of a rule or an effect.
fn data(at: &str, element: &Value) -> Vec<String> {
    let scalars = |value: &Value| match value {
        Value::Array(items) => items.iter().map(spec::text).collect(),
        other => vec![spec::text(other)],
    };
    let all = spec::data(at, element).into_iter().flat_map(|(_, _, value)| scalars(value));
    all.filter(|text| !normalize::key(text).is_empty()).collect()
}

/// Whether a text contains one of some words or phrases.
fn contains_any(text: &str, data: &[String]) -> bool {
    let words = normalize::words(text);
    let key = normalize::key(text);
    let is_word = |item: &String| words.iter().any(|word| normalize::without_separators(word) == item.as_str());
    data.iter().any(|item| is_word(item) || (item.contains(' ') && key.contains(&normalize::key(item))))
}
