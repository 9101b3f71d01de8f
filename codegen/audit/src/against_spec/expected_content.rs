//! What the document should say on the lines that an element cites: told by the tables and examples where they have the element, by words
//! and data otherwise.

use std::collections::BTreeSet;

use colt_numbers_openapi::operation::operations;
use serde_json::Value;

use super::audit_input::Audit;
use super::word_stems;
use crate::document::description::FactKind;
use crate::document::model::Role;
use crate::document::normalize;
use crate::document::table::Place;
use crate::spec::citations::Lines;
use crate::spec::{self, Field};

/// The least that a cited stretch and an element have in common.
const LEAST: usize = 2;
/// The least where a table tells what is to be cited, and the stretch is cited beside that.
const LEAST_BESIDE: usize = 1;
/// The least where the element is a rule or an effect: it cites prose, and little of it.
const LEAST_OF_STATEMENT: usize = 2;

/// What the lines of one element say.
#[derive(Clone, Debug, Default)]
pub(super) struct Evidence {
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
pub(super) struct EvidenceFinder<'a> {
    audit: &'a Audit<'a>,
    /// By line: its words.
    words: Vec<BTreeSet<String>>,
    /// By line: the words of the row or group that it belongs to.
    around: Vec<BTreeSet<String>>,
    /// Lines that hold a name and nothing else.
    names: BTreeSet<usize>,
}

impl<'a> EvidenceFinder<'a> {
    pub(super) fn of(audit: &'a Audit<'a>) -> Self {
        let mut around = vec![BTreeSet::new(); audit.document.last_line() + 1];
        for (index, row) in audit.model.rows.iter().enumerate() {
            let group =
                audit.matched.fields.nesting.of_row[index].map_or("", |group| audit.model.groups[group].name.as_str());
            let mut stems = word_stems::stems(&row.name);
            stems.extend(word_stems::stems(group));
            around[row.line..=row.last].fill(stems);
        }
        let groups = audit.model.groups.iter().map(|group| group.line);
        let names = audit.model.rows.iter().map(|row| row.line).chain(groups).collect();
        // No line has the number 0.
        let mut words = vec![BTreeSet::new()];
        words.extend(audit.document.lines().iter().map(|line| word_stems::stems(&line.text)));
        Self { audit, words, around, names }
    }

    /// What the lines of an element should say.
    pub(super) fn evidence(&self, at: &str) -> Evidence {
        let audit = self.audit;
        let mut evidence = Evidence { stems: self.stems(at), ..Evidence::default() };
        for (index, field) in audit.view.parameters.iter().enumerate() {
            self.parameter(index, field, at, &mut evidence);
        }
        for (index, field) in audit.view.groups.iter().enumerate() {
            self.group(index, field, at, &mut evidence);
        }
        let is_of =
            |field: &Field<'_>| field.place != Place::Response && field.chain.iter().any(|link| link.pointer == at);
        evidence.absent =
            evidence.spans.is_empty() && audit.view.parameters.iter().chain(&audit.view.groups).any(is_of);
        self.calls(at, &mut evidence);
        for pair in &audit.matched.samples {
            if audit.view.examples[pair.old].example.pointer == at {
                let sample = &audit.model.samples[pair.new];
                evidence.spans.push((sample.line, sample.last));
                evidence.must.extend([vec![sample.line], vec![sample.last]]);
            }
        }
        if let Some(element) = audit.root.pointer(at).filter(|_| spec::is_statement(at)) {
            evidence.states = true;
            evidence.data = data(at, element);
        }
        evidence
    }

