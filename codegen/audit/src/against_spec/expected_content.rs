//! What the document should say on the lines that an element cites: told by the tables and examples where they have the element, by words
//! and data otherwise.

use std::collections::BTreeSet;

use colt_numbers_openapi::operation::operations;
use serde_json::Value;

use super::audit_input::AuditInput;
use super::word_stems;
use crate::document::description::SchemaKeyword;
use crate::document::model::Role;
use crate::document::normalize;
use crate::document::table::ParameterLocation;
use crate::spec::citations::LineRange;
use crate::spec::{self, SpecField};

/// The least that a cited stretch and an element have in common.
const LEAST: usize = 2;
/// The least where a table tells what is to be cited, and the stretch is cited beside that.
const LEAST_BESIDE: usize = 1;
/// The least where the element is a rule or an effect: it cites prose, and little of it.
const LEAST_OF_STATEMENT: usize = 2;

/// What the lines of one element say.
#[derive(Clone, Debug, Default)]
pub(super) struct ExpectedContent {
    /// Stretches of the document that are about the element.
    spans: Vec<(usize, usize)>,
    /// Of each of these, one line is to be cited.
    must: Vec<Vec<usize>>,
    /// The words of the element.
    stems: BTreeSet<String>,
    /// The data of a rule or effect: each stretch has some of it.
    data: Vec<String>,
    /// It is a rule or an effect.
    states: bool,
    /// The document has a table of such elements, and not this one.
    absent: bool,
}

/// Finds out what elements cite, and should.
pub(super) struct LineMatcher<'a> {
    input: &'a AuditInput<'a>,
    /// By line: its words.
    words: Vec<BTreeSet<String>>,
    /// By line: the words of the row or group that it belongs to.
    around: Vec<BTreeSet<String>>,
    /// LineRange that hold a name and nothing else.
    names: BTreeSet<usize>,
}

impl<'a> LineMatcher<'a> {
    pub(super) fn of(input: &'a AuditInput<'a>) -> Self {
        let mut around = vec![BTreeSet::new(); input.document.last_line() + 1];
        for (index, row) in input.model.rows.iter().enumerate() {
            let group =
                input.matched.fields.nesting.of_row[index].map_or("", |group| input.model.groups[group].name.as_str());
            let mut stems = word_stems::word_stems(&row.name);
            stems.extend(word_stems::word_stems(group));
            around[row.line..=row.last].fill(stems);
        }
        let groups = input.model.groups.iter().map(|group| group.line);
        let names = input.model.rows.iter().map(|row| row.line).chain(groups).collect();
        // No line has the number 0.
        let mut words = vec![BTreeSet::new()];
        words.extend(input.document.lines().iter().map(|line| word_stems::word_stems(&line.text)));
        Self { input, words, around, names }
    }

