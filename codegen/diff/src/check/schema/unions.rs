//! `oneOf` and `anyOf`: branches that come, go or change, and unions that come into being.
//!
//! A union is first compared branch by branch. Where that finds something breaking, and where only one side has a union,
//! it is asked whether every alternative of one side is covered by one of the other, which no way of writing can hide.

use std::slice::from_ref;

use colt_numbers_openapi::reference;

use crate::change::{Change, Why, worst};
use crate::change_type::Kind;
use crate::check::schema::disjoint::are_disjoint;
use crate::check::schema::shape_pair::Shapes;
use crate::context::Context;
use crate::direction::{Shift, Side};
use crate::effect::Effect;
use crate::schema::located_schema::{View, Views};
use crate::schema::shape::{Shape, Union};

/// How many alternatives several unions beside each other may multiply to.
const MOST_ALTERNATIVES: usize = 64;

/// Takes out the unions that both have alike, so that the others are compared by themselves.
pub(crate) fn leave_same_unions<'d>(context: &Context<'d>, shapes: &mut Shapes<'d>) {
    let Shapes { old, new, .. } = shapes;
    old.unions.retain(|before| {
        let same = new.unions.iter().position(|after| are_same_unions(context, before, after));
        same.map(|index| new.unions.remove(index)).is_none()
    });
}

fn are_same_unions<'d>(context: &Context<'d>, old: &Union<'d>, new: &Union<'d>) -> bool {
    let mut left = new.branches.clone();
    old.exclusive == new.exclusive
        && old.branches.len() == new.branches.len()
        && old.branches.iter().all(|before| {
            let same = left.iter().position(|after| context.are_same(from_ref(before), from_ref(after)));
            same.map(|index| left.swap_remove(index)).is_some()
        })
}

