//! RevisionChanges of the examples of requests and responses.

use super::change_collector::ChangeCollector;
use super::revision_change::RevisionChangeKind;
use super::revisions::Revisions;
use crate::document::model::{Model, Sample};
use crate::document::normalize;
use crate::document::sample_json::{self, SampleDifference};
use crate::matching::fields::unmatched;
use crate::matching::samples::{self, SampleTraits};

/// Finds what changed of the examples.
pub(super) fn compare(paired: &Revisions<'_>, collector: &mut ChangeCollector) {
    let (old, new) = (&paired.old.samples, &paired.new.samples);
    let traits = |all: &[Sample]| -> Vec<SampleTraits> { all.iter().map(traits).collect() };
    let pairs = samples::match_samples(&traits(old), &traits(new));
    for pair in &pairs {
        one(paired, &old[pair.old], &new[pair.new], collector);
    }
    let gone: Vec<usize> = unmatched(old, &pairs, |pair| pair.old).map(|(index, _)| index).collect();
    let came: Vec<usize> = unmatched(new, &pairs, |pair| pair.new).map(|(index, _)| index).collect();
    for (sample, whole) in whole(paired.old, &gone) {
        let line = if whole { sample.title.1 } else { sample.line };
        let message = format!("example “{}”: {} is gone", sample.title.0, side(sample, whole));
        collector
            .add(RevisionChangeKind::SampleRemoved, (Some(line), None), message)
            .touching(sample.line, sample.last);
        collector.reported_old.extend(titles(sample, whole));
    }
    for (sample, whole) in self::whole(paired.new, &came) {
        let line = if whole { sample.title.1 } else { sample.line };
        let message = format!("example “{}”: {} is new", sample.title.0, side(sample, whole));
        collector.add(RevisionChangeKind::SampleAdded, (None, Some(line)), message);
        collector.reported_new.extend(titles(sample, whole));
    }
}

fn traits(sample: &Sample) -> SampleTraits {
    let words = || normalize::words(&sample.text).into_iter().map(str::to_owned).collect();
    let parts = sample.node.as_ref().map_or_else(words, sample_json::SampleNode::parts);
    SampleTraits { role: sample.role, parts: Some(parts) }
}

/// The examples of which one side has none, and whether all under their title are such: these are told once, by the first.
fn whole<'m>(model: &'m Model, alone: &[usize]) -> Vec<(&'m Sample, bool)> {
    let mut found = Vec::new();
    for index in alone {
        let sample = &model.samples[*index];
        let siblings: Vec<usize> =
            (0..model.samples.len()).filter(|other| model.samples[*other].title == sample.title).collect();
        let all = siblings.iter().all(|other| alone.contains(other)) && sample.title.1 > 0;
        if !all || siblings.first() == Some(index) {
            found.push((sample, all));
        }
    }
    found
}

fn side(sample: &Sample, whole: bool) -> &'static str {
    if whole { "it" } else { sample.role.name() }
}

/// The lines of the titles that are told with an example.
fn titles(sample: &Sample, whole: bool) -> Vec<usize> {
    match whole {
        true => (sample.title.1..=sample.last).collect(),
        false => sample.label.into_iter().collect(),
    }
}

fn one(paired: &Revisions<'_>, old: &Sample, new: &Sample, collector: &mut ChangeCollector) {
    let what = format!("example “{}”, {}", new.title.0, new.role.name());
    match (&old.node, &new.node) {
        (Some(was), Some(is)) => {
            for difference in sample_json::differences(was, is, &paired.fields.renames) {
                told(&what, &difference, collector);
            }
        }
        (was, is) if was.is_none() && is.is_none() && normalize::key(&old.text) == normalize::key(&new.text) => {}
        (was, is) => {
            let words = match (was, is) {
                (Some(_), None) => "can no longer be read as JSON",
                (None, Some(_)) => "can be read as JSON now",
                _ => "shows something else, and cannot be read as JSON",
            };
            collector
                .add(RevisionChangeKind::SampleChanged, (Some(old.line), Some(new.line)), format!("{what} {words}"))
                .touching(old.line, old.last);
        }
    }
}

fn told(what: &str, difference: &SampleDifference, collector: &mut ChangeCollector) {
    let SampleDifference { at, name, old, new } = difference;
    let message = match (old, new) {
        (Some((_, was)), Some((_, is))) => format!("{what}: `{at}` `{was}` → `{is}`"),
        (Some((_, was)), None) => format!("{what}: `{at}` is gone (was `{was}`)"),
        (None, Some((_, is))) => format!("{what}: `{at}` is new: `{is}`"),
        (None, None) => return,
    };
    let lines = (old.as_ref().map(|(line, _)| *line), new.as_ref().map(|(line, _)| *line));
    let change = collector.add(RevisionChangeKind::SampleChanged, lines, message);
    if !name.is_empty() {
        change.about(name);
    }
}
