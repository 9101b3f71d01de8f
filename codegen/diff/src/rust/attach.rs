//! Tells what Rust code meets where the report tells of the same place already, or by itself.

use super::compare::Difference;
use crate::change::Finding;
use crate::context::Comparison;
use crate::report::Effect;

/// Adds differences to the findings of a comparison.
pub(super) fn attach(comparison: &mut Comparison<'_>, differences: Vec<Difference>) {
    for difference in differences {
        let Difference { pointer, effect, behaviour, why } = &difference;
        // The values of an enum may change by another keyword of its schema.
        let told = [pointer.as_str(), pointer.trim_end_matches("/enum")]
            .into_iter()
            .any(|pointer| tell_beside(comparison, pointer, &difference));
        if told {
            continue;
        }
        let place = comparison.place_now(pointer);
        let also = "any change on the wire is reported separately";
        let mut finding = Finding::new(place, "the generated code changes", Effect::None, also);
        finding.rust = *effect;
        finding.rust_behaviour = *behaviour;
        finding.rust_why.push(why.clone());
        comparison.note(finding);
    }
}

/// Adds a difference to the change that is reported at its place, if there is one.
fn tell_beside(comparison: &mut Comparison<'_>, pointer: &str, difference: &Difference) -> bool {
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
            // What was added or removed as a whole is reported at the value around it; the nearest one wins.
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
        finding.rust = finding.rust.max(difference.effect);
        finding.rust_behaviour |= difference.behaviour;
        if !finding.rust_why.contains(&difference.why) {
            finding.rust_why.push(difference.why.clone());
        }
        return true;
    }
    false
}

/// Farther than anything within a place.
const FAR: usize = 1_000_000;
