//! How the generated APIs of two documents compare, told where the schema or the operation is told.

use std::collections::BTreeMap;

use super::super::comparison::Comparison;
use super::super::finding::Finding;
use super::super::report::Effect;
use super::model::{Api, Kind, Method, Part, Type};
use crate::names::pascal;

/// One difference of the generated APIs.
struct Difference {
    pointer: String,
    effect: Effect,
    why: String,
}

/// Adds what Rust code meets to the findings of a comparison.
pub(crate) fn compare(comparison: &mut Comparison<'_>) {
    let (mut old, new) = (Api::of(comparison.old), Api::of(comparison.new));
    let mut differences = Vec::new();
    let renamed = renamed_types(comparison, &old, &new);
    for (before, after) in &renamed {
        if let Some(type_) = new.types.get(after) {
            differences.push(Difference {
                pointer: type_.pointer.clone(),
                effect: Effect::Breaking,
                why: format!("type `{before}` is `{after}` now"),
            });
        }
    }
    old.rename(&renamed);
    compare_types(&old, &new, &mut differences);
    compare_methods(comparison, &old, &new, &mut differences);
    compare_constants(&old, &new, &mut differences);
    for difference in differences {
        attach(comparison, difference);
    }
}

/// Types that stand for the same schema under another name.
fn renamed_types(comparison: &Comparison<'_>, old: &Api, new: &Api) -> BTreeMap<String, String> {
    let mut renamed: BTreeMap<String, String> = comparison
        .names
        .pairs()
        .map(|(old, new)| (pascal(old), pascal(new)))
        .filter(|(before, after)| before != after)
        .collect();
    for (name, type_) in &old.types {
        if new.types.contains_key(name) || renamed.contains_key(name) {
            continue;
        }
        let place = comparison.place_now(&type_.pointer);
        let same =
            new.types.iter().find(|(other, candidate)| candidate.pointer == place && !old.types.contains_key(*other));
        if let Some((other, _)) = same {
            renamed.insert(name.clone(), other.clone());
        }
    }
    renamed
}

impl Api {
    /// Writes the API with other names of types.
    fn rename(&mut self, renamed: &BTreeMap<String, String>) {
        let rewrite = |part: &mut Part| part.written = rewritten(&part.written, renamed);
        let types = std::mem::take(&mut self.types);
        for (name, mut type_) in types {
            match &mut type_.kind {
                Kind::Struct(parts) | Kind::Enum(parts) => parts.values_mut().for_each(rewrite),
                Kind::Newtype(written) => *written = rewritten(written, renamed),
            }
            if let Kind::Enum(parts) = &mut type_.kind {
                // Variants that hold a type are named by it.
                *parts = std::mem::take(parts)
                    .into_iter()
                    .map(|(variant, part)| {
                        let variant = if part.written.is_empty() { variant } else { rewritten(&variant, renamed) };
                        (variant, part)
                    })
                    .collect();
            }
            let name = renamed.get(&name).cloned().unwrap_or(name);
            self.types.insert(name, type_);
        }
        for method in self.methods.values_mut() {
            method.arguments.iter_mut().map(|(_, part)| part).for_each(rewrite);
            rewrite(&mut method.answer);
        }
    }
}

/// A written type with its words replaced.
fn rewritten(written: &str, renamed: &BTreeMap<String, String>) -> String {
    let mut text = String::new();
    let mut word = String::new();
    let flush = |word: &mut String, text: &mut String| {
        text.push_str(renamed.get(word.as_str()).unwrap_or(word));
        word.clear();
    };
    for character in written.chars() {
        if character.is_alphanumeric() || character == '_' {
            word.push(character);
        } else {
            flush(&mut word, &mut text);
            text.push(character);
        }
    }
    flush(&mut word, &mut text);
    text
}

fn compare_types(old: &Api, new: &Api, differences: &mut Vec<Difference>) {
    for (name, before) in &old.types {
        match new.types.get(name) {
            Some(after) => compare_type(name, before, after, differences),
            None => differences.push(Difference {
                pointer: before.pointer.clone(),
                effect: Effect::Breaking,
                why: format!("type `{name}` is gone"),
            }),
        }
    }
    for (name, after) in &new.types {
        if !old.types.contains_key(name) {
            differences.push(Difference {
                pointer: after.pointer.clone(),
                effect: Effect::Compatible,
                why: format!("type `{name}` is new"),
            });
        }
    }
}

fn compare_type(name: &str, old: &Type, new: &Type, differences: &mut Vec<Difference>) {
    match (&old.kind, &new.kind) {
        (Kind::Struct(before), Kind::Struct(after)) => {
            compare_parts(before, after, "field", &format!("`{name}`"), differences);
        }
        (Kind::Enum(before), Kind::Enum(after)) => {
            compare_parts(before, after, "variant", &format!("`{name}`"), differences);
        }
        (Kind::Newtype(before), Kind::Newtype(after)) if before == after => {}
        (before, after) => differences.push(Difference {
            pointer: new.pointer.clone(),
            effect: Effect::Breaking,
            why: format!("`{name}` is {} now, and was {}", described(after), described(before)),
        }),
    }
}

fn described(kind: &Kind) -> String {
    match kind {
        Kind::Struct(_) => "a struct".to_owned(),
        Kind::Enum(_) => "an enum".to_owned(),
        Kind::Newtype(inner) => format!("a newtype of `{inner}`"),
    }
}

