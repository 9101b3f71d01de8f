//! Two schemas: which values the new one takes away and which it adds, kind by kind.
//!
//! Not here: texts and numbers ([`super::scalars`]), objects ([`super::objects`]) and unions ([`super::unions`]).

pub(crate) mod discriminator;
pub(crate) mod limits;
pub(crate) mod objects;
pub(crate) mod one_of;

use serde_json::Value;

use crate::change::{Evidence, Finding, Shift, Side, consequence, show, show_change};
use crate::context::Comparison;
use crate::report::Effect;
use crate::schema::accepts::shape_accepts;
use crate::schema::decimal::Decimal;
use crate::schema::{Kinds, Shape, View};

/// Two shapes seen from one side.
pub(crate) struct Pair<'d> {
    pub(crate) old: Shape<'d>,
    pub(crate) new: Shape<'d>,
    pub(crate) side: Side,
    /// Where a change is reported whose keyword has no place of its own.
    pub(crate) place: String,
}

impl Pair<'_> {
    /// Where a change of this keyword is reported.
    pub(crate) fn at(&self, keyword: &str) -> &str {
        self.new.places.get(keyword).or_else(|| self.old.places.get(keyword)).unwrap_or(&self.place)
    }
}

impl<'d> Comparison<'d> {
    /// Compares two schemas and reports each difference once.
    pub(crate) fn schema(&mut self, old: &[View<'d>], new: &[View<'d>], side: Side) {
        if self.is_told_elsewhere(old, new) {
            // What stands beside a reference is told here.
            if let ([old], [new]) = (old, new) {
                self.annotations(old, new, side);
            }
            return;
        }
        if !self.enter(old, new, side) {
            return;
        }
        let told_before = self.findings.len();
        if let ([old], [new]) = (old, new) {
            self.annotations(old, new, side);
        }
        let place = new.first().or(old.first()).map_or("", View::place);
        let mut pair = Pair { old: Shape::of(old), new: Shape::of(new), side, place: place.to_owned() };
        self.discriminators(&pair);
        self.leave_same_unions(&mut pair);
        self.strange(&pair);
        self.null(&pair);
        if pair.old.unions.is_empty() && pair.new.unions.is_empty() {
            self.rules(&pair);
        } else {
            self.unions(&pair, old, new);
        }
        if let ([old], [new]) = (old, new)
            && old.anchor.is_none()
            && new.anchor.is_none()
        {
            self.rewritten_schema(&old.node, &new.node, told_before);
        }
        self.leave();
    }

    /// Reports a shift of what a keyword allows.
    pub(crate) fn shift(&mut self, pair: &Pair<'_>, keyword: &str, what: String, shift: Shift, evidence: &Evidence) {
        let why = consequence(pair.side, shift, evidence);
        let effect = pair.side.effect(shift);
        self.note(Finding::new(pair.at(keyword), what, effect, why));
    }

    fn strange(&mut self, pair: &Pair<'_>) {
        let (old, new) = (&pair.old.strange, &pair.new.strange);
        let keywords: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        for keyword in keywords {
            let said = |side: &std::collections::BTreeMap<String, (String, Vec<Value>)>| side.get(keyword).cloned();
            let (before, after) = (said(old), said(new));
            let values = |said: &Option<(String, Vec<Value>)>| said.as_ref().map(|(_, v)| v.clone());
            if values(&before) == values(&after) {
                continue;
            }
            let place = after.as_ref().or(before.as_ref()).map(|(place, _)| place.clone());
            let first =
                |said: &Option<(String, Vec<Value>)>| said.as_ref().and_then(|(_, values)| values.first().cloned());
            let shown = show_change(first(&before).as_ref(), first(&after).as_ref());
            let (what, why) = match keyword.as_str() {
                "$ref" => (
                    format!("`$ref`: {shown}"),
                    "it leads to nothing in its document, and what is not understood counts as breaking",
                ),
                "" => (format!("the schema: {shown}"), "it is no schema that is understood, which counts as breaking"),
                _ => (format!("`{keyword}`: {shown}"), "it is not understood here, which counts as breaking"),
            };
            self.note(Finding::new(place.unwrap_or_default(), what, Effect::Breaking, why));
        }
    }

    fn null(&mut self, pair: &Pair<'_>) {
        let (shift, what) = match (pair.old.null, pair.new.null) {
            (true, false) => (Shift::Narrower, "null is no longer allowed"),
            (false, true) => (Shift::Wider, "null is allowed"),
            _ => return,
        };
        // A schema that allows anything allows null as well, and `type` is what tells it.
        let (with, without) = if pair.old.null { (&pair.old, &pair.new) } else { (&pair.new, &pair.old) };
        if with.is_anything() && without.kinds != Kinds::ALL && listed(without).is_none() {
            return;
        }
        let evidence = Evidence { lost: Some(Value::Null), gained: Some(Value::Null) };
        self.shift(pair, "nullable", what.to_owned(), shift, &evidence);
    }

