//! Compares unions (`oneOf` and `anyOf`): branches that are added, removed or changed, and unions that only one schema has.
//!
//! Two unions are first compared branch by branch. If that finds a breaking change, or if only one schema has a union, a second comparison
//! checks whether each alternative of one schema is covered by an alternative of the other, however the schemas are written.

use std::slice::from_ref;

use colt_numbers_openapi::reference;

use crate::change::{Change, EffectReason, worst};
use crate::change_type::ChangeType;
use crate::check::schema::disjoint::are_disjoint;
use crate::check::schema::shape_pair::ShapePair;
use crate::context::Context;
use crate::direction::Direction;
use crate::effect::Effect;
use crate::schema::located_schema::{Conjunction, LocatedSchema};
use crate::schema::shape::{SchemaUnion, Shape};
use crate::set_difference::SetChange;

/// The largest number of alternatives into which the unions of one schema may be expanded.
const MOST_ALTERNATIVES: usize = 64;

/// Removes equal unions from both schemas, so that only the others are compared.
pub(crate) fn remove_equal_unions<'d>(context: &Context<'d>, shapes: &mut ShapePair<'d>) {
    let ShapePair { old, new, .. } = shapes;
    old.unions.retain(|before| {
        let same = new.unions.iter().position(|after| are_equal_unions(context, before, after));
        same.map(|index| new.unions.remove(index)).is_none()
    });
}

fn are_equal_unions<'d>(context: &Context<'d>, old: &SchemaUnion<'d>, new: &SchemaUnion<'d>) -> bool {
    let mut remaining = new.branches.clone();
    old.is_one_of == new.is_one_of
        && old.branches.len() == new.branches.len()
        && old.branches.iter().all(|before| {
            let same = remaining.iter().position(|after| context.allow_same_values(from_ref(before), from_ref(after)));
            same.map(|index| remaining.swap_remove(index)).is_some()
        })
}