    fn stems(&self, at: &str) -> BTreeSet<String> {
        let mut stems = word_stems::stems(at.rsplit('/').next().unwrap_or_default());
        let Some(element) = self.audit.root.pointer(at) else { return stems };
        for key in ["description", "summary", "statement", "x-assumption", "name"] {
            stems.extend(word_stems::stems(element.get(key).and_then(Value::as_str).unwrap_or_default()));
        }
        // An object is spoken of by what stands in it.
        let fields = self.audit.view.groups.iter().chain(&self.audit.view.parameters);
        let around = |field: &Field<'_>| field.group.map(|group| &self.audit.view.groups[group]);
        let stands_in = |field: &Field<'_>| {
            let of_schema = field.at().strip_prefix(at).is_some_and(|rest| rest.starts_with("/properties/"));
            of_schema || around(field).is_some_and(|group| group.chain.iter().any(|link| link.pointer == at))
        };
        for field in fields.filter(|field| stands_in(field) || around(field).is_some_and(stands_in)) {
            stems.extend(word_stems::stems(&field.name));
        }
        stems
    }

    fn parameter(&self, index: usize, field: &Field<'_>, at: &str, evidence: &mut Evidence) {
        let Some(link) = field.chain.iter().position(|link| link.pointer == at) else { return };
        if let Some(row) = self.audit.matched.fields.new_parameter(index).map(|row| &self.audit.model.rows[row]) {
            evidence.spans.push((row.line, row.last));
            if link == 0 {
                evidence.must.push(vec![row.line]);
            }
            let has = |kind: FactKind| field.chain[link].value.get(kind.keyword()).is_some();
            for fact in row.description.facts.iter().filter(|fact| has(fact.kind)) {
                evidence.must.push(vec![fact.line]);
            }
            if field.chain[link].value.get("enum").is_some() {
                evidence.must.extend(row.description.values.iter().map(|value| vec![value.line]));
            }
        } else if field.place == Place::Response {
            self.answers(field, link, evidence);
        }
    }

    fn group(&self, index: usize, field: &Field<'_>, at: &str, evidence: &mut Evidence) {
        let Some(link) = field.chain.iter().chain(&field.items).position(|link| link.pointer == at) else { return };
        if let Some(group) = self.audit.matched.fields.new_group(index) {
            let line = self.audit.model.groups[group].line;
            evidence.spans.push((line, self.end_of(group)));
            evidence.must.push(vec![line]);
        } else if field.place == Place::Response {
            self.answers(field, link, evidence);
        }
    }

    /// A property of the response stands where the examples have it; its schema, in the whole of them.
    fn answers(&self, field: &Field<'_>, link: usize, evidence: &mut Evidence) {
        let mut named = Vec::new();
        for sample in self.audit.model.samples.iter().filter(|sample| sample.role != Role::Request) {
            let lines = sample.node.iter().flat_map(|node| node.lines_of(&field.name)).collect::<Vec<_>>();
            if link > 0 && !lines.is_empty() {
                evidence.spans.push((sample.line, sample.last));
            }
            named.extend(lines);
        }
        evidence.spans.extend(named.iter().map(|line| (*line, *line)));
        if !named.is_empty() {
            evidence.must.push(named);
        }
    }

    /// The last line of a group and of all that stands in it.
    fn end_of(&self, group: usize) -> usize {
        let (model, nesting) = (self.audit.model, &self.audit.matched.fields.nesting);
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

    fn calls(&self, at: &str, evidence: &mut Evidence) {
        let (model, view) = (self.audit.model, self.audit.view);
        let urls: Vec<&str> = view.urls.iter().filter(|url| url.server == at).map(|url| url.url.as_str()).collect();
        let lines: Vec<usize> = model
            .endpoints
            .iter()
            .filter(|endpoint| urls.contains(&endpoint.url.as_str()))
            .map(|endpoint| endpoint.line)
            .collect();
        evidence.spans.extend(lines.iter().map(|line| (*line, *line)));
        if !lines.is_empty() {
            evidence.must.push(lines);
        }
        if view.urls.iter().any(|url| url.operation == at)
            || operations(self.audit.root).iter().any(|operation| operation.at == at)
        {
            let calls = model
                .endpoints
                .iter()
                .map(|endpoint| endpoint.line)
                .chain(model.methods.iter().map(|method| method.line));
            let paths = model.apis.iter().map(|api| api.line).chain(model.statuses.iter().map(|status| status.line));
            evidence.must.extend(calls.clone().map(|line| vec![line]));
            evidence.spans.extend(calls.chain(paths).map(|line| (line, line)));
        }
        if (at.ends_with("/requestBody") || self.is_whole(at, Place::Body))
            && let Some(first) = self.first_of_body()
        {
            let body = model.rows.iter().filter(|row| row.place == Place::Body);
            evidence.spans.push((first, body.map(|row| row.last).max().unwrap_or(first)));
            let groups = model.groups.iter().zip(&self.audit.matched.fields.nesting.of_group);
            let top = groups.filter(|(group, of)| of.is_none() && group.place == Place::Body);
            evidence.must.extend(top.map(|(group, _)| vec![group.line]));
        }
        if at.contains("/responses/") || self.is_whole(at, Place::Response) {
            let samples = model.samples.iter().filter(|sample| sample.role == Role::Response);
            evidence.spans.extend(samples.map(|sample| (sample.line, sample.last)));
        }
    }

    fn first_of_body(&self) -> Option<usize> {
        let model = self.audit.model;
        let section = model.sections.iter().find(|(place, _)| *place == Place::Body).map(|(_, line)| *line);
        let groups = model.groups.iter().filter(|group| group.place == Place::Body).map(|group| group.line);
        let rows = model.rows.iter().filter(|row| row.place == Place::Body).map(|row| row.line);
        section.or_else(|| groups.chain(rows).min())
    }

    /// Whether a schema is that of a whole body.
    fn is_whole(&self, at: &str, place: Place) -> bool {
        let fields = self.audit.view.groups.iter().chain(&self.audit.view.parameters);
        let mut top = fields.filter(|field| field.group.is_none() && field.place == place);
        top.any(|field| field.at().strip_prefix(at).is_some_and(|rest| rest.starts_with("/properties/")))
    }

    /// Whether some lines say what they are cited for.
    pub(super) fn bears_out(&self, evidence: &Evidence, first: usize, last: usize) -> bool {
        let within = |line: usize| evidence.spans.iter().any(|(from, to)| *from <= line && line <= *to);
        if (first..=last).any(within) {
            return (first..=last).all(|line| {
                within(line) || !self.audit.document.has_text(line) || self.speaks_of(evidence, line, line)
            });
        }
        if !evidence.data.is_empty() {
            return has_some(&self.text(first, last), &evidence.data);
        }
        // A name alone makes no statement.
        let is_silent = |line: usize| !self.audit.document.has_text(line) || self.names.contains(&line);
        !(evidence.states && (first..=last).all(is_silent)) && self.speaks_of(evidence, first, last)
    }

    /// Whether some lines and an element have words in common.
    pub(super) fn speaks_of(&self, evidence: &Evidence, first: usize, last: usize) -> bool {
        let least = match (evidence.states, evidence.must.is_empty()) {
            (true, _) => LEAST_OF_STATEMENT,
            (false, true) => LEAST,
            (false, false) => LEAST_BESIDE,
        };
        self.in_common(evidence, first, last) >= least
    }

    /// How much some lines and an element have in common.
    fn in_common(&self, evidence: &Evidence, first: usize, last: usize) -> usize {
        let mut stems = BTreeSet::new();
        for line in first..=last.min(self.audit.document.last_line()) {
            stems.extend(self.words[line].iter().cloned());
            stems.extend(self.around[line].iter().cloned());
        }
        stems.intersection(&evidence.stems).count()
    }
}