    /// Everything but null, unions and discriminators.
    pub(crate) fn rules(&mut self, pair: &Pair<'d>) {
        let (old, new) = (pair.old.kinds, pair.new.kinds);
        let common = old.and(new);
        if old != new && common == Kinds::NONE {
            let what = format!("type: {} → {}", kind_names(&pair.old), kind_names(&pair.new));
            return self.shift(
                pair,
                "type",
                what,
                Shift::of(old != Kinds::NONE, new != Kinds::NONE),
                &Evidence::default(),
            );
        }
        if self.listed(pair) {
            return;
        }
        if old != new {
            let what = format!("type: {} → {}", kind_names(&pair.old), kind_names(&pair.new));
            let shift = Shift::of(old.minus(new) != Kinds::NONE, new.minus(old) != Kinds::NONE);
            self.shift(pair, "type", what, shift, &Evidence::default());
        }
        if common.has(Kinds::STRING) {
            self.texts(pair);
        }
        if common.has(Kinds::NUMBER) {
            self.numbers(pair);
        }
        if common.has(Kinds::ARRAY) {
            self.arrays(pair);
        }
        if common.has(Kinds::OBJECT) {
            self.objects(pair);
        }
        self.nots(pair);
    }

    /// Schemas that list their values are compared value by value; whether that decided the matter.
    fn listed(&mut self, pair: &Pair<'d>) -> bool {
        match (listed(&pair.old), listed(&pair.new)) {
            (Some(old), Some(new)) => self.lists(pair, &old, &new),
            (None, None) => return false,
            // Whole numbers between two limits are a list as well.
            (old, new) => match (old.or_else(|| few(&pair.old)), new.or_else(|| few(&pair.new))) {
                (Some(old), Some(new)) => self.lists(pair, &old, &new),
                _ => return self.listed_on_one_side(pair),
            },
        }
        true
    }

    fn lists(&mut self, pair: &Pair<'d>, old: &[Value], new: &[Value]) {
        let missing = |from: &[Value], others: &[Value]| -> Vec<Value> {
            let missing = from.iter().filter(|value| !others.contains(value));
            missing.cloned().collect()
        };
        let keyword = blamed(&pair.old, &pair.new);
        for (values, shift, end) in [
            (missing(old, new), Shift::Narrower, "no longer among the allowed values"),
            (missing(new, old), Shift::Wider, "added to the allowed values"),
        ] {
            let Some(first) = values.first() else {
                continue;
            };
            let evidence = Evidence { lost: Some(first.clone()), gained: Some(first.clone()) };
            let what = format!("{} {end}", some_of(&values));
            self.shift(pair, keyword, what, shift, &evidence);
        }
    }

    /// A list of values on one side, and rules on the other. Texts are left to the automata, which compare both exactly.
    fn listed_on_one_side(&mut self, pair: &Pair<'d>) -> bool {
        let only_texts =
            |shape: &Shape<'_>| shape.kinds == Kinds::STRING && shape.formats.is_empty() && shape.nots.is_empty();
        if only_texts(&pair.old) && only_texts(&pair.new) {
            return false;
        }
        let outside = |values: &[Value], rules: &Shape<'_>| {
            let refused = |value: &&Value| shape_accepts(rules, value) != Some(true);
            values.iter().find(refused).cloned()
        };
        let (what, evidence, shift) = match (listed(&pair.old), listed(&pair.new)) {
            (Some(old), None) => {
                let lost = outside(&old, &pair.new);
                let shift = Shift::of(lost.is_some(), true);
                let what = "the list of allowed values is gone".to_owned();
                (what, Evidence { lost, gained: None }, shift)
            }
            (None, Some(new)) => {
                let gained = outside(&new, &pair.old);
                let shift = Shift::of(true, gained.is_some());
                let what = format!("only {} allowed", some_of(&new));
                (what, Evidence { lost: None, gained }, shift)
            }
            _ => return false,
        };
        self.shift(pair, "enum", what, shift, &evidence);
        true
    }

    /// What `not` takes away: its schema is judged as if it travelled the other way.
    fn nots(&mut self, pair: &Pair<'d>) {
        let (mut old, mut new) = (pair.old.nots.clone(), pair.new.nots.clone());
        old.retain(|before| {
            let same =
                new.iter().position(|after| self.are_same(std::slice::from_ref(before), std::slice::from_ref(after)));
            same.map(|index| new.remove(index)).is_none()
        });
        if let ([before], [after]) = (&old[..], &new[..]) {
            let (before, after) = (std::slice::from_ref(before), std::slice::from_ref(after));
            let findings = self.probe(|comparison| comparison.schema(before, after, pair.side.flipped()));
            return self.findings.extend(findings.into_iter().map(|finding| within_not(finding, pair.side)));
        }
        for (nots, shape, shift, verb) in
            [(&old, &pair.new, Shift::Wider, "removed"), (&new, &pair.old, Shift::Narrower, "added")]
        {
            for refused in nots {
                let shift = if is_idle(refused, shape) { Shift::Same } else { shift };
                self.shift(pair, "not", format!("`not` {verb}"), shift, &Evidence::default());
            }
        }
    }
}

