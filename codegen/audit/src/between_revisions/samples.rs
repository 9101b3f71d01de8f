//! Finds changes of the examples of requests and responses.

use super::change_collector::ChangeCollector;
use super::revision_change::RevisionChangeKind;
use super::revisions::Revisions;
use crate::document::model::{Model, Sample};
use crate::document::normalize;
use crate::document::sample_json::{self, SampleDifference};
use crate::matching::fields::unmatched;
use crate::matching::samples::{self, SampleTraits};

/// Finds changes of the examples.
pub(super) fn compare(revisions: &Revisions<'_>, collector: &mut ChangeCollector) {
    let (old, new) = (&revisions.old.samples, &revisions.new.samples);
    let traits = |model: &Model| -> Vec<SampleTraits> {
        model.samples.iter().map(|sample| traits(model.operation_at(sample.line), sample)).collect()
    };
    let pairs = samples::match_samples(&revisions.operations, &traits(revisions.old), &traits(revisions.new));
    for pair in &pairs {
        compare_sample(revisions, &old[pair.old], &new[pair.new], collector);
    }
    let removed: Vec<usize> = unmatched(old, &pairs, |pair| pair.old).map(|(index, _)| index).collect();
    let added: Vec<usize> = unmatched(new, &pairs, |pair| pair.new).map(|(index, _)| index).collect();
    for (sample, whole) in unmatched_samples(revisions.old, &removed) {
        let line = if whole { sample.title.1 } else { sample.line };
        let message = format!("example “{}”{} was removed", sample.title.0, role_suffix(sample, whole));
        collector
            .add(RevisionChangeKind::SampleRemoved, (Some(line), None), message)
            .touching(sample.line, sample.last);
        collector.reported_old.extend(title_lines(sample, whole));
    }
    for (sample, whole) in unmatched_samples(revisions.new, &added) {
        let line = if whole { sample.title.1 } else { sample.line };
        let message = format!("example “{}”{} was added", sample.title.0, role_suffix(sample, whole));
        collector.add(RevisionChangeKind::SampleAdded, (None, Some(line)), message);
        collector.reported_new.extend(title_lines(sample, whole));
    }
}

fn traits(operation: usize, sample: &Sample) -> SampleTraits {
    let words = || normalize::words(&sample.text).into_iter().map(str::to_owned).collect();
    let parts = sample.node.as_ref().map_or_else(words, sample_json::SampleNode::parts);
    SampleTraits { operation, role: sample.role, parts: Some(parts) }
}

/// The examples that only this revision has, each with `false`. If the other revision has none of the examples under a title, only the first of
/// them is returned, with `true`.
fn unmatched_samples<'m>(model: &'m Model, unmatched: &[usize]) -> Vec<(&'m Sample, bool)> {
    let mut found = Vec::new();
    for index in unmatched {
        let sample = &model.samples[*index];
        let siblings: Vec<usize> =
            (0..model.samples.len()).filter(|other| model.samples[*other].title == sample.title).collect();
        let all = siblings.iter().all(|other| unmatched.contains(other)) && sample.title.1 > 0;
        if !all || siblings.first() == Some(index) {
            found.push((sample, all));
        }
    }
    found
}

/// The suffix for the title of an example of which only the request or only the response was added or removed.
fn role_suffix(sample: &Sample, whole: bool) -> String {
    if whole { String::new() } else { format!(": {}", sample.role.name()) }
}

/// The lines of the titles that are reported together with an example.
fn title_lines(sample: &Sample, whole: bool) -> Vec<usize> {
    match whole {
        true => (sample.title.1..=sample.last).collect(),
        false => sample.label.into_iter().collect(),
    }
}

fn compare_sample(revisions: &Revisions<'_>, old: &Sample, new: &Sample, collector: &mut ChangeCollector) {
    let what = format!("example “{}”, {}", new.title.0, new.role.name());
    match (&old.node, &new.node) {
        (Some(was), Some(is)) => {
            for difference in sample_json::differences(was, is, &revisions.fields.renames) {
                report_difference(&what, &difference, collector);
            }
        }
        (was, is) if was.is_none() && is.is_none() && normalize::key(&old.text) == normalize::key(&new.text) => {}
        (was, is) => {
            let words = match (was, is) {
                (Some(_), None) => "is no longer valid JSON",
                (None, Some(_)) => "is valid JSON now",
                _ => "changed, and is not valid JSON",
            };
            collector
                .add(RevisionChangeKind::SampleChanged, (Some(old.line), Some(new.line)), format!("{what} {words}"))
                .touching(old.line, old.last);
        }
    }
}

fn report_difference(what: &str, difference: &SampleDifference, collector: &mut ChangeCollector) {
    let SampleDifference { at, name, old, new } = difference;
    let message = match (old, new) {
        (Some((_, was)), Some((_, is))) => format!("{what}: `{at}` `{was}` → `{is}`"),
        (Some((_, was)), None) => format!("{what}: `{at}` was removed (`{was}`)"),
        (None, Some((_, is))) => format!("{what}: `{at}` was added: `{is}`"),
        (None, None) => return,
    };
    let lines = (old.as_ref().map(|(line, _)| *line), new.as_ref().map(|(line, _)| *line));
    let change = collector.add(RevisionChangeKind::SampleChanged, lines, message);
    if !name.is_empty() {
        change.on_parameter(name);
    }
}