/// Compares two schemas of which one at least has unions; `rules` compares what stands beside these.
pub(crate) fn unions<'d>(
    context: &Context<'d>,
    shapes: &Shapes<'d>,
    old: &[View<'d>],
    new: &[View<'d>],
    rules: fn(&Context<'d>, &Shapes<'d>) -> Vec<Change>,
) -> Vec<Change> {
    let by_branch = match (&shapes.old.unions[..], &shapes.new.unions[..]) {
        ([before], [after]) => {
            let changes = context.apart(|| {
                let mut changes = rules(context, shapes);
                changes.extend(branches(context, shapes, before, after));
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
        return vec![shapes.change(Kind::AlternativesTooMany, "oneOf", Shift::Apart)];
    };
    // What has to satisfy one alternative of the other side may not satisfy two, where `oneOf` says so.
    let overlap = match shapes.side {
        Side::Received => overlaps(&after, &before, &shapes.old),
        Side::Sent | Side::Unused => overlaps(&before, &after, &shapes.new),
    };
    let uncovered = uncovered(context, &before, &after, shapes.side);
    let is_covered = uncovered.is_empty() && !overlap;
    match by_branch {
        Some(changes) if !is_covered => changes,
        _ if is_covered => vec![covered_union(context, shapes, &before, &after)],
        _ => {
            let first = uncovered.into_iter().max_by_key(|change| change.wire);
            let why = first.map_or(Why::Overlap, |first| Why::Change(Box::new(first)));
            vec![whole_union(shapes, &before, &after, Shift::Apart).because(why)]
        }
    }
}

/// A change of a union as a whole.
fn whole_union(shapes: &Shapes<'_>, before: &[Views<'_>], after: &[Views<'_>], shift: Shift) -> Change {
    let keyword = union_keyword(&shapes.new).or(union_keyword(&shapes.old)).unwrap_or("oneOf");
    let change = shapes.change(Kind::AlternativesChanged, keyword, shift);
    change.with(keyword).with(before.len().to_string()).with(after.len().to_string())
}

/// A union all of whose alternatives that matter are covered by the other side.
fn covered_union<'d>(context: &Context<'d>, shapes: &Shapes<'d>, before: &[Views<'d>], after: &[Views<'d>]) -> Change {
    let back = uncovered(context, before, after, shapes.side.flipped()).is_empty()
        && !overlaps(before, after, &shapes.new)
        && !overlaps(after, before, &shapes.old);
    let shift = match (back, shapes.side) {
        (true, _) => Shift::Same,
        (false, Side::Received) => Shift::Narrower,
        (false, _) => Shift::Wider,
    };
    whole_union(shapes, before, after, shift)
}

/// What is missing for the alternatives that matter on this side to be covered by the others: what is sent has to
/// be accepted still, what is received has to be known already.
fn uncovered<'d>(context: &Context<'d>, old: &[Views<'d>], new: &[Views<'d>], side: Side) -> Vec<Change> {
    let (matter, others) = match side {
        Side::Received => (new, old),
        Side::Sent | Side::Unused => (old, new),
    };
    let missing = |alternative: &Views<'d>, other: &Views<'d>| -> Vec<Change> {
        let changes = context.apart(|| match side {
            Side::Received => context.schema(other, alternative, Side::Received),
            Side::Sent | Side::Unused => context.schema(alternative, other, Side::Sent),
        });
        changes.into_iter().filter(|change| change.wire == Effect::Breaking).collect()
    };
    let least = |alternative| others.iter().map(|other| missing(alternative, other)).min_by_key(Vec::len);
    matter.iter().filter_map(least).flatten().collect()
}

/// Compares two unions branch by branch.
fn branches<'d>(context: &Context<'d>, shapes: &Shapes<'d>, old: &Union<'d>, new: &Union<'d>) -> Vec<Change> {
    let side = shapes.side;
    let mut changes = Vec::new();
    let (mut removed, mut added) = (old.branches.clone(), new.branches.clone());
    removed.retain(|before| {
        let same = added.iter().position(|after| context.are_same(from_ref(before), from_ref(after)));
        let Some(index) = same else { return true };
        changes.extend(context.schema(from_ref(before), &[added.remove(index)], side));
        false
    });
    for (before, after) in matched(&mut removed, &mut added) {
        if old.is_shared(&before) || new.is_shared(&after) {
            let change = Change::of_values(Kind::AlternativeChanged, side, after.place(), Shift::Apart.into());
            changes.push(change.because(Why::Overlap).with(branch_name(&after)));
        }
        changes.extend(context.schema(&[before], &[after], side));
    }
    let alone =
        |branches: &[View<'d>]| -> Vec<Views<'d>> { branches.iter().map(|branch| vec![branch.clone()]).collect() };
    let keyword = union_keyword(&shapes.new).unwrap_or("oneOf");
    let change = |kind, branch: &View<'d>, is_shared, is_idle: &dyn Fn() -> bool, shift: Shift| {
        let change = if is_shared {
            shapes.change(kind, keyword, Shift::Apart).because(Why::Overlap)
        } else if is_idle() {
            shapes.change(kind, keyword, Shift::Same).because(Why::OfKind)
        } else {
            shapes.change(kind, keyword, shift)
        };
        change.with(branch_name(branch))
    };
    for branch in &removed {
        let is_idle = || uncovered(context, &alone(from_ref(branch)), &alone(&new.branches), Side::Sent).is_empty();
        let is_shared = old.is_shared(branch);
        changes.push(change(Kind::AlternativeRemoved, branch, is_shared, &is_idle, Shift::Narrower));
    }
    for branch in &added {
        let is_idle = || uncovered(context, &alone(&old.branches), &alone(from_ref(branch)), Side::Received).is_empty();
        changes.push(change(Kind::AlternativeAdded, branch, new.is_shared(branch), &is_idle, Shift::Wider));
    }
    changes.extend(exclusiveness(shapes, old, new));
    changes
}

/// `anyOf` against `oneOf`: one and the same where no value satisfies two branches.
fn exclusiveness(shapes: &Shapes<'_>, old: &Union<'_>, new: &Union<'_>) -> Option<Change> {
    let apart = |union: &Union<'_>| !union.branches.iter().any(|branch| union.overlaps(branch));
    let (kind, keyword, shift) = match (old.exclusive, new.exclusive) {
        (false, true) => (Kind::AnyOfBecameOneOf, "oneOf", Shift::Narrower),
        (true, false) => (Kind::OneOfBecameAnyOf, "anyOf", Shift::Wider),
        _ => return None,
    };
    Some(shapes.change(kind, keyword, if apart(old) && apart(new) { Shift::Same } else { shift }))
}

impl<'d> Union<'d> {
    /// Whether what satisfies this branch may satisfy another one as well. A discriminator leaves no choice.
    fn overlaps(&self, branch: &View<'d>) -> bool {
        let alone = from_ref(branch);
        let others = self.branches.iter().filter(|other| other.node.pointer != branch.node.pointer);
        !self.discriminated && others.into_iter().any(|other| !are_disjoint(alone, from_ref(other)))
    }

    /// The same, where `oneOf` rejects what does, so that less of one branch may be more of the whole.
    fn is_shared(&self, branch: &View<'d>) -> bool {
        self.exclusive && self.overlaps(branch)
    }
}

/// Whether something of the first may satisfy two alternatives of the others, where one of their unions is `oneOf`.
fn overlaps(first: &[Views<'_>], others: &[Views<'_>], shape: &Shape<'_>) -> bool {
    let exclusive = shape.unions.iter().any(|union| union.exclusive && !union.discriminated);
    exclusive
        && first.iter().any(|one| {
            let taking = |other: &&Views<'_>| !are_disjoint(one, other);
            others.iter().filter(taking).count() > 1
        })
}

fn union_keyword(shape: &Shape<'_>) -> Option<&'static str> {
    let union = shape.unions.first()?;
    Some(if union.exclusive { "oneOf" } else { "anyOf" })
}

/// Branches of the same name, and what is left over in the same number by order.
fn matched<'d>(gone: &mut Views<'d>, come: &mut Views<'d>) -> Vec<(View<'d>, View<'d>)> {
    let mut pairs = Vec::new();
    gone.retain(|before| {
        let named = come.iter().position(|after| branch_name(after) == branch_name(before));
        match named.filter(|_| has_name(before)) {
            Some(index) => {
                pairs.push((before.clone(), come.remove(index)));
                false
            }
            None => true,
        }
    });
    let inline = |views: &Views<'_>| views.iter().all(|view| !has_name(view));
    if gone.len() == come.len() && inline(gone) && inline(come) {
        pairs.extend(gone.drain(..).zip(come.drain(..)));
    }
    pairs
}

fn has_name(view: &View<'_>) -> bool {
    view.node.reference().is_some() || view.node.text("title").is_some()
}

fn branch_name(view: &View<'_>) -> String {
    match (view.node.reference(), view.node.text("title")) {
        (Some(reference), _) => {
            let name = reference::component(reference, "schemas");
            format!("`{}`", name.as_deref().unwrap_or(reference))
        }
        (None, Some(title)) => format!("`{title}`"),
        (None, None) => format!("at `{}`", view.node.pointer),
    }
}

/// Everything that a schema with unions allows, as schemas without: each branch together with what stands beside.
fn alternatives<'d>(shape: &Shape<'d>, views: &[View<'d>]) -> Option<Vec<Views<'d>>> {
    if shape.unions.is_empty() {
        return Some(vec![views.to_vec()]);
    }
    let pointers: Vec<String> = shape.unions.iter().map(|union| union.pointer.clone()).collect();
    let mut base: Views<'d> = Vec::new();
    for view in views {
        let mut view = view.clone();
        view.without.extend(pointers.iter().cloned());
        if !Shape::of(from_ref(&view)).is_anything() {
            base.push(view);
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
                    let mut views = base.clone();
                    views.push(branch.clone());
                    views
                })
            })
            .collect();
    }
    Some(alternatives)
}
