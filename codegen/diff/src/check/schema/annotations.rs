//! The members of a schema that say nothing about which values are allowed.

use crate::change::Change;
use crate::change_type::Kind;
use crate::check::extensions::extension;
use crate::check::members::{deprecation, wording};
use crate::context::Context;
use crate::direction::Side;
use crate::document::is_extension;
use crate::document::pair::Pair;
use crate::effect::Effect;
use crate::schema::keywords::is_annotation;
use crate::schema::located_schema::View;

/// Compares what stands beside the rules of two schemas, where these are reported at their own places.
pub(crate) fn annotations<'d>(context: &Context<'d>, old: &[View<'d>], new: &[View<'d>], side: Side) -> Vec<Change> {
    let ([old], [new]) = (old, new) else { return Vec::new() };
    if old.anchor.is_some() || new.anchor.is_some() {
        return Vec::new();
    }
    // Beside a reference nothing counts.
    let stated = |view: &View<'d>| view.node.reference().is_none().then(|| view.node.clone());
    let pair = Pair { old: stated(old), new: stated(new) };
    let mut changes = Vec::new();
    for (key, member) in pair.members().into_iter().filter(|(key, member)| is_annotation(key) && !member.is_same()) {
        match key {
            "default" => changes.push(default(&member, side)),
            "deprecated" => changes.extend(deprecation(&member, side)),
            "xml" => changes.push(xml(&member, context.speaks_xml, side)),
            // What they mean is reported of the property as a whole.
            "readOnly" | "writeOnly" => {}
            _ if is_extension(key) => changes.extend(extension(key, &member)),
            _ => changes.extend(wording(key, &member)),
        }
    }
    changes
}

/// What the server takes for a value that is left out.
fn default(pair: &Pair<'_>, side: Side) -> Change {
    let change = Change::new(Kind::DefaultChanged, pair.place(), Effect::None).on(side);
    change.with(pair.step()).behaviour(side == Side::Sent)
}

fn xml(pair: &Pair<'_>, speaks_xml: bool, side: Side) -> Change {
    let effect = if speaks_xml { side.if_used(Effect::Breaking) } else { Effect::None };
    Change::new(Kind::XmlChanged, pair.place(), effect).on(side).with(pair.verb())
}