/// Fields are public and enums exhaustive, so each one more, less or of another type breaks code that names them all.
fn compare_parts(
    old: &BTreeMap<String, Part>,
    new: &BTreeMap<String, Part>,
    noun: &str,
    owner: &str,
    differences: &mut Vec<Difference>,
) {
    let mut push = |part: &Part, why: String| {
        differences.push(Difference { pointer: part.pointer.clone(), effect: Effect::Breaking, why });
    };
    for (name, before) in old {
        match new.get(name) {
            Some(after) if before.written == after.written => {}
            Some(after) => push(
                after,
                format!("{noun} `{name}` of {owner} is `{}` now, and was `{}`", after.written, before.written),
            ),
            None => push(before, format!("{noun} `{name}` of {owner} is gone")),
        }
    }
    for (name, after) in new {
        if !old.contains_key(name) {
            push(after, format!("{owner} has a new {noun} `{name}`"));
        }
    }
}

fn compare_methods(comparison: &Comparison<'_>, old: &Api, new: &Api, differences: &mut Vec<Difference>) {
    let mut come: BTreeMap<&String, &Method> =
        new.methods.iter().filter(|(name, _)| !old.methods.contains_key(*name)).collect();
    for (name, before) in &old.methods {
        if let Some(after) = new.methods.get(name) {
            compare_method(name, before, after, differences);
            continue;
        }
        let place = comparison.place_now(&before.pointer);
        let renamed = come.iter().find(|(_, after)| after.pointer == place).map(|(name, _)| *name);
        let Some((new_name, after)) = renamed.and_then(|name| Some((name, come.remove(name)?))) else {
            differences.push(Difference {
                pointer: before.pointer.clone(),
                effect: Effect::Breaking,
                why: format!("method `{name}` is gone"),
            });
            continue;
        };
        differences.push(Difference {
            pointer: format!("{}/operationId", after.pointer),
            effect: Effect::Breaking,
            why: format!("method `{name}` is `{new_name}` now"),
        });
        compare_method(new_name, before, after, differences);
    }
    for (name, after) in come {
        differences.push(Difference {
            pointer: after.pointer.clone(),
            effect: Effect::Compatible,
            why: format!("method `{name}` is new"),
        });
    }
}

fn compare_constants(old: &Api, new: &Api, differences: &mut Vec<Difference>) {
    for (names, others, effect, verb) in [
        (&old.constants, &new.constants, Effect::Breaking, "gone"),
        (&new.constants, &old.constants, Effect::Compatible, "new"),
    ] {
        for (name, pointer) in names.iter().filter(|(name, _)| !others.contains_key(*name)) {
            differences.push(Difference {
                pointer: pointer.clone(),
                effect,
                why: format!("constant `{name}` is {verb}"),
            });
        }
    }
}

fn compare_method(name: &str, old: &Method, new: &Method, differences: &mut Vec<Difference>) {
    let owner = format!("method `{name}`");
    let types =
        |method: &Method| -> Vec<String> { method.arguments.iter().map(|(_, part)| part.written.clone()).collect() };
    if types(old) != types(new) {
        let named = |method: &Method| method.arguments.iter().cloned().collect::<BTreeMap<String, Part>>();
        let told = differences.len();
        compare_parts(&named(old), &named(new), "argument", &owner, differences);
        if differences.len() == told {
            differences.push(Difference {
                pointer: new.pointer.clone(),
                effect: Effect::Breaking,
                why: format!("{owner} takes its arguments in another order"),
            });
        }
    }
    if old.answer.written != new.answer.written {
        differences.push(Difference {
            pointer: new.answer.pointer.clone(),
            effect: Effect::Breaking,
            why: format!("{owner} gives `{}`, and gave `{}`", new.answer.written, old.answer.written),
        });
    }
}

/// Tells a difference where the same place is told already, or by itself.
fn attach(comparison: &mut Comparison<'_>, difference: Difference) {
    let Difference { pointer, effect, why } = difference;
    let told = [pointer.as_str(), pointer.trim_end_matches("/enum")].into_iter().any(|pointer| {
        // The values of an enum may change by another keyword of its schema.
        tell_beside(comparison, pointer, effect, &why)
    });
    if told {
        return;
    }
    let place = comparison.place_now(&pointer);
    let also = "on the wire it is the same, or told by itself";
    let mut finding = Finding::new(place, "the generated code changes", Effect::None, also);
    finding.rust = effect;
    finding.rust_why.push(why);
    comparison.note(finding);
}

/// Adds a difference to what is told of its place, if anything is.
fn tell_beside(comparison: &mut Comparison<'_>, pointer: &str, effect: Effect, why: &str) -> bool {
    let place = comparison.place_now(pointer);
    let distance = |finding: &Finding| {
        let told = &finding.pointer;
        if *told == place || *told == pointer {
            Some(0)
        } else if finding.words {
            None
        } else if let Some(rest) = told.strip_prefix(&place).filter(|rest| rest.starts_with('/')) {
            Some(rest.len())
        } else {
            // What was added or removed as a whole is told around it, and nearer is better.
            let rest = place.strip_prefix(told.as_str()).filter(|rest| rest.starts_with('/'))?;
            Some(FAR + rest.len())
        }
    };
    let nearest = comparison
        .findings
        .iter_mut()
        .filter_map(|finding| Some((distance(finding)?, finding)))
        .min_by_key(|(distance, _)| *distance);
    if let Some((_, finding)) = nearest {
        finding.rust = finding.rust.max(effect);
        if !finding.rust_why.iter().any(|known| known == why) {
            finding.rust_why.push(why.to_owned());
        }
        return true;
    }
    false
}

/// Farther than anything within a place.
const FAR: usize = 1_000_000;