/// Compares two schemas of which at least one has unions; `compare_other_keywords` compares the keywords beside the unions.
pub(crate) fn compare_unions<'d>(
    context: &Context<'d>,
    shapes: &ShapePair<'d>,
    old: &[LocatedSchema<'d>],
    new: &[LocatedSchema<'d>],
    compare_other_keywords: fn(&Context<'d>, &ShapePair<'d>) -> Vec<Change>,
) -> Vec<Change> {
    let by_branch = match (&shapes.old.unions[..], &shapes.new.unions[..]) {
        ([before], [after]) => {
            let changes = context.compare_separately(|| {
                let mut changes = compare_other_keywords(context, shapes);
                changes.extend(compare_branches(context, shapes, before, after));
                changes
            });
            if worst(&changes) != Effect::Breaking {
                return changes;
            }
            Some(changes)
        }
        _ => None,
    };
    let (Some(before), Some(after)) = (alternatives(&shapes.old, old), alternatives(&shapes.new, new)) else {
        return vec![shapes.change(ChangeType::AlternativesTooMany, "oneOf", SetChange::Replaced)];
    };
    // With `oneOf`, a value that satisfies two alternatives of the other schema is invalid there.
    let overlap = match shapes.direction {
        Direction::Received => overlaps(&after, &before, &shapes.old),
        Direction::Sent | Direction::Unused => overlaps(&before, &after, &shapes.new),
    };
    let uncovered = uncovered(context, &before, &after, shapes.direction);
    let is_covered = uncovered.is_empty() && !overlap;
    match by_branch {
        Some(changes) if !is_covered => changes,
        _ if is_covered => vec![covered_union(context, shapes, &before, &after)],
        _ => {
            let first = uncovered.into_iter().max_by_key(|change| change.wire);
            let reason =
                first.map_or(EffectReason::OverlappingBranches, |first| EffectReason::OtherChange(Box::new(first)));
            vec![whole_union(shapes, &before, &after, SetChange::Replaced).because(reason)]
        }
    }
}

/// A change of all unions of a schema.
fn whole_union(
    shapes: &ShapePair<'_>,
    before: &[Conjunction<'_>],
    after: &[Conjunction<'_>],
    set_change: SetChange,
) -> Change {
    let keyword = union_keyword(&shapes.new).or(union_keyword(&shapes.old)).unwrap_or("oneOf");
    let change = shapes.change(ChangeType::AlternativesChanged, keyword, set_change);
    change.with(keyword).with(before.len().to_string()).with(after.len().to_string())
}

/// The change of unions whose relevant alternatives are all covered by the other schema.
fn covered_union<'d>(
    context: &Context<'d>,
    shapes: &ShapePair<'d>,
    before: &[Conjunction<'d>],
    after: &[Conjunction<'d>],
) -> Change {
    let is_covered_backwards = uncovered(context, before, after, shapes.direction.reversed()).is_empty()
        && !overlaps(before, after, &shapes.new)
        && !overlaps(after, before, &shapes.old);
    let set_change = match (is_covered_backwards, shapes.direction) {
        (true, _) => SetChange::Same,
        (false, Direction::Received) => SetChange::Narrowed,
        (false, _) => SetChange::Widened,
    };
    whole_union(shapes, before, after, set_change)
}

/// The breaking changes of the relevant alternatives that no other alternative covers. If values are sent, the old alternatives are relevant,
/// because their values must stay valid; if received, the new ones, because callers must know their values already.
fn uncovered<'d>(
    context: &Context<'d>,
    old: &[Conjunction<'d>],
    new: &[Conjunction<'d>],
    direction: Direction,
) -> Vec<Change> {
    let (relevant, others) = match direction {
        Direction::Received => (new, old),
        Direction::Sent | Direction::Unused => (old, new),
    };
    let breaking = |alternative: &Conjunction<'d>, other: &Conjunction<'d>| -> Vec<Change> {
        let changes = context.compare_separately(|| match direction {
            Direction::Received => context.compare_schemas(other, alternative, Direction::Received),
            Direction::Sent | Direction::Unused => context.compare_schemas(alternative, other, Direction::Sent),
        });
        changes.into_iter().filter(|change| change.wire == Effect::Breaking).collect()
    };
    let fewest = |alternative| others.iter().map(|other| breaking(alternative, other)).min_by_key(Vec::len);
    relevant.iter().filter_map(fewest).flatten().collect()
}

/// Compares two unions branch by branch.
fn compare_branches<'d>(
    context: &Context<'d>,
    shapes: &ShapePair<'d>,
    old: &SchemaUnion<'d>,
    new: &SchemaUnion<'d>,
) -> Vec<Change> {
    let direction = shapes.direction;
    let mut changes = Vec::new();
    let (mut removed, mut added) = (old.branches.clone(), new.branches.clone());
    removed.retain(|before| {
        let same = added.iter().position(|after| context.allow_same_values(from_ref(before), from_ref(after)));
        let Some(index) = same else { return true };
        changes.extend(context.compare_schemas(from_ref(before), &[added.remove(index)], direction));
        false
    });
    for (before, after) in matched(&mut removed, &mut added) {
        if old.has_rejected_overlap(&before) || new.has_rejected_overlap(&after) {
            let change = Change::of_values(
                ChangeType::AlternativeChanged,
                direction,
                after.report_pointer(),
                SetChange::Replaced.into(),
            );
            changes.push(change.because(EffectReason::OverlappingBranches).with(branch_name(&after)));
        }
        changes.extend(context.compare_schemas(&[before], &[after], direction));
    }
    let alone = |branches: &[LocatedSchema<'d>]| -> Vec<Conjunction<'d>> {
        branches.iter().map(|branch| vec![branch.clone()]).collect()
    };
    let keyword = union_keyword(&shapes.new).unwrap_or("oneOf");
    let change = |change_type,
                  branch: &LocatedSchema<'d>,
                  has_rejected_overlap,
                  is_redundant: &dyn Fn() -> bool,
                  set_change: SetChange| {
        let change = if has_rejected_overlap {
            shapes.change(change_type, keyword, SetChange::Replaced).because(EffectReason::OverlappingBranches)
        } else if is_redundant() {
            shapes.change(change_type, keyword, SetChange::Same).because(EffectReason::ChangeType)
        } else {
            shapes.change(change_type, keyword, set_change)
        };
        change.with(branch_name(branch))
    };
    for branch in &removed {
        let is_redundant =
            || uncovered(context, &alone(from_ref(branch)), &alone(&new.branches), Direction::Sent).is_empty();
        let has_rejected_overlap = old.has_rejected_overlap(branch);
        changes.push(change(
            ChangeType::AlternativeRemoved,
            branch,
            has_rejected_overlap,
            &is_redundant,
            SetChange::Narrowed,
        ));
    }
    for branch in &added {
        let is_redundant =
            || uncovered(context, &alone(&old.branches), &alone(from_ref(branch)), Direction::Received).is_empty();
        changes.push(change(
            ChangeType::AlternativeAdded,
            branch,
            new.has_rejected_overlap(branch),
            &is_redundant,
            SetChange::Widened,
        ));
    }
    changes.extend(compare_exclusiveness(shapes, old, new));
    changes
}

/// Compares `anyOf` with `oneOf`, which are equivalent if no value satisfies two branches.
fn compare_exclusiveness(shapes: &ShapePair<'_>, old: &SchemaUnion<'_>, new: &SchemaUnion<'_>) -> Option<Change> {
    let is_disjoint = |union: &SchemaUnion<'_>| !union.branches.iter().any(|branch| union.overlaps(branch));
    let (change_type, keyword, set_change) = match (old.is_one_of, new.is_one_of) {
        (false, true) => (ChangeType::AnyOfBecameOneOf, "oneOf", SetChange::Narrowed),
        (true, false) => (ChangeType::OneOfBecameAnyOf, "anyOf", SetChange::Widened),
        _ => return None,
    };
    Some(shapes.change(
        change_type,
        keyword,
        if is_disjoint(old) && is_disjoint(new) { SetChange::Same } else { set_change },
    ))
}

impl<'d> SchemaUnion<'d> {
    /// Whether a value of this branch may satisfy another branch too. A discriminator rules that out.
    fn overlaps(&self, branch: &LocatedSchema<'d>) -> bool {
        let alone = from_ref(branch);
        let others = self.branches.iter().filter(|other| other.node.pointer != branch.node.pointer);
        !self.has_discriminator && others.into_iter().any(|other| !are_disjoint(alone, from_ref(other)))
    }

    /// Whether this branch overlaps another branch of a `oneOf`. Values in the overlap are rejected, so narrowing one branch can widen the union.
    fn has_rejected_overlap(&self, branch: &LocatedSchema<'d>) -> bool {
        self.is_one_of && self.overlaps(branch)
    }
}

/// Whether a value of the first alternatives may satisfy two of the other alternatives, which come from a `oneOf`. `shape` is the schema of the
/// other alternatives.
fn overlaps(first: &[Conjunction<'_>], others: &[Conjunction<'_>], shape: &Shape<'_>) -> bool {
    let exclusive = shape.unions.iter().any(|union| union.is_one_of && !union.has_discriminator);
    exclusive
        && first.iter().any(|alternative| {
            let overlaps = |other: &&Conjunction<'_>| !are_disjoint(alternative, other);
            others.iter().filter(overlaps).count() > 1
        })
}

fn union_keyword(shape: &Shape<'_>) -> Option<&'static str> {
    let union = shape.unions.first()?;
    Some(if union.is_one_of { "oneOf" } else { "anyOf" })
}

/// Matches branches with the same name. If only unnamed branches remain, equally many in both unions, matches these in order. Removes the
/// matched branches from both lists.
fn matched<'d>(
    removed: &mut Conjunction<'d>,
    added: &mut Conjunction<'d>,
) -> Vec<(LocatedSchema<'d>, LocatedSchema<'d>)> {
    let mut pairs = Vec::new();
    removed.retain(|before| {
        let named = added.iter().position(|after| branch_name(after) == branch_name(before));
        match named.filter(|_| has_name(before)) {
            Some(index) => {
                pairs.push((before.clone(), added.remove(index)));
                false
            }
            None => true,
        }
    });
    let inline = |schemas: &Conjunction<'_>| schemas.iter().all(|schema| !has_name(schema));
    if removed.len() == added.len() && inline(removed) && inline(added) {
        pairs.extend(removed.drain(..).zip(added.drain(..)));
    }
    pairs
}

fn has_name(schema: &LocatedSchema<'_>) -> bool {
    schema.node.reference().is_some() || schema.node.text("title").is_some()
}

fn branch_name(schema: &LocatedSchema<'_>) -> String {
    match (schema.node.reference(), schema.node.text("title")) {
        (Some(reference), _) => {
            let name = reference::component(reference, "schemas");
            format!("`{}`", name.as_deref().unwrap_or(reference))
        }
        (None, Some(title)) => format!("`{title}`"),
        (None, None) => format!("at `{}`", schema.node.pointer),
    }
}

/// Expands a schema with unions into alternatives without unions: each branch together with the keywords beside the union. `None` if there are
/// too many alternatives.
fn alternatives<'d>(shape: &Shape<'d>, schemas: &[LocatedSchema<'d>]) -> Option<Vec<Conjunction<'d>>> {
    if shape.unions.is_empty() {
        return Some(vec![schemas.to_vec()]);
    }
    let pointers: Vec<String> = shape.unions.iter().map(|union| union.pointer.clone()).collect();
    let mut base: Conjunction<'d> = Vec::new();
    for schema in schemas {
        let mut schema = schema.clone();
        schema.replaced_unions.extend(pointers.iter().cloned());
        if !Shape::of(from_ref(&schema)).allows_everything() {
            base.push(schema);
        }
    }
    let mut alternatives = vec![base];
    for union in &shape.unions {
        if alternatives.len() * union.branches.len() > MOST_ALTERNATIVES {
            return None;
        }
        alternatives = alternatives
            .iter()
            .flat_map(|base| {
                union.branches.iter().map(|branch| {
                    let mut schemas = base.clone();
                    schemas.push(branch.clone());
                    schemas
                })
            })
            .collect();
    }
    Some(alternatives)
}