    /// What the lines of an element should say.
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
            field.place != ParameterLocation::Response && field.chain.iter().any(|link| link.pointer == at)
        };
        expected.absent =
            expected.spans.is_empty() && input.view.parameters.iter().chain(&input.view.groups).any(is_of);
        self.calls(at, &mut expected);
        for pair in &input.matched.samples {
            if input.view.examples[pair.old].example.pointer == at {
                let sample = &input.model.samples[pair.new];
                expected.spans.push((sample.line, sample.last));
                expected.must.extend([vec![sample.line], vec![sample.last]]);
            }
        }
        if let Some(element) = input.root.pointer(at).filter(|_| spec::is_statement(at)) {
            expected.states = true;
            expected.data = data(at, element);
        }
        expected
    }

    fn stems_of(&self, at: &str) -> BTreeSet<String> {
        let mut stems = word_stems::word_stems(at.rsplit('/').next().unwrap_or_default());
        let Some(element) = self.input.root.pointer(at) else { return stems };
        for key in ["description", "summary", "statement", "x-assumption", "name"] {
            stems.extend(word_stems::word_stems(element.get(key).and_then(Value::as_str).unwrap_or_default()));
        }
        // An object is spoken of by what stands in it.
        let fields = self.input.view.groups.iter().chain(&self.input.view.parameters);
        let around = |field: &SpecField<'_>| field.group.map(|group| &self.input.view.groups[group]);
        let stands_in = |field: &SpecField<'_>| {
            let of_schema = field.at().strip_prefix(at).is_some_and(|rest| rest.starts_with("/properties/"));
            of_schema || around(field).is_some_and(|group| group.chain.iter().any(|link| link.pointer == at))
        };
        for field in fields.filter(|field| stands_in(field) || around(field).is_some_and(stands_in)) {
            stems.extend(word_stems::word_stems(&field.name));
        }
        stems
    }

    fn parameter(&self, index: usize, field: &SpecField<'_>, at: &str, expected: &mut ExpectedContent) {
        let Some(link) = field.chain.iter().position(|link| link.pointer == at) else { return };
        if let Some(row) = self.input.matched.fields.new_parameter(index).map(|row| &self.input.model.rows[row]) {
            expected.spans.push((row.line, row.last));
            if link == 0 {
                expected.must.push(vec![row.line]);
            }
            let has = |kind: SchemaKeyword| field.chain[link].value.get(kind.keyword()).is_some();
            for keyword_value in row.description.keywords.iter().filter(|keyword_value| has(keyword_value.kind)) {
                expected.must.push(vec![keyword_value.line]);
            }
            if field.chain[link].value.get("enum").is_some() {
                expected.must.extend(row.description.values.iter().map(|value| vec![value.line]));
            }
        } else if field.place == ParameterLocation::Response {
            self.answers(field, link, expected);
        }
    }

    fn group(&self, index: usize, field: &SpecField<'_>, at: &str, expected: &mut ExpectedContent) {
        let Some(link) = field.chain.iter().chain(&field.items).position(|link| link.pointer == at) else { return };
        if let Some(group) = self.input.matched.fields.new_group(index) {
            let line = self.input.model.groups[group].line;
            expected.spans.push((line, self.end_of(group)));
            expected.must.push(vec![line]);
        } else if field.place == ParameterLocation::Response {
            self.answers(field, link, expected);
        }
    }

    /// A property of the response stands where the examples have it; its schema, in the whole of them.
    fn answers(&self, field: &SpecField<'_>, link: usize, expected: &mut ExpectedContent) {
        let mut named = Vec::new();
        for sample in self.input.model.samples.iter().filter(|sample| sample.role != Role::Request) {
            let lines = sample.node.iter().flat_map(|node| node.lines_of(&field.name)).collect::<Vec<_>>();
            if link > 0 && !lines.is_empty() {
                expected.spans.push((sample.line, sample.last));
            }
            named.extend(lines);
        }
        expected.spans.extend(named.iter().map(|line| (*line, *line)));
        if !named.is_empty() {
            expected.must.push(named);
        }
    }

    /// The last line of a group and of all that stands in it.
    fn end_of(&self, group: usize) -> usize {
        let (model, nesting) = (self.input.model, &self.input.matched.fields.nesting);
        let inside = |mut around: Option<usize>| {
            // A group stands in fewer groups than there are.
            for _ in 0..=model.groups.len() {
                match around {
                    Some(index) if index == group => return true,
                    Some(index) => around = nesting.of_group[index],
                    None => break,
                }
            }
            false
        };
        let rows = model.rows.iter().zip(&nesting.of_row).filter(|(_, of)| inside(**of)).map(|(row, _)| row.last);
        let groups =
            model.groups.iter().zip(&nesting.of_group).filter(|(_, of)| inside(**of)).map(|(group, _)| group.line);
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
            expected.must.push(lines);
        }
        if view.urls.iter().any(|url| url.operation == at)
            || operations(self.input.root).iter().any(|operation| operation.at == at)
        {
            let calls = model
                .endpoints
                .iter()
                .map(|endpoint| endpoint.line)
                .chain(model.methods.iter().map(|method| method.line));
            let paths = model.apis.iter().map(|api| api.line).chain(model.statuses.iter().map(|status| status.line));
            expected.must.extend(calls.clone().map(|line| vec![line]));
            expected.spans.extend(calls.chain(paths).map(|line| (line, line)));
        }
        if (at.ends_with("/requestBody") || self.is_whole(at, ParameterLocation::Body))
            && let Some(first) = self.first_of_body()
        {
            let body = model.rows.iter().filter(|row| row.place == ParameterLocation::Body);
            expected.spans.push((first, body.map(|row| row.last).max().unwrap_or(first)));
            let groups = model.groups.iter().zip(&self.input.matched.fields.nesting.of_group);
            let top = groups.filter(|(group, of)| of.is_none() && group.place == ParameterLocation::Body);
            expected.must.extend(top.map(|(group, _)| vec![group.line]));
        }
        if at.contains("/responses/") || self.is_whole(at, ParameterLocation::Response) {
            let samples = model.samples.iter().filter(|sample| sample.role == Role::Response);
            expected.spans.extend(samples.map(|sample| (sample.line, sample.last)));
        }
    }

    fn first_of_body(&self) -> Option<usize> {
        let model = self.input.model;
        let section = model.sections.iter().find(|(place, _)| *place == ParameterLocation::Body).map(|(_, line)| *line);
        let groups = model.groups.iter().filter(|group| group.place == ParameterLocation::Body).map(|group| group.line);
        let rows = model.rows.iter().filter(|row| row.place == ParameterLocation::Body).map(|row| row.line);
        section.or_else(|| groups.chain(rows).min())
    }

    /// Whether a schema is that of a whole body.
    fn is_whole(&self, at: &str, place: ParameterLocation) -> bool {
        let fields = self.input.view.groups.iter().chain(&self.input.view.parameters);
        let mut top = fields.filter(|field| field.group.is_none() && field.place == place);
        top.any(|field| field.at().strip_prefix(at).is_some_and(|rest| rest.starts_with("/properties/")))
    }

    /// Whether some lines say what they are cited for.
    pub(super) fn matches(&self, expected: &ExpectedContent, first: usize, last: usize) -> bool {
        let within = |line: usize| expected.spans.iter().any(|(from, to)| *from <= line && line <= *to);
        if (first..=last).any(within) {
            return (first..=last).all(|line| {
                within(line) || !self.input.document.has_text(line) || self.shares_words(expected, line, line)
            });
        }
        if !expected.data.is_empty() {
            return has_some(&self.text(first, last), &expected.data);
        }
        // A name alone makes no statement.
        let is_silent = |line: usize| !self.input.document.has_text(line) || self.names.contains(&line);
        !(expected.states && (first..=last).all(is_silent)) && self.shares_words(expected, first, last)
    }

    /// Whether some lines and an element have words in common.
    pub(super) fn shares_words(&self, expected: &ExpectedContent, first: usize, last: usize) -> bool {
        let least = match (expected.states, expected.must.is_empty()) {
            (true, _) => LEAST_OF_STATEMENT,
            (false, true) => LEAST,
            (false, false) => LEAST_BESIDE,
        };
        self.in_common(expected, first, last) >= least
    }

    /// How much some lines and an element have in common.
    fn in_common(&self, expected: &ExpectedContent, first: usize, last: usize) -> usize {
        let mut stems = BTreeSet::new();
        for line in first..=last.min(self.input.document.last_line()) {
            stems.extend(self.words[line].iter().cloned());
            stems.extend(self.around[line].iter().cloned());
        }
        stems.intersection(&expected.stems).count()
    }
}

