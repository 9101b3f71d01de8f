//! Changes of prose: of parameters, of APIs, and of the document.

use super::calls;
use super::change_collector::Found;
use super::prose::{self, Edit, Follow};
use super::revision_change::ChangeKind;
use super::revisions::Revisions;
use crate::document::description::Statement;
use crate::document::normalize;

/// Statements that are compared with one another, and what they are about.
struct Scope {
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
pub(super) fn compare(paired: &Revisions<'_>, found: &mut Found) {
    let follow = Follow(paired.fields.renames.clone());
    let mut scopes = scopes(paired, found, &follow);
    elsewhere(&mut scopes, found);
    for scope in &scopes {
        for edit in prose::edits(&scope.old, &scope.new, &follow) {
            tell(scope, &edit, found);
        }
    }
}

fn scopes(paired: &Revisions<'_>, found: &Found, follow: &Follow) -> Vec<Scope> {
    let mut scopes = Vec::new();
    for pair in &paired.fields.parameters {
        let (old, new) = (&paired.old.rows[pair.old], &paired.new.rows[pair.new]);
        if old.text != new.text {
            let (gone, came) = prose::unmatched(&old.description.prose, &new.description.prose, follow);
            scopes.push(Scope {
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
        let (gone, came) = prose::unmatched(&old.prose, &new.prose, follow);
        scopes.push(Scope {
            about: Some(old.path.clone()),
            home: Some((old.line, old.last)),
            is_parameter: false,
            old: gone,
            new: came,
        });
    }
    let (mut gone, mut came) = prose::unmatched(&paired.old.prose, &paired.new.prose, follow);
    gone.retain(|statement| !found.reported_old.contains(&statement.line));
    came.retain(|statement| !found.reported_new.contains(&statement.line));
    scopes.push(Scope { about: None, home: None, is_parameter: false, old: gone, new: came });
    scopes
}

/// Takes out statements that stand elsewhere now. Where both places are parameters, that is a change; a place outside of the tables says
/// nothing about whom it is about.
fn elsewhere(scopes: &mut [Scope], found: &mut Found) {
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
                found.add(ChangeKind::ProseMoved, (Some(was.line), Some(is.line)), message).about(&old_name);
            }
        }
    }
}

fn tell(scope: &Scope, edit: &Edit, found: &mut Found) {
    let lines = (edit.old_line, edit.new_line);
    let kind = match (lines, edit.heading) {
        ((Some(_), Some(_)), true) => ChangeKind::HeadingChanged,
        ((Some(_), None), true) => ChangeKind::HeadingRemoved,
        ((None, _), true) => ChangeKind::HeadingAdded,
        ((Some(_), Some(_)), false) => ChangeKind::ProseChanged,
        ((Some(_), None), false) => ChangeKind::ProseRemoved,
        ((None, _), false) => ChangeKind::ProseAdded,
    };
    let what = match kind {
        ChangeKind::HeadingChanged => "title",
        ChangeKind::HeadingRemoved => "title gone",
        ChangeKind::HeadingAdded => "title new",
        ChangeKind::ProseChanged => "said otherwise",
        ChangeKind::ProseRemoved => "no longer said",
        _ => "newly said",
    };
    let about = scope.about.as_ref().map_or(String::new(), |name| format!("`{name}`: "));
    let message = format!("{about}{what}: {}", normalize::unbulleted(&edit.text));
    let draft = found.add(kind, lines, message);
    if scope.is_parameter
        && let Some(name) = &scope.about
    {
        draft.about(name);
    }
    if let (None, Some((first, last))) = (edit.old_line, scope.home) {
        draft.touching(first, last);
    }
}