impl EvidenceFinder<'_> {
    /// How badly some lines bear an element out, from 0 to 1: for telling which of several lines it is.
    pub(super) fn doubt(&self, evidence: &Evidence, first: usize, last: usize) -> f64 {
        let cites = |line: usize| first <= line && line <= last;
        if evidence.spans.iter().any(|(from, to)| *from <= last && first <= *to) && !evidence.must.is_empty() {
            let missing = evidence.must.iter().filter(|lines| !lines.iter().any(|line| cites(*line))).count();
            return f64::from(u32::try_from(missing).unwrap_or(u32::MAX))
                / f64::from(u32::try_from(evidence.must.len()).unwrap_or(u32::MAX));
        }
        if !self.bears_out(evidence, first, last) {
            return 1.0;
        }
        // Words and data weigh less than what the tables say.
        let share = match evidence.data.is_empty() {
            true => (first..=last).map(|line| self.in_line(evidence, line)).fold(0.0, f64::max),
            false => self.share_of_data(evidence, first, last),
        };
        (1.0 - share) / 2.0
    }

    /// How much of the data of a rule or effect some lines have.
    fn share_of_data(&self, evidence: &Evidence, first: usize, last: usize) -> f64 {
        let text = self.text(first, last);
        let said = evidence.data.iter().filter(|one| has_some(&text, std::slice::from_ref(*one))).count();
        f64::from(u32::try_from(said).unwrap_or(u32::MAX))
            / f64::from(u32::try_from(evidence.data.len()).unwrap_or(u32::MAX))
    }

    /// All that some lines say, in one line.
    fn text(&self, first: usize, last: usize) -> String {
        let lines = (first..=last).map_while(|line| self.audit.document.line(line));
        lines.map(|line| line.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// The lines without the empty ones at both ends; none where all are empty.
    pub(super) fn trimmed(&self, first: usize, last: usize) -> Option<Lines> {
        let last = last.min(self.audit.document.last_line());
        let says = |number: &usize| self.audit.document.has_text(*number);
        let from = (first..=last).find(says)?;
        let to = (first..=last).rev().find(says)?;
        Some(from..=to)
    }

    /// The share of a line's own words that an element has.
    pub(super) fn in_line(&self, evidence: &Evidence, line: usize) -> f64 {
        let Some(stems) = self.words.get(line) else { return 1.0 };
        let share = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        if stems.is_empty() { 1.0 } else { share(stems.intersection(&evidence.stems).count()) / share(stems.len()) }
    }
}

impl Evidence {
    /// Lines that are to be cited, and are not among some.
    pub(super) fn missing(&self, cited: &[Lines]) -> Vec<usize> {
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
