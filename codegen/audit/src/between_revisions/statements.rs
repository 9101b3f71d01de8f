//! Finds changes of prose: in parameters, in APIs, and in the rest of the document.

use super::calls;
use super::change_collector::ChangeCollector;
use super::prose::{self, RenameMap, StatementEdit};
use super::revision_change::RevisionChangeKind;
use super::revisions::Revisions;
use crate::document::description::Statement;
use crate::document::normalize;

/// A part of the document whose statements are compared with each other.
struct ProseScope {
    /// The parameter, or the path of an API; `None` for the rest of the document.
    subject: Option<String>,
    /// The first and the last line of the subject in the old document.
    old_lines: Option<(usize, usize)>,
    is_parameter: bool,
    /// The statements that only the old document has.
    old: Vec<Statement>,
    /// The statements that only the new document has.
    new: Vec<Statement>,
}

/// Finds changes of prose.
pub(super) fn compare(revisions: &Revisions<'_>, collector: &mut ChangeCollector) {
    let renames = RenameMap(revisions.fields.renames.clone());
    let mut scopes = scopes(revisions, collector, &renames);
    report_moved(&mut scopes, collector);
    for scope in &scopes {
        for edit in prose::edits(&scope.old, &scope.new, &renames) {
            report_edit(scope, &edit, collector);
        }
    }
}

fn scopes(revisions: &Revisions<'_>, collector: &ChangeCollector, renames: &RenameMap) -> Vec<ProseScope> {
    let mut scopes = Vec::new();
    for pair in &revisions.fields.parameters {
        let (old, new) = (&revisions.old.rows[pair.old], &revisions.new.rows[pair.new]);
        if old.text != new.text {
            let (removed, added) = prose::unmatched(&old.description.prose, &new.description.prose, renames);
            scopes.push(ProseScope {
                subject: Some(old.name.clone()),
                old_lines: Some((old.line, old.last)),
                is_parameter: true,
                old: removed,
                new: added,
            });
        }
    }
    for (of_old, of_new) in calls::match_apis(revisions.old, revisions.new) {
        let (old, new) = (&revisions.old.apis[of_old], &revisions.new.apis[of_new]);
        let (removed, added) = prose::unmatched(&old.prose, &new.prose, renames);
        scopes.push(ProseScope {
            subject: Some(old.path.clone()),
            old_lines: Some((old.line, old.last)),
            is_parameter: false,
            old: removed,
            new: added,
        });
    }
    let (mut removed, mut added) = prose::unmatched(&revisions.old.prose, &revisions.new.prose, renames);
    removed.retain(|statement| !collector.reported_old.contains(&statement.line));
    added.retain(|statement| !collector.reported_new.contains(&statement.line));
    scopes.push(ProseScope { subject: None, old_lines: None, is_parameter: false, old: removed, new: added });
    scopes
}

/// Removes statements that only moved. A move between two parameters is reported as a change. Text outside of the tables does not state which
/// parameter it is about, so a move into a table or out of a table is not a change.
fn report_moved(scopes: &mut [ProseScope], collector: &mut ChangeCollector) {
    for from in 0..scopes.len() {
        let mut index = 0;
        while let Some(statement) = scopes[from].old.get(index) {
            let key = normalize::key(&statement.text);
            let location = scopes.iter().enumerate().find_map(|(to, scope)| {
                let position = scope.new.iter().position(|other| normalize::key(&other.text) == key)?;
                (to != from).then_some((to, position))
            });
            let Some((to, position)) = location else {
                index += 1;
                continue;
            };
            let was = scopes[from].old.remove(index);
            let is = scopes[to].new.remove(position);
            if scopes[from].is_parameter && scopes[to].is_parameter {
                let (old_name, new_name) =
                    (scopes[from].subject.clone().unwrap_or_default(), scopes[to].subject.clone().unwrap_or_default());
                let message =
                    format!("statement moved from `{old_name}` to `{new_name}`: {}", normalize::unbulleted(&is.text));
                collector
                    .add(RevisionChangeKind::ProseMoved, (Some(was.line), Some(is.line)), message)
                    .on_parameter(&old_name);
            }
        }
    }
}

fn report_edit(scope: &ProseScope, edit: &StatementEdit, collector: &mut ChangeCollector) {
    let lines = (edit.old_line, edit.new_line);
    let kind = match (lines, edit.heading) {
        ((Some(_), Some(_)), true) => RevisionChangeKind::HeadingChanged,
        ((Some(_), None), true) => RevisionChangeKind::HeadingRemoved,
        ((None, _), true) => RevisionChangeKind::HeadingAdded,
        ((Some(_), Some(_)), false) => RevisionChangeKind::ProseChanged,
        ((Some(_), None), false) => RevisionChangeKind::ProseRemoved,
        ((None, _), false) => RevisionChangeKind::ProseAdded,
    };
    let what = match kind {
        RevisionChangeKind::HeadingChanged => "heading changed",
        RevisionChangeKind::HeadingRemoved => "heading removed",
        RevisionChangeKind::HeadingAdded => "heading added",
        RevisionChangeKind::ProseChanged => "statement changed",
        RevisionChangeKind::ProseRemoved => "statement removed",
        _ => "statement added",
    };
    let prefix = scope.subject.as_ref().map_or(String::new(), |name| format!("`{name}`: "));
    let message = format!("{prefix}{what}: {}", normalize::unbulleted(&edit.text));
    let change = collector.add(kind, lines, message);
    if scope.is_parameter
        && let Some(name) = &scope.subject
    {
        change.on_parameter(name);
    }
    if let (None, Some((first, last))) = (edit.old_line, scope.old_lines) {
        change.touching(first, last);
    }
}
