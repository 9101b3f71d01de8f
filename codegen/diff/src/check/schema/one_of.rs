//! `oneOf` and `anyOf`: branches that come, go or change, and unions that come into being.
//!
//! A union is first compared branch by branch. Where that finds something breaking, and where only one side has a union,
//! it is asked whether every alternative of one side is covered by one of the other, which no way of writing can hide.

use crate::change::{Evidence, Finding, Shift, Side};
use crate::check::schema::Pair;
use crate::context::{Comparison, worst};
use crate::report::Effect;
use crate::schema::accepts::shape_accepts;
use crate::schema::{Extra, Kinds, Shape, Union, View, Views};

/// How many alternatives several unions beside each other may multiply to.
const MOST_ALTERNATIVES: usize = 64;

/// Why a change of one branch may do the opposite to the whole.
const SHARED: &str = "what satisfies another alternative as well is refused by `oneOf`, and more or less does so now";

/// How deep two schemas are looked into for what keeps them apart.
const DEEPEST: usize = 6;

impl<'d> Comparison<'d> {
    /// Takes out the unions that both have alike, so that the others are compared by themselves.
    pub(crate) fn leave_same_unions(&mut self, pair: &mut Pair<'d>) {
        let Pair { old, new, .. } = pair;
        old.unions.retain(|before| {
            let same = new.unions.iter().position(|after| self.are_same_unions(before, after));
            same.map(|index| new.unions.remove(index)).is_none()
        });
    }

    fn are_same_unions(&mut self, old: &Union<'d>, new: &Union<'d>) -> bool {
        let mut left = new.branches.clone();
        old.exclusive == new.exclusive
            && old.branches.len() == new.branches.len()
            && old.branches.iter().all(|before| {
                let same = left
                    .iter()
                    .position(|after| self.are_same(std::slice::from_ref(before), std::slice::from_ref(after)));
                same.map(|index| left.swap_remove(index)).is_some()
            })
    }

    pub(crate) fn unions(&mut self, pair: &Pair<'d>, old: &[View<'d>], new: &[View<'d>]) {
        let by_branch = match (&pair.old.unions[..], &pair.new.unions[..]) {
            ([before], [after]) => {
                let findings = self.probe(|comparison| {
                    comparison.rules(pair);
                    comparison.branches(pair, before, after);
                });
                if worst(&findings) != Effect::Breaking {
                    self.findings.extend(findings);
                    return;
                }
                Some(findings)
            }
            _ => None,
        };
        let alternatives = (alternatives(&pair.old, old), alternatives(&pair.new, new));
        let (Some(before), Some(after)) = alternatives else {
            let what = "several unions beside each other have too many alternatives".to_owned();
            return self.shift(pair, "oneOf", what, Shift::Apart, &Evidence::default());
        };
        // What has to satisfy one alternative of the other side may not satisfy two, where `oneOf` says so.
        let overlap = match pair.side {
            Side::Received => overlaps(&after, &before, &pair.old),
            Side::Sent | Side::Unused => overlaps(&before, &after, &pair.new),
        };
        let forth = self.uncovered(&before, &after, pair.side);
        match (by_branch, forth.is_empty() && !overlap) {
            (Some(findings), false) => self.findings.extend(findings),
            (_, covered) => self.whole_union(pair, &before, &after, forth, covered),
        }
    }

