//! Compares annotations: the keywords of a schema that do not restrict its values.

use crate::change::Change;
use crate::change_type::ChangeType;
use crate::check::extensions::compare_extension;
use crate::check::members::{compare_deprecation, compare_wording};
use crate::context::Context;
use crate::direction::Direction;
use crate::document::is_extension;
use crate::document::pair::Pair;
use crate::effect::Effect;
use crate::schema::keywords::is_annotation;
use crate::schema::located_schema::LocatedSchema;

/// Compares the annotations of two schemas. Changes in the target of a reference are reported at the target only.
pub(crate) fn compare_annotations<'d>(
    context: &Context<'d>,
    old: &[LocatedSchema<'d>],
    new: &[LocatedSchema<'d>],
    direction: Direction,
) -> Vec<Change> {
    let ([old], [new]) = (old, new) else { return Vec::new() };
    if old.reported_at.is_some() || new.reported_at.is_some() {
        return Vec::new();
    }
    // OpenAPI 3.0 ignores all keywords beside `$ref`.
    let stated = |schema: &LocatedSchema<'d>| schema.node.reference().is_none().then(|| schema.node.clone());
    let pair = Pair { old: stated(old), new: stated(new) };
    let mut changes = Vec::new();
    for (key, member) in pair.members().into_iter().filter(|(key, member)| is_annotation(key) && !member.is_same()) {
        match key {
            "default" => changes.push(default_change(&member, direction)),
            "deprecated" => changes.extend(compare_deprecation(&member, direction)),
            "xml" => changes.push(xml_change(&member, context.uses_xml, direction)),
            // The effect of these keywords is reported as a change of the property.
            "readOnly" | "writeOnly" => {}
            _ if is_extension(key) => changes.extend(compare_extension(key, &member)),
            _ => changes.extend(compare_wording(key, &member)),
        }
    }
    changes
}

/// The change of `default`: the value that the server assumes if a request omits it.
fn default_change(pair: &Pair<'_>, direction: Direction) -> Change {
    let change = Change::new(ChangeType::DefaultChanged, pair.pointer(), Effect::None).in_direction(direction);
    change.with(pair.old_and_new()).with_changed_meaning(direction == Direction::Sent)
}

fn xml_change(pair: &Pair<'_>, uses_xml: bool, direction: Direction) -> Change {
    let effect = if uses_xml { direction.if_used(Effect::Breaking) } else { Effect::None };
    Change::new(ChangeType::XmlChanged, pair.pointer(), effect).in_direction(direction).with(pair.action())
}
