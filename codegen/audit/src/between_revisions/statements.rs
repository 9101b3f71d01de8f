//! RevisionChanges of prose: of parameters, of APIs, and of the document.

use super::calls;
use super::change_collector::ChangeCollector;
use super::prose::{self, RenameMap, StatementEdit};
use super::revision_change::RevisionChangeKind;
use super::revisions::Revisions;
use crate::document::description::Statement;
use crate::document::normalize;

/// Statements that are compared with one another, and what they are about.
struct ProseScope {
    /// The parameter, or the path of an API.
    about: Option<String>,
    /// The first and the last line of it in the old document.
    home: Option<(usize, usize)>,
    is_parameter: bool,
    /// What only the old document says of it, and what only the new one does.
    old: Vec<Statement>,
    new: Vec<Statement>,
}

/// Finds what changed of the prose.
pub(super) fn compare(paired: &Revisions<'_>, collector: &mut ChangeCollector) {
    let renames = RenameMap(paired.fields.renames.clone());
    let mut scopes = scopes(paired, collector, &renames);
    elsewhere(&mut scopes, collector);
    for scope in &scopes {
        for edit in prose::edits(&scope.old, &scope.new, &renames) {
            tell(scope, &edit, collector);
        }
    }
}

fn scopes(paired: &Revisions<'_>, collector: &ChangeCollector, renames: &RenameMap) -> Vec<ProseScope> {
    let mut scopes = Vec::new();
    for pair in &paired.fields.parameters {
        let (old, new) = (&paired.old.rows[pair.old], &paired.new.rows[pair.new]);
        if old.text != new.text {
            let (gone, came) = prose::unmatched(&old.description.prose, &new.description.prose, renames);
            scopes.push(ProseScope {
                about: Some(old.name.clone()),
                home: Some((old.line, old.last)),
                is_parameter: true,
                old: gone,
                new: came,
            });
        }
    }
    for (of_old, of_new) in calls::same_apis(paired.old, paired.new) {
        let (old, new) = (&paired.old.apis[of_old], &paired.new.apis[of_new]);
        let (gone, came) = prose::unmatched(&old.prose, &new.prose, renames);
        scopes.push(ProseScope {
            about: Some(old.path.clone()),
            home: Some((old.line, old.last)),
            is_parameter: false,
            old: gone,
            new: came,
        });
    }
    let (mut gone, mut came) = prose::unmatched(&paired.old.prose, &paired.new.prose, renames);
    gone.retain(|statement| !collector.reported_old.contains(&statement.line));
    came.retain(|statement| !collector.reported_new.contains(&statement.line));
    scopes.push(ProseScope { about: None, home: None, is_parameter: false, old: gone, new: came });
    scopes
}

/// Takes out statements that stand elsewhere now. Where both places are parameters, that is a change; a place outside of the tables says
/// nothing about whom it is about.
fn elsewhere(scopes: &mut [ProseScope], collector: &mut ChangeCollector) {
    for from in 0..scopes.len() {
        let mut index = 0;
        while let Some(statement) = scopes[from].old.get(index) {
            let key = normalize::key(&statement.text);
            let place = scopes.iter().enumerate().find_map(|(to, scope)| {
                let position = scope.new.iter().position(|other| normalize::key(&other.text) == key)?;
                (to != from).then_some((to, position))
            });
            let Some((to, position)) = place else {
                index += 1;
                continue;
            };
            let was = scopes[from].old.remove(index);
            let is = scopes[to].new.remove(position);
            if scopes[from].is_parameter && scopes[to].is_parameter {
                let (old_name, new_name) =
                    (scopes[from].about.clone().unwrap_or_default(), scopes[to].about.clone().unwrap_or_default());
                let message = format!("said of `{old_name}`, now of `{new_name}`: {}", normalize::unbulleted(&is.text));
                collector
                    .add(RevisionChangeKind::ProseMoved, (Some(was.line), Some(is.line)), message)
                    .about(&old_name);
            }
        }
    }
}

fn tell(scope: &ProseScope, edit: &StatementEdit, collector: &mut ChangeCollector) {
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
        RevisionChangeKind::HeadingChanged => "title",
        RevisionChangeKind::HeadingRemoved => "title gone",
        RevisionChangeKind::HeadingAdded => "title new",
        RevisionChangeKind::ProseChanged => "said otherwise",
        RevisionChangeKind::ProseRemoved => "no longer said",
        _ => "newly said",
    };
    let about = scope.about.as_ref().map_or(String::new(), |name| format!("`{name}`: "));
    let message = format!("{about}{what}: {}", normalize::unbulleted(&edit.text));
    let change = collector.add(kind, lines, message);
    if scope.is_parameter
        && let Some(name) = &scope.about
    {
        change.about(name);
    }
    if let (None, Some((first, last))) = (edit.old_line, scope.home) {
        change.touching(first, last);
    }
}