/// A finding about a schema under `not`, in the words of the side that it is seen from.
fn within_not(finding: Finding, side: Side) -> Finding {
    let shift = match (finding.wire, side) {
        (Effect::None, _) => return finding,
        (Effect::Breaking | Effect::Unknown, _) => Shift::Apart,
        (Effect::Compatible, Side::Received) => Shift::Narrower,
        (Effect::Compatible, Side::Sent | Side::Unused) => Shift::Wider,
    };
    let why = consequence(side, shift, &Evidence::default());
    Finding { what: format!("within `not`, {}", finding.what), why, ..finding }
}

/// Whether a schema under `not` refuses nothing that the rest allows.
fn is_idle(refused: &View<'_>, shape: &Shape<'_>) -> bool {
    let refused = Shape::of(std::slice::from_ref(refused));
    let null = refused.null && shape.null;
    if !null && refused.kinds.and(shape.kinds) == Kinds::NONE && refused.strange.is_empty() {
        return true;
    }
    let without = Shape { nots: Vec::new(), ..shape.clone() };
    listed(&refused).is_some_and(|values| {
        let mut judged = values.iter().map(|value| shape_accepts(&without, value));
        !null && judged.all(|judged| judged == Some(false))
    })
}

/// The values that a schema allows, null left out, where they can be listed.
fn listed(shape: &Shape<'_>) -> Option<Vec<Value>> {
    let all = match &shape.values {
        Some(values) => values.clone(),
        None if shape.kinds == Kinds::BOOLEAN => vec![Value::Bool(false), Value::Bool(true)],
        None => return None,
    };
    let allowed = |value: &Value| shape_accepts(shape, value) != Some(false);
    Some(all.into_iter().filter(allowed).collect())
}

/// The same where it is numbers, and few of them.
fn few(shape: &Shape<'_>) -> Option<Vec<Value>> {
    if shape.kinds != Kinds::NUMBER || shape.values.is_some() {
        return None;
    }
    let values: Vec<Value> = shape.numbers.list()?.into_iter().map(Decimal::value).collect();
    let allowed = |value: &Value| shape_accepts(shape, value) != Some(false);
    Some(values.into_iter().filter(allowed).collect())
}

/// Values as a sentence shows them.
fn some_of(values: &[Value]) -> String {
    const MOST: usize = 12;
    let shown: Vec<String> = values.iter().take(MOST).map(show).collect();
    match values.len().checked_sub(MOST) {
        None | Some(0) => shown.join(", "),
        Some(more) => format!("{} and {more} more", shown.join(", ")),
    }
}

/// The keyword to which a change of listed values is put down.
fn blamed(old: &Shape<'_>, new: &Shape<'_>) -> &'static str {
    let values = |shape: &Shape<'_>| {
        let mut values: Vec<String> = shape.values.iter().flatten().map(Value::to_string).collect();
        values.sort();
        values
    };
    if values(old) != values(new) {
        "enum"
    } else if old.words.patterns != new.words.patterns {
        "pattern"
    } else if old.words.min != new.words.min {
        "minLength"
    } else if old.words.max != new.words.max {
        "maxLength"
    } else if old.numbers.minimum != new.numbers.minimum {
        "minimum"
    } else if old.numbers.maximum != new.numbers.maximum {
        "maximum"
    } else {
        "not"
    }
}

/// The kinds in words.
fn kind_names(shape: &Shape<'_>) -> String {
    if shape.kinds == Kinds::ALL {
        return "any".to_owned();
    }
    let number = if shape.numbers.integer { "integer" } else { "number" };
    let names: Vec<&str> = [
        (Kinds::BOOLEAN, "boolean"),
        (Kinds::NUMBER, number),
        (Kinds::STRING, "string"),
        (Kinds::ARRAY, "array"),
        (Kinds::OBJECT, "object"),
    ]
    .into_iter()
    .filter_map(|(kind, name)| shape.kinds.has(kind).then_some(name))
    .collect();
    if names.is_empty() {
        return "nothing".to_owned();
    }
    names.join(" or ")
}