impl LineMatcher<'_> {
    /// How badly some lines bear an element out, from 0 to 1: for telling which of several lines it is.
    pub(super) fn mismatch(&self, expected: &ExpectedContent, first: usize, last: usize) -> f64 {
        let cites = |line: usize| first <= line && line <= last;
        if expected.spans.iter().any(|(from, to)| *from <= last && first <= *to) && !expected.must.is_empty() {
            let missing = expected.must.iter().filter(|lines| !lines.iter().any(|line| cites(*line))).count();
            return f64::from(u32::try_from(missing).unwrap_or(u32::MAX))
                / f64::from(u32::try_from(expected.must.len()).unwrap_or(u32::MAX));
        }
        if !self.matches(expected, first, last) {
            return 1.0;
        }
        // Words and data weigh less than what the tables say.
        let share = match expected.data.is_empty() {
            true => (first..=last).map(|line| self.in_line(expected, line)).fold(0.0, f64::max),
            false => self.share_of_data(expected, first, last),
        };
        (1.0 - share) / 2.0
    }

    /// How much of the data of a rule or effect some lines have.
    fn share_of_data(&self, expected: &ExpectedContent, first: usize, last: usize) -> f64 {
        let text = self.text(first, last);
        let said = expected.data.iter().filter(|one| has_some(&text, std::slice::from_ref(*one))).count();
        f64::from(u32::try_from(said).unwrap_or(u32::MAX))
            / f64::from(u32::try_from(expected.data.len()).unwrap_or(u32::MAX))
    }

    /// All that some lines say, in one line.
    fn text(&self, first: usize, last: usize) -> String {
        let lines = (first..=last).map_while(|line| self.input.document.line(line));
        lines.map(|line| line.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// The lines without the empty ones at both ends; none where all are empty.
    pub(super) fn trimmed(&self, first: usize, last: usize) -> Option<LineRange> {
        let last = last.min(self.input.document.last_line());
        let says = |number: &usize| self.input.document.has_text(*number);
        let from = (first..=last).find(says)?;
        let to = (first..=last).rev().find(says)?;
        Some(from..=to)
    }

    /// The share of a line's own words that an element has.
    pub(super) fn in_line(&self, expected: &ExpectedContent, line: usize) -> f64 {
        let Some(stems) = self.words.get(line) else { return 1.0 };
        let share = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        if stems.is_empty() { 1.0 } else { share(stems.intersection(&expected.stems).count()) / share(stems.len()) }
    }
}

impl ExpectedContent {
    /// LineRange that are to be cited, and are not among some.
    pub(super) fn missing(&self, cited: &[LineRange]) -> Vec<usize> {
        let lacks = |lines: &&Vec<usize>| !lines.iter().any(|line| cited.iter().any(|range| range.contains(line)));
        self.must.iter().filter(lacks).filter_map(|lines| lines.first().copied()).collect()
    }

    /// Whether the document has a table of such elements, and not this one.
    pub(super) fn is_absent(&self) -> bool {
        self.absent
    }

    /// The stretches that are about the element.
    pub(super) fn spans(&self) -> &[(usize, usize)] {
        &self.spans
    }
}

/// The scalars of a rule's or an effect's data.
fn data(at: &str, element: &Value) -> Vec<String> {
    let scalars = |value: &Value| match value {
        Value::Array(items) => items.iter().map(spec::text).collect(),
        other => vec![spec::text(other)],
    };
    let all = spec::data(at, element).flat_map(|(_, _, value)| scalars(value));
    all.filter(|text| !normalize::key(text).is_empty()).collect()
}

/// Whether a text has one of some words or phrases in it.
fn has_some(text: &str, data: &[String]) -> bool {
    let words = normalize::words(text);
    let key = normalize::key(text);
    data.iter().any(|one| words.contains(&one.as_str()) || (one.contains(' ') && key.contains(&normalize::key(one))))
}