    /// Reports a union as a whole.
    fn whole_union(
        &mut self,
        pair: &Pair<'d>,
        before: &[Views<'d>],
        after: &[Views<'d>],
        uncovered: Vec<Finding>,
        covered: bool,
    ) {
        let keyword = union_keyword(&pair.new).or(union_keyword(&pair.old)).unwrap_or("oneOf");
        let what = format!("`{keyword}`: {} → {} alternatives", before.len(), after.len());
        if covered {
            let back = self.uncovered(before, after, pair.side.flipped()).is_empty()
                && !overlaps(before, after, &pair.new)
                && !overlaps(after, before, &pair.old);
            let shift = match (back, pair.side) {
                (true, _) => Shift::Same,
                (false, Side::Received) => Shift::Narrower,
                (false, _) => Shift::Wider,
            };
            return self.shift(pair, keyword, what, shift, &Evidence::default());
        }
        let why = match uncovered.into_iter().max_by_key(|finding| finding.wire) {
            Some(first) => format!("{}, and {}", first.what, first.why),
            None => "what satisfies two alternatives of `oneOf` is refused, and more or less does so now".to_owned(),
        };
        let effect = pair.side.effect(Shift::Apart);
        self.note(Finding::new(pair.at(keyword), what, effect, why));
    }

    /// What is missing for the alternatives that matter on this side to be covered by the others: what is sent has to
    /// be taken still, what is received has to be known already.
    fn uncovered(&mut self, old: &[Views<'d>], new: &[Views<'d>], side: Side) -> Vec<Finding> {
        let mut missing = Vec::new();
        let (matter, others) = match side {
            Side::Received => (new, old),
            Side::Sent | Side::Unused => (old, new),
        };
        for alternative in matter {
            let mut best: Option<Vec<Finding>> = None;
            for other in others {
                let findings = self.probe(|comparison| match side {
                    Side::Received => comparison.schema(other, alternative, Side::Received),
                    Side::Sent | Side::Unused => comparison.schema(alternative, other, Side::Sent),
                });
                let breaking: Vec<Finding> =
                    findings.into_iter().filter(|finding| finding.wire == Effect::Breaking).collect();
                if best.as_ref().is_none_or(|best| breaking.len() < best.len()) {
                    best = Some(breaking);
                }
            }
            missing.extend(best.unwrap_or_default());
        }
        missing
    }

    /// Compares two unions branch by branch.
    fn branches(&mut self, pair: &Pair<'d>, old: &Union<'d>, new: &Union<'d>) {
        let (mut gone, mut come) = (old.branches.clone(), new.branches.clone());
        gone.retain(|before| {
            let same =
                come.iter().position(|after| self.are_same(std::slice::from_ref(before), std::slice::from_ref(after)));
            match same {
                Some(index) => {
                    let after = come.remove(index);
                    self.schema(std::slice::from_ref(before), &[after], pair.side);
                    false
                }
                None => true,
            }
        });
        for (before, after) in matched(&mut gone, &mut come) {
            let alone = (vec![before.clone()], vec![after.clone()]);
            if old.is_shared(&before) || new.is_shared(&after) {
                let what = format!("alternative {} changed", branch_name(&after));
                self.note(Finding::new(after.place(), what, pair.side.effect(Shift::Apart), SHARED));
            }
            self.schema(&alone.0, &alone.1, pair.side);
        }
        for branch in &gone {
            self.branch_gone(pair, branch, old, new);
        }
        for branch in &come {
            self.branch_added(pair, branch, old, new);
        }
        self.exclusiveness(pair, old, new);
    }

    fn branch_gone(&mut self, pair: &Pair<'d>, branch: &View<'d>, old: &Union<'d>, new: &Union<'d>) {
        let what = format!("alternative {} removed", branch_name(branch));
        let keyword = union_keyword(&pair.new).unwrap_or("oneOf");
        if old.is_shared(branch) {
            let effect = pair.side.effect(Shift::Apart);
            return self.note(Finding::new(pair.at(keyword), what, effect, SHARED));
        }
        let others: Vec<Views<'d>> = new.branches.iter().map(|other| vec![other.clone()]).collect();
        if self.uncovered(&[vec![branch.clone()]], &others, Side::Sent).is_empty() {
            let why = "another alternative allows all that it allowed";
            return self.note(Finding::new(pair.at(keyword), what, Effect::None, why));
        }
        self.shift(pair, keyword, what, Shift::Narrower, &Evidence::default());
    }

    fn branch_added(&mut self, pair: &Pair<'d>, branch: &View<'d>, old: &Union<'d>, new: &Union<'d>) {
        let what = format!("alternative {} added", branch_name(branch));
        let keyword = union_keyword(&pair.new).unwrap_or("oneOf");
        if new.is_shared(branch) {
            let effect = pair.side.effect(Shift::Apart);
            return self.note(Finding::new(pair.at(keyword), what, effect, SHARED));
        }
        let before: Vec<Views<'d>> = old.branches.iter().map(|old| vec![old.clone()]).collect();
        if self.uncovered(&before, &[vec![branch.clone()]], Side::Received).is_empty() {
            let why = "another alternative allowed all that it allows";
            return self.note(Finding::new(pair.at(keyword), what, Effect::None, why));
        }
        self.shift(pair, keyword, what, Shift::Wider, &Evidence::default());
    }

    /// `anyOf` against `oneOf`: one and the same where no value satisfies two branches.
    fn exclusiveness(&mut self, pair: &Pair<'d>, old: &Union<'d>, new: &Union<'d>) {
        if old.exclusive == new.exclusive {
            return;
        }
        let apart = |union: &Union<'d>| !union.branches.iter().any(|branch| union.overlaps(branch));
        let (keyword, what, shift) = if new.exclusive {
            ("oneOf", "`anyOf` → `oneOf`", Shift::Narrower)
        } else {
            ("anyOf", "`oneOf` → `anyOf`", Shift::Wider)
        };
        let shift = if apart(old) && apart(new) { Shift::Same } else { shift };
        self.shift(pair, keyword, what.to_owned(), shift, &Evidence::default());
    }
}

impl<'d> Union<'d> {
    /// Whether what satisfies this branch may satisfy another one as well. A discriminator leaves no choice.
    fn overlaps(&self, branch: &View<'d>) -> bool {
        let alone = std::slice::from_ref(branch);
        let others = self.branches.iter().filter(|other| other.node.pointer != branch.node.pointer);
        !self.discriminated
            && others.into_iter().any(|other| !are_disjoint(alone, std::slice::from_ref(other), DEEPEST))
    }

    /// The same, where `oneOf` refuses what does, so that less of one branch may be more of the whole.
    fn is_shared(&self, branch: &View<'d>) -> bool {
        self.exclusive && self.overlaps(branch)
    }
}

/// Whether something of the first may satisfy two alternatives of the others, where one of their unions is `oneOf`.
fn overlaps(first: &[Views<'_>], others: &[Views<'_>], shape: &Shape<'_>) -> bool {
    let exclusive = shape.unions.iter().any(|union| union.exclusive && !union.discriminated);
    exclusive
        && first.iter().any(|one| {
            let taking = |other: &&Views<'_>| !are_disjoint(one, other, DEEPEST);
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
            let name = crate::document::schema_name(reference);
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
        if !Shape::of(std::slice::from_ref(&view)).is_anything() {
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

/// Whether no value satisfies both, as far as that can be proved. Of objects only those with stated properties count.
fn are_disjoint(a: &[View<'_>], b: &[View<'_>], depth: usize) -> bool {
    let (a, b) = (Shape::of(a), Shape::of(b));
    if a.null && b.null {
        return false;
    }
    let common = a.kinds.and(b.kinds);
    if common == Kinds::NONE {
        return true;
    }
    let none_of = |values: &Option<Vec<serde_json::Value>>, rules: &Shape<'_>| {
        values.as_ref().is_some_and(|values| {
            let mut judged = values.iter().map(|value| shape_accepts(rules, value));
            judged.all(|judged| judged == Some(false))
        })
    };
    if none_of(&a.values, &b) || none_of(&b.values, &a) {
        return true;
    }
    match common {
        Kinds::STRING => a.words.is_disjoint(&b.words),
        Kinds::OBJECT => lacks(&a, &b) && lacks(&b, &a) || clash(&a, &b, depth),
        _ => false,
    }
}

/// Whether an object of the first, with its stated properties alone, lacks one that the second demands.
fn lacks(first: &Shape<'_>, second: &Shape<'_>) -> bool {
    let stated = |name: &String| first.objects.properties.contains_key(name);
    second.objects.required.iter().any(|name| !stated(name))
}

/// Whether a property that is there in both can have no common value, or one demands what the other forbids.
fn clash(a: &Shape<'_>, b: &Shape<'_>, depth: usize) -> bool {
    let forbids =
        |closed: &Shape<'_>, demands: &Shape<'_>| matches!(closed.objects.extra, Extra::None) && lacks(closed, demands);
    if forbids(a, b) || forbids(b, a) {
        return true;
    }
    let Some(depth) = depth.checked_sub(1) else {
        return false;
    };
    let both = a.objects.required.intersection(&b.objects.required);
    both.into_iter().any(|name| match (a.objects.properties.get(name), b.objects.properties.get(name)) {
        (Some(a), Some(b)) => are_disjoint(a, b, depth),
        _ => false,
    })
}
